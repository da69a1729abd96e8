"""Whether a goal may carry a number, criterion by criterion."""

import pytest

from kgisim.presentation.localized import goals, wording
from kgisim.presentation.sentences.screening import (
    criteria,
    detectable_text,
    screen_text,
    screens,
    verdict,
)


@pytest.fixture
def localized(run):
    return wording(run, "syn_share", "ja")


def test_every_goal_stands_in_the_table_of_screens(run):
    told = screens(run, "ja")
    assert told["KGI"].tolist() == [wording(run, one.id, "ja").title for one in goals(run)]


def test_a_goal_that_was_not_screened_is_told_to_be_so(run):
    told = screens(run, "ja").set_index("KGI")
    unscreened = [one for one in goals(run) if run.explained("criteria", one.id).empty]
    assert unscreened
    for one in unscreened:
        assert told.loc[wording(run, one.id, "ja").title].iloc[0] == "数値目標を設定できない"


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("syn_deals", "「数値目標を設定する」"),
        ("syn_share", "「条件付きで数値目標を設定する」"),
        ("syn_withheld", "「数値目標を設定せず、KPIにより把握する」"),
    ],
)
def test_the_screen_leads_with_its_verdict(run, id, expected):
    assert expected in next(screen_text(wording(run, id, "ja")))


@pytest.mark.parametrize(
    "reason",
    [
        "施策を行うか否かで決まる部分は0.4％であり、目安の5.0％に満たない",
        "原典を確認していない数値が60.0％を占め",
        "直近の実績が3年前のものであり、目安の2年を超える",
        "変化の1.40倍に当たり",
        "2040年度までに公表される数値からは見分けられない",
        "定義の違いによる達成確率の開きが20.0ポイントあり",
    ],
)
def test_every_criterion_that_is_not_met_is_a_sentence(localized, reason):
    assert sum(reason in one for one in screen_text(localized)) == 1


def test_a_date_of_detection_that_is_too_late_is_told(changed):
    localized = changed("criteria", value=2039.0)
    assert any("見分けられるのは2039年度であり" in one for one in screen_text(localized))


def test_what_is_met_is_not_a_reason(localized):
    assert not any("根拠となる数値" in one for one in screen_text(localized))


def test_a_goal_without_a_number_names_the_data_that_it_needs(run):
    said = list(screen_text(wording(run, "syn_withheld", "ja")))
    assert "将来の見通しを立てるに足りる根拠がない。" in said
    assert any("1件の資料が必要" in one for one in said)


def test_a_goal_that_was_not_screened_carries_no_number(run):
    assert verdict(wording(run, "syn_firms", "ja")) == "none"


def test_the_guides_of_the_screen_are_called_examples(localized):
    assert "点検の目安は例示であり、検討会が定めるものである。" in screen_text(localized)


def test_the_table_of_the_screen_has_all_criteria_but_the_projection(localized):
    table = criteria(localized)
    assert len(table) == 8
    assert table["判定"].tolist().count("満たす") == 1


def test_a_change_of_a_share_is_told_in_points(localized):
    assert "2028年度で1.5ポイント" in detectable_text(localized)


def test_a_change_of_a_count_is_told_in_its_unit(run):
    assert "2028年で4件" in detectable_text(wording(run, "syn_deals", "ja"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_cell_is_a_missing_number(run, language):
    cells = criteria(wording(run, "syn_share", language)).stack().astype(str)
    assert not cells.str.contains("nan|<NA>|inf").any()


def test_a_range_that_is_too_wide_is_told_in_medians(localized):
    said = " ".join(screen_text(localized))
    assert "中央値の33.0倍に当たり、目安の20.0倍を超える" in said

"""What a chance hangs on, whether a goal may carry a number, and what is worth knowing."""

import pandas as pd
import pytest

from kgisim.presentation.localized import goals, wording
from kgisim.presentation.sentences.measures import contributions, package_text
from kgisim.presentation.sentences.screening import (
    criteria,
    detectable_text,
    screen_text,
    screens,
    verdict,
)
from kgisim.presentation.sentences.value_of_information import knowing_text
from kgisim.presentation.sentences.variance import ordered, spread_table, spread_text
from kgisim.presentation.tables.assumption_ledger import leading, ledger


@pytest.fixture
def localized(run):
    return wording(run, "syn_share", "ja")


@pytest.fixture
def changed(run, monkeypatch):
    """Change cells of one table of explanations."""

    def change(table: str, **cells):
        told = run.explained(table).assign(**cells)
        before = run.explained

        def explained(name, goal=None):
            if name != table:
                return before(name, goal)
            return told if goal is None else told.loc[told["indicator"] == goal]

        monkeypatch.setattr(run, "explained", explained)
        return wording(run, "syn_share", "ja")

    return change


def test_what_the_measures_add_is_told_with_errors(localized):
    first = next(package_text(localized))
    for word in ("施策がなければ", "全て行えば約60％", "+35.0ポイント（±2.0）"):
        assert word in first


def test_the_smallest_package_is_told_by_measure_and_effort(localized):
    said = list(package_text(localized))[1]
    assert "海外展開の支援」を度合い3で行うもの" in said
    assert "50％（例示）以上" in said


def test_where_no_package_suffices_it_is_told_how_far_all_measures_get(changed):
    localized = changed("packages", role=["none", "full", "smaller"])
    assert "最大の度合いで行っても、達成確率は約60％" in list(package_text(localized))[1]


def test_a_chance_that_cannot_be_told_from_what_is_wanted_is_remarked(changed):
    localized = changed("packages", close=True)
    assert any("計算誤差の範囲で50％と区別できない" in one for one in package_text(localized))


def test_a_package_not_proven_smallest_is_remarked(changed):
    localized = changed("packages", proven=False)
    assert any("より小さい組合せがあり得る" in one for one in package_text(localized))


def test_a_goal_that_no_measure_moves_has_nothing_to_say_of_packages(run):
    assert list(package_text(wording(run, "syn_deals", "ja"))) == []


def test_contributions_have_a_row_for_each_measure(localized):
    assert contributions(localized)["施策"].tolist() == ["【合成】海外展開の支援"]


def test_the_ledger_keeps_the_order_of_impact(localized):
    assert ledger(localized)["順位"].tolist() == ["1", "2", "3", "4", "―", "―"]


def test_every_goal_stands_in_the_table_of_screens(run):
    told = screens(run, "ja")
    assert told["KGI"].tolist() == [wording(run, one.id, "ja").title for one in goals(run)]


def test_a_goal_that_was_not_screened_is_told_to_be_so(run):
    told = screens(run, "ja").set_index("KGI")
    unscreened = [one for one in goals(run) if run.explained("criteria", one.id).empty]
    assert unscreened
    for one in unscreened:
        assert told.loc[wording(run, one.id, "ja").title].iloc[0] == "数値目標を置けない"


def test_a_measure_that_acts_on_several_series_stands_in_the_ledger_once(
    run, monkeypatch, localized
):
    before, told = run.explained, run.explained("ledger")
    twice = pd.concat([told, told.iloc[[1]].assign(subject="syn_sales")])
    monkeypatch.setattr(
        run, "explained", lambda name, goal=None: twice if name == "ledger" else before(name, goal)
    )
    assert len(ledger(localized)) == len(told)


def test_no_place_is_left_out_after_a_measure_that_acts_on_several_series(
    run, monkeypatch, localized
):
    before, told = run.explained, run.explained("ledger")
    after = told["rank"].where(told["rank"] <= 2, told["rank"] + 1)
    twice = pd.concat([told.assign(rank=after), told.iloc[[1]].assign(subject="syn_sales")])
    monkeypatch.setattr(
        run, "explained", lambda name, goal=None: twice if name == "ledger" else before(name, goal)
    )
    assert ledger(localized)["順位"].tolist() == ["1", "2", "3", "4", "―", "―"]


def test_the_ledger_can_be_cut_off(localized):
    assert len(ledger(localized, 2)) == 2


def test_the_ledger_names_owner_source_and_review_of_a_measure(localized):
    said = ledger(localized)["考え方と出典"].iloc[1]
    assert said == "合成の理由\n出典：例示（測定値はない）\n担当：合成課\n見直し：2030年"


def test_a_measure_without_an_owner_is_told_to_have_none(changed):
    localized = changed("ledger", owner="")
    assert "担当：未定" in ledger(localized)["考え方と出典"].iloc[1]


def test_an_impact_that_only_a_refit_could_tell_is_told_so(localized):
    assert "推計をやり直さなければ" in ledger(localized)["達成確率の動き"].iloc[4]


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (0, "モデルの見通しによる"),
        (1, "+10.0％（0.0〜+25.0％）"),
        (2, "弾性値+0.10（−0.03〜+0.20）"),
        (3, "半正規分布（尺度0.01）"),
        (4, "0.00（−0.10〜+0.10、推計の尺度）"),
    ],
)
def test_the_size_of_an_assumption_is_told_in_its_unit(localized, place, size):
    assert ledger(localized)["置いている値"].iloc[place] == size


def test_the_assumption_on_which_most_hangs_leads(localized):
    said = leading(localized)
    assert "円の対ドル相場" in said
    assert "約50ポイント（±2.0）動く" in said


def test_nothing_leads_where_no_impact_is_known(run):
    assert leading(wording(run, "syn_deals", "ja")) is None


def test_sources_of_the_spread_are_told_the_largest_first(localized):
    said = spread_text(localized)
    assert said.index("60％") < said.index("25％") < said.index("12％") < said.index("1％未満")


def test_the_shares_of_a_year_make_up_the_whole(localized):
    split = ordered(localized)
    assert split.loc[split["year"] == 2040, "share"].sum() == pytest.approx(1.0)


def test_the_table_of_the_spread_has_a_column_for_each_checkpoint(localized):
    assert list(spread_table(localized).columns[1:]) == [
        f"{y}年度" for y in (2028, 2032, 2036, 2040)
    ]


def test_nothing_is_said_of_a_spread_that_was_not_split(run):
    assert spread_text(wording(run, "syn_deals", "ja")) is None


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("syn_deals", "「数値目標を置く」"),
        ("syn_share", "「条件付きで数値目標を置く」"),
        ("syn_withheld", "「数値目標を置かず、KPIで追う」"),
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
        "定義の違いによる達成確率の開きが20.0％あり",
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
    assert len(table) == 7
    assert table["判定"].tolist().count("満たす") == 1


def test_a_change_of_a_share_is_told_in_points(localized):
    assert "2028年度で1.5ポイント" in detectable_text(localized)


def test_a_change_of_a_count_is_told_in_its_unit(run):
    assert "2028年で4件" in detectable_text(wording(run, "syn_deals", "ja"))


def test_the_most_worthwhile_numbers_are_told_those_to_come_and_those_at_hand(localized):
    first, second, third = knowing_text(localized)
    assert "2024〜2028年度の値であり" in first
    assert "約30％（±2.0ポイント）" in first
    assert "売上高の2023年度の正確な値" in second
    assert "計算していない" in third


def test_numbers_that_would_hardly_narrow_anything_are_told_as_such(changed):
    localized = changed("worth", narrowing=0.0)
    assert any("ほとんど狭まらない" in one for one in knowing_text(localized))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_table_holds_a_missing_number(run, language):
    localized = wording(run, "syn_share", language)
    tables = (
        ledger(localized),
        spread_table(localized),
        criteria(localized),
        contributions(localized),
    )
    cells = pd.concat([table.stack() for table in tables]).astype(str)
    assert not cells.str.contains("nan|<NA>|inf").any()

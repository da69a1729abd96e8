from dataclasses import replace

import numpy as np
import pytest

from kgisim.presentation.localized import goals, wording
from kgisim.presentation.sentences import summary


@pytest.fixture
def localized(run):
    return lambda id, language="ja": wording(run, id, language)


@pytest.fixture
def paced(run, monkeypatch):
    def change(**paces):
        table = run.assessment.assign(**{f"pace_{name}": value for name, value in paces.items()})
        monkeypatch.setattr(run, "assessment", table)
        found = wording(run, "syn_share", "ja")
        return summary.demand_text(found, found.view.targets[0])

    return change


def test_the_latest_value_is_told_with_its_source(localized):
    assert summary.known(localized("syn_firms")).startswith(
        "直近の値は、2023年度の4社である（合成統計"
    )


def test_an_unread_source_is_admitted(localized):
    assert summary.known(localized("syn_share")) == (
        "直近の値は、2023年度の約7.5％（7.2～7.8％）とされるが、原典は未確認である"
        "（合成新聞の記事）。"
    )


def test_an_identity_is_told_to_be_computed(run, monkeypatch):
    share = run.catalog.indicators["syn_share"]
    identity = {"product_of": ["syn_sales"], "divided_by": ["syn_yen"]}
    computed = type(share).model_validate(
        share.model_dump() | {"identity": identity, "model": {"family": None}, "drivers": ()}
    )
    monkeypatch.setitem(run.catalog.indicators, "syn_share", computed)
    told = summary.known(wording(run, "syn_share", "ja"))
    assert "公表値はなく、構成する数値から推計している" in told
    assert "％（推計値。90％の範囲：" in told


def test_an_indicator_without_rows_is_told_to_be_unknown(run, monkeypatch):
    nothing = run.catalog.observations.iloc[:0]
    monkeypatch.setattr(run.catalog, "rows", lambda id: nothing)
    known = summary.known(wording(run, "syn_withheld", "ja"))
    assert known == "この指標の公表値は見いだされていない。"


def test_the_summary_admits_an_unread_source(run):
    told = next(one for one in summary.summary(run, "ja") if "約7.5％" in one)
    assert "（2023年度、原典未確認）" in told


def test_the_outlook_tells_median_and_both_intervals(localized):
    assert summary.outlook(localized("syn_share")) == (
        "「すう勢」では、2040年度の見通しは中央値で7.3％であり、モデルと前提の下では、"
        "50％の確率で6.3～8.5％、90％の確率で5.0～10.6％の範囲に入る。"
    )


def test_a_total_of_three_years_is_told_as_such(localized):
    assert "2038～2040年の合計の見通しは中央値で15件" in summary.outlook(localized("syn_deals"))


def test_the_package_is_called_illustrative(localized):
    assert "「施策パッケージ」（例示）では中央値は" in " ".join(
        summary.reading(localized("syn_share"))
    )


def test_a_package_without_a_measure_for_the_goal_says_so(run, monkeypatch):
    still = run.projection.draws.copy(deep=True)
    still["level"].loc[{"scenario": "package"}] = still["level"].sel(scenario="baseline")
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=still))
    told = " ".join(summary.reading(wording(run, "syn_share", "ja")))
    assert "「施策パッケージ」（例示）には、この指標を動かす施策が含まれていない。" in told
    assert "「施策パッケージ」（例示）で約" not in told


def test_a_faster_pace_is_told_as_a_multiple(paced):
    told = paced(needed=0.11, past=0.05, ratio=2.2)
    assert "年0.11ポイントの変化を要し、これは過去の実績（年0.05ポイント）の約2.2倍" in told


def test_a_slower_pace_is_not_said_to_be_enough(paced):
    assert "過去の速さがそのまま続くことを前提としていない" in paced(
        needed=0.02, past=0.05, ratio=0.4
    )


def test_a_level_that_is_met_already_asks_for_nothing(paced):
    told = paced(needed=-0.05, past=0.05, ratio=np.nan)
    assert "直近の値で既に満たされる水準であり、年▲0.05ポイント以内の変化であれば維持される" in told


def test_where_lower_is_better_a_rise_is_what_a_met_level_allows(run, monkeypatch):
    firms = run.catalog.indicators["syn_firms"].model_copy(update={"better": "lower"})
    monkeypatch.setitem(run.catalog.indicators, "syn_firms", firms)
    found = wording(run, "syn_firms", "ja")
    assert "既に満たされる水準" in summary.demand_text(found, found.view.targets[0])


def test_without_targets_only_the_outlook_is_told(run, monkeypatch):
    monkeypatch.setattr(run, "assessment", run.assessment.iloc[:0])
    told = " ".join(summary.reading(wording(run, "syn_share", "ja")))
    assert "例示\u00a0" not in told
    assert "中央値で7.3％" in told


def test_the_summary_of_a_goal_without_targets_ends_with_its_outlook(run, monkeypatch):
    monkeypatch.setattr(run, "assessment", run.assessment.iloc[:0])
    assert list(summary.summary(run, "ja"))[1].endswith("（90％の範囲は5.0～10.6％）。")


def test_the_summary_leaves_out_a_package_that_does_not_move_the_goal(run, monkeypatch):
    monkeypatch.setattr(run, "scenarios", {"baseline": run.scenarios["baseline"]})
    assert list(summary.summary(run, "ja"))[1].endswith("に達する確率は「すう勢」で約20％。")


def test_the_same_pace_is_not_told_as_a_multiple(paced):
    assert "ほぼ同じ速さ" in paced(needed=0.05, past=0.05, ratio=1.0)


def test_a_past_in_the_wrong_direction_is_told(paced):
    told = paced(needed=0.09, past=-0.12, ratio=np.nan)
    assert "過去の実績は年▲0.12ポイントであり、目標の方向に動いていない" in told


def test_an_unknown_past_is_told(paced):
    assert "過去の速さは、実績が足りず計算できない" in paced(needed=0.09, past=np.nan, ratio=np.nan)


def test_an_unknown_need_is_told(paced):
    told = paced(needed=np.nan, past=0.1, ratio=np.nan)
    assert "必要な速さは、直近の値が定まらないため計算できない" in told


def test_a_target_is_called_an_example_until_it_is_set(paced):
    assert paced(needed=0.1, past=0.1, ratio=1.0).startswith("例示\u00a0")


def test_a_target_that_is_set_is_not_called_an_example(run, monkeypatch):
    monkeypatch.setattr(run, "assessment", run.assessment.assign(illustrative=False))
    found = wording(run, "syn_share", "ja")
    told = summary.demand_text(found, found.view.targets[0])
    assert told.startswith("目標\u00a0")


def test_a_chance_has_its_word_and_its_error(localized):
    found = localized("syn_share")
    assert summary.likely(found, found.view.example) == (
        "この水準に達する確率は、「すう勢」で約20％（可能性が低い）、"
        "「施策パッケージ」（例示）で約55％（どちらも同程度）である（計算誤差±3.5ポイント。"
        "モデルや前提の選び方による違いは含まず、それはこれより大きい）。"
    )


def test_unverified_rows_are_counted(localized):
    assert "15件の数値によるものであるが、うち1件は原典を確認していない" in (
        summary.evidence_text(localized("syn_share"))
    )


def test_sound_rows_are_not_called_doubtful(localized):
    assert "未確認の数値は含まれていない" in summary.evidence_text(localized("syn_firms"))


def test_a_failed_fit_that_is_shown_must_not_be_quoted(localized):
    assert "引用してはならない" in summary.warning(localized("syn_failed"))


def test_a_sound_fit_has_no_warning(localized):
    assert summary.warning(localized("syn_share")) is None


def test_the_summary_counts_goals_with_and_without_a_number(run):
    first = next(summary.summary(run, "ja"))
    assert first.startswith("5指標のうち3指標について将来の見通しを示した。残る2指標")


def test_the_summary_names_every_goal(run):
    told = " ".join(summary.summary(run, "ja"))
    assert all(goal.title("ja") in told for goal in goals(run))


def test_the_summary_of_a_full_run_says_that_none_is_missing(run, monkeypatch):
    shown = {id: one for id, one in run.catalog.indicators.items() if id != "syn_withheld"}
    monkeypatch.setattr(run.catalog, "indicators", shown)
    goals = tuple(one for one in run.catalog.goals if one.id in shown)
    monkeypatch.setattr(run.catalog, "goals", goals)
    told = list(summary.summary(run, "ja", show_failed=True))
    assert told[0] == "全ての指標（4指標）について将来の見通しを示した。"
    assert not told[-1].startswith("将来値を示していない")


def test_other_definitions_are_not_counted_as_goals(run, monkeypatch):
    share = run.catalog.indicators["syn_share"]
    variant = share.model_copy(update={"id": "syn_other", "variant_of": "syn_share"})
    monkeypatch.setitem(run.catalog.indicators, "syn_other", variant)
    assert "syn_other" not in [goal.id for goal in goals(run)]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("id", ["syn_share", "syn_deals", "syn_firms"])
def test_a_reading_is_made_of_whole_sentences(localized, id, language):
    end = {"ja": "。", "en": "."}[language]
    told = list(summary.reading(localized(id, language)))
    assert len(told) >= 5
    assert all(sentence.endswith(end) for sentence in told)


def test_an_english_reading_holds_no_japanese_words_of_ours(localized):
    told = " ".join(summary.reading(localized("syn_firms", "en")))
    ours = told.replace("合成統計", "").replace("合成", "").replace("太字", "")
    assert ours.isascii() or not any("ぁ" <= letter <= "龠" for letter in ours)

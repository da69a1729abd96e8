"""Backcast, milestones and joint chances in words: what is said is what was computed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kgisim.presentation.backcast_view import BackcastView, backcast_view_of
from kgisim.presentation.localized import goals, wording
from kgisim.presentation.sentences.backcast import backcast_text, shift_table
from kgisim.presentation.sentences.joint import joint_view_of, round_numbers
from kgisim.presentation.sentences.milestones import checkpoints, limit, milestones_text
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.refusal import Refusal
from kgisim.targets.window import TargetWindow

QUANTILES = (6.0, 7.0, 8.0, 9.0, 10.0)
CHECKPOINT = Checkpoint(
    window=TargetWindow(2028),
    attained=QUANTILES,
    failed=QUANTILES,
    threshold=7.5,
    outer=6.0,
    false_alarm=0.25,
    miss=0.4,
    auc=0.8,
    chance_warned=0.2,
    chance_clear=0.7,
    better="higher",
)


def asked(run, id: str = "syn_share", language: str = "ja") -> BackcastView:
    view = backcast_view_of(wording(run, id, language))
    assert view is not None
    return view


@pytest.fixture(scope="module")
def view(run) -> BackcastView:
    return asked(run)


def with_milestones(run, *found: Checkpoint) -> BackcastView:
    view = asked(run)
    view.__dict__["milestones"] = found
    return view


def test_the_number_of_attaining_futures_is_told(view):
    first = next(backcast_text(view))
    assert f"200通りのうち{round(200 * view.chance)}通り" in first


def test_an_example_level_and_an_example_scenario_are_called_so(view):
    first = next(backcast_text(view))
    assert "（例示）の下で例示" in first


def test_the_chance_of_a_backcast_has_its_error(view):
    assert "計算誤差±" in next(backcast_text(view))


def test_how_rarely_a_target_is_attained_is_told_with_its_divergence(view):
    said = list(backcast_text(view))[1]
    assert f"約{1 / view.chance:.1f}通りに1通り" in said
    assert f"{-np.log(view.chance):.2f}" in said


def test_a_measure_that_does_more_where_the_target_is_attained_is_named(run):
    view = asked(run)
    table = view.backcast.moved.assign(shift=0.0, error=0.01)
    table.loc[table["name"] == "export_help", "shift"] = 0.5
    table = table.sort_values("shift", ascending=False)
    view.__dict__["backcast"] = replace(view.backcast, moved=table)
    assert any("海外展開の支援」の効果が大きい" in one for one in backcast_text(view))


def test_what_moves_no_further_than_its_error_is_not_named(run):
    view = asked(run)
    still = view.backcast.moved.assign(shift=0.01, error=0.01)
    view.__dict__["backcast"] = replace(view.backcast, moved=still)
    assert any("計算誤差を超える偏りがみられない" in one for one in backcast_text(view))


def test_the_path_is_told_for_the_years_in_which_the_plan_is_looked_at(view):
    *_, path = backcast_text(view)
    for year in (2028, 2032, 2036, 2040):
        assert f"{year}年度に" in path


def test_the_table_of_shifts_leaves_the_goal_itself_out(view):
    assert set(shift_table(view)["区分"]) == {"外部要因", "施策の効果"}


def test_where_too_few_futures_attain_the_bound_of_the_chance_is_told_instead(run):
    view = asked(run)
    view.__dict__["backcast"] = Refusal("few_attain", 3, 100, 0.015, 0.004, 0.0381)
    assert next(iter(backcast_text(view))).endswith("達成確率は、高くても4％（95％の上限）である。")


def test_a_refused_backcast_has_no_table(run):
    view = asked(run)
    view.__dict__["backcast"] = Refusal("few_attain", 3, 100, 0.015, 0.004, 0.0381)
    assert shift_table(view).empty


def test_where_too_few_futures_fail_the_lower_bound_is_told(run):
    view = asked(run)
    view.__dict__["milestones"] = Refusal("few_fail", 3, 100, 0.985, 0.9639, 1.0)
    (said,) = milestones_text(view)
    assert said.endswith("達成確率は、低くても96％（95％の下限）である。")


def test_each_checkpoint_has_one_sentence_with_limit_and_rates(run):
    (said,) = milestones_text(with_milestones(run, CHECKPOINT))
    for word in ("2028年度の値が7.5％を下回る場合", "誤警報）は約25％", "見逃し）は約40％", "±"):
        assert word in said


def test_of_a_goal_that_is_to_fall_the_limit_is_overshot(run):
    view = asked(run)
    assert limit(view, replace(CHECKPOINT, better="lower")) == "7.5％を上回る"


def test_a_warning_that_never_comes_is_told_as_such(run):
    blind = replace(CHECKPOINT, chance_warned=None, false_alarm=0.0, miss=1.0)
    (said,) = milestones_text(with_milestones(run, blind))
    assert said.endswith("見分けることができない。")


def test_a_weak_checkpoint_is_called_weak(run):
    (said,) = milestones_text(with_milestones(run, replace(CHECKPOINT, auc=0.55)))
    assert "見分ける力は弱い" in said


def test_the_total_of_several_years_is_not_called_a_value(run):
    total = replace(CHECKPOINT, window=TargetWindow(2028, 3, "sum"))
    (said,) = milestones_text(with_milestones(run, total))
    assert said.startswith("2026～2028年度の合計が")


def test_rates_among_few_futures_have_the_larger_error(view):
    assert view.error_among(0.3, 0.1) > view.error_among(0.3, 0.9)


def test_the_table_of_checkpoints_has_a_row_each(run):
    other = replace(CHECKPOINT, window=TargetWindow(2032))
    assert len(checkpoints(with_milestones(run, CHECKPOINT, other))) == 2


def test_a_goal_without_a_target_is_not_asked_about(run):
    assert backcast_view_of(wording(run, "syn_withheld", "ja")) is None


def test_all_levels_at_once_are_asked_under_baseline_and_package(run):
    found = joint_view_of(tuple(wording(run, id, "ja") for id in ("syn_share", "syn_deals")))
    assert found is not None
    assert list(found.joints) == ["baseline", "package"]


def test_at_least_one_of_several_is_likelier_than_each(run):
    found = joint_view_of(tuple(wording(run, id, "ja") for id in ("syn_share", "syn_deals")))
    assert found is not None
    joint = found.joints["package"]
    assert joint.at_least["chance"].iloc[0] >= joint.each["chance"].max()


def test_the_chance_of_all_is_told_beside_that_of_unrelated_targets(run):
    found = joint_view_of(tuple(wording(run, id, "ja") for id in ("syn_share", "syn_deals")))
    assert found is not None
    first = next(found.sentences())
    assert "全て達成する確率は" in first
    assert "互いに無関係とした場合は" in first


def test_a_pair_in_conflict_is_named(run):
    found = joint_view_of(tuple(wording(run, id, "ja") for id in ("syn_share", "syn_deals")))
    assert found is not None
    joint = found.joints["package"]
    pairs = joint.pairs.assign(relation="conflict")
    found.__dict__["joints"] = {"package": replace(joint, pairs=pairs)}
    assert any("両立しにくい。両方を達成する確率は" in one for one in found.sentences())


def test_of_many_pairs_the_furthest_from_independence_are_named_and_the_rest_counted(
    run, monkeypatch
):
    monkeypatch.setattr("kgisim.presentation.sentences.joint.MOST", 1)
    found = joint_view_of(tuple(wording(run, id, "ja") for id in ("syn_share", "syn_deals")))
    assert found is not None
    joint = found.joints["package"]
    (pair,) = joint.pairs.to_dict("records")
    near, far = ({"relation": "conflict", "association": one} for one in (-0.3, -0.9))
    turned = {"one": pair["other"], "other": pair["one"]}
    pairs = pd.DataFrame([pair | near, pair | far | turned, pair | near])
    found.__dict__["joints"] = {"package": replace(joint, pairs=pairs)}
    *_, named, counted = found.sentences()
    assert named.startswith(wording(run, pair["other"], "ja").title)
    assert counted.startswith("このほか2組が両立しにくい")


def test_of_many_numbers_of_goals_only_round_ones_have_a_row_and_that_of_all(run, monkeypatch):
    monkeypatch.setattr("kgisim.presentation.sentences.joint.MOST", 2)
    found = joint_view_of(tuple(wording(run, one.id, "ja") for one in goals(run)[:3]))
    assert found is not None
    table = found.at_least()
    assert table.iloc[:, 0].tolist() == ["3件のうち1件以上", "3件のうち2件以上", "3件の全て"]
    assert round_numbers(100) == [1, 50, 100]


def test_one_goal_alone_is_not_put_together(run):
    assert joint_view_of((wording(run, "syn_share", "ja"),)) is None


def test_tables_of_all_levels_have_a_row_for_each_goal_and_each_number(run):
    localized = tuple(wording(run, one.id, "ja") for one in goals(run)[:3])
    found = joint_view_of(localized)
    assert found is not None
    assert (len(found.levels()), len(found.at_least())) == (3, 3)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_cell_and_no_sentence_holds_a_missing_number(run, language):
    view = asked(run, language=language)
    said = [*backcast_text(view), *shift_table(view).to_numpy().ravel()]
    assert not any("nan" in str(one) for one in said)


def test_paths_of_attaining_futures_end_above_the_target(view):
    last = view.backcast.paths.sel(futures="attained", series="syn_share", year=2040)
    assert float(last.min()) >= view.question.value
    assert isinstance(view.backcast.moved, pd.DataFrame)

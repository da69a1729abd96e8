from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from kgisim.evidence.dependencies import DependencyGraph
from kgisim.presentation.goal_view import GoalView, goal_view_of, known_quantiles, package
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.runs.run_cache import RunCache
from kgisim.targets.window import TargetWindow
from tests.builders import PLAN


@pytest.fixture
def view(run):
    return lambda id: GoalView(run, run.catalog.indicators[id])


def test_targets_are_listed_from_the_easiest(view):
    assert [target.question.value for target in view("syn_share").targets] == [9.0, 11.0]


def test_a_target_keeps_its_name_when_another_run_has_an_easier_one(run, monkeypatch):
    def names() -> list[str]:
        found = GoalView(run, run.catalog.indicators["syn_share"])
        return [LocalizedIndicator(found, "ja").target(one) for one in found.targets]

    before, table = names(), run.assessment
    easier = table.loc[table["target"] == "mid"].assign(target="easy", value=8.0)
    monkeypatch.setattr(run, "assessment", pd.concat([table, easier], ignore_index=True))
    assert names() == ["例示\u00a08.0％", *before]


def test_where_lower_is_better_the_highest_level_is_the_easiest(run):
    share = run.catalog.indicators["syn_share"].model_copy(update={"better": "lower"})
    assert [target.question.value for target in GoalView(run, share).targets] == [11.0, 9.0]


def test_a_target_gives_the_chance_of_each_scenario(view, run):
    target = view("syn_share").targets[0]
    rows = run.assessment
    chosen = (rows["target"] == "mid") & (rows["scenario"] == "package")
    assert target.chance("package") == rows.loc[chosen, "chance"].item()


def test_the_example_is_nearest_to_three_in_ten(view):
    assert view("syn_share").example.question.value == 9.0


def test_a_level_that_the_council_has_set_goes_before_examples(run, monkeypatch):
    decided = run.assessment.assign(illustrative=run.assessment["target"] != "high")
    monkeypatch.setattr(run, "assessment", decided)
    assert GoalView(run, run.catalog.indicators["syn_share"]).example.question.value == 11.0


def test_without_targets_the_last_year_alone_is_judged(view):
    assert view("syn_sales").window == TargetWindow(PLAN.horizon, 1, "mean")


def test_a_sum_is_added_up_draw_by_draw(view):
    deals = view("syn_deals")
    last = deals.outcome.sel(scenario="package", year=slice(2038, 2040))
    assert np.array_equal(deals.judged("package"), last.sum("year"))


def test_the_printed_median_is_that_of_the_assessment(view, run):
    row = run.assessment.query("indicator == 'syn_deals' and scenario == 'baseline'").iloc[0]
    printed = view("syn_deals").quantiles("baseline")
    assert printed == pytest.approx(row[["low90", "low50", "median", "high50", "high90"]].tolist())


@pytest.mark.parametrize("missing", [False, True])
def test_quantiles_are_those_of_xarray_to_the_bit(missing):
    values = np.random.default_rng(1).normal(size=(3, 50)).astype(np.float32)
    if missing:
        values[1, ::7] = np.nan
    draws = xr.DataArray(values, dims=("year", "draw"))
    expected = draws.quantile([0.05, 0.5, 0.95], "draw").to_numpy()
    assert np.array_equal(known_quantiles(draws, [0.05, 0.5, 0.95]), expected)


def test_a_target_on_a_sum_is_drawn_at_its_yearly_average(view):
    assert view("syn_deals").targets[0].question.yearly == 7.0


def test_only_what_feeds_an_identity_counts_as_its_evidence(run):
    identity = {"product_of": ["syn_sales"], "divided_by": ["syn_yen"]}
    share = run.catalog.indicators["syn_share"]
    joined = type(share).model_validate(
        share.model_dump() | {"identity": identity, "model": {"family": None}, "drivers": ()}
    )
    graph = DependencyGraph.of(run.catalog.indicators | {"syn_share": joined})
    catalog = SimpleNamespace(**vars(run.catalog) | {"dependencies": graph})
    found = GoalView(
        SimpleNamespace(**vars(run) | {"cache": RunCache(), "catalog": catalog}), joined
    )
    assert set(found.rows["indicator"]) == {"syn_sales", "syn_yen"}
    assert found.fan_start == 2014


def test_a_scenario_that_changes_nothing_is_told_apart(view, run, monkeypatch):
    same = run.projection.draws.copy()
    same["level"] = same["level"].copy()
    same["level"].loc[{"scenario": "package"}] = same["level"].sel(scenario="baseline")
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=same))
    assert not view("syn_share").differs("package")
    assert view("syn_share").differs("weak_yen")


def test_the_package_is_the_scenario_with_measures_and_without_a_changed_world(run):
    assert package(run.scenarios) == "package"


def test_without_measures_there_is_no_package(run):
    assert package({"weak_yen": run.scenarios["weak_yen"]}) is None


def test_a_failed_fit_is_told_with_its_reason(run):
    failed = goal_view_of(run, "syn_failed").failures
    assert {id: fit.reason for id, fit in failed.items()} == {"syn_failed": "Pareto k 0.92 ≥ 0.7"}


def test_a_goal_inherits_the_failure_of_its_driver(run, monkeypatch):
    fits = run.fits.copy()
    fits.loc[fits["indicator"] == "syn_yen", "status"] = "failed"
    monkeypatch.setattr(run, "fits", fits)
    assert list(goal_view_of(run, "syn_share").failures) == ["syn_yen"]

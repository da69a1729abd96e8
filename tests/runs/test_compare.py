"""The change between two runs is split over what was changed, and over nothing else."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kgisim.errors import FitError, RequestError
from kgisim.inference.driver_terms import driver_terms
from kgisim.runs import change_path as path_module
from kgisim.runs import make_run as run_module
from kgisim.runs.change_path import GROUPS, inputs_of, is_current, steps
from kgisim.runs.compare import COLUMNS, compare, goals_of
from kgisim.runs.make_run import make_run
from kgisim.runs.run import Run
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace
from tests.conftest import SMALLEST, quick_fit

CHANGED = {
    "revisions": ("data/share.csv", "2020,,40,eq", "2020,,44,eq"),
    "new_years": ("data/share.csv", None, "2022,,47,eq,,,0.5,firm,official,,2023-06,\n"),
    "model": ("data/share.yaml", "mean: 0.2", "mean: 0.6"),
    "assumptions": ("scenarios/policy.yaml", "p50: 1,", "p50: 2,"),
}
"""What is changed in the smallest workspace, by the group to which it belongs."""


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Fits that cost nothing, wherever a run or a path needs them."""

    def fit_all(catalog, *_, names, draws=256, seed=0, **__):
        if seed == REFUSED:
            raise FitError("this seed cannot be fitted")
        return {
            name: fit_of(catalog, name, draws) for name in catalog.dependencies.required_fits(names)
        }

    with pytest.MonkeyPatch.context() as patch:
        for module in (run_module, path_module):
            patch.setattr(module, "fit_all", fit_all)
        yield


def fit_of(catalog, name, draws):
    """Give a fit whose driver effects are the prior means, cut to so many draws."""
    fit = quick_fit(catalog, name)
    effect = fit.effect * 0 + np.array([one.mean for one in driver_terms(catalog.indicators[name])])
    kept = {"trend": fit.trend, "effect": effect, "noise": fit.noise, "hyper": fit.hyper}
    return replace(fit, **{key: values[:draws] for key, values in kept.items()})


REFUSED = 666
"""A seed that no fit accepts."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def base(folder):
    return make_run(Workspace(SMALLEST), folder=folder)


def edited(folder, groups) -> Workspace:
    """Give a copy of the workspace in which the named groups are changed."""
    root = folder / "-".join(groups)
    shutil.copytree(
        SMALLEST, root, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    for group in groups:
        name, old, new = CHANGED[group]
        text = (root / name).read_text("utf-8")
        assert old is None or old in text
        (root / name).write_text(text + new if old is None else text.replace(old, new), "utf-8")
    return Workspace(root)


@pytest.fixture(scope="module")
def all_changed(base, folder, tmp_path_factory):
    workspace = edited(tmp_path_factory.mktemp("all"), tuple(CHANGED))
    return compare(base, make_run(workspace, folder=folder, seed=7))


def moved(table: pd.DataFrame) -> set[str]:
    """Name the parts that moved any number."""
    return set(table.loc[table["change"] != 0.0, "part"])


@pytest.mark.parametrize("group", CHANGED)
def test_one_changed_group_carries_the_whole_change(base, folder, tmp_path, group):
    after = make_run(edited(tmp_path, (group,)), folder=folder)
    assert moved(compare(base, after).table) == {group}


def test_another_seed_is_monte_carlo(base, folder):
    after = make_run(Workspace(SMALLEST), folder=folder, seed=7)
    assert moved(compare(base, after).table) == {"monte_carlo"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("swapped", [False, True])
def test_runs_of_other_years_are_not_compared(base, folder, tmp_path, language, swapped):
    workspace = edited(tmp_path, ())
    plan = workspace.root / "workspace.yaml"
    plan.write_text(plan.read_text("utf-8").replace("horizon: 2040", "horizon: 2045"), "utf-8")
    runs = [base, make_run(workspace, folder=folder)]
    with pytest.raises(RequestError) as refused:
        compare(*reversed(runs) if swapped else runs)
    said = refused.value.text(language)
    assert all(word in said for word in ("2040", "2045", "workspace.yaml", base.id))


def test_a_run_does_not_differ_from_itself(base):
    assert moved(compare(base, base).table) == set()


def test_a_difference_is_summarised_in_one_line(base, all_changed):
    assert repr(all_changed).startswith(f"<RunDifference of {base.id} and ")
    assert "\n" not in repr(all_changed)
    assert all_changed._repr_html_().count("<tr") == len(all_changed.table) + 1


def test_every_group_has_its_part(all_changed):
    assert set(all_changed.table["part"]) == set(GROUPS)


def test_columns_are_as_stated(all_changed):
    assert tuple(all_changed.table.columns) == COLUMNS


def chains(table: pd.DataFrame):
    keys = list(COLUMNS[: COLUMNS.index("part")])
    return [chain for _, chain in table.groupby(keys, dropna=False, sort=False)]


def test_every_part_begins_where_the_part_before_it_ended(all_changed):
    for chain in chains(all_changed.table):
        assert chain["before"].tolist()[1:] == chain["after"].tolist()[:-1]


def test_the_parts_lead_from_the_first_run_to_the_second(all_changed):
    """Chances of levels that both runs judged are those in their assessments."""
    for run, end, at in ((all_changed.before, "before", 0), (all_changed.after, "after", -1)):
        judged = run.assessment.set_index(["indicator", "value", "year", "scenario"])["chance"]
        judged = judged[~judged.index.duplicated()]
        checked = 0
        for chain in chains(all_changed.table.query("quantity == 'chance'")):
            row = chain.iloc[at]
            place = tuple(row[["indicator", "value", "year", "scenario"]])
            if place in judged.index:
                assert row[end] == judged[place]
                checked += 1
        assert checked > 0


def test_medians_are_those_of_the_runs(all_changed):
    after = all_changed.after.assessment.drop_duplicates(["indicator", "year", "scenario"])
    medians = after.set_index(["indicator", "year", "scenario"])["median"]
    rows = all_changed.table.query("quantity == 'median' and part == 'monte_carlo'")
    for row in rows.itertuples():
        assert row.after == medians[row.indicator, row.year, row.scenario]


def test_what_was_not_changed_has_no_error(base):
    errors = compare(base, base).table.query("quantity == 'chance'")["error"]
    assert set(errors) == {0.0}


def test_the_error_of_unpaired_draws_is_that_of_two_chances(base, folder):
    after = make_run(Workspace(SMALLEST), folder=folder, draws=128)
    rows = compare(base, after).table.query("part == 'monte_carlo' and quantity == 'chance'")
    assert np.isfinite(rows["error"]).all()


def test_a_point_without_a_result_is_named_with_its_reason(base, folder, monkeypatch):
    after = make_run(Workspace(SMALLEST), folder=folder, seed=8)
    older = Run(after.path, after.manifest | {"seed": REFUSED})
    older.__dict__["projection"] = after.projection  # other draws than its seed gives
    found = compare(base, older)
    assert set(found.table["part"]) == {
        "code",
        "revisions",
        "new_years",
        "model",
        "assumptions",
    } | {"monte_carlo+code"}
    told = {part: reason.text("en") for part, reason in found.reasons.items()}
    assert told == {"monte_carlo": "this seed cannot be fitted"}


def test_what_older_code_gave_otherwise_is_the_codes_part(base, folder):
    shifted = Run(base.path, base.manifest | {"versions": {}, "run": "r000000000000"})
    shifted.__dict__["projection"] = replace(base.projection, draws=base.projection.draws * 1.1)
    found = compare(shifted, base)
    assert moved(found.table) == {"code"}


def test_a_run_of_the_present_code_is_known_as_such(base):
    assert is_current(base)


def test_the_path_ends_at_the_inputs_of_the_second_run(all_changed):
    first, last = inputs_of(all_changed.before), inputs_of(all_changed.after)
    *_, (_, end) = steps(first, last)
    assert (end.scenarios, end.seed, end.draws) == (last.scenarios, last.seed, last.draws)
    assert end.catalog is last.catalog


def test_revisions_leave_years_that_are_new_for_later(all_changed):
    first, last = inputs_of(all_changed.before), inputs_of(all_changed.after)
    (_, revised), (_, grown), *_ = steps(first, last)
    years = [one.catalog.rows("share")["year"].max() for one in (revised, grown)]
    assert years == [2021, 2022]


def test_runs_without_a_common_goal_are_refused(base):
    other = Run(base.path, base.manifest)
    draws = base.projection.draws.drop_sel(series=goals_of(base))
    other.__dict__["projection"] = replace(base.projection, draws=draws)
    with pytest.raises(RequestError, match="no goal in common"):
        compare(base, other)


def test_what_only_one_run_has_is_named(base):
    other = Run(base.path, base.manifest)
    other.__dict__["scenarios"] = {k: v for k, v in base.scenarios.items() if k != "policy"}
    assert compare(base, other).only_before == ("policy",)


def test_every_column_is_explained_in_the_schema():
    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text("utf-8")
    part = page.split("## Comparison of two runs")[1].split("\n## ")[0]
    named = ", ".join(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE)).split(", ")
    assert tuple(named) == COLUMNS

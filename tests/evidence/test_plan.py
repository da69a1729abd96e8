"""What ``workspace.yaml`` says reaches everything that depends on it."""

import numpy as np
import pytest
from ruamel.yaml import YAML

from kgisim.axis import Axis
from kgisim.errors import ContentError
from kgisim.evidence.catalog import load_catalog
from kgisim.evidence.plan import Plan, read_plan
from kgisim.inference.fit_cache import fit_key
from kgisim.projection.projection import project
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace
from tests.builders import PLAN, TEXT, catalog, indicator, yearly
from tests.conftest import quick_fit
from tests.test_schema import first_cells, section

OTHER = {"first_year": 1990, "horizon": 2050, "checkpoints": [2030, 2040], "shown_years": [2050]}


@pytest.fixture
def other(smallest):
    """The smallest workspace with years of its own."""
    return changed(smallest, **OTHER)


def changed(workspace, **more):
    yaml = YAML(typ="safe")
    content = yaml.load(workspace.settings.read_text("utf-8")) | more
    with workspace.settings.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
    return workspace


def plan(**more) -> Plan:
    return Plan.model_validate(PLAN.model_dump() | more)


def policy(*goals) -> dict:
    source = {"title": "a document", "publisher": "a ministry"}
    return {"label": "1", "title": TEXT, "goals": goals, "source": source}


def test_a_basic_policy_names_goals_alone(smallest):
    broken = changed(smallest, policies=[policy("no_such_goal")])
    found = [str(one) for one in check_workspace(broken)]
    assert any("policies" in one and "no_such_goal" in one for one in found)


def test_the_bundled_plan_looks_from_2000_to_2040():
    assert read_plan(Workspace.bundled()).axis == Axis(2000, 2040)


def test_another_horizon_is_the_last_year_of_every_projection(other):
    known = load_catalog(other)
    fitted = [name for name, one in known.indicators.items() if one.is_fitted]
    fits = {name: quick_fit(known, name) for name in fitted}
    draws = project(known, fits, load_scenarios(other, known), seed=1).draws
    years = draws["year"].to_numpy()
    assert (years[0], years[-1], len(years)) == (1990, 2050, 61)


def test_a_row_from_before_the_first_year_of_the_bundled_plan_is_taken(other):
    with (other.data / "share.csv").open("a", encoding="utf-8") as rows:
        rows.write("1995,,40,eq,,,,firm,official,,,\n")
    assert 1995 in load_catalog(other).rows("share")["year"].tolist()


def test_the_usual_target_year_is_the_horizon(other):
    targets = [one for each in load_catalog(other).indicators.values() for one in each.targets]
    assert targets
    assert {one.year for one in targets} == {2050}


def test_the_years_are_part_of_the_key_of_a_fit():
    one = indicator("x")
    rows = catalog((one, yearly([1, 2, 3]))).rows("x")
    keys = {
        fit_key(one, rows, "abc", {}, axis, seed=1, draws=10)
        for axis in (Axis(2000, 2040), Axis(2000, 2050), Axis(1990, 2040))
    }
    assert len(keys) == 3


def test_a_workspace_without_the_file_is_told_what_to_do(smallest):
    smallest.settings.unlink()
    (problem,) = check_workspace(smallest)
    assert "kgisim init" in str(problem.message)


def test_an_unknown_key_is_told_with_the_nearest(smallest):
    with pytest.raises(ContentError, match="unknown key 'horizont'; did you mean 'horizon'"):
        read_plan(changed(smallest, horizont=2050))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"horizon": 1999}, "is not before"),
        ({"checkpoints": (2032, 2028)}, "not in order"),
        ({"checkpoints": (2030, 2060)}, "expects years from 2000 to 2040"),
        ({"checkpoints": (2030, 2040)}, "before the horizon"),
        ({"languages": ("ja", "ja")}, "twice"),
        ({"country": "Japan"}, "country"),
        ({"policies": [policy("a_goal"), policy("a_goal")]}, "twice"),
    ],
)
def test_a_contradiction_is_refused(more, told):
    with pytest.raises(ValueError, match=told):
        plan(**more)


@pytest.mark.parametrize(
    ("starts", "period", "end"),
    [
        (4, "FY", "2031-03-31"),
        (4, "CY", "2030-12-31"),
        (1, "FY", "2030-12-31"),
        (10, "FY", "2031-09-30"),
    ],
)
def test_a_period_ends_before_the_next_one_starts(starts, period, end):
    month = plan(fiscal_year_starts=starts)
    assert month.end_of(2030, period) == end


def test_every_place_on_the_axis_is_that_of_its_year():
    axis = plan(**OTHER | {"checkpoints": (2030,), "shown_years": (2050,)}).axis
    places = [axis.place(year) for year in axis.years.tolist()]
    np.testing.assert_array_equal(places, np.arange(len(axis)))


def test_every_key_is_in_the_contract():
    assert set(Plan.model_fields) == set(first_cells(section("Plan")))


def test_a_title_is_in_both_languages():
    assert plan(title=TEXT).title("en") == TEXT["en"]


def test_limits_of_levels_that_do_not_fall_are_refused_by_the_file_and_place(smallest):
    wrong = changed(smallest, levels={"floor": 0.5, "goal": 0.6})
    with pytest.raises(ContentError, match=r"workspace\.yaml.*levels.*0\.5, 0\.6 and 0\.2"):
        read_plan(wrong)

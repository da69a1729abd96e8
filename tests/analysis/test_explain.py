"""One answer explained from end to end, with the real simulator on made fits."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from kgisim.analysis.conditional_path import expected_paths
from kgisim.analysis.explain import explain
from kgisim.analysis.variance_sources import PATH, variance_splits
from kgisim.inference.family import load_family
from kgisim.projection.order import relevant
from kgisim.projection.projection import project
from kgisim.targets.forecast import forecast_of
from kgisim.targets.posed_question import PosedQuestion
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace
from tests.analysis.gaussian import BASE, HORIZON, measure, normals, scenario
from tests.builders import catalog, driver_effect, fit_of, goal, indicator, yearly

Z = normals(3, draws=2000)
LATER = np.where(HORIZON, 1.0, 0.0)
YEN = indicator("yen", role="driver")
GOAL = goal("x", drivers=[driver_effect("yen")])
CATALOG = catalog((YEN, yearly([100.0] * 10)), (GOAL, yearly([10.0] * 10)))
FITS = {
    "yen": fit_of(YEN, np.log(100.0) + 0.2 * Z[:, [0]] * LATER),
    "x": fit_of(GOAL, np.log(10.0) + 0.1 * Z[:, [1]] * LATER),
}
PACKAGE = scenario(
    "package",
    measure("support", 0.0, 10.0, 20.0, unit="percent"),
    measure("through_the_yen", 0.0, 10.0, 20.0, unit="percent", indicator="yen"),
)
PROJECTION = project(CATALOG, FITS, {"baseline": BASE, "package": PACKAGE}, seed=3)
FORECAST = forecast_of(PROJECTION, "x")
QUESTION = TargetQuestion("x", 11.0, TargetWindow(2040), "package")
POSED = PosedQuestion.of(FORECAST, QUESTION)


def told(package=PACKAGE, probability=0.5):
    projection = replace(PROJECTION, scenarios=PROJECTION.scenarios | {"package": package})
    return explain(projection, QUESTION, probability=probability, today=2026)


FOUND = told()


def test_the_whole_package_has_the_chance_of_the_projection():
    expected = POSED.chance(POSED.drawn(PROJECTION.draws)).value
    assert FOUND.contributions.complete.chance.value == expected


def test_leaving_out_what_cannot_reach_the_series_changes_no_draw():
    single = partial(PROJECTION.simulator, series=["x"])
    whole, part = (single(one)["outcome"] for one in (PACKAGE, relevant(CATALOG, PACKAGE, "x")))
    assert whole.equals(part)


def test_every_uncertain_assumption_has_its_swing():
    assert set(FOUND.tornado["assumption"]) == {
        "measure:support",
        "measure:through_the_yen",
        "world:yen",
    }


def test_the_ledger_takes_its_swings_from_the_tornado():
    swings = FOUND.ledger.set_index("assumption")["swing"]
    expected = FOUND.tornado.set_index("assumption")["chance_swing"]
    assert swings["world:yen"] == expected["world:yen"]


def test_the_package_found_reaches_what_was_asked():
    assert FOUND.solution.package.chance.value >= 0.5


def test_observations_are_ranked():
    assert FOUND.worth["rank"].notna().all()


def test_without_measures_that_reach_it_nothing_is_contributed():
    found = told(scenario("package"))
    assert (found.contributions, found.solution) == (None, None)


def test_a_posed_question_keeps_what_the_forecast_knows():
    assert (POSED.better, POSED.ess, POSED.settled) == (
        FORECAST.better,
        FORECAST.record.ess,
        FORECAST.settled,
    )


def test_the_variance_of_the_real_simulator_is_split_as_the_fits_were_made():
    table = variance_splits(PROJECTION, PACKAGE, {}, ["x"])
    last = table.loc[table["year"] == 2040].set_index("source")
    # on the log scale: half of the yen's 0.2, the path's own 0.1, and noise of 0.05
    ratio = last.loc["world", "variance"] / last.loc[PATH, "variance"]
    assert ratio == pytest.approx(1.0, rel=0.15)
    assert last.loc["noise", "variance"] == pytest.approx(0.05**2, rel=0.1)


def test_expected_paths_of_the_bundled_family_follow_a_steady_series():
    workspace = Workspace.bundled()
    family = load_family(workspace, "damped_trend")
    names = tuple(sorted({*family.priors("positive"), "noise"}))
    values = {"damping": 0.9, "drift": 0.0}
    hyper = np.tile([values.get(name, 0.05) for name in names], (len(Z), 1))
    steady = replace(FITS["x"], hyper=hyper, parameters=names)
    expected = expected_paths(workspace, CATALOG, {"x": steady})["x"]
    assert expected[:, HORIZON] == pytest.approx(np.log(10.0), abs=1e-6)

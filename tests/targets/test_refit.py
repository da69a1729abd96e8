"""A new number weighs as a new fit would have it, also where stored futures do not suffice."""

from dataclasses import replace

import numpy as np
import pytest

from kgisim.inference.fit_all import fit_all
from kgisim.projection.projection import project
from kgisim.schema import BASELINE
from kgisim.targets.follow_up import FollowUp, follow_up
from kgisim.targets.forecast import forecast_of
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refit import follow_up_or_refit, refitted
from kgisim.targets.refusal import Refusal
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace
from tests.builders import TEXT, catalog, goal, scenario, yearly

PART = {"probability": {2010: 0.6}, "sd": 0.25, "rationale": TEXT}
DERIVED = {
    "table": "deals",
    "measure": "count",
    "lists": ["a"],
    "scopes": ["core"],
    "first_year": 2010,
    "last_year": 2022,
    "completeness": PART,
}
QUESTION = TargetQuestion("deals", 18, TargetWindow(2030, 3, "sum"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A count off a list and a share that hardly scatters, with real fits."""
    cache = tmp_path_factory.mktemp("fits")
    deals = goal("deals", "count", derive=DERIVED)
    ratio = goal("ratio", "share")
    counts = [2, 1, 3, 2, 4, 2, 3, 5, 2, 4, 3, 4, 3]
    shares = 60 + 0.8 * np.arange(13) + 0.2 * np.sin(np.arange(13) * 2.0)
    known = replace(
        catalog((deals, yearly(counts)), (ratio, yearly(shares))), workspace=Workspace.bundled()
    )
    assert known.workspace is not None
    fits = fit_all(known, known.workspace, draws=4000, jobs=1, cache=cache)
    return project(known, fits, {BASELINE: scenario(BASELINE)}, seed=20401), cache


@pytest.mark.parametrize("number", [0, 6])
def test_a_number_on_a_list_moves_the_chance_as_a_new_fit_does(world, number):
    projection, cache = world
    seen = [Observed(projection.catalog.indicators["deals"], 2023, number)]
    found = follow_up(forecast_of(projection, "deals"), QUESTION, seen)
    again = refitted(projection, QUESTION, seen, cache=cache)
    chance, error = forecast_of(again, "deals").chance(QUESTION)
    assert isinstance(found, FollowUp)
    allowed = 3 * np.hypot(found.mcse_after, float(error[0]))
    assert found.after == pytest.approx(float(chance[0]), abs=allowed)


def test_a_number_that_few_futures_carry_is_fitted_again(world):
    projection, cache = world
    ratio = projection.catalog.indicators["ratio"]
    question = TargetQuestion("ratio", 76.0, TargetWindow(2030))
    seen = [Observed(ratio, 2023, 68.0)]
    assert isinstance(follow_up(forecast_of(projection, "ratio"), question, seen), Refusal)
    found = follow_up_or_refit(projection, question, seen, cache=cache)
    assert isinstance(found, FollowUp)
    assert found.is_refitted
    assert found.after < found.before

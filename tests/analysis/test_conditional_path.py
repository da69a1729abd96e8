"""Expected paths of families whose answer is known."""

from typing import ClassVar

import numpy as np
import pytensor.tensor as pt
import pytest

from kgisim.analysis.conditional_path import expected_path
from kgisim.errors import FitError
from kgisim.inference.family import Family, LinearPath
from kgisim.inference.fit import Fit, GateResult
from kgisim.inference.scales import Scale
from tests.builders import AXIS, PLAN

FIRST, LAST, DRAWS = 1995, 2020, 40
YEARS = AXIS[-1] - FIRST + 1
SEEN, LATER = AXIS <= LAST, AXIS > LAST
STEP = np.arange(YEARS)
AMOUNT = Scale("positive", "log")
COUNT = Scale("count", "log", unit=20.0, counting="flow")


class RandomWalk(Family):
    """Every year adds a shock."""

    title: ClassVar = {"ja": "例", "en": "example"}

    def priors(self, scale):
        return {}

    def path(self, hyper, years):
        step = np.arange(years)
        since = step[:, None] - step[None, 1:]
        shocks = hyper["level_sd"] * (since >= 0)
        return LinearPath(
            pt.zeros(years), pt.concatenate([pt.full((years, 1), 2.0), shocks], axis=1)
        )


class Line(RandomWalk):
    """A straight line of unknown level and slope."""

    def path(self, hyper, years):
        step = np.arange(years, dtype=float)
        columns = np.column_stack([2.0 * np.ones(years), step])
        return LinearPath(pt.zeros(years), pt.as_tensor(columns))


class Remembering(RandomWalk):
    """A hyperparameter that no fit keeps."""

    def path(self, hyper, years):
        return LinearPath(pt.zeros(years), hyper["jumps"] * pt.eye(years))


def fit(trend, first=FIRST, last=LAST):
    count = len(trend)
    return Fit(
        indicator="x",
        key="",
        verdict=GateResult("ok", (), 10, 100, 1000.0, 0.1, "importance"),
        axis=PLAN.axis,
        first=first,
        last=last,
        trend=trend[:, AXIS - first],
        effect=np.empty((count, 0)),
        noise=np.full(count, 0.1),
        hyper=np.linspace(0.1, 0.5, count)[:, None],
        terms=(),
        parameters=("level_sd",),
    )


def walk():
    shocks = np.random.default_rng(1).standard_normal((DRAWS, YEARS)) * 0.3
    return 5.0 + np.cumsum(shocks, axis=1)


def test_a_random_walk_is_expected_to_stay_where_it_is():
    given = fit(walk())
    expected = expected_path(RandomWalk(), given, AMOUNT)
    today = given.trend[:, SEEN][:, -1:] * np.ones(LATER.sum())
    assert expected[:, LATER] == pytest.approx(today, abs=1e-6)


def test_a_line_is_expected_to_go_on():
    slopes = np.linspace(-0.5, 0.5, DRAWS)[:, None]
    line = 3.0 + slopes * STEP
    given = fit(line)
    expected = expected_path(Line(), given, AMOUNT)
    assert expected[:, LATER] == pytest.approx(given.trend[:, LATER], abs=1e-3)


def test_a_count_is_expected_where_its_path_is_gaussian():
    line = 0.5 + np.linspace(-0.05, 0.05, DRAWS)[:, None] * STEP
    given = fit(COUNT.bend(line))
    expected = expected_path(Line(), given, COUNT)
    assert expected[:, LATER] == pytest.approx(given.trend[:, LATER], abs=1e-3)


def test_what_is_known_stays_as_drawn():
    given = fit(walk())
    expected = expected_path(RandomWalk(), given, AMOUNT)
    assert np.array_equal(expected[:, SEEN], given.trend[:, SEEN])


def test_a_hyperparameter_that_is_not_kept_is_refused():
    with pytest.raises(FitError, match="jumps"):
        expected_path(Remembering(), fit(walk()), AMOUNT)

"""The year of a nowcast: the latest in which most of what an identity is made of is known."""

import numpy as np
import pytest

from kgisim.projection.projection import project
from kgisim.schema import BASELINE
from kgisim.targets.forecast import forecast_of
from kgisim.targets.past_record import observed_span
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow
from tests.builders import AXIS, catalog, fit_of, identity, indicator, row, scenario

ENDS = {"a": 2024, "b": 2024, "c": 2025, "old": 2018}
FALL = 0.1


@pytest.fixture(scope="module")
def known():
    parts = [(indicator(name), [row(2010, 1.0), row(end, 1.0)]) for name, end in ENDS.items()]
    return catalog(*parts, (identity("whole", sum_of=[*ENDS], role="goal", label="1"), []))


@pytest.mark.parametrize(
    ("ends", "last", "count"),
    [((2024, 2024, 2025, 2018), 2024, 3), ((2024, 2020), 2020, 2), ((2020,), 2020, 1)],
)
def test_more_than_half_of_the_inputs_are_known_in_the_year_of_the_nowcast(ends, last, count):
    names = [f"p{place}" for place in range(len(ends))]
    rows = [[row(2010, 1.0), row(end, 1.0)] for end in ends]
    parts = [(indicator(name), own) for name, own in zip(names, rows, strict=True)]
    whole = identity("whole", sum_of=names)
    found = observed_span(catalog(*parts, (whole, [])), "whole")
    assert (found.last, found.complete, found.known) == (last, min(ends), count)


def test_what_was_met_when_all_was_known_is_not_met_already_if_most_inputs_fell_since(known):
    fall = -FALL * np.maximum(AXIS - 2018, 0)
    links = {name: np.tile(0.0 if name == "old" else fall, (50, 1)) for name in ENDS}
    fits = {
        name: fit_of(
            known.indicators[name], np.broadcast_to(link, (50, len(AXIS))), last=ENDS[name]
        )
        for name, link in links.items()
    }
    forecast = forecast_of(project(known, fits, {BASELINE: scenario(BASELINE)}, seed=1), "whole")
    level = 1 + 3 * np.exp(-FALL * 6)
    assert (forecast.record.last, forecast.record.settled) == (2024, 2018)
    assert forecast.record.level == pytest.approx(level, rel=1e-5)
    question = TargetQuestion("whole", 3.9, TargetWindow(2040))
    assert not forecast.is_met_already(question)
    assert forecast.pace_needed(question) == pytest.approx(
        100 * ((3.9 / level) ** (1 / 16) - 1), rel=1e-4
    )

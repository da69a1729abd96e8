"""Whether a projection can be true: no share above 100, no count below 0, nothing without a value.

Nothing is cut off in silence: a draw that leaves its scale is a defect of the model or of an
identity, and cutting it would hide which.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from kgisim.errors import ProjectionError
from kgisim.evidence.indicator import Indicator
from kgisim.messages import Message
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

TOLERANCE = 1e-5
"""Relative room for single precision at the ends of a scale."""


FEW = 1e-3
"""Share of draws in one year that may leave their scale, and are told in the log of a run.

So few reach no number that is printed: intervals end at 5 and 95 %, and chances are printed to the
per cent. More, or any draw that is no number, is refused."""

SHOWN = 5
"""Findings that a refusal names at most."""


@dataclass(frozen=True)
class Impossible:
    """Draws of one series in one year that cannot be.

    Parameters
    ----------
    code
        ``not_a_number``, ``infinite``, ``above`` or ``below``; key below ``projection_gate``.
    draws, of
        Number of such draws, and of all.
    found
        The worst of them.
    limit
        End of the scale that they leave; NaN where they are no numbers.
    """

    series: str
    scenario: str
    variable: str
    year: int
    code: str
    draws: int
    of: int
    found: float
    limit: float


def impossible_draws(
    indicators: Mapping[str, Indicator], projection: xr.Dataset
) -> tuple[Impossible, ...]:
    """Find every series, scenario and year with draws that leave their scale.

    Years before the first one with a value are unknown, not impossible.

    Parameters
    ----------
    projection
        Draws (docs/schema.md, Projection).
    """
    return tuple(sorted(_found(indicators, projection), key=lambda one: one.variable))


def require_possible(
    indicators: Mapping[str, Indicator], projection: xr.Dataset
) -> tuple[Impossible, ...]:
    """Refuse a projection of which more than `FEW` draws of a year leave their scale.

    Returns
    -------
    tuple of Impossible
        What is left: too few draws to reach a printed number.

    Raises
    ------
    ProjectionError
        Naming series, scenario, year and number of draws, and what to do.
    """
    found = impossible_draws(indicators, projection)
    grave = [one for one in found if np.isnan(one.limit) or one.draws > FEW * one.of]
    if grave:
        shown = tuple(_message(one) for one in grave[:SHOWN])
        raise ProjectionError("projection_gate.refused", count=len(grave), found=shown)
    return found


def _message(one: Impossible) -> Message:
    values = {"series": one.series, "scenario": one.scenario, "year": one.year}
    ends = {"limit": f"{one.limit:g}", "value": f"{one.found:g}"}
    counts = {"draws": one.draws, "of": one.of}
    return Message(f"projection_gate.{one.code}", **values, **counts, **ends)


def _found(indicators: Mapping[str, Indicator], projection: xr.Dataset) -> Iterator[Impossible]:
    names, scenarios = (list(map(str, projection[dim].values)) for dim in (SERIES, SCENARIO))
    years = projection[YEAR].values
    for name in names:  # both of one at once: not all series may be kept in memory
        low, high = ends(indicators[name])
        for variable in (LEVEL, OUTCOME):
            drawn = projection[variable].sel({SERIES: name}).transpose(SCENARIO, YEAR, DRAW).values
            for scenario, values in zip(scenarios, drawn, strict=True):
                begin = _first_known(values)
                if _is_sound(values[begin:], low, high):
                    continue
                for year, of_year in zip(years[begin:], values[begin:], strict=True):
                    for code, wrong, limit in _wrong(of_year, low, high):
                        worst = of_year[wrong]
                        yield Impossible(
                            series=name,
                            scenario=scenario,
                            variable=variable,
                            year=int(year),
                            code=code,
                            draws=len(worst),
                            of=len(of_year),
                            found=float(worst.min() if code == "below" else worst.max()),
                            limit=limit,
                        )


def _first_known(values: np.ndarray) -> int:
    """Return the position of the first year with a value in any draw."""
    begin = 0
    while begin < len(values) - 1 and not np.isfinite(values[begin]).any():
        begin += 1
    return begin


def ends(indicator: Indicator) -> tuple[float, float]:
    """Return the ends of an indicator's scale in its unit, with room for rounding."""
    high = 100.0 if indicator.scale == "share" else np.inf
    high = min(high, indicator.ceiling or np.inf)
    low = -np.inf if indicator.scale == "real" else 0.0
    return low, high * (1 + TOLERANCE)


def _is_sound(values: np.ndarray, low: float, high: float) -> bool:
    """Look at all draws at once: nearly always nothing is wrong, and a NaN fails both tests."""
    top = min(high, float(np.finfo(values.dtype).max))
    return bool(values.min() >= low and values.max() <= top and np.isfinite(values.min()))


def _wrong(values: np.ndarray, low: float, high: float) -> Iterator[tuple[str, np.ndarray, float]]:
    finite = np.isfinite(values)
    for code, wrong, limit in (
        ("not_a_number", np.isnan(values), np.nan),
        ("infinite", np.isinf(values), np.nan),
        ("above", finite & (values > high), high),
        ("below", finite & (values < low), low),
    ):
        if wrong.any():
            yield code, wrong, limit

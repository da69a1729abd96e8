"""What is worth knowing: observations ranked by how much they would narrow the future.

For an observation that does not exist yet, the draws already hold what it might say and what would
follow (preposterior analysis, Raiffa and Schlaifer 1961). The regression of what is judged on the
observation tells how much of the variance it would explain, Var − E[Var | observed], and how far
the chance of the target would be expected to move (Strong, Oakley and Brennan 2014). No fit is
repeated, and nothing is assumed about what the observation will be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from kgisim.evidence.catalog import Catalog
from kgisim.projection.listed import ListedCounts
from kgisim.projection.projection import Projection
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, YEAR
from kgisim.screening.criteria import last_observed
from kgisim.targets.comparison_scale import ComparisonScale, comparison_of
from kgisim.targets.posed_question import Estimate, PosedQuestion

Kind = Literal["missing", "verify", "next"]
"""A year of the record without a number of its own; the level of the last observed year, known
exactly; years to come."""
AHEAD = (1, 3, 5)
"""Numbers of years to come that are tried as one observation."""
COLUMNS = (
    "indicator",
    "series",
    "kind",
    "first",
    "last",
    "narrowing",
    "narrowing_error",
    "chance_move",
    "rank",
)
"""Columns of the ranking: by what share the standard deviation of what is judged is expected to
shrink, and by how much the chance of the target is expected to move, up or down."""
UNRANKED_COLUMNS = ("indicator", "wanted_ja", "wanted_en", "reason")
"""Columns of what is wanted and could not be ranked. ``reason``: ``no_projection`` of the goal, or
``not_simulated``: no model says what the data would show."""


@dataclass(frozen=True)
class Candidate:
    """An observation that does not exist yet.

    Parameters
    ----------
    series
        What would be observed.
    kind
        See `Kind`.
    years
        Years that it would cover.
    """

    series: str
    kind: Kind
    years: tuple[int, ...]

    @property
    def variable(self) -> str:
        """Variable of the projection that it would show."""
        return LEVEL if self.kind == "verify" else OUTCOME


def candidates(projection: Projection, posed: PosedQuestion) -> Iterator[Candidate]:
    """Return the observations of a series, and of what it is made of, that could be made.

    Years to come end before the years that are judged.
    """
    catalog, axis = projection.catalog, projection.draws[YEAR].to_numpy()
    made_of = catalog.dependencies.fitted_inputs(posed.question.indicator)
    for name in sorted({*made_of, posed.question.indicator}):
        last = last_observed(catalog, name)
        for year in missing_years(catalog, name, axis):
            yield Candidate(name, "missing", (year,))
        if name in made_of:
            yield Candidate(name, "verify", (last,))
        for ahead in AHEAD:
            years = tuple(range(last + 1, last + ahead + 1))
            if years[-1] < posed.question.window.years[0]:
                yield Candidate(name, "next", years)


def missing_years(catalog: Catalog, name: str, axis: np.ndarray) -> list[int]:
    """Years inside the record of a fitted series for which no number of their own is known."""
    rows = catalog.rows(name)
    if rows.empty:
        return []
    alone = rows.loc[rows["year"] == rows["year_end"], "year"].to_numpy()
    first, last = rows["year"].to_numpy().min(), rows["year_end"].to_numpy().max()
    inside = axis[(axis >= first) & (axis <= last)]
    return [int(year) for year in inside if year not in alone]


def worth(
    projection: Projection,
    posed: PosedQuestion,
    tried: Sequence[Candidate] | None = None,
) -> pd.DataFrame:
    """Rank observations by how much they are expected to narrow what is judged.

    Parameters
    ----------
    projection
        Holds the series and the scenario of the question.
    posed
        The target, and the scenario under which the future is taken.
    tried
        Observations to be compared; None: those of `candidates`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, the best observation first; ``narrowing`` is a share of the standard
        deviation.
    """
    catalog, draws, question = projection.catalog, projection.draws, posed.question
    drawn = posed.drawn(draws)
    view = comparison_of(catalog.indicators[question.indicator], drawn)
    listed = tuple(candidates(projection, posed)) if tried is None else tried
    published = projection.listed
    rows = []
    for one in listed:
        seen = _observed(published, one, question.scenario)
        kept, expected = explained(seen, view.forward(drawn), posed.size(drawn))
        rows.append(
            {
                "indicator": question.indicator,
                "series": one.series,
                "kind": one.kind,
                "first": one.years[0],
                "last": one.years[-1],
                "narrowing": kept.value,
                "narrowing_error": kept.error,
                "chance_move": _chance_move(expected, view, drawn, posed),
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["rank"] = table["narrowing"].rank(ascending=False, method="min").astype("Int64")
    return table.sort_values("rank", kind="stable", ignore_index=True)


def _observed(published: ListedCounts, one: Candidate, scenario: str) -> np.ndarray:
    """Draws (draw, year) of what an observation might say, on its comparison scale."""
    held = published.published(one.series)[one.variable]
    values = held.sel({SCENARIO: scenario, YEAR: list(one.years)}).transpose(DRAW, YEAR).to_numpy()
    indicator = published.projection.catalog.indicators[one.series]
    return comparison_of(indicator, values).forward(values)


def explained(observed: np.ndarray, drawn: np.ndarray, size: float) -> tuple[Estimate, np.ndarray]:
    """Return the expected narrowing of `drawn` by an observation, and what it would lead to expect.

    The regression is linear with squares; what as many meaningless numbers would seem to explain
    is taken off.

    Parameters
    ----------
    observed
        (draw, year) what the observation might say.
    drawn
        (draw,) what is judged, on its comparison scale.
    size
        How many independent futures the draws are worth.

    Returns
    -------
    tuple
        Narrowing as a share of the standard deviation with its error, and the expectation of
        `drawn` given the observation, (draw,).
    """
    centred = drawn - drawn.mean()
    features = _features(observed)
    if not features.shape[1] or not centred.any():
        return Estimate(0.0, 0.0), drawn.mean() * np.ones_like(drawn)
    fitted = features @ np.linalg.lstsq(features, centred, rcond=None)[0]
    apparent = float(fitted.var() / centred.var())
    chance = features.shape[1] / (size - 1.0)
    share = min(max((apparent - chance) / (1.0 - chance), 0.0), 1.0)
    shrunk = np.sqrt(share / apparent) if apparent > 0 else 0.0
    error = np.sqrt((share * (1.0 - share) + 1.0 / size) / size)
    return Estimate(1.0 - float(np.sqrt(1.0 - share)), float(error)), drawn.mean() + shrunk * fitted


def _features(observed: np.ndarray) -> np.ndarray:
    """Linear and squared terms (draw, term) with mean nought; what does not vary is left out."""
    kept = observed[:, observed.std(axis=0) > 0]
    linear = (kept - kept.mean(axis=0)) / kept.std(axis=0)
    return np.column_stack([linear, linear**2 - (linear**2).mean(axis=0)])


def _chance_move(
    expected: np.ndarray, view: ComparisonScale, drawn: np.ndarray, posed: PosedQuestion
) -> float:
    """How far the chance is expected to move, if what is left unknown is normal."""
    left = float((view.forward(drawn) - expected).std())
    if left == 0.0 or np.ptp(expected) == 0.0:
        return 0.0
    sign = -1.0 if posed.better == "lower" else 1.0
    chances = ndtr(sign * (expected - _bar(view, drawn, posed)) / left)
    return float(np.abs(chances - chances.mean()).mean())


def _bar(view: ComparisonScale, drawn: np.ndarray, posed: PosedQuestion) -> float:
    """Place the target on the comparison scale so that the normal has the chance that is told."""
    values = view.forward(drawn)
    spread = float(values.std())
    chance = np.clip(posed.chance(drawn).value, 0.5 / len(drawn), 1.0 - 0.5 / len(drawn))
    sign = -1.0 if posed.better == "lower" else 1.0
    return float(values.mean() - sign * spread * ndtri(chance))


def unranked(projection: Projection, name: str) -> pd.DataFrame:
    """List the data that a goal's authors want most and that no model can stand in for.

    Returns
    -------
    DataFrame
        Columns `UNRANKED_COLUMNS`.
    """
    reason = "not_simulated" if name in projection.series else "no_projection"
    rows = [
        (name, text("ja"), text("en"), reason)
        for text in projection.catalog.indicators[name].wanted
    ]
    return pd.DataFrame(rows, columns=list(UNRANKED_COLUMNS))

"""The quality screen: is a goal measured well enough to carry a number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.projection.projection import Projection
from kgisim.screening.criteria import Quality
from kgisim.screening.definition_variants import compare_definitions
from kgisim.targets.posed_question import PosedQuestion

Verdict = Literal["carry", "conditions", "none"]
"""``carry`` a numeric target; carry it with ``conditions``; set ``none`` and use the KPIs."""


@dataclass(frozen=True)
class Thresholds:
    """Where the screen draws its lines; all of them are the council's to decide.

    Parameters
    ----------
    fewest_rows
        With fewer observation rows no number is set at all.
    most_unverified
        Largest share of rows whose source was not read.
    longest_lag
        Most years between the last observed year and today.
    largest_error
        Largest error of one published number, relative to the change expected by the target year.
    least_policy
        Smallest share of the spread between futures that the plan decides about.
    latest_detection
        Year by which the plan's effect must show; None: the plan's last checkpoint.
    widest_range
        Largest width of the 90 % range of what is judged, in medians: beyond it no number is set.
    widest_definitions
        Largest difference in chance between definitions of the same goal.
    """

    fewest_rows: int = 3
    most_unverified: float = 0.5
    longest_lag: int = 2
    largest_error: float = 0.5
    least_policy: float = 0.05
    latest_detection: int | None = None
    widest_range: float = 20.0
    widest_definitions: float = 0.15


@dataclass(frozen=True)
class Criterion:
    """One thing that was looked at.

    Parameters
    ----------
    name
        ``projected``, ``rows``, ``width``, ``policy``, ``unverified``, ``lag``, ``error``,
        ``detection`` or ``definitions``: what `Thresholds` and the message catalogue call it.
    value
        What was found; NaN where nothing can be said, infinite for never.
    limit
        Where the line is drawn.
    met
        Whether it is on the right side.
    decisive
        Whether no number is set if it is not.
    """

    name: str
    value: float
    limit: float
    met: bool
    decisive: bool = False


@dataclass(frozen=True)
class ScreenResult:
    """What the screen says of one goal.

    Parameters
    ----------
    indicator
        Its id.
    verdict
        See `Verdict`.
    criteria
        Everything that was looked at; those not met are the reasons or the conditions.
    detectable
        By checkpoint but the last, smallest change from the baseline's median that one number
        would show, in the goal's unit.
    definitions
        The same relative change under every definition of the goal.
    kpis
        KPIs and components that serve the goal: to be followed up beside the number, or instead.
    wanted
        Candidate KPIs and data that do not exist yet.
    withheld
        Why the goal has no projection, if it has none.
    """

    indicator: str
    verdict: Verdict
    criteria: tuple[Criterion, ...]
    detectable: Mapping[int, float] = field(default_factory=dict)
    definitions: pd.DataFrame = field(default_factory=pd.DataFrame)
    kpis: tuple[str, ...] = ()
    wanted: tuple[Text, ...] = ()
    withheld: Text | None = None

    @property
    def unmet(self) -> tuple[Criterion, ...]:
        """Criteria that are not met."""
        return tuple(criterion for criterion in self.criteria if not criterion.met)


def screen(
    projection: Projection,
    name: str,
    posed: PosedQuestion | None,
    *,
    today: int,
    thresholds: Thresholds | None = None,
) -> ScreenResult:
    """Screen one goal.

    Parameters
    ----------
    projection
        Holds the baseline and the package.
    posed
        A target of the goal, whose scenario is the package that should show an effect; None for
        a goal without a projection.
    today
        The current year, or that of the state of knowledge.
    thresholds
        Where the lines are drawn; None: the defaults.
    """
    catalog = projection.catalog
    *earlier, latest = catalog.plan.checkpoints
    lines = thresholds or Thresholds()
    if lines.latest_detection is None:
        lines = replace(lines, latest_detection=latest)
    indicator = catalog.indicators[name]
    there = {"kpis": serving(catalog, name), "wanted": indicator.wanted}
    if posed is None or name not in projection.series:
        missing = Criterion("projected", 0.0, 1.0, met=False, decisive=True)
        return ScreenResult(name, "none", (missing,), withheld=indicator.withheld, **there)
    quality = Quality(projection, posed)
    definitions = compare_definitions(projection, posed)
    criteria = tuple(_criteria(quality, definitions, today, lines))
    ahead = [year for year in earlier if year > quality.last]
    detectable = {year: quality.detectable(year) for year in ahead}
    return ScreenResult(name, verdict_of(criteria), criteria, detectable, definitions, **there)


def verdict_of(criteria: tuple[Criterion, ...]) -> Verdict:
    """Return the verdict: one decisive criterion that is not met rules out any number."""
    unmet = [criterion for criterion in criteria if not criterion.met]
    if any(criterion.decisive for criterion in unmet):
        return "none"
    return "conditions" if unmet else "carry"


def serving(catalog: Catalog, name: str) -> tuple[str, ...]:
    """Return the ids of the KPIs, then of the components, that serve a goal."""
    found = [one for one in catalog.indicators.values() if name in one.serves]
    ranked = sorted(found, key=lambda one: (one.role != "kpi", one.order, one.id))
    return tuple(one.id for one in ranked)


def _criteria(
    quality: Quality, definitions: pd.DataFrame, today: int, lines: Thresholds
) -> Iterator[Criterion]:
    rows = len(quality.rows)
    yield Criterion("projected", 1.0, 1.0, met=True, decisive=True)
    yield Criterion(
        "rows", float(rows), float(lines.fewest_rows), met=rows >= lines.fewest_rows, decisive=True
    )
    width = quality.width()
    if not np.isnan(width):
        within = width <= lines.widest_range
        yield Criterion("width", width, lines.widest_range, met=within, decisive=True)
    policy = quality.policy_share()
    yield Criterion("policy", policy, lines.least_policy, met=policy >= lines.least_policy)
    most = {
        "unverified": (quality.unverified(), lines.most_unverified),
        "lag": (float(today - quality.last), lines.longest_lag),
        "error": (quality.error(), lines.largest_error),
        "detection": (quality.detection(), lines.latest_detection),
        "definitions": (
            _range(definitions["chance"].to_numpy(dtype=float)),
            lines.widest_definitions,
        ),
    }
    for name, (value, limit) in most.items():
        yield Criterion(name, value, float(limit), met=value <= limit)


def _range(chances: np.ndarray) -> float:
    return float(np.nanmax(chances) - np.nanmin(chances))

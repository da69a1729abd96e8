"""The ledger: every assumption behind an answer, who stands for it, and how much hangs on it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import DriverEffect, Indicator, LongRun
from kgisim.inference.driver_terms import LONG_RUN
from kgisim.inference.fit_all import learned_means, pool_weight
from kgisim.inference.model_data import EVIDENCE_SD
from kgisim.projection.order import upstream
from kgisim.projection.scenario import (
    Effect,
    Measure,
    Part,
    Response,
    Scenario,
    Shock,
    WorldPath,
    key_of,
    kind_of,
    name_of,
)

Z90 = float(ndtri(0.9))
"""Standard normal 90 % point."""
COLUMNS = (
    "assumption",
    "kind",
    "subject",
    "name",
    "part",
    "low",
    "middle",
    "high",
    "unit",
    "detail",
    "source",
    "owner",
    "review",
    "rationale_ja",
    "rationale_en",
    "swing",
    "swing_error",
    "computed",
    "rank",
)
"""Columns of the ledger. ``swing`` is how far the chance moves between the assumption's 10 and 90 %
quantile; ``computed`` how that is known: ``projected`` (held there), ``draws`` (compared among the
draws), or ``refit`` (not known: only a fit without the assumption could tell)."""


@dataclass(frozen=True)
class Assumption:
    """One thing that is assumed, as its author wrote it.

    Parameters
    ----------
    assumption
        Its key; sensitivities are told under the same key.
    kind
        ``measure``, ``response``, ``shock``, ``world``; ``effect`` of a driver, ``prior``,
        ``learned`` (mean that its family learned from other series), ``pool`` (weight of a forecast
        that was learned across other series), ``offset`` of sources,
        ``break``, ``evidence`` (error added to rows by who vouches).
    subject
        Indicator that it acts on.
    name
        Id of the scenario's part, the driver of a path, or the indicator whose model is meant.
    part
        What of the model is meant: the driver of an effect, the parameter of a prior, the year of a
        break, the grade of evidence; blank otherwise.
    low, middle, high
        10, 50 and 90 % quantiles; NaN where it is no number.
    unit
        ``percent``, ``points``; ``link`` for link units, ``rate`` for these a year; ``elasticity``.
    detail
        Whatever the three numbers do not say, in the words of the files.
    source, owner, review
        Where it comes from, who answers for it, when it is to be looked at again.
    rationale
        Why it is so.
    """

    assumption: str
    kind: str
    subject: str
    name: str
    part: str = ""
    low: float = np.nan
    middle: float = np.nan
    high: float = np.nan
    unit: str = ""
    detail: str = ""
    source: str = ""
    owner: str = ""
    review: int | None = None
    rationale: Text | None = None


def ledger(
    catalog: Catalog,
    package: Scenario,
    series: str,
    tornado: pd.DataFrame,
    indices: pd.DataFrame,
) -> pd.DataFrame:
    """List every assumption behind a series under a scenario, the one that matters most first.

    Parameters
    ----------
    tornado, indices
        Tables of `tornado.tornado` and `indices.indices` for the question that is asked.

    Returns
    -------
    DataFrame
        Columns `COLUMNS` (docs/schema.md, Run); one row per assumption and series that it acts
        on.
    """
    impacts = _impacts(indices, "input", "swing", "draws")
    impacts |= _impacts(tornado, "assumption", "chance_swing", "projected")
    unknown = {"swing": np.nan, "swing_error": np.nan, "computed": "refit"}
    rows = [
        asdict(one) | _localized(one.rationale) | impacts.get(one.assumption, unknown)
        for one in assumptions(catalog, package, series)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["rank"] = table["swing"].abs().rank(ascending=False, method="min").astype("Int64")
    table["review"] = table["review"].astype("Int64")
    return table.sort_values("rank", kind="stable", na_position="last", ignore_index=True)


def _localized(text: Text | None) -> dict[str, str]:
    return {f"rationale_{one}": text(one) if text else "" for one in ("ja", "en")}


def _impacts(
    table: pd.DataFrame, key: str, value: str, how: str
) -> dict[str, dict[str, float | str]]:
    """Return what each assumption of a table moves, by the first row that is about it."""
    first = table.drop_duplicates(key)
    columns = (first[name] for name in (key, value, f"{value}_error"))
    return {
        name: {"swing": swing, "swing_error": error, "computed": how}
        for name, swing, error in zip(*columns, strict=True)
    }


def assumptions(catalog: Catalog, package: Scenario, series: str) -> Iterator[Assumption]:
    """Return every assumption that can reach a series under a scenario."""
    reached = upstream(catalog, package, series)
    for part in package.parts:
        yield from _of_part(part, reached)
    assumed = {path.driver for path in package.world}
    for name in reached:
        indicator = catalog.indicators[name]
        if indicator.role == "driver" and name not in assumed:
            yield Assumption(f"world:{name}", "world", name, name, detail="model", source="model")
        yield from _of_model(catalog, indicator)


def _of_part(part: Part, reached: list[str]) -> Iterator[Assumption]:
    """Return what a scenario's part assumes of series that are reached."""
    if isinstance(part, WorldPath):
        told = [(part.driver, None, "", _path(part))]
    elif isinstance(part, Shock):
        chance = f"probability={part.probability}"
        told = [(hit.indicator, hit.depth, hit.unit, chance) for hit in part.hits]
    elif isinstance(part, Response):
        cause = f"cause={part.cause}"
        told = [(name, part.elasticity, "elasticity", cause) for name in part.indicators]
    else:
        told = [(name, part.effect, part.unit, f"on={part.on}") for name in part.indicators]
    for subject, size, unit, detail in told:
        if subject in reached:
            yield _as_written(part, subject, size, unit=unit, detail=detail)


def _as_written(
    part: Part, subject: str, size: Effect | None, *, unit: str, detail: str
) -> Assumption:
    return Assumption(
        key_of(part),
        kind_of(part),
        subject,
        name_of(part),
        "",
        *((size.p10, size.p50, size.p90) if size else ()),
        unit=unit,
        detail=detail,
        source=part.source,
        owner=part.owner if isinstance(part, Measure | Response) else "",
        review=part.review if isinstance(part, Measure | Response) else None,
        rationale=part.rationale,
    )


def _path(world: WorldPath) -> str:
    """State what path is assumed, with the words and numbers of the file."""
    said = world.model_dump(
        exclude={"driver", "rationale", "source", "start"}, exclude_none=True, exclude_defaults=True
    )
    return ", ".join(f"{name}={value}" for name, value in said.items())


def _of_model(catalog: Catalog, indicator: Indicator) -> Iterator[Assumption]:
    """Return what the model of one indicator assumes beyond its family's own priors."""
    name = indicator.id
    yield from _of_drivers(indicator)
    for parameter, prior in indicator.model.priors.items():
        said = ", ".join(f"{key}={value}" for key, value in prior["kwargs"].items())
        detail = f"{prior['dist']}({said})"
        if "within" in prior:
            detail += f" within {prior['within']}"
        key = f"hyper:{name}/{parameter}"
        yield Assumption(key, "prior", name, name, parameter, detail=detail)
    yield from _of_other_series(catalog, name)
    for step in indicator.breaks:
        year = str(step.year)
        yield _around_zero("break", name, year, step.sd, rationale=step.reason)
    if indicator.offsets is not None:
        anchor = f"anchor={indicator.offsets.anchor}"
        yield _around_zero("offset", name, "", indicator.offsets.sd, anchor)
    if indicator.is_fitted:
        graded = catalog.rows(name)["evidence"].value_counts()
        for grade, sd in EVIDENCE_SD.items():
            if sd > 0 and grade in graded:
                rows = f"rows={graded[grade]}"
                yield _around_zero("evidence", name, grade, sd, rows)


def _of_drivers(indicator: Indicator) -> Iterator[Assumption]:
    """Return what is assumed of the answer to each driver, at once and in the long run."""
    for effect in indicator.drivers:
        answers: list[tuple[str, DriverEffect | LongRun, str]] = [(effect.driver, effect, "")]
        if effect.long_run is not None:
            detail = f"half_life={effect.long_run.half_life:g}"
            answers.append((effect.driver + LONG_RUN, effect.long_run, detail))
        for part, size, detail in answers:
            yield Assumption(
                f"effect:{indicator.id}/{part}",
                "effect",
                indicator.id,
                indicator.id,
                part,
                size.mean - Z90 * size.sd,
                size.mean,
                size.mean + Z90 * size.sd,
                unit="elasticity",
                detail=detail,
                rationale=size.rationale,
            )


def _of_other_series(catalog: Catalog, name: str) -> Iterator[Assumption]:
    """Return what carries an indicator by the record of other series."""
    for parameter, prior in learned_means(catalog, name).items():
        mean, sd = prior["kwargs"]["mu"], prior["kwargs"]["sigma"]
        key, ends = f"hyper:{name}/{parameter}", (mean - Z90 * sd, mean, mean + Z90 * sd)
        yield Assumption(key, "learned", name, name, parameter, *ends, unit="rate", source="model")
    if weight := pool_weight(catalog, name):
        detail = f"weight={weight:.2f}"
        yield Assumption(f"pool:{name}", "pool", name, name, detail=detail, source="model")


def _around_zero(
    kind: str, name: str, part: str, sd: float, detail: str = "", rationale: Text | None = None
) -> Assumption:
    key = f"{kind}:{name}/{part}" if part else f"{kind}:{name}"
    ends = (-Z90 * sd, 0.0, Z90 * sd)
    return Assumption(
        key, kind, name, name, part, *ends, unit="link", detail=detail, rationale=rationale
    )

"""How good the method is: intervals on public series, truths found again in simulations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgisim.evaluation.coverage import CONFIDENCE, Coverage, CoverageCell
from kgisim.evaluation.sbc import SbcRanks, SbcResult
from kgisim.evidence.observations import single_years
from kgisim.inference.model_card import read_card
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.localized import LocalizedIndicator, parameter_name
from kgisim.schema import SCALES

if TYPE_CHECKING:
    from kgisim.runs.run import Run

AHEAD = "level in "
"""How a test of calibration names the level in a year to come."""
LEVEL = 90
"""Interval of which a sentence speaks, in per cent: the wider one that is printed."""


def calibration_text(localized: LocalizedIndicator) -> Iterator[str]:
    """State how often such an interval held, and whether the horizon is one that was tested.

    An identity was not tested itself, and intervals of single series say nothing of it.
    Nothing is said without a test of the family of every fit beneath the indicator.
    """
    known, view = localized.view.run.coverage, localized.view
    parts = [view.run.catalog.indicators[id] for id in view.feeding]
    if any(part.model.family not in known for part in parts):
        return
    ahead = view.window.year - view.last_year
    kinds = {(SCALES.index(part.scale), str(part.model.family)) for part in parts}
    found = [
        held
        for place, family in sorted(kinds)
        if (held := known[family].at(SCALES[place], LEVEL, ahead))
    ]
    if len(found) < len(kinds):
        return
    if localized.indicator.identity:
        yield localized.t("coverage.identity")
        return
    yield _of_kind(localized, found[0])
    if not _is_even(localized):
        yield localized.t("coverage.uneven")
    if ahead > found[0].last:
        yield localized.t("coverage.beyond", years=ahead)


def coverage_table(known: Coverage, language: str) -> pd.DataFrame:
    """Return every scale and band of horizons with the rate of every interval of one family.

    Returns
    -------
    DataFrame
        One row for each scale and band; columns are named in the language.
    """
    bands = dict.fromkeys((one.scale, one.first, one.last) for one in known.held)
    return pd.DataFrame([_row(known, *band, language) for band in bands])


def coverage_note(known: Coverage, language: str) -> str:
    """State how the intervals of one family were tested."""
    confidence = round(100 * CONFIDENCE)
    return text("coverage.note", language, series=known.series, confidence=confidence)


def untested_text(run: "Run", language: str) -> Iterator[str]:
    """Name the families with a fit in the run whose intervals were not tested."""
    used = {one.model.family for one in run.catalog.indicators.values()} - {None}
    for name in sorted(str(one) for one in used - run.coverage.keys()):
        title = read_card(run.workspace, name).title(language)
        yield text("coverage.untested", language, family=title)


def _is_even(localized: LocalizedIndicator) -> bool:
    """Whether a record is like those of the test: a plain value in every year, nothing missing."""
    rows, derive = localized.view.fitted_rows, localized.indicator.derive
    years = rows["year"].to_numpy()
    is_plain = single_years(rows) & rows["of"].isna()
    is_whole = len(years) == len(set(years)) == np.ptp(years) + 1
    return bool(is_plain.all()) and is_whole and (derive is None or derive.completeness is None)


def _of_kind(localized: LocalizedIndicator, held: CoverageCell) -> str:
    return localized.t("coverage.fitted", **_asked(held), **_found(held, localized.language))


def _asked(held: CoverageCell) -> dict[str, object]:
    return {"first": held.first, "last": held.last, "level": held.level}


def _found(held: CoverageCell, language: str) -> dict[str, object]:
    return {
        "scale": text(f"coverage.kind_{held.scale}", language),
        "series": held.series,
        "rate": percent(held.rate, language),
        "confidence": round(100 * CONFIDENCE),
        "band": _band(held, language),
    }


def _band(held: CoverageCell, language: str) -> str:
    low, high = (decimal(100 * end, 0, language) for end in held.band)
    span = text("number.span", language, low=low, high=high)
    return text("number.percent", language, percent=span)


def _row(known: Coverage, scale: str, first: int, last: int, language: str) -> dict[str, str]:
    own = [one for one in known.held if (one.scale, one.first, one.last) == (scale, first, last)]
    own.sort(key=lambda one: one.level)
    counts = {"series": own[0].series, "points": own[0].points}
    ahead = text("number.span", language, low=first, high=last)
    return {
        text("coverage.scale", language): text(f"coverage.kind_{scale}", language),
        text("coverage.ahead", language): text("coverage.years", language, years=ahead),
        text("coverage.size", language): text("coverage.counts", language, **counts),
    } | {
        text("coverage.interval", language, level=one.level): LINE.join(
            [
                percent(one.rate, language),
                text("coverage.within", language, band=_band(one, language)),
            ]
        )
        for one in own
    }


def ranked_text(known: SbcResult, language: str) -> Iterator[str]:
    """Return whether simulated truths of one family are found again."""
    counted = {"replications": known.replications, "kinds": len(known.ranked), "date": known.date}
    yield text("ranked.how", language, **counted)
    failed = [_kind(one, language) for one in known.ranked if not one.passed]
    if failed:
        yield text("ranked.failed", language, kinds=text("list", language).join(failed))
    else:
        yield text("ranked.passed", language)


def ranked_table(run: "Run", known: SbcResult, language: str) -> pd.DataFrame:
    """Write what was found for every kind of series, the quantity that did worst in each.

    Returns
    -------
    DataFrame
        Columns: kind of series, number of quantities, the quantity that did worst, its
        probability, the limit, the result; one row per kind.
    """
    return pd.DataFrame(
        [
            {
                text("ranked.kind", language): _kind(one, language),
                text("ranked.quantities", language): decimal(one.quantities, 0, language),
                text("ranked.worst", language): _quantity(
                    run, known.family, one.quantity, language
                ),
                text("ranked.smallest", language): decimal(one.smallest, 3, language),
                text("ranked.limit", language): decimal(one.limit, 6, language),
                text("ranked.result", language): text(
                    "status.ok" if one.passed else "status.failed", language
                ),
            }
            for one in known.ranked
        ]
    )


def _kind(one: SbcRanks, language: str) -> str:
    return text(f"ranked.kinds.{one.kind}", language)


def _quantity(run: "Run", family: str, name: str, language: str) -> str:
    if name == "last level":
        return text("ranked.last", language)
    if name.startswith(AHEAD):
        return text("ranked.ahead", language, year=name.removeprefix(AHEAD))
    return parameter_name(run, family, name, language)

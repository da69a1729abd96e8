"""Milestones in sentences: the line below which a target is in doubt, and how far to trust it."""

from collections.abc import Iterator

import pandas as pd

from kgisim.presentation.backcast_view import Way
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.sentences.backcast import refusal_text
from kgisim.presentation.sentences.rule import quantity_for
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.refusal import Refusal

WEAK = 0.65
"""Chance of telling an attaining from a failing future (0.5: a coin) below which it is weak."""


def milestones_text(way: Way) -> Iterator[str]:
    """State one printable sentence for each checkpoint; or why there is none."""
    found = way.milestones
    if isinstance(found, Refusal):
        yield refusal_text(way, found)
        return
    for one in found:
        yield _line(way, one)


def checkpoints(way: Way) -> pd.DataFrame:
    """Write the corridors, the warning limit and its rates, checkpoint by checkpoint."""
    found, localized = way.milestones, way.localized
    if isinstance(found, Refusal):
        return pd.DataFrame()
    return pd.DataFrame(
        [
            {
                localized.t("milestone.when"): localized.when(one.basis),
                localized.t("milestone.attained"): _corridor(way, one, one.attained),
                localized.t("milestone.failed"): _corridor(way, one, one.failed),
                localized.t("milestone.threshold"): limit(way, one),
                localized.t("milestone.false_alarm"): _rate(way, one.false_alarm, way.chance),
                localized.t("milestone.miss"): _rate(way, one.miss, 1 - way.chance),
                localized.t("milestone.auc"): decimal(one.auc, 2, localized.language),
            }
            for one in found
        ]
    )


def limit(way: Way, one: Checkpoint) -> str:
    """Write the warning limit; a dash where no value would warn."""
    if is_blind(one):
        return way.localized.t("blank")
    side = "above" if one.better == "lower" else "below"
    return way.localized.t(f"milestone.{side}", value=_written(way, one, one.threshold))


def is_blind(one: Checkpoint) -> bool:
    """Whether the warning never comes: no value of that year tells the futures apart."""
    return one.chance_warned is None


def _line(way: Way, one: Checkpoint) -> str:
    localized, language = way.localized, way.localized.language
    when = localized.when(one.basis)
    value = when if one.basis.is_total else localized.t("milestone.value", when=when)
    if is_blind(one):
        return localized.t("milestone.blind", value=value, target=localized.target(way.target))
    errors = _error(way, one.false_alarm, way.chance), _error(way, one.miss, 1 - way.chance)
    line = localized.t(
        "milestone.line",
        value=value,
        target=localized.target(way.target),
        limit=limit(way, one),
        false_alarm=numbers.chance(one.false_alarm, errors[0], language),
        miss=numbers.chance(one.miss, errors[1], language),
        error=numbers.error(max(errors), language),
    )
    return line + localized.t("join") + localized.t("milestone.weak") if one.auc < WEAK else line


def _corridor(way: Way, one: Checkpoint, ends: tuple[float, ...]) -> str:
    low, _, middle, _, high = ends
    written = quantity_for(way.localized, one.basis, middle)
    return way.localized.t(
        "column.median_span", median=written(middle), span=written.span(low, high)
    )


def _written(way: Way, one: Checkpoint, value: float) -> str:
    return quantity_for(way.localized, one.basis, value)(value)


def _rate(way: Way, rate: float, share: float) -> str:
    localized, wrong = way.localized, _error(way, rate, share)
    points = localized.t("cell.error", points=decimal(100 * wrong, 1, localized.language))
    return LINE.join([numbers.chance(rate, wrong, localized.language), points])


def _error(way: Way, rate: float, share: float) -> float:
    return way.error_among(rate, share)

"""Milestones in sentences: the line below which a target is in doubt, and how far to trust it."""

from collections.abc import Iterator

import pandas as pd

from kgisim.presentation.backcast_view import BackcastView
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.sentences.backcast import refusal_text
from kgisim.presentation.sentences.listed import has_list
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.refusal import Refusal

WEAK = 0.65
"""Chance of telling an attaining from a failing future (0.5: a coin) below which it is weak."""


def milestones_text(view: BackcastView) -> Iterator[str]:
    """State one printable sentence for each checkpoint; or why there is none."""
    found = view.milestones
    if isinstance(found, Refusal):
        yield refusal_text(view, found)
        return
    for one in found:
        yield _line(view, one)


def checkpoints(view: BackcastView) -> pd.DataFrame:
    """Write the corridors, the warning limit and its rates, checkpoint by checkpoint.

    Returns
    -------
    DataFrame
        Columns: the year, the corridors of attaining and failing draws, the warning limit, the
        rates of false alarms and misses, and the AUC; one row per checkpoint, no columns where
        the question is refused.
    """
    found, localized = view.milestones, view.localized
    if isinstance(found, Refusal):
        return pd.DataFrame()
    return pd.DataFrame(
        [
            {
                localized.t("milestone.when"): localized.when(one.window),
                localized.t("milestone.attained"): _corridor(view, one, one.attained),
                localized.t("milestone.failed"): _corridor(view, one, one.failed),
                localized.t("milestone.threshold"): limit(view, one),
                localized.t("milestone.false_alarm"): _rate(view, one.false_alarm, view.chance),
                localized.t("milestone.miss"): _rate(view, one.miss, 1 - view.chance),
                localized.t("milestone.auc"): decimal(one.auc, 2, localized.language),
            }
            for one in found
        ]
    )


def limit(view: BackcastView, one: Checkpoint) -> str:
    """Write the warning limit; a dash where no value would warn."""
    if is_blind(one):
        return view.localized.t("blank")
    side = "above" if one.better == "lower" else "below"
    return view.localized.t(f"milestone.{side}", value=_written(view, one, one.threshold))


def is_blind(one: Checkpoint) -> bool:
    """Whether the warning never comes: no value of that year tells the futures apart."""
    return one.chance_warned is None


def _line(view: BackcastView, one: Checkpoint) -> str:
    localized, language = view.localized, view.localized.language
    when = localized.when(one.window)
    value = when if one.window.is_total else localized.t("milestone.value", when=when)
    value = localized.t("milestone.listed", value=value) if has_list(localized) else value
    if is_blind(one):
        return localized.t("milestone.blind", value=value, target=localized.target(view.target))
    errors = _error(view, one.false_alarm, view.chance), _error(view, one.miss, 1 - view.chance)
    line = localized.t(
        "milestone.line",
        value=value,
        target=localized.target(view.target),
        limit=limit(view, one),
        false_alarm=numbers.chance(one.false_alarm, errors[0], language),
        miss=numbers.chance(one.miss, errors[1], language),
        error=numbers.error(max(errors), language),
    )
    return line + localized.t("join") + localized.t("milestone.weak") if one.auc < WEAK else line


def _corridor(view: BackcastView, one: Checkpoint, ends: tuple[float, ...]) -> str:
    low, _, middle, _, high = ends
    written = quantity_for(view.localized, one.window, middle)
    return view.localized.t(
        "column.median_span", median=written(middle), span=written.span(low, high)
    )


def _written(view: BackcastView, one: Checkpoint, value: float) -> str:
    return quantity_for(view.localized, one.window, value)(value)


def _rate(view: BackcastView, rate: float, share: float) -> str:
    localized, wrong = view.localized, _error(view, rate, share)
    points = localized.t("cell.error", points=decimal(100 * wrong, 1, localized.language))
    return LINE.join([numbers.chance(rate, wrong, localized.language), points])


def _error(view: BackcastView, rate: float, share: float) -> float:
    return view.error_among(rate, share)

"""What a browser needs to answer questions about a goal: plain values, ready for JSON.

`answers.js` beside this module reads them; every name here is a name there.
"""

from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import numpy as np
from babel.numbers import get_decimal_symbol, get_group_symbol

from kgisim.messages import catalogue
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.schema import BASELINE
from kgisim.targets.forecast import IndicatorForecast, ceiling, grain
from kgisim.targets.pace import is_relative
from kgisim.targets.reference_class import ReferenceClass
from kgisim.targets.two_probability_rule import TwoProbabilityRule, admissible_band, pace_limit
from kgisim.targets.verdict import moves
from kgisim.targets.window import TargetWindow

SPOKEN = ("number", "likelihood", "likelihood_between", "rule", "relation")
"""Parts of the message catalogue with which answers are told."""
NO_LIMIT = 1e12
"""Stands for an effective sample size without limit, which JSON cannot write."""


def script() -> str:
    """Read the functions that answer in a browser; they define one name, ``answers``."""
    return (resources.files("kgisim.worksheet") / "answers.js").read_text(encoding="utf-8")


def words_facts(localized: LocalizedIndicator, more: Iterable[str] = ()) -> dict[str, Any]:
    """Return the messages, the scenarios' names and the separators of one language.

    Parameters
    ----------
    words
        Any indicator's wording; its run and language count.
    more
        Further parts of the catalogue, by the first word of their keys.
    """
    kept = {*SPOKEN, *more}
    return {
        "language": localized.language,
        "group": get_group_symbol(localized.language),
        "point": get_decimal_symbol(localized.language),
        "messages": {
            key: message
            for key, message in catalogue(localized.language).items()
            if key.partition(".")[0] in kept
        },
        "scenarios": {id: localized.scenario(id) for id in localized.view.run.scenarios},
    }


def rule_facts(rule: TwoProbabilityRule) -> dict[str, Any]:
    """Return the limits of the two-probability rule."""
    return {
        "x": rule.x,
        "y": rule.y,
        "z": rule.z,
        "leastRows": rule.least_rows,
        "isIllustrative": rule.illustrative,
    }


def goal_facts(
    forecast: IndicatorForecast,
    wordings: Mapping[str, LocalizedIndicator],
    *,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> dict[str, Any]:
    """Return what holds for all questions about one goal.

    Parameters
    ----------
    prospect
        The goal's futures and past.
    wordings
        Its wording by language.
    rule, reference
        As in `kgisim.targets.verdict.verdict`.
    """
    indicator, known = forecast.indicator, forecast.record
    scenarios = next(iter(wordings.values())).view.run.scenarios
    return {
        "id": indicator.id,
        "better": indicator.better,
        "scale": indicator.scale,
        "isRelative": is_relative(indicator),
        "last": known.last,
        "level": known.level,
        "rows": known.rows,
        "ess": known.ess,
        "paceLimit": pace_limit(forecast, rule, reference),
        "paceSeries": len(reference.series),
        "paceSeriesNeeded": reference.needed_for(rule.z),
        "pace": {language: _pace(localized) for language, localized in wordings.items()},
        "moves": {id: moves(forecast, id) for id in scenarios},
    }


def window_facts(
    forecast: IndicatorForecast,
    window: TargetWindow,
    wordings: Mapping[str, LocalizedIndicator],
    *,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> dict[str, Any]:
    """Return what holds for all levels of one goal that are judged over the same years."""
    top = ceiling(forecast.indicator, window)
    years = len(window.years)
    # the level by pace does not depend on the package
    band = admissible_band(forecast, window, package=BASELINE, rule=rule, reference=reference)
    return {
        "year": window.year,
        "window": window.length,
        "statistic": window.statistic,
        "years": years,
        "isTotal": window.is_total,
        "already": forecast.level_by(window, 0.0) * (1 if window.is_total else years),
        "ahead": int((window.years > forecast.record.last).sum()),
        "middle": forecast.middle_ahead(window),
        "kept": forecast.level_by(window, forecast.record.level),
        "grain": grain(forecast.indicator, window),
        "ceiling": top if np.isfinite(top) else None,
        "byPace": band.by_pace,
        "ess": min(forecast.posterior_size(forecast.drawn(window)), NO_LIMIT),
        "when": {language: localized.when(window) for language, localized in wordings.items()},
        "quantity": {
            language: _quantities(localized, window) for language, localized in wordings.items()
        },
    }


def pack(draws: np.ndarray) -> bytes:
    """Write draws in rising order, in single precision, in a form that compresses well.

    Neighbours differ little in the order of their bit patterns: the gaps are written, the four
    bytes of each in four planes. ``answers.unpack`` gives the same floats back.

    Examples
    --------
    >>> pack(np.array([1.0, 1.0], dtype=np.float32)).hex()
    '0000000080003f00'
    """
    bits = np.sort(np.asarray(draws, dtype=np.float32)).view(np.int32)
    rising = np.where(bits >= 0, bits, bits ^ np.int32(0x7FFFFFFF)).astype(np.int64)
    gaps = np.diff(rising, prepend=0).astype(np.uint32)
    return gaps.astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes()


def _pace(localized: LocalizedIndicator) -> dict[str, Any]:
    key, written = numbers.pace_form(localized.indicator, localized.unit, localized.language)
    return {"key": key, "quantity": quantity_facts(written)}


def _quantities(localized: LocalizedIndicator, window: TargetWindow) -> dict[str, Any]:
    return {
        "whole": quantity_facts(quantity_for(localized, window, 0.0)),
        "fraction": quantity_facts(quantity_for(localized, window, 0.5)),
    }


def quantity_facts(written: numbers.Quantity) -> dict[str, Any]:
    """Return how a browser writes a value."""
    return {
        "pattern": written.pattern,
        "factor": written.factor,
        "decimals": written.decimals,
        "digits": written.digits,
    }

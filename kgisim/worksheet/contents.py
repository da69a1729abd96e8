"""What the plugged-out page holds: for every goal its futures, its past and its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from kgisim import schema
from kgisim.presentation.figures.fan_data import FanData, fan_data
from kgisim.presentation.localized import LocalizedIndicator, goals, hidden, wording
from kgisim.presentation.observation_rows import records
from kgisim.projection.policy_package import package
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.reference_class import ReferenceClass, reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.window import Statistic, TargetWindow
from kgisim.worksheet.payload import (
    goal_facts,
    pack,
    quantity_facts,
    rule_facts,
    window_facts,
    words_facts,
)

if TYPE_CHECKING:
    from kgisim.runs.run import Run

WINDOW = 3
"""Years of the average or total that is offered beside a single year."""
ENDS = ("low90", "high90", "low50", "high50")
"""Ends of the intervals, in the order in which the page draws them."""

Wordings = dict[str, LocalizedIndicator]
"""One goal's wording by language."""


@dataclass
class Store:
    """Packed draws, each vector once; scenarios that move nothing share the baseline's."""

    packed: bytearray = field(default_factory=bytearray)
    places: dict[bytes, int] = field(default_factory=dict)

    def keep(self, draws: np.ndarray) -> int:
        """Keep a vector of draws and return the byte at which it starts."""
        written = pack(draws)
        key = sha256(written).digest()
        if key not in self.places:
            self.places[key] = len(self.packed)
            self.packed += written
        return self.places[key]


def contents(run: "Run") -> tuple[dict[str, Any], bytes]:
    """Gather the facts of a page, ready for JSON, and the draws to which they point."""
    store, rule = Store(), TwoProbabilityRule()
    all_words = [
        {language: wording(run, goal.id, language) for language in run.catalog.plan.languages}
        for goal in goals(run)
    ]
    shown = [localized for localized in all_words if hidden(_first(localized)) is None]
    facts = {
        "run": run.id,
        "draws": run.projection.draws.sizes[schema.DRAW],
        "package": package(run.scenarios),
        "scenarios": list(run.scenarios),
        "rule": rule_facts(rule),
        "words": {
            language: words_facts(localized, ("plugged", "chart", "mark", "column", "list"))
            for language, localized in all_words[0].items()
        },
        "goals": [
            _goal(run, localized, rule, store)
            for localized in shown
            if _first(localized).indicator.better != "neither"
        ],
        "withheld": [
            {language: [one.title, hidden(one)] for language, one in localized.items()}
            for localized in all_words
            if localized not in shown
        ],
    }
    return facts, bytes(store.packed)


def _first(wordings: Wordings) -> LocalizedIndicator:
    return next(iter(wordings.values()))


def windows(localized: LocalizedIndicator, forecast: IndicatorForecast) -> list[TargetWindow]:
    """List the years over which levels of a goal can be asked for, from the first to the last.

    Every year still to come, alone and with the years before it; and what its targets name.
    """
    indicator, last = localized.indicator, forecast.record.last
    adds_up = (indicator.scale, indicator.counting) == ("count", "flow")
    together: Statistic = "sum" if adds_up else "mean"
    years = range(last + 1, localized.view.axis.last + 1)
    single = [TargetWindow(year) for year in years]
    several = [TargetWindow(year, WINDOW, together) for year in years if year >= last + WINDOW]
    own = [target.question.window for target in localized.view.targets]
    return list(dict.fromkeys([*single, *several, *own]))


def _goal(run: "Run", wordings: Wordings, rule: TwoProbabilityRule, store: Store) -> dict[str, Any]:
    localized = _first(wordings)
    indicator, example = localized.indicator, localized.view.example
    forecast = forecast_in(run, indicator.id)
    reference = reference_class(run.catalog, indicator, rule.span)
    offered, data = windows(localized, forecast), fan_data(localized)
    return goal_facts(forecast, wordings, rule=rule, reference=reference) | {
        "title": {language: one.title for language, one in wordings.items()},
        "definition": {lang: indicator.definition(lang) for lang in wordings},
        "period": indicator.period,
        "start": offered.index(localized.view.window),
        "target": None if example is None else example.question.value,
        "isIllustrative": example is not None and example.question.illustrative,
        "windows": [
            _window(forecast, window, wordings, rule, reference, store) for window in offered
        ],
        "fan": _fan(data),
        "points": list(_points(data)),
        "yearly": {
            language: quantity_facts(one.quantity) | {"unit": one.quantity.unit}
            for language, one in wordings.items()
        },
    }


def _window(
    forecast: IndicatorForecast,
    window: TargetWindow,
    wordings: Wordings,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
    store: Store,
) -> dict[str, Any]:
    drawn = forecast.drawn(window)
    scenarios = drawn[schema.SCENARIO].to_numpy().tolist()
    return window_facts(forecast, window, wordings, rule=rule, reference=reference) | {
        "since": window.since,
        "draws": {
            one: store.keep(drawn.sel({schema.SCENARIO: one}).to_numpy()) for one in scenarios
        },
    }


def _fan(data: FanData) -> dict[str, Any]:
    """Intervals and medians by scenario and year; the screen shows no more than five digits."""
    paths = {one: data.path(one) for one in data.scenarios}
    return {
        "first": data.start,
        "last": data.last,
        "bands": {one: [_rounded(path[end]) for end in ENDS] for one, path in paths.items()},
        "middle": {one: _rounded(path["median"]) for one, path in paths.items()},
    }


def _rounded(values: Any) -> list[float | None]:
    return [None if np.isnan(one) else float(f"{one:.5g}") for one in values]


def _points(data: FanData) -> Iterator[dict[str, Any]]:
    """Observation rows of the goal itself, as marks of a chart."""
    for row in records(data.record):
        yield {
            "first": int(row.year),
            "last": int(row.year_end),
            "value": float(row.value),
            "low": None if np.isnan(row.low) else float(row.low),
            "high": None if np.isnan(row.high) else float(row.high),
            "relation": row.relation,
            "isUnread": row.evidence == "unverified",
        }

"""A board on which a target level is moved: chances, pace, verdict and sentence in the browser."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import param

from kgisim import schema
from kgisim.app.component import Component
from kgisim.app.html import bullets
from kgisim.app.html_pane import STYLE, file
from kgisim.app.possible import limits as limits_of
from kgisim.app.shared_run import SharedRun
from kgisim.app.terms import with_terms
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import sign_of
from kgisim.targets.window import TargetWindow
from kgisim.worksheet.payload import (
    goal_facts,
    pack,
    rule_facts,
    script,
    window_facts,
    words_facts,
)

STEPS = 200
"""Steps of the slider, about."""
ENDS = (0.005, 0.995)
"""Quantiles of the futures between which the slider runs."""
LABELS = ("level", "exact", "past", "copied", "explain")
TOOLS = ("sentence", "link", "example", "full")
EXPLAINED = ("chance", "error", "scenarios", "pace", "verdict")
FINDINGS = ("admissible", "not_ambitious", "not_reasonable", "neither", "too_thin")


class TargetBoard(Component):
    """The board; it asks the server nothing while a level is moved.

    Parameters
    ----------
    facts
        What the browser needs (`board_facts`).
    before, after
        Judged draws under the baseline and the package, as `kgisim.worksheet.payload.pack` writes
        them.
    level
        The level, in the catalogue's unit.
    """

    facts: dict = param.Dict(default={}, doc="What holds for all levels.")  # type: ignore[assignment]
    before: bytes = param.Bytes(default=b"", doc="Judged draws under the baseline.")  # type: ignore[assignment]
    after: bytes = param.Bytes(default=b"", doc="Judged draws under the package.")  # type: ignore[assignment]
    level: float = param.Number(default=0.0, doc="Level that is asked about.")  # type: ignore[assignment]

    _esm = script() + file("target_board.js")
    _stylesheets = [STYLE]  # noqa: RUF012 # as Panel wants it

    def __init__(
        self, chosen: Callable[[float], Any], start_over: Callable[[], Any], **values: Any
    ):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(**values)
        self._chosen, self._start_over = chosen, start_over

    def _handle_msg(self, data: Any) -> None:
        if data == "example":
            self._start_over()
        elif isinstance(data, int | float) and math.isfinite(data):
            self._chosen(float(data))


def board_facts(
    shared: SharedRun,
    localized: LocalizedIndicator,
    forecast: IndicatorForecast,
    question: TargetQuestion,
    title: str,
) -> dict[str, Any]:
    """Return what the browser needs to answer about every level on one window.

    Parameters
    ----------
    shared
        The run.
    localized
        The goal in the session's language.
    forecast
        Holds the baseline and the question's scenario, as the session's levers stand.
    question
        The level; its scenario is compared with the baseline.
    title
        How that scenario is called.
    """
    fixed = dict(_fixed_facts(shared, localized, question.window))
    limits = fixed.pop("limits")
    moving = moving_facts(shared, localized, forecast, question, title)
    fixed |= {name: fixed.get(name, {}) | facts for name, facts in moving.items()}
    return fixed | {"range": fixed["range"] | limits}


def moving_facts(
    shared: SharedRun,
    localized: LocalizedIndicator,
    forecast: IndicatorForecast,
    question: TargetQuestion,
    title: str,
) -> dict[str, dict[str, Any]]:
    """Return the part of `board_facts` that changes with the levers, each below two keys."""
    fixed, package = _fixed_facts(shared, localized, question.window), question.scenario
    named = {package: text("scenario.plain", localized.language, title=title)}
    return {
        "words": {"scenarios": named | fixed["words"]["scenarios"]},
        "goal": {"moves": {package: True} | fixed["goal"]["moves"]},
        "asked": {
            "package": package,
            "isIllustrative": question.illustrative,
            "draws": int(forecast.draws.sizes["draw"]),
        },
        "range": _range(localized, forecast, question),
    }


def _fixed_facts(
    shared: SharedRun, localized: LocalizedIndicator, window: TargetWindow
) -> dict[str, Any]:
    """Return what no level and no lever moves; it is computed once."""
    id, language = localized.indicator.id, localized.language
    forecast, wordings = shared.forecast(id), {language: localized}
    judged = {"rule": shared.rule, "reference": shared.reference(id)}
    past = forecast.record.past

    def made() -> dict[str, Any]:
        goal = goal_facts(forecast, wordings, **judged)
        return {
            "words": words_facts(localized),
            "goal": goal | {"past": past if math.isfinite(past) else None},
            "window": window_facts(forecast, window, wordings, **judged),
            "rule": rule_facts(shared.rule),
            "limits": _limits(shared, localized, window),
            "labels": _labels(language),
        }

    return shared.run.cache.once(("board", id, language, window), made)


def packed(forecast: IndicatorForecast, question: TargetQuestion) -> bytes:
    """Return the judged draws under the question's scenario for the browser."""
    return pack(choose(forecast.drawn(question.window), question.scenario).to_numpy())


def _range(
    localized: LocalizedIndicator,
    forecast: IndicatorForecast,
    question: TargetQuestion,
) -> dict[str, Any]:
    """Choose where the slider runs, in steps that read well."""
    window, value = question.window, question.value
    drawn, scenarios = forecast.drawn(window), (schema.BASELINE, question.scenario)
    both = np.concatenate([choose(drawn, name).to_numpy() for name in scenarios])
    low, high = np.quantile(both, ENDS)
    low, high = min(low, value), max(high, value)
    if sign_of(forecast) > 0 and localized.indicator.scale != "real":
        low = max(low, 0.0)
    written = quantity_for(localized, window, 0.5)
    factor, count = written.factor, localized.indicator.scale == "count"
    raw = (high - low) * factor / STEPS
    step = 1.0 if count and window.statistic != "mean" else 10.0 ** math.floor(math.log10(raw or 1))
    decimals = max(0, -math.floor(math.log10(step)))
    return {
        "low": math.floor(low * factor / step) * step / factor,
        "high": math.ceil(high * factor / step) * step / factor,
        "step": round(step, decimals),
        "decimals": decimals,
        "factor": factor,
        "unit": written.unit,
    }


def _limits(
    shared: SharedRun, localized: LocalizedIndicator, window: TargetWindow
) -> dict[str, Any]:
    """Return the ends of what may be asked, None for an end that is open, and how to say so."""
    ends = limits_of(shared, localized.indicator.id, window)
    least, most = (end if math.isfinite(end) else None for end in ends)
    written = quantity_for(localized, window, 0.5)
    named = {"least": "" if least is None else written(least), "most": written(ends[1])}
    kind = "above" if least is None else "between"
    return {"least": least, "most": most, "refused": localized.t(f"app.board.{kind}", **named)}


def _labels(language: str) -> dict[str, Any]:
    def t(key: str) -> str:
        return text(key, language)

    offered = set[str]()
    heads = {name: with_terms(t(f"app.board.{name}"), offered) for name in ("pace", "verdict")}
    explained = bullets(t(f"app.board.explained.{name}") for name in EXPLAINED)
    return {name: t(f"app.board.{name}") for name in LABELS} | {
        **heads,
        "explained": with_terms(explained, offered),
        "findings": {name: t(f"app.finding.{name}") for name in FINDINGS},
        "tools": {name: t(f"app.board.tools.{name}") for name in TOOLS},
    }

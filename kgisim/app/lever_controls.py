"""The board of levers: measures and drivers in two groups that nobody can mistake."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import param

from kgisim import schema
from kgisim.app.component import Component
from kgisim.app.html_pane import STYLE, file
from kgisim.app.levers import Lever, Settings, shifted_effect
from kgisim.app.turns import MOVING, PRECEDENCE, in_turn
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.tables import scenarios
from kgisim.projection.scenario import Measure, WorldPath

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun

HALF = 20
"""Steps of a measure's slider on each side of the middle of its effect."""
DRIVER_STEPS = 18
"""Steps of a driver's slider between the quantiles at its ends."""


class LeverBoard(Component):
    """Sliders that ask the server one thing at a time; what was overtaken is never asked.

    Parameters
    ----------
    facts
        The levers in words (`lever_facts`).
    answered
        Count of the answers given; the board waits for it.
    ahead
        Answers to all positions of one lever (`kgisim.app.answers_ahead`); JSON.
    shows
        Name of the table and, before a colon, of the lines that the board shows them on; blank:
        it never asks for them.
    """

    facts: dict = param.Dict(default={}, doc="The levers and all their words.")  # type: ignore[assignment]
    answered: int = param.Integer(default=0, doc="Count of the answers given.")  # type: ignore[assignment]

    ahead: str = param.String(default="", doc="Answers to all positions of one lever.")  # type: ignore[assignment]
    shows: str = param.String(default="", doc="Name of what shows them; blank: nothing.")  # type: ignore[assignment]

    _esm = file("lever_board.js")
    _stylesheets = [STYLE]  # noqa: RUF012 # as Panel wants it

    def __init__(self, moved: Callable[[dict[str, Any]], Any], **values: Any):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(**values)
        self._moved = moved

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict) and "turn" in data:  # nobody waits for the answer
            self._moved(data)
            return
        try:
            if isinstance(data, dict):
                with PRECEDENCE.moving():
                    in_turn(self._moved, MOVING)(data)
        finally:
            self.answered += 1


def positions(lever: Lever) -> np.ndarray:
    """Compute the values at which a slider can stand; the middle one is what was written.

    Returns
    -------
    ndarray
        (position,) ascending, in the unit of the lever.
    """
    if not lever.is_policy:
        return np.linspace(lever.low, lever.high, DRIVER_STEPS + 1).round(4)
    below = np.linspace(lever.low, lever.middle, HALF + 1)
    above = np.linspace(lever.middle, lever.high, HALF + 1)
    return np.concatenate([below, above[1:]])


def after(settings: Settings, lever: Lever, *, on: bool, at: int | None) -> Settings:
    """Return the settings after one lever was moved; one that stands as written is left out."""
    left = {key: value for key, value in settings.items() if key != lever.key}
    places = positions(lever)
    if not on:
        return left | {lever.key: None} if lever.part is not None else left
    if at is None or not 0 <= at < len(places):
        return left
    value = float(places[at])
    return left if lever.is_policy and value == lever.middle else left | {lever.key: value}


def lever_facts(
    shared: "SharedRun",
    levers: tuple[Lever, ...],
    settings: Settings,
    language: str,
    weak: Collection[str] = (),
) -> dict[str, Any]:
    """Write the levers in one language, as they stand.

    Parameters
    ----------
    weak
        Keys of the levers that hardly act (`kgisim.app.lever_reach.weak_levers`): they say so.
    """
    hint = text("app.levers.weak", language)
    told = [
        _fact(shared, lever, settings, language) | {"hint": hint if lever.key in weak else ""}
        for lever in levers
    ]
    labels = {key: text(f"app.levers.{key}", language) for key in ("why", "none", "reset", "undo")}
    return {
        "policy": [fact for fact, one in zip(told, levers, strict=True) if one.is_policy],
        "world": [fact for fact, one in zip(told, levers, strict=True) if not one.is_policy],
        "labels": labels | {key: text(f"scenario.{key}", language) for key in ("policy", "world")},
    }


def _fact(shared: "SharedRun", lever: Lever, settings: Settings, language: str) -> dict[str, Any]:
    places = positions(lever)
    value = settings.get(lever.key)
    untouched = lever.part is not None and lever.key not in settings
    wording = _measure if isinstance(lever.part, Measure) else _driver
    told = wording(shared, lever, places, language)
    return {
        **told,
        "key": lever.key,
        "middle": int(np.abs(places - lever.middle).argmin()),
        "at": int(np.abs(places - value).argmin()) if value is not None else None,
        "on": value is not None or untouched,
        "hasText": lever.part is not None,
        "undo": text("app.levers.undo_one", language, title=told["title"]),
    }


def _measure(
    shared: "SharedRun", lever: Lever, places: np.ndarray, language: str
) -> dict[str, Any]:
    measure = lever.part
    assert isinstance(measure, Measure)
    localized = shared.localized(measure.indicator, language)
    texts = [_effect_at(measure, float(value), localized) for value in places]
    why = [
        *(
            text("cell.moves", language, title=shared.localized(name, language).title)
            for name in measure.indicators
        ),
        *scenarios.timing_of(measure, localized).split(LINE),
        *scenarios.reason_of(measure, language).split(LINE),
    ]
    return {
        "title": measure.title(language),
        "texts": texts,
        "written": scenarios.effect_of(measure, localized),
        "off": text("app.levers.measure_off", language),
        "why": why,
    }


def _effect_at(measure: Measure, middle: float, localized: Any) -> str:
    moved = measure.model_copy(update={"effect": shifted_effect(measure.effect, middle)})
    return scenarios.effect_of(moved, localized)


def _driver(shared: "SharedRun", lever: Lever, places: np.ndarray, language: str) -> dict[str, Any]:
    id = lever.key.removeprefix("world:")
    localized = shared.localized(id, language)
    horizon = shared.catalog.axis.last
    place = {schema.SERIES: id, schema.SCENARIO: schema.BASELINE, schema.YEAR: horizon}
    ends = np.quantile(shared.projection.draws[schema.LEVEL].sel(place).to_numpy(), places)
    texts = [
        text(
            "app.levers.driver_at",
            language,
            percent=round(100 * float(at)),
            year=localized.year(horizon),
            value=localized.quantity(float(end)),
        )
        for at, end in zip(places, ends, strict=True)
    ]
    off = text("app.levers.driver_off", language)
    why = [text("app.levers.driver_why", language)]
    if isinstance(lever.part, WorldPath):
        why += [
            scenarios.path_of(lever.part, localized),
            *scenarios.reason_of(lever.part, language).split(LINE),
        ]
    return {
        "title": localized.indicator.title(language),
        "texts": texts,
        "written": scenarios.path_of(lever.part, localized)
        if isinstance(lever.part, WorldPath)
        else texts[len(texts) // 2],
        "off": off,
        "why": why,
    }

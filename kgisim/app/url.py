"""The address bar: page, goal, scenario, target, years and language, in both directions."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from kgisim.errors import RequestError
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State

NAMED = ("language", "page", "goal", "scenario", "target")
"""Single values that an address carries, in the order in which they are taken: messages are told
in the session's language, and a level belongs to a goal."""
WATCHED = (*NAMED, "window")
"""What of the state the address carries."""


def query_of(state: "State") -> str:
    """Write the state as the part of an address after the path."""
    window, example = state.window, state.localized.view.window
    said = {
        "page": state.page,
        "language": state.language,
        "goal": state.goal,
        "scenario": state.scenario,
        "target": "" if state.target is None else f"{state.target:.10g}",
    }
    if window != example:
        said |= {
            "year": str(window.year),
            "window": str(window.length),
            "statistic": window.statistic,
        }
    return "?" + urlencode({name: value for name, value in said.items() if value})


def go(state: "State", said: Mapping[str, str]) -> None:
    """Move the state to where an address leads; what it says wrongly is told and ignored."""
    for name, value in ((name, said[name]) for name in NAMED if name in said):
        wrong = _take(state, name, value)
        if wrong:
            state.notify(state.t("app.address.wrong", name=name, value=value, expected=wrong))
    for wrong in _take_window(state, said):
        state.notify(wrong)


def _take(state: "State", name: str, value: str) -> str | None:
    """Take one value over, or say what was expected."""
    valid: dict[str, Collection[str]] = {
        "language": state.shared.plan.languages,
        "page": state.pages,
        "goal": [one.id for one in state.shared.goals],
        "scenario": list(state.shared.scenarios),
    }
    if name in valid:
        if value not in valid[name]:
            return ", ".join(valid[name])
        state.param.update(**{name: value})
    elif name == "target":
        level = number(value)
        if level is None:
            return state.t("app.address.number")
        state.target = level
    return None


def _take_window(state: "State", said: Mapping[str, str]) -> Iterator[str]:
    given: dict[str, Any] = {
        key: said[key] for key in ("year", "window", "statistic") if key in said
    }
    if not given:
        return
    try:
        for key in given.keys() & {"year", "window"}:
            given[key] = int(given[key])
        given.setdefault("year", state.shared.catalog.axis.last)
        given["length"] = given.pop("window", 1)
        window = TargetWindow(**given)
        if not state.localized.view.last_year < window.year <= state.shared.catalog.axis.last:
            raise RequestError("target.year", found=window.year)
        state.window = window
    except ValueError:
        value = ", ".join(f"{key}={value}" for key, value in given.items())
        expected = state.t("app.address.years", last=state.shared.catalog.axis.last)
        yield state.t("app.address.wrong", name="year", value=value, expected=expected)


def number(value: str) -> float | None:
    """Read a finite number as somebody wrote it; None if it is none."""
    try:
        level = float(value)
    except ValueError:
        return None
    return level if math.isfinite(level) else None


def keep_in_step(state: "State", location: Any) -> None:
    """Restore the state from the address, and write every change of it back."""
    go(state, dict(parse_qsl(location.search.lstrip("?"))))

    def write(*_: object) -> None:
        location.search = query_of(state)

    state.param.watch(write, list(WATCHED))
    write()

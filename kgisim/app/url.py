"""The address bar: page, goal, scenario, target, years and language, in both directions."""

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from kgisim.app.faults import explain
from kgisim.errors import KgisimError
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State

CHOSEN = ("language", "page", "goal", "scenario")
"""Names of a few that an address carries, in the order in which they are taken: messages are told
in the session's language. The level comes last: it belongs to a goal and to its years."""
SPAN = ("year", "window", "statistic", "since")
"""The years that are judged, as an address carries them."""
WATCHED = (*CHOSEN, "target", "window")
"""What of the state the address carries."""
LONGEST = 60
"""Characters of a wrong value that are repeated to the reader."""


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
            "since": "" if window.since is None else str(window.since),
        }
    return "?" + urlencode({name: value for name, value in said.items() if value})


def go(state: "State", said: Mapping[str, str]) -> None:
    """Move the state to where an address leads; what it says wrongly is told and ignored."""
    for name in (one for one in CHOSEN if one in said):
        expected = _choose(state, name, said[name])
        if expected is not None:
            _wrong(state, name, said[name], expected)
    _take_window(state, said)
    if "target" in said:
        _take_target(state, said["target"])


def _wrong(state: "State", name: str, value: str, expected: str) -> None:
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    state.notify(state.t("app.address.wrong", name=name, value=shown, expected=expected))


def _choose(state: "State", name: str, value: str) -> str | None:
    """Take over one name of a few, or return those that were expected."""
    valid: dict[str, Collection[str]] = {
        "language": state.shared.plan.languages,
        "page": state.pages,
        "goal": [one.id for one in state.shared.goals],
        "scenario": state.shared.offered,
    }
    if value not in valid[name]:
        return ", ".join(valid[name])
    state.param.update(**{name: value})
    return None


def _take_target(state: "State", value: str) -> None:
    level = number(value)
    if level is None:
        _wrong(state, "target", value, state.t("app.address.number"))
        return
    try:
        state.ask(level)
    except KgisimError as error:
        state.notify(explain(state, error))


def _take_window(state: "State", said: Mapping[str, str]) -> None:
    given: dict[str, Any] = {key: said[key] for key in SPAN if key in said}
    if not given:
        return
    try:
        for key in given.keys() & {"year", "window", "since"}:
            given[key] = int(given[key])
        given.setdefault("year", state.shared.catalog.axis.last)
        given["length"] = given.pop("window", 1)
        state.ask_over(TargetWindow(**given))
    except (ValueError, OverflowError):
        value = ", ".join(f"{key}={said[key]}" for key in SPAN if key in said)
        expected = state.t("app.address.years", last=state.shared.catalog.axis.last)
        _wrong(state, "year", value, expected)


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

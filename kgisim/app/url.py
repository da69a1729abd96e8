"""The address bar: page, goal, member, scenario, target, years and language, both ways."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from kgisim.app.faults import explain
from kgisim.app.levers import Settings, levers_of
from kgisim.app.meeting import meeting_query, take_meeting
from kgisim.errors import KgisimError, RequestError
from kgisim.evidence.level_limits import LIMITS, LevelLimits
from kgisim.schema import BASELINE
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State

CHOSEN = ("language", "page", "goal", "member", "scenario", "beside")
"""Names of a few that an address carries, in the order in which they are taken: messages are told
in the session's language, and a member belongs to its goal. The level comes last: it belongs to a
goal and to its years."""
SPAN = ("year", "window", "statistic", "since")
"""The years that are judged, as an address carries them."""
WATCHED = (*CHOSEN, "target", "window", "limits", "settled")
"""What of the state is written into the address as soon as it changes."""
OFF = "off"
"""How an address says that a part of the scenario is switched off."""
LONGEST = 60
"""Characters of a wrong value that are repeated to the reader."""
MOST_NAMED = 12
"""How many of the right values the reader is told."""


def query_of(state: "State") -> str:
    """Write the state as the part of an address after the path."""
    beside = "" if state.beside == BASELINE else state.beside
    limits = "" if state.limits == state.shared.limits else _limits_written(state.limits)
    shown = {
        "page": state.page,
        "language": state.language,
        "member": state.member,
        "beside": beside,
        "limits": limits,
    }
    return "?" + _encoded({**shown, **_asked(state), **meeting_query(state)})


def step_of(state: "State") -> str:
    """Write what the session asks about, whatever page shows it: a step that can be gone back."""
    return _encoded(_asked(state))


def first_step(state: "State") -> str:
    """Write the step with which a session begins at its goal."""
    return _encoded({"goal": state.goal, "scenario": state.shared.package})


def _encoded(said: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in said.items() if value}, safe=":@,")


def _asked(state: "State") -> dict[str, str]:
    window, example = state.window, state.localized.view.window
    said = {
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
    return said | {"levers": _written(state.levers)}


def _limits_written(limits: LevelLimits) -> str:
    return ",".join(f"{getattr(limits, name):g}" for name in LIMITS)


def _written(levers: Settings) -> str:
    return ",".join(
        f"{key}@{OFF if value is None else f'{value:.10g}'}" for key, value in levers.items()
    )


def go(state: "State", said: Mapping[str, str], *, is_whole: bool = False) -> None:
    """Move the state to where an address leads; what it says wrongly is told and ignored.

    Parameters
    ----------
    is_whole
        Whether what it does not say goes back to how it is at first: years, levers and level.
    """
    with state.at_once():
        for name in (one for one in CHOSEN if one in said):
            expected = _choose(state, name, said[name])
            if expected is not None:
                _wrong(state, name, said[name], expected)
        if is_whole:
            state.start_over()
            state.member = state.member if "member" in said else ""
        _take_window(state, said)
        if "limits" in said:
            _take_limits(state, said["limits"])
        elif is_whole:
            state.limits = state.shared.limits
        if "levers" in said:
            _take_levers(state, said["levers"])
        if "target" in said:
            _take_target(state, said["target"])
        take_meeting(state, said)


def _wrong(state: "State", name: str, value: str, expected: str) -> None:
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    state.notify(state.t("app.address.wrong", name=name, value=shown, expected=expected))


def _choose(state: "State", name: str, value: str) -> str | None:
    """Take over one name of a few, or return those that were expected."""
    valid: dict[str, Collection[str]] = {
        "language": state.shared.plan.languages,
        "page": state.pages,
        "goal": [one.id for one in state.shared.goals],
        "member": [one.member for one in state.members],
        "scenario": state.shared.offered,
        "beside": state.shared.comparable,
    }
    if value not in valid[name]:
        named = [*islice(valid[name], MOST_NAMED + 1)]
        more = ["…"] if len(named) > MOST_NAMED else []
        return ", ".join([*named[:MOST_NAMED], *more]) or state.t("app.address.whole")
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


def _take_limits(state: "State", value: str) -> None:
    shares = [number(one) for one in value.split(",")]
    known = [one for one in shares if one is not None and 0 < one < 1]
    if len(known) != len(LIMITS) or len(shares) != len(LIMITS) or not sorted_down(known[:3]):
        _wrong(state, "limits", value, state.t("app.address.limits"))
        return
    limits: dict[str, Any] = dict(zip(LIMITS, known, strict=True))
    state.limits = state.limits.model_copy(update=limits)


def sorted_down(shares: Sequence[float]) -> bool:
    """Return whether no number is larger than the one before it."""
    return all(one >= other for one, other in pairwise(shares))


def _take_levers(state: "State", value: str) -> None:
    try:
        state.move(settings_of(state, value))
    except RequestError:
        _wrong(state, "levers", value, state.t("app.address.levers"))
    except KgisimError as error:
        state.notify(state.t("app.levers.refused", cause=explain(state, error)))


def settings_of(state: "State", value: str) -> Settings:
    """Read the settings of levers.

    Raises
    ------
    RequestError
        If one of them is no lever of the goal under the scenario, or cannot stand there.
    """
    scenario = state.shared.scenarios[state.scenario]
    levers = {one.key: one for one in levers_of(state.shared.catalog, scenario, state.goal)}
    found: Settings = {}
    for part in value.split(","):
        key, _, written = part.partition("@")
        lever, at = levers.get(key), number(written)
        if lever is not None and lever.part is not None and written == OFF:
            found[key] = None
        elif lever is not None and at is not None and lever.low <= at <= lever.high:
            found[key] = at
        else:
            raise RequestError("argument.number", name=key, found=repr(written))
    return found


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
        shown = ", ".join(f"{key}={said[key]}" for key in SPAN if key in said)
        name, value = shown.split("=", 1)
        expected = state.t("app.address.years", last=state.shared.catalog.axis.last)
        _wrong(state, name, value, expected)


def number(value: str) -> float | None:
    """Read a finite number as somebody wrote it; None if it is none."""
    try:
        level = float(value)
    except ValueError:
        return None
    return level if math.isfinite(level) else None


class AddressBar:
    """Keeps the state and an address in step, in both directions.

    Parameters
    ----------
    state
        The session.
    address
        Has the parameter ``search``: what the address says after the path.
    """

    def __init__(self, state: "State", address: Any):
        self._state, self._address = state, address
        state.param.watch(self._write, list(WATCHED))

    @property
    def is_ahead(self) -> bool:
        """Whether the address asks for something else than what is shown."""
        return self._address.search != query_of(self._state)

    def read(self) -> None:
        """Restore the state from the address; what the address does not say is as at first."""
        go(self._state, dict(parse_qsl(self._address.search.lstrip("?"))), is_whole=True)

    def _write(self, *_: object) -> None:
        if not self._state.is_moving:
            self._address.search = query_of(self._state)

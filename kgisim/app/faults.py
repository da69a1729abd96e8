"""What a session is shown when something goes wrong: a sentence, never a blank screen.

Mistakes of a reader leave one line in the log of the server, faults of the program a traceback.
"""

import errno
import logging
import shutil
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

import panel as pn

from kgisim import schema
from kgisim.app.journal import JOURNAL
from kgisim.app.levers import BOTH, POLICY, WORLD
from kgisim.audit.log import RegisterError
from kgisim.errors import KgisimError, ProjectionError
from kgisim.messages import Message

if TYPE_CHECKING:
    from kgisim.app.state import State

LOG = logging.getLogger("kgisim.app")
LINES = {schema.BASELINE: "baseline", WORLD: "world", POLICY: "policy", BOTH: "both"}
"""The lines that a session compares, and the ends of the messages that name them."""
DISK = {
    "full": {errno.ENOSPC, errno.EDQUOT, errno.EFBIG},
    "closed": {errno.EACCES, errno.EPERM, errno.EROFS},
    "gone": {errno.ENOENT, errno.ENOTDIR, errno.ESTALE},
}
"""What a disk refuses, by the ends of the messages that say so."""

_SESSIONS: "WeakKeyDictionary[Any, ref[State]]" = WeakKeyDictionary()
"""States by their documents; a state leads to its document, which would never end otherwise."""


def remember(document: Any, state: "State") -> None:
    """Note whose document it is, so that `handle` can show its faults there."""
    _SESSIONS[document] = ref(state)


def handle(error: BaseException) -> None:
    """Show an exception that nothing else caught to the session in which it was raised.

    Raises
    ------
    BaseException
        The exception itself where no session is at work.
    """
    document = pn.state.curdoc
    known = None if document is None else _SESSIONS.get(document)
    state = None if known is None else known()
    if state is None or not isinstance(error, Exception):
        raise error
    state.notify(explain(state, error))


def explain(state: "State", error: Exception) -> str:
    """Write an exception to the log, and return it as a sentence in the session's language."""
    where = f"page {state.page}, goal {state.goal}"
    if isinstance(error, OSError) and (kind := _kind(error)):
        LOG.warning("%s: %s", where, error)
        return state.t(f"app.fault.{kind}")
    if not isinstance(error, KgisimError):
        mark = JOURNAL.fault(f"{where}: {type(error).__name__}: {error}"[:400])
        noted = {"is_noted": True}
        LOG.error("%s [%s]: %s", where, mark, type(error).__name__, exc_info=error, extra=noted)
        return state.t("app.fault.unknown", mark=mark)
    LOG.warning("%s: %s", where, " ".join(str(error).split()))
    if isinstance(error, RegisterError):
        return state.t("app.fault.register")
    if isinstance(error, ProjectionError):
        return _gate(state, error).text(state.language)
    return error.text(state.language)


def _kind(error: OSError) -> str:
    """Return what a disk refuses; nothing if it is no matter of disks."""
    if isinstance(error, shutil.Error):  # of several files, which leaves out the number
        return "closed"
    found = (kind for kind, numbers in DISK.items() if error.errno in numbers)
    return next(found, "")


def _gate(state: "State", error: ProjectionError) -> Message:
    """Return the first finding of the gate, with what it names as a reader knows it."""
    found = error.message.values.get("found")
    first = found[0] if isinstance(found, tuple) and found else None
    if not isinstance(first, Message):
        return error.message
    series, scenario = str(first.values["series"]), str(first.values["scenario"])
    if scenario in LINES:
        called = state.t(f"app.levers.line_{LINES[scenario]}")
    else:
        called = state.shared.scenarios[scenario].title(state.language)
    return first.naming(
        series=state.shared.localized(series, state.language).title, scenario=called
    )

"""A page for whoever runs the server: what it runs on, who is there, and what went wrong.

No page leads to it. It is plain HTML and no session, so that it opens where sessions do not.
"""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
from markupsafe import Markup

from kgisim.app.html import HTML, heading, joined, paragraphs, table, title
from kgisim.app.html_pane import STYLE
from kgisim.app.journal import JOURNAL, Noted
from kgisim.app.login import home
from kgisim.app.shared_run import SharedRun
from kgisim.app.visitor import Visitor, beside
from kgisim.audit.entry_tables import TABLES
from kgisim.errors import KgisimError
from kgisim.presentation.i18n.catalog import text

PACKAGES = ("kgisim", "panel", "bokeh", "panel-material-ui", "tornado", "sqlalchemy")
MEGABYTE = 1024 * 1024


def memory_mb() -> float | None:
    """Return the memory that this process holds, in MB; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


class Diagnosis(Visitor):
    """The page; members are answered as if it were not there."""

    async def get(self) -> None:
        """Show the page to an analyst."""
        if self.person is None:
            self.redirect(f"{home(self)}login?next={home(self)}diagnosis")
            return
        if not self.person.is_analyst:
            self.send_error(404)
            return
        shared, language = self.site.shared(), self.language
        sessions = _sessions(self.application)
        self.write(await beside(lambda: page(shared, sessions, language)))


def _sessions(application: Any) -> int:
    return sum(len(context.sessions) for context in application.applications.values())


def page(shared: SharedRun | None, sessions: int, language: str) -> str:
    """Write the page.

    Parameters
    ----------
    shared
        The run that is shown; None before the first.
    sessions
        Number of sessions that are open.
    language
        Language of the page; what programs said stays as they said it.
    """

    def t(key: str, **values: object) -> str:
        return text(f"diagnosis.{key}", language, **values)

    held = memory_mb()
    facts = {
        t("run"): t("none") if shared is None else shared.run.id,
        t("sessions"): str(sessions),
        t("memory"): t("none") if held is None else f"{held:,.0f} MB",
        t("process"): f"{os.getpid()} / Python {platform.python_version()}",
        t("versions"): ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        **({} if shared is None else {t("register"): _register(shared, language)}),
    }
    known = pd.DataFrame(facts.items(), columns=[t("what"), t("value")])
    body = joined(
        title(t("title")),
        table(known, t("state")),
        heading(t("faults")),
        _listed(JOURNAL.faults, t),
        heading(t("slow")),
        _listed(JOURNAL.slow, t),
    )
    return HTML(
        '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{}'
        'body{{margin:1rem}}</style></head><body class="sheet">{}</body></html>'
    ).format(language, t("title"), Markup(STYLE.replace(":host", ":root")), body)


def _register(shared: SharedRun, language: str) -> str:
    """State where the register is, how much is in it, and how long reading takes."""
    register = shared.register
    if register is None:
        return text("diagnosis.none", language)
    begun = perf_counter()
    try:
        counts = {table.name: len(register.entries(kind)) for kind, table in TABLES.items()}
    except KgisimError as error:
        return f"{register.address}: {error.text(language)}"
    took = 1000 * (perf_counter() - begun)
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"{register.address}: {said} ({took:.0f} ms)"


def _listed(entries: Any, t: Any) -> HTML:
    """List what was noted, the newest first."""
    noted: list[Noted] = list(reversed(entries))
    if not noted:
        return paragraphs([t("nothing")])
    rows = [(f"{one.time:%Y-%m-%d %H:%M:%S} UTC", one.mark, one.what) for one in noted]
    return table(pd.DataFrame(rows, columns=[t("time"), t("mark"), t("what")]), t("lately"))

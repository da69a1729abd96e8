"""A new run of the present files, made in a process of its own while all others go on."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from kgisim.app.first_run import FirstRun
from kgisim.app.html import HTML, joined, note, paragraphs
from kgisim.audit.users import Person
from kgisim.errors import RequestError
from kgisim.presentation.i18n.catalog import text
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.runs.run import Run

MINUTE = 60.0


@dataclass
class NewRun:
    """The one run that a server makes at a time: started, watched and stopped.

    Parameters
    ----------
    run
        The run that is shown: the new one is made with its options, and lies beside it.
    workspace
        Whose files it is made from; None: nothing can be changed, so there is nothing to run.
    """

    run: "Run"
    workspace: Workspace | None
    job: FirstRun | None = None
    _started: float = 0.0
    _lock: Any = field(default_factory=Lock)

    @property
    def is_running(self) -> bool:
        """Whether it is on its way."""
        with self._lock:
            return self.job is not None and self.job.look() == "running"

    def start(self, by: Person) -> None:
        """Begin a run.

        Raises
        ------
        AccessError
            If a member asks for it.
        RequestError
            If one is on its way, or there is no workspace.
        """
        by.require_analyst()
        if self.workspace is None:
            raise RequestError("rerun.no_workspace")
        with self._lock:
            if self.job is not None and self.job.look() == "running":
                raise RequestError("rerun.running")
            self._started = monotonic()
            self.job = FirstRun(self.workspace, Path(self.run.path).parent, self._options)

    @property
    def _options(self) -> dict[str, Any]:
        """The options of the run that is shown."""
        manifest = self.run.manifest
        given = manifest["options"]
        return {
            "seed": manifest["seed"],
            "draws": manifest["draws"],
            **{name: given[name] for name in ("as_of", "unverified") if name in given},
        }

    def cancel(self, by: Person) -> None:
        """Stop the run; finished fits are kept in the cache.

        Raises
        ------
        AccessError
            If a member asks for it.
        """
        by.require_analyst()
        self.stop()

    def stop(self) -> None:
        """Stop the run, as the server ends."""
        with self._lock:
            if self.job is not None:
                self.job.cancel()

    def left(self) -> float | None:
        """Return the seconds that the fits still take, from the pace so far; None: not known."""
        job = self.job
        if job is None or not job.total or job.done < 1 or job.done >= job.total:
            return None
        return (monotonic() - self._started) / job.done * (job.total - job.done)

    def progress(self, language: str) -> HTML:
        """State how far it is, or what came of it; nothing before the first."""
        with self._lock:
            status = None if self.job is None else self.job.look()
        return HTML("") if self.job is None else self._written(str(status), self.job, language)

    def _written(self, status: str, job: FirstRun, language: str) -> HTML:
        def t(key: str, **values: object) -> str:
            return text(f"rerun.{key}", language, **values)

        if status == "running":
            left = self.left()
            said = [t("progress", done=job.done, total=job.total)] if job.total else []
            if left is not None:
                said.append(t("left", minutes=max(1, round(left / MINUTE))))
            elif job.total and job.done >= job.total:
                said.append(t("finishing"))
            return note(joined(paragraphs([t("running"), *said])))
        if status == "done" and job.run is not None:
            return self._done(job.run.id, t)
        reason = "" if job.error is None else job.error.text(language)
        return note(t(status, reason=reason), "warning")

    def _done(self, made: str, t: Any) -> HTML:
        """Lead from the run that is shown to the comparison with the new one."""
        if made == self.run.id:
            return note(t("same", run=made))
        way = HTML('<p><a href="?page=compare&amp;beside=run:{}">{}</a></p>')
        return note(joined(paragraphs([t("done", run=made)]), way.format(made, t("compare"))))

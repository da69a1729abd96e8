"""The command line: one command for each step from the data to the report.

Nothing heavy is imported here, so that help and mistyped options are answered at once.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.config import Env
from cyclopts.validators import Number

from kgisim import names
from kgisim.console import complain, progress, say
from kgisim.errors import ContentError, KgisimError, nearest
from kgisim.workspace import Workspace, init_workspace

if TYPE_CHECKING:
    from kgisim.evidence.catalog import Catalog
    from kgisim.runs.run import Run

WRONG, INTERRUPTED = 2, 130
"""Exit codes: something that the user can mend; Ctrl-C."""

app = App(
    name="kgisim",
    help="""How likely is a policy target by 2040, and what would have to be true for it.

    The main job, from the data to a report that can be shown:

        kgisim run --report

    Work on your own content: copy the bundled workspace, edit it, check it, run it:

        kgisim init my-plan
        kgisim check --workspace my-plan
        kgisim run --workspace my-plan --report

    Every option can also be set in the environment: KGISIM_WORKSPACE, KGISIM_LANGUAGE, …
    """,
    help_format="plaintext",
    config=Env("KGISIM_", command=False),
    suppress_keyboard_interrupt=False,
)


def _known_language(_: object, language: str) -> None:
    if language not in names.LANGUAGES:
        raise ValueError(f"no such language{nearest(language, names.LANGUAGES)}")


Language = Annotated[str, Parameter(alias="--lang", validator=_known_language)]
Runs = Annotated[Path, Parameter(name="--runs")]
Whole = Annotated[int, Parameter(validator=Number(gte=0))]
Several = Annotated[int, Parameter(validator=Number(gte=1))]
Chance = Annotated[float, Parameter(validator=Number(gt=0, lt=1))]

DEFAULT_RUNS = Path("runs")
"""Folder of runs, in the folder where the command is given."""


@Parameter(name="*")
@dataclass(frozen=True)
class Content:
    """Which content is read, and as of when.

    Parameters
    ----------
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    as_of
        Use only what had been published by this day (YYYY-MM or YYYY-MM-DD).
    unverified
        Use rows whose source nobody has read, with inflated error.
    """

    workspace: Path | None = None
    as_of: str | None = None
    unverified: bool = True

    def open(self) -> Workspace:
        """Open the workspace asked for."""
        return Workspace.open(self.workspace) if self.workspace else Workspace.bundled()

    def catalog(self) -> "Catalog":
        """Read indicators and rows."""
        from kgisim.evidence.catalog import load_catalog

        return load_catalog(self.open(), as_of=self.as_of, unverified=self.unverified)


@Parameter(name="*")
@dataclass(frozen=True)
class Effort:
    """How the numbers are drawn.

    Parameters
    ----------
    seed
        Seed of all random streams; the same seed gives the same numbers.
    draws
        Futures drawn per indicator and scenario.
    jobs
        Processes that fit at the same time; without it, one per processor.
    """

    seed: Whole = 20401
    draws: Several = 4000
    jobs: Several | None = None


@app.command
def check(*, workspace: Path | None = None) -> None:
    """Check every file of the workspace and tell all problems at once.

    Parameters
    ----------
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    """
    from kgisim.listing import inventory
    from kgisim.projection.check import check_workspace

    content = Content(workspace)
    opened = content.open()
    problems = check_workspace(opened)
    if problems:
        raise ContentError(problems)
    say(f"{inventory(opened, content.catalog())}: no problems")


@app.command
def fit(*ids: str, content: Content = Content(), effort: Effort = Effort()) -> None:
    """Fit the indicators to their rows and say which fits may be used.

    Fits are kept in a cache; only what has changed is fitted again.

    Parameters
    ----------
    ids
        Indicators to fit, with the drivers they need; without any, all.
    """
    from kgisim.inference.fitting import fit_all
    from kgisim.listing import show_gates

    catalog = content.catalog()
    with progress() as tell:
        fits = fit_all(
            catalog,
            content.open(),
            names=ids or None,
            seed=effort.seed,
            draws=effort.draws,
            jobs=effort.jobs,
            progress=tell,
        )
    show_gates(fits)


@app.command
def run(
    *,
    report: bool = False,
    content: Content = Content(),
    effort: Effort = Effort(),
    runs: Runs = DEFAULT_RUNS,
    language: Language = names.LANGUAGES[0],
) -> None:
    """Do the main job: check, fit, simulate, assess, and write a run that never changes.

    Parameters
    ----------
    report
        Write the report as well, beside the folder of runs.
    runs
        Folder into which the run is written.
    language
        Language of the report: ja or en.
    """
    made = _make_run(content, effort, runs)
    say(f"run {made.id}: {made.path}")
    if report:
        _write_report(made, None, language)
        return
    say(f"next: kgisim report {made.id}   or   kgisim show, kgisim simulate, kgisim assess")


def _make_run(content: Content, effort: Effort, runs: Path) -> "Run":
    from kgisim.projection.check import check_workspace
    from kgisim.runs.run import make_run

    workspace = content.open()
    problems = check_workspace(workspace)
    if problems:
        raise ContentError(problems)
    with progress() as tell:
        return make_run(
            workspace,
            folder=runs,
            seed=effort.seed,
            draws=effort.draws,
            jobs=effort.jobs,
            as_of=content.as_of,
            unverified=content.unverified,
            progress=tell,
        )


@app.command
def report(
    run: str | None = None,
    *,
    out: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = names.LANGUAGES[0],
    show_failed: bool = False,
) -> None:
    """Write the report of a run as one HTML file that needs no network.

    Parameters
    ----------
    run
        Id or folder of the run; without it, the latest.
    out
        File to write; without it, report-RUN-LANGUAGE.html in the present folder.
    runs
        Folder of runs.
    language
        Language of the report: ja or en.
    show_failed
        Also show results of fits that failed their gate, crossed out as unusable.
    """
    _write_report(_find_run(run, runs), out, language, show_failed=show_failed)


def _write_report(
    run: "Run", out: Path | None, language: str, *, show_failed: bool = False
) -> None:
    from kgisim.report.html import write_html

    target = out or Path(f"report-{run.id}-{language}.html")
    say(f"report: {write_html(run, target, language=language, show_failed=show_failed)}")


def _find_run(run: str | None, runs: Path) -> "Run":
    from kgisim.runs.run import latest_run, open_run

    if run is None:
        return latest_run(runs)
    return open_run(Path(run) if Path(run).is_dir() else runs / run)


@app.command
def show(
    id: str | None = None,
    *,
    content: Content = Content(),
    runs: Runs = DEFAULT_RUNS,
    language: Language = names.LANGUAGES[0],
) -> None:
    """List the indicators, or show one: meaning, rows, sources, and its latest results.

    Parameters
    ----------
    id
        Indicator to show; without it, all are listed.
    runs
        Folder of runs; results come from the latest.
    language
        Language of titles and texts: ja or en.
    """
    from kgisim.listing import find_indicator, show_indicator, show_indicators

    catalog = content.catalog()
    if id is None:
        show_indicators(catalog, language)
        return
    show_indicator(catalog, find_indicator(catalog, id), language)


@app.command
def init(folder: Path) -> None:
    """Copy the bundled workspace, to make it your own.

    Parameters
    ----------
    folder
        A new or an empty folder.
    """
    made = init_workspace(folder)
    say(f"workspace: {made}")
    say("edit data/ and scenarios/ (docs/schema.md says what the files hold), then:")
    say(f"next: kgisim check --workspace {folder}   and   kgisim run --workspace {folder} --report")


def main() -> None:
    """Run the command line; what the user can mend is told without a traceback."""
    try:
        app()
    except ContentError as error:
        for problem in error.problems:
            complain(str(problem))
        count = len(error.problems)
        complain(f"{count} problem{'' if count == 1 else 's'} found; nothing was written")
        sys.exit(WRONG)
    except KgisimError as error:
        complain(str(error))
        sys.exit(WRONG)
    except KeyboardInterrupt:
        complain("interrupted; nothing was left half written")
        sys.exit(INTERRUPTED)

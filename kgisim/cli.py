"""The command line: one command for each step from the data to the report.

Nothing heavy is imported here, so that help and mistyped options are answered at once.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cyclopts import App, Parameter
from cyclopts.config import Env

from kgisim.errors import ContentError, KgisimError
from kgisim.terminal.console import complain, progress, say
from kgisim.terminal.options import (
    DEFAULT_AIM,
    DEFAULT_CONTENT,
    DEFAULT_EFFORT,
    DEFAULT_LANGUAGE,
    DEFAULT_RUNS,
    DEFAULT_USERS,
    DEFAULT_YEARS,
    Aimed,
    Chance,
    Content,
    Effort,
    Flag,
    Form,
    Kind,
    Language,
    Port,
    Runs,
    Several,
    Years,
)
from kgisim.workspace import init_workspace

if TYPE_CHECKING:
    from kgisim.evidence.catalog import Catalog
    from kgisim.evidence.indicator import Indicator
    from kgisim.report.scope import Scope
    from kgisim.runs.run import Run
    from kgisim.terminal.answers import Futures

DIFFERENT, WRONG, INTERRUPTED = 1, 2, 130
"""Exit codes: a file differs from its run; something that the user can mend; Ctrl-C."""

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
    default_parameter=Parameter(show_env_var=False),
    suppress_keyboard_interrupt=False,
)


@app.command(sort_key=0)
def check(*, workspace: Path | None = None) -> None:
    """Check every file of the workspace and tell all problems at once.

    Parameters
    ----------
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    """
    from kgisim.projection.check import check_workspace
    from kgisim.terminal.listing import inventory

    opened = Content(workspace).open()
    problems = check_workspace(opened)
    if problems:
        raise ContentError(problems)
    say(f"{inventory(opened)}: no problems")


@app.command(sort_key=1)
def fit(*ids: str, content: Content = DEFAULT_CONTENT, effort: Effort = DEFAULT_EFFORT) -> None:
    """Fit the indicators to their rows and say which fits may be used.

    Fits are kept in a cache; only what has changed is fitted again.

    Parameters
    ----------
    ids
        Indicators to fit, with the drivers they need; without any, all.
    """
    from kgisim.inference.fitting import fit_all
    from kgisim.terminal.listing import find_indicator, show_gates

    catalog = content.catalog()
    with progress() as tell:
        fits = fit_all(
            catalog,
            content.open(),
            names=tuple(find_indicator(catalog, id).id for id in ids) or None,
            seed=effort.seed,
            draws=effort.draws,
            jobs=effort.jobs,
            progress=tell,
        )
    show_gates(fits)


@app.command(sort_key=2)
def simulate(
    *ids: str,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Project to 2040 and show 2030, 2035 and 2040 under every scenario.

    Parameters
    ----------
    ids
        Indicators to show; without any, the goals.
    language
        Language of titles and numbers: ja or en.
    """
    from kgisim.terminal.answers import find_goals, show_quantiles

    catalog = content.catalog()
    asked = find_goals(catalog, ids)
    show_quantiles(_futures(content, effort, catalog, asked, language), asked)


@app.command(sort_key=3)
def assess(
    id: str | None = None,
    *,
    value: float | None = None,
    probability: Chance | None = None,
    years: Years = DEFAULT_YEARS,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Say how likely targets are, or which level has a given chance.

    Without --value and --probability, all candidate targets of the workspace are judged.

    Parameters
    ----------
    id
        Indicator; without it, all goals.
    value
        Level to be judged, in the indicator's unit.
    probability
        Chance for which the level is wanted, between 0 and 1.
    language
        Language of titles and numbers: ja or en.
    """
    from kgisim.terminal.answers import find_goals, show_chances
    from kgisim.terminal.question import Question, show_answer

    question = Question(id, value, probability, years.basis)
    catalog = content.catalog()
    asked = find_goals(catalog, () if id is None else (id,))
    futures = _futures(content, effort, catalog, asked, language)
    if question.is_open:
        show_answer(futures, asked[0], question)
    else:
        show_chances(futures, asked)


def _futures(
    content: Content, effort: Effort, catalog: "Catalog", asked: "list[Indicator]", language: str
) -> "Futures":
    from kgisim.terminal.answers import see

    with progress() as tell:
        return see(
            catalog,
            content.open(),
            asked,
            language=language,
            seed=effort.seed,
            draws=effort.draws,
            jobs=effort.jobs,
            progress=tell,
        )


@app.command(sort_key=4)
def run(
    *,
    report: Flag = False,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
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
        from kgisim.report.scope import Scope

        _write_report(Scope(made, language), None)
        return
    say(f"next: kgisim report {made.id}, kgisim simulate, kgisim assess")


def _make_run(content: Content, effort: Effort, runs: Path) -> "Run":
    from kgisim.runs.run import find_run, make_run

    workspace = content.open()
    asked: dict[str, Any] = {
        "folder": runs,
        "seed": effort.seed,
        "draws": effort.draws,
        "as_of": content.as_of,
        "unverified": content.unverified,
    }
    found = find_run(workspace, **asked)
    if found is not None:
        return found
    from kgisim.projection.check import check_workspace

    problems = check_workspace(workspace)
    if problems:
        raise ContentError(problems)
    with progress() as tell:
        return make_run(workspace, **asked, jobs=effort.jobs, progress=tell)


@app.command(sort_key=5)
def report(
    run: str | None = None,
    *,
    out: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
    format: Form = "html",
    kind: Kind = "full",
    since: str | None = None,
    template: Path | None = None,
    show_failed: Flag = False,
    interactive: Flag = False,
) -> None:
    """Write a report of a run: for a browser, Word, PowerPoint, Excel, or on paper.

    Parameters
    ----------
    run
        Id or folder of the run; without it, the latest.
    out
        File to write, or folder where there are several; without it, a name made of kind, run and
        language in the present folder.
    runs
        Folder of runs.
    language
        Language of the report: ja or en.
    format
        Format of the file; charts: each chart alone as SVG, PNG and PDF with its numbers; all:
        everything into one folder.
    kind
        What the report is for: everything, a council brief, a page for each target, method and
        data, what departs from the baseline, or what has changed since an earlier run.
    since
        Id or folder of the earlier run with which difference and follow-up compare.
    template
        PowerPoint file whose master and layouts the slides take.
    show_failed
        Also show results of fits that failed their gate, crossed out as unusable.
    interactive
        Write the worksheet instead: levels, years and chances can be moved on it, in any browser
        and without a server.
    """
    opened = _find_run(run, runs)
    if interactive:
        from kgisim.web.page import write_interactive

        target = out or Path(f"worksheet-{opened.id}-{language}.html")
        say(f"worksheet: {write_interactive(opened, target, language=language)}")
        return
    from kgisim.report.scope import Scope

    earlier = _find_run(since, runs) if since else None
    scope = Scope(opened, language, show_failed, earlier)
    _write_report(scope, out, format=format, kind=kind, template=template)


def _write_report(
    scope: "Scope",
    out: Path | None,
    *,
    format: str = "html",
    kind: str = "full",
    template: Path | None = None,
) -> None:
    from kgisim.report.formats import ending, write_report, write_set
    from kgisim.report.kinds import make_report

    name = "report" if kind == "full" else kind
    name = f"{name}-{scope.run.id}-{scope.language}"
    made = make_report(scope, kind)
    if format == "all":
        for path in write_set(made, out or Path(name), template=template):
            say(f"report: {path}")
        return
    target = out or Path(ending(name, format))
    say(f"report: {write_report(made, target, format, template=template)}")


@app.command(sort_key=5.5)
def verify(file: Path, *, runs: Runs = DEFAULT_RUNS, language: Language = DEFAULT_LANGUAGE) -> None:
    """Compare every number of a report with its run, and list what differs.

    Parameters
    ----------
    file
        Report as .docx, .pptx, .xlsx or .html, however it was edited since.
    runs
        Folder of runs; that of the report must be among them.
    language
        Language in which differences are told: ja or en.
    """
    from kgisim.report.verify import verify as verify_report
    from kgisim.terminal.differences import show_differences

    checked = verify_report(file, runs)
    show_differences(file, checked, language)
    if checked.differences:
        sys.exit(DIFFERENT)


def _find_run(run: str | None, runs: Path) -> "Run":
    from kgisim.runs.run import latest_run, open_run

    if run is None:
        return latest_run(runs)
    return open_run(Path(run) if Path(run).is_dir() else runs / run)


@app.command(sort_key=6)
def show(
    id: str | None = None,
    *,
    content: Content = DEFAULT_CONTENT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
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
    from kgisim.terminal.listing import find_indicator, show_indicator, show_indicators

    catalog = content.catalog()
    if id is None:
        show_indicators(catalog, language)
        return
    indicator = find_indicator(catalog, id)
    show_indicator(catalog, indicator, language)
    if any(runs.glob("r*/manifest.json")):
        from kgisim.terminal.answers import show_results

        show_results(_find_run(None, runs), indicator, language)


@app.command(sort_key=9)
def init(folder: Path) -> None:
    """Copy the bundled workspace, to make it your own.

    Parameters
    ----------
    folder
        A new or an empty folder.
    """
    made = init_workspace(folder)
    say(f"workspace: {made}")
    say("next: edit data/ and scenarios/, then")
    say(f"  kgisim check --workspace {folder}")
    say(f"  kgisim run --workspace {folder} --report")


@app.command(sort_key=11)
def serve(
    run: str | None = None,
    *,
    port: Port = 5006,
    address: str = "127.0.0.1",
    origin: list[str] | None = None,
    auth: Path | None = None,
    oauth: str | None = None,
    database: str | None = None,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Open the dashboard for browsers on this machine, or for others with --address and --auth.

    Parameters
    ----------
    run
        Id or folder of the run; without it, that of the workspace, which is made if there is none.
    port
        Port to listen on.
    address
        Address to listen on; this machine alone reaches 127.0.0.1.
    origin
        Further HOST:PORT under which browsers may ask.
    auth
        File of users who may come in (kgisim user makes it).
    oauth
        Provider that says who somebody is; roles are in the file of users.
    database
        SQLAlchemy URL of the register; without it, records.sqlite in the workspace.
    runs
        Folder of runs.
    language
        Language of the first screen: ja or en.
    """
    from kgisim.app.access import Access
    from kgisim.terminal import serving

    workspace, access = content.open(), Access(auth, oauth)
    access.check_address(address)
    stage = serving.stage_of(
        None if run is None else _find_run(run, runs),
        workspace,
        runs=runs,
        is_own=content.workspace is not None,
        database=database,
        options={
            "seed": effort.seed,
            "draws": effort.draws,
            "as_of": content.as_of,
            "unverified": content.unverified,
        },
    )
    place = serving.Place(port, address, tuple(origin or ()))
    serving.serve(stage, workspace, place, language=language, access=access)


@app.command(sort_key=20)
def proposals(
    kind: Literal["proposal", "dissent", "decision", "revision"] = "proposal",
    *,
    out: Path | None = None,
    database: str | None = None,
    workspace: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
) -> None:
    """List what was proposed, objected to, decided, or changed in the data.

    Parameters
    ----------
    kind
        What is listed.
    out
        Write all of it to a CSV file instead, also what was replaced later.
    database
        SQLAlchemy URL of the register; without it, records.sqlite in the workspace.
    workspace
        Folder whose register is read; without it, the one beside the runs of the bundled content.
    runs
        Folder of runs.
    """
    from kgisim.records.register import register_folder
    from kgisim.terminal.minutes import show_entries

    show_entries(register_folder(Content(workspace).open(), runs), database, kind, out)


@app.command(sort_key=21)
def user(
    name: str,
    *,
    role: Literal["member", "analyst"] = "member",
    auth: Path = DEFAULT_USERS,
) -> None:
    """Let somebody log in, with a password that is asked for and kept as a hash.

    Parameters
    ----------
    name
        Name to log in with; it is recorded beside what the user proposes.
    role
        Members propose and dissent; analysts also change data and scenarios.
    auth
        File of users, for `kgisim serve --auth`.
    """
    from kgisim.terminal.minutes import set_user

    set_user(auth, name, role)


@app.command(sort_key=6.5)
def explain(
    id: str,
    *parts: str,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Say why a goal's chance is what it is: the way there, what it hangs on, what would help.

    Parameters
    ----------
    id
        Goal.
    parts
        Parts of the report's section: reading, rule, screen, backcast, milestones, measures,
        ledger, spread, knowing, targets, variants; without any, all that explain.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of the answer: ja or en.
    """
    from kgisim.terminal.explain import show_explanation

    show_explanation(_find_run(run, runs), id, parts, language)


@app.command(name="follow-up", sort_key=7)
def follow_up(
    id: str,
    *observed: str,
    aimed: Aimed = DEFAULT_AIM,
    years: Years = DEFAULT_YEARS,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Say what a year's new numbers do to a target: the new chance, and whether it is on track.

    Parameters
    ----------
    id
        Goal.
    observed
        New numbers: 2027=80.2; usd_jpy:2027=150 of another indicator; '2027>=5' for a floor.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of the answer: ja or en.
    """
    from kgisim.terminal.asked import ask
    from kgisim.terminal.follow import show_follow_up

    opened = _find_run(run, runs)
    asked = ask(opened, id, aimed.target, years.basis, aimed.scenario)
    show_follow_up(opened, asked, observed, language)


@app.command(sort_key=8)
def solve(
    id: str,
    *,
    probability: Chance | None = None,
    aimed: Aimed = DEFAULT_AIM,
    years: Years = DEFAULT_YEARS,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Find the smallest package of measures that reaches a target with a probability.

    Parameters
    ----------
    id
        Goal.
    probability
        Chance that has to be reached; without it, that of the rule for reasonable targets.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of titles and numbers: ja or en.
    """
    from kgisim.terminal.asked import ask
    from kgisim.terminal.packages import show_smallest

    opened = _find_run(run, runs)
    asked = ask(opened, id, aimed.target, years.basis, aimed.scenario)
    show_smallest(opened, asked, probability, language)


@app.command(sort_key=9)
def compare(
    before: str,
    after: str | None = None,
    *,
    out: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    jobs: Several | None = None,
    language: Language = DEFAULT_LANGUAGE,
) -> None:
    """Say why two runs differ: data, new years, model, assumptions, code or random numbers.

    Parameters
    ----------
    before
        Id or folder of the earlier run.
    after
        Id or folder of the later run; without it, the latest.
    out
        CSV file for the change of every level under every scenario, part by part.
    runs
        Folder of runs.
    jobs
        Processes that fit at the same time; without it, one per processor.
    language
        Language of the sentences: ja or en.
    """
    from kgisim.files import write_whole
    from kgisim.runs.compare import compare as split
    from kgisim.terminal.compared import show_difference

    with progress() as tell:
        found = split(_find_run(before, runs), _find_run(after, runs), jobs=jobs, progress=tell)
    show_difference(found, language)
    if out is not None:
        write_whole(out, found.table.to_csv(index=False).encode())
        say(f"table: {out}")


@app.command(sort_key=9)
def export(
    run: str | None = None,
    *,
    format: Literal["netcdf", "iamc", "hubverse", "parquet", "frictionless"],
    out: Path,
    runs: Runs = DEFAULT_RUNS,
) -> None:
    """Hand a run on in an open format that other programs read.

    Parameters
    ----------
    run
        Id or folder of the run; without it, the latest.
    format
        Posterior and predictions for ArviZ (netcdf); quantiles as the IAMC's long table (iamc) or
        with samples as a forecast hub's model output (hubverse); all tables and draws (parquet);
        the evidence as a data package (frictionless).
    out
        A new or an empty folder.
    runs
        Folder of runs.
    """
    from kgisim.exchange.formats import export as write

    say(f"{format}: {write(_find_run(run, runs), format, out)}")


@app.command(sort_key=10)
def benchmark(data: Path, *, out: Path, jobs: Several = 1, dask: str | None = None) -> None:
    """Forecast a folder of public series with the model of the KGIs, so that anyone can score it.

    Parameters
    ----------
    data
        Folder with series.csv.gz and split.csv; values after a series' training years are
        never read.
    out
        Parquet file with 199 quantiles for each series and horizon.
    jobs
        Processes.
    dask
        Address of a Dask scheduler whose workers take the place of processes.
    """
    from kgisim.projection.benchmark import forecast_folder

    verdicts = forecast_folder(data, out, jobs=jobs, cluster=dask)
    failed = sum(reason != "" for reason in verdicts["reason"])
    say(f"{len(verdicts)} series, {failed} failed the gate: {out}")


def main() -> None:
    """Run the command line; what the user can mend is told without a traceback."""
    try:
        app(sys.argv[1:])
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

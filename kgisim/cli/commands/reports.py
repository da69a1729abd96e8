"""From a run to files that others read, and back."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kgisim.cli.console import print_line
from kgisim.cli.options import (
    DEFAULT_RUNS,
    Flag,
    Form,
    Kind,
    Language,
    Runs,
    Several,
    named_run,
)
from kgisim.errors import RequestError
from kgisim.messages import SPOKEN
from kgisim.report.declared import ON_GOALS

if TYPE_CHECKING:
    from kgisim.report.scope import Scope

GARBAGE = 100_000
"""New objects between two searches for garbage: runs and reports keep nearly all they make."""

MOST_NAMED = 3
"""Goals that the name of a file names."""

DIFFERENT = 1
"""Exit code: a file differs from its run."""


def report(
    run: str | None = None,
    *,
    out: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
    format: Form = "html",
    kind: Kind = "full",
    goal: list[str] | None = None,
    since: str | None = None,
    template: Path | None = None,
    show_failed: Flag = False,
    conditional: bool = True,
    inputs: bool = True,
    interactive: Flag = False,
    jobs: Several | None = None,
) -> None:
    """Write a report of a run: for a browser, Word, PowerPoint, Excel, or on paper.

    Example: kgisim report --format docx --kind brief --out brief.docx

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
        Language of the report; without it, the first of the plan.
    format
        Format of the file; charts: each chart alone as SVG, PNG and PDF with its numbers; all:
        everything into one folder.
    kind
        What the report is for: everything, a council brief, a page for each target, method and
        data, what departs from the baseline, or what has changed since an earlier run.
    goal
        Goal that it treats for itself, and whose numbers its annex lists; give it once for each.
        Without any, all goals. Pages about all goals at once stay as they are.
    since
        Id or folder of the earlier run with which difference and follow-up compare.
    template
        PowerPoint file whose master and layouts the slides take; only with the format pptx or all.
    show_failed
        Also show results of fits that failed their gate, crossed out as unusable.
    conditional
        Show conditional projections from expert judgement, set apart from all others.
    inputs
        Carry the inputs of the run inside the file, experts' answers among them, so that
        kgisim reproduce can make the run again.
    interactive
        Write the worksheet instead: levels, years and chances can be moved on it, in any browser
        and without a server.
    jobs
        Processes that make the report at the same time; without it, one per processor.
    """
    gc.set_threshold(GARBAGE)
    opened = named_run(run, runs)
    if jobs != 1 and not interactive:
        opened.project_ahead(goals=kind in ON_GOALS)  # before anything else is read or imported
    language = language or opened.catalog.plan.language
    if interactive:
        from kgisim.report.formats.registry import require_template_taken
        from kgisim.worksheet.page import write_interactive

        if template is not None:
            require_template_taken("worksheet")
        target = out or Path(f"worksheet-{opened.id}-{language}.html")
        print_line(f"worksheet: {write_interactive(opened, target, language=language)}")
        return
    from kgisim.report.scope import Scope

    earlier = named_run(since, runs) if since else None
    scope = Scope(
        opened,
        language,
        show_failed,
        earlier,
        conditional=conditional,
        carries_inputs=inputs,
        only=tuple(goal or ()),
    )
    write_scope(scope, out, format=format, kind=kind, template=template, jobs=jobs)


def get_reports_ready() -> None:
    """Import what makes and writes a page, and let it draw once: this takes a second or two."""
    from kgisim.presentation.figures.figure import warm
    from kgisim.report import kinds  # noqa: F401
    from kgisim.report.formats.registry import FORMATS, drawn_by

    FORMATS["html"].load()
    warm(drawn_by("html"))


def write_scope(
    scope: "Scope",
    out: Path | None,
    *,
    format: str = "html",
    kind: str = "full",
    template: Path | None = None,
    jobs: int | None = None,
) -> None:
    """Write the report that a scope asks for into a file, or a folder, and say where it is."""
    from kgisim.report.formats.registry import (
        drawn_by,
        ending,
        get_ready,
        require_template_taken,
        write_report,
        write_set,
    )
    from kgisim.report.kinds import make_report

    if template is not None and format != "all":  # before the report is made, which takes a while
        require_template_taken(format)
    if scope.run.awaits_draws():
        get_ready(scope.run, format, carries_inputs=scope.carries_inputs)
    name = "report" if kind == "full" else kind
    name = "-".join([name, scope.run.id, *_asked(scope.only), scope.language])
    made = make_report(scope, kind, drawn=drawn_by(format), jobs=jobs)
    if format == "all":
        for path in write_set(made, out or Path(name), template=template, jobs=jobs):
            print_line(f"report: {path}")
        return
    target = out or Path(ending(name, format))
    print_line(f"report: {write_report(made, target, format, template=template)}")


def _asked(goals: tuple[str, ...]) -> tuple[str, ...]:
    """Name the goals that a report is about, in the name of its file: many are counted."""
    return goals if len(goals) <= MOST_NAMED else (f"{len(goals)}-goals",)


def fill(
    template: Path | None = None,
    *,
    out: Path | None = None,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
    list: Flag = False,
    example: Flag = False,
    inputs: bool = True,
) -> None:
    """Fill the fields of a document of your own with the numbers of a run (docs/fill.md).

    Example: kgisim fill own.docx --out filled.docx

    Parameters
    ----------
    template
        Document as .docx, .pptx or .xlsx that names fields, also one that was filled before.
    out
        File to write; it may be the document itself.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of texts; without it, that in which the document was filled before, or the first
        of the plan.
    list
        List every field with its present value instead; of one goal, if TEMPLATE is its id.
    example
        Write a small document with fields to OUT instead, to begin from.
    inputs
        Carry the inputs of the run inside the file, as reports do.
    """
    from kgisim.cli.fill import list_fields, show_filled

    opened = named_run(run, runs)
    if list:
        list_fields(opened, language or opened.catalog.plan.language, str(template or ""))
        return
    if out is not None and example:
        from kgisim.report.fill.example import write_example
        from kgisim.report.fill.fields import Fields

        fields = Fields(opened, language or opened.catalog.plan.language)
        print_line(f"example: {write_example(fields, out)}")
        return
    if template is None or out is None:
        raise RequestError("fill.asked")
    from kgisim.report.fill.fill import fill as write

    show_filled(write(opened, template, out, language or "", carries_inputs=inputs))


def verify(file: Path, *, runs: Runs = DEFAULT_RUNS, language: Language = None) -> None:
    """Compare every number of a report with its run, and list what differs.

    Example: kgisim verify brief.docx

    Parameters
    ----------
    file
        Report as .docx, .pptx, .xlsx or .html, however it was edited since.
    runs
        Folder of runs; that of the report must be among them.
    language
        Language in which differences are told; without it, the first of the plan.
    """
    from kgisim.cli.compare import show_differences
    from kgisim.report.verify import verify as verify_report

    checked = verify_report(file, runs)
    language = language or named_run(checked.run, runs).catalog.plan.language
    show_differences(file, checked, language)
    if checked.differences:
        sys.exit(DIFFERENT)


def reproduce(
    file: Path,
    *,
    jobs: Several | None = None,
    trust_code: Flag = False,
    language: Language = None,
) -> None:
    """Make the run of a report again from the inputs inside it, and compare every number.

    Example: kgisim reproduce brief.docx

    Parameters
    ----------
    file
        Report as .docx, .pptx, .xlsx, .html or .pdf, or a document filled by `kgisim fill`.
    jobs
        Processes that fit at the same time; without it, one per processor.
    trust_code
        Also run model families that differ from those of this program: they are code.
    language
        Language in which differences are told; without it, English.
    """
    from kgisim.cli.reproduce import show_reproduced
    from kgisim.report.reproduce import reproduce as make_again

    found = make_again(file, jobs=jobs, trust=trust_code)
    show_reproduced(found, language or SPOKEN)
    if not found.is_same:
        sys.exit(DIFFERENT)


def export(
    run: str | None = None,
    *,
    format: Literal["netcdf", "iamc", "hubverse", "parquet", "frictionless"],
    out: Path,
    runs: Runs = DEFAULT_RUNS,
) -> None:
    """Hand a run on in an open format that other programs read.

    Example: kgisim export --format frictionless --out evidence

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
    from kgisim.exporters.registry import export as write

    print_line(f"{format}: {write(named_run(run, runs), format, out)}")

"""Before the first run: content of one's own, and what the model is worth."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from kgisim.cli.console import print_error, print_line
from kgisim.cli.options import Content, Flag, Language, Several
from kgisim.errors import InvalidValueError
from kgisim.messages import SPOKEN
from kgisim.workspace import init_workspace

WRONG = 2
"""Exit code: nothing was imported."""


def _is_day(_: object, text: str) -> None:
    from kgisim.evidence.csv_cells import last_day

    try:
        last_day(text or "2000-01")
    except ValueError:
        raise InvalidValueError("cli.day") from None


def init(folder: Path, *, minimal: Flag = False, language: Language = None) -> None:
    """Copy the bundled workspace, to make it your own.

    Example: kgisim init my-plan --minimal

    Parameters
    ----------
    folder
        A new or an empty folder.
    minimal
        Start with one indicator, one scenario and one target, whose files explain themselves.
    language
        Language of these explanations; without it, English.
    """
    from kgisim.presentation.i18n.catalog import text

    language = language or SPOKEN
    made = init_workspace(folder, minimal=minimal, language=language)
    print_line(text("init.made", language, folder=made))
    print_line(text("init.next", language))
    print_line(f"  kgisim check --workspace {folder}")
    print_line(f"  kgisim run --workspace {folder} --report")


def import_(
    file: Path,
    *,
    indicator: str,
    source: str,
    column: str = "",
    series: str = "",
    unit: str = "",
    evidence: Literal["official", "secondary", "unverified"] = "unverified",
    published: Annotated[str, Parameter(validator=_is_day)] = "",
    new: Flag = False,
    write: Flag = False,
    left_out: Path | None = None,
    workspace: Path | None = None,
    language: Language = None,
) -> None:
    """Read a published table (CSV, Excel, SDMX-CSV, data package) into an indicator's rows.

    What would change, and everything that is left out, is shown first. Units are never guessed,
    projections never taken for observations.

    Example: kgisim import table.csv --indicator exports --source mhlw

    Parameters
    ----------
    file
        The table as it was published, or the datapackage.json of a data package.
    indicator
        Indicator whose rows they become.
    source
        Key of the document among the indicator's sources.
    column
        Heading of the column of numbers, where there are several.
    series
        Which of several series: words of its break-downs, or the cells that were offered.
    unit
        Unit in which the numbers of the file are, where the file does not say so.
    evidence
        Who vouches for the numbers.
    published
        Day or month of publication (YYYY-MM-DD or YYYY-MM).
    new
        Make a new indicator, with a file that says what must be filled in.
    write
        Write the rows without being asked.
    left_out
        CSV file into which every cell that is left out is listed with its reason.
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    language
        Language of what is printed; without it, the first of the plan.
    """
    from kgisim.cli.importing import Request, import_new, import_rows
    from kgisim.evidence.plan import read_plan
    from kgisim.importers.observation_rows import Provenance
    from kgisim.importers.refusal import ImportRefused
    from kgisim.presentation.import_summary import refusal_text

    answers = {"column": column, "series": series, "unit": unit}
    provenance = Provenance(source, evidence, published)
    opened = Content(workspace).open()
    language = language or read_plan(opened).language
    request = Request(file, indicator, provenance, answers, write, left_out, language)
    try:
        (import_new if new else import_rows)(opened, request)
    except ImportRefused as error:
        print_error(refusal_text(error, language))
        sys.exit(WRONG)


def benchmark(data: Path, *, out: Path, jobs: Several = 1, dask: str | None = None) -> None:
    """Forecast a folder of public series with the model of the KGIs, so that anyone can score it.

    Example: kgisim benchmark series --out forecasts.parquet

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
    from kgisim.evaluation.reference_forecasts import forecast_folder

    verdicts = forecast_folder(data, out, jobs=jobs, cluster=dask)
    failed = sum(reason != "" for reason in verdicts["reason"])
    print_line(f"{len(verdicts)} series, {failed} failed the gate: {out}")

"""Before the first run: content of one's own, and what the model is worth."""

from pathlib import Path

from kgisim.cli.console import say
from kgisim.cli.options import Several
from kgisim.workspace import init_workspace


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
    from kgisim.evaluation.reference_forecasts import forecast_folder

    verdicts = forecast_folder(data, out, jobs=jobs, cluster=dask)
    failed = sum(reason != "" for reason in verdicts["reason"])
    say(f"{len(verdicts)} series, {failed} failed the gate: {out}")

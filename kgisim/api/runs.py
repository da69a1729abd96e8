"""Runs: frozen folders of results, made, opened, compared, reported and handed on."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from kgisim.api.arguments import count, expect, language_of, path_of, workspace_of
from kgisim.errors import NotFoundError
from kgisim.inference.fit_all import DRAWS, SEED, Progress
from kgisim.runs import run as engine
from kgisim.runs.compare import compare
from kgisim.runs.make_run import make_run as write_run
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.report.verify import Checked
    from kgisim.runs.compare import RunDifference

RUN = "a run: kg.open_run('runs/r…')"


class OpenRun(engine.Run):
    """A run opened for use: its results, and what can be written from them."""

    def report(
        self,
        path: str | Path,
        *,
        kind: str = "full",
        language: str | None = None,
        show_failed: bool = False,
        since: "engine.Run | None" = None,
        conditional: bool = True,
        goals: Iterable[str] = (),
    ) -> Path:
        """Write a report of the run; the ending of the file chooses the format.

        Parameters
        ----------
        path
            File to write: ``.html``, ``.docx``, ``.pptx``, ``.xlsx`` or ``.pdf``.
        kind
            ``full``, ``brief``, ``target-sheet``, ``annex``, ``difference`` or ``follow-up``.
        language
            ``ja``, ``en``, …; None: the first of the plan.
        show_failed
            Whether estimates that failed their gate are shown, with a warning.
        since
            Earlier run with which ``difference`` and ``follow-up`` compare.
        conditional
            Whether conditional projections from expert judgement are shown.
        goals
            Ids of the goals that it treats each for itself; without any, all.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        NotFoundError
            If there is no such kind, format, language or goal.
        """
        from kgisim.report.formats.registry import FORMATS, write_report
        from kgisim.report.kinds import make_report
        from kgisim.report.scope import Scope

        file = path_of(path, "path", "the file to write")
        form = file.suffix.removeprefix(".").lower()
        if form not in FORMATS:
            raise NotFoundError("format", form, FORMATS)
        spoken = language_of(language or self.catalog.plan.language)
        only = tuple(goals)
        scope = Scope(self, spoken, show_failed, since, conditional=conditional, only=only)
        return write_report(make_report(scope, kind), file, form)

    def to_datatree(self, indicator: str) -> xr.DataTree:
        """Return everything about one indicator in the groups of ArviZ.

        Parameters
        ----------
        indicator
            Id.

        Returns
        -------
        DataTree
            ``posterior`` on the link scale (chain, draw, …) where it is fitted; ``predictions``
            with ``level`` and ``outcome`` (chain, draw, scenario, year) in its unit where it is
            projected; ``observed_data``.

        Raises
        ------
        NotFoundError
            If there is no such indicator.
        """
        from kgisim.exporters.netcdf import tree

        if indicator not in self.catalog.indicators:
            raise NotFoundError("indicator", str(indicator), self.catalog.indicators)
        return tree(self, indicator)


def make_run(
    workspace: str | Path | Workspace | None = None,
    folder: str | Path = "runs",
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    as_of: str | None = None,
    unverified: bool = True,
    use_failed: bool = False,
    conditional: bool = True,
    jobs: int | None = 1,
    cache: str | Path | None = None,
    cluster: Any = None,
    store: str | None = None,
    progress: Progress | None = None,
) -> OpenRun:
    """Check, fit, project, assess, explain, and write a run that never changes.

    If the same inputs, options and code have made a run in the folder already, it is opened.

    Parameters
    ----------
    workspace
        A folder or an opened workspace. None: the workspace that comes with kgisim.
    folder
        Where runs are kept.
    draws
        Futures drawn per indicator and scenario.
    seed
        Seed of all random streams; the same seed gives the same numbers.
    as_of
        Day (YYYY-MM-DD) or month (YYYY-MM): what was published later is left out. None: all.
    unverified
        Whether rows whose source was not read are used.
    use_failed
        Whether fits that failed their gate are projected.
    conditional
        Whether indicators without a projection get a conditional one from what experts judge.
    jobs
        Processes; None: one per processor. More than one need ``if __name__ == "__main__":`` in
        a script.
    cache
        Folder of stored fits. None: the user's cache folder.
    cluster
        A Dask cluster or the address of its scheduler, whose workers fit in place of processes.
    store
        Address that fsspec opens (``s3://bucket/fits``), through which these workers exchange
        stored fits. None: the folder of stored fits is on a disk that they share.
    progress
        Called after every fit with how many are done, of how many, and the indicator.

    Returns
    -------
    OpenRun
        As from `open_run`.

    Raises
    ------
    ContentError
        If files of the workspace are wrong, or a row cannot be true or needs an answer under
        ``accept``, as for `check`; it holds every problem.
    RequestError
        If an argument is of another kind, or the cluster or the store cannot be used.
    """
    content = workspace_of(workspace)
    asked = {
        "folder": path_of(folder, "folder", "the folder of runs"),
        "draws": count(draws, "draws"),
        "seed": seed,
        "as_of": as_of,
        "unverified": unverified,
        "use_failed": use_failed,
        "conditional": conditional,
    }
    place = None if cache is None else Path(cache)
    how = {"jobs": jobs, "cache": place, "cluster": cluster, "store": store}
    found = write_run(content, **asked, **how, progress=progress)
    return OpenRun(found.path, found.manifest, found.made)


def open_run(path: str | Path) -> OpenRun:
    """Open a run, after checking that nothing in it has been altered.

    Parameters
    ----------
    path
        Folder of the run, as ``runs/r0123456789ab``.

    Returns
    -------
    OpenRun
        ``.projection`` (draws), ``.assessment``, ``.values``, ``.fits`` and ``.backtests``
        (tables; docs/schema.md, Run), ``.report(…)``, ``.to_datatree(…)``.

    Raises
    ------
    RunError
        If the folder is not a run, has another format, or a file was altered.
    RequestError
        If an argument is of another kind.
    """
    found = engine.open_run(path_of(path, "path", "the folder of a run"))
    return OpenRun(found.path, found.manifest)


def compare_runs(
    before: engine.Run,
    after: engine.Run,
    *,
    jobs: int | None = 1,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> "RunDifference":
    """Split the change of every probability and median between two runs by what was changed.

    Parameters
    ----------
    before, after
        The earlier and the later run.
    jobs, cache, progress
        As in `make_run`, for fits that lie between the two.

    Returns
    -------
    RunDifference
        ``.table`` has one row per goal, level, scenario, ``quantity`` (``chance`` or ``median``)
        and ``part``, with ``before``, ``after``, ``change`` and its Monte Carlo ``error``.

    Raises
    ------
    RequestError
        If the runs have no goal in common, or an argument is of another kind.
    """
    for name, run in (("before", before), ("after", after)):
        expect(run, engine.Run, name, RUN)
    place = None if cache is None else Path(cache)
    return compare(before, after, jobs=jobs, cache=place, progress=progress)


def export(run: engine.Run, format: str, folder: str | Path) -> Path:
    """Write a run in an open format that other programs read.

    Parameters
    ----------
    run
        The run.
    format
        ``netcdf`` (posterior and predictions for ArviZ), ``iamc`` (quantiles as the IAMC's long
        table), ``hubverse`` (a forecast hub's model output), ``parquet`` (all tables and draws) or
        ``frictionless`` (the evidence as a data package).
    folder
        A new or an empty folder.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    NotFoundError
        If there is no such format.
    RequestError
        If the folder holds something already, or an argument is of another kind.
    """
    from kgisim.exporters import registry

    expect(run, engine.Run, "run", RUN)
    target = path_of(folder, "folder", "a new or an empty folder")
    return registry.export(run, format, target)


def verify_report(path: str | Path, runs: str | Path = "runs") -> "Checked":
    """Compare every number of a report with the run that it was made from.

    Parameters
    ----------
    path
        A report as HTML, DOCX, PPTX or XLSX, however it was edited since.
    runs
        Folder of runs; the report's own must be there.

    Returns
    -------
    Checked
        ``.differences`` lists what differs (none: the report is correct), ``.run`` is its run.

    Raises
    ------
    ReportError
        If the file is no report of kgisim.
    RunError
        If the run is not in the folder, or was altered.
    RequestError
        If an argument is of another kind.
    """
    from kgisim.report.verify import verify

    file = path_of(path, "path", "a report")
    return verify(file, path_of(runs, "runs", "the folder of runs"))

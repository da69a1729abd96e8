"""A run: one frozen folder with everything behind a set of numbers."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.analysis.explain_all import Explainer
from kgisim.errors import RunError
from kgisim.evaluation.backtest import backtest
from kgisim.evaluation.coverage import Coverage, read_coverage
from kgisim.evaluation.sbc import SbcResult, read_calibration
from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.inference.fit import CHECKS, Fit, read_fit
from kgisim.inference.fit_all import DRAWS, SEED, Progress, fit_all
from kgisim.inference.fit_cache import default_cache
from kgisim.io import digest
from kgisim.parallel import Workers
from kgisim.projection.plausibility import plausibility
from kgisim.projection.scenario import Scenario
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.simulator import Simulator
from kgisim.runs.format_versions import way_on
from kgisim.runs.run_id import FORMAT, run_id, versions, workspace_digests
from kgisim.schema import DRAW, FIRST_YEAR, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.assess import assess
from kgisim.workspace import FOLDERS, Workspace

FIT_COLUMNS = (
    "indicator",
    "family",
    "status",
    "reason",
    "rows",
    "atoms",
    "ess",
    "pareto_k",
    "method",
    *CHECKS,
)
"""Columns of a run's ``fits.csv``."""


PROJECTION = "projection.nc"
"""A run's draws."""


@dataclass(frozen=True)
class Run:
    """A finished run; reopening it gives the same bits.

    Parameters
    ----------
    path
        Its folder.
    manifest
        Content of ``manifest.json``.
    """

    path: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        """Name of the run: a hash of everything it depends on."""
        return self.manifest["run"]

    @cached_property
    def workspace(self) -> Workspace:
        """The copy of the inputs."""
        return Workspace.open(self.path / "workspace")

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue as it was known to the run."""
        options = self.manifest["options"]
        known = {name: options[name] for name in ("as_of", "unverified")}
        return load_catalog(self.workspace, **known)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios, resolved, the baseline first."""
        return load_scenarios(self.workspace, self.catalog)

    @cached_property
    def projection(self) -> xr.Dataset:
        """Draws of every series under every scenario; read from the disk where they are used."""
        return _mapped(self.path / PROJECTION)

    @cached_property
    def fits(self) -> pd.DataFrame:
        """Gate figures of every indicator."""
        return pd.read_csv(self.path / "fits.csv", keep_default_na=False, na_values=[""]).fillna(
            {"family": "", "reason": "", "method": ""}
        )

    @cached_property
    def assessment(self) -> pd.DataFrame:
        """Chances of the candidate targets."""
        return pd.read_csv(self.path / "assessment.csv")

    @cached_property
    def plausibility(self) -> pd.DataFrame:
        """Place of every scenario's world among the model's own futures."""
        return pd.read_csv(self.path / "plausibility.csv")

    @cached_property
    def backtests(self) -> pd.DataFrame | None:
        """Forecasts from past years beside what came; None in a run that did not make any yet."""
        file = self.path / "backtests.csv"
        return pd.read_csv(file) if file.exists() else None

    @cached_property
    def calibration(self) -> SbcResult | None:
        """What simulation said of the family's posteriors, as far as the run's workspace says."""
        return read_calibration(self.workspace)

    @cached_property
    def coverage(self) -> Coverage | None:
        """How often intervals held on public series, as far as the run's workspace says."""
        return read_coverage(self.workspace)

    @cached_property
    def posteriors(self) -> dict[str, Fit]:
        """Draws of every fit, by indicator, as they were projected."""
        return {file.stem: read_fit(file) for file in sorted((self.path / "fits").glob("*.nc"))}

    @cached_property
    def simulator(self) -> Simulator:
        """What carried the fits through the scenarios; it carries them through any other."""
        return Simulator(self.catalog, self.posteriors, seed=self.manifest["seed"])

    @property
    def ess(self) -> dict[str, float]:
        """Effective sample size behind every fit."""
        return self.fits.set_index("indicator")["ess"].dropna().to_dict()

    def explained(self, table: str, goal: str | None = None) -> pd.DataFrame:
        """Give one table of explanations, of all goals or of one (docs/schema.md, Run)."""
        if table not in self._explanations:
            file = self.path / "explanations" / f"{table}.csv"
            self._explanations[table] = pd.read_csv(file, keep_default_na=False, na_values=[""])
        whole = self._explanations[table]
        return (
            whole if goal is None else whole.loc[whole["indicator"] == goal].reset_index(drop=True)
        )

    @cached_property
    def _explanations(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def values(self) -> pd.DataFrame:
        """Levels for given probabilities."""
        return pd.read_csv(self.path / "values.csv")


def make_run(
    workspace: Workspace,
    *,
    folder: Path,
    seed: int = SEED,
    draws: int = DRAWS,
    jobs: int | None = None,
    as_of: str | None = None,
    unverified: bool = True,
    use_failed: bool = False,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Check, fit, simulate, assess and write a run; give the existing one if nothing has changed.

    The folder appears whole or not at all: everything is written beside it and moved in one step.

    Parameters
    ----------
    folder
        Where runs are kept.
    as_of
        State of knowledge to rebuild; None: everything known.
    unverified
        Whether rows whose source was not read are used.
    use_failed
        Whether fits that failed their gate are projected; whoever shows them has to say so.
    """
    options = {"as_of": as_of, "unverified": unverified, "use_failed": use_failed}
    inputs = workspace_digests(workspace)
    run = run_id(inputs, options, seed=seed, draws=draws)
    target = folder / run
    if target.exists():
        return open_run(target)
    catalog = load_catalog(workspace, as_of=as_of, unverified=unverified)
    # the reference class serves by its record; nothing is asked of its future
    names = tuple(n for n, one in catalog.indicators.items() if one.role != "reference")
    place = cache or default_cache()
    with Workers[Any](jobs) as workers:
        fits = fit_all(
            catalog,
            workspace,
            names=names,
            seed=seed,
            draws=draws,
            cache=place,
            progress=progress,
            workers=workers,
            admit_failed=use_failed,
        )
        tested = backtest(catalog, workspace, seed=seed, cache=place, workers=workers)
    results = _work_out(workspace, catalog, fits, tested, run, seed)
    about = {"run": run, "seed": seed, "draws": draws, "options": options, "inputs": inputs}
    _put(workspace, results, about, target)
    return open_run(target)


def _put(workspace: Workspace, results: "_Results", about: dict[str, Any], target: Path) -> None:
    """Write everything and its manifest beside the target, and move it there in one step."""
    folder = target.parent
    _remove_stale(folder)
    part = folder / f".partial-{os.getpid()}-{target.name}"
    part.mkdir(parents=True)
    try:
        copy_inputs(workspace, part / "workspace", about["inputs"])
        results.write(part)
        manifest = about | {
            "format": FORMAT,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": versions(),
            "outputs": _outputs(part),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (part / "manifest.json").write_text(text, encoding="utf-8")
        _sync(part)
        _move(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@dataclass(frozen=True)
class _Results:
    """Everything that a run tells, not yet written."""

    fits: Mapping[str, Fit]
    projection: xr.Dataset
    tables: Mapping[str, pd.DataFrame]
    explanations: Mapping[str, pd.DataFrame]
    log: str

    def write(self, part: Path) -> None:
        """Write all of it into a folder."""
        # a series in one piece: whoever looks at one reads no other
        laid = self.projection.transpose(SCENARIO, SERIES, YEAR, DRAW)
        laid.to_netcdf(part / PROJECTION, engine="h5netcdf")
        _write_tables(part, self.tables)
        _write_fits(part / "fits", self.fits)
        (part / "explanations").mkdir()
        _write_tables(part / "explanations", self.explanations)
        (part / "log.txt").write_text(self.log, encoding="utf-8")


def _work_out(
    workspace: Workspace,
    catalog: Catalog,
    fits: Mapping[str, Fit],
    tested: pd.DataFrame,
    run: str,
    seed: int,
) -> _Results:
    """Carry fits through the scenarios, and judge and explain what comes out."""
    scenarios = load_scenarios(workspace, catalog)
    simulator = Simulator(catalog, fits, seed=seed)
    projection = simulator.dataset(scenarios)
    assessment, values = assess(catalog, fits, projection)
    explanations = Explainer(
        workspace=workspace,
        catalog=catalog,
        fits=fits,
        scenarios=scenarios,
        simulator=simulator,
        projection=projection,
        assessment=assessment,
        today=known_in(catalog),
    ).tables()
    verdicts = [f"{one.indicator}: {one.status} {one.verdict.reason}" for one in fits.values()]
    told = [
        f"run {run}: {len(catalog.indicators)} indicators, {len(scenarios)} scenarios, seed {seed}",
        *(f"fit {verdict}".rstrip() for verdict in verdicts),
        f"projected {projection.sizes}",
        f"assessed {len(assessment)} targets × scenarios",
        f"explained {len(explanations['questions'])} goals",
        f"scored {len(tested)} forecasts from past years",
    ]
    tables = {
        "fits": fit_table(catalog, fits),
        "assessment": assessment,
        "values": values,
        "plausibility": plausibility(catalog, projection, scenarios),
        "backtests": tested,
    }
    # without times, so that the same run has the same log
    log = "".join(f"{line}\n" for line in told)
    return _Results(fits, projection, tables, explanations, log)


def find_run(
    workspace: Workspace,
    *,
    folder: Path,
    seed: int = SEED,
    draws: int = DRAWS,
    as_of: str | None = None,
    unverified: bool = True,
    use_failed: bool = False,
) -> Run | None:
    """Open the run that these inputs would give, if there is one; its inputs were checked then."""
    options = {"as_of": as_of, "unverified": unverified, "use_failed": use_failed}
    run = run_id(workspace_digests(workspace), options, seed=seed, draws=draws)
    return open_run(folder / run) if (folder / run).exists() else None


def open_run(path: Path) -> Run:
    """Open a run, after checking that nothing in it has been altered.

    Raises
    ------
    RunError
        If the folder is not a run, has another format, or a file differs from the manifest.
    """
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path} is not a run: {error}; expected a folder made by `kgisim run`"
        ) from error
    again = "remove the folder and make the run again"
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else "none"
        raise RunError(way_on(path, found, FORMAT))
    for name, expected in manifest["outputs"].items():
        file = path / name
        if not file.exists() or digest(file) != expected:
            raise RunError(f"{file} was altered or lost after the run; {again}")
    return Run(path, manifest)


def latest_run(folder: Path) -> Run:
    """Open the youngest run of a folder; none raises `RunError`."""
    manifests = sorted(folder.glob("r*/manifest.json"), key=lambda path: path.stat().st_mtime)
    if not manifests:
        raise RunError(f"no run in {folder}; make one with `kgisim run`")
    return open_run(manifests[-1].parent)


def copy_inputs(workspace: Workspace, target: Path, inputs: Mapping[str, str]) -> None:
    """Copy the input files, so that the run can be read without the workspace it came from."""
    for folder in FOLDERS:
        (target / folder).mkdir(parents=True)
    for name in inputs:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workspace.root / name, target / name)


def fit_table(catalog: Catalog, fits: Mapping[str, Fit]) -> pd.DataFrame:
    """Gate figures, one row per indicator; those that are not fitted say so."""
    rows = []
    for name, indicator in catalog.indicators.items():
        row: dict[str, Any] = {"indicator": name, "family": indicator.model.family or ""}
        if name in fits:
            row |= vars(fits[name].verdict) | fits[name].attributes
        else:
            why = "identity" if indicator.identity is not None else "withheld"
            why = "reference" if indicator.role == "reference" else why
            row |= {"status": "none", "reason": why, "rows": len(catalog.rows(name))}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(FIT_COLUMNS))


def known_in(catalog: Catalog) -> int:
    """Year of the state of knowledge: that of the newest publication among the rows."""
    dates = catalog.observations["published"]
    years = [int(date[:4]) for date in dates if date]
    return max([*years, int(catalog.observations["year_end"].to_numpy().max(initial=FIRST_YEAR))])


def _mapped(path: Path) -> xr.Dataset:
    """Open a projection whose draws stay on the disk until somebody looks at them.

    Pages that many processes read are in memory once, and those that nobody reads are not.
    """
    import h5py

    with xr.open_dataset(path, engine="h5netcdf") as data, h5py.File(path) as file:
        found = data.drop_vars([LEVEL, OUTCOME]).load()
        for name in (LEVEL, OUTCOME):
            stored: Any = file[name]
            begin = stored.id.get_offset()  # none where there is no series at all
            mapped = (
                None if begin is None else np.memmap(path, stored.dtype, "r", begin, stored.shape)
            )
            found[name] = data[name].dims, stored[()] if mapped is None else mapped
    return found.transpose(SCENARIO, DRAW, YEAR, SERIES)


def _write_fits(folder: Path, fits: Mapping[str, Fit]) -> None:
    """Keep the draws of every fit that was used."""
    folder.mkdir()
    for name, fit in fits.items():
        if fit.is_usable:
            # one group written alone takes two thirds of the time of a tree, and is the same file
            group = fit.to_tree()["posterior"]
            group.to_dataset().to_netcdf(
                folder / f"{name}.nc", group="posterior", engine="h5netcdf"
            )


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)


def _outputs(part: Path) -> dict[str, str]:
    files = sorted(file for file in part.rglob("*") if file.is_file())
    return {file.relative_to(part).as_posix(): digest(file) for file in files}


def _sync(part: Path) -> None:
    for file in part.rglob("*"):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _move(part: Path, target: Path) -> None:
    try:
        part.rename(target)
    except OSError:
        if not target.exists():  # somebody else may have finished the same run first
            raise


def _remove_stale(folder: Path) -> None:
    """Remove what a killed process left; folders of living processes stay."""
    for part in folder.glob(".partial-*"):
        owner = part.name.split("-")[1]
        if not Path(f"/proc/{owner}").exists() and Path("/proc").exists():
            shutil.rmtree(part, ignore_errors=True)

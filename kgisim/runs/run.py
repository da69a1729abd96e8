"""A run: one frozen folder with everything behind a set of numbers."""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

import kgisim
from kgisim.errors import RunError
from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.files import digest
from kgisim.inference.coverage import Coverage, read_coverage
from kgisim.inference.fit import CHECKS, Fit, read_fit
from kgisim.inference.fitting import DRAWS, SEED, Progress, fit_all
from kgisim.insight.explained import Explainer
from kgisim.insight.tables import TABLES
from kgisim.names import FIRST_YEAR
from kgisim.projection.load import load_scenarios
from kgisim.projection.plausibility import plausibility
from kgisim.projection.scenario import Scenario
from kgisim.projection.simulate import Simulator
from kgisim.runs.older import way_on
from kgisim.targets.assess import assess
from kgisim.workspace import FOLDERS, Workspace

FORMAT = 2
"""Version of the run folder's layout."""
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
LIBRARIES = ("numpy", "scipy", "pandas", "xarray", "pymc", "pytensor", "arviz-stats", "SALib")
"""Libraries whose version a run depends on."""
WINGS = ("evidence", "inference", "projection", "targets", "insight", "runs")
"""Wings of the engine whose code a run depends on; views and reports only show it."""


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
        return load_catalog(self.workspace, **self.manifest["options"])

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios, resolved, the baseline first."""
        return load_scenarios(self.workspace, self.catalog)

    @cached_property
    def projection(self) -> xr.Dataset:
        """Draws of every series under every scenario."""
        with xr.open_dataset(self.path / "projection.nc", engine="h5netcdf") as data:
            return data.load()

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
    """
    options = {"as_of": as_of, "unverified": unverified}
    inputs = workspace_digests(workspace)
    run = run_id(inputs, options, seed=seed, draws=draws)
    target = folder / run
    if target.exists():
        return open_run(target)
    catalog = load_catalog(workspace, as_of=as_of, unverified=unverified)
    scenarios = load_scenarios(workspace, catalog)
    # the reference class serves by its record; nothing is asked of its future
    names = tuple(n for n, one in catalog.indicators.items() if one.role != "reference")
    log = _Log()
    log(f"run {run}: {len(catalog.indicators)} indicators, {len(scenarios)} scenarios, seed {seed}")
    fits = fit_all(
        catalog,
        workspace,
        names=names,
        seed=seed,
        draws=draws,
        jobs=jobs,
        cache=cache,
        progress=progress,
    )
    for fit in fits.values():
        log(f"fit {fit.indicator}: {fit.status} {fit.verdict.reason}".rstrip())
    simulator = Simulator(catalog, fits, seed=seed)
    projection = simulator.dataset(scenarios)
    log(f"projected {projection.sizes}")
    assessment, values = assess(catalog, fits, projection)
    log(f"assessed {len(assessment)} targets × scenarios")
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
    log(f"explained {len(explanations['questions'])} goals")
    _remove_stale(folder)
    part = folder / f".partial-{os.getpid()}-{run}"
    part.mkdir(parents=True)
    try:
        copy_inputs(workspace, part / "workspace", inputs)
        projection.to_netcdf(part / "projection.nc", engine="h5netcdf")
        fit_table(catalog, fits).to_csv(part / "fits.csv", index=False)
        assessment.to_csv(part / "assessment.csv", index=False)
        values.to_csv(part / "values.csv", index=False)
        _write_fits(part / "fits", fits)
        _write_tables(part / "explanations", explanations)
        plausibility(catalog, projection, scenarios).to_csv(part / "plausibility.csv", index=False)
        (part / "log.txt").write_text(log.text, encoding="utf-8")
        manifest = {
            "format": FORMAT,
            "run": run,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seed": seed,
            "draws": draws,
            "options": options,
            "versions": versions(),
            "inputs": inputs,
            "outputs": _outputs(part),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (part / "manifest.json").write_text(text, encoding="utf-8")
        _sync(part)
        _move(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return open_run(target)


def find_run(
    workspace: Workspace,
    *,
    folder: Path,
    seed: int = SEED,
    draws: int = DRAWS,
    as_of: str | None = None,
    unverified: bool = True,
) -> Run | None:
    """Open the run that these inputs would give, if there is one; its inputs were checked then."""
    options = {"as_of": as_of, "unverified": unverified}
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


def workspace_digests(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of every input file of a workspace, by its path in it."""
    found = {}
    for folder in FOLDERS:
        for file in sorted((workspace.root / folder).rglob("*")):
            if file.suffix in {".yaml", ".csv", ".py"} and "__pycache__" not in file.parts:
                found[file.relative_to(workspace.root).as_posix()] = digest(file)
    return found


def run_id(inputs: Mapping[str, str], options: Mapping[str, Any], *, seed: int, draws: int) -> str:
    """Name of a run: the hash of inputs, options, seed, engine code and library versions."""
    relevant = {name: value for name, value in inputs.items() if not name.startswith("dashboards")}
    content = [relevant, dict(options), seed, draws, FORMAT, versions(), engine_digest()]
    text = json.dumps(content, sort_keys=True)
    return "r" + hashlib.sha256(text.encode()).hexdigest()[:12]


def engine_digest() -> str:
    """Hash of the source of every wing that a run's numbers depend on."""
    root = Path(kgisim.__file__).parent
    files = [*root.glob("*.py"), *(file for wing in WINGS for file in (root / wing).glob("*.py"))]
    shown = {"cli.py", "console.py", "__main__.py", "compare.py", "path.py", "older.py"}
    text = "".join(digest(file) for file in sorted(files) if file.name not in shown)
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of everything that can move a digit."""
    own = {"kgisim": version("kgisim"), "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}


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


class _Log:
    """Lines of what was done; without times, so that the same run has the same log."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, line: str) -> None:
        self.text += f"{line}\n"


def _write_fits(folder: Path, fits: Mapping[str, Fit]) -> None:
    """Keep the draws of every fit that passed its gate."""
    folder.mkdir()
    for name, fit in fits.items():
        if fit.status == "ok":
            fit.to_tree().to_netcdf(folder / f"{name}.nc", engine="h5netcdf")


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    folder.mkdir()
    for name in TABLES:
        tables[name].to_csv(folder / f"{name}.csv", index=False)


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

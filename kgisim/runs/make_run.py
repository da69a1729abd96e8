"""Make a run: check, fit, simulate, assess, explain, and write all of it whole or not at all."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from kgisim.analysis.explain_all import Explainer
from kgisim.analysis.kept import Kept
from kgisim.evaluation.backtest import Backtests
from kgisim.evidence.catalog import Catalog, catalog_of
from kgisim.evidence.loader import LoadResult
from kgisim.inference.fit import CHECKS, Fit, forget_paths
from kgisim.inference.fit_all import DRAWS, SEED, Progress, fit_all
from kgisim.inference.fit_cache import default_cache
from kgisim.io import digest
from kgisim.messages import stored
from kgisim.parallel import Workers
from kgisim.projection.projection import Projection, project
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.workspace_check import Checked, read_checked
from kgisim.runs.kept_draws import MARKS
from kgisim.runs.packed_fits import PACKED
from kgisim.runs.readings import Readings, read_off
from kgisim.runs.run import Run, open_run
from kgisim.runs.run_folder import made_already
from kgisim.runs.run_id import FORMAT, run_id, versions, workspace_digests
from kgisim.runs.workers import workers_for
from kgisim.schema import BASELINE
from kgisim.workspace import FOLDERS, SETTINGS, Workspace

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
EXPLAINED = "explained"
"""Folder of kept explanations, beside the stored fits."""
TOGETHER = 16
"""Files that are waited for at once until they are on the disk."""


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
    conditional: bool = True,
    cache: Path | None = None,
    cluster: Any = None,
    store: str | None = None,
    progress: Progress | None = None,
    meanwhile: Sequence[Callable[[], object]] = (),
    checked: Callable[[], Checked] | None = None,
) -> Run:
    """Check, fit, simulate, assess and write a run; open the existing one if nothing has changed.

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
    conditional
        Whether indicators without a projection get a conditional one from what experts judge.
    cluster
        A Dask cluster or the address of its scheduler, whose workers fit in place of processes.
    store
        Address that fsspec opens, through which these workers exchange stored fits; None: the
        folder of stored fits is on a disk that they share.
    meanwhile
        What saves time after the run, done while this process would wait for others.
    checked
        Returns what a check of the workspace has found, if somebody has begun one; None: it is
        checked here.

    Raises
    ------
    ContentError
        If files are wrong, or rows leave the plausibility gate a question without an answer under
        ``accept``; it holds every problem.
    """
    options = {
        "as_of": as_of,
        "unverified": unverified,
        "use_failed": use_failed,
        "conditional": conditional,
    }
    inputs = workspace_digests(workspace)
    run = run_id(inputs, options, seed=seed, draws=draws)
    target = folder / run
    if target.exists():
        return open_run(target)
    about = {"run": run, "seed": seed, "draws": draws, "options": options, "inputs": inputs}
    data = (checked or partial(read_checked, workspace))().sound()
    place = cache or default_cache()
    with _unfinished(target) as part:
        with workers_for(workspace, place, jobs=jobs, cluster=cluster, store=store) as workers:
            results = _results(
                data, workspace, about, place, workers, progress, jobs, meanwhile, part
            )
        _put(workspace, results, about, target, part)
    return open_run(target, results.kept)


def _results(
    data: LoadResult,
    workspace: Workspace,
    about: Mapping[str, Any],
    cache: Path,
    workers: Workers[Any],
    progress: Progress | None,
    jobs: int | None,
    meanwhile: Sequence[Callable[[], object]],
    part: Path,
) -> "_Results":
    """Fit, simulate, assess and explain, and write the fits into a part of a run."""
    options, seed = about["options"], about["seed"]
    known = {name: options[name] for name in ("as_of", "unverified")}
    catalog = catalog_of(workspace, data, **known)
    # the reference class serves by its record; nothing is asked of its future
    names = tuple(n for n, indicator in catalog.indicators.items() if indicator.role != "reference")
    tests = Backtests(catalog, workspace, seed, cache)
    workers.fill_with(tests.tasks())
    fits = fit_all(
        catalog,
        workspace,
        names=names,
        seed=seed,
        draws=about["draws"],
        cache=cache,
        progress=progress,
        workers=workers,
        admit_failed=options["use_failed"],
    )
    projection = project(catalog, fits, load_scenarios(workspace, catalog), seed=seed)
    # beside the last forecasts there is no room for what scenarios move
    workers.meanwhile(partial(projection.prepare, scenarios={BASELINE}), *meanwhile)
    tested = tests.table(workers.filled())
    workers.rest()  # explanations share the draws, and are made by copies
    kept = Kept(cache / EXPLAINED, _basis(about))
    how = {"conditional": options["conditional"], "jobs": jobs}
    places = {"packed": cache / PACKED, "fits": part / "fits"}
    found = read_off(workspace, projection, kept, **places, **how)
    explainer = Explainer(workspace, projection, found.assessment, known_in(catalog))
    projection.keep({explainer.package.id})  # for the memory that those who explain need
    forget_paths()
    explanations = explainer.tables(workers, kept)
    return _Results(projection, found, fit_table(catalog, fits), tested, explanations)


def _basis(about: Mapping[str, Any]) -> str:
    """Digest of all on which explanations depend, but for scenarios and what experts judge."""
    apart = ("scenarios/", "elicitations/", "dashboards/")
    inputs = {name: one for name, one in about["inputs"].items() if not name.startswith(apart)}
    return run_id(inputs, about["options"], seed=about["seed"], draws=about["draws"])


def find_run(
    workspace: Workspace,
    *,
    folder: Path,
    seed: int = SEED,
    draws: int = DRAWS,
    as_of: str | None = None,
    unverified: bool = True,
    use_failed: bool = False,
    conditional: bool = True,
) -> Run | None:
    """Open the run that these inputs would give, if there is one; its inputs were checked then."""
    options = {
        "as_of": as_of,
        "unverified": unverified,
        "use_failed": use_failed,
        "conditional": conditional,
    }
    found = made_already(workspace, folder, seed=seed, draws=draws, **options)
    return None if found is None else open_run(found)


def find_other_draws(workspace: Workspace, *, folder: Path, **options: Any) -> Run | None:
    """Open the newest run that these inputs gave with whatever seed and number of draws.

    Parameters
    ----------
    folder, options
        As in `find_run`; seed and draws are not asked for.
    """
    drawn: set[tuple[int, int]] = set()
    for file in folder.glob("r*/manifest.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):  # no run, or one being removed
            made = json.loads(file.read_text("utf-8"))
            drawn.add((int(made["seed"]), int(made["draws"])))
    wanted = options.keys() - {"seed", "draws"}
    same = {name: options[name] for name in wanted}
    runs = (find_run(workspace, folder=folder, seed=s, draws=d, **same) for s, d in drawn)
    found = [run for run in runs if run is not None]
    return max(found, key=lambda run: run.manifest["created"], default=None)


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Name the place where a run is written, beside its target; what is left there is removed."""
    folder = target.parent
    _remove_stale(folder)
    part = folder / f".partial-{os.getpid()}-{target.name}"
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(
    workspace: Workspace, results: "_Results", about: dict[str, Any], target: Path, part: Path
) -> None:
    """Write what is not written yet, and the manifest; then move all of it to the target."""
    copy_inputs(workspace, part / "workspace", about["inputs"])
    results.write(part, about["run"])
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


@dataclass(frozen=True)
class _Results:
    """Everything that a run tells, not yet written."""

    projection: Projection
    found: Readings
    fits: pd.DataFrame
    backtests: pd.DataFrame
    explanations: Mapping[str, pd.DataFrame]

    @property
    def kept(self) -> Projection:
        """The projection with those fits alone that a run keeps."""
        fits = self.projection.usable
        same = len(fits) == len(self.projection.fits)
        return self.projection if same else replace(self.projection, fits=fits)

    @property
    def tables(self) -> Mapping[str, Mapping[str, pd.DataFrame]]:
        """All tables, by folder and name."""
        own = {
            "fits": self.fits,
            "assessment": self.found.assessment,
            "values": self.found.values,
            "plausibility": self.found.plausibility,
            "backtests": self.backtests,
        }
        return {".": own, "explanations": self.explanations, "conditional": self.found.judged}

    def write(self, part: Path, run: str) -> None:
        """Write all of it but the fits into a folder."""
        (part / MARKS).write_text(json.dumps(self.found.marks, indent=0), encoding="utf-8")
        for folder, tables in self.tables.items():
            (part / folder).mkdir(exist_ok=True)
            _write_tables(part / folder, tables)
        (part / "log.txt").write_text(self.log(run), encoding="utf-8")

    def log(self, run: str) -> str:
        """Return what was done, without times, so that the same run has the same log."""
        projection, catalog = self.projection, self.projection.catalog
        verdicts = [(name, fit.verdict) for name, fit in projection.fits.items()]
        sizes = f"{len(catalog.indicators)} indicators, {len(projection.scenarios)} scenarios"
        lines = [
            f"run {run}: {sizes}, seed {projection.seed}",
            *(f"fit {name}: {one.status} {one.reason}".rstrip() for name, one in verdicts),
            f"projected {projection.draws.sizes}",
            *(
                f"{one.draws} of {one.of} draws {one.code} {one.limit:g}: "
                f"{one.series}, {one.scenario}, {one.year}, {one.variable}, up to {one.found:g}"
                for one in self.found.odd
            ),
            f"assessed {len(self.found.assessment)} targets × scenarios",
            f"explained {len(self.explanations['questions'])} goals",
            f"scored {len(self.backtests)} forecasts from past years",
        ]
        return "".join(f"{line}\n" for line in lines)


def copy_inputs(workspace: Workspace, target: Path, inputs: Mapping[str, str]) -> None:
    """Copy the input files, so that the run can be read without the workspace it came from."""
    for folder in FOLDERS:
        (target / folder).mkdir(parents=True)
    for name in inputs:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        origin = workspace.settings if name == SETTINGS else workspace.root / name
        shutil.copyfile(origin, target / name)


def fit_table(catalog: Catalog, fits: Mapping[str, Fit]) -> pd.DataFrame:
    """Build the table of gate figures.

    Returns
    -------
    DataFrame
        Columns `FIT_COLUMNS`, one row per indicator; ``status`` is ``none`` of those without a
        fit, and ``reason`` says why.
    """
    rows = []
    for name, indicator in catalog.indicators.items():
        row: dict[str, Any] = {"indicator": name, "family": indicator.model.family or ""}
        if name in fits:
            verdict = fits[name].verdict
            row |= vars(verdict) | fits[name].attributes | {"reason": stored(verdict.reasons)}
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
    first = catalog.axis.first
    return max([*years, int(catalog.observations["year_end"].to_numpy().max(initial=first))])


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)


def _outputs(part: Path) -> dict[str, str]:
    files = sorted(file for file in part.rglob("*") if file.is_file())
    return {file.relative_to(part).as_posix(): digest(file) for file in files}


def _sync(part: Path) -> None:
    """Wait until all files are on the disk, which takes several at once hardly longer than one."""
    with ThreadPoolExecutor(TOGETHER) as threads:
        for _ in threads.map(_sync_one, part.rglob("*")):
            pass


def _sync_one(file: Path) -> None:
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

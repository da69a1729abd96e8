"""A run: one frozen folder with everything behind a set of numbers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from kgisim.ahead import Ahead
from kgisim.errors import RunError
from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.inference.fit import Fit, read_fit
from kgisim.io import OnDemand
from kgisim.projection.lazy_draws import Carried
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.simulator import Simulator
from kgisim.runs.format_versions import present_table
from kgisim.runs.kept_draws import MARKS, WHOLE, drawn_again, mapped
from kgisim.runs.run_cache import RunCache
from kgisim.runs.run_folder import read_manifest
from kgisim.workspace import Workspace

if TYPE_CHECKING:  # what not everybody reads of a run is imported by who does
    from kgisim.elicitation.records import Elicitation
    from kgisim.evaluation.coverage import Coverage
    from kgisim.evaluation.sbc import SbcResult


@dataclass(frozen=True)
class Run:
    """A finished run; reopening it gives the same bits.

    Parameters
    ----------
    path
        Its folder.
    manifest
        Content of ``manifest.json``.
    made
        The projection that the run was written from, where this process has just done that; None:
        it is made again when somebody asks for it.
    """

    path: Path
    manifest: dict[str, Any]
    made: Projection | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        """Return the name and where it is; the manifest would fill pages."""
        drawn = f"{self.manifest['draws']:,} draws, seed {self.manifest['seed']}"
        return f"<Run {self.id}: {drawn}, {self.path}>"

    @property
    def id(self) -> str:
        """Name of the run: a hash of everything it depends on."""
        return self.manifest["run"]

    @cached_property
    def workspace(self) -> Workspace:
        """The copy of the inputs."""
        found = Workspace.open(self.path / "workspace")
        # runs made before the file was introduced are all of the bundled plan
        return replace(found, fallback=Workspace.bundled().settings)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue as it was known to the run."""
        if self.made is not None:
            return replace(self.made.catalog, workspace=self.workspace)
        options = self.manifest["options"]
        known = {name: options[name] for name in ("as_of", "unverified")}
        return load_catalog(self.workspace, **known)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios, resolved, the baseline first."""
        return load_scenarios(self.workspace, self.catalog)

    @cached_property
    def projection(self) -> Projection:
        """Draws of every series under every scenario, and what they were made from.

        Fits are read, and draws made, when they are first asked for. Draws that come out
        otherwise than when the run was made raise `RunError`.
        """
        if self.made is not None:
            found = replace(self.made, catalog=self.catalog)
            found.listed.take(self.made.listed.shown)
            return found
        return self._unmade[0]

    def project_ahead(self, *, goals: bool = False) -> None:
        """Make draws in a copy of this process, while this one does what needs none of them.

        Those of goals; others are made when somebody asks.

        Another copy reads the fits while this process reads the inputs. Whoever asks for a draw
        waits.

        Parameters
        ----------
        goals
            Whether hardly any other series are read; otherwise what scenarios do to all that goals
            are made of is kept as well, which comes out on the way.
        """
        if self.made is None and not (self.path / WHOLE).exists():
            _ = self._reading
            vars(self)["_ahead"] = self._made_ahead(goals=goals)

    def awaits_draws(self) -> bool:
        """Return whether draws are being made by a copy of this process."""
        ahead: Ahead[tuple[Simulator, Carried]] | None = vars(self).get("_ahead")
        return ahead is not None and not ahead.is_made()

    @cached_property
    def _reading(self) -> Ahead[dict[str, Fit]]:
        return Ahead(self._read_fits)

    def _made_ahead(self, *, goals: bool) -> Ahead[tuple[Simulator, Carried]]:
        (found, carried), catalog = self._unmade, self.catalog
        read = [one.id for one in catalog.goals]
        if not goals:  # other definitions of goals among them
            every = [one.id for one in catalog.indicators.values() if one.role == "goal"]
            read = catalog.dependencies.order(every)
        carried.first.update(read)

        def make() -> tuple[Simulator, Carried]:
            found.prepare({one.id for one in catalog.goals})
            return found.simulator, carried

        common = (found.fits, catalog, catalog.observations, catalog.tables, catalog.indicators)
        return Ahead(make, [*common, *catalog.indicators.values(), *found.fits.values()])

    @cached_property
    def _simulated(self) -> Simulator | None:
        """The simulator that a copy of this process has made; None where none has."""
        ahead = vars(self).pop("_ahead", None)  # where it failed, all is made here after all
        if ahead is None:
            return None
        simulator, carried = ahead.result()
        self._unmade[1].take(carried)
        return simulator

    @cached_property
    def _unmade(self) -> tuple[Projection, Carried]:
        """The projection, of which nothing is made yet, and what holds what scenarios move."""
        carried = Carried()
        found = Projection(
            catalog=self.catalog,
            fits=OnDemand(self._stored_fits),
            scenarios=OnDemand(lambda: self.scenarios),
            draws=self._draws(lambda: found.simulator, carried),
            ess=self.fits.set_index("indicator")["ess"].dropna().to_dict(),
            seed=self.manifest["seed"],
            awaited=lambda: self._simulated,
        )
        return found, carried

    def _draws(self, simulator: Callable[[], Simulator], carried: Carried) -> xr.Dataset:
        if (self.path / WHOLE).exists():
            return mapped(self.path / WHOLE)
        kept = json.loads((self.path / MARKS).read_text("utf-8"))
        told = {"run": self.id, "version": self.manifest["versions"]["kgisim"], "carried": carried}
        return drawn_again(kept, simulator, self.scenarios, seed=self.manifest["seed"], **told)

    @cached_property
    def fits(self) -> pd.DataFrame:
        """Gate figures; columns `kgisim.runs.make_run.FIT_COLUMNS`, one row per indicator."""
        words = {"family": "", "reason": "", "method": ""}
        table = pd.read_csv(self.path / "fits.csv", keep_default_na=False, na_values=[""])
        return table.astype(dict.fromkeys(words, object)).fillna(words)  # a column may be blank

    @cached_property
    def assessment(self) -> pd.DataFrame:
        """Probabilities of the candidate targets; columns `kgisim.schema.ASSESSMENT_COLUMNS`."""
        return pd.read_csv(self.path / "assessment.csv")

    @cached_property
    def plausibility(self) -> pd.DataFrame:
        """Place of every scenario's world among the baseline draws.

        Columns `kgisim.projection.plausibility.COLUMNS`.
        """
        return pd.read_csv(self.path / "plausibility.csv")

    @cached_property
    def backtests(self) -> pd.DataFrame | None:
        """Forecasts from past years beside what came; None in a run that did not make any yet.

        Columns `kgisim.evaluation.backtest.COLUMNS`.
        """
        file = self.path / "backtests.csv"
        return pd.read_csv(file) if file.exists() else None

    @cached_property
    def calibration(self) -> "dict[str, SbcResult]":
        """What simulation said of posteriors, by family, as far as the run's workspace says."""
        from kgisim.evaluation.sbc import read_calibration

        read = {name: read_calibration(self.workspace, name) for name in self.workspace.families()}
        return {name: found for name, found in read.items() if found is not None}

    @cached_property
    def coverage(self) -> "dict[str, Coverage]":
        """How often intervals held on public series, by family, as far as the workspace says."""
        from kgisim.evaluation.coverage import read_coverage

        read = {name: read_coverage(self.workspace, name) for name in self.workspace.families()}
        return {name: found for name, found in read.items() if found is not None}

    def _stored_fits(self) -> dict[str, Fit]:
        return self._reading.result() if "_reading" in vars(self) else self._read_fits()

    def _read_fits(self) -> dict[str, Fit]:
        return {file.stem: read_fit(file) for file in sorted((self.path / "fits").glob("*.nc"))}

    @cached_property
    def elicitations(self) -> "dict[str, Elicitation]":
        """What experts judge, by indicator; nothing where the run left conditional ones out."""
        from kgisim.elicitation.elicitation_files import load_elicitations

        if not self.manifest["options"].get("conditional", False):
            return {}
        return load_elicitations(self.workspace, self.catalog)

    def judged(self, table: str, indicator: str) -> pd.DataFrame:
        """Read what one table says of one conditional projection.

        Parameters
        ----------
        table
            Name of the table.
        indicator
            Id.

        Returns
        -------
        DataFrame
            Columns `kgisim.analysis.judgement.TABLES` of this table; no rows where there is none.
        """
        from kgisim.analysis.judgement import TABLES

        if table not in self._judged:
            file = self.path / "conditional" / f"{table}.csv"
            if file.exists():
                self._judged[table] = pd.read_csv(file, keep_default_na=False, na_values=["nan"])
            else:  # runs made before conditional projections
                self._judged[table] = pd.DataFrame(columns=list(TABLES[table]))
        whole = self._judged[table]
        return whole.loc[whole["indicator"] == indicator].reset_index(drop=True)

    @cached_property
    def _judged(self) -> dict[str, pd.DataFrame]:
        return {}

    def explained(self, table: str, goal: str | None = None) -> pd.DataFrame:
        """Read one table of explanations (docs/schema.md, Run).

        Parameters
        ----------
        table
            Name of the table.
        goal
            Id of a goal; None: of all goals.

        Returns
        -------
        DataFrame
            Columns `kgisim.analysis.explanation_tables.TABLES` of this table.
        """
        whole = self.cache.once(("explained", table), lambda: self._read_explained(table))
        if goal is None:
            return whole

        def own() -> pd.DataFrame:
            return whole.loc[whole["indicator"] == goal].reset_index(drop=True)

        # a reader that writes into its table gets one of its own then
        return self.cache.once(("explained", table, goal), own).copy(deep=False)

    def _read_explained(self, table: str) -> pd.DataFrame:
        file = self.path / "explanations" / f"{table}.csv"
        # the year of a break is a name among names
        read = pd.read_csv(file, keep_default_na=False, na_values=[""], dtype={"part": str})
        return present_table(table, read)

    @cached_property
    def cache(self) -> RunCache:
        """What readers derive from the run and need again."""
        return RunCache()

    @cached_property
    def values(self) -> pd.DataFrame:
        """Levels for given probabilities; columns `kgisim.targets.assess.VALUE_COLUMNS`."""
        return pd.read_csv(self.path / "values.csv")


def open_run(path: Path, made: Projection | None = None) -> Run:
    """Open a run, after checking that nothing in it has been altered.

    Parameters
    ----------
    path
        Its folder.
    made
        The projection that it was written from, if it is at hand.

    Raises
    ------
    RunError
        If the folder is not a run, has another format, or a file differs from the manifest.
    """
    return Run(path, read_manifest(path), made)


def latest_run(folder: Path) -> Run:
    """Open the youngest run of a folder.

    Raises
    ------
    RunError
        If there is none.
    """
    manifests = sorted(folder.glob("r*/manifest.json"), key=lambda path: path.stat().st_mtime)
    if not manifests:
        raise RunError("run.no_run", folder=str(folder))
    return open_run(manifests[-1].parent)

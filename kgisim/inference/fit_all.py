"""Fit indicators: the only place where sampling happens."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from kgisim.errors import FitError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.inference.common_factor import CommonFactor, common_factor, panel_growths
from kgisim.inference.cross_learned import (
    Regression,
    known_values,
    part_of_weight,
    read_cross_learned,
)
from kgisim.inference.driver_growth import is_driven
from kgisim.inference.family import PriorSpec, family_digest, load_family
from kgisim.inference.fit import Fit, read_fit, write_fit
from kgisim.inference.fit_cache import default_cache, fit_key
from kgisim.inference.observed_path import past_departure
from kgisim.messages import Message
from kgisim.parallel import Workers
from kgisim.rng import stream
from kgisim.workspace import Workspace

Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what has just been done."""

DRAWS = 4000
"""Draws kept: the standard error of a chance of 0.3 is 0.7 points."""
SEED = 20401
"""Seed of everything random unless the user names another."""


def learned_means(catalog: Catalog, name: str) -> PriorSpec:
    """Return the priors of an indicator whose middle its family learned from other series.

    Priors of its own replace them. A catalogue that was made in memory has no families to ask.
    """
    indicator, workspace = catalog.indicators[name], catalog.workspace
    if indicator.model.family is None or workspace is None:
        return {}
    family = load_family(workspace, indicator.model.family)
    driven = is_driven(catalog.indicators, workspace, name)
    learned = family.learned_means(indicator.scale, driven=driven)
    return {key: prior for key, prior in learned.items() if key not in indicator.model.priors}


def regression(indicator: Indicator, workspace: Workspace) -> Regression | None:
    """Return what series of an indicator's scale taught, if it is one of their kind.

    Priors of its own say that it is not: its family then stands alone.
    """
    if indicator.model.family is None or indicator.model.priors:
        return None
    family = load_family(workspace, indicator.model.family)
    learned = read_cross_learned(workspace, family.pool_file)
    return learned.scales.get(indicator.scale) if learned else None


def pool_weight(catalog: Catalog, name: str) -> float:
    """Return the weight, in a series' forecast, of what was learned across other series.

    Nought if its family stands alone. A catalogue made in memory has no families to ask.
    """
    indicator, rows = catalog.indicators[name], catalog.rows(name)
    learned = regression(indicator, catalog.workspace) if catalog.workspace else None
    known = len(known_values(indicator, rows)) if learned and indicator.is_fitted else 0
    return learned.weight * part_of_weight(known) if learned else 0.0


@dataclass(frozen=True)
class FitTask:
    """Everything one fit depends on, and where it is kept.

    Parameters
    ----------
    drivers
        Fits of the indicator's drivers, and of theirs.
    cache
        Folder of stored fits.
    common
        What the indicator shares with the other series of its panel.
    """

    catalog: Catalog
    workspace: Workspace
    name: str
    drivers: Mapping[str, Fit]
    seed: int
    draws: int
    cache: Path
    common: CommonFactor | None

    @property
    def indicator(self) -> Indicator:
        """The indicator to be fitted."""
        return self.catalog.indicators[self.name]

    @property
    def key(self) -> str:
        """Hash of everything the fit depends on."""
        family = family_digest(self.workspace, self.indicator.model.family or "")
        rows = self.catalog.rows(self.name)
        how = {"seed": self.seed, "draws": self.draws, "common": self.common}
        return fit_key(self.indicator, rows, family, self.drivers, self.catalog.axis, **how)

    def stored(self) -> Fit | None:
        """Read the fit from the cache; a file that cannot be read counts as absent."""
        path = self._path(self.key)
        if not path.exists():
            return None
        try:
            return read_fit(path)
        except (OSError, ValueError):
            return None

    def run(self) -> Fit:
        """Fit, and store the draws; what cannot be tried is told, like what fails its gate.

        PyMC is imported only here.
        """
        from kgisim.inference.fit_one import compute

        assert self.indicator.model.family is not None
        history = {effect.driver: self._history(effect.driver) for effect in self.indicator.drivers}
        key = self.key
        try:
            fit = compute(
                self.indicator,
                self.catalog.rows(self.name),
                load_family(self.workspace, self.indicator.model.family),
                history,
                self.catalog.axis,
                key=key,
                draws=self.draws,
                generator=stream(self.seed, "fit", self.name),
                driven=is_driven(self.catalog.indicators, self.workspace, self.name),
                common=self.common,
                learned=regression(self.indicator, self.workspace),
            )
        except FitError as error:  # an early vintage can leave a series without rows
            return Fit.blocked(self.name, error.message, self.catalog.axis)
        write_fit(self._path(key), fit)
        return read_fit(self._path(key))  # sums round by how arrays lie in memory

    def _history(self, driver: str) -> pd.Series:
        """Return what is known of a driver; its future enters in the simulation, not in the fit."""
        departure = past_departure(self.catalog, driver, self.drivers)
        return departure.where(departure.index <= self.drivers[driver].last, 0.0)

    def _path(self, key: str) -> Path:
        return self.cache / f"{self.name}-{key}.h5"


def fit_all(
    catalog: Catalog,
    workspace: Workspace,
    *,
    names: tuple[str, ...] | None = None,
    seed: int = SEED,
    draws: int = DRAWS,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
    workers: Workers[Any] | None = None,
    admit_failed: bool = False,
) -> dict[str, Fit]:
    """Fit every fitted indicator (or those in `names` and what they need), drivers first.

    A fit that fails its gate is returned with its verdict, and so is, without draws, what a failed
    driver or a lack of rows blocks. Fits in the cache are reused if nothing they depend on has
    changed.

    Parameters
    ----------
    jobs
        Processes; None: one for each core.
    cache
        Folder of stored fits; None: the user's cache folder.
    progress
        Told after every fit.
    workers
        Processes that are there already, in place of `jobs`.
    admit_failed
        Whether draws that failed their gate may be used; the verdict stays.
    """
    graph = catalog.dependencies
    waiting = graph.required_fits(names)
    total, done = len(waiting), {}
    folder = cache or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    growths = panel_growths(catalog)

    def take(fit: Fit) -> None:
        admitted = admit_failed and fit.status != "ok" and len(fit.noise) > 0
        done[fit.indicator] = replace(fit, admitted=True) if admitted else fit
        if progress is not None:
            progress(len(done), total, fit.indicator)

    with nullcontext(workers) if workers is not None else Workers[Fit](jobs) as workers:
        while waiting or workers.busy:
            for name in [n for n in waiting if graph.ancestors(n) <= set(done)]:
                waiting.remove(name)
                drivers = {other: done[other] for other in sorted(graph.ancestors(name))}
                failed = [other for other, fit in drivers.items() if not fit.is_usable]
                if failed:
                    reason = Message("fit.driver", driver=failed[0])
                    take(Fit.blocked(name, reason, catalog.axis))
                    continue
                common = common_factor(catalog, name, seed=seed, draws=draws, growths=growths)
                task = FitTask(catalog, workspace, name, drivers, seed, draws, folder, common)
                stored = task.stored()
                if stored is None:
                    workers.start(task)
                else:
                    take(stored)
            for fit in workers.finished():
                take(fit)
    return {name: done[name] for name in sorted(done)}

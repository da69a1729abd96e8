"""Fit indicators: the only place where sampling happens."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pandas as pd

from kgisim.errors import FitError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member, members_of
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
from kgisim.inference.group_priors import GroupPriors, GroupTask
from kgisim.inference.observed_path import known_departure
from kgisim.messages import Message
from kgisim.parallel import Workers
from kgisim.rng import stream
from kgisim.stores import mark_used, remove_unused
from kgisim.workspace import Workspace

Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what has just been done."""

DRAWS = 4000
"""Draws kept: the standard error of a chance of 0.3 is 0.7 points."""
SEED = 20401
"""Seed of everything random unless the user names another."""


def learned_means(catalog: Catalog, name: str) -> PriorSpec:
    """Return the priors of an indicator whose middle its family learned from other series.

    Priors of its own replace them, and those of its group. A catalogue that was made in memory has
    no families to ask.
    """
    indicator, workspace = catalog.indicators[name], catalog.workspace
    if indicator.model.family is None or workspace is None or isinstance(indicator, Member):
        return {}
    family = load_family(workspace, indicator.model.family)
    driven = is_driven(catalog.indicators, workspace, name)
    learned = family.learned_means(indicator.scale, driven=driven)
    return {key: prior for key, prior in learned.items() if key not in indicator.model.priors}


def regression(indicator: Indicator, workspace: Workspace) -> Regression | None:
    """Return what series of an indicator's scale taught, if it is one of their kind.

    Priors of its own, or of its group, say that it is not: its family then stands alone.
    """
    own = indicator.model.priors or isinstance(indicator, Member)
    if indicator.model.family is None or own:
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
    group
        Priors that it shares with the other members of its group.
    """

    catalog: Catalog
    workspace: Workspace
    name: str
    drivers: Mapping[str, Fit]
    seed: int
    draws: int
    cache: Path
    common: CommonFactor | None
    group: PriorSpec = field(default_factory=dict)

    @property
    def indicator(self) -> Indicator:
        """The indicator to be fitted, with the priors of its group."""
        found = self.catalog.indicators[self.name]
        if not self.group:
            return found
        model = found.model.model_copy(update={"priors": dict(self.group)})
        return found.model_copy(update={"model": model})

    @property
    def key(self) -> str:
        """Hash of everything the fit depends on."""
        family = family_digest(self.workspace, self.indicator.model.family or "")
        rows = self.catalog.rows(self.name)
        how = {"seed": self.seed, "draws": self.draws, "common": self.common}
        return fit_key(self.indicator, rows, family, self.drivers, self.catalog.axis, **how)

    def stored(self) -> Fit | None:
        """Read the fit from the cache; a file that cannot be read counts as absent."""
        file = self.file
        if not file.exists():
            return None
        mark_used(file)
        try:
            return read_fit(file)
        except (OSError, ValueError):
            return None

    def run(self) -> Fit:
        """Fit, and store the draws; what cannot be tried is told, like what fails its gate.

        SciPy is imported only here.
        """
        from kgisim.inference.fit_one import compute

        assert self.indicator.model.family is not None
        history = {
            effect.driver: known_departure(self.catalog, effect.driver, self.drivers)
            for effect in self.indicator.drivers
        }
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
        write_fit(self._file(key), fit)
        return read_fit(self._file(key))  # sums round by how arrays lie in memory

    @property
    def file(self) -> Path:
        """Where the fit is kept: a file named by the hash of all that it depends on."""
        return self._file(self.key)

    def _file(self, key: str) -> Path:
        return self.cache / f"{self.name}-{key}.h5"


@dataclass(frozen=True)
class _Pool:
    """The priors of a group, as something that has to be done."""

    group: str


_Node = str | _Pool
"""A fit by its indicator, or what a group learns."""


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
    changed; what was not used for long is removed from it (`kgisim.stores`).

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
    folder = cache or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    waiting = catalog.dependencies.required_fits(names)
    growths = panel_growths(catalog)
    fitting = _Fitting(
        catalog, workspace, seed, draws, folder, growths, len(waiting), progress, admit_failed
    )
    with nullcontext(workers) if workers is not None else Workers[Any](jobs) as workers:
        fitting.run(waiting, workers)
    remove_unused(folder)
    return {name: fitting.done[name] for name in sorted(fitting.done)}


@dataclass
class _Fitting:
    """What is done, and what may begin: inputs come first, and of a group its priors."""

    catalog: Catalog
    workspace: Workspace
    seed: int
    draws: int
    cache: Path
    growths: Mapping[str, pd.DataFrame]
    total: int
    progress: Progress | None
    admits_failed: bool
    done: dict[str, Fit] = field(default_factory=dict)
    groups: dict[str, PriorSpec] = field(default_factory=dict)
    order: TopologicalSorter[_Node] = field(default_factory=TopologicalSorter)

    def run(self, waiting: Iterable[str], workers: Workers[Any]) -> None:
        """Fit all that wait."""
        self.order = TopologicalSorter(self._needs(waiting))
        self.order.prepare()
        while self.order.is_active():
            for node in self.order.get_ready():
                self._begin(node, workers)
            for found in workers.finished():
                self._take(found)

    def _needs(self, waiting: Iterable[str]) -> dict[_Node, list[_Node]]:
        """Return what each fit, and each group's priors, need."""
        needs: dict[_Node, list[_Node]] = {}
        for name in waiting:
            needs[name] = [*sorted(self.catalog.dependencies.ancestors(name))]
            indicator = self.catalog.indicators[name]
            if isinstance(indicator, Member):
                pool = _Pool(indicator.member_of)
                needs[pool] = [pool.group]
                needs[name].append(pool)
        return needs

    def _begin(self, node: _Node, workers: Workers[Any]) -> None:
        """Take what is stored or cannot be done, and start the rest."""
        name = node.group if isinstance(node, _Pool) else node
        behind = self.catalog.dependencies.ancestors(name)
        drivers = {other: self.done[other] for other in sorted(behind)}
        task: FitTask | GroupTask
        if isinstance(node, _Pool):
            fits = {**drivers, name: self.done[name]}
            if not self.done[name].is_usable:  # its members are blocked
                self._take(GroupPriors(name, {}))
                return
            members = (one.id for one in members_of(self.catalog.indicators, name))
            known = self.catalog.only({name, *behind, *members})
            task = GroupTask(known, self.workspace, name, fits, self.seed, self.cache)
        else:
            failed = [other for other, fit in drivers.items() if not fit.is_usable]
            if failed:
                reason = Message("fit.driver", driver=failed[0])
                self._take(Fit.blocked(name, reason, self.catalog.axis))
                return
            task = self._fit_task(name, drivers)
        stored = task.stored()
        if stored is None:
            workers.start(task)
        else:
            self._take(stored)

    def _fit_task(self, name: str, drivers: Mapping[str, Fit]) -> FitTask:
        how = {"seed": self.seed, "draws": self.draws}
        common = common_factor(self.catalog, name, growths=self.growths, **how)
        indicator = self.catalog.indicators[name]
        group = self.groups[indicator.member_of] if isinstance(indicator, Member) else {}
        known = self.catalog.only({name, *drivers})
        return FitTask(
            known,
            self.workspace,
            name,
            drivers,
            cache=self.cache,
            common=common,
            group=group,
            **how,
        )

    def _take(self, found: Fit | GroupPriors) -> None:
        if isinstance(found, GroupPriors):
            self.groups[found.group] = found.priors
            self.order.done(_Pool(found.group))
            return
        admitted = self.admits_failed and found.status != "ok" and len(found.noise) > 0
        self.done[found.indicator] = replace(found, admitted=True) if admitted else found
        self.order.done(found.indicator)
        if self.progress is not None:
            self.progress(len(self.done), self.total, found.indicator)

"""Partial pooling: the priors of a group's hyperparameters, learned from all its members.

Each hyperparameter of a member comes from a distribution that all members share, of the kind that
the family names (a gamma distribution, say), with numbers φ of the group. They maximise

    Σ over members of log ∫ L(θ) p(θ | φ) dθ  −  BELIEF · KL(family's prior ‖ p(· | φ))

where L is the likelihood of a member's rows: members who say little take what the others say, and a
group of few members takes what the family says. The integral is a mean over points drawn once from
the family's prior, and the maximum is found by expectation and maximisation.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from kgisim.errors import FitError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import members_of
from kgisim.inference.driver_growth import is_driven
from kgisim.inference.family import PriorSpec, family_digest, load_family
from kgisim.inference.fit import Fit
from kgisim.inference.fit_cache import fit_key
from kgisim.inference.fit_one import priors_of
from kgisim.inference.importance_sampling import log_likelihoods
from kgisim.inference.importance_weights import normalised
from kgisim.inference.model import Compiled, compile_family
from kgisim.inference.model_data import build_frame
from kgisim.inference.observed_path import known_departure
from kgisim.inference.priors import prior_of
from kgisim.io import write_whole
from kgisim.rng import stream
from kgisim.stores import mark_used
from kgisim.workspace import Workspace

POINTS = 2000
"""Points at which likelihoods are computed."""
BELIEF = 1.0
"""Members of whom nothing is known that the family's prior counts for."""
STEPS = 12
"""Steps of expectation and maximisation."""
TRIES = 60
"""Evaluations in each search for the numbers of one prior."""


@dataclass(frozen=True)
class GroupPriors:
    """Priors that the members of a group share.

    Parameters
    ----------
    group
        Id of the group.
    priors
        By hyperparameter.
    """

    group: str
    priors: PriorSpec


@dataclass(frozen=True)
class GroupTask:
    """Learning the priors of one group: a job that any process can do.

    Parameters
    ----------
    catalog
        Holds at least the group and what drives it.
    drivers
        Fits of the middle, and of what drives it.
    cache
        Folder of stored fits.
    """

    catalog: Catalog
    workspace: Workspace
    group: str
    drivers: Mapping[str, Fit]
    seed: int
    cache: Path

    @property
    def members(self) -> list[Indicator]:
        """Members whose rows are known."""
        found = members_of(self.catalog.indicators, self.group)
        return [one for one in found if len(self.catalog.rows(one.id))]

    def stored(self) -> GroupPriors | None:
        """Read the priors from the cache; a file that cannot be read counts as absent."""
        mark_used(self.file)
        try:
            return GroupPriors(self.group, json.loads(self.file.read_text("utf-8")))
        except (OSError, ValueError):
            return None

    def run(self) -> GroupPriors:
        """Learn the priors, and store them."""
        priors = self._learned()
        write_whole(self.file, json.dumps(priors, sort_keys=True).encode())
        return GroupPriors(self.group, priors)

    @property
    def file(self) -> Path:
        """Where the priors are kept: a file named by the hash of all that they depend on."""
        family = self.catalog.indicators[self.group].model.family or ""
        known = family_digest(self.workspace, family), {self.group: self.drivers[self.group]}
        keys = [
            fit_key(
                *(one, self.catalog.rows(one.id), *known, self.catalog.axis),
                seed=self.seed,
                draws=POINTS,
            )
            for one in self.members
        ]
        key = hashlib.sha256("".join(keys).encode()).hexdigest()[:32]
        return self.cache / f"{self.group}-{key}.json"

    def _learned(self) -> PriorSpec:
        """Compute the likelihood of each member at common points, and learn from all."""
        history = {self.group: known_departure(self.catalog, self.group, self.drivers)}
        found: list[np.ndarray] = []
        compiled, points, priors = None, [], {}
        for one in self.members:
            try:
                rows, axis = self.catalog.rows(one.id), self.catalog.axis
                frame = build_frame(one, rows, history, axis.last)
            except FitError:  # said of the member where it is fitted
                continue
            if compiled is None:
                family = load_family(self.workspace, one.model.family or "")
                driven = is_driven(self.catalog.indicators, self.workspace, one.id)
                priors = priors_of(one, family, frame, driven=driven)
                compiled = compile_family(family, priors, max(len(frame.years), len(axis)))
                points = compiled.sample(stream(self.seed, "group", self.group), POINTS)
            generator = stream(self.seed, "group", self.group, one.id)
            with threadpool_limits(1):
                found.append(log_likelihoods(compiled, frame, points, generator))
        return learned(priors, compiled, points, np.array(found)) if compiled else {}


def learned(
    priors: PriorSpec, compiled: Compiled, points: list[np.ndarray], likelihood: np.ndarray
) -> PriorSpec:
    """Learn the priors of a group from the likelihoods of its members.

    Parameters
    ----------
    priors
        Those of the family, from which the points were drawn.
    compiled
        The family under them.
    points
        Unconstrained values, an array (point, …) for each of `compiled.shapes`.
    likelihood
        (member, point) logarithms, up to a constant of each member.

    Returns
    -------
    mapping
        Priors of the scalar hyperparameters, of the same kinds.
    """
    values = dict(zip(compiled.names, points, strict=False))
    current = {name: priors[name] for name in compiled.names}
    before = {name: _density(name, priors[name], values[name]) for name in current}
    belief = np.full(len(points[0]), BELIEF / len(points[0]))
    for _ in range(STEPS):
        moved = [_density(name, one, values[name]) - before[name] for name, one in current.items()]
        posterior = likelihood + np.sum(moved, axis=0)
        weights = belief + np.sum([normalised(member) for member in posterior], axis=0)
        current = {name: _fitted(name, one, values[name], weights) for name, one in current.items()}
    return current


def _density(name: str, prior: Mapping[str, Any], points: np.ndarray) -> np.ndarray:
    return prior_of(name, prior).density(points)[2]


def _fitted(
    name: str, prior: Mapping[str, Any], points: np.ndarray, weights: np.ndarray
) -> Mapping[str, Any]:
    """Find the numbers of a prior under which weighted points are likeliest."""
    from scipy.optimize import minimize  # slow to import, and few plans have groups

    numbers = {key: one for key, one in prior["kwargs"].items() if isinstance(one, float)}
    is_location = np.array([key == "mu" for key in numbers])
    unit = max((one for key, one in numbers.items() if key != "mu"), default=1.0)
    start = np.array(list(numbers.values()))

    def spec(moved: np.ndarray) -> dict[str, Any]:
        found = np.where(is_location, start + unit * moved, start * np.exp(moved))
        named = {key: float(f"{one:.6g}") for key, one in zip(numbers, found, strict=True)}
        return {**prior, "kwargs": {**prior["kwargs"], **named}}

    def loss(moved: np.ndarray) -> float:
        density = _density(name, spec(moved), points)
        found = -float(weights @ density)
        return found if np.isfinite(found) else np.inf

    search = {"maxfev": TRIES, "initial_simplex": _simplex(len(start))}
    best = minimize(loss, np.zeros(len(start)), method="Nelder-Mead", options=search)
    return spec(best.x)


def _simplex(size: int) -> np.ndarray:
    """Corners from which a search begins, a fifth away from the present numbers."""
    return np.vstack([np.zeros(size), 0.2 * np.eye(size)])

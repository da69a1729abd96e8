"""The smallest package that reaches a target with a wanted probability.

Every measure is taken at one of the effort levels 0 to 4; a level is a share of its elicited
effect, so that the same draws are used at every level. Few measures are searched whole, the
cheapest packages first. With more, the search is branch and bound: measures are decided one after
the other, and a branch is left as soon as it costs as much as the best package found, or would not
reach the target with all undecided measures at their highest level.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from kgisim.errors import RequestError
from kgisim.projection.scenario import Effect, Measure, Scenario
from kgisim.targets.posed_question import Estimate, PosedQuestion, Project

HIGHEST = 4
"""Effort level at which a measure has its whole effect."""
MOST_PROJECTIONS = 500
"""Projections after which the search ends with the best package found."""
SAME = 1e-9
"""Costs that differ by less are equal."""
Levels = tuple[int, ...]
"""Effort level of every measure, in the order of the package."""


@dataclass(frozen=True)
class Package:
    """Measures at effort levels, and what they give.

    Parameters
    ----------
    levels
        Effort level of every measure; 0: left out.
    cost
        Sum over measures of level × cost of one level: levels, where no cost is stated.
    chance
        Chance of the target.
    """

    levels: Mapping[str, int]
    cost: float
    chance: Estimate


@dataclass(frozen=True, repr=False)
class Solution:
    """Answer of the solver.

    Parameters
    ----------
    probability
        Probability that was asked for.
    package
        Smallest package that reaches it; None if none does.
    full
        All measures at their highest level, harmful ones left out: the best there is.
    smaller
        The package with one level less of one measure, the best chance first: none of them
        reaches the probability.
    proven
        Whether no cheaper package can reach it. It is not if the search was cut off, or if there
        were too many packages to try all and a measure worsens some draws, so that more of it
        need not be better.
    priced
        Whether packages are compared by the costs of their measures, or by effort levels alone.
    projections
        Number of projections made.
    """

    probability: float
    package: Package | None
    full: Package
    smaller: tuple[Package, ...]
    proven: bool
    priced: bool
    projections: int

    @property
    def close(self) -> bool:
        """Whether the chance is within two Monte Carlo errors of what was asked for."""
        chance = (self.package or self.full).chance
        return abs(chance.value - self.probability) < 2 * chance.error

    def __repr__(self) -> str:
        """Summarise it in one line."""
        if self.package is None:
            reached = f"none, all measures attain it with {self.full.chance.value:.2f}"
        else:
            used = sum(level > 0 for level in self.package.levels.values())
            reached = f"{used} measures at cost {self.package.cost:g}"
        return f"<Solution for probability {self.probability:g}: {reached}>"

    def _repr_html_(self) -> str:
        levels = (self.package or self.full).levels
        cells = "".join(
            f"<tr><td>{name}</td><td>{level}</td></tr>" for name, level in levels.items()
        )
        return f"<table>{cells}</table>"


def solve(
    project: Project,
    package: Scenario,
    posed: PosedQuestion,
    probability: float,
    *,
    most: int = MOST_PROJECTIONS,
) -> Solution:
    """Find the smallest package that reaches a target with a probability.

    Parameters
    ----------
    project
        Carries the draws through a scenario.
    package
        Scenario whose measures may be used; its world stays as assumed.
    most
        Number of projections at most.

    Raises
    ------
    RequestError
        If the probability is not between 0 and 1, or there is no measure.
    """
    priced, prices = _prices(package)
    if not 0.0 < probability < 1.0:
        raise RequestError("target.probability", found=probability)
    trials = _Trials(project, package, posed, prices, most)
    full, monotone = trials.full()
    if trials.chance(full).value < probability:
        return Solution(probability, None, trials.package(full), (), monotone, priced, trials.made)
    if np.prod([highest + 1 for highest in full]) <= most:
        best, proven = _cheapest(trials, full, probability), True
    else:
        search = _Search(trials, probability, full)
        proven = search.run() and monotone
        best = search.best
    smaller = [trials.package(levels) for levels in _one_less(best)]
    return Solution(
        probability=probability,
        package=trials.package(best),
        full=trials.package(full),
        smaller=tuple(sorted(smaller, key=lambda one: one.chance.value, reverse=True)),
        proven=proven,
        priced=priced,
        projections=trials.made,
    )


def at_levels(package: Scenario, levels: Mapping[str, int]) -> Scenario:
    """Return the scenario with its measures at effort levels; level 0 leaves one out."""
    kept = [
        _scaled(measure, levels[measure.id] / HIGHEST)
        for measure in package.measures
        if levels[measure.id] > 0
    ]
    return package.model_copy(update={"measures": tuple(kept)})


def _scaled(measure: Measure, share: float) -> Measure:
    whole = measure.effect
    part = Effect(p10=whole.p10 * share, p50=whole.p50 * share, p90=whole.p90 * share)
    return measure.model_copy(update={"effect": part})


def _prices(package: Scenario) -> tuple[bool, np.ndarray]:
    """Return the cost of one level of every measure: as stated if all are, else 1 each."""
    if not package.measures:
        raise RequestError("solve.no_measure", scenario=package.id)
    stated = [measure.cost for measure in package.measures]
    known = [cost / HIGHEST for cost in stated if cost is not None]
    if len(known) == len(stated):
        return True, np.array(known)
    return False, np.ones(len(stated))


def _one_less(levels: Levels) -> list[Levels]:
    return [
        (*levels[:place], level - 1, *levels[place + 1 :])
        for place, level in enumerate(levels)
        if level > 0
    ]


def _cheapest(trials: "_Trials", full: Levels, probability: float) -> Levels:
    """Try packages from the cheapest on; of those that cost the same, take the best one."""
    every = sorted(product(*(range(highest + 1) for highest in full)), key=trials.cost)
    reached: list[Levels] = []
    for levels in every:
        if reached and trials.cost(levels) > trials.cost(reached[0]) + SAME:
            break
        if trials.chance(levels).value >= probability:
            reached.append(levels)
    return max(reached, key=lambda levels: trials.chance(levels).value)


class _Trials:
    """Packages that were tried, each projected once."""

    def __init__(
        self,
        project: Project,
        package: Scenario,
        posed: PosedQuestion,
        prices: np.ndarray,
        most: int,
    ):
        self.project, self.scenario, self.posed = project, package, posed
        self.prices, self.most = prices, most
        self.names = [measure.id for measure in package.measures]
        self._tried: dict[Levels, Estimate] = {}

    @property
    def made(self) -> int:
        return len(self._tried)

    @property
    def exhausted(self) -> bool:
        return self.made >= self.most

    def drawn(self, levels: Levels) -> np.ndarray:
        chosen = at_levels(self.scenario, dict(zip(self.names, levels, strict=True)))
        drawn = self.posed.drawn(self.project(chosen), self.scenario.id)
        self._tried[levels] = self.posed.chance(drawn)
        return drawn

    def chance(self, levels: Levels) -> Estimate:
        if levels not in self._tried:
            self.drawn(levels)
        return self._tried[levels]

    def cost(self, levels: Levels) -> float:
        return float(self.prices[: len(levels)] @ np.array(levels, dtype=float))

    def package(self, levels: Levels) -> Package:
        named = dict(zip(self.names, levels, strict=True))
        return Package(named, self.cost(levels), self.chance(levels))

    def full(self) -> tuple[Levels, bool]:
        """Highest level of every measure that helps, and whether more of them is never worse."""
        none = (0,) * len(self.names)
        before = self.drawn(none)
        sign = -1.0 if self.posed.better == "lower" else 1.0
        levels, never_worse = [], True
        for place in range(len(none)):
            alone = (*none[:place], HIGHEST, *none[place + 1 :])
            gain = sign * (self.drawn(alone) - before)
            helps = bool(gain.any()) and self.chance(alone).value >= self.chance(none).value
            never_worse &= not (helps and (gain < 0).any())
            levels.append(HIGHEST if helps else 0)
        return tuple(levels), never_worse


class _Search:
    """Branch and bound over effort levels, from a package that reaches the probability."""

    def __init__(self, trials: _Trials, probability: float, full: Levels):
        self.trials, self.probability, self.full = trials, probability, full
        self.best = full

    def run(self) -> bool:
        """Find the cheapest package; return whether every branch was looked at."""
        self._lower()
        self._decide(())
        return not self.trials.exhausted

    def _reaches(self, levels: Levels) -> bool:
        return self.trials.chance(levels).value >= self.probability

    def _lower(self) -> None:
        """Take away levels one by one as long as it can be done: a good first bound."""
        while not self.trials.exhausted:
            lower = [levels for levels in _one_less(self.best) if self._reaches(levels)]
            if not lower:
                return
            cost, chance = self.trials.cost, self.trials.chance
            self.best = min(lower, key=lambda levels: (cost(levels), -chance(levels).value))

    def _decide(self, decided: Levels) -> None:
        """Try the levels of the next measure, with all after it at their highest."""
        place = len(decided)
        if place == len(self.full):
            self.best = decided  # cheaper than the best so far, or it would not have come here
            return
        for level in range(self.full[place] + 1):
            levels = (*decided, level)
            cheapest = self.trials.cost(levels) < self.trials.cost(self.best) - SAME
            if not cheapest or self.trials.exhausted:
                return
            if self._reaches((*levels, *self.full[place + 1 :])):
                self._decide(levels)

"""What each measure contributes to a chance and to a median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.analysis.shapley import (
    Team,
    exact_weights,
    sample_orders,
    sampled_weights,
    sampling_error,
)
from kgisim.errors import RequestError
from kgisim.projection.scenario import Scenario
from kgisim.rng import stream
from kgisim.targets.posed_question import (
    Estimate,
    PosedQuestion,
    Project,
    combination,
    with_measures,
)

MOST_EXACT = 8
"""Measures up to which every combination is projected; 2⁸ = 256."""
PAIRS = 32
"""Pairs of orders that are sampled beyond that."""
EFFECTS = ("alone", "last", "share")
"""What a measure adds by itself, what it adds to all the others, and its Shapley value."""
COLUMNS = (
    "measure",
    *(
        f"{number}_{effect}{kind}"
        for number in ("chance", "median")
        for effect in EFFECTS
        for kind in ("", "_error")
    ),
)
"""Columns of `Contributions.table`."""
NOBODY: Team = frozenset()


@dataclass(frozen=True)
class Sum:
    """The same sum over combinations of measures, of chances and of medians."""

    chance: Estimate
    median: Estimate


@dataclass(frozen=True)
class Contributions:
    """What each measure of a package contributes.

    Parameters
    ----------
    table
        One row per measure, the largest share of the chance first. The shares add up to the
        step from ``without`` to ``complete``.
    without, complete
        The package's world with none and with all of its measures.
    interaction
        What the measures do together beyond the sum of what each does alone.
    exact
        Whether every combination was projected, or orders were sampled.
    projections
        Number of projections made.
    """

    table: pd.DataFrame
    without: Sum
    complete: Sum
    interaction: Sum
    exact: bool
    projections: int


def contributions(
    project: Project, package: Scenario, posed: PosedQuestion, *, seed: int, pairs: int = PAIRS
) -> Contributions:
    """Split the step that a package makes among its measures.

    Measures that move no draw, neither alone nor when taken out of the package, have no share
    and are left out of the combinations.

    Parameters
    ----------
    project
        Carries the draws through a scenario.
    package
        The scenario whose measures are asked about.
    seed, pairs
        For sampled orders, where more than `MOST_EXACT` measures matter.

    Raises
    ------
    RequestError
        If the scenario has no measure.
    """
    names = [measure.id for measure in package.measures]
    if not names:
        raise RequestError("analysis.no_measure", scenario=package.id)
    outcomes = Outcomes(project, package, posed)
    everyone = frozenset(names)
    players = [name for name in names if outcomes.is_affected_by(name)]
    exact = len(players) <= MOST_EXACT
    generator = stream(seed, "orders", package.id)
    orders = [] if exact else sample_orders(players, pairs, generator)
    weights = exact_weights(players) if exact else sampled_weights(players, orders)
    missed = outcomes.sampling_errors(players, orders, weights)
    rows = [
        _row(
            outcomes, name, everyone, _column(weights, players, name), missed.get(name, (0.0, 0.0))
        )
        for name in names
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    ranked = table.sort_values("chance_share", key=abs, ascending=False, kind="stable")
    return Contributions(
        table=ranked.reset_index(drop=True),
        without=outcomes.sum({NOBODY: 1.0}),
        complete=outcomes.sum({everyone: 1.0}),
        interaction=outcomes.sum(_together(names)),
        exact=exact,
        projections=len(outcomes.drawn),
    )


class Outcomes:
    """What is judged, under every combination of measures that is asked for; each made once."""

    def __init__(self, project: Project, package: Scenario, posed: PosedQuestion):
        self.project, self.package, self.posed = project, package, posed
        self.everyone = frozenset(measure.id for measure in package.measures)
        self.drawn: dict[Team, np.ndarray] = {}

    def __getitem__(self, team: Team) -> np.ndarray:
        """Return the draws of what is judged with these measures only."""
        if team not in self.drawn:
            projection = self.project(with_measures(self.package, team))
            self.drawn[team] = self.posed.drawn(projection, self.package.id)
        return self.drawn[team]

    def is_affected_by(self, name: str) -> bool:
        """Whether a measure moves any draw, alone or when it is taken out of the package."""
        others = self.everyone - {name}
        alone = np.array_equal(self[frozenset({name})], self[NOBODY])
        return not (alone and np.array_equal(self[others], self[self.everyone]))

    def sum(self, weights: Mapping[Team, float]) -> Sum:
        """Sum of chances and of medians over combinations, with their errors."""
        parts = [(weight, self[team]) for team, weight in weights.items()]
        return Sum(*combination(self.posed, parts))

    def sampling_errors(
        self,
        players: Sequence[str],
        orders: Sequence[tuple[str, ...]],
        weights: Mapping[Team, np.ndarray],
    ) -> dict[str, tuple[float, float]]:
        """Errors of shares, of chance and of median, that come from having sampled orders."""
        if not orders:
            return {}
        chances = {team: float(self.posed.reached(self[team]).mean()) for team in weights}
        medians = {team: float(np.median(self[team])) for team in weights}
        errors = [sampling_error(players, orders, worth) for worth in (chances, medians)]
        return dict(zip(players, zip(*errors, strict=True), strict=True))


def _column(
    weights: Mapping[Team, np.ndarray], players: Sequence[str], name: str
) -> dict[Team, float]:
    """Weights of one player; none for a measure that moves nothing."""
    if name not in players:
        return {}
    place = players.index(name)
    return {team: float(weight[place]) for team, weight in weights.items()}


def _together(names: Sequence[str]) -> dict[Team, float]:
    """Weights of what all do together beyond the sum of what each does alone."""
    weights: dict[Team, float] = {NOBODY: len(names) - 1.0, frozenset(names): 1.0}
    for name in names:
        weights[frozenset({name})] = weights.get(frozenset({name}), 0.0) - 1.0
    return weights


def _row(
    outcomes: Outcomes,
    name: str,
    everyone: Team,
    share: Mapping[Team, float],
    missed: tuple[float, float],
) -> dict[str, object]:
    found = {
        "alone": outcomes.sum({frozenset({name}): 1.0, NOBODY: -1.0}),
        "last": outcomes.sum({everyone: 1.0, everyone - {name}: -1.0}),
        "share": outcomes.sum(share),
    }
    row: dict[str, object] = {"measure": name}
    for effect, both in found.items():
        for number, estimate, more in zip(
            ("chance", "median"), (both.chance, both.median), missed, strict=True
        ):
            row[f"{number}_{effect}"] = estimate.value
            error = float(np.hypot(estimate.error, more if effect == "share" else 0.0))
            row[f"{number}_{effect}_error"] = error
    return row

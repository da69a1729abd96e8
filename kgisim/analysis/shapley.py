"""Shapley values: a fair split of a total among players who act together.

The value of a player is what it adds to those before it, averaged over all orders in which the
players can arrive (Shapley 1953). The values add up to the total exactly, also when orders are
sampled, because what is added along one order telescopes.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np

Team = frozenset[str]
"""Players who act together."""


def teams(players: Sequence[str]) -> list[Team]:
    """List every team that can be formed, the empty one first.

    Examples
    --------
    >>> [sorted(team) for team in teams(["a", "b"])]
    [[], ['a'], ['b'], ['a', 'b']]
    """
    sizes = range(len(players) + 1)
    return [frozenset(team) for size in sizes for team in combinations(players, size)]


def exact_weights(players: Sequence[str]) -> dict[Team, np.ndarray]:
    """Weights of every team's worth in each player's value (players in the given order).

    Returns
    -------
    dict
        By team, (player,) weights.

    Examples
    --------
    >>> worth = {frozenset(): 0.0, frozenset("a"): 1.0, frozenset("b"): 3.0, frozenset("ab"): 6.0}
    >>> sum(worth[team] * weight for team, weight in exact_weights("ab").items()).tolist()
    [2.0, 4.0]
    """
    count = len(players)

    def weight(player: str, team: Team) -> float:
        before = len(team) - 1 if player in team else len(team)
        orders = factorial(before) * factorial(count - before - 1) / factorial(count)
        return orders if player in team else -orders

    return {team: np.array([weight(player, team) for player in players]) for team in teams(players)}


def sample_orders(
    players: Sequence[str], pairs: int, generator: np.random.Generator
) -> list[tuple[str, ...]]:
    """Draw orders of arrival, each followed by its reverse: early and late places balance."""
    drawn = [tuple(generator.permutation(list(players)).tolist()) for _ in range(pairs)]
    return [order for one in drawn for order in (one, one[::-1])]


def sampled_weights(
    players: Sequence[str], orders: Sequence[tuple[str, ...]]
) -> dict[Team, np.ndarray]:
    """Compute the weights of the teams met along sampled orders, as in `exact_weights`.

    Returns
    -------
    dict
        By team, (player,) weights.
    """
    place = {player: column for column, player in enumerate(players)}
    weights: dict[Team, np.ndarray] = {}
    for order in orders:
        for step, player in enumerate(order):
            for team, sign in (
                (frozenset(order[: step + 1]), 1.0),
                (frozenset(order[:step]), -1.0),
            ):
                row = weights.setdefault(team, np.zeros(len(players)))
                row[place[player]] += sign / len(orders)
    return weights


def sampling_error(
    players: Sequence[str], orders: Sequence[tuple[str, ...]], worth: Mapping[Team, float]
) -> np.ndarray:
    """Return the standard error of having sampled orders, from the spread between pairs.

    Parameters
    ----------
    orders
        Sampled orders, each followed by its reverse, as `sample_orders` returns them.
    worth
        Number that each team attains.

    Returns
    -------
    ndarray
        (player,) in the unit of `worth`.
    """
    pairs = [orders[first : first + 2] for first in range(0, len(orders), 2)]
    values = np.array(
        [
            sum(worth[team] * weight for team, weight in sampled_weights(players, pair).items())
            for pair in pairs
        ]
    )
    return values.std(axis=0, ddof=1) / np.sqrt(len(pairs))

"""How much of the spread of a future year comes from which source.

In the spirit of Hawkins and Sutton (2009) the variance of every year is split among independent
sources. What sources do only together is shared out by Shapley's rule, with the variance that a
set of them explains by itself as its worth (Owen 2014). That worth is estimated by exchanging
sources between draws, in the form that is exactly zero for a source that moves nothing (Saltelli
et al. 2010). Yearly noise is taken out first: it adds to the level and to nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.analysis.shapley import Team, exact_weights, teams
from kgisim.targets.attainment import effective_size

NOISE = "noise"
"""Yearly noise of the published number."""
COLUMNS = ("year", "source", "variance", "share", "error")
"""Columns of a split: variance, its share of the year's total, and that share's error."""


def pairing(draws: int, generator: np.random.Generator) -> np.ndarray:
    """Pair the draws that exchange sources: the partner of a draw's partner is the draw itself.

    Returns
    -------
    ndarray
        (draw,) index of each draw's partner; of an odd number of draws one is its own.

    Examples
    --------
    >>> partner = pairing(6, np.random.default_rng(1))
    >>> partner[partner].tolist()
    [0, 1, 2, 3, 4, 5]
    """
    shuffled = generator.permutation(draws)
    partner = np.arange(draws)  # of an odd number, one stays alone and tells nothing
    half = draws // 2
    partner[shuffled[:half]] = shuffled[half : 2 * half]
    partner[shuffled[half : 2 * half]] = shuffled[:half]
    return partner


@dataclass(frozen=True)
class Exchange:
    """Levels of one series, as drawn and with sources exchanged between paired draws.

    Parameters
    ----------
    sources
        All sources but the yearly noise; the last one always stays with its draw.
    partner
        (draw,) the draw from which an exchanged source is taken (`pairing`).
    original
        (draw, year) levels as drawn.
    exchanged
        The same with the named sources taken from the partner; every combination of
        ``sources[:-1]`` but none.
    """

    sources: Sequence[str]
    partner: np.ndarray
    original: np.ndarray
    exchanged: Mapping[Team, np.ndarray]

    def explained(self, team: Team) -> np.ndarray:
        """Compute products whose mean is the variance that the sources of `team` explain.

        A level is multiplied with one that shares only the team with it, less one that shares
        nothing.

        Returns
        -------
        ndarray
            (draw, year), in squared units of the levels.
        """
        if not team:
            return np.zeros_like(self.original)
        if self.sources[-1] in team:
            rest = frozenset(self.sources) - team
            sharing = self.exchanged[rest] if rest else self.original
        else:  # the team came from the partner, so it is the partner's levels that share it
            sharing = self.exchanged[team][self.partner]
        centred = self.original - self.original.mean(axis=0)
        return centred * (sharing - self.original[self.partner])


def split_variance(
    years: np.ndarray, outcome: np.ndarray, exchange: Exchange, *, ess: float = np.inf
) -> pd.DataFrame:
    """Split the variance of every year among noise and the exchanged sources.

    Parameters
    ----------
    years
        (year,) years of the columns.
    outcome
        (draw, year) what will be published, on the scale of the levels.
    ess
        Effective sample size of the posterior behind the draws.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; one row per year and source, the noise first.
    """
    level = exchange.original
    weights = exact_weights(exchange.sources)
    parts = np.zeros((len(exchange.sources), *level.shape))
    for team in teams(exchange.sources):
        parts += weights[team][:, None, None] * exchange.explained(team)
    # both sides estimate the levels' variance; the plain one has the smaller error
    plain = (level - level.mean(axis=0)) ** 2
    scale = plain.mean(axis=0) / np.maximum(parts.sum(axis=0).mean(axis=0), 1e-300)
    pieces = np.concatenate([((outcome - level) ** 2)[None], parts * scale])
    # partners tell the same thing twice: together they are one unit of evidence
    pieces = (pieces + pieces[:, exchange.partner]) / 2.0
    units = effective_size(len(level), ess) / 2.0
    return _table(years, (NOISE, *exchange.sources), pieces, units)


def _table(
    years: np.ndarray, sources: Sequence[str], pieces: np.ndarray, size: float
) -> pd.DataFrame:
    """Turn pieces (source, draw, year), whose means are variances, into rows by source and year."""
    variance = pieces.mean(axis=1)
    total = np.maximum(variance.sum(axis=0), 1e-300)
    share = variance / total
    # error of a ratio of two means over the same draws
    apart = pieces - share[:, None] * pieces.sum(axis=0)
    error = apart.std(axis=1) / np.sqrt(size) / total
    columns = {
        "year": np.tile(years, len(sources)),
        "source": np.repeat(sources, len(years)),
        "variance": variance.ravel(),
        "share": share.ravel(),
        "error": error.ravel(),
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))

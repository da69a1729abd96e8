"""What forecasts from past years amount to: scores beside those of peers, and intervals that held.

Values of one origin hit or miss together, and so do those of one series. Bands are therefore of
origins (of one series) or of series (of all together), not of values.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.evaluation.backtest import MODEL
from kgisim.evaluation.coverage import CONFIDENCE, rate_band
from kgisim.evaluation.scoring import LEVELS
from kgisim.rng import stream

FEWEST = 5
"""Origins, or series, below which nothing is said of a difference."""
RESAMPLES = 4000
"""Bootstrap samples of a band: its ends are right to about a tenth of its width."""


@dataclass(frozen=True)
class Skill:
    """CRPS of the model as a share of a peer's, where both forecast.

    Parameters
    ----------
    ratio
        Below 1 the model was better; NaN without a value that both forecast.
    band
        Bootstrap band of the ratio (`CONFIDENCE`).
    groups
        Origins, or series for all together, in which both forecast.
    values
        Values that both forecast.
    """

    ratio: float
    band: tuple[float, float]
    groups: int
    values: int

    @property
    def verdict(self) -> str:
        """``few``, ``better``, ``worse`` or ``alike``."""
        if self.groups < FEWEST:
            return "few"
        low, high = self.band
        return "better" if high < 1 else "worse" if low > 1 else "alike"


@dataclass(frozen=True)
class BacktestCoverage:
    """How often an interval of the model held.

    Parameters
    ----------
    hits, values
        Values within it, and all.
    rate
        Mean over the groups of the share within.
    groups
        Origins, or series for all together.
    """

    hits: int
    values: int
    rate: float
    groups: int

    @property
    def band(self) -> tuple[float, float]:
        """Confidence band of the rate, each group counted as one trial."""
        return rate_band(self.rate, self.groups)


def skill(table: pd.DataFrame, peer: str, *, column: str = "crps_link", by: str) -> Skill:
    """Compare the model with a peer on the values that both forecast.

    Parameters
    ----------
    table
        Rows of ``backtests.csv``.
    column
        Score that is compared; of several series only ``crps_link``.
    by
        ``origin`` for one series, whose scores are added up; ``indicator`` for all together, whose
        ratios are averaged as logarithms, so that no series rules by its size.
    """
    own, other, values = _sums(table, peer, column, by)
    if not len(own):
        return Skill(np.nan, (np.nan, np.nan), 0, 0)
    combined = _mean_ratio if by == "indicator" else _ratio_of_sums
    ratio = float(combined(own, other))
    pick = stream(0, "backtest", by).integers(len(own), size=(RESAMPLES, len(own)))
    tail = 50 * (1 - CONFIDENCE)
    again = combined(own[pick], other[pick])
    low, high = np.percentile(again, [tail, 100 - tail], method="inverted_cdf")  # may be infinite
    return Skill(ratio, (float(low), float(high)), len(own), values)


def ratio_of_one(table: pd.DataFrame, peer: str, column: str) -> float:
    """Return the ratio of one series' scores alone, without a band; NaN without common values."""
    own, other, _ = _sums(table, peer, column, "origin")
    return float(_ratio_of_sums(own, other)) if len(own) else np.nan


def _sums(
    table: pd.DataFrame, peer: str, column: str, by: str
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the sums (group,) of model and peer over what both forecast, and how many that is."""
    place = ["indicator", "origin", "year"]
    keys = zip(*(table[name].tolist() for name in place), strict=True)
    scores: dict[str, dict[tuple[str, int, int], float]] = {MODEL: {}, peer: {}}
    found = table[column].to_numpy(float, na_value=np.nan).tolist()
    for key, who, score in zip(keys, table["forecaster"].tolist(), found, strict=True):
        if who in scores and not np.isnan(score):
            scores[who][key] = score
    both = sorted(scores[MODEL].keys() & scores[peer].keys())
    sums: dict[str | int, np.ndarray] = {}
    for key in both:
        pair = np.array([scores[MODEL][key], scores[peer][key]])
        group = key[place.index(by)]
        sums[group] = sums.get(group, 0.0) + pair
    own, other = np.array([*sums.values()]).reshape(-1, 2).T
    return own, other, len(both)


def _ratio_of_sums(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Ratio over the last axis; infinite where the peer never missed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return own.sum(axis=-1) / other.sum(axis=-1)


def _mean_ratio(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp(np.log(own / other).mean(axis=-1))


def interval_coverage(table: pd.DataFrame, level: int, *, by: str) -> BacktestCoverage:
    """Count how often the model's central interval of a level (`LEVELS`) held the value."""
    assert level in LEVELS
    own = table.loc[(table["forecaster"] == MODEL) & table["crps"].notna()]
    within = own["value"].between(own[f"low{level}"], own[f"high{level}"])
    rates = within.groupby(own[by]).mean()
    return BacktestCoverage(int(within.sum()), len(own), float(rates.mean()), len(rates))


def sides(table: pd.DataFrame) -> tuple[int, int]:
    """Count the values above and below the model's median; those that equal it are neither."""
    own = table.loc[table["forecaster"] == MODEL]
    return int((own["value"] > own["median"]).sum()), int((own["value"] < own["median"]).sum())


def brier(table: pd.DataFrame, forecaster: str) -> float:
    """Mean squared miss of the chance of a value above the last known one; small is good."""
    own = table.loc[(table["forecaster"] == forecaster) & table["crps"].notna()]
    risen = own["value"] > own["before"]
    return float(((own["chance"] - risen) ** 2).mean())

"""A candidate target as the run judged it, and the years over which it is judged."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from kgisim import names


@dataclass(frozen=True)
class Basis:
    """What is judged: one year, or the average or total of the years that end with it."""

    year: int = names.LAST_YEAR
    window: int = 1
    statistic: str = "mean"

    def judge(self, outcome: xr.DataArray) -> xr.DataArray:
        """Put the years of the window together, draw by draw."""
        years = list(range(self.year - self.window + 1, self.year + 1))
        chosen = outcome.sel({names.YEAR: years})
        return chosen.sum(names.YEAR) if self.statistic == "sum" else chosen.mean(names.YEAR)


@dataclass(frozen=True)
class Target:
    """One candidate level and what the run says about it, scenario by scenario."""

    letter: str
    """Mark that ties the chart to the table."""
    value: float
    basis: Basis
    illustrative: bool
    rows: pd.DataFrame
    """The rows of the assessment, by scenario."""

    def chance(self, scenario: str) -> float:
        """Give the chance of attaining the level under a scenario."""
        return float(self.rows.loc[scenario, "chance"])

    def mcse(self, scenario: str) -> float:
        """Give the Monte-Carlo standard error of that chance."""
        return float(self.rows.loc[scenario, "mcse"])

    def pace(self, which: str) -> float:
        """Give the needed or past pace, or their ratio; the same under every scenario."""
        return float(self.rows[f"pace_{which}"].iloc[0])

    @property
    def yearly(self) -> float:
        """The level as an average of one year, to be drawn beside yearly values."""
        return self.value / self.basis.window if self.basis.statistic == "sum" else self.value

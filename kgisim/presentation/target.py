"""A candidate target as the run judged it."""

from dataclasses import dataclass

import pandas as pd

from kgisim.targets.window import TargetWindow


@dataclass(frozen=True)
class Target:
    """One candidate level and what the run says about it, scenario by scenario."""

    letter: str
    """Mark that ties the chart to the table."""
    value: float
    basis: TargetWindow
    illustrative: bool
    rows: pd.DataFrame
    """The rows of the assessment, by scenario."""

    def chance(self, scenario: str) -> float:
        """Return the chance of attaining the level under a scenario."""
        return float(self.rows.loc[scenario, "chance"])

    def mcse(self, scenario: str) -> float:
        """Return the Monte Carlo standard error of that chance."""
        return float(self.rows.loc[scenario, "mcse"])

    def pace(self, which: str) -> float:
        """Return the needed or past pace, or their ratio; the same under every scenario."""
        return float(self.rows[f"pace_{which}"].iloc[0])

    @property
    def yearly(self) -> float:
        """The level as an average of one year, to be drawn beside yearly values."""
        return self.value / len(self.basis.years) if self.basis.is_total else self.value

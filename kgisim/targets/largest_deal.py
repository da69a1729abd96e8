"""How much of a chance hangs on the single largest deal."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from kgisim.schema import BASELINE, OUTCOME, SCENARIO, SERIES, YEAR


@dataclass(frozen=True)
class OneDeal:
    """A chance of reaching a total, with and without the largest deal of the years that count.

    Parameters
    ----------
    chance
        Share of futures in which the total is reached.
    without
        Share in which it is reached even without the largest deal.
    draws
        Number of futures.
    """

    chance: float
    without: float
    draws: int

    @property
    def hangs(self) -> float:
        """Share of the chance that hangs on the largest deal; NaN if the total is never reached."""
        return 1.0 - self.without / self.chance if self.chance else np.nan

    @property
    def error(self) -> float:
        """Monte Carlo standard error of that share: of a binomial among the reaching futures."""
        reaching = self.chance * self.draws
        return float(np.sqrt(self.hangs * (1.0 - self.hangs) / reaching)) if reaching else np.nan


def one_deal(
    projection: xr.Dataset,
    total: str,
    largest: str,
    *,
    value: float,
    year: int,
    window: int,
    scenario: str = BASELINE,
) -> OneDeal:
    """Take the largest deal out of the total of a window, draw by draw.

    Parameters
    ----------
    total, largest
        Series of a year's total and of its largest deal, made from the same prices.
    value
        Total of the window that is to be reached.
    year, window
        Last year of the window and its length.
    """
    drawn = projection[OUTCOME].sel({SCENARIO: scenario, YEAR: slice(year - window + 1, year)})
    summed = drawn.sel({SERIES: total}).astype(float).sum(YEAR)
    left = summed - drawn.sel({SERIES: largest}).astype(float).max(YEAR)
    return OneDeal(float((summed >= value).mean()), float((left >= value).mean()), summed.size)

"""How much of a chance hangs on the single largest deal."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from kgisim.schema import OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.question import TargetQuestion


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


def one_deal(projection: xr.Dataset, question: TargetQuestion, largest: str) -> OneDeal:
    """Take the largest deal out of the total of a window, draw by draw.

    Parameters
    ----------
    projection
        Variable ``outcome``, dims scenario, draw, year, series.
    question
        Total over its window that is to be reached.
    largest
        Series of a year's largest deal, made from the same prices as the total.

    Returns
    -------
    OneDeal
        Chances with and without the largest deal of the window.
    """
    place = {SCENARIO: question.scenario, YEAR: question.window.years}
    drawn, value = projection[OUTCOME].sel(place), question.value
    summed = drawn.sel({SERIES: question.indicator}).astype(float).sum(YEAR)
    left = summed - drawn.sel({SERIES: largest}).astype(float).max(YEAR)
    return OneDeal(float((summed >= value).mean()), float((left >= value).mean()), summed.size)

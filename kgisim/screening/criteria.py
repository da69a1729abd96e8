"""What is measured of one goal before it may carry a number."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.catalog import Catalog
from kgisim.inference.model_data import EVIDENCE_SD
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.screening.detectable_change import detected_by, from_draws, smallest_detectable
from kgisim.targets.comparison_scale import NATURAL, comparison_of
from kgisim.targets.posed_question import PosedQuestion


def rows_behind(catalog: Catalog, name: str) -> pd.DataFrame:
    """Return the observation rows of a series, or of the inputs of its identity.

    Returns
    -------
    DataFrame
        Columns ``indicator`` and `kgisim.schema.OBSERVATION_COLUMNS`.
    """
    parts = sorted(catalog.dependencies.fitted_inputs(name))
    return pd.concat([catalog.rows(part) for part in parts])


def last_observed(catalog: Catalog, name: str) -> int:
    """Return the last year in which everything that a series is made of was observed."""
    parts = catalog.dependencies.fitted_inputs(name)
    return int(min(catalog.rows(part)["year_end"].to_numpy().max() for part in parts))


def policy_share(baseline: np.ndarray, package: np.ndarray) -> float:
    """Share of the spread between futures that carrying out the package decides.

    Suppose that it is open whether the package will be carried out, as likely as not. The share
    is that of the variance which remains when everything else is known (the total-order index of
    the decision).

    Parameters
    ----------
    baseline, package
        (draw,) what is judged without and with the package, paired.

    Examples
    --------
    >>> policy_share(np.array([0.0, 0.0]), np.array([1.0, 1.0]))
    1.0
    """
    step = package - baseline
    total = (baseline.var() + package.var()) / 2.0 + step.mean() ** 2 / 4.0
    return float((step**2).mean() / 4.0 / total) if total > 0 else 0.0


class Quality:
    """One goal's draws, as published year by year and as judged, each on its comparison scale.

    Parameters
    ----------
    projection
        Holds the baseline and the package.
    posed
        A target of the goal; the effect of its scenario, the package, should show.
    """

    def __init__(self, projection: Projection, posed: PosedQuestion):
        name, package = posed.question.indicator, posed.question.scenario
        catalog, draws = projection.catalog, projection.draws
        self.indicator = catalog.indicators[name]
        self.rows = rows_behind(catalog, name)
        self.last = last_observed(catalog, name)
        years = draws[YEAR].to_numpy()
        self.years = years[years > self.last]
        # what is read off year by year is what is published, on a list where there is one
        shown = projection.listed.published(name)[OUTCOME]
        chosen = shown.sel({YEAR: self.years}).transpose(..., DRAW, YEAR)
        yearly = [chosen.sel({SCENARIO: one}).to_numpy() for one in (BASELINE, package)]
        self.scale = comparison_of(self.indicator, np.stack(yearly))
        self.baseline, self.package = (self.scale.forward(one) for one in yearly)
        self.judged = self._judged(draws, posed)
        self.drawn = posed.drawn(draws, BASELINE)

    def _judged(self, draws: xr.Dataset, posed: PosedQuestion) -> "Judged":
        today = {SERIES: posed.question.indicator, SCENARIO: BASELINE, YEAR: self.last}
        level = float(draws[LEVEL].sel(today).median())
        window = posed.question.window
        years = len(window.years) if window.is_total else 1
        parts = [
            posed.drawn(draws, BASELINE),
            posed.drawn(draws),
            posed.drawn(draws, variable=LEVEL),
        ]
        scale = comparison_of(self.indicator, np.stack(parts))
        parts.append(np.array(level * years))
        return Judged(*(scale.forward(part) for part in parts), relative=scale is not NATURAL)

    def unverified(self) -> float:
        """Share of rows whose source was not read."""
        return float(np.mean(self.rows["evidence"].to_numpy() == "unverified"))

    def width(self) -> float:
        """Width of the 90 % range of what is judged, in medians; of a count below one, in ones.

        NaN for values of either sign, whose median is no size.
        """
        if self.indicator.scale == "real":
            return np.nan
        low, middle, high = np.quantile(self.drawn.astype(float), [0.05, 0.5, 0.95])
        size = max(middle, 1.0) if self.indicator.scale == "count" else middle
        return float((high - low) / size) if size > 0 else np.inf

    def policy_share(self) -> float:
        """Share of the spread of what is judged that the package decides."""
        return policy_share(self.judged.baseline, self.judged.package)

    def detectable(self, year: int) -> float:
        """Smallest change of the median that one number shows, in the unit and better direction."""
        drawn = self.baseline[:, year - self.years[0]]
        middle, step = float(np.median(drawn)), smallest_detectable(float(drawn.std()))
        step = -step if self.indicator.better == "lower" else step
        return float(self.scale.inverse(middle + step) - self.scale.inverse(middle))

    def detection(self) -> float:
        """First year by which the package shows in the published numbers; infinite if none."""
        found = detected_by(self.years, *from_draws(self.baseline, self.package))
        return np.inf if found is None else float(found)

    def error(self) -> float:
        """Error of the number that is judged, relative to the change expected of it."""
        noise = float((self.judged.package - self.judged.level).std())
        change = abs(float(np.median(self.judged.level) - self.judged.today))
        return float(np.hypot(noise, self._doubt())) / change if change > 0 else np.inf

    def _doubt(self) -> float:
        """Error of a row because of its evidence grade, as a standard deviation."""
        graded = np.array([EVIDENCE_SD[grade] for grade in self.rows["evidence"]])
        link = float(np.sqrt((graded**2).mean()))  # in link units, about a share of the level
        return link if self.judged.relative else link * abs(float(self.judged.today))


@dataclass(frozen=True)
class Judged:
    """What is judged in the target year, on its comparison scale.

    Parameters
    ----------
    baseline, package
        (draw,) without and with the package.
    level
        (draw,) with the package, without the yearly noise.
    today
        What it would be if the last observed level stayed.
    relative
        Whether steps on the scale are about shares of the level.
    """

    baseline: np.ndarray
    package: np.ndarray
    level: np.ndarray
    today: np.ndarray
    relative: bool

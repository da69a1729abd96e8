"""Where a row would lie among predictions from the other rows: a robust leave-one-out forecast.

On the link scale a series is taken as a random walk with yearly noise. A row is predicted by
interpolation between its nearest neighbours in time, at the ends by the last value and the
usual step. The size of a yearly change is the robust spread of the other rows' residuals, shrunk
to what is usual on the scale, so that three rows are judged too. It stands in for the model, which
needs seconds for a series; `benchmarks/false_alarms.py` measures how often it is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

USUAL = {"positive": 0.10, "share": 0.20, "count": 0.30}
"""Usual size of a yearly change on the link scale; of ``real`` series the rows themselves say."""
WEIGHT = 4.0
"""How many rows the usual size is worth."""
ROBUST = 5
"""Other rows from which a median stays sound when a wrong row spoils its neighbours' residuals."""
MOST_SEEN = 3.0
"""With fewer, their spread counts up to this multiple of the usual size."""
NORMAL = 1.4826
"""From a median absolute deviation to a standard deviation."""
FEWEST_TURNS, TURNING, TURN = 6, 0.9, 2.5
"""Fewest changes that can alternate, the share of them that turn, and their size in usual ones."""
EDGE = 2e-4
"""Share next to 0 and 1 at which a logit stops."""


@dataclass(frozen=True)
class Points:
    """Yearly values of one series on the link scale.

    Parameters
    ----------
    scale
        ``share``, ``positive``, ``count`` or ``real``.
    years, link
        (N,) year and link value of each row.
    own_sd
        (N,) standard deviation that a row has by itself (bounds, stated error), link units.
    regime
        (N,) number of declared breaks before the row; rows of another regime predict it only
        where its own has no other.
    break_sd
        Standard deviation of a declared break.
    """

    scale: str
    years: np.ndarray
    link: np.ndarray
    own_sd: np.ndarray
    regime: np.ndarray
    break_sd: float = 0.5


@dataclass(frozen=True)
class Prediction:
    """What the other rows say of one, on the link scale.

    Parameters
    ----------
    middle, sd
        Centre and standard deviation.
    residual
        Row minus centre.
    """

    middle: float
    sd: float
    residual: float

    @property
    def z(self) -> float:
        """Distance from the centre in standard deviations."""
        return self.residual / self.sd


def to_link(scale: str, value: np.ndarray | float) -> np.ndarray:
    """Return values on the link scale, kept off the ends of the range.

    Returns
    -------
    ndarray
        Dims as those of the values.

    Examples
    --------
    >>> float(to_link("share", 50.0))
    0.0
    """
    value = np.asarray(value, dtype=float)
    if scale == "positive":
        return np.log(np.maximum(value, 1e-12))
    if scale == "count":
        return np.log(np.maximum(value, 0.0) + 0.5)
    if scale == "share":
        share = np.clip(value / 100, EDGE, 1 - EDGE)
        return np.log(share) - np.log(1 - share)
    return value


def sampling_sd(part: np.ndarray, of: np.ndarray, effect: np.ndarray) -> np.ndarray:
    """Return the standard deviation of the logit of k of n, half a case added to either side.

    Returns
    -------
    ndarray
        Dims as those of the numbers; NaN where nothing is counted.

    Examples
    --------
    >>> float(sampling_sd(np.array(49.5), np.array(99.0), np.array(1.0)))
    0.2
    """
    return np.sqrt(effect * (1 / (part + 0.5) + 1 / (of - part + 0.5)))


def from_link(scale: str, link: float) -> float:
    """Return a link value in natural units.

    Examples
    --------
    >>> from_link("share", 0.0)
    50.0
    """
    if scale == "positive":
        return float(np.exp(link))
    if scale == "count":
        return float(max(np.exp(link) - 0.5, 0.0))
    return float(100 / (1 + np.exp(-link))) if scale == "share" else float(link)


def leave_one_out(points: Points, kept: Sequence[int]) -> dict[int, Prediction]:
    """Predict every kept row from the other kept ones; rows without another year are left out."""
    raw = {row: found for row in kept if (found := _interpolated(points, kept, row))}
    residual = {row: float(points.link[row]) - middle for row, (middle, _, _) in raw.items()}
    predicted = {}
    for row, (middle, spread, extra) in raw.items():
        others = [abs(residual[one]) / np.sqrt(raw[one][1]) for one in raw if one != row]
        variance = _yearly_variance(points, kept, row, others) * spread + extra
        variance += points.own_sd[row] ** 2
        if points.scale == "count":
            variance += 1 / max(np.exp(middle), 0.5)  # a count has its own noise
        predicted[row] = Prediction(middle, float(np.sqrt(variance)), residual[row])
    return predicted


def _interpolated(
    points: Points, kept: Sequence[int], row: int
) -> tuple[float, float, float] | None:
    """Return centre, spread in yearly variances, and variance of a break that was crossed."""
    year = points.years[row]
    others = [one for one in kept if points.years[one] != year]
    near = [one for one in others if points.regime[one] == points.regime[row]]
    extra = 0.0 if near else points.break_sd**2
    others = sorted(near or others, key=lambda one: points.years[one])
    before = [one for one in others if points.years[one] < year]
    after = [one for one in others if points.years[one] > year]
    if not others:
        return None
    if before and after:
        left, right = before[-1], after[0]
        back, ahead = year - points.years[left], points.years[right] - year
        middle = (points.link[left] * ahead + points.link[right] * back) / (back + ahead)
        return float(middle), back * ahead / (back + ahead) + 0.5, extra
    end = before[-1] if before else after[0]
    gap = float(year - points.years[end])
    return float(points.link[end]) + gap * _usual_step(points, others), abs(gap) + 1.0, extra


def _usual_step(points: Points, rows: Sequence[int]) -> float:
    """Return the median yearly change, shrunk to none where few are known."""
    years, link = points.years[list(rows)], points.link[list(rows)]
    gaps = np.diff(years)
    steps = np.diff(link)[gaps > 0] / gaps[gaps > 0]
    return _median(steps) * len(steps) / (len(steps) + 3) if len(steps) else 0.0


def _yearly_variance(
    points: Points, kept: Sequence[int], row: int, others: Sequence[float]
) -> float:
    usual = USUAL.get(points.scale) or _own_spread(points, [one for one in kept if one != row])
    seen = NORMAL * _median(others) if others else 0.0
    if len(others) < ROBUST:
        seen = min(seen, MOST_SEEN * usual)
    return (WEIGHT * usual**2 + len(others) * seen**2) / (WEIGHT + len(others))


def _median(values: Sequence[float] | np.ndarray) -> float:
    """Return the median; NumPy takes ten times as long for so few."""
    return median([float(one) for one in values])


def _own_spread(points: Points, rows: Sequence[int]) -> float:
    """Return the usual change of a ``real`` series: no row is odd before three others are known."""
    if len(rows) < 3:
        return float("inf")
    values = points.link[list(rows)]
    spread = NORMAL * _median(np.abs(values - _median(values)))
    return max(0.7 * spread, 1e-9 * max(1.0, float(np.abs(values).max())))


def by_year(points: Points, kept: Sequence[int]) -> tuple[Points, list[int]]:
    """Return the series with the median of every year in place of its rows.

    Returns
    -------
    tuple
        One point a year, in their order, and the first row of each.
    """
    groups: dict[int, list[int]] = {}
    for row in sorted(kept, key=lambda one: (points.years[one], one)):
        groups.setdefault(int(points.years[row]), []).append(row)
    found = Points(
        scale=points.scale,
        years=np.array([*groups], dtype=int),
        link=np.array([_median(points.link[own]) for own in groups.values()]),
        own_sd=np.array([float(points.own_sd[own].min()) for own in groups.values()]),
        regime=np.array([int(points.regime[own[0]]) for own in groups.values()], dtype=int),
        break_sd=points.break_sd,
    )
    return found, [own[0] for own in groups.values()]


def is_alternating(points: Points) -> bool:
    """Return whether a series goes up and down by turns, by far more than is usual.

    Two surveys whose years alternate look like that; their noise is so large that no row is odd.
    Counts are left out: they are noisy by themselves.
    """
    changes = np.diff(points.link)
    if points.scale not in ("positive", "share") or len(changes) < FEWEST_TURNS:
        return False
    turns = np.sign(changes[1:]) == -np.sign(changes[:-1])
    usual = _median(np.abs(changes))
    return bool(usual > TURN * USUAL[points.scale] and turns.mean() >= TURNING)


def steps(points: Points, kept: Sequence[int]) -> dict[int, float]:
    """Measure how far the level moves before each row, in standard deviations of a yearly change.

    A step stays: it is the smaller of the change between two neighbours beyond the usual one and of
    the change between the middles of up to three rows on either side. Declared breaks are no steps.
    """
    order = sorted(kept, key=lambda one: (points.years[one], one))
    years, link = points.years[order], points.link[order]
    gaps = np.maximum(np.diff(years), 1)
    changes = np.diff(link) / np.sqrt(gaps)
    found = {}
    for place in range(len(changes)):
        others = np.delete(changes, place)
        if len(others) < 2 or points.regime[order[place]] != points.regime[order[place + 1]]:
            continue
        before, after = link[max(0, place - 2) : place + 1], link[place + 1 : place + 4]
        usual = _median(others)
        lasting = abs(_median(after) - _median(before))
        moved = min(abs(float(changes[place]) - usual), lasting)
        own = points.own_sd[order[place]] ** 2 + points.own_sd[order[place + 1]] ** 2
        sd = np.sqrt(_change_variance(points, link, place, others) + own)
        found[order[place + 1]] = moved / float(sd)
    return found


def _change_variance(points: Points, link: np.ndarray, place: int, others: np.ndarray) -> float:
    usual = USUAL.get(points.scale, 0.0) * np.sqrt(1.5)
    if points.scale not in USUAL:
        usual = NORMAL * _median(np.abs(link - _median(link)))
    seen = NORMAL * _median(np.abs(others - _median(others)))
    variance = (WEIGHT * usual**2 + len(others) * seen**2) / (WEIGHT + len(others))
    if points.scale == "count":
        variance += float(np.exp(-link[place]) + np.exp(-link[place + 1]))
    return max(variance, 1e-18)

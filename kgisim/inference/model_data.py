"""What a fit sees of one indicator: its rows as arrays on the link scale."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kgisim.errors import FitError
from kgisim.evidence.indicator import Exceptional, Indicator, SourceOffsets
from kgisim.inference.driver_terms import driver_terms
from kgisim.inference.scales import Scale, scale_of

EVIDENCE_SD = {"official": 0.0, "secondary": 0.01, "unverified": 0.05}
"""Extra standard deviation of a row by who vouches for it, in link units (about a share of 1)."""

EXACT, BETWEEN, AT_LEAST, AT_MOST = range(4)
"""Kinds of row in the likelihood."""


@dataclass(frozen=True)
class ModelData:
    """Rows of one indicator, ready for a likelihood.

    Arrays over rows (R), covered years (H: first observed year to last observed year) and
    columns of known Gaussian terms (K: driver effects, breaks and source offsets, row errors).

    Parameters
    ----------
    scale
        Link of the indicator; of a count with its usual size.
    years
        First observed year to the horizon.
    last
        Last observed year.
    centre
        Where the Gaussian path is around which the first level lies.
    kind
        (R,) one of `EXACT`, `BETWEEN`, `AT_LEAST`, `AT_MOST`.
    low, high
        (R,) the number, or its bounds, on the link scale; for flow counts in natural units, and
        where k of n are counted, k.
    weights
        (R, H) weights of the years in a row's total (flow counts) or mean, in natural units.
    span
        (R,) number of years of a row.
    log_listed
        (R,) log probability that what happened is in the row: lists are incomplete.
    row_terms
        (R, K0) what one standard normal innovation of each break, offset and row error adds.
    of, design_effect
        (R,) the n of k of n, 0 where nothing of the kind is counted, and by how much the variance
        of k exceeds the binomial one.
    driver_mean, driver_sd
        (D,) prior of each driver's effect, at once or in the long run.
    drivers
        (D, years) what each effect is multiplied by: link values of the drivers as departures from
        their last observed value, or the parts of them that have and have not been absorbed.
    """

    scale: Scale
    years: np.ndarray
    last: int
    centre: float
    kind: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weights: np.ndarray
    span: np.ndarray
    log_listed: np.ndarray
    row_terms: np.ndarray
    of: np.ndarray
    design_effect: np.ndarray
    driver_names: tuple[str, ...]
    driver_mean: np.ndarray
    driver_sd: np.ndarray
    drivers: np.ndarray

    @property
    def rows(self) -> int:
        """Number of rows in the likelihood."""
        return len(self.kind)

    @property
    def covered(self) -> int:
        """Number of years from the first to the last observed one."""
        return self.weights.shape[1]


def build_frame(
    indicator: Indicator, observations: pd.DataFrame, drivers: Mapping[str, pd.Series], horizon: int
) -> ModelData:
    """Turn an indicator's observation rows into a `ModelData`.

    Parameters
    ----------
    indicator
        What the rows mean.
    observations
        Its rows, as in ``Catalog.observations``.
    drivers
        For each driver its link value by year, as departure from its last observed value.
    horizon
        Last year of the path.

    Raises
    ------
    FitError
        If there are no rows, a value of a positive series is not positive, or a driver has no
        value in a year up to the last row's.
    """
    if observations.empty:
        raise FitError("fit.no_rows")
    values = observations["value"].to_numpy(dtype=float)
    scale = scale_of(indicator, values)
    if scale.name == "positive" and (values <= 0).any():
        raise FitError("fit.not_positive")
    rows = _spans_alike(_joined_sets(observations), scale)
    first, last = rows["year"].to_numpy().min(), rows["year_end"].to_numpy().max()
    years = np.arange(first, horizon + 1)
    kind, low, high = _bounds(rows, scale)
    yearly = _yearly(rows, scale)
    if scale.is_bent:
        scale = replace(scale, unit=float(yearly.mean()))
    terms = driver_terms(indicator)
    paths = [term.of_record(drivers[term.driver]).reindex(years) for term in terms]
    for term, path in zip(terms, paths, strict=True):
        absent = years[path.isna().to_numpy() & (years <= last)]
        if len(absent):
            missing = tuple(absent.tolist())
            raise FitError("fit.driver_gap", driver=term.driver, years=missing)
    return ModelData(
        scale=scale,
        years=years,
        last=int(last),
        centre=float(np.median(scale.unbend(scale.forward(yearly)))),
        kind=kind,
        low=low,
        high=high,
        weights=_weights(rows, years[: last - first + 1], scale),
        span=_span(rows),
        log_listed=_log_listed(indicator, rows),
        row_terms=_row_terms(indicator, rows, scale),
        of=rows["of"].fillna(0.0).to_numpy(dtype=float),
        design_effect=rows["design_effect"].fillna(1.0).to_numpy(dtype=float),
        driver_names=tuple(term.name for term in terms),
        driver_mean=np.array([term.mean for term in terms], dtype=float),
        driver_sd=np.array([term.sd for term in terms], dtype=float),
        drivers=np.array([path.to_numpy(dtype=float) for path in paths]).reshape(-1, len(years)),
    )


def _joined_sets(observations: pd.DataFrame) -> pd.DataFrame:
    """Replace the values of a ``set`` by their total over the span.

    Which value belongs to which year was lost, so the yearly order is not evidence; the total is.
    """
    is_set = observations["relation"] == "set"
    keys = ["year", "year_end", "source", "definition"]
    totals = [
        group.iloc[[0]].assign(value=group["value"].sum(), relation="sum", se=np.nan)
        for _, group in observations.loc[is_set].groupby(keys, sort=True)
    ]
    joined: pd.DataFrame = pd.concat([observations.loc[~is_set], *totals])
    return joined.sort_values(["year", "year_end", "source", "value"]).reset_index(drop=True)


def _spans_alike(rows: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Turn yearly means of counts into the totals they come from; all other totals into means."""
    span = _span(rows)
    old, factor = ("mean", span) if scale.is_flow_count else ("sum", 1 / span)
    factor = np.where(rows["relation"] == old, factor, 1.0)
    value = rows["value"] * factor
    return rows.assign(
        value=value.round() if scale.is_flow_count else value,
        se=rows["se"] * factor,
        relation=rows["relation"].replace({"sum": "eq", "mean": "eq"}),
    )


def _span(rows: pd.DataFrame) -> np.ndarray:
    return (rows["year_end"] - rows["year"] + 1).to_numpy()


def _bounds(rows: pd.DataFrame, scale: Scale) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Kind of each row and its bounds; stock counts and numbers at an end become intervals."""
    relation = rows["relation"].to_numpy()
    value = rows["value"].to_numpy(dtype=float)
    low = np.where(relation == "about", rows["low"].to_numpy(dtype=float), value)
    high = np.where(relation == "about", rows["high"].to_numpy(dtype=float), value)
    kind = np.select(
        [relation == "about", relation == "ge", relation == "le"],
        [BETWEEN, AT_LEAST, AT_MOST],
        EXACT,
    )
    if scale.is_flow_count:  # the whole numbers within the bounds
        return kind, np.ceil(low), np.floor(high)
    if scale.counting == "stock":  # a whole number stands for everything that rounds to it
        kind = np.where(kind == EXACT, BETWEEN, kind)
        low, high = low - 0.5, high + 0.5
    counted = rows["of"].notna().to_numpy()
    part = np.rint(np.nan_to_num(value * rows["of"].to_numpy(dtype=float) / 100))
    middle = np.where(counted, scale.top / 2, low), np.where(counted, scale.top / 2, high)
    link_low, link_high = map(scale.forward, middle)  # k of n has no link value of its own
    # 0 % or 100 % as printed: within half a point of the end
    at_bottom = np.isin(kind, (EXACT, AT_MOST)) & (link_high == -np.inf)
    at_top = np.isin(kind, (EXACT, AT_LEAST)) & (link_low == np.inf)
    edge = scale.forward(0.005 * scale.top)
    link_high = np.where(at_bottom, edge, link_high)
    link_low = np.where(at_top, -edge, link_low)
    kind = np.where(at_bottom | ((kind == BETWEEN) & (link_low == -np.inf)), AT_MOST, kind)
    kind = np.where(at_top | ((kind == BETWEEN) & (link_high == np.inf)), AT_LEAST, kind)
    return kind, np.where(counted, part, link_low), np.where(counted, part, link_high)


def _weights(rows: pd.DataFrame, years: np.ndarray, scale: Scale) -> np.ndarray:
    """Return the weights of the years: counts add up over a span, other numbers are its mean."""
    first, last = rows["year"].to_numpy()[:, None], rows["year_end"].to_numpy()[:, None]
    inside = ((years >= first) & (years <= last)).astype(float)
    return inside if scale.is_flow_count else inside / inside.sum(axis=1, keepdims=True)


def _log_listed(indicator: Indicator, rows: pd.DataFrame) -> np.ndarray:
    """Log of the share of deals that a row can have counted; a floor is true of all of them.

    Rows that are counted from a table hold one year each.
    """
    part = indicator.derive.completeness if indicator.derive else None
    if part is None:
        return np.zeros(len(rows))
    return np.log(
        [
            1.0 if floor else part.of(year)
            for floor, year in zip(_is_floor(rows), rows["year"], strict=True)
        ]
    )


def _is_floor(rows: pd.DataFrame) -> np.ndarray:
    return (rows["relation"] == "ge").to_numpy()


def _middle(rows: pd.DataFrame) -> np.ndarray:
    """Value of each row, or the middle of its bounds."""
    return rows["value"].fillna((rows["low"] + rows["high"]) / 2).to_numpy(dtype=float)


def _smoothed(rows: pd.DataFrame) -> np.ndarray:
    """Middle of each row; k of n with half a case added to either side."""
    middle, of = _middle(rows), rows["of"].to_numpy(dtype=float)
    return np.where(np.isnan(of), middle, 100 * (middle * of / 100 + 0.5) / (of + 1))


def _yearly(rows: pd.DataFrame, scale: Scale) -> np.ndarray:
    """Yearly value of each row, kept off the ends of the range."""
    yearly = _smoothed(rows) / (_span(rows) if scale.is_flow_count else 1)
    if scale.kind == "log":  # a zero says "below one", not minus infinity
        yearly = np.maximum(yearly, 0.5 if scale.counting else np.min(yearly[yearly > 0]))
    if scale.kind == "logit":
        least = 0.0 if scale.name == "positive" else 0.01 * scale.top
        yearly = np.clip(yearly, least, 0.99 * scale.top)
    return yearly


def _row_terms(indicator: Indicator, rows: pd.DataFrame, scale: Scale) -> np.ndarray:
    """Columns of breaks, pulses, source offsets and row errors, in link units per deviation."""
    terms = [
        (rows["year"].to_numpy() < step.year).astype(float)[:, None] * step.sd
        for step in indicator.breaks
    ]
    terms += [_pulse_terms(pulse, rows) for pulse in indicator.exceptional]
    if indicator.offsets is not None:
        terms.append(_offset_terms(indicator.offsets, rows["source"].to_numpy()))
    for word, offset in indicator.definitions.items():
        is_other = (rows["definition"] == word).to_numpy(dtype=float)[:, None]
        terms += [is_other * offset.sd] if is_other.any() else []
    if indicator.derive is not None and indicator.derive.completeness is not None:
        is_thinned = _log_listed(indicator, rows) < 0.0
        terms.append(np.where(is_thinned, indicator.derive.completeness.sd, 0.0)[:, None])
    error = np.array([EVIDENCE_SD[grade] for grade in rows["evidence"]])
    stated = rows["se"].to_numpy(dtype=float)
    slope = np.maximum(np.abs(scale.slope(scale.pull_up(_middle(rows)))), 1e-9)
    error = np.hypot(error, np.nan_to_num(stated / slope))
    terms.append(np.diag(error)[:, error > 0])
    return np.concatenate(terms, axis=1)


def _pulse_terms(pulse: Exceptional, rows: pd.DataFrame) -> np.ndarray:
    """One column for each exceptional year that is known: its departure from the level before.

    The path is the level that stays. What of the last departure does not return is in it, so the
    rows up to then lie off the path by as much. A row of several years holds its share of a year.
    """
    first, last = rows["year"].to_numpy(), rows["year_end"].to_numpy()
    known = [year for year in pulse.years if year <= last.max()]
    inside = [(first <= year) & (year <= last) for year in known]
    columns = [within / (last - first + 1) for within in inside]
    if known:
        columns[-1] = columns[-1] - (1.0 - pulse.returns) * (last <= known[-1])
    return np.reshape(columns, (-1, len(rows))).T * pulse.sd


def _offset_terms(offsets: SourceOffsets, sources: np.ndarray) -> np.ndarray:
    """One column per source; under ``mean`` the offsets of the sources present add up to zero."""
    names = np.unique(sources)
    member = (sources[:, None] == names[None, :]).astype(float)
    if offsets.anchor == "none":
        return member * offsets.sd
    if offsets.anchor == "mean":
        count = len(names)
        if count == 1:
            return np.zeros((len(sources), 0))
        centred = np.eye(count) - 1.0 / count
        return member @ centred * offsets.sd * np.sqrt(count / (count - 1))
    return member[:, names != offsets.anchor] * offsets.sd

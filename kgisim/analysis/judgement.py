"""What a conditional projection says, and how much of it hangs on whose judgement."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import xlog1py, xlogy

from kgisim.analysis.kept import Kept, kept_rows
from kgisim.analysis.variance_decomposition import NOISE, Exchange, pairing, split_variance
from kgisim.elicitation.records import Elicitation
from kgisim.projection.conditional import ConditionalProjection, Judged
from kgisim.rng import stream
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.comparison_scale import AMOUNTS, COUNTS, ComparisonScale
from kgisim.targets.window import TargetWindow, judge

JUDGEMENT, REST = "judgement", "rest"
"""Sources of the spread: what experts judge, and all else."""
ENDS = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
"""Probabilities of the quantiles that are kept."""
KINDS = ("items", "given")
"""What is shown of a part: all of it, and what counts."""
SIMULATED = 400
"""Simulated sets of data by which the worth of one is averaged."""
TABLES = {
    "values": ("indicator", "scenario", "year", "window", "statistic", *ENDS, "none"),
    "parts": ("indicator", "part", "kind", "scenario", "year", "window", "statistic", *ENDS),
    "experts": ("indicator", "left_out", *ENDS),
    "spread": ("indicator", "source", "share", "error"),
    "worth": ("indicator", "quantity", "narrowing", "error"),
}
"""Columns of the tables, by name."""
Rows = dict[str, list[dict[str, object]]]
"""By table, its rows without the indicator."""


def judgement_tables(found: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """Build every table of the conditional projections.

    Parameters
    ----------
    found
        By indicator, what `judgement_rows` found.

    Returns
    -------
    dict of DataFrame
        By name; columns `TABLES`. ``values``: quantiles under every scenario, of single years and
        of the years that are judged together, and the chance of none at all; ``experts``: those
        of the baseline with each expert left out (blank: nobody); ``spread``: share of the
        variance by source; ``worth``: by how much a year of real data would narrow the standard
        deviation of a quantity (blank: of what is judged).
    """
    rows: Rows = {name: [] for name in TABLES}
    for name, own in found.items():
        for table, entries in own.items():
            rows[table] += [{"indicator": name, **entry} for entry in entries]
    return {name: pd.DataFrame(rows[name], columns=list(TABLES[name])) for name in TABLES}


def judgement_rows(one: ConditionalProjection, kept: Kept | None = None) -> Rows:
    """Find what every table says of one conditional projection.

    Parameters
    ----------
    kept
        Where rows are kept that were computed from the same judgement and counts; None: nowhere.
    """
    return kept_rows(_place(kept, one), partial(_rows, one))


def _rows(one: ConditionalProjection) -> Rows:
    drawn = one.dataset()
    return {
        "values": _values(one, drawn),
        "parts": _parts(one),
        "experts": _experts(one),
        "spread": _spread(one, drawn),
        "worth": _worth(one, drawn),
    }


def _place(kept: Kept | None, one: ConditionalProjection) -> Path | None:
    """Return where the rows of one projection are kept, by its judgement and its counts."""
    if kept is None:
        return None
    counts = one.projection.draws.sel({SERIES: [*one.elicitation.inputs]})
    found = hashlib.sha256()
    for name in (LEVEL, OUTCOME):
        found.update(np.ascontiguousarray(counts[name].to_numpy()))
    named = counts[SCENARIO].to_numpy().tolist()
    content = (one.elicitation.model_dump_json(), found.hexdigest(), named)
    return kept.path(f"judged-{one.elicitation.indicator}", *content)


def judged_window(elicitation: Elicitation, year: int) -> TargetWindow:
    """Return the years that are judged together, as they end in a year."""
    return TargetWindow(year, elicitation.window, elicitation.statistic)


def _values(one: ConditionalProjection, drawn: xr.Dataset) -> list[dict[str, object]]:
    name = one.elicitation.indicator
    years = drawn[YEAR].to_numpy().tolist()
    windows = [TargetWindow(year) for year in years]
    windows += _shown_windows(one)
    rows = []
    for window in dict.fromkeys(windows):
        values = judge(drawn, name, window)
        for scenario in drawn[SCENARIO].to_numpy().tolist():
            futures = values.sel({SCENARIO: scenario}).to_numpy()
            place = {key: window.columns[key] for key in ("year", "window", "statistic")}
            none = float(np.mean(futures == 0.0))
            rows.append({"scenario": scenario, **place, **_quantiles(futures), "none": none})
    return rows


def _shown_windows(one: ConditionalProjection) -> list[TargetWindow]:
    """Return the years that are judged together, as they end in the years that are shown."""
    years = one.projection.catalog.plan.shown_years
    windows = [judged_window(one.elicitation, year) for year in years]
    return [window for window in windows if int(window.years[0]) >= one.first]


def _parts(one: ConditionalProjection) -> list[dict[str, object]]:
    rows = []
    for kind, drawn in zip(KINDS, one.parts(), strict=True):
        for part in one.part_names:
            for window in _shown_windows(one):
                values = judge(drawn, part, window)
                place = {key: window.columns[key] for key in ("year", "window", "statistic")}
                for scenario in drawn[SCENARIO].to_numpy().tolist():
                    found = _quantiles(values.sel({SCENARIO: scenario}).to_numpy())
                    rows.append(
                        {"part": part, "kind": kind, "scenario": scenario, **place, **found}
                    )
    return rows


def _experts(one: ConditionalProjection) -> list[dict[str, object]]:
    names = [expert.id for expert in one.elicitation.experts]
    left_out = [None, *(names if len(names) > 1 else ())]
    return [
        {"left_out": who or "", **_quantiles(_baseline(one, one.judged_without(who)))}
        for who in left_out
    ]


def _spread(one: ConditionalProjection, drawn: xr.Dataset) -> list[dict[str, object]]:
    """Split the variance of what is judged between judgement and all else, on a log scale."""
    scale, window = _scale(one), _window(one)
    original = scale.forward(_of(one, drawn, window))[:, None]
    partner = pairing(len(original), stream(one.projection.seed, "exchange"))
    taken = {name: values[partner] for name, values in one.judged.items()}
    exchanged = {frozenset({JUDGEMENT}): scale.forward(_baseline(one, taken))[:, None]}
    year = np.array([window.year])
    pairs = Exchange((JUDGEMENT, REST), partner, original, exchanged)
    table = split_variance(year, original, pairs, ess=one.ess)
    kept = table.loc[table["source"] != NOISE, ["source", "share", "error"]]
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def _worth(one: ConditionalProjection, drawn: xr.Dataset) -> list[dict[str, object]]:
    """Estimate by how much one year of real data would narrow the judged quantity and the answer.

    Data sets are taken from the draws; each weighs all draws by its likelihood under them.
    """
    known = _share_likelihood if one.elicitation.thinned is not None else _price_likelihood
    quantity, values, weights = known(one, drawn)
    answer = _scale(one).forward(_of(one, drawn, _window(one)))
    return [
        {"quantity": quantity, **_narrowing(values, weights)},
        {"quantity": "", **_narrowing(answer, weights)},
    ]


def _share_likelihood(
    one: ConditionalProjection, drawn: xr.Dataset
) -> tuple[str, np.ndarray, np.ndarray]:
    """Return the share by name and on its link, and the likelihood (data, draw) of k of n items.

    The data are those of the first projected year: how many items there were, and how many of
    them counted. Of each, the likelihood is relative to the likeliest draw.
    """
    year, elicitation = np.array([one.first]), one.elicitation
    share = one.share(one.judged, year)[:, 0]
    reached = _of(one, drawn, TargetWindow(one.first))
    counts = one.projection.draws[OUTCOME].sel(
        {SCENARIO: BASELINE, YEAR: one.first, SERIES: [*elicitation.inputs]}
    )
    items = np.maximum(np.rint(counts.sum(SERIES).to_numpy()), reached)
    chosen = _chosen(one, len(share))
    counted, rest = reached[chosen, None], (items - reached)[chosen, None]
    logs = xlogy(counted, share) + xlog1py(rest, -share)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    assert elicitation.thinned is not None  # only a thinned one has a share
    return elicitation.thinned.share, np.log(share / (1.0 - share)), weights


def _price_likelihood(
    one: ConditionalProjection, drawn: xr.Dataset
) -> tuple[str, np.ndarray, np.ndarray]:
    """Return the median price by name and its log, and the likelihood (data, draw) of one price.

    It lacks a constant.
    """
    prices = one.prices(one.judged)
    chosen = _chosen(one, drawn.sizes[DRAW])
    generator = stream(one.projection.seed, "worth price", one.elicitation.indicator)
    noise = generator.standard_normal(len(chosen))
    found = prices.middle[chosen] + prices.spread[chosen] * noise
    weights = np.exp(-(((found[:, None] - prices.middle) / prices.spread) ** 2) / 2.0)
    weights /= prices.spread
    assert one.elicitation.priced is not None  # only a priced one has a price
    return one.elicitation.priced.median, prices.middle, weights


def _chosen(one: ConditionalProjection, draws: int) -> np.ndarray:
    generator = stream(one.projection.seed, "worth", one.elicitation.indicator)
    return generator.permutation(draws)[:SIMULATED]


def _narrowing(values: np.ndarray, weights: np.ndarray) -> dict[str, object]:
    """Return by what share the standard deviation falls on average, and the error of that."""
    weights = weights / weights.sum(axis=1, keepdims=True)
    mean = weights @ values
    after = np.sqrt(np.maximum(weights @ values**2 - mean**2, 0.0)) / values.std()
    error = after.std() / np.sqrt(len(after))
    return {"narrowing": float(1.0 - after.mean()), "error": float(error)}


def _window(one: ConditionalProjection) -> TargetWindow:
    return judged_window(one.elicitation, one.projection.catalog.axis.last)


def _scale(one: ConditionalProjection) -> ComparisonScale:
    """Near-logs: for counts as everywhere, for amounts with half a deal at the median added."""
    priced = one.elicitation.priced
    if priced is None:
        return COUNTS
    return ComparisonScale(AMOUNTS.scale, plus=0.5 * float(np.median(one.judged[priced.median])))


def _baseline(one: ConditionalProjection, judged: Judged) -> np.ndarray:
    """Return what is judged in every future of the baseline under other draws of judgement."""
    window = _window(one)
    drawn = one.dataset(judged, scenarios=[BASELINE], since=int(window.years[0]))
    return _of(one, drawn, window)


def _of(one: ConditionalProjection, drawn: xr.Dataset, window: TargetWindow) -> np.ndarray:
    values = judge(drawn, one.elicitation.indicator, window)
    return values.sel({SCENARIO: BASELINE}).to_numpy()


def _quantiles(values: np.ndarray) -> dict[str, object]:
    found = np.quantile(values, list(ENDS.values()))
    return dict(zip(ENDS, map(float, found), strict=True))

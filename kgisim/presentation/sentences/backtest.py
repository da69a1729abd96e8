"""What forecasts from past years amount to: sentences, and a table with a row for each series."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from kgisim.evaluation.backtest import MODEL
from kgisim.evaluation.backtest_origins import STEP
from kgisim.evaluation.baselines import PEERS
from kgisim.evaluation.coverage import CONFIDENCE
from kgisim.evaluation.scoring import LEVELS
from kgisim.evaluation.skill import (
    FEWEST,
    BacktestCoverage,
    Skill,
    brier,
    interval_coverage,
    ratio_of_one,
    sides,
    skill,
)
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.localized import LocalizedIndicator, goals, wording

if TYPE_CHECKING:
    from kgisim.runs.results import Results

HELD = 80
"""Interval of which a goal's sentence speaks, in per cent."""
MANY = 8
"""With so many values, all on one side of the median, chance alone is an unlikely reason."""


def backtest_text(run: "Results", language: str) -> Iterator[str]:
    """State how forecasts from past years were made, and how they did; nothing without any."""
    table = run.backtests
    if table is None or table.empty:
        return
    own = table.loc[table["forecaster"] == MODEL]
    forecasts = own.dropna(subset="crps")
    origins = sorted(own["origin"].unique())
    yield text(
        "backtest.how",
        language,
        origins=len(origins),
        first=origins[0],
        last=origins[-1],
        step=STEP,
        series=forecasts["indicator"].nunique(),
        values=len(forecasts),
    )
    if len(forecasts):
        yield _held(table, language)
    for peer in PEERS:
        yield _compared(table, peer, language)
    own_goals = tuple(_sides(run, table, language))
    if own_goals:
        yield text("backtest.components", language)
    yield from own_goals
    failed = own.loc[own["crps"].isna(), ["indicator", "origin"]].drop_duplicates()
    if len(failed):
        yield text("backtest.failed", language, count=len(failed))
    tested = set(own["indicator"])
    untested = [goal.id for goal in goals(run) if goal.is_projected and goal.id not in tested]
    if untested:
        titles = text("list", language).join(wording(run, id, language).title for id in untested)
        yield text("backtest.untested", language, titles=titles)


def goal_backtest(localized: LocalizedIndicator) -> Iterator[str]:
    """State how forecasts of one goal did; of its other definitions where it was not tested itself.

    Intervals that held on public series do not tell a reader that this goal's own forecasts lay
    on one side of what came.
    """
    for name, part in _own_tests(localized):
        yield from _side(localized.view.run, name, part, "backtest.side_goal", localized.language)
        side = one_sided(part)
        if side is not None:
            yield localized.t(f"backtest.one_sided.{side}")


def one_sided(part: pd.DataFrame) -> Literal["high", "low"] | None:
    """Return on which side of what came all forecasts of a series lay; None if on both, or few."""
    above, below = sides(part)
    if above + below < MANY or min(above, below):
        return None
    return "low" if above else "high"


def warned(run: "Results", language: str, ids: Iterable[str]) -> Iterator[str]:
    """Warn of the goals whose past forecasts all lay on one side, before any outlook is stated."""
    found: dict[str, list[str]] = {}
    for localized in (wording(run, id, language) for id in ids):
        for name, part in _own_tests(localized):
            side = one_sided(part)
            if side is not None:
                found.setdefault(side, []).append(wording(run, name, language).title)
    for side, titles in found.items():
        joined = text("list", language).join(titles)
        yield text(f"backtest.warned.{side}", language, titles=joined)


def _own_tests(localized: LocalizedIndicator) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return the tested forecasts of a goal, or of its other definitions if it was not tested."""
    run, id = localized.view.run, localized.indicator.id
    tested = _tested(run)
    if not tested:
        return
    others = [
        indicator.id for indicator in run.catalog.indicators.values() if indicator.variant_of == id
    ]
    for name in [id] if id in tested else [one for one in others if one in tested]:
        yield name, tested[name]


def _tested(run: "Results") -> Mapping[str, pd.DataFrame]:
    """Return the tested forecasts by series: all rows are gone through once, not for each goal."""
    table = run.backtests
    if table is None:
        return {}

    def parts() -> dict[str, pd.DataFrame]:
        return {str(name): part for name, part in table.groupby("indicator", sort=False)}

    return run.cache.once(("tested",), parts)


def backtest_note(run: "Results", language: str) -> str:
    """State what such a test is not; nothing without one."""
    table = run.backtests
    if table is None or table.empty:
        return ""
    ahead = (table["year"] - table["origin"]).to_numpy().max()
    limits = {"fewest": FEWEST, "ahead": ahead, "horizon": run.catalog.axis.last}
    return text("backtest.note", language, confidence=round(100 * CONFIDENCE), **limits)


def backtest_table(run: "Results", language: str) -> pd.DataFrame:
    """Show every tested series, goals first: values within intervals, misses against baselines.

    Returns
    -------
    DataFrame
        Columns: the series with its number of values, values within each interval, values above
        and below the median, the miss against each baseline forecaster, forecasts of a rise;
        one row per series, no columns if the run has no backtests.
    """
    table = run.backtests
    if table is None:
        return pd.DataFrame()
    parts = _tested(run).items()
    return pd.DataFrame([_row(run, name, part, language) for name, part in parts])


def _held(table: pd.DataFrame, language: str) -> str:
    found: dict[str, object] = {"confidence": round(100 * CONFIDENCE)}
    for level in (80, 95):
        one = interval_coverage(table, level, by="indicator")
        found |= {
            f"rate{level}": percent(one.rate, language),
            f"band{level}": _rates(one, language),
        }
    return text("backtest.held", language, **found)


def _compared(table: pd.DataFrame, peer: str, language: str) -> str:
    found = skill(table, peer, by="indicator")
    return text(
        f"backtest.{found.verdict}",
        language,
        peer=text(f"backtest.who_{peer}", language),
        series=found.groups,
        **({} if found.verdict == "few" else _ratio(found, language)),
        confidence=round(100 * CONFIDENCE),
    )


def _sides(run: "Results", table: pd.DataFrame, language: str) -> Iterator[str]:
    """State of every goal on which side of its forecasts the values lay, and how naive did."""
    for name, part in table.groupby("indicator", sort=False):
        if run.catalog.indicators[str(name)].role == "goal":
            yield from _side(run, str(name), part, "backtest.side", language)


def _side(run: "Results", name: str, part: pd.DataFrame, key: str, language: str) -> Iterator[str]:
    tested = interval_coverage(part, LEVELS[0], by="origin")
    if not tested.values:
        return
    above, below = sides(part)
    held = interval_coverage(part, HELD, by="origin")
    values = {"values": tested.values, "above": above, "below": below, "origins": tested.groups}
    values |= {"hits": held.hits, "level": HELD}
    if key == "backtest.side_goal" and tested.groups == 1:
        key = "backtest.side_goal_once"
    sentence = text(key, language, title=wording(run, name, language).title, **values)
    yield text("join", language).join([sentence, *_beside(part, language)])


def _beside(part: pd.DataFrame, language: str) -> Iterator[str]:
    """Compare the forecasts of one series with keeping the latest value, where both are there."""
    found = skill(part, "naive", by="origin")
    if not found.values:
        return
    told = {"peer": text("backtest.who_naive", language), "origins": found.groups}
    told |= _ratio(found, language)
    if found.verdict == "few":
        yield text("backtest.side_few", language, **told)
    else:
        yield text("backtest.side_told", language, **told, confidence=round(100 * CONFIDENCE))


def _row(run: "Results", name: str, part: pd.DataFrame, language: str) -> dict[str, str]:
    intervals = [interval_coverage(part, level, by="origin") for level in LEVELS]
    size = {"origins": intervals[0].groups, "values": intervals[0].values}
    above, below = sides(part)
    within = (
        text("backtest.within", language, level=level, hits=one.hits, values=one.values)
        for level, one in zip(LEVELS, intervals, strict=True)
    )
    first = [wording(run, name, language).title, text("backtest.size", language, **size)]
    return (
        {
            text("backtest.indicator", language): LINE.join(first),
            text("backtest.ranges", language): LINE.join(within),
            text("backtest.sides", language): text(
                "backtest.above_below", language, above=above, below=below
            ),
        }
        | {
            text(f"backtest.against_{peer}", language): _against(part, peer, language)
            for peer in PEERS
        }
        | {text("backtest.rise", language): _rise(part, language)}
    )


def _against(part: pd.DataFrame, peer: str, language: str) -> str:
    """Write the ratio of misses on the link scale, in natural units, and the verdict."""
    found = skill(part, peer, by="origin")
    if not found.values:
        return text("backtest.none", language)
    natural = ratio_of_one(part, peer, "crps")
    verdict = text(f"backtest.verdict_{found.verdict}", language, origins=found.groups)
    if found.verdict == "few":
        written = decimal(found.ratio, 2, language)
    else:
        written = text("backtest.ratio", language, **_ratio(found, language))
    own = text("backtest.natural", language, ratio=decimal(natural, 2, language))
    return LINE.join([written, own, verdict])


def _rise(part: pd.DataFrame, language: str) -> str:
    """Write the Brier scores of the model and of naive, where both forecast."""
    place = pd.MultiIndex.from_arrays([part[one] for one in ("indicator", "origin", "year")])
    both = part.loc[place.isin(place[part["forecaster"] == "naive"])]
    if both.empty:
        return text("backtest.none", language)
    scores = {"own": brier(both, MODEL), "other": brier(both, "naive")}
    written = {name: decimal(score, 2, language) for name, score in scores.items()}
    return text("backtest.rise_cell", language, **written)


def _ratio(found: Skill, language: str) -> dict[str, str]:
    low, high = (decimal(end, 2, language) for end in found.band)
    return {
        "ratio": decimal(found.ratio, 2, language),
        "band": text("number.span", language, low=low, high=high),
    }


def _rates(one: BacktestCoverage, language: str) -> str:
    low, high = (decimal(100 * end, 0, language) for end in one.band)
    span = text("number.span", language, low=low, high=high)
    return text("number.percent", language, percent=span)

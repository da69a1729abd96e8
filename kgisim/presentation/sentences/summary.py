"""The reading of a goal in plain sentences: what is known, where it may go, what a target asks."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import (
    Latest,
    LocalizedIndicator,
    failed_fits,
    goals,
    hidden,
    wording,
)
from kgisim.presentation.sentences.backtest import warned
from kgisim.presentation.sentences.largest_deal import largest_text
from kgisim.presentation.sentences.listed import (
    basis_text,
    estimate,
    has_list,
    listed_chance_text,
)
from kgisim.targets.attainment import attained, chance_error, effective_size

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def warning(localized: LocalizedIndicator) -> str | None:
    """Warn of a projection that is shown although a fit beneath it failed."""
    failed = localized.view.failures
    return localized.t("reading.failed", fits=failed_fits(localized, failed)) if failed else None


def reading(localized: LocalizedIndicator) -> Iterator[str]:
    """Report what a projected goal's numbers say, one statement at a time."""
    yield known(localized)
    yield from basis_text(localized)
    yield outlook(localized)
    yield from _with_package(localized)
    example = localized.view.example
    if example is not None:
        yield demand_text(localized, example)
        yield likely(localized, example)
        yield from listed_chance_text(localized, example, compared(localized))
        yield from largest_text(localized, example)
    yield evidence_text(localized)


def withheld_reading(localized: LocalizedIndicator) -> Iterator[str]:
    """Report what is known of a goal whose projection is not shown."""
    yield known(localized)
    yield localized.t("reading.no_number")


def known(localized: LocalizedIndicator) -> str:
    """State the newest known value and who says so."""
    latest = localized.latest
    if latest is None:
        return localized.t("reading.nothing_known")
    span = localized.view.span if not latest.source else None
    if span is not None and span.last > span.complete:
        return localized.t(
            "reading.latest_nowcast",
            period=latest.period,
            value=latest.value,
            known=span.known,
            inputs=span.inputs,
            complete=localized.year(span.complete),
        )
    if not latest.source:
        return localized.t("reading.latest_estimate", period=latest.period, value=latest.value)
    key = "reading.latest_unverified" if latest.is_unverified else "reading.latest"
    return localized.t(key, period=latest.period, value=latest.value, source=latest.source)


def outlook(localized: LocalizedIndicator) -> str:
    """State where the judged value lies under the baseline."""
    low90, low50, median, high50, high90 = localized.view.quantiles(schema.BASELINE)
    return localized.t(
        "reading.outlook",
        scenario=localized.scenario(schema.BASELINE),
        when=localized.when(),
        median=localized.judged(median),
        span50=localized.judged.span(low50, high50),
        span90=localized.judged.span(low90, high90),
    )


def _with_package(localized: LocalizedIndicator) -> Iterator[str]:
    name = package(localized.view.run.scenarios)
    if name is None:
        return
    if not localized.view.differs(name):
        yield localized.t("reading.unmoved", scenario=localized.scenario(name))
        return
    low90, _, median, _, high90 = localized.view.quantiles(name)
    yield localized.t(
        "reading.package",
        scenario=localized.scenario(name),
        median=localized.judged(median),
        span90=localized.judged.span(low90, high90),
    )


def demand_text(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    """State what a target asks, against the pace of the past."""
    needed, past, ratio = (target.pace(which) for which in ("needed", "past", "ratio"))
    place = {"target": localized.target(target), "when": localized.when(target.question.window)}
    if math.isnan(needed):
        return localized.t("reading.asks_unknown", **place)
    if needed <= 0 if localized.indicator.better == "higher" else needed >= 0:
        return _already_met(localized, target, needed, place)
    paces = {"needed": localized.pace(needed), "past": localized.pace(past)}
    times = numbers.decimal(ratio, 1, localized.language)
    return localized.t(f"reading.asks_{_comparison(past, ratio)}", times=times, **place, **paces)


def _already_met(
    localized: LocalizedIndicator, target: LabelledTarget, needed: float, place: dict[str, str]
) -> str:
    """State that the latest value would do; of an estimated one, how likely it does so far."""
    view, pace = localized.view, localized.pace(needed)
    if view.has_own_values:
        return localized.t("reading.asks_nothing", needed=pace, **place)
    now = view.outcome.sel({schema.SCENARIO: schema.BASELINE, schema.YEAR: view.last_year})
    share = float(attained(now, target.question.yearly, localized.indicator.better).mean())
    error = chance_error(share, effective_size(now.sizes[schema.DRAW]))
    return localized.t(
        "reading.asks_nothing_estimated",
        needed=pace,
        period=localized.year(view.last_year),
        chance=numbers.chance(share, error, localized.language),
        **place,
    )


def _comparison(past: float, ratio: float) -> str:
    if math.isnan(past):
        return "alone"
    if math.isnan(ratio):
        return "against"
    return "more" if ratio > 1.05 else "less" if ratio < 0.95 else "same"


def likely(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    """State how likely a target is under the baseline and the package, and with what error."""
    scenarios = compared(localized)
    chances = [
        localized.t(
            "reading.chance",
            scenario=localized.scenario(one),
            chance=localized.chance(target, one),
            likelihood=localized.likelihood(target, one),
        )
        for one in scenarios
    ]
    worst = max(target.mcse(one) for one in scenarios)
    return localized.t(
        "reading.likely",
        chances=localized.t("list").join(chances),
        error=numbers.error(worst, localized.language),
    )


def compared(localized: LocalizedIndicator) -> list[str]:
    """Name the scenarios whose chances are stated: the baseline, and a package that moves it."""
    name = package(localized.view.run.scenarios)
    moved = name is not None and localized.view.differs(name)
    return [schema.BASELINE, name] if moved and name is not None else [schema.BASELINE]


def evidence_text(localized: LocalizedIndicator) -> str:
    """State how many published numbers carry the goal, and how many of them nobody has checked."""
    carrying = localized.view.rows
    doubtful = observation_rows.unverified(carrying)
    key = "reading.rests_partly" if doubtful else "reading.rests"
    return localized.t(key, rows=len(carrying), unverified=doubtful)


def summary(run: "Run", language: str, *, show_failed: bool = False) -> Iterator[str]:
    """Report the whole run: how many goals have a number, then one statement for each that has."""
    shown, dark = [], []
    for goal in goals(run):
        localized = wording(run, goal.id, language)
        (dark if hidden(localized, show_failed=show_failed) else shown).append(localized)
    count = {"all": len(shown) + len(dark), "shown": len(shown), "dark": len(dark)}
    yield text("summary.counts" if dark else "summary.all_shown", language, **count)
    yield from warned(run, language, [localized.indicator.id for localized in shown])
    for localized in shown:
        yield _in_one_line(localized)
    if dark:
        titles = text("list", language).join(localized.title for localized in dark)
        yield text("summary.without", language, titles=titles)


def _in_one_line(localized: LocalizedIndicator) -> str:
    low90, _, median, _, high90 = localized.view.quantiles(schema.BASELINE)
    latest, example = localized.latest, localized.view.example
    known_by_list = latest is not None and bool(latest.source) and has_list(localized)
    key = "goal_listed" if known_by_list else "goal" if latest else "goal_unknown"
    line = localized.t(
        f"summary.{key}",
        title=localized.title,
        estimate=estimate(localized) if known_by_list else "",
        period=_vouched(localized, latest) if latest else "",
        latest=latest.value if latest else "",
        scenario=localized.scenario(schema.BASELINE),
        when=localized.when(),
        median=localized.judged(median),
        span90=localized.judged.span(low90, high90),
    )
    return line if example is None else line + localized.t("join") + _example(localized, example)


def _vouched(localized: LocalizedIndicator, latest: Latest) -> str:
    """Name the year of the newest value, and say where nobody has read its source."""
    if latest.is_unverified:
        return localized.t("summary.unverified", period=latest.period)
    return latest.period


def _example(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    name = package(localized.view.run.scenarios)
    values = {
        "target": localized.target(target),
        "chance": localized.chance(target, schema.BASELINE),
        "scenario": localized.scenario(schema.BASELINE),
    }
    if name is None or not localized.view.differs(name):
        return localized.t("summary.target_alone", **values)
    return localized.t(
        "summary.target",
        package=localized.scenario(name),
        with_package=localized.chance(target, name),
        **values,
    )

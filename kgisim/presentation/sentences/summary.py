"""The reading of a goal in plain sentences: what is known, where it may go, what a target asks."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.errors import reason_text
from kgisim.presentation.localized import Latest, LocalizedIndicator, goals, wording
from kgisim.presentation.sentences.largest_deal import largest_text
from kgisim.presentation.target import Target

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def hidden(words: LocalizedIndicator, *, show_failed: bool = False) -> str | None:
    """Say why an indicator's projection may not be shown; nothing if it may.

    Parameters
    ----------
    words
        The indicator.
    show_failed
        Whether fits that failed their gate are shown all the same.
    """
    indicator, run = words.indicator, words.outlook.run
    if indicator.withheld is not None:
        return indicator.withheld(words.language)
    failed = words.outlook.failures
    if failed and not show_failed:
        return words.t("hidden.failed", fits=_failed_fits(words, failed))
    if indicator.id not in run.projection[schema.SERIES]:
        return words.t("hidden.missing")
    return None


def warning(words: LocalizedIndicator) -> str | None:
    """Warn of a projection that is shown although a fit beneath it failed."""
    failed = words.outlook.failures
    return words.t("reading.failed", fits=_failed_fits(words, failed)) if failed else None


def reading(words: LocalizedIndicator) -> Iterator[str]:
    """Tell what a projected goal's numbers say, one statement at a time."""
    yield known(words)
    yield outlook(words)
    yield from _with_package(words)
    example = words.outlook.example
    if example is not None:
        yield asked(words, example)
        yield likely(words, example)
        yield from largest_text(words, example)
    yield resting_on(words)


def withheld_reading(words: LocalizedIndicator) -> Iterator[str]:
    """Tell what is known of a goal whose projection is not shown."""
    yield known(words)
    yield words.t("reading.no_number")


def known(words: LocalizedIndicator) -> str:
    """Say the newest known value and who says so."""
    latest = words.latest
    if latest is None:
        return words.t("reading.nothing_known")
    if not latest.source:
        return words.t("reading.latest_estimate", period=latest.period, value=latest.value)
    key = "reading.latest_unverified" if latest.is_unverified else "reading.latest"
    return words.t(key, period=latest.period, value=latest.value, source=latest.source)


def outlook(words: LocalizedIndicator) -> str:
    """Say where the judged value lies under the baseline."""
    low90, low50, median, high50, high90 = words.outlook.quantiles(schema.BASELINE)
    return words.t(
        "reading.outlook",
        scenario=words.scenario(schema.BASELINE),
        when=words.when(),
        median=words.judged(median),
        span50=words.judged.span(low50, high50),
        span90=words.judged.span(low90, high90),
    )


def _with_package(words: LocalizedIndicator) -> Iterator[str]:
    name = package(words.outlook.run.scenarios)
    if name is None:
        return
    if not words.outlook.differs(name):
        yield words.t("reading.unmoved", scenario=words.scenario(name))
        return
    low90, _, median, _, high90 = words.outlook.quantiles(name)
    yield words.t(
        "reading.package",
        scenario=words.scenario(name),
        median=words.judged(median),
        span90=words.judged.span(low90, high90),
    )


def asked(words: LocalizedIndicator, target: Target) -> str:
    """Say what a target asks, against the pace of the past."""
    needed, past, ratio = (target.pace(which) for which in ("needed", "past", "ratio"))
    place = {"target": words.target(target), "when": words.when(target.basis)}
    if math.isnan(needed):
        return words.t("reading.asks_unknown", **place)
    if needed <= 0 if words.indicator.better == "higher" else needed >= 0:
        return words.t("reading.asks_nothing", needed=words.pace(needed), **place)
    paces = {"needed": words.pace(needed), "past": words.pace(past)}
    times = numbers.decimal(ratio, 1, words.language)
    return words.t(f"reading.asks_{_comparison(past, ratio)}", times=times, **place, **paces)


def _comparison(past: float, ratio: float) -> str:
    if math.isnan(past):
        return "alone"
    if math.isnan(ratio):
        return "against"
    return "more" if ratio > 1.05 else "less" if ratio < 0.95 else "same"


def likely(words: LocalizedIndicator, target: Target) -> str:
    """Say how likely a target is under the baseline and the package, and with what error."""
    scenarios = [schema.BASELINE]
    name = package(words.outlook.run.scenarios)
    if name is not None and words.outlook.differs(name):
        scenarios.append(name)
    chances = [
        words.t(
            "reading.chance",
            scenario=words.scenario(one),
            chance=words.chance(target, one),
            likelihood=words.likelihood(target, one),
        )
        for one in scenarios
    ]
    worst = max(target.mcse(one) for one in scenarios)
    return words.t(
        "reading.likely",
        chances=words.t("list").join(chances),
        error=numbers.error(worst, words.language),
    )


def resting_on(words: LocalizedIndicator) -> str:
    """Say how many published numbers carry the goal, and how many of them nobody has checked."""
    carrying = words.outlook.rows
    doubtful = observation_rows.unverified(carrying)
    key = "reading.rests_partly" if doubtful else "reading.rests"
    return words.t(key, rows=len(carrying), unverified=doubtful)


def summary(run: "Run", language: str, *, show_failed: bool = False) -> Iterator[str]:
    """Tell the whole run: how many goals have a number, then one statement for each that has."""
    shown, dark = [], []
    for goal in goals(run):
        words = wording(run, goal.id, language)
        (dark if hidden(words, show_failed=show_failed) else shown).append(words)
    count = {"all": len(shown) + len(dark), "shown": len(shown), "dark": len(dark)}
    yield text("summary.counts" if dark else "summary.all_shown", language, **count)
    for words in shown:
        yield _in_one_line(words)
    if dark:
        titles = text("list", language).join(words.title for words in dark)
        yield text("summary.without", language, titles=titles)


def _in_one_line(words: LocalizedIndicator) -> str:
    low90, _, median, _, high90 = words.outlook.quantiles(schema.BASELINE)
    latest, example = words.latest, words.outlook.example
    line = words.t(
        "summary.goal" if latest else "summary.goal_unknown",
        title=words.title,
        period=_vouched(words, latest) if latest else "",
        latest=latest.value if latest else "",
        scenario=words.scenario(schema.BASELINE),
        when=words.when(),
        median=words.judged(median),
        span90=words.judged.span(low90, high90),
    )
    return line if example is None else line + words.t("join") + _example(words, example)


def _vouched(words: LocalizedIndicator, latest: Latest) -> str:
    """Name the year of the newest value, and say where nobody has read its source."""
    if latest.is_unverified:
        return words.t("summary.unverified", period=latest.period)
    return latest.period


def _example(words: LocalizedIndicator, target: Target) -> str:
    name = package(words.outlook.run.scenarios)
    values = {
        "target": words.target(target),
        "chance": words.chance(target, schema.BASELINE),
        "scenario": words.scenario(schema.BASELINE),
    }
    if name is None or not words.outlook.differs(name):
        return words.t("summary.target_alone", **values)
    return words.t(
        "summary.target",
        package=words.scenario(name),
        with_package=words.chance(target, name),
        **values,
    )


def _failed_fits(words: LocalizedIndicator, failed: dict[str, Any]) -> str:
    # A fit without figures of its own only repeats that something beneath it failed.
    causes = {id: fit for id, fit in failed.items() if not math.isnan(fit.pareto_k)} or failed
    return words.t("list").join(_failed_fit(words, id, fit) for id, fit in causes.items())


def _failed_fit(words: LocalizedIndicator, id: str, fit: Any) -> str:
    title = words.outlook.run.catalog.indicators[id].title(words.language)
    if math.isnan(fit.pareto_k):
        reason = reason_text(fit.reason, words.language)
        said = words.t("list").join(reason.splitlines())
        return words.t("hidden.fit", title=title, reason=said)
    figures = {
        "pareto_k": numbers.decimal(fit.pareto_k, 2, words.language),
        "ess": numbers.decimal(fit.ess, 0, words.language),
    }
    return words.t("hidden.gate", title=title, **figures)

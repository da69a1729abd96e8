"""The two-probability rule in sentences that a council paper can print."""

import math
from collections.abc import Iterator
from dataclasses import replace

from kgisim import schema
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_text, quantity_for
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.two_probability_rule import Band, TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict
from kgisim.targets.window import TargetWindow

MOST_DECIMALS = 3
"""Extra digits with which the ends of a narrow band are written, at most."""


def verdict_text(localized: LocalizedIndicator, found: TargetVerdict) -> Iterator[str]:
    """Return whether a level is ambitious and reasonable, and why: one sentence, then remarks."""
    if found.finding == "too_thin":
        yield _too_thin(localized, found)
        return
    yield _judged(localized, found)
    yield from _remarks(localized, found)
    question = found.question
    yield band_text(localized, found.band, question.window, found.rule, question.scenario)
    if found.rule.illustrative:
        yield rule_note(localized, found.rule)


def _judged(localized: LocalizedIndicator, found: TargetVerdict) -> str:
    before = numbers.chance(found.chance_baseline, found.mcse_baseline, localized.language)
    after = numbers.chance(found.chance_package, found.mcse_package, localized.language)
    return localized.t(
        "rule.judged",
        target=_target(localized, found),
        scenario=localized.scenario(schema.BASELINE),
        before=before,
        x=_limit(found.rule.x, localized),
        package=localized.scenario(found.question.scenario),
        after=after,
        y=_limit(found.rule.y, localized),
        pace=_pace(localized, found),
        finding=localized.t(f"rule.finding.{found.finding}"),
    )


def _pace(localized: LocalizedIndicator, found: TargetVerdict) -> str:
    paces = found.paces
    if paces.needed is None or paces.limit is None:
        return ""
    z = _limit(found.rule.z, localized)
    return localized.t(
        "rule.pace", needed=localized.pace(paces.needed), z=z, limit=localized.pace(paces.limit)
    )


def _remarks(localized: LocalizedIndicator, found: TargetVerdict) -> Iterator[str]:
    if found.is_met_already:
        yield localized.t("rule.met_already")
    if not found.package_moves:
        yield localized.t("rule.unmoved", package=localized.scenario(found.question.scenario))
    for condition in found.close:
        scenario = schema.BASELINE if condition == "ambition" else found.question.scenario
        yield localized.t("rule.close", scenario=localized.scenario(scenario))
    paces = found.paces
    if paces.needed is None:
        yield localized.t("rule.pace_unknown")
    elif paces.limit is None:
        series, needed = len(paces.series), paces.series_needed
        yield localized.t(
            "rule.pace_untold" if series else "rule.pace_alone", series=series, needed=needed
        )


def _too_thin(localized: LocalizedIndicator, found: TargetVerdict) -> str:
    least, target = found.rule.least_rows, _target(localized, found)
    if found.rows < least:
        return localized.t("rule.too_thin", target=target, rows=found.rows, least=least)
    return localized.t("rule.too_few_futures", target=target, ess=math.floor(found.ess))


def band_text(
    localized: LocalizedIndicator,
    band: Band,
    window: TargetWindow,
    rule: TwoProbabilityRule,
    package: str,
) -> str:
    """State where the admissible levels lie, or why there are none and what would have to give."""
    if not band.is_empty:
        return localized.t(
            "rule.band", when=localized.when(window), span=_span(localized, band, window)
        )
    if "ambition" in band.biting:
        x = _limit(rule.x, localized)
        scenario = localized.scenario(schema.BASELINE)
        return localized.t(
            "rule.never_ambitious", when=localized.when(window), x=x, scenario=scenario
        )
    return localized.t(
        "rule.empty",
        when=localized.when(window),
        easiest=_bound(localized, band.easiest, window, is_easiest=True),
        hardest=_bound(localized, band.hardest, window, is_easiest=False),
        package=localized.scenario(package),
        way=_way(localized, band),
    )


def rule_note(localized: LocalizedIndicator, rule: TwoProbabilityRule) -> str:
    """State that the numbers of the rule are examples, not decisions."""
    x, y, z = (_limit(share, localized) for share in (rule.x, rule.y, rule.z))
    return localized.t("rule.example", x=x, y=y, z=z)


def _way(localized: LocalizedIndicator, band: Band) -> str:
    """State what would have to give: the chance asked of the package, the baseline's, the pace."""
    if "chance" not in band.biting:
        return localized.t("rule.way_pace")
    x, y = math.ceil(100 * (band.x_needed or 0)), math.floor(100 * (band.y_needed or 0))
    ways = [localized.t("rule.way_x", x=_limit(x / 100, localized))] if x < 100 else []
    ways += [localized.t("rule.way_y", y=_limit(y / 100, localized))] if y > 0 else []
    if not ways:
        return localized.t("rule.way_none")
    way = localized.t("rule.way_give", ways=localized.t("rule.way_or").join(ways))
    return localized.t("rule.way_also", way=way) if "pace" in band.biting else way


def _target(localized: LocalizedIndicator, found: TargetVerdict) -> str:
    question, window = found.question, found.question.window
    value = level_text(localized, window, question.value)
    over = not window.is_single_year and window.statistic != "once"
    key = "rule.target_over" if over else "rule.target"
    target = localized.t(key, when=localized.when(window), value=value)
    return localized.t("rule.example_target", target=target) if question.illustrative else target


def _span(localized: LocalizedIndicator, band: Band, window: TargetWindow) -> str:
    """Write the band with its ends rounded inwards, so that what is printed is admissible."""
    written = quantity_for(localized, window, band.easiest)
    low, high = sorted((band.easiest, band.hardest))
    for extra in range(MOST_DECIMALS + 1):
        digits = None if written.digits is None else written.digits + extra
        finer = replace(written, decimals=written.decimals + extra, digits=digits)
        ends = _rounded(low, finer, up=True), _rounded(high, finer, up=False)
        if ends[0] <= ends[1]:
            return finer.span(*ends)
    return written.span(low, high)


def _bound(
    localized: LocalizedIndicator, value: float, window: TargetWindow, *, is_easiest: bool
) -> str:
    written = quantity_for(localized, window, value)
    rises = is_easiest == (localized.indicator.better != "lower")
    shown = written(_rounded(value, written, up=rises))
    return localized.t("relation.ge" if rises else "relation.le", value=shown)


def _rounded(value: float, written: numbers.Quantity, *, up: bool) -> float:
    step = 10.0 ** -written.places(value * written.factor) / written.factor
    whole = round(value / step, 6)  # a level on a step stays there
    return (math.ceil(whole) if up else math.floor(whole)) * step


def _limit(share: float, localized: LocalizedIndicator) -> str:
    digits = 0 if round(100 * share, 6).is_integer() else 1
    return numbers.percent(share, localized.language, digits)

"""The two-probability rule in sentences that a council paper can print."""

import math
from collections.abc import Iterator
from dataclasses import replace

from kgisim import schema
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.two_probability_rule import Band, TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict
from kgisim.targets.window import TargetWindow

MOST_DECIMALS = 3
"""Extra digits with which the ends of a narrow band are written, at most."""


def verdict_text(words: LocalizedIndicator, found: TargetVerdict) -> Iterator[str]:
    """Say whether a level is ambitious and reasonable, and why: one sentence, then remarks."""
    if found.finding == "too_thin":
        yield _too_thin(words, found)
        return
    yield _judged(words, found)
    yield from _remarks(words, found)
    yield band_text(words, found.band, found.aim.basis, found.rule, found.package)
    if found.rule.illustrative:
        yield rule_note(words, found.rule)


def _judged(words: LocalizedIndicator, found: TargetVerdict) -> str:
    before = numbers.chance(found.chance_baseline, found.mcse_baseline, words.language)
    after = numbers.chance(found.chance_package, found.mcse_package, words.language)
    return words.t(
        "rule.judged",
        target=_target(words, found),
        scenario=words.scenario(schema.BASELINE),
        before=before,
        x=_limit(found.rule.x, words),
        package=words.scenario(found.package),
        after=after,
        y=_limit(found.rule.y, words),
        pace=_pace(words, found),
        finding=words.t(f"rule.finding.{found.finding}"),
    )


def _pace(words: LocalizedIndicator, found: TargetVerdict) -> str:
    paces = found.paces
    if paces.needed is None or paces.limit is None:
        return ""
    z = _limit(found.rule.z, words)
    return words.t("rule.pace", needed=words.pace(paces.needed), z=z, limit=words.pace(paces.limit))


def _remarks(words: LocalizedIndicator, found: TargetVerdict) -> Iterator[str]:
    if found.is_met_already:
        yield words.t("rule.met_already")
    if not found.package_moves:
        yield words.t("rule.unmoved", package=words.scenario(found.package))
    for condition in found.close:
        scenario = schema.BASELINE if condition == "ambition" else found.package
        yield words.t("rule.close", scenario=words.scenario(scenario))
    paces = found.paces
    if paces.needed is None:
        yield words.t("rule.pace_unknown")
    elif paces.limit is None:
        series, needed = len(paces.series), paces.series_needed
        yield words.t(
            "rule.pace_untold" if series else "rule.pace_alone", series=series, needed=needed
        )


def _too_thin(words: LocalizedIndicator, found: TargetVerdict) -> str:
    least, target = found.rule.least_rows, _target(words, found)
    if found.rows < least:
        return words.t("rule.too_thin", target=target, rows=found.rows, least=least)
    return words.t("rule.too_few_futures", target=target, ess=math.floor(found.ess))


def band_text(
    words: LocalizedIndicator,
    band: Band,
    basis: TargetWindow,
    rule: TwoProbabilityRule,
    package: str,
) -> str:
    """Say where the admissible levels lie, or why there are none and what would have to give."""
    if not band.is_empty:
        return words.t("rule.band", when=words.when(basis), span=_span(words, band, basis))
    if "ambition" in band.biting:
        x = _limit(rule.x, words)
        scenario = words.scenario(schema.BASELINE)
        return words.t("rule.never_ambitious", when=words.when(basis), x=x, scenario=scenario)
    return words.t(
        "rule.empty",
        when=words.when(basis),
        easiest=_bound(words, band.easiest, basis, is_easiest=True),
        hardest=_bound(words, band.hardest, basis, is_easiest=False),
        package=words.scenario(package),
        way=_way(words, band),
    )


def rule_note(words: LocalizedIndicator, rule: TwoProbabilityRule) -> str:
    """Say that the numbers of the rule are examples, not decisions."""
    x, y, z = (_limit(share, words) for share in (rule.x, rule.y, rule.z))
    return words.t("rule.example", x=x, y=y, z=z)


def _way(words: LocalizedIndicator, band: Band) -> str:
    """Say what would have to give: the chance asked of the package, the baseline's, the pace."""
    if "chance" not in band.biting:
        return words.t("rule.way_pace")
    x, y = math.ceil(100 * (band.x_needed or 0)), math.floor(100 * (band.y_needed or 0))
    ways = [words.t("rule.way_x", x=_limit(x / 100, words))] if x < 100 else []
    ways += [words.t("rule.way_y", y=_limit(y / 100, words))] if y > 0 else []
    if not ways:
        return words.t("rule.way_none")
    way = words.t("rule.way_give", ways=words.t("rule.way_or").join(ways))
    return words.t("rule.way_also", way=way) if "pace" in band.biting else way


def _target(words: LocalizedIndicator, found: TargetVerdict) -> str:
    basis = found.aim.basis
    value = level_text(words, basis, found.aim.value)
    over = not basis.is_single_year and basis.statistic != "once"
    key = "rule.target_over" if over else "rule.target"
    target = words.t(key, when=words.when(basis), value=value)
    return words.t("rule.example_target", target=target) if found.aim.illustrative else target


def quantity_for(words: LocalizedIndicator, basis: TargetWindow, value: float) -> numbers.Quantity:
    """Choose how a level is written: of averages and broken levels, with a digit more."""
    mean = basis.statistic == "mean" and not basis.is_single_year
    fraction = not float(value).is_integer()
    size = words.outlook.size * (len(basis.years) if basis.is_total else 1)
    indicator, unit = words.indicator, words.unit
    return numbers.quantity(indicator, unit, words.language, largest=size, mean=mean or fraction)


def level_text(words: LocalizedIndicator, basis: TargetWindow, value: float) -> str:
    """Write a level that somebody has set."""
    return quantity_for(words, basis, value).exact(value)(value)


def _span(words: LocalizedIndicator, band: Band, basis: TargetWindow) -> str:
    """Write the band with its ends rounded inwards, so that what is printed is admissible."""
    written = quantity_for(words, basis, band.easiest)
    low, high = sorted((band.easiest, band.hardest))
    for extra in range(MOST_DECIMALS + 1):
        digits = None if written.digits is None else written.digits + extra
        finer = replace(written, decimals=written.decimals + extra, digits=digits)
        ends = _rounded(low, finer, up=True), _rounded(high, finer, up=False)
        if ends[0] <= ends[1]:
            return finer.span(*ends)
    return written.span(low, high)


def _bound(
    words: LocalizedIndicator, value: float, basis: TargetWindow, *, is_easiest: bool
) -> str:
    written = quantity_for(words, basis, value)
    rises = is_easiest == (words.indicator.better != "lower")
    shown = written(_rounded(value, written, up=rises))
    return words.t("relation.ge" if rises else "relation.le", value=shown)


def _rounded(value: float, written: numbers.Quantity, *, up: bool) -> float:
    step = 10.0 ** -written.places(value * written.factor) / written.factor
    whole = round(value / step, 6)  # a level on a step stays there
    return (math.ceil(whole) if up else math.floor(whole)) * step


def _limit(share: float, words: LocalizedIndicator) -> str:
    digits = 0 if round(100 * share, 6).is_integer() else 1
    return numbers.percent(share, words.language, digits)

"""Tables of what the scenarios assume: the world apart from policy, each part once."""

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation.goal_view import rare
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import day_name, decimal
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.observation_rows import records
from kgisim.presentation.tables.results import LINE, filled
from kgisim.projection.plausibility import JOINT
from kgisim.projection.scenario import Effect, Hit, Measure, Part, Response, Shock, WorldPath

if TYPE_CHECKING:
    from kgisim.runs.run import Run

DIGITS = 2
"""Most digits after the point that an assumed number is written with."""


def world(run: "Run", language: str) -> pd.DataFrame:
    """List the assumptions about the world: each once, with the scenarios that use it."""
    table = []
    for path, using in _distinct(run, "world"):
        words = wording(run, path.driver, language)
        table.append(
            {
                words.t("column.driver"): words.indicator.title(language),
                words.t("column.assumption"): LINE.join(
                    filled(path_of(path, words), _plausibility(using[0], words))
                ),
                words.t("column.scenarios"): _titles(using, words),
                words.t("column.rationale"): reason_of(path, language),
            }
        )
    return pd.DataFrame(table)


def policy(run: "Run", language: str) -> pd.DataFrame:
    """List the measures of the plan: each once, with the scenarios that use it."""
    table = []
    for measure, using in _distinct(run, "measures"):
        moved = [wording(run, name, language) for name in measure.indicators]
        words = moved[0]
        table.append(
            {
                words.t("column.measure"): LINE.join(
                    [
                        measure.title(language),
                        *(words.t("cell.moves", title=one.title) for one in moved),
                    ]
                ),
                words.t("column.effect"): LINE.join(
                    [effect_of(measure, words), timing_of(measure, words)]
                ),
                words.t("column.scenarios"): _titles(using, words),
                words.t("column.rationale"): reason_of(measure, language),
            }
        )
    return pd.DataFrame(table)


def shocks(run: "Run", language: str) -> pd.DataFrame:
    """List the events that may happen: each once, with the scenarios that use it."""
    table = []
    for shock, using in _distinct(run, "shocks"):
        struck = [wording(run, hit.indicator, language) for hit in shock.hits]
        hits = [_hit(hit, words) for hit, words in zip(shock.hits, struck, strict=True)]
        words = struck[0]
        table.append(
            {
                words.t("column.shock"): shock.title(language),
                words.t("column.frequency"): _frequency(shock, words),
                words.t("column.hits"): LINE.join(hits),
                words.t("column.scenarios"): _titles(using, words),
                words.t("column.rationale"): reason_of(shock, language),
            }
        )
    return pd.DataFrame(table)


def responses(run: "Run", language: str) -> pd.DataFrame:
    """List how indicators answer to one another: each once, with the scenarios that use it."""
    table = []
    for response, using in _distinct(run, "responses"):
        words = wording(run, response.indicator, language)
        cause = run.catalog.indicators[response.cause].title(language)
        passed = words.t("cell.passes_on", cause=cause, title=words.title)
        spread = words.t("effect.elasticity", **_range(response.elasticity, language))
        table.append(
            {
                words.t("column.response"): LINE.join([response.title(language), passed]),
                words.t("column.elasticity"): LINE.join([spread, _ramp(response, words)]),
                words.t("column.scenarios"): _titles(using, words),
                words.t("column.rationale"): reason_of(response, language),
            }
        )
    return pd.DataFrame(table)


def changes(run: "Run", language: str) -> pd.DataFrame:
    """List what was changed in the scenarios, and why, the newest first."""
    logged = [
        (change, scenario) for scenario in run.scenarios.values() for change in scenario.changes
    ]
    return pd.DataFrame(
        [
            {
                text("column.date", language): day_name(change.date, language),
                text("column.scenario", language): scenario.title(language),
                text("column.what", language): change.what(language),
                text("column.why", language): change.why(language),
                text("column.who", language): change.who,
            }
            for change, scenario in sorted(logged, key=lambda one: one[0].date, reverse=True)
        ]
    )


def reason_of(part: Part, language: str) -> str:
    """Say why a part has the size it has, where it comes from, and who answers for it."""
    is_example = part.source == "illustrative"
    source = text("source.illustrative", language) if is_example else part.source
    lines = [part.rationale(language), text("cell.from", language, source=source)]
    if isinstance(part, Measure) and part.owner:
        lines.append(text("cell.owner", language, owner=part.owner))
    return LINE.join(lines)


def _distinct(run: "Run", kind: str) -> list[tuple[Any, list[str]]]:
    """List the different parts of one kind, each with the scenarios that hold it."""
    found: list[tuple[Part, list[str]]] = []
    for scenario in run.scenarios.values():
        for part in getattr(scenario, kind):
            using = next((using for known, using in found if known == part), None)
            if using is None:
                found.append((part, [scenario.id]))
            else:
                using.append(scenario.id)
    return found


def _titles(using: list[str], words: LocalizedIndicator) -> str:
    return LINE.join(words.scenario(name) for name in using)


def path_of(path: WorldPath, words: LocalizedIndicator) -> str:
    """Write what a driver is assumed to do."""
    written = words.quantity
    points = words.t("list").join(
        words.t("world.point", year=words.year(year), value=written(value))
        for year, value in sorted(path.points.items())
    )
    line = words.t(
        f"world.{path.kind}",
        start=words.year(path.start),
        points=points,
        percent=_signed(path.percent_a_year or path.percent or 0.0, words.language),
        units=written.pattern.format(
            _signed((path.units_a_year or 0.0) * written.factor, words.language)
        ),
        quantile=decimal(100 * (path.quantile or 0.0), 0, words.language),
    )
    if path.spread_percent:
        spread = decimal(path.spread_percent, 1, words.language)
        line += LINE + words.t("world.spread", spread=spread)
    return line


def whole(run: "Run", scenario: str, language: str) -> str:
    """Say how far from the middle of the model's futures a scenario's world lies as a whole.

    Empty where nothing is assumed of the world.
    """
    table = run.plausibility
    rows = table.loc[(table["scenario"] == scenario) & (table["statistic"] == JOINT)]
    if rows.empty:
        return ""
    words = wording(run, next(iter(run.catalog.indicators)), language)
    beyond = float(rows["beyond"].iloc[0])
    far = beyond >= 0.5
    said = words.t(
        "world.whole" if far else "world.whole_ordinary",
        scenario=words.scenario(schema.BASELINE),
        percent=_share(beyond if far else 1.0 - beyond, language),
    )
    return said + (words.t("join") + words.t("world.rare") if scenario in rare(run) else "")


def _plausibility(scenario: str, words: LocalizedIndicator) -> str:
    """Place the assumed level among the model's own futures, as the run found it."""
    table = words.outlook.run.plausibility
    chosen = (table["scenario"] == scenario) & (table["series"] == words.indicator.id)
    return LINE.join(_placed(row, words) for row in records(table.loc[chosen]))


def _placed(row: Any, words: LocalizedIndicator) -> str:
    year = words.year(int(row.year))
    when = year if row.statistic == "last" else words.t("world.mean_from", year=year)
    said = words.t(
        f"world.{row.side}",
        when=when,
        value=words.quantity(row.value),
        scenario=words.scenario(schema.BASELINE),
        percent=_share(row.beyond, words.language),
    )
    return said + (words.t("world.flagged") if row.flagged else "")


def _share(beyond: float, language: str) -> str:
    """Write the share of futures that are less extreme; never all of them."""
    percent = math.floor(100 * beyond)
    if percent >= 99:
        return text("number.chance_above", language, percent=99)
    return text("number.percent", language, percent=percent)


def effect_of(measure: Measure, words: LocalizedIndicator) -> str:
    """Write the elicited quantiles of a measure's effect."""
    key = f"effect.{measure.on}_{measure.unit}"
    return words.t(key, **_range(measure.effect, words.language))


def timing_of(measure: Measure, words: LocalizedIndicator) -> str:
    """Say when a measure begins, acts and ends."""
    lines = [words.t("timing.start", start=words.year(measure.start)), _ramp(measure, words)]
    if measure.until is not None:
        lines.append(words.t("timing.until", until=words.year(measure.until)))
    return LINE.join(lines)


def _ramp(part: Measure | Response, words: LocalizedIndicator) -> str:
    return words.t("timing.ramp", lag=part.lag, ramp=part.ramp)


def _frequency(shock: Shock, words: LocalizedIndicator) -> str:
    percent = _digits(100 * shock.probability, words.language)
    last = shock.until or schema.LAST_YEAR
    return words.t("shock.frequency", percent=percent, years=words.year(shock.start, last))


def _hit(hit: Hit, words: LocalizedIndicator) -> str:
    title, depth = words.indicator.title(words.language), _range(hit.depth, words.language)
    line = words.t(f"shock.{hit.unit}", title=title, **depth)
    if hit.half_life is None:
        return line + words.t("shock.permanent")
    return line + words.t("shock.half_life", years=_digits(hit.half_life, words.language))


def _range(effect: Effect, language: str) -> dict[str, str]:
    return {
        "low": _signed(effect.p10, language),
        "middle": _signed(effect.p50, language),
        "high": _signed(effect.p90, language),
    }


def _signed(value: float, language: str) -> str:
    return ("+" if value > 0 else "") + _digits(value, language)


def _digits(value: float, language: str) -> str:
    fraction = f"{value:.{DIGITS}f}".partition(".")[2].rstrip("0")
    return decimal(value, len(fraction), language)

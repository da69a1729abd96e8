"""Tables of what the scenarios assume: the world apart from policy, each part once."""

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.goal_view import rare
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import day_name, decimal, signed
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.observation_rows import records
from kgisim.projection.plausibility import JOINT
from kgisim.projection.scenario import (
    Effect,
    Hit,
    Measure,
    Part,
    Response,
    Scenario,
    Shock,
    WorldPath,
    key_of,
)

if TYPE_CHECKING:
    from kgisim.runs.results import Results

DIGITS = 2
"""Most digits after the point that an assumed number is written with."""


def world(run: "Results", language: str) -> pd.DataFrame:
    """List the assumptions about the world: each once, with the scenarios that use it.

    Returns
    -------
    DataFrame
        Columns: driver, assumption, scenarios, rationale; one row per assumption.
    """
    table = []
    for path, using in _distinct(run, "world"):
        localized = wording(run, path.driver, language)
        table.append(
            {
                localized.t("column.driver"): localized.indicator.title(language),
                localized.t("column.assumption"): LINE.join(
                    filled(path_of(path, localized), _plausibility(using[0], localized))
                ),
                localized.t("column.scenarios"): _titles(using, localized),
                localized.t("column.rationale"): reason_of(path, language),
            }
        )
    return pd.DataFrame(table)


def policy(run: "Results", language: str) -> pd.DataFrame:
    """List the measures of the plan: each once, with the scenarios that use it.

    Returns
    -------
    DataFrame
        Columns: measure with what it moves, effect with its timing, scenarios, rationale; one
        row per measure.
    """
    table = []
    for measure, using in _distinct(run, "measures"):
        moved = [wording(run, name, language) for name in measure.indicators]
        localized = moved[0]
        table.append(
            {
                localized.t("column.measure"): LINE.join(
                    [
                        measure.title(language),
                        *(localized.t("cell.moves", title=one.title) for one in moved),
                    ]
                ),
                localized.t("column.effect"): LINE.join(
                    [effect_of(measure, localized), timing_of(measure, localized)]
                ),
                localized.t("column.scenarios"): _titles(using, localized),
                localized.t("column.rationale"): reason_of(measure, language),
            }
        )
    return pd.DataFrame(table)


def shocks(run: "Results", language: str) -> pd.DataFrame:
    """List the events that may happen: each once, with the scenarios that use it.

    Returns
    -------
    DataFrame
        Columns: shock, frequency, what it hits, scenarios, rationale; one row per shock.
    """
    table = []
    for shock, using in _distinct(run, "shocks"):
        struck = [wording(run, hit.indicator, language) for hit in shock.hits]
        hits = [_hit(hit, localized) for hit, localized in zip(shock.hits, struck, strict=True)]
        localized = struck[0]
        table.append(
            {
                localized.t("column.shock"): shock.title(language),
                localized.t("column.frequency"): _frequency(shock, localized),
                localized.t("column.hits"): LINE.join(hits),
                localized.t("column.scenarios"): _titles(using, localized),
                localized.t("column.rationale"): reason_of(shock, language),
            }
        )
    return pd.DataFrame(table)


def responses(run: "Results", language: str) -> pd.DataFrame:
    """List how indicators answer to one another: each once, with the scenarios that use it.

    Returns
    -------
    DataFrame
        Columns: response, elasticity, scenarios, rationale; one row per response.
    """
    table = []
    for response, using in _distinct(run, "responses"):
        answering = [wording(run, name, language) for name in response.indicators]
        localized = answering[0]
        cause = run.catalog.indicators[response.cause].title(language)
        passed = [localized.t("cell.passes_on", cause=cause, title=one.title) for one in answering]
        spread = localized.t("effect.elasticity", **_range(response.elasticity, language))
        table.append(
            {
                localized.t("column.response"): LINE.join([response.title(language), *passed]),
                localized.t("column.elasticity"): LINE.join([spread, _ramp(response, localized)]),
                localized.t("column.scenarios"): _titles(using, localized),
                localized.t("column.rationale"): reason_of(response, language),
            }
        )
    return pd.DataFrame(table)


def changes(run: "Results", language: str) -> pd.DataFrame:
    """List what was changed in the scenarios, and why, the newest first.

    Returns
    -------
    DataFrame
        Columns: date, scenario, what, why, who; one row per change.
    """
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


def different_parts(
    run: "Results",
    both: tuple[Scenario, Scenario],
    heads: tuple[str, str],
    language: str,
    reached: Collection[str],
    *,
    moves: bool,
) -> pd.DataFrame:
    """Set the assumptions that two scenarios do not share beside one another.

    Parameters
    ----------
    run
        A run whose catalogue knows what they are about.
    both
        The scenarios.
    heads
        What they are called.
    reached
        Ids of indicators.
    moves
        Whether to list what is about one of these, or what is about none.

    Returns
    -------
    DataFrame
        Columns: the assumption, and what each scenario says of it; one row per assumption, no
        columns if they share all.
    """
    held = [{key_of(part): part for part in one.parts} for one in both]
    table = []
    for key in dict.fromkeys([*held[0], *held[1]]):
        first, second = (parts.get(key) for parts in held)
        part = second or first
        if part is None or _same_size(first, second):
            continue
        about = _about(part)
        if bool({*about} & {*reached}) is not moves:
            continue
        localized = wording(run, about[0], language)
        title = localized.title if isinstance(part, WorldPath) else part.title(language)
        cells = {
            head: localized.t("blank") if one is None else _size_of(one, localized, run)
            for head, one in zip(heads, (first, second), strict=True)
        }
        table.append({localized.t("column.assumption"): title, **cells})
    return pd.DataFrame(table)


def _same_size(first: Part | None, second: Part | None) -> bool:
    """Return whether two parts do the same, whatever their texts."""
    words = {"rationale", "source", "owner", "review", "title"}
    plain = [None if one is None else one.model_dump(exclude=words) for one in (first, second)]
    return plain[0] == plain[1]


def _about(part: Part) -> list[str]:
    """Return the indicators that a part is about."""
    if isinstance(part, WorldPath):
        return [part.driver]
    return [hit.indicator for hit in part.hits] if isinstance(part, Shock) else [*part.indicators]


def _size_of(part: Part, localized: LocalizedIndicator, run: "Results") -> str:
    """Write what a part assumes."""
    if isinstance(part, WorldPath):
        return path_of(part, localized)
    if isinstance(part, Measure):
        return LINE.join([effect_of(part, localized), timing_of(part, localized)])
    if isinstance(part, Response):
        spread = localized.t("effect.elasticity", **_range(part.elasticity, localized.language))
        return LINE.join([spread, _ramp(part, localized)])
    struck = [wording(run, hit.indicator, localized.language) for hit in part.hits]
    hits = [_hit(hit, one) for hit, one in zip(part.hits, struck, strict=True)]
    return LINE.join([_frequency(part, localized), *hits])


def reason_of(part: Part, language: str) -> str:
    """State why a part has the size it has, where it comes from, and who answers for it."""
    is_example = part.source == "illustrative"
    source = text("source.illustrative", language) if is_example else part.source
    lines = [part.rationale(language), text("cell.from", language, source=source)]
    if isinstance(part, Measure | Response) and part.owner:
        lines.append(text("cell.owner", language, owner=part.owner))
    return LINE.join(lines)


def _distinct(run: "Results", kind: str) -> list[tuple[Any, list[str]]]:
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


def _titles(using: list[str], localized: LocalizedIndicator) -> str:
    return LINE.join(localized.scenario(name) for name in using)


def path_of(path: WorldPath, localized: LocalizedIndicator) -> str:
    """Write what a driver is assumed to do."""
    written = localized.quantity
    points = localized.t("list").join(
        localized.t("world.point", year=localized.year(year), value=written(value))
        for year, value in sorted(path.points.items())
    )
    line = localized.t(
        f"world.{path.kind}",
        start=localized.year(path.start),
        points=points,
        percent=_signed(path.percent_a_year or path.percent or 0.0, localized.language),
        units=written.pattern.format(
            _signed((path.units_a_year or 0.0) * written.factor, localized.language)
        ),
        quantile=decimal(100 * (path.quantile or 0.0), 0, localized.language),
    )
    if path.spread_percent:
        spread = decimal(path.spread_percent, 1, localized.language)
        line += LINE + localized.t("world.spread", spread=spread)
    return line


def whole(run: "Results", scenario: str, language: str) -> str:
    """State how far from the middle of the model's futures a scenario's world lies as a whole.

    Empty where nothing is assumed of the world.
    """
    table = run.plausibility
    rows = table.loc[(table["scenario"] == scenario) & (table["statistic"] == JOINT)]
    if rows.empty:
        return ""
    localized = wording(run, next(iter(run.catalog.indicators)), language)
    beyond = float(rows["beyond"].iloc[0])
    far = beyond >= 0.5
    sentence = localized.t(
        "world.whole" if far else "world.whole_ordinary",
        scenario=localized.scenario(schema.BASELINE),
        percent=_share(beyond if far else 1.0 - beyond, language),
    )
    return sentence + (
        localized.t("join") + localized.t("world.rare") if scenario in rare(run) else ""
    )


def _plausibility(scenario: str, localized: LocalizedIndicator) -> str:
    """Place the assumed level among the model's own futures, as the run found it."""
    table = localized.view.run.plausibility
    chosen = (table["scenario"] == scenario) & (table["series"] == localized.indicator.id)
    return LINE.join(_placed(row, localized) for row in records(table.loc[chosen]))


def _placed(row: Any, localized: LocalizedIndicator) -> str:
    year = localized.year(int(row.year))
    when = year if row.statistic == "last" else localized.t("world.mean_from", year=year)
    sentence = localized.t(
        f"world.{row.side}",
        when=when,
        value=localized.quantity(row.value),
        scenario=localized.scenario(schema.BASELINE),
        percent=_share(row.beyond, localized.language),
    )
    return sentence + (localized.t("world.flagged") if row.flagged else "")


def _share(beyond: float, language: str) -> str:
    """Write the share of futures that are less extreme; never all of them."""
    percent = math.floor(100 * beyond)
    if percent >= 99:
        return text("number.chance_above", language, percent=99)
    return text("number.percent", language, percent=percent)


def effect_of(measure: Measure, localized: LocalizedIndicator) -> str:
    """Write the elicited quantiles of a measure's effect."""
    key = f"effect.{measure.on}_{measure.unit}"
    return localized.t(key, **_range(measure.effect, localized.language))


def timing_of(measure: Measure, localized: LocalizedIndicator) -> str:
    """State when a measure begins, acts and ends."""
    lines = [
        localized.t("timing.start", start=localized.year(measure.start)),
        _ramp(measure, localized),
    ]
    if measure.until is not None:
        lines.append(localized.t("timing.until", until=localized.year(measure.until)))
    return LINE.join(lines)


def _ramp(part: Measure | Response, localized: LocalizedIndicator) -> str:
    return localized.t("timing.ramp", lag=part.lag, ramp=part.ramp)


def _frequency(shock: Shock, localized: LocalizedIndicator) -> str:
    percent = _digits(100 * shock.probability, localized.language)
    last = shock.until or localized.view.axis.last
    return localized.t("shock.frequency", percent=percent, years=localized.year(shock.start, last))


def _hit(hit: Hit, localized: LocalizedIndicator) -> str:
    title, depth = (
        localized.indicator.title(localized.language),
        _range(hit.depth, localized.language),
    )
    line = localized.t(f"shock.{hit.unit}", title=title, **depth)
    if hit.half_life is None:
        return line + localized.t("shock.permanent")
    return line + localized.t("shock.half_life", years=_digits(hit.half_life, localized.language))


def _range(effect: Effect, language: str) -> dict[str, str]:
    return {
        "low": _signed(effect.p10, language),
        "middle": _signed(effect.p50, language),
        "high": _signed(effect.p90, language),
    }


def _signed(value: float, language: str) -> str:
    return signed(value, _places(value), language)


def _digits(value: float, language: str) -> str:
    return decimal(value, _places(value), language)


def _places(value: float) -> int:
    """Count the decimals that a number was set with."""
    return len(f"{value:.{DIGITS}f}".partition(".")[2].rstrip("0"))

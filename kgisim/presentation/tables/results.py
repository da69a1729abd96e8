"""Tables of results as people read them: text in every cell, headings in their language."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member
from kgisim.messages import restored
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import known, text
from kgisim.presentation.localized import (
    LocalizedIndicator,
    family_name,
    goals,
    hidden,
    scenario_titles,
    wording,
)

if TYPE_CHECKING:
    from kgisim.runs.results import Results
    from kgisim.runs.run import Run


def overview(
    run: "Run", language: str, *, show_failed: bool = False, conditional: Collection[str] = ()
) -> pd.DataFrame:
    """Show all goals, those without a number included.

    Parameters
    ----------
    conditional
        Ids of goals whose conditional projection is shown elsewhere; with any, a column says of
        every goal whether it is projected.

    Returns
    -------
    DataFrame
        Columns: goal, latest value, outlook under the baseline, example target, its chance
        under the baseline and the package, evidence; one row per goal. After the goal its status,
        where any projection is conditional.
    """
    table = _outlooks(run, goals(run), language, show_failed=show_failed)
    if conditional:
        _mark(table, run, language, show_failed=show_failed, conditional=conditional)
    return table


def _mark(
    table: pd.DataFrame,
    run: "Run",
    language: str,
    *,
    show_failed: bool,
    conditional: Collection[str],
) -> None:
    """Add what status each goal has, and point to the conditional projections."""
    states = []
    for place, goal in enumerate(goals(run)):
        localized = wording(run, goal.id, language)
        state = "projected" if hidden(localized, show_failed=show_failed) is None else "withheld"
        if goal.id in conditional:
            state = "conditional"
            heading = localized.t("column.outlook", scenario=localized.scenario(schema.BASELINE))
            table.loc[place, heading] = localized.t("conditional.below")
        states.append(localized.t(f"conditional.status_{state}"))
    table.insert(1, text("column.state", language), states)


def variants(localized: LocalizedIndicator, *, show_failed: bool = False) -> pd.DataFrame:
    """Show a goal and, below it, its other definitions.

    Returns
    -------
    DataFrame
        Columns of `overview`; one row per definition, none where the goal has only one.
    """
    run, goal, language = localized.view.run, localized.indicator, localized.language
    others = [one for one in run.catalog.indicators.values() if one.variant_of == goal.id]
    return _outlooks(run, [goal, *others] if others else [], language, show_failed=show_failed)


def parts(run: "Run", language: str, *, show_failed: bool = False) -> pd.DataFrame:
    """Show drivers and components: what is known, and the outlook.

    Members of groups are left out; each group has a table of its own.

    Returns
    -------
    DataFrame
        Columns: indicator, role, latest value, outlook, evidence; one row per driver or
        component.
    """
    chosen = [
        one
        for one in run.catalog.indicators.values()
        if one.role in ("component", "driver") and not isinstance(one, Member)
    ]
    table = []
    for one in chosen:
        localized = wording(run, one.id, language)
        dark = hidden(localized, show_failed=show_failed) is not None
        table.append(
            {
                localized.t("column.indicator"): one.title(language),
                localized.t("column.role"): localized.t(f"role.{one.role}"),
                localized.t("column.latest"): _latest(localized),
                _single_outlook(localized): localized.t("cell.no_number")
                if dark
                else _outlook(localized),
                localized.t("column.evidence"): observation_rows.light(
                    localized.view.rows, language
                ),
            }
        )
    return pd.DataFrame(table)


def kpis(localized: LocalizedIndicator) -> pd.DataFrame:
    """Show KPIs and components that serve a goal, with their newest values.

    Returns
    -------
    DataFrame
        Columns: indicator, role, latest value; one row per indicator that serves the goal.
    """
    run, language, t = localized.view.run, localized.language, localized.t
    goal, indicators = localized.indicator.id, run.catalog.indicators.values()
    return pd.DataFrame(
        [
            {
                t("column.indicator"): indicator.title(language),
                t("column.role"): t(f"role.{indicator.role}"),
                t("column.latest"): _latest(wording(run, indicator.id, language)).replace(
                    LINE, t("join")
                ),
            }
            for indicator in indicators
            if goal in indicator.serves
        ]
    )


def candidates(localized: LocalizedIndicator) -> pd.DataFrame:
    """Show the KPIs that could stand for a goal without an indicator.

    Returns
    -------
    DataFrame
        Columns: candidate KPI, definition, what data must show first; one row per candidate.
    """
    t, language = localized.t, localized.language
    return pd.DataFrame(
        [
            {
                t("column.candidate"): one.title(language),
                t("column.definition"): one.definition(language),
                t("column.data_test"): one.data_test(language),
            }
            for one in localized.indicator.candidates
        ]
    )


def targets(localized: LocalizedIndicator) -> pd.DataFrame:
    """Show each target of a goal: what it asks, and its chance under every scenario.

    Returns
    -------
    DataFrame
        Columns: the target with its years, the pace that it needs beside the past one, and its
        chance under the baseline and each scenario that moves the goal; one row per target.
    """
    titles = scenario_titles(localized.view.run, localized.language)
    moved = [name for name in titles if name == schema.BASELINE or localized.view.differs(name)]
    return pd.DataFrame(
        [
            {
                localized.t("column.target"): LINE.join(
                    [localized.target(target), localized.when(target.question.window)]
                ),
                localized.t("column.pace"): _paces(localized, target),
                **{titles[name]: _chance(localized, target, name) for name in moved},
            }
            for target in localized.view.targets
        ]
    )


def fits(run: "Run", language: str) -> pd.DataFrame:
    """Show every fit with the figures of its gate; of members of groups only those that failed.

    Returns
    -------
    DataFrame
        Columns: indicator, status with its reasons, family, number of rows, effective sample
        size, Pareto k; one row per fit.
    """

    def t(key: str) -> str:
        return text(key, language)

    titles = {id: one.title(language) for id, one in run.catalog.indicators.items()}
    members = {id for id, one in run.catalog.indicators.items() if isinstance(one, Member)}
    table = [
        {
            t("column.indicator"): titles.get(fit.indicator, fit.indicator),
            t("column.status"): LINE.join(filled(t(f"status.{fit.status}"), *_why(fit, language))),
            t("column.family"): LINE.join(_model(run, fit, language)) or t("blank"),
            t("column.rows"): _figure(fit.rows, 0, language),
            t("column.ess"): _figure(fit.ess, 0, language),
            t("column.pareto_k"): _figure(fit.pareto_k, 2, language),
        }
        for fit in observation_rows.records(run.fits)
        if fit.status != "none" and (fit.status != "ok" or fit.indicator not in members)
    ]
    return pd.DataFrame(table)


def _why(fit: Any, language: str) -> list[str]:
    """Report why a fit failed; nothing if it did not."""
    return [message.text(language) for reason in filled(fit.reason) for message in restored(reason)]


def _model(run: "Run", fit: Any, language: str) -> list[str]:
    """Name the family of a fit and how its draws were made."""
    return [
        *(family_name(run, one, language) for one in filled(fit.family)),
        *(known(f"method.{one}", language, one) for one in filled(fit.method)),
    ]


def likelihoods(language: str) -> pd.DataFrame:
    """Show the words of likelihood and the fixed band of chance that each stands for.

    Returns
    -------
    DataFrame
        Columns: the band of chances in per cent, and the word; one row per word.
    """
    ends = [round(100 * min(end, 1.0)) for end, _ in numbers.LIKELIHOOD]
    table = [
        {
            text("column.chance", language): text(
                "likelihood_top" if high == 100 else "likelihood_band", language, low=low, high=high
            ),
            text("column.word", language): text(f"likelihood.{word}", language),
        }
        for low, high, (_, word) in zip([0, *ends], ends, numbers.LIKELIHOOD, strict=False)
    ]
    return pd.DataFrame(table)


def _outlooks(
    run: "Results", indicators: Iterable[Indicator], language: str, *, show_failed: bool
) -> pd.DataFrame:
    return pd.DataFrame(
        [_glance(wording(run, one.id, language), show_failed=show_failed) for one in indicators]
    )


def _glance(localized: LocalizedIndicator, *, show_failed: bool) -> dict[str, str]:
    scenarios = localized.view.run.scenarios
    name = package(scenarios)
    dark = hidden(localized, show_failed=show_failed) is not None
    example = None if dark else localized.view.example
    blank, none = localized.t("blank"), localized.t("cell.no_number")
    row = {
        localized.t("column.goal"): localized.title,
        localized.t("column.latest"): _latest(localized),
        localized.t("column.outlook", scenario=localized.scenario(schema.BASELINE)): none
        if dark
        else LINE.join([localized.when(), _outlook(localized)]),
        localized.t("column.example"): localized.target(example) if example else blank,
    }
    for scenario in filled(schema.BASELINE, name or ""):
        heading = localized.t("column.chance_under", scenario=localized.scenario(scenario))
        row[heading] = _worded_chance(localized, example, scenario) if example else blank
    return row | {localized.t("column.evidence"): _evidence(localized)}


def _latest(localized: LocalizedIndicator) -> str:
    latest = localized.latest
    if latest is None:
        return localized.t("cell.nothing_known")
    mark = localized.t("cell.unverified") if latest.is_unverified else ""
    return LINE.join(filled(latest.value, localized.t("cell.period", period=latest.period) + mark))


def _outlook(localized: LocalizedIndicator) -> str:
    low90, low50, median, high50, high90 = localized.view.quantiles(schema.BASELINE)
    judged = localized.judged
    return LINE.join(
        [
            judged(median),
            localized.t("cell.span50", span=judged.span(low50, high50)),
            localized.t("cell.span90", span=judged.span(low90, high90)),
        ]
    )


def _single_outlook(localized: LocalizedIndicator) -> str:
    scenario = localized.scenario(schema.BASELINE)
    horizon = localized.view.axis.last
    return localized.t("column.outlook_single", year=horizon, scenario=scenario)


def _worded_chance(localized: LocalizedIndicator, target: LabelledTarget, scenario: str) -> str:
    if not localized.view.differs(scenario) and scenario != schema.BASELINE:
        return localized.t("cell.unmoved")
    return LINE.join([localized.chance(target, scenario), localized.likelihood(target, scenario)])


def _chance(localized: LocalizedIndicator, target: LabelledTarget, scenario: str) -> str:
    points = numbers.decimal(100 * target.mcse(scenario), 1, localized.language)
    return LINE.join([localized.chance(target, scenario), localized.t("cell.error", points=points)])


def _paces(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    ratio = target.pace("ratio")
    lines = [
        localized.t("cell.needed", pace=localized.pace(target.pace("needed"))),
        localized.t("cell.past", pace=localized.pace(target.pace("past"))),
    ]
    if ratio > 0:  # a fall that would do is no multiple of a rise
        times = numbers.decimal(ratio, 1, localized.language)
        lines.append(localized.t("cell.times", times=times))
    return LINE.join(lines)


def _evidence(localized: LocalizedIndicator) -> str:
    carrying = localized.view.rows
    grade = observation_rows.light(carrying, localized.language)
    if carrying.empty:
        return grade
    counts = {"rows": len(carrying), "unverified": observation_rows.unverified(carrying)}
    return LINE.join([grade, localized.t("cell.rows", **counts)])


def _figure(value: float, decimals: int, language: str) -> str:
    return text("blank", language) if pd.isna(value) else numbers.decimal(value, decimals, language)

"""Proposals, dissents and decisions as a council reads them."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from kgisim import schema
from kgisim.audit.entries import Dissent, Entry, Proposal
from kgisim.audit.proposals import Minutes
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text
from kgisim.presentation.localized import scenario_titles, wording
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def proposals(run: "Run", minutes: Minutes, language: str, goal: str | None = None) -> pd.DataFrame:
    """List the proposals that stand, of all goals or of one, with who objects and what was decided.

    Proposals about goals that the run does not have are left out.

    Returns
    -------
    DataFrame
        One row per proposal; of one goal without the column of the goal. No columns if there
        are no proposals.
    """
    known = [one for one in minutes.standing(goal) if one.indicator in run.catalog.indicators]
    table = pd.DataFrame([_row(run, minutes, one, language) for one in known])
    return (
        table if goal is None or table.empty else table.drop(columns=text("column.goal", language))
    )


def statements(
    run: "Run", minutes: Minutes, language: str, goal: str | None = None
) -> pd.DataFrame:
    """List the statements that stand, about all goals or about one.

    Returns
    -------
    DataFrame
        One row per statement: number, goal (unless one is asked for), who and when, and what. No
        columns if there are none.
    """
    known = [one for one in minutes.stated(goal) if one.indicator in run.catalog.indicators]
    rows = [
        {
            text("minutes.number", language): text(
                "minutes.numbered_statement", language, number=one.id
            ),
            text("column.goal", language): wording(run, one.indicator, language).title,
            text("minutes.author", language): _said(run, one, language),
            text("minutes.reason", language): one.reason,
        }
        for one in known
    ]
    table, shared = pd.DataFrame(rows), text("column.goal", language)
    return table if goal is None or table.empty else table.drop(columns=shared)


def _row(run: "Run", minutes: Minutes, one: Proposal, language: str) -> dict[str, str]:
    def t(key: str, **values: object) -> str:
        return text(f"minutes.{key}", language, **values)

    localized = wording(run, one.indicator, language)
    return {
        t("number"): t("numbered", number=one.id),
        text("column.goal", language): localized.title,
        text("column.target", language): LINE.join(
            (level(run, one, language), period(run, one, language))
        ),
        text("column.chance", language): LINE.join(chances(run, one, language)),
        text("app.board.verdict", language): text(f"app.finding.{one.verdict}", language)
        if one.verdict
        else text("blank", language),
        t("author"): _said(run, one, language),
        t("reason"): one.reason,
        t("answers"): LINE.join(_answers(run, minutes, one, language)) or text("blank", language),
    }


def level(run: "Run", one: Proposal, language: str) -> str:
    """Write the level that is proposed."""
    localized = wording(run, one.indicator, language)
    return level_text(localized, TargetWindow.read(one), one.value)


def period(run: "Run", one: Proposal, language: str) -> str:
    """Name the years over which a proposal is judged."""
    return wording(run, one.indicator, language).when(TargetWindow.read(one))


def chances(run: "Run", one: Proposal, language: str) -> list[str]:
    """State how likely a proposal was when it was made, with errors, under both scenarios.

    A proposal of another run says so: its chances are those of that run.
    """
    titles = scenario_titles(run, language)
    package = titles.get(one.scenario, one.scenario)
    if one.levers != "{}":
        package = text("app.levers.moved", language, scenario=package)
    judged = (
        (titles[schema.BASELINE], one.chance_baseline, one.mcse_baseline),
        (package, one.chance, one.mcse),
    )
    said = [
        text(
            "minutes.chance",
            language,
            scenario=title,
            chance=numbers.chance(chance, mcse, language),
            error=numbers.error(mcse, language),
        )
        for title, chance, mcse in judged
    ]
    return said if one.run == run.id else [*said, text("report.run_note", language, run=one.run)]


def _answers(run: "Run", minutes: Minutes, one: Proposal, language: str) -> list[str]:
    decided = minutes.decided(one)
    return [
        text(
            "minutes.dissent" if isinstance(answer, Dissent) else "minutes.decision",
            language,
            number=answer.id,
            author=answer.author,
            time=moment(run, answer.time, language),
            reason=answer.reason,
        )
        for answer in (*minutes.against(one), *decided)
    ]


def _said(run: "Run", one: Entry, language: str) -> str:
    return LINE.join((one.author, moment(run, one.time, language)))


def moment(run: "Run", time: datetime | None, language: str) -> str:
    """Write a time as it is read on the clock of the plan; times are kept in UTC."""
    if time is None:
        return text("blank", language)
    clock = run.catalog.plan.clock
    here = time.astimezone(ZoneInfo(clock.zone))
    day = numbers.day_name(f"{here:%Y-%m-%d}", language)
    words = {"day": day, "time": f"{here:%H:%M}", "clock": clock.called(language)}
    return text("minutes.time", language, **words)

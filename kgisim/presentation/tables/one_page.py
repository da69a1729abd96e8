"""All goals on one page, below their basic policies."""

from collections.abc import Iterator, Sequence

import pandas as pd

from kgisim.evidence.plan import BasicPolicy, Plan
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.goal_summary import GoalSummary
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text
from kgisim.targets.levels import Levels

COLUMNS = ("goal", "latest", "levels", "chance", "rule", "state", "evidence", "caveat")


def one_page(found: Sequence[GoalSummary], plan: Plan, language: str) -> pd.DataFrame:
    """Show every goal once, below its basic policy.

    Returns
    -------
    DataFrame
        Columns: goal, latest value, levels, chance of the goal level, verdict of the rule, fitness
        for a number, evidence, first caveat. One row per goal, and before the goals of a policy a
        row whose first cell alone is filled.
    """
    return pd.DataFrame(
        list(_rows(found, plan, language)),
        columns=[_heading(name, plan, language) for name in COLUMNS],
    )


def _heading(name: str, plan: Plan, language: str) -> str:
    example = name == "levels" and plan.levels.illustrative
    return text(f"one_page.column.{name}{'_example' if example else ''}", language)


def _rows(found: Sequence[GoalSummary], plan: Plan, language: str) -> Iterator[tuple[str, ...]]:
    left = {one.localized.indicator.id: one for one in found}
    blank = ("",) * (len(COLUMNS) - 1)
    for policy in plan.policies:
        placed = [left.pop(goal) for goal in policy.goals if goal in left]
        if placed:
            yield (_policy(policy, language), *blank)
        yield from map(_row, placed)
    if left and plan.policies:
        yield (text("one_page.no_policy", language), *blank)
    yield from map(_row, left.values())


def _policy(policy: BasicPolicy, language: str) -> str:
    stories = (
        text("one_page.story", language, number=number, story=story(language))
        for number, story in enumerate(policy.stories, start=1)
    )
    words = {"label": policy.label, "title": policy.title(language)}
    head = text("one_page.policy", language, **words)
    return LINE.join(filled(head, text("one_page.between", language).join(stories)))


def _row(one: GoalSummary) -> tuple[str, ...]:
    localized = one.localized
    blank, levels = localized.t("blank"), one.levels
    return (
        localized.title,
        _latest(one),
        LINE.join(_levels(one, levels)) if levels else blank,
        LINE.join(_chances(one, levels)) if levels else blank,
        _verdict(one),
        localized.t(f"one_page.state.{one.state}"),
        observation_rows.light(localized.view.rows, localized.language),
        one.caveat or blank,
    )


def _latest(one: GoalSummary) -> str:
    localized, view = one.localized, one.localized.view
    latest = localized.latest
    if latest is None:
        return localized.t("cell.nothing_known")
    value = latest.value
    if not latest.source:
        written = localized.quantity(view.level_at(view.last_year))
        value = localized.t("one_page.estimate", value=written)
    mark = localized.t("cell.unverified") if latest.is_unverified else ""
    return LINE.join([value, localized.t("cell.period", period=latest.period) + mark])


def _levels(one: GoalSummary, levels: Levels) -> Iterator[str]:
    """Write the years and every level; names of levels that are the same share a line."""
    localized, named = one.localized, {}
    yield localized.when(levels.window)
    for level in levels.proposed:
        named.setdefault(level.value, []).append(localized.t(f"one_page.level.{level.name}"))
    for value, names in named.items():
        written = level_text(localized, levels.window, value)
        name = localized.t("one_page.and").join(names)
        yield localized.t("one_page.named", name=name, value=written)


def _chances(one: GoalSummary, levels: Levels) -> Iterator[str]:
    localized, goal = one.localized, levels.named("goal")
    for name, chance in (("before", goal.chance_baseline), ("after", goal.chance_package)):
        written = numbers.chance(chance.value, chance.error, localized.language)
        said = localized.t(f"one_page.{name}")
        yield localized.t("one_page.named", name=said, value=written)


def _verdict(one: GoalSummary) -> str:
    if one.verdict is None:
        return one.localized.t("blank")
    found = one.localized.t(f"app.finding.{one.verdict.finding}")
    none = one.localized.t("one_page.no_level") if one.verdict.band.is_empty else ""
    return LINE.join(filled(found, none))

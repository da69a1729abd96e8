"""A group as people read it: all members beside each other in one table."""

from dataclasses import replace

import pandas as pd

from kgisim import schema
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator, hidden, wording
from kgisim.presentation.members_view import question_of
from kgisim.presentation.tables.observations import observations
from kgisim.runs.run_cache import forecast_in


def members(localized: LocalizedIndicator, *, show_failed: bool = False) -> pd.DataFrame:
    """Show every member of a group: what is known, where it may go, its chance of the target.

    The target is the one that stands for the group; a member may have a level of its own.

    Returns
    -------
    DataFrame
        Columns: the member, latest value, outlook at the horizon under the baseline, where any has
        a level of its own the level that it has to reach, chance of that or of the target under
        the baseline and the package; one row per member, none of what is no group.
    """
    run, language = localized.view.run, localized.language
    rows = [
        _row(localized, wording(run, one.id, language), one, show_failed=show_failed)
        for one in members_of(run.catalog.indicators, localized.indicator.id)
    ]
    return pd.DataFrame(rows)


def member_rows(localized: LocalizedIndicator) -> pd.DataFrame:
    """Show the rows of all members of a group in one table.

    Returns
    -------
    DataFrame
        Columns: the member, then those of `kgisim.presentation.tables.observations.observations`;
        one row per row of any member.
    """
    run, language = localized.view.run, localized.language
    found = []
    for one in members_of(run.catalog.indicators, localized.indicator.id):
        rows = observations(wording(run, one.id, language))
        rows.insert(0, _noun(localized), one.name(language))
        found.append(rows)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _row(
    group: LocalizedIndicator, own: LocalizedIndicator, member: Member, *, show_failed: bool
) -> dict[str, str]:
    t, example = group.t, group.view.example
    dark = hidden(own, show_failed=show_failed) is not None
    none = t("cell.no_number")
    row = {_noun(group): member.name(group.language), t("column.latest"): _latest(own)}
    year, baseline = group.view.axis.last, group.scenario(schema.BASELINE)
    row[t("column.outlook_single", year=year, scenario=baseline)] = none if dark else _outlook(own)
    if example is None:
        return row
    own_group = group.indicator.group
    if own_group is not None and own_group.own_levels:
        asked = replace(example, question=question_of(example, member))
        row[t("members.level")] = group.level(asked)
    for scenario in filled(schema.BASELINE, package(group.view.run.scenarios) or ""):
        heading = t("column.chance_under", scenario=group.scenario(scenario))
        row[heading] = none if dark else _chance(own, example, scenario)
    return row


def _noun(group: LocalizedIndicator) -> str:
    own = group.indicator.group
    assert own is not None
    return own.noun(group.language)


def _latest(own: LocalizedIndicator) -> str:
    latest = own.latest
    if latest is None:
        return own.t("cell.nothing_known")
    return LINE.join(filled(latest.value, own.t("cell.period", period=latest.period)))


def _outlook(own: LocalizedIndicator) -> str:
    low, _, median, _, high = own.view.quantiles(schema.BASELINE)
    span = own.t("cell.span90", span=own.judged.span(low, high))
    return LINE.join([own.judged(median), span])


def _chance(own: LocalizedIndicator, target: LabelledTarget, scenario: str) -> str:
    assert isinstance(own.indicator, Member)
    question = question_of(target, own.indicator)
    found = forecast_in(own.view.run, own.indicator.id).chance(question)
    chance, error = (float(one.sel({schema.SCENARIO: scenario})) for one in found)
    return numbers.chance(chance, error, own.language)

"""Which members of a group attain the target that stands for it, and how many."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import xarray as xr

from kgisim import schema
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.localized import LocalizedIndicator, hidden, wording
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.question import TargetQuestion

LIKELY, UNLIKELY = 0.66, 0.33
"""Chances from which members are named as likely to attain, and below which as unlikely
(`kgisim.presentation.i18n.numbers.LIKELIHOOD`)."""


def question_of(target: LabelledTarget, member: Member) -> TargetQuestion:
    """Ask whether a member reaches the level of a group's target, or its own where it has one."""
    asked = target.question
    value = asked.value if member.own_level is None else member.own_level
    return replace(asked, indicator=member.id, value=value)


def attaining(
    localized: LocalizedIndicator, scenario: str, draws: xr.Dataset | None = None
) -> tuple[float, float, float] | None:
    """Compute how many members of a group attain the target that stands for it.

    In each future the members that attain it are counted, so that what moves all of them at once
    widens the range.

    Parameters
    ----------
    draws
        Those of the scenario, where it is none of the run: of a projection that holds all members.

    Returns
    -------
    tuple or None
        Median, and ends of the 90 % interval; None without members or without a target.
    """
    run, target = localized.view.run, localized.view.example
    if target is None:
        return None
    reached = []
    for one in members_of(run.catalog.indicators, localized.indicator.id):
        if one.id in run.projection.series:
            forecast = forecast_in(run, one.id)
            if draws is not None:
                forecast = replace(forecast, draws=draws)
            reached.append(forecast.reached(question_of(target, one).under(scenario)))
    if not reached:
        return None
    low, median, high = np.quantile(np.sum(reached, axis=0), [0.05, 0.5, 0.95], method="higher")
    return float(median), float(low), float(high)


def by_chance(
    localized: LocalizedIndicator, scenario: str, *, show_failed: bool = False
) -> Mapping[str, tuple[Member, ...]] | None:
    """Sort the members of a group by their chance of the target that stands for it.

    Returns
    -------
    dict or None
        Members that are ``likely`` to attain it (`LIKELY`) and those that are ``even``, the
        highest chance first, those that are ``unlikely`` (`UNLIKELY`), the lowest first, and those
        that are ``hidden``; None without members or without a target.
    """
    run, target = localized.view.run, localized.view.example
    members = members_of(run.catalog.indicators, localized.indicator.id)
    if target is None or not members:
        return None
    chances: dict[str, float] = {}
    for one in members:
        own = wording(run, one.id, localized.language)
        if hidden(own, show_failed=show_failed) is None:
            found, _ = forecast_in(run, one.id).chance(question_of(target, one))
            chances[one.id] = float(found.sel({schema.SCENARIO: scenario}))
    shown = sorted((one for one in members if one.id in chances), key=lambda one: -chances[one.id])
    likely = tuple(one for one in shown if chances[one.id] >= LIKELY)
    unlikely = tuple(one for one in reversed(shown) if chances[one.id] < UNLIKELY)
    return {
        "likely": likely,
        "even": tuple(one for one in shown if one not in likely and one not in unlikely),
        "unlikely": unlikely,
        "hidden": tuple(one for one in members if one.id not in chances),
    }

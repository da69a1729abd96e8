"""What a plan can be held to: the part of a goal that its measures move, and when that shows."""

from collections.abc import Iterator

from kgisim import schema
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import added_points, level_name, level_text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.levels import Levels


def accountability_text(localized: LocalizedIndicator, found: Levels) -> Iterator[str]:
    """State what the measures add, how much of the spread is theirs, and when each can be seen."""
    goal = found.named("goal")
    place = {
        "name": level_name(localized, goal),
        "value": level_text(localized, found.window, goal.value),
        "when": localized.when(found.window),
        "package": localized.scenario(found.package),
        "scenario": localized.scenario(schema.BASELINE),
        "adds": added_points(localized, goal),
        "error": numbers.error(goal.adds.error, localized.language),
    }
    if not found.package_moves:
        yield localized.t("accountability.unmoved", **place)
    else:
        is_within = abs(goal.adds.value) < numbers.ERRORS * goal.adds.error
        yield localized.t(f"accountability.{'within' if is_within else 'held'}", **place)
        yield from _share(localized)
    yield from _effect(localized)
    year = None if goal.shows is None else localized.year(goal.shows)
    yield localized.t("levels.shows_late" if year is None else "levels.shows", year=year)


def _share(localized: LocalizedIndicator) -> Iterator[str]:
    """State how much of the spread of the last year is that of the measures' size."""
    last = localized.view.axis.last
    split = localized.view.run.explained("variance", localized.indicator.id)
    judged = split.loc[(split["year"] == last) & (split["source"] == "elicited"), "share"]
    if len(judged):
        share = float(judged.iloc[0])
        written = (
            localized.t("number.chance_below", percent=1)
            if share < 0.005
            else numbers.percent(share, localized.language)
        )
        yield localized.t("accountability.share", year=localized.year(last), share=written)


def _effect(localized: LocalizedIndicator) -> Iterator[str]:
    """State from when on the published numbers can show that the measures work."""
    criteria = localized.view.run.explained("criteria", localized.indicator.id)
    seen = criteria.loc[criteria["criterion"] == "detection", "value"]
    if not len(seen):
        return
    year, last = float(seen.iloc[0]), localized.view.axis.last
    if year <= last:
        yield localized.t("accountability.effect", year=localized.year(int(year)))
    else:
        yield localized.t("accountability.no_effect", year=localized.year(last))

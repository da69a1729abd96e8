"""Sentences about a group: how many of its members attain the target."""

from collections.abc import Iterator

from kgisim import schema
from kgisim.presentation.cells import filled
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.members_view import attaining


def members_title(localized: LocalizedIndicator) -> str:
    """Return the heading of a group's members."""
    own = localized.indicator.group
    assert own is not None
    noun = own.noun(localized.language)
    return localized.t("members.title", noun=noun, count=len(own.members))


def attaining_text(localized: LocalizedIndicator) -> Iterator[str]:
    """Write what the group's own row is, and how many members attain the target that stands for it.

    Parameters
    ----------
    localized
        The group.
    """
    own, target = localized.indicator.group, localized.view.example
    assert own is not None
    noun, count = own.noun(localized.language), len(own.members)
    yield localized.t("members.middle", noun=noun)
    for scenario in filled(schema.BASELINE, package(localized.view.run.scenarios) or ""):
        found = attaining(localized, scenario)
        if found is not None and target is not None:
            median, low, high = (decimal(number, 0, localized.language) for number in found)
            yield localized.t(
                "members.attaining",
                scenario=localized.scenario(scenario),
                target=localized.target(target),
                when=localized.when(target.question.window),
                **{"noun": noun, "count": count, "median": median, "low": low, "high": high},
            )

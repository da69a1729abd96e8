"""Sentences about a group: how many of its members attain the target, and which."""

from collections.abc import Iterator, Mapping, Sequence

from kgisim import schema
from kgisim.evidence.members import Member
from kgisim.presentation.cells import filled
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.members_view import LIKELY, UNLIKELY, attaining, by_chance

MOST_NAMED = 50
"""Members that are named in one sentence at most; of the others the number is stated."""


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
    own = localized.indicator.group
    assert own is not None
    yield localized.t("members.middle", noun=own.noun(localized.language))
    for scenario in filled(schema.BASELINE, package(localized.view.run.scenarios) or ""):
        found = attaining(localized, scenario)
        if found is not None:
            yield counted_text(localized, localized.scenario(scenario), found)


def counted_text(
    localized: LocalizedIndicator, called: str, found: tuple[float, float, float]
) -> str:
    """Write how many members attain the target that stands for a group.

    Parameters
    ----------
    localized
        The group, which has a target.
    called
        What the scenario is called.
    found
        Median, and ends of the 90 % interval.
    """
    own, target = localized.indicator.group, localized.view.example
    assert own is not None
    assert target is not None
    median, low, high = (decimal(number, 0, localized.language) for number in found)
    return localized.t(
        "members.attaining",
        scenario=called,
        target=level_text(localized, target),
        when=localized.when(target.question.window),
        noun=own.noun(localized.language),
        count=len(own.members),
        **{"median": median, "low": low, "high": high},
    )


def level_text(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    """Name what members of a group have to reach: the level of its target, or one of their own."""
    own, named = localized.indicator.group, localized.target(target)
    assert own is not None
    if not own.own_levels:
        return named
    return localized.t("members.own_levels", target=named, noun=own.noun(localized.language))


def named_text(localized: LocalizedIndicator, *, show_failed: bool = False) -> Iterator[str]:
    """Name the members that are likely to attain the target that stands for a group, and the rest.

    Parameters
    ----------
    localized
        The group.
    show_failed
        Whether fits that failed their gate are named all the same.
    """
    told: list[Mapping[str, set[str]]] = []
    for scenario in filled(schema.BASELINE, package(localized.view.run.scenarios) or ""):
        found = by_chance(localized, scenario, show_failed=show_failed)
        if found is None:
            return
        sets = {band: {one.id for one in members} for band, members in found.items()}
        yield _sorted_text(localized, scenario, found, is_same=sets in told)
        told.append(sets)


def _sorted_text(
    localized: LocalizedIndicator,
    scenario: str,
    found: Mapping[str, Sequence[Member]],
    *,
    is_same: bool,
) -> str:
    """Name the members by their chance, or state that they are sorted as before."""
    own, target = localized.indicator.group, localized.view.example
    assert own is not None
    assert target is not None
    said = {"scenario": localized.scenario(scenario), "noun": own.noun(localized.language)}
    if is_same:
        return localized.t("members.same", **said)
    said |= {
        "target": level_text(localized, target),
        "when": localized.when(target.question.window),
        "likely": f"{100 * LIKELY:.0f}",
        "unlikely": f"{100 * UNLIKELY:.0f}",
    }
    return localized.t("join").join(
        localized.t(f"members.{band}", names=_names(localized, members), **said)
        for band, members in found.items()
        if members or band == "likely"
    )


def _names(localized: LocalizedIndicator, members: Sequence[Member]) -> str:
    """Name members, as many as can be read in one sentence."""
    names = localized.t("list").join(one.name(localized.language) for one in members[:MOST_NAMED])
    left = len(members) - MOST_NAMED
    if not members:
        return localized.t("members.none")
    return localized.t("members.more", names=names, count=left) if left > 0 else names

"""What a year's new number does to a target, in sentences for a follow-up paper."""

from collections.abc import Iterator, Sequence

from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_text, quantity_for
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.listed import has_list
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import Refusal

UNUSUAL = 0.05
"""A number that fewer futures lie beyond than this is called unusual."""


def follow_up_text(
    localized: LocalizedIndicator,
    question: TargetQuestion,
    observations: Sequence[Observed],
    found: FollowUp | Refusal,
) -> Iterator[str]:
    """State what was observed, how the chance moves, and whether the plan is on track.

    Parameters
    ----------
    localized
        The target's own indicator.
    question
        The target, and the scenario.
    observations
        What was observed.
    found
        Answer of `follow_up` for these observations.
    """
    seen = localized.t("list").join(_observed(localized, one) for one in observations)
    asked = {
        "seen": seen,
        "target": _target(localized, question),
        "scenario": localized.scenario(question.scenario),
    }
    if isinstance(found, Refusal):
        yield from _surprises(localized, observations, found.surprise)
        why = "rare" if any(map(_is_rare, found.surprise)) else "few_draws"
        counted = {"left": int(found.left), "needed": found.needed}
        yield localized.t(f"follow_up.refused.{why}", **counted, **asked)
        return
    if found.is_refitted:
        yield localized.t("follow_up.refitted", seen=seen)
    yield localized.t(
        "follow_up.moved",
        before=_chance(localized, found.before, found.mcse_before),
        after=_chance(localized, found.after, found.mcse_after),
        **asked,
    )
    yield from _surprises(localized, observations, found.surprise)
    if found.track is None or found.checkpoint is None:
        yield localized.t("follow_up.no_track")
        return
    yield localized.t(f"follow_up.{found.track}", limits=_limits(localized, found.checkpoint))


def _observed(localized: LocalizedIndicator, one: Observed) -> str:
    own = wording(localized.view.run, one.indicator.id, localized.language)
    value = own.t(f"relation.{one.relation}", value=own.quantity(one.value))
    if has_list(own) and one.relation != "ge":
        value = own.t("follow_up.listed", value=value)
    return localized.t("follow_up.seen", when=own.year(one.year), title=own.title, value=value)


def _target(localized: LocalizedIndicator, question: TargetQuestion) -> str:
    value = level_text(localized, question.window, question.value)
    target = localized.t("follow_up.target", when=localized.when(question.window), value=value)
    return localized.t("rule.example_target", target=target) if question.illustrative else target


def _chance(localized: LocalizedIndicator, share: float, error: float) -> str:
    written = numbers.chance(share, error, localized.language)
    return localized.t(
        "follow_up.chance", chance=written, error=numbers.error(error, localized.language)
    )


def _surprises(
    localized: LocalizedIndicator, observations: Sequence[Observed], surprise: Sequence[float]
) -> Iterator[str]:
    for one, below in zip(observations, surprise, strict=True):
        yield _surprise(localized, one, below)


def _is_rare(below: float) -> bool:
    return min(below, 1.0 - below) < UNUSUAL


def _surprise(localized: LocalizedIndicator, one: Observed, below: float) -> str:
    own = wording(localized.view.run, one.indicator.id, localized.language)
    place = numbers.decimal(100 * below, 0, localized.language)
    key = "unusual" if _is_rare(below) else "usual"
    return localized.t(f"follow_up.{key}", when=own.year(one.year), title=own.title, percent=place)


def _limits(localized: LocalizedIndicator, checkpoint: Checkpoint) -> str:
    written = quantity_for(localized, checkpoint.window, checkpoint.threshold)
    return localized.t(
        "follow_up.limits",
        when=localized.when(checkpoint.window),
        threshold=written(checkpoint.threshold),
        outer=written(checkpoint.outer),
        false_alarm=numbers.decimal(100 * checkpoint.false_alarm, 0, localized.language),
        miss=numbers.decimal(100 * checkpoint.miss, 0, localized.language),
    )

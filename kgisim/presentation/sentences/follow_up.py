"""What a year's new number does to a target, in sentences for a follow-up paper."""

from collections.abc import Iterator, Sequence

from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.rule import level_text, quantity_for
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.forecast import Aim
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.refusal import Refusal

UNUSUAL = 0.05
"""A number that fewer futures lie beyond than this is called unusual."""


def follow_up_text(
    words: LocalizedIndicator,
    aim: Aim,
    scenario: str,
    observations: Sequence[Observed],
    found: FollowUp | Refusal,
) -> Iterator[str]:
    """Say what was observed, how the chance moves, and whether the plan is on track.

    Parameters
    ----------
    words
        Of the target's own indicator.
    found
        Answer of `follow_up` for these observations.
    """
    seen = words.t("list").join(_observed(words, one) for one in observations)
    asked = {"seen": seen, "target": _target(words, aim), "scenario": words.scenario(scenario)}
    if isinstance(found, Refusal):
        yield words.t("follow_up.refused", left=int(found.left), needed=found.needed, **asked)
        return
    yield words.t(
        "follow_up.moved",
        before=_chance(words, found.before, found.mcse_before),
        after=_chance(words, found.after, found.mcse_after),
        **asked,
    )
    for one, below in zip(observations, found.surprise, strict=True):
        yield _surprise(words, one, below)
    if found.track is None or found.checkpoint is None:
        yield words.t("follow_up.no_track")
        return
    yield words.t(f"follow_up.{found.track}", limits=_limits(words, found.checkpoint))


def _observed(words: LocalizedIndicator, one: Observed) -> str:
    own = wording(words.outlook.run, one.indicator.id, words.language)
    value = own.t(f"relation.{one.relation}", value=own.quantity(one.value))
    return words.t("follow_up.seen", when=own.year(one.year), title=own.title, value=value)


def _target(words: LocalizedIndicator, aim: Aim) -> str:
    value = level_text(words, aim.basis, aim.value)
    target = words.t("follow_up.target", when=words.when(aim.basis), value=value)
    return words.t("rule.example_target", target=target) if aim.illustrative else target


def _chance(words: LocalizedIndicator, share: float, error: float) -> str:
    written = numbers.chance(share, error, words.language)
    return words.t("follow_up.chance", chance=written, error=numbers.error(error, words.language))


def _surprise(words: LocalizedIndicator, one: Observed, below: float) -> str:
    own = wording(words.outlook.run, one.indicator.id, words.language)
    place = numbers.decimal(100 * below, 0, words.language)
    key = "unusual" if min(below, 1.0 - below) < UNUSUAL else "usual"
    return words.t(f"follow_up.{key}", when=own.year(one.year), title=own.title, percent=place)


def _limits(words: LocalizedIndicator, checkpoint: Checkpoint) -> str:
    written = quantity_for(words, checkpoint.basis, checkpoint.threshold)
    return words.t(
        "follow_up.limits",
        when=words.when(checkpoint.basis),
        threshold=written(checkpoint.threshold),
        outer=written(checkpoint.outer),
        false_alarm=numbers.decimal(100 * checkpoint.false_alarm, 0, words.language),
        miss=numbers.decimal(100 * checkpoint.miss, 0, words.language),
    )

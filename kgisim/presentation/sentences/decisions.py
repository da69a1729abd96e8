"""What a council still has to decide, read off the content of a run."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.evidence.level_limits import LIMITS
from kgisim.presentation.goal_summary import GoalSummary, rule_of
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import day_name, percent
from kgisim.presentation.sentences.listed import has_list
from kgisim.screening.definition_variants import definitions_of

if TYPE_CHECKING:
    from kgisim.runs.run import Run

Found = Sequence[GoalSummary]
MOST_NAMED = 20
"""Goals that one sentence names; the others are counted, and stand in the table beside it."""


def rule_text(run: "Run", found: Found, language: str) -> str | None:
    """State for which goals the two-probability rule finds a level; None if none was judged."""
    rule, name = rule_of(tuple(found)), package(run.scenarios)
    if rule is None or name is None:
        return None
    judged = [one for one in found if one.verdict is not None]
    having = [one for one in judged if one.verdict and not one.verdict.band.is_empty]
    localized = judged[0].localized
    return text(
        "one_page.rule_some" if having else "one_page.rule_none",
        language,
        scenario=localized.scenario(schema.BASELINE),
        package=localized.scenario(name),
        x=percent(rule.x, language),
        y=percent(rule.y, language),
        z=percent(rule.z, language),
        number=len(judged),
        count=len(having),
        names=_names(found, having, language),
    )


def decisions(run: "Run", found: Found, language: str) -> tuple[str, ...]:
    """List what is open, numbered: limits, definitions, what attainment is judged by, judgement."""
    said = [sentence for point in POINTS for sentence in point(run, found, language)]
    return tuple(
        text("one_page.numbered", language, number=number, sentence=sentence)
        for number, sentence in enumerate(said, start=1)
    )


def _limits(run: "Run", found: Found, language: str) -> Iterator[str]:
    limits = run.catalog.plan.levels
    if limits.illustrative and any(one.levels for one in found):
        shares = {key: percent(getattr(limits, key), language) for key in LIMITS}
        yield text("one_page.open.limits", language, **shares)


def _rule(run: "Run", found: Found, language: str) -> Iterator[str]:
    rule = rule_of(tuple(found))
    empty = [one for one in found if one.verdict is not None and one.verdict.band.is_empty]
    if rule is None or not (rule.illustrative or empty):
        return
    key = "one_page.open.rule_empty" if empty else "one_page.open.rule"
    yield text(key, language, names=_names(found, empty, language))


def _unfit(run: "Run", found: Found, language: str) -> Iterator[str]:
    yield from _asked("unfit", found, language, lambda one: one.state == "none")


def _definitions(run: "Run", found: Found, language: str) -> Iterator[str]:
    named = []
    for one in found:
        count = len(definitions_of(run.catalog, one.localized.indicator.id))
        if count > 1:
            name = _name(found, one, language)
            named.append(text("one_page.open.counted", language, name=name, count=count))
    if named:
        yield text("one_page.open.definitions", language, names=text("list", language).join(named))


def _count(run: "Run", found: Found, language: str) -> Iterator[str]:
    yield from _asked(
        "count", found, language, lambda one: one.why_hidden is None and has_list(one.localized)
    )


def _published(run: "Run", found: Found, language: str) -> Iterator[str]:
    def is_computed(one: GoalSummary) -> bool:
        localized = one.localized
        is_own = localized.view.has_own_values or has_list(localized)
        return one.why_hidden is None and not is_own

    yield from _asked("published", found, language, is_computed)


def _without_indicator(run: "Run", found: Found, language: str) -> Iterator[str]:
    for one in found:
        if one.localized.indicator.candidates:
            count = len(one.localized.indicator.candidates)
            name = _name(found, one, language)
            yield text("one_page.open.indicator", language, name=name, count=count)


def _judgement(run: "Run", found: Found, language: str) -> Iterator[str]:
    """Ask who answers for the judgement; goals of one owner and day of review share a line."""
    shared: dict[tuple[str, str, bool], list[GoalSummary]] = {}
    for one in found:
        if one.state == "judged":
            held = run.elicitations[one.localized.indicator.id]
            about = (held.owner(language), held.review, held.illustrative)
            shared.setdefault(about, []).append(one)
    for (owner, review, illustrative), goals in shared.items():
        key = "one_page.open.judgement_example" if illustrative else "one_page.open.judgement"
        words = {"owner": owner, "review": day_name(review, language)}
        yield text(key, language, names=_names(found, goals, language), **words)


def _asked(
    key: str, found: Found, language: str, is_meant: Callable[[GoalSummary], bool]
) -> Iterator[str]:
    meant = [one for one in found if is_meant(one)]
    if meant:
        yield text(f"one_page.open.{key}", language, names=_names(found, meant, language))


def _names(found: Found, meant: Iterable[GoalSummary], language: str) -> str:
    """Name goals, of many the first; by their label alone where all of that label are meant."""
    left = Counter(one.localized.indicator.label for one in found)
    meant = list(meant)
    left.subtract(one.localized.indicator.label for one in meant)
    named = (
        _name(found, one, language)
        if left[one.localized.indicator.label]
        else text("one_page.label", language, label=one.localized.indicator.label)
        for one in meant
    )
    every = [*dict.fromkeys(named)]
    names = text("list", language).join(every[:MOST_NAMED])
    left = len(every) - MOST_NAMED
    return text("one_page.more", language, names=names, count=left) if left > 0 else names


def _name(found: Found, one: GoalSummary, language: str) -> str:
    """Name a goal by its label, and by its title too where another goal has the same label."""
    labels = Counter(each.localized.indicator.label for each in found)
    label = one.localized.indicator.label
    if labels[label] > 1:
        return one.localized.title
    return text("one_page.label", language, label=label)


POINTS = (
    _limits,
    _rule,
    _unfit,
    _definitions,
    _count,
    _published,
    _without_indicator,
    _judgement,
)
"""What may be open, in the order in which it is to be decided."""

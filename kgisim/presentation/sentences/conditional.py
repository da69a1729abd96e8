"""What a conditional projection says, on whose judgement it rests, and how far it hangs on it."""

from collections.abc import Iterator

from kgisim.elicitation.records import Elicitation
from kgisim.presentation.conditional_view import ConditionalView
from kgisim.presentation.i18n.numbers import day_name, percent
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.schema import BASELINE

RARE = 0.005
"""Chance below which none at all is not worth a sentence."""


def responsible(asked: Elicitation, localized: LocalizedIndicator) -> str:
    """State who stands for the judgement, from when it is, and until when it may be used."""
    language = localized.language
    key = "conditional.example" if asked.illustrative else "conditional.asked"
    return localized.t(
        key,
        owner=asked.owner(language),
        experts=len(asked.experts),
        rounds=asked.rounds,
        date=day_name(asked.date, language),
        review=day_name(asked.review, language),
    )


def conditional_text(view: ConditionalView) -> Iterator[str]:
    """Report a conditional projection, one statement at a time."""
    localized, asked = view.localized, view.elicitation
    language = localized.language
    yield responsible(asked, localized)
    yield localized.t("conditional.rule", text=asked.rule(language))
    yield _outcome(view, BASELINE, "conditional.outcome")
    if view.package is not None:
        yield _outcome(view, view.package, "conditional.package")
    none = view.row(BASELINE, view.last).none
    if none >= RARE:
        yield localized.t("conditional.none", when=view.when(view.last), none=_percent(view, none))
    yield from _dependence(view)


def premises(asked: Elicitation, localized: LocalizedIndicator) -> tuple[str, ...]:
    """State that an answer rests on judgement, on whose, and what counts."""
    language = localized.language
    return (
        localized.t("conditional.answer"),
        responsible(asked, localized),
        localized.t("conditional.rule", text=asked.rule(language)),
    )


def _outcome(view: ConditionalView, scenario: str, key: str) -> str:
    row, written = view.row(scenario, view.last), view.written
    return view.localized.t(
        key,
        scenario=view.localized.scenario(scenario),
        when=view.when(view.last),
        median=written(row.median),
        span50=written.span(row.low50, row.high50),
        span90=written.span(row.low90, row.high90),
    )


def _dependence(view: ConditionalView) -> Iterator[str]:
    localized, ends = view.localized, view.without
    if ends is not None:
        yield localized.t("conditional.without", span=view.written.span(*ends))
    yield localized.t("conditional.share", share=_percent(view, view.share_judged))
    worth = {name: _percent(view, max(one, 0.0)) for name, one in view.worth.items()}
    key = "conditional.worth_price" if view.elicitation.priced else "conditional.worth_share"
    quantity = next(one for name, one in worth.items() if name)
    yield localized.t(key, quantity=quantity, answer=worth[""])


def _percent(view: ConditionalView, share: float) -> str:
    return percent(share, view.localized.language)

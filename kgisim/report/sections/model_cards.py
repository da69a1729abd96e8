"""Model cards: the families that were used, and what stands behind each fit."""

from collections.abc import Iterator
from typing import Any

from kgisim.evidence.indicator import DriverEffect, LongRun
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import filled
from kgisim.presentation.i18n.catalog import known
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator, family_name, parameter_name
from kgisim.presentation.sentences import model_card
from kgisim.presentation.tables.assumption_ledger import prior_words
from kgisim.report.blocks import CHAPTER, Block, Heading, Paragraph, Sentences, Table, Terms
from kgisim.report.scope import Scope, key_of


def cards(scope: Scope) -> Iterator[Block]:
    """Return a card for every family that was used, then one for every indicator fitted by it."""
    yield Heading(scope.t("report.cards"), CHAPTER, name="cards")
    yield Paragraph(scope.t("report.cards_lead"))
    yield from _families(scope)
    for fit in _fitted(scope):
        if fit.indicator not in scope.behind:
            continue
        localized = scope.wording(fit.indicator)
        yield Heading(localized.title, name=f"card-{fit.indicator}")
        yield Terms(tuple(_card(scope, localized, fit)), key_of(localized, "card"))


def models(scope: Scope) -> Iterator[Block]:
    """Return the cards of the families alone, where those of all indicators would be too much."""
    yield Heading(scope.t("report.models"), CHAPTER, name="models")
    yield Paragraph(scope.t("report.models_lead"))
    yield from _families(scope)


def _fitted(scope: Scope) -> list[Any]:
    return [fit for fit in observation_rows.records(scope.run.fits) if fit.status != "none"]


def _families(scope: Scope) -> Iterator[Block]:
    for family in dict.fromkeys(name for fit in _fitted(scope) for name in filled(fit.family)):
        yield from _family(scope, family)


def _family(scope: Scope, family: str) -> Iterator[Block]:
    run, language = scope.run, scope.language
    card, key = model_card.card_of(run, family), f"family-{family}"
    yield Heading(scope.t("card.heading", title=card.title(language)), name=key)
    for number, passage in enumerate(model_card.passages(card, language), 1):
        if passage.paragraphs:
            yield Sentences(passage.paragraphs, f"{key}/text-{number}", "prose")
        if passage.equations:
            yield Terms(passage.equations, f"{key}/equations-{number}", "equations")
    learned = model_card.learned_of(run, family)
    sentences = tuple(model_card.learned_text(run, card, learned, language))
    if sentences:
        yield Sentences(sentences, f"{key}/learned", "prose")
    if learned is not None:
        priors = model_card.priors_table(run, card, learned, language)
        yield Table(priors, scope.t("card.priors"), f"{key}/priors")
        yield Paragraph(scope.t("card.priors_note"), f"{key}/priors-note", "note")
        sources = model_card.sources_table(learned, language)
        yield Table(sources, scope.t("card.sources"), f"{key}/sources")


def _effect(scope: Scope, driver: DriverEffect) -> str:
    """State the elasticity that is assumed, and where it goes in the long run."""
    t, language = scope.t, scope.language

    def told(key: str, size: DriverEffect | LongRun, **more: str) -> str:
        mean, sd = decimal(size.mean, 2, language), decimal(size.sd, 2, language)
        return t(key, mean=mean, sd=sd, rationale=size.rationale(language), **more)

    if driver.long_run is None:
        return told("card.effect", driver)
    years = f"{driver.long_run.half_life:g}"
    later = told("card.effect_long_run", driver.long_run, years=years)
    return t("join").join([told("card.effect_at_once", driver), later])


def _card(scope: Scope, localized: LocalizedIndicator, fit: Any) -> Iterator[tuple[str, str]]:
    t, indicator, language = scope.t, localized.indicator, scope.language
    families = [family_name(scope.run, one, language) for one in filled(fit.family)]
    methods = [known(f"method.{one}", language, one) for one in filled(fit.method)]
    yield t("card.family"), t("list").join(families) or t("blank")
    yield t("card.method"), t("list").join(methods) or t("blank")
    yield t("card.rows"), decimal(fit.rows, 0, language)
    for change in indicator.breaks:
        title = t("card.break", year=localized.year(change.year))
        yield title, change.reason(language)
    for pulse in indicator.exceptional:
        years = t("list").join(localized.year(year) for year in pulse.years)
        share = t("number.percent", percent=decimal(100 * pulse.returns, 0, language))
        told = t("card.returns", reason=pulse.reason(language), percent=share)
        yield t("card.exceptional", years=years), told
    for driver in indicator.drivers:
        yield t("card.driver", title=scope.wording(driver.driver).title), _effect(scope, driver)
    for name, prior in indicator.model.priors.items():
        called = parameter_name(scope.run, indicator.model.family, name, language)
        told = prior_words(prior["dist"], prior["kwargs"], prior.get("within"), language)
        yield t("card.prior", name=called), told or prior["dist"]

"""Model cards: what stands behind each fit."""

from collections.abc import Iterator
from typing import Any

from kgisim.report.blocks import CHAPTER, Block, Heading, Paragraph, Terms
from kgisim.report.scope import Scope, key_of
from kgisim.views import rows
from kgisim.views.numbers import decimal
from kgisim.views.tables import filled
from kgisim.views.text import known
from kgisim.views.wording import Wording


def cards(scope: Scope) -> Iterator[Block]:
    """Give a card for every indicator that was fitted."""
    yield Heading(scope.t("report.cards"), CHAPTER, name="cards")
    yield Paragraph(scope.t("report.cards_lead"))
    for fit in rows.records(scope.run.fits):
        if fit.status == "none":
            continue
        words = scope.wording(fit.indicator)
        yield Heading(words.title, name=f"card-{fit.indicator}")
        yield Terms(tuple(_card(scope, words, fit)), key_of(words, "card"))


def _card(scope: Scope, words: Wording, fit: Any) -> Iterator[tuple[str, str]]:
    t, indicator = scope.t, words.indicator
    yield t("card.family"), _title(scope, "family", fit.family)
    yield t("card.method"), _title(scope, "method", fit.method)
    yield t("card.rows"), decimal(fit.rows, 0, scope.language)
    for change in indicator.breaks:
        title = t("card.break", year=words.year(change.year))
        yield title, change.reason(scope.language)
    for driver in indicator.drivers:
        effect = t(
            "card.effect",
            mean=decimal(driver.mean, 2, scope.language),
            sd=decimal(driver.sd, 2, scope.language),
            rationale=driver.rationale(scope.language),
        )
        yield t("card.driver", title=scope.wording(driver.driver).title), effect


def _title(scope: Scope, what: str, name: Any) -> str:
    """Name a family or a method in the report's language."""
    titles = [known(f"{what}.{one}", scope.language, one) for one in filled(name)]
    return scope.t("list").join(titles) or scope.t("blank")

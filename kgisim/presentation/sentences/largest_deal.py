"""What a target on the value of deals owes to the largest of them, in a sentence."""

from collections.abc import Iterator
from dataclasses import replace

from kgisim import schema
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.attainment import effective_size
from kgisim.targets.largest_deal import one_deal


def largest_text(localized: LocalizedIndicator, target: LabelledTarget) -> Iterator[str]:
    """State which share of the futures that reach a total would miss it without their largest deal.

    Nothing is said of indicators that are no values of deals, or of targets that are no totals.
    """
    largest, window = _largest(localized), target.question.window
    if largest is None or not (window.is_total or window.is_single_year):
        return
    run, id = localized.view.run, localized.indicator.id
    found = one_deal(
        run.projection.draws,
        target.question,
        largest,
    )
    if not found.chance:
        return
    ess = forecast_in(run, id).record.ess
    # the draws of the number of deals were resampled, and tell less than as many independent ones
    sized = replace(found, draws=int(effective_size(found.draws, ess)))
    yield localized.t(
        "reading.one_deal",
        scenario=localized.scenario(schema.BASELINE),
        share=numbers.chance(sized.hangs, sized.error, localized.language),
        error=numbers.error(sized.error, localized.language),
    )


def _largest(localized: LocalizedIndicator) -> str | None:
    """Find the series of the largest of the very deals that the indicator adds up."""
    run = localized.view.run
    for one in run.catalog.indicators.values():
        if one.id in run.projection.series and _is_largest_of(one, localized.indicator):
            return one.id
    return None


def _is_largest_of(one: Indicator, total: Indicator) -> bool:
    if one.identity is None or total.identity is None:
        return False
    prices, summed = one.identity.prices, total.identity.prices
    if prices is None or summed is None or prices.take != "largest":
        return False
    same_deals = one.identity.value_of == total.identity.value_of
    return same_deals and prices.model_copy(update={"take": "sum"}) == summed

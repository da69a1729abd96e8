"""One indicator of a run in the words of one language: its values, years, paces, scenarios."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from kgisim import schema
from kgisim.evidence.base import Source
from kgisim.evidence.indicator import Indicator
from kgisim.inference.model_card import Card, read_card
from kgisim.messages import restored
from kgisim.presentation import observation_rows
from kgisim.presentation.goal_view import BANDS, GoalView, LabelledTarget, goal_view_of, rare
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import known, text
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.runs.results import Results


@dataclass(frozen=True)
class Latest:
    """The newest known value: when, how much, from whom."""

    period: str
    value: str
    source: str
    """Title of the source; empty if the value is the model's estimate of an observed year."""
    is_unverified: bool


@dataclass(frozen=True)
class LocalizedIndicator:
    """How an indicator is written about; charts, tables and sentences share it and so agree."""

    view: GoalView
    language: str

    def t(self, key: str, **values: object) -> str:
        """Return a message in this language."""
        return text(key, self.language, **values)

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.view.indicator

    @property
    def title(self) -> str:
        """Label of the plan and short name."""
        label, title = self.indicator.label, self.indicator.title(self.language)
        return self.t("title", label=label, title=title) if label else title

    @cached_property
    def quantity(self) -> numbers.Quantity:
        """How values of one year are written."""
        return self._quantity(mean=False)

    @cached_property
    def judged(self) -> numbers.Quantity:
        """How judged values are written; averages of counts have a digit after the point."""
        window = self.view.window
        return self._quantity(mean=not window.is_single_year and not window.is_total)

    @cached_property
    def yearly(self) -> numbers.Quantity:
        """How averages of one year are written where the judged quantity is a total."""
        return self._quantity(mean=self.view.window.length > 1)

    @property
    def unit(self) -> Any:
        """The catalogue's unit."""
        return self.view.run.catalog.units[self.indicator.unit]

    def year(self, first: int, last: int | None = None) -> str:
        """Name a year or a span of years."""
        return numbers.year_name(first, self.indicator.period, self.language, last)

    def when(self, window: TargetWindow | None = None) -> str:
        """Name the year or years that are judged."""
        judged = window or self.view.window
        if not judged.counts_from_a_year:
            place = (judged.year, judged.length, judged.statistic)
            return numbers.window_name(*place, self.indicator.period, self.language)
        years = self.year(int(judged.years[0]), judged.year)
        return self.t("number.sum" if judged.is_total else "number.once", years=years)

    def pace(self, value: float) -> str:
        """Write a yearly change."""
        return numbers.pace(value, self.indicator, self.unit, self.language)

    def scenario(self, name: str) -> str:
        """Name a scenario; an illustrative one is always called so."""
        scenario = self.view.run.scenarios[name]
        key = "scenario.example" if scenario.illustrative else "scenario.plain"
        named = self.t(key, title=scenario.title(self.language))
        return named + (self.t("scenario.rare") if name in rare(self.view.run) else "")

    def target(self, target: LabelledTarget) -> str:
        """Name a target with its level; an illustrative one is always called so."""
        key = "target.example" if target.question.illustrative else "target.plain"
        return self.t(key, value=self.level(target))

    def level(self, target: LabelledTarget) -> str:
        """Write a target's level."""
        window = target.question.window
        mean = not window.is_single_year and not window.is_total
        is_whole = float(target.question.value).is_integer()
        return self._quantity(mean=mean or not is_whole).exact(target.question.value)(
            target.question.value
        )

    def chance(self, target: LabelledTarget, scenario: str) -> str:
        """Write the chance of a target under a scenario, no finer than its error allows."""
        return numbers.chance(target.chance(scenario), target.mcse(scenario), self.language)

    def likelihood(self, target: LabelledTarget, scenario: str) -> str:
        """Name the band in which that chance lies."""
        return numbers.likelihood(target.chance(scenario), target.mcse(scenario), self.language)

    @cached_property
    def latest(self) -> Latest | None:
        """The newest known value; the model's estimate where no single row is the indicator."""
        view = self.view
        if not view.has_own_values:
            if not view.is_sound:
                return None
            year = view.last_year
            span = self.quantity.span(*(view.level_at(year, end) for end in BANDS[0]))
            value = self.quantity(view.level_at(year))
            value = self.t("latest.estimate", value=value, span=span)
            return Latest(self.year(year), value, "", False)
        row = observation_rows.latest(view.run.catalog.rows(self.indicator.id))
        if row is None:
            return None
        return Latest(
            observation_rows.period_of(row, self.indicator.period, self.language),
            observation_rows.value_of(row, self._quantity(mean=row.relation == "mean")),
            document(self.indicator, row.source, self.language).title,
            row.evidence == "unverified",
        )

    def _quantity(self, *, mean: bool) -> numbers.Quantity:
        largest = self.view.size
        return numbers.quantity(
            self.indicator, self.unit, self.language, largest=largest, mean=mean
        )


def wording(run: "Results", id: str, language: str) -> LocalizedIndicator:
    """Return the wording of one indicator of a run, which the cache of the run keeps."""
    return run.cache.once(
        ("wording", id, language), lambda: LocalizedIndicator(goal_view_of(run, id), language)
    )


def document(indicator: Indicator, key: str, language: str) -> Source:
    """Return the document behind a row; rows counted from a list of deals name that list."""
    if indicator.derive is not None and key == indicator.derive.table:
        return Source(
            title=text("source.counted", language, table=key),
            publisher=text("source.here", language),
            address=text("source.in_annex", language),
        )
    return indicator.sources.get(key) or Source(title=key, publisher=text("blank", language))


def goals(run: "Results") -> list[Indicator]:
    """List the goals of a run in their order, without other definitions of the same goal."""
    return [*run.catalog.goals]


def scenario_titles(run: "Results", language: str) -> dict[str, str]:
    """Name every scenario, the baseline first; illustrative and rare ones are always called so."""
    ordered = sorted(run.scenarios.values(), key=lambda one: one.id != schema.BASELINE)
    flagged = rare(run)
    return {
        one.id: (
            text("scenario.heading", language, title=one.title(language))
            if one.illustrative
            else one.title(language)
        )
        + (text("scenario.rare", language) if one.id in flagged else "")
        for one in ordered
    }


def hidden(localized: LocalizedIndicator, *, show_failed: bool = False) -> str | None:
    """State why an indicator's projection may not be shown; nothing if it may.

    Parameters
    ----------
    words
        The indicator.
    show_failed
        Whether fits that failed their gate are shown all the same.
    """
    indicator, run = localized.indicator, localized.view.run
    if indicator.withheld is not None:
        return indicator.withheld(localized.language)
    failed = localized.view.failures
    if failed and not show_failed:
        return localized.t("hidden.failed", fits=failed_fits(localized, failed))
    if indicator.id not in run.projection.series:
        return localized.t("hidden.missing")
    return None


def failed_fits(localized: LocalizedIndicator, failed: Mapping[str, Any]) -> str:
    """Name the fits that failed below an indicator, with the figures of their gate."""
    # A fit without figures of its own only repeats that something beneath it failed.
    causes = {id: fit for id, fit in failed.items() if not math.isnan(fit.pareto_k)} or failed
    return localized.t("list").join(_failed_fit(localized, id, fit) for id, fit in causes.items())


def _failed_fit(localized: LocalizedIndicator, id: str, fit: Any) -> str:
    title = localized.view.run.catalog.indicators[id].title(localized.language)
    if math.isnan(fit.pareto_k):
        reasons = [message.text(localized.language) for message in restored(fit.reason)]
        said = localized.t("list").join(reasons)
        return localized.t("hidden.fit", title=title, reason=said)
    figures = {
        "pareto_k": numbers.decimal(fit.pareto_k, 2, localized.language),
        "ess": numbers.decimal(fit.ess, 0, localized.language),
    }
    return localized.t("hidden.gate", title=title, **figures)


def card_of(run: "Results", family: str) -> Card:
    """Read the card of a family as it was when the run was made."""
    return _read(run.workspace, family)


@lru_cache(maxsize=32)
def _read(workspace: Workspace, family: str) -> Card:
    """Read a card once: what lies in a run's folder does not change."""
    return read_card(workspace, family)


def family_name(run: "Results", family: str, language: str) -> str:
    """Name a family; without a name in the language, as its file is called."""
    return card_of(run, family).title(language)


def parameter_name(run: "Results", family: str | None, name: str, language: str) -> str:
    """Name a hyperparameter in its family's words; without words, as the family calls it."""
    own = card_of(run, family).parameter(name, language) if family else None
    return own or known(f"parameter.{name}", language, name)

"""What a report holds, in its order: plain values that a template only has to lay out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from babel.dates import format_date

from kgisim.targets.prospect import Aim, prospect_of
from kgisim.targets.reference import reference_class
from kgisim.targets.rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.views import annex, assumptions, sentences, tables
from kgisim.views.figures import Figure, Figures
from kgisim.views.outlook import package
from kgisim.views.rule_text import verdict_text
from kgisim.views.text import text
from kgisim.views.wording import Wording, goals, wording

if TYPE_CHECKING:
    from kgisim.runs.run import Run


NARROW = 4.4
"""Inches of a chart that shares its row with another."""


@dataclass(frozen=True)
class GoalSection:
    """Everything about one goal, or why it has no number."""

    words: Wording
    why: str | None
    """Why no number is given; nothing where one is."""
    warning: str | None
    """Why the numbers that are given must not be quoted."""
    reading: tuple[str, ...]
    figures: tuple[Figure, ...]
    """The fan, the dots beside it, and the curve of chances."""
    targets: pd.DataFrame
    rule: tuple[str, ...]
    """Whether the example level is ambitious and reasonable, and where the band lies."""
    variants: pd.DataFrame
    kpis: pd.DataFrame
    documents: pd.DataFrame


@dataclass(frozen=True)
class Driver:
    """A driver with its fan."""

    words: Wording
    figure: Figure


@dataclass(frozen=True)
class Page:
    """The whole report."""

    run: "Run"
    language: str
    about: Sequence[tuple[str, str]]
    has_examples: bool
    show_failed: bool
    summary: tuple[str, ...]
    overview: pd.DataFrame
    goals: tuple[GoalSection, ...]
    parts: pd.DataFrame
    drivers: tuple[Driver, ...]
    world: tuple[pd.DataFrame, pd.DataFrame]
    """Paths and shocks."""
    policy: tuple[pd.DataFrame, pd.DataFrame]
    """Measures, and what they pass on from indicator to indicator."""
    changes: pd.DataFrame
    fits: pd.DataFrame
    likelihoods: pd.DataFrame
    published: pd.DataFrame
    evidence: Sequence[tuple[Wording, pd.DataFrame]]
    deals: Sequence[tuple[str, pd.DataFrame]]

    @property
    def chapters(self) -> list[str]:
        """Names of the chapters, in their order."""
        published = ["published"] if len(self.published) else []
        return ["summary", "goals", "parts", "scenarios", "method", *published, "annex"]


def make_page(run: "Run", language: str, *, show_failed: bool = False) -> Page:
    """Gather everything that a report says about a run."""
    catalog = run.catalog
    targets = run.assessment["illustrative"].astype(bool)
    scenarios = [scenario.illustrative for scenario in run.scenarios.values()]
    all_words = [wording(run, id, language) for id in catalog.indicators]
    return Page(
        run=run,
        language=language,
        about=tuple(_about(run, language)),
        has_examples=bool(targets.any()) or any(scenarios),
        show_failed=show_failed and bool((run.fits["status"] == "failed").any()),
        summary=tuple(sentences.summary(run, language, show_failed=show_failed)),
        overview=tables.overview(run, language, show_failed=show_failed),
        goals=tuple(
            _goal(wording(run, goal.id, language), show_failed=show_failed) for goal in goals(run)
        ),
        parts=tables.parts(run, language, show_failed=show_failed),
        drivers=tuple(
            Driver(words, Figures(words).fan(NARROW))
            for words in all_words
            if words.indicator.role == "driver"
            and sentences.hidden(words, show_failed=show_failed) is None
        ),
        world=(assumptions.world(run, language), assumptions.shocks(run, language)),
        policy=(assumptions.policy(run, language), assumptions.responses(run, language)),
        changes=assumptions.changes(run, language),
        fits=tables.fits(run, language),
        likelihoods=tables.likelihoods(language),
        published=annex.published(run, language),
        evidence=tuple(
            (words, annex.observations(words))
            for words in all_words
            if words.indicator.role != "reference" and len(catalog.rows(words.indicator.id))
        ),
        deals=annex.deals(run, language),
    )


def _goal(words: Wording, *, show_failed: bool) -> GoalSection:
    run, language = words.outlook.run, words.language
    why = sentences.hidden(words, show_failed=show_failed)
    is_shown = why is None
    return GoalSection(
        words=words,
        why=why,
        warning=sentences.warning(words) if is_shown else None,
        reading=tuple(sentences.reading(words) if is_shown else sentences.withheld_reading(words)),
        figures=tuple(_figures(words)) if is_shown else (),
        targets=tables.targets(words) if is_shown else pd.DataFrame(),
        rule=tuple(_judged(words)) if is_shown else (),
        variants=tables.variants(run, words.indicator, language, show_failed=show_failed),
        kpis=tables.kpis(run, words.indicator, language),
        documents=annex.documents(words),
    )


def _judged(words: Wording) -> Iterator[str]:
    """Judge the example level by the two-probability rule."""
    run, indicator = words.outlook.run, words.indicator
    target, scenario = words.outlook.example, package(run.scenarios)
    if target is None or scenario is None or indicator.better == "neither":
        return
    rule = TwoProbabilityRule()
    sizes = run.fits.set_index("indicator")["ess"].dropna().to_dict()
    found = verdict(
        prospect_of(run.catalog, sizes, run.projection, indicator.id),
        Aim(target.value, target.basis, target.illustrative),
        package=scenario,
        rule=rule,
        reference=reference_class(run.catalog, indicator, rule.span),
    )
    yield from verdict_text(words, found)


def _figures(words: Wording) -> list[Figure]:
    figures = Figures(words)
    if words.indicator.better == "neither":
        return [figures.fan()]
    return [figures.fan(), figures.dots(), figures.chances()]


def _about(run: "Run", language: str) -> list[tuple[str, str]]:
    def t(key: str, **values: object) -> str:
        return text(f"report.{key}", language, **values)

    manifest, options = run.manifest, run.manifest["options"]
    known = sorted(filter(None, run.catalog.observations["published"]))
    as_of = options.get("as_of")
    state = t("data_as_of", date=as_of) if as_of else t("data_latest", date=(known or [""])[-1])
    versions = " / ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    return [
        (t("run"), run.id),
        (t("data_date"), state),
        (t("evidence_used"), t("unverified_yes" if options.get("unverified") else "unverified_no")),
        (t("created"), format_date(date.fromisoformat(manifest["created"][:10]), "long", language)),
        (t("draws"), t("draws_value", draws=f"{manifest['draws']:,}")),
        (t("seed"), str(manifest["seed"])),
        (t("versions"), versions),
    ]

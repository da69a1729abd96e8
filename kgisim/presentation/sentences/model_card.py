"""A model family in words: its name, its text, what it learned, and from whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from kgisim.inference.cross_learned import ENOUGH, FEWEST, read_cross_learned
from kgisim.inference.model_card import Card
from kgisim.inference.reference_priors import Learned, LearnedPrior, read_learned
from kgisim.io import digest
from kgisim.presentation.i18n.catalog import known, text
from kgisim.presentation.i18n.numbers import decimal, percent, significant
from kgisim.presentation.localized import card_of, parameter_name
from kgisim.schema import SCALES

if TYPE_CHECKING:
    from kgisim.runs.results import Results

TAIL = 0.1
"""Chance of lying below the range that is printed, and of lying above it."""
DIGITS = 2
"""Significant digits of a prior's quantiles."""
LEVEL = 90
"""Interval of which a sentence speaks, in per cent."""
MARKED = re.compile(r"(`+)(.+?)\1")
"""Text set apart in reStructuredText."""


def learned_of(run: "Results", family: str) -> Learned | None:
    """Read what a family learned; None if it did not, or its file is not there."""
    file = card_of(run, family).priors_file
    return read_learned(run.workspace, file) if file else None


@dataclass(frozen=True)
class CardPassage:
    """Paragraphs that follow each other, and the equations below them."""

    paragraphs: tuple[str, ...]
    equations: tuple[tuple[str, str], ...] = ()
    """Left and right sides."""


def passages(card: Card, language: str) -> Iterator[CardPassage]:
    """Return a family's text; if it has none in the language, say so."""
    spoken = next((one for one in (language, *card.docstrings) if one in card.docstrings), "")
    paragraphs = []
    if spoken != language:
        paragraphs.append(text("card.other_language" if spoken else "card.no_text", language))
    for part in re.split(r"\n\s*\n", card.docstrings.get(spoken, "").strip("\n")):
        lines = part.splitlines()
        if not all(line.startswith(" ") for line in lines):
            paragraphs.append(_plain([line.strip() for line in lines], spoken))
        elif lines:
            yield CardPassage(tuple(paragraphs), tuple(_equation(line) for line in lines))
            paragraphs = []
    if paragraphs:
        yield CardPassage(tuple(paragraphs))


def _equation(line: str) -> tuple[str, str]:
    left, equals, right = line.strip().partition(" = ")
    return (left, f"= {right}") if equals else ("", left)


def _plain(lines: list[str], language: str) -> str:
    """Join lines as the language does, and take the marks away."""
    space = text("join", language)
    joined = space.join(lines)
    if joined.endswith("::"):
        joined = joined[:-2] + text("card.colon", language)
    if not space:  # only the marks needed the blanks around them
        joined = re.sub(rf" ?{MARKED.pattern} ?", r"\2", joined)
    return MARKED.sub(r"\2", joined)


def learned_text(
    run: "Results", card: Card, learned: Learned | None, language: str
) -> Iterator[str]:
    """State from how much the priors were learned, where they stand, and how good the result is."""
    if learned is not None:
        yield text(
            "card.learned",
            language,
            series=learned.series,
            file=f"models/{card.priors_file}",
            version=learned.version,
            digest=digest(run.workspace.models / card.priors_file)[:12],
        )
    yield from _pooled(run, card, language)
    tested = run.coverage.get(card.name)
    if tested is None:
        return
    rates = [one.rate for one in tested.held if one.level == LEVEL]
    if rates:
        yield text(
            "card.skill",
            language,
            chapter=text("report.method", language),
            table=text("coverage.title", language),
            level=LEVEL,
            low=percent(min(rates), language),
            high=percent(max(rates), language),
        )


def _pooled(run: "Results", card: Card, language: str) -> Iterator[str]:
    """State with what the draws are pooled, and how much it weighs."""
    pool = read_cross_learned(run.workspace, card.pool_file)
    if pool is None:
        return
    weights = [
        text(
            "card.pool_weight",
            language,
            scale=text(f"coverage.kind_{scale}", language),
            weight=percent(pool.scales[scale].weight, language),
        )
        for scale in SCALES
        if scale in pool.scales
    ]
    yield text(
        "card.pooled",
        language,
        series=pool.listed,
        file=f"models/{card.pool_file}",
        weights=text("list", language).join(weights),
        fewest=FEWEST + 1,
        enough=ENOUGH,
    )


def priors_table(run: "Results", card: Card, learned: Learned, language: str) -> pd.DataFrame:
    """Write median and range of every learned prior, by scale, and how many series it rests on.

    Returns
    -------
    DataFrame
        Columns: the parameter, then one for each scale with learned priors; one row per
        parameter, then the mean drift and the number of series.
    """
    scales = {one: learned.scales[one] for one in SCALES if one in learned.scales}
    head = text("card.parameter", language)
    heads = {one: text(f"coverage.kind_{one}", language) for one in scales}

    def row(title: str, cells: dict[str, str]) -> dict[str, str]:
        blank = text("blank", language)
        return {head: title} | {heads[one]: cells.get(one, blank) for one in scales}

    rows = []
    for name in dict.fromkeys(name for one in scales.values() for name in one.priors):
        told = {
            scale: _quantiles(one.priors[name], language)
            for scale, one in scales.items()
            if name in one.priors
        }
        title = parameter_name(run, card.name, name, language)
        rows.append(row(text("card.named", language, title=title, name=name), told))
    means = {scale: _number(one.drift_mean, language) for scale, one in scales.items()}
    rows.append(row(text("card.drift_mean", language), means))
    sizes = {scale: decimal(one.series, 0, language) for scale, one in scales.items()}
    rows.append(row(text("card.learned_from", language), sizes))
    return pd.DataFrame(rows)


def _quantiles(prior: LearnedPrior, language: str) -> str:
    low, middle, high = (
        _number(prior.quantile(chance), language) for chance in (TAIL, 0.5, 1 - TAIL)
    )
    span = text("number.span", language, low=low, high=high)
    return text("card.quantiles", language, median=middle, span=span)


def _number(value: float, language: str) -> str:
    return decimal(value, significant(value, DIGITS) if value else 0, language)


def sources_table(learned: Learned, language: str) -> pd.DataFrame:
    """List the sources by licence, with how many quantities and series came from each.

    Returns
    -------
    DataFrame
        Columns: source, licence, number of quantities, number of series; one row per source and
        licence.
    """
    ordered = sorted(learned.sources, key=lambda one: (one.source, one.licence))
    rows = []
    for (source, licence), group in groupby(ordered, key=lambda one: (one.source, one.licence)):
        own = list(group)
        series = sum(len(one.series) for one in own)
        rows.append(
            {
                text("card.source", language): known(f"origin.{source}", language, source),
                text("card.licence", language): licence,
                text("card.quantities", language): decimal(len(own), 0, language),
                text("card.series", language): decimal(series, 0, language),
            }
        )
    return pd.DataFrame(rows)

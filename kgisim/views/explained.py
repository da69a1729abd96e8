"""What explains an answer, as tables: swings, shares of the spread, and the ledger."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import names
from kgisim.insight.sources import ELICITED, INNOVATIONS, PARAMETERS, PATH, WORLD
from kgisim.views.numbers import decimal
from kgisim.views.rows import records
from kgisim.views.tables import LINE
from kgisim.views.text import text
from kgisim.views.wording import wording

if TYPE_CHECKING:
    from kgisim.runs.run import Run

YEARS = (2028, 2032, 2036, names.LAST_YEAR)
"""Years for which the spread is split."""
SOURCES = ("noise", PARAMETERS, INNOVATIONS, PATH, WORLD, ELICITED)
"""Sources of the spread, in the order in which they are told."""


def assumption_name(run: "Run", key: str, language: str) -> str:
    """Name an assumption by its key in the words of a reader."""
    kind, _, rest = key.partition(":")
    subject, _, detail = rest.partition("/")
    named: dict[str, Callable[[], str]] = {
        "world": lambda: _title(run, rest, language),
        "effect": lambda: text(
            "explained.effect",
            language,
            driver=_title(run, detail, language),
            title=_title(run, subject, language),
        ),
        "hyper": lambda: text(
            "explained.hyper", language, title=_title(run, subject, language), name=detail
        ),
        "break": lambda: text(
            "explained.break", language, title=_title(run, subject, language), year=detail
        ),
        "offset": lambda: text("explained.offset", language, title=_title(run, subject, language)),
        "evidence": lambda: text(
            "explained.evidence",
            language,
            title=_title(run, subject, language),
            grade=text(f"evidence.{detail}", language),
        ),
    }
    if kind in named:
        return named[kind]()
    return _part_title(run, key, language)


def swings(run: "Run", goal: str) -> pd.DataFrame:
    """Give the chance at either end of each assumption, the largest swing first; numbers."""
    return run.explained("tornado", goal)


def tornado(run: "Run", goal: str, language: str) -> pd.DataFrame:
    """List how far the chance moves between the 10 and 90 % ends of each assumption."""
    return pd.DataFrame(
        [
            {
                text("explained.assumption", language): assumption_name(
                    run, row.assumption, language
                ),
                text("explained.low", language): _percent(row.chance_low, language),
                text("explained.high", language): _percent(row.chance_high, language),
                text("explained.swing", language): _points(
                    row.chance_swing, row.chance_swing_error, language
                ),
            }
            for row in records(swings(run, goal))
        ]
    )


def variance(run: "Run", goal: str, language: str) -> pd.DataFrame:
    """List what share of the spread each source has, in a few years."""
    table = run.explained("variance", goal)
    shares = table.pivot_table(index="source", columns="year", values="share")
    years = [year for year in YEARS if year in shares.columns]
    return pd.DataFrame(
        [
            {
                text("explained.source", language): text(f"explained.sources.{source}", language),
                **{str(year): _percent(shares.loc[source, year], language) for year in years},
            }
            for source in SOURCES
            if source in shares.index
        ]
    )


def ledger(run: "Run", goal: str, language: str) -> pd.DataFrame:
    """List every assumption behind the answer, what hangs on it, and who stands for it."""
    return pd.DataFrame(
        [
            {
                text("explained.assumption", language): assumption_name(
                    run, row.assumption, language
                ),
                text("explained.swing", language): text("explained.refit", language)
                if row.computed == "refit"
                else _points(row.swing, row.swing_error, language),
                text("explained.known", language): text(
                    f"explained.computed.{row.computed}", language
                ),
                text("column.source", language): _source(row.source, language),
            }
            for row in records(run.explained("ledger", goal))
        ]
    )


def screens(run: "Run", language: str) -> pd.DataFrame:
    """List whether each goal may carry a number, and what speaks against it."""
    criteria = run.explained("criteria")
    unmet = criteria.loc[~criteria["met"].astype(bool)]
    table = []
    for row in records(run.explained("screens")):
        names_of = unmet.loc[unmet["indicator"] == row.indicator, "criterion"]
        against = [text(f"explained.criteria.{name}", language) for name in names_of]
        table.append(
            {
                text("column.goal", language): wording(run, row.indicator, language).title,
                text("explained.screen", language): text(
                    f"explained.screens.{row.verdict}", language
                ),
                text("explained.unmet", language): LINE.join(against) or text("blank", language),
            }
        )
    return pd.DataFrame(table)


def _title(run: "Run", id: str, language: str) -> str:
    return run.catalog.indicators[id].title(language) if id in run.catalog.indicators else id


def _part_title(run: "Run", key: str, language: str) -> str:
    kind, _, id = key.partition(":")
    section = {"measure": "measures", "shock": "shocks", "response": "responses"}.get(kind)
    for scenario in run.scenarios.values() if section else ():
        for part in getattr(scenario, section or ""):
            if part.id == id:
                return part.title(language)
    return key


def _source(source: Any, language: str) -> str:
    if pd.isna(source):
        return text("blank", language)
    known = ("illustrative", "model")
    return text(f"explained.from.{source}", language) if source in known else str(source)


def _percent(share: float, language: str) -> str:
    return text("number.percent", language, percent=decimal(100 * share, 0, language))


def _points(swing: float, error: float, language: str) -> str:
    sign = "+" if swing > 0 else ""
    size = sign + decimal(100 * swing, 0, language)
    return text("explained.points", language, points=size, error=decimal(100 * error, 1, language))

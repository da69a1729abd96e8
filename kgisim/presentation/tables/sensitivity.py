"""What explains an answer: assumptions by name, and how far each swings the chance."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from kgisim.analysis.variance_sources import ELICITED, INNOVATIONS, PARAMETERS, PATH, WORLD
from kgisim.inference.driver_terms import driver_of
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, percent, signed
from kgisim.presentation.localized import LocalizedIndicator, parameter_name
from kgisim.presentation.observation_rows import records

if TYPE_CHECKING:
    from kgisim.runs.results import Results

SOURCES = ("noise", PARAMETERS, INNOVATIONS, PATH, WORLD, ELICITED)
"""Sources of the spread, in the order in which they are told."""


def assumption_name(run: "Results", kind: str, name: str, part: str, language: str) -> str:
    """Name an assumption in the words of a reader.

    Parameters
    ----------
    kind, name, part
        As in `kgisim.analysis.assumption_ledger.Assumption`.
    """
    subject, detail = name, part
    kind = "prior" if kind == "learned" else kind
    named: dict[str, Callable[[], str]] = {
        "world": lambda: _title(run, name, language),
        "effect": lambda: text(
            "explained.effect_long_run" if detail != driver_of(detail) else "explained.effect",
            language,
            driver=_title(run, driver_of(detail), language),
            title=_title(run, subject, language),
        ),
        "prior": lambda: text(
            "explained.hyper",
            language,
            title=_title(run, subject, language),
            name=parameter_name(run, _family(run, subject), detail, language),
        ),
        "pool": lambda: text("explained.pool", language, title=_title(run, subject, language)),
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
    return _part_title(run, kind, name, language)


def _family(run: "Results", id: str) -> str | None:
    indicator = run.catalog.indicators.get(id)
    return indicator.model.family if indicator else None


def tornado(localized: LocalizedIndicator) -> pd.DataFrame:
    """List how far the chance moves between the 10 and 90 % ends of each assumption.

    Returns
    -------
    DataFrame
        Columns: the assumption, the chance at its low and at its high end, and the swing in
        points with its error; one row per assumption.
    """
    run, language = localized.view.run, localized.language
    return pd.DataFrame(
        [
            {
                text("explained.assumption", language): assumption_name(
                    run, row.kind, row.name, "", language
                ),
                text("explained.low", language): percent(row.chance_low, language),
                text("explained.high", language): percent(row.chance_high, language),
                text("explained.swing", language): _points(
                    row.chance_swing, row.chance_swing_error, language
                ),
            }
            for row in records(run.explained("tornado", localized.indicator.id))
        ]
    )


def _title(run: "Results", id: str, language: str) -> str:
    return run.catalog.indicators[id].title(language) if id in run.catalog.indicators else id


def _part_title(run: "Results", kind: str, id: str, language: str) -> str:
    section = {"measure": "measures", "shock": "shocks", "response": "responses"}.get(kind)
    for scenario in run.scenarios.values() if section else ():
        for part in getattr(scenario, section or ""):
            if part.id == id:
                return part.title(language)
    return id


def _points(swing: float, error: float, language: str) -> str:
    points, error_points = signed(100 * swing, 0, language), decimal(100 * error, 1, language)
    return text("explained.points", language, points=points, error=error_points)

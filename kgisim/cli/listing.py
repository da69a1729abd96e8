"""What is in a workspace, as tables for a terminal: indicators, rows, fits.

Headings are the names of ``docs/schema.md``; titles and values are in the language asked for.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.cli.console import print_line, show_table
from kgisim.errors import NotFoundError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.gate.problems import answer_lines
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import indicator_files
from kgisim.evidence.members import Member, members_of
from kgisim.inference.driver_terms import driver_terms
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity, quantity, year_name
from kgisim.presentation.observation_rows import latest, period_of, value_of
from kgisim.projection.workspace_check import open_questions
from kgisim.schema import EVIDENCE
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.inference.fit import Fit
    from kgisim.runs.run import Run


def find_indicator(catalog: Catalog, id: str) -> Indicator:
    """Return the indicator of that id, or offer the nearest."""
    if id not in catalog.indicators:
        raise NotFoundError("indicator", id, catalog.indicators)
    return catalog.indicators[id]


def inventory(workspace: Workspace, language: str) -> str:
    """Count the files of a workspace by what they hold."""
    counts = {
        "indicator": len(indicator_files(workspace)),
        "rows": len(list(workspace.data.glob("*.csv"))),
        "table": len(list(workspace.tables.glob("*.csv"))),
        "scenario": len(list(workspace.scenarios.glob("*.yaml"))),
        "family": len(workspace.families()),
    }
    counted = (_counted(count, noun, language) for noun, count in counts.items())
    return text("list", language).join(counted)


def show_questions(workspace: Workspace) -> None:
    """Print the lines with which the plausibility gate's open questions are answered."""
    for name, asked in open_questions(workspace).items():
        print_line(f"# data/{name}.yaml")
        print_line(answer_lines(asked, dt.date.today().isoformat()))


def _counted(count: int, noun: str, language: str) -> str:
    key = f"inventory.one.{noun}" if count == 1 else f"inventory.more.{noun}"
    return text(key, language, count=count)


def how_projected(indicator: Indicator) -> str:
    """Name the way in which an indicator gets its future: a family, its parts, or none."""
    if indicator.model.family is not None:
        return indicator.model.family
    return "identity" if indicator.identity is not None else "withheld"


def written_as(catalog: Catalog, indicator: Indicator, language: str, largest: float) -> Quantity:
    """Choose how the values of one indicator are written."""
    unit = catalog.units[indicator.unit]
    return quantity(indicator, unit, language, largest=largest)


def show_indicators(catalog: Catalog, language: str) -> None:
    """Print one line per indicator: what it is, how it is projected, how well it is known.

    Members of groups are listed where a group is shown by itself.
    """
    listed = (one for one in catalog.indicators.values() if not isinstance(one, Member))
    _show_lines(catalog, listed, language)
    print_line(text("listing.columns", language))


def _show_lines(catalog: Catalog, indicators: Iterable[Indicator], language: str) -> None:
    columns = ("indicator", "label", "role", "model", "rows", "latest", "evidence", "title")
    rows = [_line(catalog, one, language) for one in indicators]
    show_table(columns, rows, right=("rows",))


def _line(catalog: Catalog, indicator: Indicator, language: str) -> tuple[str, ...]:
    rows = catalog.rows(indicator.id)
    return (
        indicator.id,
        indicator.label,
        indicator.role,
        how_projected(indicator),
        str(len(rows)),
        _latest(catalog, indicator, rows, language),
        _vouched(rows),
        indicator.title(language),
    )


def _latest(catalog: Catalog, indicator: Indicator, rows: pd.DataFrame, language: str) -> str:
    newest = latest(rows)
    if newest is None:
        return "–"
    written = written_as(catalog, indicator, language, _largest(rows))
    return f"{value_of(newest, written)} ({period_of(newest, indicator.period, language)})"


def _largest(rows: pd.DataFrame) -> float:
    largest = rows[["value", "high"]].abs().max().max()
    return 1.0 if pd.isna(largest) else float(largest)


def _vouched(rows: pd.DataFrame) -> str:
    counts = rows["evidence"].value_counts()
    return " ".join(f"{counts[word]}{word[0]}" for word in EVIDENCE if word in counts) or "–"


def show_indicator(catalog: Catalog, indicator: Indicator, language: str) -> None:
    """Print one indicator: what it means, what feeds it, and every row with its source."""
    facts = {
        "": indicator.title(language),
        "definition": indicator.definition(language).strip(),
        "role": " ".join((indicator.role, indicator.label)).strip(),
        "unit": catalog.units[indicator.unit](language),
        "period": year_name(2024, indicator.period, language),
        "better": indicator.better,
        "model": _model(indicator, language),
        "drivers": ", ".join(
            f"{one.name} ({one.mean:+g} ± {one.sd:g})" for one in driver_terms(indicator)
        ),
        "breaks": "; ".join(f"{one.year}: {one.reason(language)}" for one in indicator.breaks),
        "exceptional": "; ".join(
            f"{min(one.years)}-{max(one.years)}: {one.reason(language)}"
            for one in indicator.exceptional
        ),
        "caveats": " ".join(one(language) for one in indicator.caveats),
        "wanted": " ".join(one(language) for one in indicator.wanted),
    }
    print_line(f"{indicator.id}  {facts.pop('')}", style="bold")
    for name, fact in facts.items():
        if fact:
            print_line(f"  {name:<11} {fact}")
    _show_rows(catalog, indicator, language)
    members = members_of(catalog.indicators, indicator.id)
    if members:
        _show_lines(catalog, members, language)
    for key, source in indicator.sources.items():
        print_line(f"  {key}: {source.title}, {source.publisher} {source.address}".rstrip())


def _model(indicator: Indicator, language: str) -> str:
    if indicator.withheld is not None:
        return f"withheld: {indicator.withheld(language)}"
    if indicator.identity is None:
        return str(indicator.model.family)
    return "identity of " + ", ".join(indicator.identity.inputs)


def _show_rows(catalog: Catalog, indicator: Indicator, language: str) -> None:
    rows = catalog.rows(indicator.id)
    if rows.empty:
        return
    written = written_as(catalog, indicator, language, _largest(rows))
    rows["note"] = [catalog.note(note, language) for note in rows["note"]]
    cells = [_cells(row, indicator, written) for row in rows.itertuples()]
    show_table(("period", "value", *_ROW_TEXTS), cells, right=("value",))


_ROW_TEXTS = ("evidence", "source", "definition", "published", "note")


def _cells(row: Any, indicator: Indicator, written: Quantity) -> tuple[str, ...]:
    period = period_of(row, indicator.period, written.language)
    return (period, value_of(row, written), *(str(getattr(row, name)) for name in _ROW_TEXTS))


def show_gates(fits: "Mapping[str, Fit]") -> None:
    """Print what the gate says of every fit."""
    columns = ("indicator", "status", "rows", "atoms", "ess", "pareto_k", "method", "reason")
    verdicts = {name: fit.verdict for name, fit in fits.items()}
    rows = [
        (
            name,
            verdict.status,
            str(verdict.rows),
            str(verdict.atoms),
            f"{verdict.ess:.0f}",
            f"{verdict.pareto_k:.2f}",
            verdict.method,
            str(verdict.reason),
        )
        for name, verdict in verdicts.items()
    ]
    show_table(columns, rows, right=("rows", "atoms", "ess", "pareto_k"))
    failed = sum(verdict.status != "ok" for verdict in verdicts.values())
    counted = "1 fit" if len(rows) == 1 else f"{len(rows)} fits"
    print_line(f"{counted}, {failed} failed" + ("" if failed else ": all may be used"))


def show_demands(run: "Run", workspace: Workspace, runs: Path, language: str) -> None:
    """Print which demands of a Reproducible Analytical Pipeline a run meets, and why."""
    from kgisim.audit.log import FILE, open_register, register_folder
    from kgisim.audit.pipeline import demands

    folder = register_folder(workspace, runs)
    register = open_register(folder) if (folder / FILE).exists() else None
    found = demands(run, workspace.root, register)
    if register is not None:
        register.close()
    print_line(text("pipeline.title", language, run=run.id), style="bold")
    columns = [text(f"pipeline.{name}", language) for name in ("demand", "state", "found")]
    states = {True: text("pipeline.met", language), False: text("pipeline.not_met", language)}
    rows = [
        (
            text(f"pipeline.demands.{one.name}", language),
            states[one.is_met],
            text(f"pipeline.findings.{one.name}", language, **one.values),
        )
        for one in found
    ]
    show_table(columns, rows)
    met = sum(one.is_met for one in found)
    print_line(text("pipeline.sum", language, met=met, count=len(found)))

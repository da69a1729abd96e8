"""Tables of what a run rests on: observations, documents, deals, plans elsewhere."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Middle
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity, day_name, decimal, quantity
from kgisim.presentation.localized import LocalizedIndicator, document

if TYPE_CHECKING:
    from kgisim.runs.results import Results


def observations(localized: LocalizedIndicator) -> pd.DataFrame:
    """List every number used of one indicator, with its source and its evidence grade.

    Returns
    -------
    DataFrame
        Columns: period, value in the indicator's unit, source, evidence grade, day of
        publication, note; one row per observation row.
    """
    run, language = localized.view.run, localized.language
    table = run.catalog.rows(localized.indicator.id).sort_values(
        ["year", "year_end"], kind="stable"
    )
    written = quantity(localized.indicator, localized.unit, language)  # the unit of the file
    # what is computed from the rows of members has no published digits
    is_made = isinstance(localized.indicator, Middle)
    return pd.DataFrame(
        [
            {
                localized.t("column.period"): observation_rows.period_of(
                    row, localized.indicator.period, language
                ),
                localized.t("column.value"): observation_rows.value_of(
                    row, written if is_made else _exact(row, written)
                ),
                localized.t("column.source"): _source(localized, row.source),
                localized.t("column.grade"): localized.t(f"evidence.{row.evidence}"),
                localized.t("column.published"): day_name(row.published, language)
                or localized.t("blank"),
                localized.t("column.note"): _said(run, language, row.definition, row.note),
            }
            for row in observation_rows.records(table)
        ]
    )


def documents(localized: LocalizedIndicator) -> pd.DataFrame:
    """List the documents from which one indicator's numbers come, and how many come from each.

    Returns
    -------
    DataFrame
        Columns: document, publisher, evidence grade, number of rows, address; one row per
        document and grade.
    """
    view = localized.view
    keys, known = ["indicator", "source", "evidence"], view.run.catalog.indicators
    used: Counter[tuple[str, str, str]] = Counter()
    owners: dict[str, Indicator] = {}
    for (id, key, grade), count in Counter(
        view.rows[keys].itertuples(index=False, name=None)
    ).items():
        # members of a group have their sources in common
        used[known[id].file, key, grade] += count
        owners[known[id].file] = known[id]
    table = []
    for (file, key, grade), count in used.items():
        source = document(owners[file], key, localized.language)
        table.append(
            {
                localized.t("column.document"): source.title,
                localized.t("column.publisher"): source.publisher,
                localized.t("column.grade"): localized.t(f"evidence.{grade}"),
                localized.t("column.used"): decimal(count, 0, localized.language),
                localized.t("column.address"): source.address,
            }
        )
    return pd.DataFrame(table)


def cited(localized: LocalizedIndicator, most: int = 4) -> list[str]:
    """Cite the documents from which most numbers come, each with its address.

    Parameters
    ----------
    most
        How many are cited; of the others the number is stated.
    """
    view, language = localized.view, localized.language
    used = Counter(view.rows[["indicator", "source"]].itertuples(index=False, name=None))
    counts: Counter[tuple[str, str, str]] = Counter()
    for (id, key), count in used.items():
        source = document(view.run.catalog.indicators[id], key, language)
        counts[source.title, source.publisher, source.address] += count
    ranked = [one for one, _ in counts.most_common()]
    said = [
        localized.t(
            "cite.with" if address else "cite.without",
            title=title,
            publisher=publisher,
            address=address,
        )
        for title, publisher, address in ranked[:most]
    ]
    if len(ranked) > most:
        said.append(localized.t("cite.more", count=len(ranked) - most))
    return said


def published(run: "Results", language: str) -> pd.DataFrame:
    """List targets that published plans have set, as far as the catalogue has them.

    Returns
    -------
    DataFrame
        Columns: plan, subject, value and year from which it starts and at which it aims, unit,
        growth in per cent a year, document; one row per target, no columns if the catalog has
        none.
    """
    table = run.catalog.tables.get(run.catalog.plan.published)
    if table is None:
        return pd.DataFrame()
    kept = [
        ("plan", ["jurisdiction", "plan"]),
        ("subject", ["indicator", "note"]),
        ("from", ["baseline_value", "baseline_year"]),
        ("to", ["target_value", "target_year"]),
        ("unit", ["unit"]),
        ("yearly", ["implied_percent_a_year"]),
        ("document", ["source"]),
    ]
    return pd.DataFrame(
        {
            text(f"published.{heading}", language): [
                _said(run, language, *cells)
                for cells in table.reindex(columns=columns, fill_value="").itertuples(index=False)
            ]
            for heading, columns in kept
        }
    )


def past_targets(run: "Results") -> tuple[int, int] | None:
    """Return how many past targets were attained and of how many, None if the catalog has none."""
    table = run.catalog.tables.get(run.catalog.plan.past_targets)
    said = None if table is None else table.get("attained")
    return None if said is None or said.empty else (int((said == "yes").sum()), len(said))


def deals(run: "Results", language: str) -> list[tuple[str, pd.DataFrame]]:
    """List the deals from which yearly rows are counted, table by table.

    Returns
    -------
    list of tuples
        Heading of a table, and a DataFrame with columns: target, acquirer, year, founding year,
        value in USD million, where the deal is counted, evidence grade, source; one row per
        deal.
    """
    counted = [
        indicator.derive.table for indicator in run.catalog.indicators.values() if indicator.derive
    ]
    return [
        (text("source.counted_from", language, table=name), _deals(run, name, language))
        for name in dict.fromkeys(counted)
    ]


def _deals(run: "Results", name: str, language: str) -> pd.DataFrame:
    table = run.catalog.tables[name]
    return pd.DataFrame(
        [
            {
                text("deal.target", language): _said(
                    run, language, deal.target, deal.target_country
                ),
                text("deal.acquirer", language): _said(run, language, deal.acquirer),
                text("deal.year", language): " ".join(filled(deal.deal_year)),
                text("deal.founded", language): _blank(deal.target_founded, language),
                text("deal.value", language): _blank(deal.value_musd, language),
                text("deal.counted", language): _said(
                    run, language, deal.list, deal.scope, between=" / "
                ),
                text("column.grade", language): text(f"evidence.{deal.evidence}", language),
                text("column.source", language): _said(run, language, deal.source),
            }
            for deal in observation_rows.records(
                table.sort_values(["list", "deal_year"], kind="stable")
            )
        ]
    )


def _said(run: "Results", language: str, *cells: Any, between: str = LINE) -> str:
    """Join the cells that say something, in a language as far as the catalogue has them in it."""
    return between.join(run.catalog.note(cell, language) for cell in filled(*cells))


def _blank(value: Any, language: str) -> str:
    return text("blank", language) if pd.isna(value) else f"{value:g}"


def _exact(row: Any, written: Quantity) -> Quantity:
    """Keep the digits of a number as published, so that it can be found in its source.

    Of k of n the two numbers are what was published.
    """
    if not pd.isna(row.of):
        return written
    values = [value for value in (row.value, row.low, row.high) if not pd.isna(value)]
    digits = max(len(_fraction(value * written.factor)) for value in values)
    return Quantity(written.pattern, written.factor, digits, written.language)


def _fraction(value: float) -> str:
    return f"{value:.10g}".partition(".")[2]


def _source(localized: LocalizedIndicator, key: str) -> str:
    source = document(localized.indicator, key, localized.language)
    return localized.t("cell.source", title=source.title, publisher=source.publisher)

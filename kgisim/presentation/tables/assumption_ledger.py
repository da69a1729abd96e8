"""The ledger of assumptions as a table: who stands for what, and how much hangs on it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.messages import SPOKEN, marked
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.i18n.catalog import known, text
from kgisim.presentation.i18n.numbers import decimal, percent, signed
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.tables.sensitivity import assumption_name

if TYPE_CHECKING:
    from kgisim.runs.results import Results

TOP = 10
"""Assumptions that are shown in a goal's own section."""


def ledger(localized: LocalizedIndicator, most: int | None = None) -> pd.DataFrame:
    """List what is assumed behind a goal, what matters most first.

    Parameters
    ----------
    most
        Number of assumptions at most; None: all.

    Returns
    -------
    DataFrame
        Columns: rank, assumption, size, swing of the chance, rationale with source; one row per
        assumption.
    """
    run, language = localized.view.run, localized.language
    table = run.explained("ledger", localized.indicator.id)
    # one measure acts on many series, is told once, and takes one place
    table = table.assign(rank=table["rank"].rank(method="dense"))
    told = pd.DataFrame(
        [
            {
                localized.t("ledger.rank"): _rank(row, language),
                localized.t("column.assumption"): LINE.join(
                    [
                        _name(run, row, language),
                        localized.t("cell.period", period=localized.t(f"ledger.kind.{row.kind}")),
                    ]
                ),
                localized.t("ledger.size"): _size(run, row, language),
                localized.t("ledger.swing"): _swing(row, language),
                localized.t("column.rationale"): _reason(row, language),
            }
            for row in observation_rows.records(table)
        ]
    )
    return told.drop_duplicates(ignore_index=True).head(most or len(told))


def leading(localized: LocalizedIndicator) -> str | None:
    """State which assumption the chance hangs on most; nothing where no impact is computed."""
    table = localized.view.run.explained("ledger", localized.indicator.id)
    known = table.dropna(subset=["swing"])
    if known.empty:
        return None
    first = next(observation_rows.records(known))
    return localized.t(
        "ledger.leading",
        name=_name(localized.view.run, first, localized.language),
        kind=localized.t(f"ledger.kind.{first.kind}"),
        swing=decimal(abs(100 * first.swing), 0, localized.language),
        error=decimal(100 * first.swing_error, 1, localized.language),
    )


def _rank(row: Any, language: str) -> str:
    return text("blank", language) if pd.isna(row.rank) else decimal(row.rank, 0, language)


def _name(run: "Results", row: Any, language: str) -> str:
    part = "" if pd.isna(row.part) else str(row.part)
    return assumption_name(run, row.kind, row.name, part, language)


def _size(run: "Results", row: Any, language: str) -> str:
    """Write the 10, 50 and 90 % quantiles; what is no number is told in the file's words."""
    if pd.isna(row.middle):
        modelled = row.kind == "world" and row.detail == "model"
        if modelled:
            return text("ledger.by_model", language)
        if row.kind == "pool":
            weight = float(row.detail.removeprefix("weight="))
            return text("ledger.by_pool", language, weight=percent(weight, language))
        prior = _prior(run, row, language) if row.kind == "prior" else None
        return prior or LINE.join(filled(row.detail)) or text("blank", language)
    digits = {"elasticity": 2, "link": 2, "rate": 3}.get(row.unit, 1)
    low, middle, high = (signed(one, digits, language) for one in (row.low, row.middle, row.high))
    ends = {"low": low, "middle": middle, "high": high}
    return text(f"ledger.unit.{row.unit}", language, **ends)


def _prior(run: "Results", row: Any, language: str) -> str | None:
    """Write a prior as a reader knows it; None for a distribution without a name."""
    prior = run.catalog.indicators[row.subject].model.priors[row.part]
    return prior_words(prior["dist"], prior["kwargs"], prior.get("within"), language)


def prior_words(
    name: str, values: Mapping[str, Any], within: Sequence[Any] | None, language: str
) -> str | None:
    """Name a distribution with its values, and where it is cut off; None if it has no words.

    Examples
    --------
    >>> prior_words("HalfNormal", {"sigma": 0.01}, None, "en")
    'half-normal (scale 0.01)'
    """
    pattern = known(f"prior.{name}", language, "")
    try:
        told = pattern.format(**values)
    except KeyError:  # given by other values than those that have names
        return None
    if within is None or not told:
        return told or None
    return text("ledger.within", language, prior=told, low=within[0], high=within[1])


def _swing(row: Any, language: str) -> str:
    if pd.isna(row.swing):
        return text("explained.computed.refit", language)
    points = text("measures.points", language, value=signed(100 * row.swing, 1, language))
    error = text("cell.error", language, points=decimal(100 * row.swing_error, 1, language))
    return LINE.join([points, error, text(f"explained.computed.{row.computed}", language)])


def _rationale(row: Any, language: str) -> list[str]:
    """Return why the assumption is made; in a language without a column of its own, marked."""
    own = getattr(row, f"rationale_{language}", None)
    if own is not None:
        return filled(own)
    return [marked(reason, SPOKEN) for reason in filled(getattr(row, f"rationale_{SPOKEN}"))]


def _reason(row: Any, language: str) -> str:
    lines = _rationale(row, language)
    lines += [text(f"ledger.{kind}", language) for kind in ("learned", "pool") if kind == row.kind]
    source = {"illustrative": "source.illustrative", "model": "ledger.model"}.get(row.source)
    said = text(source, language) if source else row.source
    lines += [text("cell.from", language, source=one) for one in filled(said)]
    owners = filled(row.owner) or [text("ledger.no_owner", language)] * (row.kind == "measure")
    lines += [text("cell.owner", language, owner=one) for one in owners]
    if not pd.isna(row.review):
        lines.append(text("ledger.review", language, year=int(row.review)))
    return LINE.join(lines) or text("blank", language)

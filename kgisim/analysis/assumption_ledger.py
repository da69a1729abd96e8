"""The ledger: every assumption behind an answer, who stands for it, and how much hangs on it."""

from dataclasses import asdict

import numpy as np
import pandas as pd

from kgisim.analysis.assumptions import Assumption, assumptions
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.projection.scenario import Scenario

COLUMNS = (
    "assumption",
    "kind",
    "subject",
    "low",
    "middle",
    "high",
    "unit",
    "detail",
    "source",
    "owner",
    "review",
    "rationale_ja",
    "rationale_en",
    "swing",
    "swing_error",
    "computed",
    "rank",
)
"""Columns of the ledger. ``swing`` is how far the chance moves between the assumption's 10 and 90 %
quantile; ``computed`` how that is known: ``projected`` (held there), ``draws`` (compared among the
draws), or ``refit`` (not known: only a fit without the assumption could tell)."""


def ledger(
    catalog: Catalog,
    package: Scenario,
    series: str,
    tornado: pd.DataFrame,
    indices: pd.DataFrame,
) -> pd.DataFrame:
    """List every assumption behind a series under a scenario, the one that matters most first.

    Parameters
    ----------
    tornado, indices
        Tables of `tornado.tornado` and `indices.indices` for the question that is asked.
    """
    found = tuple(assumptions(catalog, package, series))
    rows = [
        asdict(one) | _localized(one.rationale) | _impact(one, tornado, indices) for one in found
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["rank"] = table["swing"].abs().rank(ascending=False, method="min").astype("Int64")
    table["review"] = table["review"].astype("Int64")
    return table.sort_values("rank", kind="stable", na_position="last", ignore_index=True)


def _localized(text: Text | None) -> dict[str, str]:
    return {"rationale_ja": text.ja if text else "", "rationale_en": text.en if text else ""}


def _impact(
    one: Assumption, tornado: pd.DataFrame, indices: pd.DataFrame
) -> dict[str, float | str]:
    for table, key, value, how in (
        (tornado, "assumption", "chance_swing", "projected"),
        (indices, "input", "swing", "draws"),
    ):
        row = table.loc[table[key] == one.assumption]
        if len(row):
            first = row.iloc[0]
            return {"swing": first[value], "swing_error": first[f"{value}_error"], "computed": how}
    return {"swing": np.nan, "swing_error": np.nan, "computed": "refit"}

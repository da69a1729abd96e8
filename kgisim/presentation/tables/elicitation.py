"""What experts have answered so far, and the pool, as they are fed back between the rounds."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kgisim.elicitation.distributions import CENTRAL, fit_estimate
from kgisim.elicitation.drafts import Answers
from kgisim.elicitation.pool import TERTILES
from kgisim.elicitation.records import Estimate
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, significant

_CENTRAL = np.array(CENTRAL)


Names = Mapping[str, str]
"""What quantities are called, by their name in the file."""


def answers(asked: Answers, language: str, called: Names | None = None) -> pd.DataFrame:
    """Show every answer of every round.

    Parameters
    ----------
    called
        What quantities are called; None: by their names.

    Returns
    -------
    DataFrame
        Columns: quantity, expert, round, 10, 50 and 90 % quantile, and the reason where anybody
        gives one; one row per answer.
    """
    rows = [
        {
            text("column.quantity", language): (called or {}).get(name, name),
            text("column.expert", language): expert,
            text("column.round", language): str(number),
            **_quantiles(fit_estimate(given[name], quantity.scale).quantile(_CENTRAL), language),
            text("column.reason", language): _reason(given[name], language),
        }
        for name, quantity in asked.quantities.items()
        for expert, rounds in asked.rounds.items()
        for number, given in enumerate(rounds, start=1)
        if name in given
    ]
    table, reason = pd.DataFrame(rows), text("column.reason", language)
    is_silent = table.empty or not any(table[reason].tolist())
    return table.drop(columns=reason, errors="ignore") if is_silent else table


def pools(
    asked: Answers,
    language: str,
    weights: Mapping[str, float] | None = None,
    called: Names | None = None,
) -> pd.DataFrame:
    """Show the pool of every quantity that anybody has answered.

    Parameters
    ----------
    weights
        Performance weights of the experts, shown beside the equal ones; None: there are none.
    called
        What quantities are called; None: by their names.

    Returns
    -------
    DataFrame
        Columns: quantity, 10, 50 and 90 % quantile; one row per quantity and weighting.
    """
    rows = []
    for name in asked.quantities:
        label = (called or {}).get(name, name)
        weighed: dict[str, Mapping[str, float] | None] = {label: None}
        if weights is not None:
            weighed |= {text("elicit.weighed", language, name=label): weights}
        for label, chosen in weighed.items():
            pool = asked.pool(name, chosen)
            if pool is not None:
                row = {text("column.quantity", language): label}
                rows.append(row | _quantiles(pool.quantile(_CENTRAL), language))
    return pd.DataFrame(rows)


def tertiles(asked: Answers, language: str, called: Names | None = None) -> list[str]:
    """Read every pool back in plain words, by its tertiles."""
    sentences = []
    for name, quantity in asked.quantities.items():
        pool = asked.pool(name)
        if pool is not None:
            low, high = _figures(pool.quantile(np.array(TERTILES)).tolist(), language)
            ends = {"low": low, "high": high, "unit": quantity.unit(language)}
            label = (called or {}).get(name, name)
            sentences.append(text("elicit.tertiles", language, name=label, **ends))
    return sentences


def _reason(given: Estimate, language: str) -> str:
    return given.reason(language) if given.reason is not None else ""


def _quantiles(values: np.ndarray, language: str) -> dict[str, str]:
    names = [text(f"column.{name}", language) for name in ("p10", "p50", "p90")]
    return dict(zip(names, _figures(values.tolist(), language), strict=True))


def _figures(values: Sequence[float], language: str) -> list[str]:
    return [decimal(value, significant(value), language) for value in values]

"""What experts have answered so far, and the pool, as they are fed back between the rounds."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kgisim.elicitation.distributions import CENTRAL, fit_estimate
from kgisim.elicitation.drafts import Answers
from kgisim.elicitation.pool import TERTILES
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, significant

_CENTRAL = np.array(CENTRAL)


def answers(asked: Answers, language: str) -> pd.DataFrame:
    """Show every answer of every round.

    Returns
    -------
    DataFrame
        Columns: quantity, expert, round, 10, 50 and 90 % quantile; one row per answer.
    """
    rows = [
        {
            text("column.quantity", language): name,
            text("column.expert", language): expert,
            text("column.round", language): str(number),
            **_quantiles(fit_estimate(given[name], quantity.scale).quantile(_CENTRAL), language),
        }
        for name, quantity in asked.quantities.items()
        for expert, rounds in asked.rounds.items()
        for number, given in enumerate(rounds, start=1)
        if name in given
    ]
    return pd.DataFrame(rows)


def pools(
    asked: Answers, language: str, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Show the pool of every quantity that anybody has answered.

    Parameters
    ----------
    weights
        Performance weights of the experts, shown beside the equal ones; None: there are none.

    Returns
    -------
    DataFrame
        Columns: quantity, 10, 50 and 90 % quantile; one row per quantity and weighting.
    """
    rows = []
    for name in asked.quantities:
        called = {name: None}
        if weights is not None:
            called |= {text("elicit.weighed", language, name=name): weights}
        for label, chosen in called.items():
            pool = asked.pool(name, chosen)
            if pool is not None:
                row = {text("column.quantity", language): label}
                rows.append(row | _quantiles(pool.quantile(_CENTRAL), language))
    return pd.DataFrame(rows)


def tertiles(asked: Answers, language: str) -> list[str]:
    """Read every pool back in plain words, by its tertiles."""
    sentences = []
    for name, quantity in asked.quantities.items():
        pool = asked.pool(name)
        if pool is not None:
            low, high = _figures(pool.quantile(np.array(TERTILES)).tolist(), language)
            ends = {"low": low, "high": high, "unit": quantity.unit(language)}
            sentences.append(text("elicit.tertiles", language, name=name, **ends))
    return sentences


def _quantiles(values: np.ndarray, language: str) -> dict[str, str]:
    names = [text(f"column.{name}", language) for name in ("p10", "p50", "p90")]
    return dict(zip(names, _figures(values.tolist(), language), strict=True))


def _figures(values: Sequence[float], language: str) -> list[str]:
    return [decimal(value, significant(value), language) for value in values]

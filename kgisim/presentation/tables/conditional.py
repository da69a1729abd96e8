"""Conditional projections as tables: at a glance, by scenario, and what each expert said."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kgisim.elicitation.distributions import CENTRAL, fit_estimate
from kgisim.elicitation.pool import pool_of
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.conditional_view import ConditionalView
from kgisim.presentation.i18n.numbers import decimal, percent, significant
from kgisim.schema import BASELINE


def conditional_overview(views: Sequence[ConditionalView]) -> pd.DataFrame:
    """Show all conditional projections at a glance, with whose judgement each is.

    Returns
    -------
    DataFrame
        Columns: goal, outlook under the baseline, median with any one expert left out, share of
        the spread that is judgement, whose judgement; one row per goal.
    """
    rows = []
    for view in views:
        localized, asked = view.localized, view.elicitation
        t, ends = localized.t, view.without
        kind = "conditional.cell_example" if asked.illustrative else "conditional.cell_asked"
        named = {"experts": len(asked.experts), "owner": asked.owner(localized.language)}
        rows.append(
            {
                t("column.goal"): localized.title,
                t("column.conditional", scenario=localized.scenario(BASELINE)): LINE.join(
                    [view.when(view.last), _cell(view, BASELINE, view.last)]
                ),
                t("column.without"): view.written.span(*ends) if ends else t("blank"),
                t("column.judged_share"): percent(view.share_judged, localized.language),
                t("column.judged_by"): t(kind, **named),
            }
        )
    return pd.DataFrame(rows)


def conditional_values(view: ConditionalView) -> pd.DataFrame:
    """Show the values by scenario, for the years that are shown of every goal.

    Returns
    -------
    DataFrame
        Columns: scenario, and the years that are judged, as they end in each shown year; one row
        per scenario that differs from the baseline.
    """
    years = sorted(set(view.values["year"].tolist()))
    return pd.DataFrame(
        [
            {
                view.localized.t("column.scenario"): view.localized.scenario(name),
                **{view.when(year): _cell(view, name, year) for year in years},
            }
            for name in view.scenarios
        ]
    )


def judgements(view: ConditionalView) -> pd.DataFrame:
    """Show what every expert said last, and the pool, question by question.

    Returns
    -------
    DataFrame
        Columns: question, expert, 10, 50 and 90 % quantile, reason; one row per expert and
        question, and one for the pool.
    """
    return pd.DataFrame(
        [row for name in view.elicitation.quantities for row in _answers(view, name)]
    )


def _answers(view: ConditionalView, name: str) -> Iterator[dict[str, str]]:
    localized, quantity = view.localized, view.elicitation.quantities[name]
    language = localized.language
    question = localized.t(
        "conditional.question",
        question=quantity.question(language),
        unit=quantity.unit(language),
    )
    for expert in view.elicitation.experts:
        answer = expert.answers[name]
        quantiles = fit_estimate(answer, quantity.scale).quantile(np.array(CENTRAL))
        reason = answer.reason(language) if answer.reason else localized.t("blank")
        yield _row(view, question, expert.background(language), quantiles, reason)
    pooled = pool_of(view.elicitation, name).quantile(np.array(CENTRAL))
    yield _row(view, question, localized.t("conditional.pool"), pooled, localized.t("blank"))


def _row(
    view: ConditionalView, question: str, who: str, quantiles: np.ndarray, reason: str
) -> dict[str, str]:
    t, language = view.localized.t, view.localized.language
    figures = [decimal(value, significant(value), language) for value in quantiles.tolist()]
    low, middle, high = figures
    return {
        t("column.question"): question,
        t("column.expert"): who,
        t("column.p10"): low,
        t("column.p50"): middle,
        t("column.p90"): high,
        t("column.reason"): reason,
    }


def _cell(view: ConditionalView, scenario: str, year: int) -> str:
    row, written = view.row(scenario, year), view.written
    spans = {
        "cell.span50": written.span(row.low50, row.high50),
        "cell.span90": written.span(row.low90, row.high90),
    }
    lines = [view.localized.t(key, span=span) for key, span in spans.items()]
    return LINE.join(filled(written(row.median), *lines))

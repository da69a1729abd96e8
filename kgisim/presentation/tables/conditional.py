"""Conditional projections as tables: at a glance, by scenario, and what each expert said."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kgisim.analysis.judgement import ENDS, judged_window
from kgisim.elicitation.distributions import CENTRAL, fit_estimate
from kgisim.elicitation.pool import pool_of
from kgisim.presentation.cells import LINE, filled
from kgisim.presentation.conditional_view import ConditionalView
from kgisim.presentation.i18n.numbers import decimal, percent, significant
from kgisim.presentation.localized import wording
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


def conditional_parts(view: ConditionalView) -> pd.DataFrame:
    """Show part by part how many items there are, and how many of them count.

    Below the parts stand other projected indicators that serve the goal, for comparison.

    Returns
    -------
    DataFrame
        Columns: part, newest number, outlook of all items, outlook of what counts; no rows where
        prices make the indicator, or the run is older than this table.
    """
    if view.elicitation.thinned is None or view.parts.empty:
        return pd.DataFrame()
    t, run, language = view.localized.t, view.run, view.localized.language
    names = dict.fromkeys(view.parts["part"])
    own = {name: view.part_indicator(name) for name in names}
    rows = []
    for name, indicator in own.items():
        title = t("conditional.further") if indicator is None else None
        rows.append(
            {
                t("column.part"): title or run.catalog.indicators[str(indicator)].title(language),
                t("column.latest"): t("blank") if title else _newest(view, str(indicator)),
                t("column.items", when=view.when(view.last)): _part(view, name, "items"),
                t("column.counted", title=view.localized.title): _part(view, name, "given"),
            }
        )
    for indicator in run.catalog.indicators.values():
        serves = view.elicitation.indicator in indicator.serves
        if serves and indicator.id in run.projection.series and indicator.id not in own.values():
            rows.append(_beside(view, indicator.id))
    return pd.DataFrame(rows)


def _beside(view: ConditionalView, name: str) -> dict[str, str]:
    t, words = view.localized.t, wording(view.run, name, view.localized.language)
    window = judged_window(view.elicitation, view.last)
    values = words.view.judged(BASELINE, window).to_numpy()
    return {
        t("column.part"): t("conditional.beside", title=words.title),
        t("column.latest"): _newest(view, name),
        t("column.items", when=view.when(view.last)): _spans(
            view, np.quantile(values, list(ENDS.values())).tolist()
        ),
        t("column.counted", title=view.localized.title): t("blank"),
    }


def _newest(view: ConditionalView, name: str) -> str:
    words = wording(view.run, name, view.localized.language)
    latest = words.latest
    if latest is None:
        return words.t("cell.nothing_known")
    return LINE.join(filled(latest.value, words.t("cell.period", period=latest.period)))


def _part(view: ConditionalView, name: str, kind: str) -> str:
    table = view.parts
    chosen = table.loc[(table["part"] == name) & (table["kind"] == kind), list(ENDS)]
    return _spans(view, chosen.to_numpy(dtype=float)[0].tolist())


def _spans(view: ConditionalView, ends: Sequence[float]) -> str:
    low90, _, median, _, high90 = ends
    span = view.localized.t("cell.span90", span=view.written.span(low90, high90))
    return LINE.join(filled(view.written(median), span))


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

"""指標: the record of one goal, where it may go, and what the number means."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim import schema
from kgisim.app.conditional import conditional
from kgisim.app.fan import FanPlot
from kgisim.app.html import (
    HTML,
    bullets,
    figure,
    folded,
    heading,
    joined,
    note,
    paragraphs,
    table,
    title,
)
from kgisim.app.html_pane import HtmlPane
from kgisim.app.member_panel import member_panel
from kgisim.evidence.base import Text
from kgisim.presentation.figures.figure import Figure
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.figures.ranking import ranking_figures
from kgisim.presentation.localized import scenario_titles
from kgisim.presentation.ranking_view import ranking_of
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.backtest import goal_backtest
from kgisim.presentation.sentences.calibration import calibration_text
from kgisim.presentation.sentences.members import attaining_text, members_title
from kgisim.presentation.sentences.ranking import ranking_text
from kgisim.presentation.tables import observations, results
from kgisim.presentation.tables.members import members

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="指標", en="Indicator")
ORDER = 20


def build(state: "State") -> pn.viewable.Viewable:
    """Show what is known of the goal, and its outlook where there is one."""
    shared, key = state.shared, (state.goal, state.language)
    above = HtmlPane(shared.once(("indicator above", *key), lambda: _above(state)))
    below = HtmlPane(shared.once(("indicator below", *key), lambda: _below(state)))
    charts = () if state.hidden is not None else _charts(state)
    return pn.Column(above, *charts, *_members(state), below, sizing_mode="stretch_width")


def _above(state: "State") -> str:
    head = title(TITLE(state.language), state.localized.title)
    if state.hidden is None:
        known, view, *more = summary.reading(state.localized)
        return joined(head, paragraphs([known, view], "lead"), paragraphs(more))
    candidates = table(results.candidates(state.localized), state.t("report.candidates"))
    return joined(
        head,
        note(state.hidden),
        paragraphs(summary.withheld_reading(state.localized)),
        conditional(state.shared, state.goal, state.language),
        candidates,
    )


def _below(state: "State") -> str:
    quality = _quality(state) if state.hidden is None else None
    return joined(_meaning(state), quality, _evidence(state))


def _members(state: "State"):
    """Show all members of a group beside each other, and below them the one that is chosen."""
    one = member_panel(state)
    if one is not None:
        key = ("members", state.goal, state.language)
        yield HtmlPane(state.shared.once(key, lambda: _beside_each_other(state)))
        yield one


def _beside_each_other(state: "State"):
    shown = members(state.localized)
    said = () if state.hidden is not None else attaining_text(state.localized)
    caption = members_title(state.localized)
    return joined(
        heading(caption),
        paragraphs([*said]),
        _ranked(state),
        folded(caption, table(shown, caption)),
    )


def _ranked(state: "State"):
    """Draw members in their order, with what it says in words and its numbers as a table."""
    found = ranking_of(state.localized)
    if found is None:
        return None
    drawn = ranking_figures(state.localized, found)
    return joined(
        paragraphs(ranking_text(state.localized, found)),
        *(_drawn(state, one, wide=True) for one in drawn),
    )


def _charts(state: "State"):
    shared, localized = state.shared, state.localized
    titles = scenario_titles(shared.run, state.language)
    moving = {n: t for n, t in titles.items() if n == schema.BASELINE or localized.view.differs(n)}
    fan = FanPlot(localized, drawn(moving), shared.run.projection.draws, is_of_run=True)
    numbers = HTML(shared.once(("paths", state.goal, state.language), lambda: _numbers(state)))
    shown = pn.pane.Bokeh(fan.sheet, sizing_mode="stretch_width")
    below = HtmlPane(joined(fan.legend, numbers))
    yield pn.Column(shown, below, sizing_mode="stretch_width")
    if localized.indicator.better != "neither":
        key, made = (state.goal, state.language), Figures(localized)
        dots = shared.once(("dots", *key), lambda: _drawn(state, made.dots()))
        chances = shared.once(("chances", *key), lambda: _drawn(state, made.chances()))
        row = [_beside(dots, "0 1 310px"), _beside(chances, "1 1 560px")]
        yield pn.FlexBox(*row, flex_wrap="wrap", gap="16px", sizing_mode="stretch_width")


def _numbers(state: "State") -> str:
    caption = state.t("figure.fan", title=state.indicator.title(state.language))
    shown = table(Figures(state.localized).path_table(), caption)
    return folded(state.t("figure.table_fan"), shown)


def _beside(drawn: str, flex: str) -> pn.viewable.Viewable:
    return pn.Column(HtmlPane(drawn), styles={"flex": flex}, min_width=220)


def _drawn(state: "State", made: Figure, *, wide: bool = False) -> str:
    numbers = folded(state.t("figure.table"), table(made.table, made.caption))
    return joined(figure(made.svg, made.caption, wide=wide), numbers)


def _meaning(state: "State"):
    one, t = state.indicator, state.t
    breaks = [
        f"{state.localized.year(cut.year)}　{cut.reason(state.language)}" for cut in one.breaks
    ]
    caveats = [caveat(state.language) for caveat in one.caveats]
    wanted = [data(state.language) for data in one.wanted]
    return joined(
        heading(t("app.indicator.meaning")),
        paragraphs([one.definition(state.language)]),
        *(
            joined(heading(t(key), 3), bullets(said)) if said else None
            for key, said in (
                ("chart.break", breaks),
                ("report.caveats", caveats),
                ("report.wanted", wanted),
            )
        ),
    )


def _quality(state: "State"):
    run, feeding = state.shared.run, state.localized.view.feeding
    titles = [run.catalog.indicators[id].title(state.language) for id in feeding]
    shown = results.fits(run, state.language)
    shown = shown.loc[shown.iloc[:, 0].isin(titles)]
    tested = (*calibration_text(state.localized), *goal_backtest(state.localized))
    notes = [*tested, state.t("app.indicator.calibration")]
    return joined(table(shown, state.t("report.method_fits")), paragraphs(notes, "quiet"))


def _evidence(state: "State"):
    t = state.t
    rows = observations.observations(state.localized)
    return joined(
        table(observations.documents(state.localized), t("report.documents")),
        folded(t("report.annex"), table(rows, t("report.annex"))) if len(rows) else None,
        table(results.kpis(state.localized), t("report.kpis")),
        table(results.variants(state.localized), t("report.variants")),
    )

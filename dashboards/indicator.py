"""指標: the record of one goal, where it may go, and what the number means."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim import names
from kgisim.app.fan import Fan
from kgisim.app.markup import (
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
from kgisim.app.sheet import Sheet
from kgisim.evidence.indicator import Text
from kgisim.views import annex, sentences, tables
from kgisim.views.palette import drawn
from kgisim.views.wording import scenario_titles

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="指標", en="Indicator")
ORDER = 20


def build(state: "State") -> pn.viewable.Viewable:
    """Show what is known of the goal, and its outlook where there is one."""
    head = title(TITLE(state.language), state.words.title)
    if state.hidden is not None:
        said = paragraphs(sentences.withheld_reading(state.words))
        return Sheet(joined(head, note(state.hidden), said, _meaning(state), _evidence(state)))
    reading = paragraphs(sentences.reading(state.words))
    return pn.Column(
        Sheet(joined(head, reading)),
        *_charts(state),
        Sheet(joined(_meaning(state), _quality(state), _evidence(state))),
        sizing_mode="stretch_width",
    )


def _charts(state: "State"):
    study, words = state.study, state.words
    titles = scenario_titles(study.run, state.language)
    moving = {n: t for n, t in titles.items() if n == names.BASELINE or words.outlook.differs(n)}
    fan = Fan(words, drawn(moving), study.run.projection)
    figures = study.figures(state.goal, state.language)
    yield pn.pane.Bokeh(fan.sheet, sizing_mode="stretch_width")
    yield Sheet(
        folded(state.t("figure.table_fan"), table(figures.path_table(), _fan_caption(state)))
    )
    if words.indicator.better != "neither":
        yield pn.FlexBox(
            *(_drawing(state, made) for made in (figures.dots(), figures.chances())),
            flex_wrap="wrap",
            sizing_mode="stretch_width",
        )


def _fan_caption(state: "State") -> str:
    return state.t("figure.fan", title=state.indicator.title(state.language))


def _drawing(state: "State", made) -> pn.viewable.Viewable:
    numbers = folded(state.t("figure.table"), table(made.table, made.caption))
    shown = Sheet(joined(figure(made.svg, made.caption), numbers))
    return pn.Column(shown, styles={"flex": "1 1 320px"}, min_width=300)


def _meaning(state: "State"):
    one, t = state.indicator, state.t
    breaks = [f"{state.words.year(cut.year)}　{cut.reason(state.language)}" for cut in one.breaks]
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
    run, feeding = state.study.run, state.words.outlook.feeding
    titles = [run.catalog.indicators[id].title(state.language) for id in feeding]
    shown = tables.fits(run, state.language)
    shown = shown.loc[shown.iloc[:, 0].isin(titles)]
    note_text = state.t("app.indicator.calibration")
    return joined(table(shown, state.t("report.method_fits")), paragraphs([note_text], "quiet"))


def _evidence(state: "State"):
    run, t = state.study.run, state.t
    rows = annex.observations(state.words)
    return joined(
        table(annex.documents(state.words), t("report.documents")),
        folded(t("report.annex"), table(rows, t("report.annex"))) if len(rows) else None,
        table(tables.kpis(run, state.indicator, state.language), t("report.kpis")),
        table(tables.variants(run, state.indicator, state.language), t("report.variants")),
    )

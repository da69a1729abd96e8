"""診断: which estimates may be used, and what the numbers of the run rest on."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.html import (
    HTML,
    bullets,
    figure,
    folded,
    heading,
    joined,
    paragraphs,
    table,
    title,
)
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text
from kgisim.presentation.figures.backtest import backtest_figures
from kgisim.presentation.sentences.backtest import backtest_note, backtest_table, backtest_text
from kgisim.presentation.sentences.calibration import (
    coverage_note,
    coverage_table,
    ranked_table,
    ranked_text,
    untested_text,
)
from kgisim.presentation.sentences.screening import screens
from kgisim.presentation.tables import observations, results

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="診断", en="Checks")
ORDER = 80
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show gates, screens, what tests of the method found, words of likelihood, other plans."""
    return HtmlPane(state.shared.once(("checks", state.language), lambda: _page(state)))


def _page(state: "State") -> str:
    run, language, t = state.shared.run, state.language, state.t
    draws = state.shared.run.manifest["draws"]
    return joined(
        title(TITLE(language)),
        paragraphs([_gates(state)], "lead"),
        paragraphs(
            [
                t("report.method_gate"),
                t("report.method_chance"),
                t("app.checks.draws", draws=f"{draws:,}", seed=run.manifest["seed"]),
            ]
        ),
        folded(t("app.checks.fits"), table(results.fits(run, language), t("report.method_fits"))),
        table(screens(run, language), t("app.checks.screens")),
        heading(t("app.checks.tests")) if run.calibration or run.coverage else None,
        _ranked(state),
        _covered(state),
        _backtests(state),
        heading(t("app.checks.reference")),
        table(results.likelihoods(language), t("report.method_words")),
        table(observations.published(run, language), t("report.published")),
    )


def _gates(state: "State") -> str:
    """State how many estimates may be used."""
    statuses = state.shared.run.fits["status"].to_list()
    passed, failed = statuses.count("ok"), statuses.count("failed")
    key = "app.checks.some" if failed else "app.checks.all"
    return state.t(key, all=passed + failed, failed=failed)


def _ranked(state: "State") -> HTML | None:
    """Show whether truths of simulated series are found again."""
    run, language, t = state.shared.run, state.language, state.t
    return joined(
        *(
            joined(
                paragraphs(ranked_text(known, language)),
                table(ranked_table(run, known, language), t("ranked.title")),
            )
            for known in run.calibration.values()
        )
    )


def _covered(state: "State") -> HTML | None:
    """Show how often intervals held on public series."""
    run, language, t = state.shared.run, state.language, state.t
    return joined(
        *(
            joined(
                table(coverage_table(known, language), t("coverage.title")),
                paragraphs([coverage_note(known, language)], "quiet"),
            )
            for known in run.coverage.values()
        ),
        paragraphs(untested_text(run, language), "quiet"),
    )


def _backtests(state: "State") -> HTML | None:
    """Show forecasts from past years beside what came: sentences, table, a drawing of each goal."""
    run, language, t = state.shared.run, state.language, state.t
    said = list(backtest_text(run, language))
    if not said:
        return None
    drawn = [
        joined(
            figure(one.svg, one.caption),
            folded(t("figure.table"), table(one.table, one.caption)),
        )
        for one in backtest_figures(run, language)
    ]
    return joined(
        heading(t("backtest.title")),
        bullets(said),
        table(backtest_table(run, language), t("backtest.table")),
        paragraphs([backtest_note(run, language)], "quiet"),
        *drawn,
    )

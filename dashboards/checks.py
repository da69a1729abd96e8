"""診断: which estimates may be used, and what the numbers of the run rest on."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.markup import joined, paragraphs, table, title
from kgisim.app.sheet import Sheet
from kgisim.evidence.indicator import Text
from kgisim.views import annex, tables
from kgisim.views.calibration_text import coverage_note, coverage_table
from kgisim.views.screening import screens

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="診断", en="Checks")
ORDER = 80
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show the gates, the screen of every goal, the words of likelihood, and other plans."""
    return Sheet(state.study.once(("checks", state.language), lambda: _page(state)))


def _page(state: "State") -> str:
    run, language, t = state.study.run, state.language, state.t
    draws = state.study.run.manifest["draws"]
    return joined(
        title(TITLE(language)),
        paragraphs(
            [
                t("report.run_note", run=run.id),
                t("report.method_gate"),
                t("report.method_chance"),
                t("app.checks.draws", draws=f"{draws:,}", seed=run.manifest["seed"]),
            ]
        ),
        table(tables.fits(run, language), t("report.method_fits")),
        table(coverage_table(run, language), t("coverage.title")),
        paragraphs([coverage_note(run, language)], "quiet") if run.coverage else None,
        table(screens(run, language), t("app.checks.screens")),
        table(tables.likelihoods(language), t("report.method_words")),
        table(annex.published(run, language), t("report.published")),
    )

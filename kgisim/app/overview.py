"""All goals at a glance, with the verdict on each example target."""

from typing import TYPE_CHECKING

import pandas as pd

from kgisim.app.conditional import view_of
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.tables import results

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun


def overview(shared: "SharedRun", language: str) -> pd.DataFrame:
    """Show latest, outlook, example target, chances, verdict and evidence, one row per goal.

    Returns
    -------
    DataFrame
        Columns of `kgisim.presentation.tables.results.overview`, with the verdict before the
        last one; one row per goal.
    """
    judged = {one.id for one in shared.goals if view_of(shared, one.id, language) is not None}
    frame = results.overview(shared.run, language, conditional=judged)
    verdicts = [finding(shared, one.id, language) for one in shared.goals]
    frame.insert(len(frame.columns) - 1, text("app.overview.verdict", language), verdicts)
    return frame


def finding(shared: "SharedRun", id: str, language: str) -> str:
    """Name the verdict on a goal's example target in a few words; a blank where there is none."""
    example = shared.localized(id, language).view.example
    judged = shared.catalog.indicators[id].better != "neither"
    if example is None or not judged or shared.hidden(id, language) is not None:
        return text("blank", language)
    found = shared.verdict(example.question.under(shared.package))
    return text(f"app.finding.{found.finding}", language)

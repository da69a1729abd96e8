"""What a run reads off its draws before it explains them, several things at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from kgisim.analysis.judgement import judgement_rows, judgement_tables
from kgisim.analysis.kept import Kept
from kgisim.inference.fit import Fit
from kgisim.parallel import shared
from kgisim.projection.plausibility import plausibility
from kgisim.projection.projection import Projection
from kgisim.runs.current_elicitations import current_conditional
from kgisim.runs.kept_draws import marks
from kgisim.runs.packed_fits import pack
from kgisim.targets.assess import assess
from kgisim.workspace import Workspace

PARTS = 4
"""Parts in which fits are packed, so that no process waits for another for long."""


@dataclass(frozen=True)
class Readings:
    """What the draws of a run say by themselves.

    Parameters
    ----------
    assessment, values
        As from `kgisim.targets.assess.assess`.
    plausibility
        As from `kgisim.projection.plausibility.plausibility`.
    judged
        As from `kgisim.analysis.judgement.judgement_tables`, of the conditional projections whose
        elicitation is not due again.
    marks
        As from `kgisim.runs.kept_draws.marks`.
    """

    assessment: pd.DataFrame
    values: pd.DataFrame
    plausibility: pd.DataFrame
    judged: Mapping[str, pd.DataFrame]
    marks: Mapping[str, Any]


def read_off(
    workspace: Workspace,
    projection: Projection,
    kept: Kept | None,
    *,
    packed: Path,
    conditional: bool,
    jobs: int | None,
) -> Readings:
    """Read everything off the draws, by this process and copies of it, and pack the fits beside.

    This process assesses the targets: what it computes on the way serves explanations, too.

    Parameters
    ----------
    workspace
        It holds the elicitations.
    kept
        Where rows of conditional projections are kept; None: nowhere.
    packed
        Where packed fits are kept.
    conditional
        Whether there are conditional projections.
    jobs
        Processes; None: one for each core.
    """
    projection.prepare()  # once, for all copies of this process
    judging = current_conditional(workspace, projection) if conditional else {}
    tasks: list[Callable[[], Any]] = [
        partial(assess, projection),
        *(partial(judgement_rows, one, kept) for one in judging.values()),
        partial(marks, projection.draws),
        partial(plausibility, projection),
        *(partial(pack, part, packed) for part in _parts(projection.usable)),
    ]
    (assessment, values), *rest = shared(tasks, jobs)
    rows, (marked, plausible) = rest[: len(judging)], rest[len(judging) : len(judging) + 2]
    judged = judgement_tables(dict(zip(judging, rows, strict=True)))
    return Readings(assessment, values, plausible, judged, marked)


def _parts(fits: Mapping[str, Fit]) -> list[dict[str, Fit]]:
    """Deal fits out."""
    return [dict([*fits.items()][part::PARTS]) for part in range(PARTS)]

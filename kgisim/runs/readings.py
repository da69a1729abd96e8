"""What a run reads off its draws before it explains them, several things at once."""

from collections.abc import Callable, Mapping, Sequence
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
from kgisim.projection.projection_gate import Impossible, require_possible
from kgisim.runs.current_elicitations import current_conditional
from kgisim.runs.kept_draws import marks
from kgisim.runs.packed_fits import copy_packed
from kgisim.targets.assess import assess
from kgisim.workspace import Workspace

PARTS = 4
"""Parts in which fits are packed and copied, so that no process waits for another for long."""


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
    odd
        As from `kgisim.projection.projection_gate.require_possible`.
    """

    assessment: pd.DataFrame
    values: pd.DataFrame
    plausibility: pd.DataFrame
    judged: Mapping[str, pd.DataFrame]
    marks: Mapping[str, Any]
    odd: Sequence[Impossible]


def read_off(
    workspace: Workspace,
    projection: Projection,
    kept: Kept | None,
    *,
    packed: Path,
    fits: Path,
    conditional: bool,
    jobs: int | None,
) -> Readings:
    """Read everything off the draws, by this process and copies of it, and write the fits beside.

    This process assesses the targets: what it computes on the way serves explanations, too.

    Parameters
    ----------
    workspace
        It holds the elicitations.
    kept
        Where rows of conditional projections are kept; None: nowhere.
    packed
        Where packed fits are kept.
    fits
        Folder of the fits of the run.
    conditional
        Whether there are conditional projections.
    jobs
        Processes; None: one for each core.

    Raises
    ------
    ProjectionError
        As from `kgisim.projection.projection_gate.require_possible`.
    """
    projection.prepare()  # once, for all copies of this process
    judging = current_conditional(workspace, projection) if conditional else {}
    gate = partial(require_possible, projection.catalog.indicators, projection.draws)
    tasks: list[Callable[[], Any]] = [
        partial(assess, projection),
        *(partial(judgement_rows, one, kept) for one in judging.values()),
        gate,
        partial(marks, projection.draws),
        partial(plausibility, projection),
        *(partial(copy_packed, part, packed, fits) for part in _parts(projection.usable)),
    ]
    try:
        (assessment, values), *rest = shared(tasks, jobs)
    except Exception:
        gate()  # what cannot be is why something else failed
        raise
    rows, (odd, marked, plausible) = rest[: len(judging)], rest[len(judging) : len(judging) + 3]
    judged = judgement_tables(dict(zip(judging, rows, strict=True)))
    return Readings(assessment, values, plausible, judged, marked, odd)


def _parts(fits: Mapping[str, Fit]) -> list[dict[str, Fit]]:
    """Deal fits out."""
    return [dict([*fits.items()][part::PARTS]) for part in range(PARTS)]

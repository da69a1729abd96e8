"""Follow-up by fitting again: where too few stored futures agree with a new number."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from kgisim.errors import RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit_all import fit_all
from kgisim.projection.projection import Projection, project
from kgisim.schema import BASELINE, DRAW
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.follow_up import FollowUp, follow_up, newest_checkpoint
from kgisim.targets.forecast import IndicatorForecast, forecast_of
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import Refusal


def follow_up_or_refit(
    projection: Projection,
    question: TargetQuestion,
    observations: Sequence[Observed],
    *,
    cache: Path | None = None,
) -> FollowUp | Refusal:
    """Weigh the stored futures by new numbers, and fit again if too few of them agree.

    Parameters
    ----------
    projection
        Did not know the numbers.
    question
        The target, and the scenario.
    observations
        The new numbers.
    cache
        Folder of stored fits; None: the user's cache folder.

    Returns
    -------
    FollowUp or Refusal
        A refusal where futures are too few and what was observed has no fit of its own (a number
        of an identity does not say which part of it moved), or none that passes its gate.

    Raises
    ------
    NotFoundError, RequestError
        As `kgisim.targets.follow_up.follow_up`.
    """
    forecast = forecast_of(projection, question.indicator)
    found = follow_up(forecast, question, observations)
    fitted = all(one.indicator.is_fitted for one in observations)
    if isinstance(found, FollowUp) or not fitted:
        return found
    again = refitted(projection, question, observations, cache=cache)
    if question.indicator not in again.series:  # the new fit did not pass its gate
        return found
    answer = _answer(forecast, again, question, found)
    seen = newest_checkpoint(forecast, question, observations)
    return answer if seen is None else replace(answer, checkpoint=seen[0], track=seen[1])


def refitted(
    projection: Projection,
    question: TargetQuestion,
    observations: Sequence[Observed],
    *,
    cache: Path | None = None,
) -> Projection:
    """Fit what the new numbers change, and carry the target's indicator forward again.

    Returns
    -------
    Projection
        Of the target's indicator, under the baseline and the scenario of the question.

    Raises
    ------
    RequestError
        If the catalogue was not loaded from a workspace, whose families a fit needs.
    """
    catalog = _with_rows(projection.catalog, observations)
    if catalog.workspace is None:
        raise RequestError("observed.no_workspace")
    fits = fit_all(
        catalog,
        catalog.workspace,
        names=tuple(catalog.dependencies.required_fits([question.indicator])),
        seed=projection.seed,
        draws=projection.draws.sizes[DRAW],
        jobs=1,
        cache=cache,
    )
    kept = {name: projection.scenarios[name] for name in (BASELINE, question.scenario)}
    shown = (question.indicator,)
    return project(catalog, fits, kept, seed=projection.seed, series=shown)


def _with_rows(catalog: Catalog, observations: Sequence[Observed]) -> Catalog:
    """Add the numbers as their newest source would tell them."""
    rows = []
    for one in observations:
        newest = catalog.rows(one.indicator.id).sort_values("year_end").iloc[-1]
        told = {"year": one.year, "year_end": one.year, "value": one.value}
        told |= {"relation": one.relation, "se": one.se or np.nan, "evidence": "official"}
        told |= {"source": newest["source"], "indicator": one.indicator.id}
        rows.append({**dict.fromkeys(newest.index, ""), **_BLANK, **told})
    table = catalog.observations
    added = pd.DataFrame(rows, columns=list(table.columns)).astype(table.dtypes.to_dict())
    return replace(catalog, observations=pd.concat([table, added], ignore_index=True))


_BLANK = dict.fromkeys(("low", "high", "of", "design_effect"), np.nan)


def _answer(
    before: IndicatorForecast, after: Projection, question: TargetQuestion, refused: Refusal
) -> FollowUp:
    """Compare the chance of the stored futures with that of new ones."""
    known, fresh = before.reached(question), forecast_of(after, question.indicator)
    share, size = float(known.mean()), effective_size(len(known), before.record.ess)
    reached = fresh.reached(question)
    left = effective_size(len(reached), fresh.record.ess)
    return FollowUp(
        before=share,
        mcse_before=chance_error(share, size),
        after=float(reached.mean()),
        mcse_after=chance_error(float(reached.mean()), left),
        ess=left,
        surprise=refused.surprise,
        track=None,
        checkpoint=None,
        weights=np.full(len(reached), 1.0 / len(reached)),
        is_refitted=True,
    )

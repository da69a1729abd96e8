"""What a path is expected to be, given all that is known by the last observed year."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from kgisim.analysis.kept import Kept
from kgisim.errors import FitError
from kgisim.evidence.catalog import Catalog
from kgisim.inference.family import Family, load_family
from kgisim.inference.fit import Fit
from kgisim.inference.model import many_paths
from kgisim.inference.scales import Scale, scale_of
from kgisim.io import code_digest
from kgisim.workspace import Workspace

CHUNK = 250
"""Draws handled at once: bounds memory."""
RIDGE = 1e-12
"""Added to a covariance's diagonal, relative to its mean, so that a still path can be solved."""


def expected_paths(
    workspace: Workspace,
    catalog: Catalog,
    fits: Mapping[str, Fit],
    kept: Kept | None = None,
) -> dict[str, np.ndarray]:
    """Return the expected path of every usable fit whose family can tell it.

    Parameters
    ----------
    workspace
        Where the files of the families are.
    catalog
        It holds the indicators.
    fits
        By indicator.
    kept
        Where paths are kept that were computed from the same fit; None: nowhere.

    Returns
    -------
    dict
        For each series its `expected_path` (draw, year) over the axis; fits that are not
        usable, and families that cannot be expected, are left out.
    """
    found = {}
    for name, fit in fits.items():
        family = catalog.indicators[name].model.family
        if fit.is_usable and family is not None:
            try:
                scale = replace(scale_of(catalog.indicators[name], np.empty(0)), unit=fit.unit)
                known = load_family(workspace, family), fit, scale
                found[name] = _once(kept, fit, partial(expected_path, *known))
            except FitError:  # then path and parameters count as one source
                continue
    return found


def _once(kept: Kept | None, fit: Fit, make: Callable[[], np.ndarray]) -> np.ndarray:
    """Return the path of a fit, read if it is kept: its key names all that the fit rests on."""
    if kept is None or not fit.key:
        return make()
    content = [fit.key, code_digest("kgisim.analysis.conditional_path")]
    return kept.array(f"expected-{fit.indicator}", content, make)


def expected_path(family: Family, fit: Fit, scale: Scale) -> np.ndarray:
    """Compute, for each draw, the link values that its observed years lead to expect.

    Given the hyperparameters a path is Gaussian, so the expectation is the regression of its
    later years on its years up to then, with the draw's own covariance. What the path does beyond
    it are innovations that nobody can know yet. Counts are expected where their path is Gaussian,
    and bent afterwards.

    Returns
    -------
    ndarray
        (draw, year) over the axis, on the link scale; years up to the last observed one are
        those of the fit.

    Raises
    ------
    FitError
        If the family has hyperparameters that the fit does not keep.
    """
    axis = fit.axis.years
    seen = (fit.first <= axis) & (fit.last >= axis)
    if not seen.any():
        raise FitError("conditional.no_year", indicator=fit.indicator, first=int(axis[0]))
    years = int(axis[-1] - fit.first + 1)
    rows = axis - fit.first  # places on the axis as rows of the family's path
    result = fit.trend.copy()
    later = fit.last < axis
    # where the first level is vague the centre drops out; it only has to be near
    path = scale.unbend(fit.trend[:, seen])
    centre = float(np.median(path[:, 0]))
    for start in range(0, len(result), CHUNK):
        part = slice(start, start + CHUNK)
        mean, loadings = _paths_of(family, fit, fit.hyper[part], years)
        past, future = loadings[:, rows[seen]], loadings[:, rows[later]]
        covariance = past @ past.transpose(0, 2, 1)
        count = covariance.shape[1]
        ridge = RIDGE * np.trace(covariance, axis1=1, axis2=2) / count
        covariance += ridge[:, None, None] * np.eye(count)
        known = path[part] - centre - mean[:, rows[seen]]
        weights = np.linalg.solve(covariance, known[:, :, None])
        moved = future @ (past.transpose(0, 2, 1) @ weights)
        result[part, later] = scale.bend(centre + mean[:, rows[later]] + moved[:, :, 0])
    return result


def _paths_of(
    family: Family, fit: Fit, hyper: np.ndarray, years: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean (draw, T) and loadings (draw, T, E) at kept hyperparameters (draw, parameter)."""
    shapes = tuple((name, ()) for name in fit.parameters)
    columns = list(np.ascontiguousarray(hyper.T, dtype=float))
    try:
        return many_paths(type(family), shapes, columns, years)
    except KeyError as error:
        values = {"indicator": fit.indicator, "name": str(error)}
        raise FitError("conditional.hyper", **values) from error

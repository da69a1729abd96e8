"""The whole model of one indicator in PyMC, for NUTS: what importance sampling must agree with."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from kgisim.inference.family import Family, PriorSpec
from kgisim.inference.graph_functions import GRAPHS
from kgisim.inference.likelihood import group_logp, groups_of, known_of
from kgisim.inference.model import NOISE
from kgisim.inference.model_data import ModelData
from kgisim.inference.numpy_backend import PLAIN
from kgisim.inference.pymc_priors import make_prior
from kgisim.inference.scales import BEND, Scale


def reference_model(family: Family, priors: PriorSpec, frame: ModelData) -> pm.Model:
    """Write the whole model: hyperparameters, innovations, path, rows.

    The innovations are not centred, so NUTS explores them as well as it can; it is the
    reference with which importance sampling must agree, and needs no approximation.
    """
    with pm.Model() as model:
        hyper = {name: make_prior(name, spec) for name, spec in priors.items()}
        linear = family.path(hyper, len(frame.years))
        moved = linear.loadings @ _innovations("innovation", linear.loadings)
        path = _bend(frame.scale, frame.centre + linear.mean + moved)
        if frame.driver_names:
            effect = pm.Normal("effect", frame.driver_mean, frame.driver_sd)
            path = path + effect @ frame.drivers
        pm.Deterministic("path", path)
        natural = _inverse(frame.scale, path[: frame.covered])
        yearly = frame.weights * natural
        total = yearly.sum(axis=-1)
        eta = _row_links(frame, path, total) + frame.log_listed
        if frame.row_terms.shape[1]:
            eta = eta + frame.row_terms @ _innovations("term", frame.row_terms)
        slope, whole = _slope(frame.scale, natural), _slope(frame.scale, total)
        jacobian = frame.weights * slope / whole[:, None]
        shrink = (jacobian**2).sum(axis=-1)
        if not frame.scale.is_flow_count:
            inside = (jacobian * _steepening(frame.scale, natural)).sum(axis=-1)
            rise = inside - _steepening(frame.scale, total) * shrink
            eta = eta + 0.5 * hyper[NOISE] ** 2 * rise * (frame.of == 0)
        pm.Potential("rows", row_logp(eta, hyper[NOISE], frame, shrink).sum())
    return model


def _innovations(name: str, matrix: Any) -> Any:
    size = pt.as_tensor(matrix).shape[1].eval(mode=PLAIN)
    return pm.Normal(name, 0.0, 1.0, shape=int(size))


def _row_links(frame: ModelData, path: Any, total: Any) -> Any:
    """Link value of what each row counts; one-year rows read the path itself."""
    single = path[: frame.covered][np.argmax(frame.weights, axis=1)]
    return pt.where(frame.span == 1, single, _forward(frame.scale, total))


def _bend(scale: Scale, path: Any) -> Any:
    if not scale.is_bent:
        return path
    size: Any = pt.log(pt.softplus(path))
    return float(scale.forward(scale.unit)) + BEND * size


def _inverse(scale: Scale, link: Any) -> Any:
    if scale.kind == "identity":
        return link * scale.unit
    share: Any = pt.sigmoid(link)
    return pt.exp(link) if scale.kind == "log" else scale.top * share


def _slope(scale: Scale, natural: Any) -> Any:
    if scale.kind == "identity":
        return pt.full_like(natural, scale.unit)
    return natural if scale.kind == "log" else natural * (1.0 - natural / scale.top)


def _steepening(scale: Scale, natural: Any) -> Any:
    if scale.kind == "logit":
        return 1.0 - 2.0 * natural / scale.top
    return pt.full_like(natural, 1.0 if scale.kind == "log" else 0.0)


def _forward(scale: Scale, value: Any) -> Any:
    if scale.kind == "identity":
        return value / scale.unit
    log: Any = pt.log
    return log(value) if scale.kind == "log" else log(value) - log(scale.top - value)


def row_logp(eta: Any, noise: Any, frame: ModelData, shrink: Any) -> Any:
    """Log-likelihood of every row, (R,) as a graph; parameters as in `group_logp`."""
    parts, order = [], []
    for group, rows in groups_of(frame):
        seen = eta[..., rows], noise, shrink[..., rows]
        parts.append(group_logp(GRAPHS, group, *seen, *known_of(frame, rows)))
        order.append(rows)
    joined: Any = pt.concatenate(parts, axis=-1)
    return joined[..., np.argsort(np.concatenate(order))]

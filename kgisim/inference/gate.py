"""The gate: when draws may be used."""

import numpy as np
from scipy.special import ndtr

from kgisim.inference.fit import GateResult
from kgisim.inference.importance_weights import LARGEST_K, effective_size
from kgisim.inference.model_data import ModelData
from kgisim.messages import Message

SMALLEST_ESS = 400.0
"""Effective sample size below which quantiles are too rough."""
POSSIBLE_FACTOR = 1e4
"""A prior that puts one future in ten beyond this factor of the data's centre by the horizon, or
beyond its inverse, is not a statement about this world."""


def judge(
    frame: ModelData, futures: tuple[np.ndarray, np.ndarray], weights: np.ndarray, k: float
) -> GateResult:
    """Judge weighted points; the reason names what failed, by how much, and what may help.

    Parameters
    ----------
    futures
        Mean and standard deviation, by prior point, of the path's change to the horizon.
    weights
        Normalised, smoothed.
    k
        Pareto's k.
    """
    ess = effective_size(weights)
    reasons = []
    if not k < LARGEST_K:  # also where there is no k at all
        reasons.append(Message("gate.pareto_k", k=float(k), limit=LARGEST_K))
    if ess < SMALLEST_ESS:
        reasons.append(Message("gate.ess", ess=float(ess), limit=SMALLEST_ESS))
    beyond = impossible_share(frame, *futures)
    if beyond > 0.1:
        limits = {"factor": POSSIBLE_FACTOR, "year": int(frame.years[-1])}
        reasons.append(Message("gate.prior", share=beyond, **limits))
    if reasons and frame.rows:
        reasons.append(Message("gate.contradict"))
    return GateResult(
        status="failed" if reasons else "ok",
        reasons=tuple(reasons),
        rows=frame.rows,
        atoms=len(weights),
        ess=ess,
        pareto_k=k,
        method="importance",
    )


def impossible_share(frame: ModelData, drift: np.ndarray, spread: np.ndarray) -> float:
    """Share of prior futures beyond the possible; bounded scales cannot leave it.

    Parameters
    ----------
    drift, spread
        Mean and standard deviation, by prior point, of the Gaussian path's change to the horizon.
    """
    if frame.scale.kind != "log":
        return 0.0
    limit = np.log(POSSIBLE_FACTOR) * np.array([-1.0, 1.0])
    down, up = frame.scale.unbend(frame.scale.bend(frame.centre) + limit) - frame.centre
    return float(np.mean(ndtr((drift - up) / spread) + ndtr((down - drift) / spread)))

"""Functions in which likelihoods are written, as PyTensor graphs for the reference model.

See `kgisim.inference.array_functions`.
"""

from types import SimpleNamespace
from typing import Any

import pytensor.tensor as pt
from pytensor.tensor.special import logsumexp

ROOT = 2.0**0.5
_tensor: Any = pt  # its types say that most functions give None


def _log_ndtr(z: Any) -> Any:
    """Log of the standard normal distribution function, exact in its lower tail."""
    root = pt.constant(ROOT, dtype="float64")
    far = _tensor.log(_tensor.erfcx(-z / root) / 2.0) - z**2 / 2.0
    return pt.where(_tensor.lt(z, -1.0), far, _tensor.log1p(-_tensor.erfc(z / root) / 2.0))


GRAPHS: Any = SimpleNamespace(
    arange=pt.arange,
    betainc=pt.betainc,
    clip=pt.clip,
    exp=pt.exp,
    expm1=pt.expm1,
    gammaln=pt.gammaln,
    log=pt.log,
    log1p=pt.log1p,
    log_ndtr=_log_ndtr,
    logsumexp=lambda x: logsumexp(x, axis=-1),
    max=pt.max,
    maximum=pt.maximum,
    minimum=pt.minimum,
    sigmoid=pt.sigmoid,
    softplus=pt.softplus,
    sqrt=pt.sqrt,
    where=pt.where,
    zeros_like=pt.zeros_like,
)

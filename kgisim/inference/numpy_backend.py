"""How PyTensor's graphs are run: by numpy alone."""

from typing import Any

import pytensor.tensor as pt
from pytensor.compile.maker import function
from pytensor.compile.mode import Mode
from pytensor.configdefaults import config
from pytensor.graph.rewriting.basic import node_rewriter, out2in
from pytensor.tensor.elemwise import Elemwise

LAST = 100
"""Position of a rewriting after all of PyTensor's own."""

_tensor: Any = pt  # its types say that most functions give None

_SPELT_OUT: dict[str, Any] = {
    "Softplus": lambda x: _tensor.maximum(x, 0.0) + _tensor.log1p(_tensor.exp(-_tensor.abs(x))),
    "Log1mexp": lambda x: _tensor.log(-_tensor.expm1(x)),
    "Clip": lambda x, low, high: pt.minimum(pt.maximum(x, low), high),
    "Second": lambda like, x: pt.alloc(x, *like.shape),
}
"""Functions that numpy does not have, in terms of those that it has: PyTensor would go through an
array number by number."""


@node_rewriter([Elemwise])
def _spell_out(_: Any, node: Any) -> Any:
    spelt = _SPELT_OUT.get(type(node.op.scalar_op).__name__)
    return [spelt(*node.inputs)] if spelt else None


PLAIN = (
    Mode(linker="py", optimizer="fast_compile")
    .including("inline_ofg")
    .register((out2in(_spell_out), LAST))
)
"""Nothing is compiled, so no result can depend on whether a compile cache is warm, and batches are
large enough for the difference not to matter. Nested graphs are laid open, for PyTensor would
compile them by themselves."""


def unlabelled() -> Any:
    """Make nodes without a note of where, which nobody reads and costs time at every node."""
    return config.change_flags(traceback__limit=0)


def compiled(inputs: list[Any], outputs: Any) -> Any:
    """Make a function of a graph."""
    with unlabelled():
        return function(inputs, outputs, mode=PLAIN, on_unused_input="ignore")

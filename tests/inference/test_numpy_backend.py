import numpy as np
import pytensor.tensor as pt
import pytest
from pytensor.tensor.elemwise import Elemwise

from kgisim.inference.numpy_backend import compiled

X = np.array([-30.0, -2.0, -1e-3, 0.0, 1e-3, 2.0, 30.0])
FUNCTIONS = {
    "softplus": (pt.softplus, lambda x: np.logaddexp(0.0, x), X),
    "log1mexp": (pt.log1mexp, lambda x: np.log1p(-np.exp(x)), X[:3]),
    "clip": (lambda x: pt.clip(x, -1.0, 0.5), lambda x: np.clip(x, -1.0, 0.5), X),
    "fill": (lambda x: pt.second(x, pt.as_tensor(2.0)), lambda x: np.full(len(x), 2.0), X),
}


@pytest.mark.parametrize(("symbol", "expected", "values"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_that_numpy_lacks_keeps_its_values(symbol, expected, values):
    x = pt.vector("x")
    assert compiled([x], symbol(x))(values) == pytest.approx(expected(values), rel=1e-12)


@pytest.mark.parametrize("symbol", [s for s, *_ in FUNCTIONS.values()], ids=FUNCTIONS)
def test_no_array_is_gone_through_number_by_number(symbol):
    x = pt.vector("x")
    nodes = compiled([x], symbol(x)).maker.fgraph.toposort()
    assert all(node.op.nfunc is not None for node in nodes if isinstance(node.op, Elemwise))


def test_inputs_that_an_output_does_not_need_are_ignored():
    x, y = pt.vector("x"), pt.vector("y")
    assert compiled([x, y], 2.0 * x)(X, X) == pytest.approx(2.0 * X)

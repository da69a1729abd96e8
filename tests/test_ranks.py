import numpy as np
import pytest
from scipy.stats import rankdata

from kgisim.ranks import mid_ranks


@pytest.mark.parametrize("kinds", [3, 10**9], ids=["ties", "all different"])
def test_ranks_are_those_of_scipy(kinds):
    values = np.random.default_rng(1).integers(kinds, size=500).astype(float)
    np.testing.assert_array_equal(mid_ranks(values), rankdata(values))

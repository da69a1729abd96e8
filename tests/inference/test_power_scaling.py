"""Power-scaling: how a posterior moves when one part of the model weighs more."""

import numpy as np
import pytest
from arviz_stats.base.array import array_stats

from kgisim.inference.importance_weights import normalised
from kgisim.inference.power_scaling import POWERS, power_sensitivity

DRAWS = np.random.default_rng(1).standard_normal(4000)


def normal_log_density(draws, mean, sd):
    return -0.5 * ((draws - mean) / sd) ** 2


def test_a_part_that_says_the_same_everywhere_moves_nothing():
    assert power_sensitivity(DRAWS, np.full(4000, -3.0)) == 0.0


def test_a_quantity_that_does_not_vary_has_no_sensitivity():
    assert np.isnan(power_sensitivity(np.ones(4000), DRAWS))


def test_what_a_part_does_not_touch_hardly_moves():
    other = np.random.default_rng(2).standard_normal(4000)
    assert power_sensitivity(DRAWS, normal_log_density(other, 0.0, 1.0)) < 0.02


def test_a_part_weighs_more_the_narrower_it_is():
    senses = [power_sensitivity(DRAWS, normal_log_density(DRAWS, 1.0, sd)) for sd in (3.0, 1.0)]
    assert 0.0 < senses[0] < senses[1]


def test_the_unit_of_the_quantity_does_not_matter():
    part = normal_log_density(DRAWS, 1.0, 1.0)
    assert power_sensitivity(7.0 * DRAWS + 2.0, part) == pytest.approx(
        power_sensitivity(DRAWS, part), rel=1e-6
    )


@pytest.mark.parametrize("sd", [0.5, 1.0, 3.0])
def test_the_sensitivity_is_that_of_arviz(sd):
    part = normal_log_density(DRAWS, 1.0, sd)
    weights = (normalised((power - 1.0) * part)[None] for power in POWERS)
    expected = array_stats.power_scale_sense(DRAWS[None], *weights, *POWERS)
    assert power_sensitivity(DRAWS, part) == pytest.approx(float(expected), rel=1e-9)

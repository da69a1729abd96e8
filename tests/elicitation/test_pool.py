"""A pool keeps what experts disagree about."""

import numpy as np
import pytest

from kgisim.elicitation.pool import draw_quantities, pool_of
from tests.builders import TEXT
from tests.elicitation.asked import SOUND, elicitation, estimate, expert

FAR = elicitation(
    experts=(
        expert("low", {"share": estimate(8.0, 10.0, 12.0)}),
        expert("high", {"share": estimate(58.0, 60.0, 62.0)}),
    )
)
THREE = elicitation(
    experts=tuple(
        expert(name, {"share": estimate(best - 5.0, best, best + 5.0)})
        for name, best in (("a", 10.0), ("b", 30.0), ("c", 60.0))
    )
)


def test_two_experts_who_disagree_stay_two_humps():
    density = pool_of(FAR, "share").density(np.array([10.0, 35.0, 60.0]))
    assert density[1] < 1e-6 * min(density[0], density[2])


def test_draws_of_two_who_disagree_lie_with_one_or_the_other():
    drawn = draw_quantities(FAR, 4000, seed=1)["share"]
    assert np.mean(drawn < 20.0) == pytest.approx(0.5, abs=0.04)
    assert not np.any((drawn > 20.0) & (drawn < 50.0))


def test_the_quantile_undoes_the_cdf():
    pool, probabilities = pool_of(THREE, "share"), np.linspace(0.02, 0.98, 25)
    assert pool.cdf(pool.quantile(probabilities)) == pytest.approx(probabilities, abs=1e-9)


def test_the_pool_of_one_is_that_expert():
    alone = elicitation(experts=(expert("one", {"share": estimate(10.0, 22.0, 40.0)}),))
    found = pool_of(alone, "share").quantile(np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx([10.0, 22.0, 40.0])


def test_draws_have_the_quantiles_of_the_pool():
    drawn = draw_quantities(THREE, 20000, seed=3)["share"]
    probabilities = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    reached = [np.mean(drawn <= value) for value in pool_of(THREE, "share").quantile(probabilities)]
    assert reached == pytest.approx(probabilities, abs=0.015)


def test_an_expert_who_is_left_out_has_no_say():
    drawn = draw_quantities(FAR, 500, seed=1, without="high")["share"]
    assert drawn.max() < 20.0


def test_one_draw_takes_one_expert_for_all_quantities():
    scale = {"question": TEXT, "unit": TEXT, "scale": "positive"}
    answers = {
        "low": {"share": estimate(8.0, 10.0, 12.0), "rate": estimate(1.0, 2.0, 3.0)},
        "high": {"share": estimate(58.0, 60.0, 62.0), "rate": estimate(100.0, 200.0, 300.0)},
    }
    asked = elicitation(
        quantities=SOUND["quantities"] | {"rate": scale},
        thinned=SOUND["thinned"] | {"rate": "rate"},
        experts=tuple(expert(name, own) for name, own in answers.items()),
    )
    drawn = draw_quantities(asked, 500, seed=1)
    assert np.array_equal(drawn["share"] > 35.0, drawn["rate"] > 20.0)

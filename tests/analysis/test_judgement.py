"""How much of a conditional projection is judgement, and what data would be worth."""

import numpy as np
import pytest
from scipy.stats import beta as beta_distribution
from scipy.stats import binom

from kgisim.analysis.judgement import JUDGEMENT, TABLES, judgement_rows, judgement_tables
from kgisim.analysis.kept import Kept
from kgisim.projection.conditional import ConditionalProjection
from kgisim.schema import BASELINE
from tests.elicitation.asked import elicitation, estimate, expert
from tests.projection.test_conditional import CHANGING, PRICED, counted

DRAWS = 4000


def tables(asked, draws: int = DRAWS):
    rows = judgement_rows(ConditionalProjection(asked, counted(draws=draws)))
    return judgement_tables({"home": rows})


def sure(share: float):
    close = estimate(share * 0.999, share, share * 1.001)
    return elicitation(experts=(expert("one", {"share": close}), expert("two", {"share": close})))


@pytest.mark.parametrize("asked", [CHANGING, PRICED], ids=["thinned", "priced"])
def test_the_tables_have_the_columns_that_are_documented(asked):
    assert {name: tuple(frame) for name, frame in tables(asked, 400).items()} == TABLES


def test_the_same_judgement_of_the_same_counts_is_computed_once(tmp_path, monkeypatch):
    kept, counts = Kept(tmp_path, "basis"), counted(draws=300)
    asked = ConditionalProjection(CHANGING, counts)
    first = judgement_rows(asked, kept)
    with monkeypatch.context() as patch:
        patch.setattr(ConditionalProjection, "dataset", None)
        assert judgement_rows(asked, kept) == first
    judgement_rows(ConditionalProjection(CHANGING, counted(2, 300)), kept)
    judgement_rows(ConditionalProjection(sure(30.0), counts), kept)
    assert len(list(tmp_path.iterdir())) == 3


def test_nothing_elicited_gives_empty_tables():
    assert all(frame.empty for frame in judgement_tables({}).values())


def test_shares_of_the_spread_add_up():
    spread = tables(CHANGING)["spread"]
    assert spread["share"].sum() == pytest.approx(1.0)


def test_experts_who_are_sure_add_no_spread():
    found = tables(sure(30.0))["spread"].set_index("source").loc[JUDGEMENT]
    assert abs(found["share"]) < 4 * found["error"] + 1e-6


def test_the_wider_the_judgement_the_larger_its_share():
    def share(low, high):
        answer = {"share": estimate(low, 20.0, high)}
        asked = elicitation(experts=(expert("one", answer), expert("two", answer)))
        return tables(asked)["spread"].set_index("source").loc[JUDGEMENT, "share"]

    assert share(18.0, 22.0) < share(10.0, 35.0) < share(3.0, 60.0)


def test_leaving_out_experts_who_agree_changes_nothing_but_chance():
    found = tables(sure(30.0))["experts"].set_index("left_out")
    assert found.loc["one", "median"] == found.loc["", "median"]


def test_the_values_are_those_of_the_years_that_are_judged():
    found = tables(CHANGING)["values"]
    basis = found.loc[(found["window"] == 3) & (found["scenario"] == BASELINE), "year"]
    assert basis.tolist() == [2030, 2040]
    assert set(found.loc[found["window"] == 1, "year"]) == set(range(2025, 2041))


def test_data_narrow_what_they_are_about_more_than_the_answer():
    found = tables(CHANGING)["worth"].set_index("quantity")["narrowing"]
    assert found["share"] > found[""] > 0.0


def test_the_worth_of_items_is_that_of_a_beta_posterior():
    # twelve items a year whose share is Beta(6, 14)
    from kgisim.analysis.judgement import _narrowing

    rng = np.random.default_rng(4)
    share = rng.beta(6.0, 14.0, 20000)
    reached = rng.binomial(12, share[:400])
    found = _narrowing(share, binom.pmf(reached[:, None], 12, share[None, :]))
    after = beta_distribution.std(6.0 + reached, 14.0 + 12 - reached)
    expected = 1.0 - after.mean() / beta_distribution.std(6.0, 14.0)
    assert found["narrowing"] == pytest.approx(expected, abs=0.01)

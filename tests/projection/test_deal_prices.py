import numpy as np
import pandas as pd
import pytest

from kgisim.evidence.identity import Identity, Prices
from kgisim.projection.deal_prices import MOST, DealPrices
from tests.builders import AXIS, PLAN, TEXT

DRAWS = 500
PRICES = Prices(
    table="deals",
    lists=("1d",),
    scopes=("core",),
    median=100.0,
    median_sd=0.8,
    spread=1.2,
    spread_worth=10.0,
    undisclosed=0.4,
    undisclosed_sd=0.5,
    take="sum",
    rationale=TEXT,
)
EVERY_YEAR = np.ones((len(AXIS), DRAWS))


def deals(known=(), secret=0):
    values = [*known, *[np.nan] * secret]
    return pd.DataFrame({"list": "1d", "scope": "core", "value_musd": np.array(values, float)})


def priced(known=(), secret=0, draws=DRAWS, **changed):
    prices = PRICES.model_copy(update=changed)
    return DealPrices(prices, {"deals": deals(known, secret)}, PLAN.axis, draws, seed=1)


def test_no_deal_has_no_price():
    assert not priced().of(0.0 * EVERY_YEAR).any()


def test_a_deal_more_never_costs_less():
    made = priced()
    sums = np.stack([made.of(count * EVERY_YEAR) for count in range(0, MOST + 9, 4)])
    assert (np.diff(sums, axis=0) >= 0).all()


@pytest.mark.parametrize("take", ["sum", "largest"])
def test_an_expected_number_below_one_deal_is_worth_that_part_of_it(take):
    made = priced(take=take)
    assert made.of(0.4 * EVERY_YEAR) == pytest.approx(0.4 * made.of(EVERY_YEAR), rel=1e-5)
    between = made.of(2.25 * EVERY_YEAR)
    two, three = (made.of(count * EVERY_YEAR) for count in (2, 3))
    assert between == pytest.approx(0.75 * two + 0.25 * three, rel=1e-5)


def test_one_deal_is_the_largest_and_the_sum():
    total, largest = (priced(take=take).of(EVERY_YEAR) for take in ("sum", "largest"))
    assert np.array_equal(total, largest)


def test_the_largest_is_at_most_the_sum_and_at_least_its_average():
    total, largest = (priced(take=take).of(5 * EVERY_YEAR) for take in ("sum", "largest"))
    assert ((largest <= total * 1.000001) & (largest >= total / 5 * 0.999999)).all()


@pytest.mark.parametrize("first", ["sum", "largest"])
def test_what_is_taken_of_the_same_prices_is_what_each_would_take_alone(first):
    made = DealPrices(
        PRICES, {"deals": deals()}, PLAN.axis, DRAWS, seed=1, takes=["largest", "sum"]
    )
    made.of(2 * EVERY_YEAR[-7:], first)
    for take in ("sum", "largest"):
        found = made.of(9 * EVERY_YEAR, take)
        assert np.array_equal(found, priced(take=take).of(9 * EVERY_YEAR))


def test_a_deal_keeps_its_price_whatever_years_are_asked_for():
    made = priced()
    assert np.array_equal(made.of(3 * EVERY_YEAR)[-5:], made.of(3 * EVERY_YEAR[-5:]))


@pytest.mark.parametrize("take", ["sum", "largest"])
def test_a_deal_keeps_its_price_however_few_were_asked_for_before(take):
    made, at_once = priced(take=take), priced(take=take)
    assert not made.of(0 * EVERY_YEAR).any()
    made.of(2 * EVERY_YEAR[-7:])
    made.of(9 * EVERY_YEAR[-3:])
    assert np.array_equal(made.of(20 * EVERY_YEAR), at_once.of(20 * EVERY_YEAR))
    assert np.array_equal(made.of(3 * EVERY_YEAR), at_once.of(3 * EVERY_YEAR))


def test_an_unknown_number_of_deals_has_an_unknown_value():
    count = EVERY_YEAR.copy()
    count[4, 7] = np.nan
    assert np.argwhere(np.isnan(priced().of(count))).tolist() == [[4, 7]]


def test_known_prices_move_the_median_to_theirs():
    cheap, dear = (np.median(priced([size] * 60).middle) for size in (10.0, 1000.0))
    assert [cheap, dear] == pytest.approx(np.log([10.0, 1000.0]), abs=0.15)


def test_without_known_prices_the_prior_is_left():
    made = priced(draws=20_000)
    assert np.median(made.middle) == pytest.approx(np.log(100.0), abs=0.03)
    assert np.std(made.middle) == pytest.approx(0.8 * np.sqrt(10 / 8), abs=0.05)


def test_mean_and_spread_of_known_prices_are_recovered():
    truth = np.random.default_rng(3).normal(4.0, 0.9, 500)
    made = priced(np.exp(truth))
    assert (np.mean(made.middle), np.mean(made.spread)) == pytest.approx((4.0, 0.9), abs=0.12)


def test_the_share_that_is_disclosed_is_learned_from_the_table():
    assert np.mean(priced([50.0] * 30, secret=70).disclosed) == pytest.approx(0.3, abs=0.02)


def test_undisclosed_deals_cost_less():
    open_book = priced([50.0] * 90).of(EVERY_YEAR)
    closed = priced([50.0] * 90, secret=9000).of(EVERY_YEAR)
    assert np.median(closed) / np.median(open_book) == pytest.approx(0.4, abs=0.06)


def test_a_value_needs_prices():
    with pytest.raises(ValueError, match="'value_of' and 'prices' need each other"):
        Identity(value_of="deals")


def test_prices_grow_in_money_of_their_year_and_known_ones_are_taken_to_one_year():
    growing = PRICES.model_copy(update={"growth": 3.0, "of_year": 2024})
    known = deals(known=[50.0, 80.0]).assign(deal_year=[2014, 2024])
    flat = deals(known=[50.0 * 1.03**10, 80.0]).assign(deal_year=[2024, 2024])
    one, other = (
        DealPrices(prices, {"deals": table}, PLAN.axis, DRAWS, 1)
        for prices, table in ((growing, known), (PRICES, flat))
    )
    grown = 1.03 ** (AXIS - 2024.0)[:, None]
    assert one.of(EVERY_YEAR) == pytest.approx(other.of(EVERY_YEAR) * grown, rel=1e-4)


def test_growth_needs_the_year_in_whose_prices_the_median_is():
    with pytest.raises(ValueError, match="of_year"):
        Prices.model_validate(PRICES.model_dump() | {"growth": 3.0})

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.evidence.identity import Identity, RankThreshold
from kgisim.projection.identities import combine, rank_threshold

DRAWS = 500
GENERATOR = np.random.default_rng(2)
FIRMS = ("one", "two", "three")
SALES = {name: GENERATOR.lognormal(7.0, 1.0, DRAWS) for name in FIRMS}
RATIOS = {f"{name}_abroad": GENERATOR.uniform(5.0, 95.0, DRAWS) for name in FIRMS}
YEN = {"yen": GENERATOR.lognormal(5.0, 0.3, DRAWS)}
RANKS = {"rank_20": np.full(DRAWS, 8.0), "rank_30": np.full(DRAWS, 4.0)}
EVERYTHING = SALES | RATIOS | YEN | RANKS
AVERAGE = Identity(mean_of=tuple(RATIOS), weighted_by=FIRMS)


def counting(rank=30, **more):
    at = {20: "rank_20", 30: "rank_30"}
    return Identity(
        count_of=FIRMS, divided_by=("yen",), above=RankThreshold(rank=rank, at=at), **more
    )


def test_a_mean_weighted_by_sales_is_the_ratio_of_the_sums():
    abroad = sum(SALES[name] * RATIOS[f"{name}_abroad"] / 100.0 for name in FIRMS)
    expected = 100.0 * abroad / sum(SALES.values())
    assert np.allclose(combine(AVERAGE, EVERYTHING), expected, rtol=1e-12)


def test_a_mean_lies_between_the_smallest_and_the_largest():
    made, parts = combine(AVERAGE, EVERYTHING), np.stack(list(RATIOS.values()))
    assert ((parts.min(axis=0) <= made) & (made <= parts.max(axis=0))).all()


def test_firms_are_counted_in_the_unit_of_the_threshold():
    dollars = np.stack([SALES[name] / YEN["yen"] * 0.5 for name in FIRMS])
    assert np.array_equal(combine(counting(times=0.5), EVERYTHING), (dollars >= 4.0).sum(axis=0))


def test_a_firm_that_equals_the_threshold_is_counted():
    identity = Identity(count_of=("a",), above=RankThreshold(rank=9, at={9: "t"}))
    assert float(combine(identity, {"a": np.array(3.0), "t": np.array(3.0)})) == 1.0


@pytest.mark.parametrize("unknown", ["one", "rank_30"])
def test_a_count_is_unknown_where_a_part_of_it_is(unknown):
    holed = EVERYTHING | {unknown: np.where(np.arange(DRAWS) == 3, np.nan, EVERYTHING[unknown])}
    assert np.flatnonzero(np.isnan(combine(counting(), holed))).tolist() == [3]


@given(st.integers(1, 200), st.integers(1, 200))
def test_more_places_never_hold_fewer_firms(first, second):
    few, many = sorted((first, second))
    assert (combine(counting(few), EVERYTHING) <= combine(counting(many), EVERYTHING)).all()


def test_a_published_rank_is_taken_as_it_stands():
    above = RankThreshold(rank=20, at={20: "rank_20", 30: "rank_30"})
    assert rank_threshold(above, RANKS) is RANKS["rank_20"]


@pytest.mark.parametrize("rank", [5, 10, 23, 30, 77, 150])
def test_sizes_that_fall_as_a_power_of_the_rank_are_found_at_every_rank(rank):
    at = {10: "a", 30: "b", 100: "c"}
    sizes = {name: np.array(50.0 * n**-1.3) for n, name in at.items()}
    needed = rank_threshold(RankThreshold(rank=rank, at=at), sizes)
    assert float(needed) == pytest.approx(50.0 * rank**-1.3, rel=1e-12)


@pytest.mark.parametrize("identity", [AVERAGE, counting(25)])
def test_single_precision_stays_single(identity):
    single = {name: values.astype(np.float32) for name, values in EVERYTHING.items()}
    assert combine(identity, single).dtype == np.float32


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"sum_of": ("a",), "count_of": ("b",)}, "exactly one of"),
        ({"mean_of": ("a", "b"), "weighted_by": ("c",)}, "'weighted_by' has 1 series"),
        ({"count_of": ("a",)}, "'count_of' and 'above' need each other"),
        ({"sum_of": ("a",), "above": {"rank": 1, "at": {1: "t"}}}, "need each other"),
        ({"count_of": ("a",), "above": {"rank": 2, "at": {1: "t"}}}, "give the size at a second"),
    ],
)
def test_an_identity_that_cannot_be_computed_is_refused(given, told):
    with pytest.raises(ValueError, match=told):
        Identity(**given)


def test_every_input_is_named_once():
    assert len(set(counting().inputs)) == len(counting().inputs) == 6


def test_every_input_is_told_with_the_key_of_its_author():
    places = {".".join(map(str, keys)): name for keys, name in counting().places()}
    assert set(places.values()) == set(counting().inputs)
    assert places["above.at.20"] == "rank_20"


NUMBERS = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=4)


def named(numbers, letter):
    return {f"{letter}{place}": np.array(number) for place, number in enumerate(numbers)}


@given(NUMBERS, NUMBERS, st.floats(1e-3, 1e3))
def test_a_sum_is_exact(added, divisors, times):
    parts, below = named(added, "a"), named(divisors, "d")
    identity = Identity(sum_of=tuple(parts), divided_by=tuple(below), times=times)
    expected = np.sum(added) / np.prod(divisors) * times
    assert combine(identity, parts | below) == pytest.approx(expected, rel=1e-12)


@given(NUMBERS, NUMBERS, st.floats(1e-3, 1e3))
def test_a_product_is_exact(factors, divisors, times):
    parts, below = named(factors, "a"), named(divisors, "d")
    identity = Identity(product_of=tuple(parts), divided_by=tuple(below), times=times)
    expected = np.prod(factors) / np.prod(divisors) * times
    assert combine(identity, parts | below) == pytest.approx(expected, rel=1e-12)

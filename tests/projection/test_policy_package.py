import pytest

from kgisim.errors import RequestError
from kgisim.projection.policy_package import MOST_SWITCHES, keep, movers, variants


@pytest.fixture
def package(futures):
    return futures.scenario(
        world=[futures.world(kind="hold")],
        measures=[
            futures.measure("on_deals"),
            futures.measure("on_sales", "sales"),
            futures.measure("on_share", "share"),
        ],
        responses=[futures.response()],
    )


def test_there_is_one_variant_for_every_choice(package):
    assert len(variants(package)) == 2**3


def test_a_variant_holds_the_measures_that_are_on(package):
    for on, variant in variants(package).items():
        assert {measure.id for measure in variant.measures} == on


def test_a_variant_keeps_world_and_responses(package):
    bare = variants(package)[frozenset()]
    assert bare.keys() == {"world:yen", "response:echo"}


def test_with_all_on_the_scenario_is_itself(package):
    assert variants(package)[frozenset({"on_deals", "on_sales", "on_share"})] == package


def test_measures_that_are_not_switched_stay_on(package):
    made = variants(package, ["on_share"])
    assert {len(variant.measures) for variant in made.values()} == {2, 3}


def test_an_unknown_measure_is_refused(package):
    with pytest.raises(RequestError, match="has no measure 'nowhere'"):
        variants(package, ["nowhere"])


def test_too_many_switches_are_refused(futures):
    many = [futures.measure(f"m{number}") for number in range(MOST_SWITCHES + 1)]
    with pytest.raises(RequestError, match="expected at most 10"):
        variants(futures.scenario(measures=many))


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("deals", ("on_deals",)),
        ("sales", ("on_deals", "on_sales")),  # by the response
        ("ratio", ("on_deals", "on_sales")),  # by the identity
        ("share", ("on_share",)),
        ("yen", ()),
    ],
)
def test_only_measures_with_a_way_to_the_series_move_it(futures, package, series, expected):
    assert movers(futures.catalog(), package, series) == expected


@pytest.mark.parametrize("series", ["deals", "ratio", "share"])
def test_measures_that_do_not_move_a_series_contribute_exactly_nothing(futures, package, series):
    moving = movers(futures.catalog(), package, series)
    without = variants(package, [one.id for one in package.measures if one.id not in moving])
    levels = [futures.simulator()(one, series=[series]) for one in without.values()]
    assert all(one.identical(levels[0]) for one in levels)


def test_keeping_nothing_leaves_the_baseline(package):
    assert keep(package, ()).parts == ()

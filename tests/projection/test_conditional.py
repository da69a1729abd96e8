"""Conditional projections, against futures drawn by other means."""

import numpy as np
import pytest
import xarray as xr

from kgisim.elicitation.records import Elicitation
from kgisim.projection.conditional import ConditionalProjection, conditional_projections
from kgisim.projection.deal_prices import MOST
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from tests.builders import AXIS, TEXT, catalog, goal, indicator, projection, yearly
from tests.elicitation.asked import SOUND, elicitation, estimate, expert

DRAWS = 20000
LAST = 2024
Z90 = 1.2815515655446004
HOME = goal("home", "count", model={"family": None}, withheld=TEXT, unit="items")
ITEMS = indicator("items", "count")
RATES = {BASELINE: 12.0, "more": 20.0}


def counted(seed: int = 1, draws: int = DRAWS) -> Projection:
    """Yearly Poisson counts whose rate differs from future to future, and a scenario with more."""
    generator = np.random.default_rng(seed)
    spread = generator.gamma(9.0, 1 / 9.0, (draws, 1))
    level = np.stack([rate * spread * np.ones(len(AXIS)) for rate in RATES.values()])
    outcome = np.stack([level[0], level[1]])
    outcome[0] = generator.poisson(level[0])
    outcome[1] = outcome[0] + generator.poisson(level[1] - level[0])
    dims = (SCENARIO, DRAW, YEAR, SERIES)
    data = xr.Dataset(
        {name: (dims, values[..., None]) for name, values in ((LEVEL, level), (OUTCOME, outcome))},
        coords={SCENARIO: list(RATES), DRAW: np.arange(draws), YEAR: AXIS, SERIES: ["items"]},
    )
    known = catalog((ITEMS, yearly([10.0] * 15, first=2010)), (HOME, []))
    return projection(known, data, ess={"items": float(draws)}, seed=7)


def conditional(asked: Elicitation, **more) -> ConditionalProjection:
    return ConditionalProjection(asked, counted(**more))


def values(one: ConditionalProjection, year: int, variable: str = OUTCOME, scenario=BASELINE):
    chosen = {SERIES: "home", YEAR: year, SCENARIO: scenario}
    return one.dataset()[variable].sel(chosen).to_numpy()


CHANGING = elicitation(
    quantities=SOUND["quantities"]
    | {name: {"question": TEXT, "unit": TEXT, "scale": "positive"} for name in ("change", "rate")},
    thinned=SOUND["thinned"] | {"change": "change", "rate": "rate"},
    experts=(
        expert(
            "one",
            {
                "share": estimate(10.0, 22.0, 40.0),
                "change": estimate(0.6, 1.1, 2.0),
                "rate": estimate(0.5, 1.0, 3.0),
            },
        ),
        expert(
            "two",
            {
                "share": estimate(8.0, 15.0, 25.0),
                "change": estimate(0.5, 0.9, 1.4),
                "rate": estimate(1.0, 2.0, 5.0),
            },
        ),
    ),
)


def by_brute_force(asked: Elicitation, year: int, seed: int, draws: int) -> np.ndarray:
    """The same futures from the words of docs/method.md alone."""
    rng = np.random.default_rng(seed)

    def drawn(name, expert, link, inverse):
        answer = expert[name]
        low, best, high = (link(x) for x in (answer.low, answer.best, answer.high))
        z = rng.standard_normal()
        return inverse(best + z * ((best - low) if z < 0 else (high - best)) / Z90)

    found = np.empty(draws)
    for draw in range(draws):
        own = asked.experts[rng.integers(len(asked.experts))].answers
        share = drawn("share", own, lambda x: np.log(x / (100 - x)), lambda x: x)
        change = np.log(drawn("change", own, np.log, np.exp))
        rate = drawn("rate", own, np.log, np.exp)
        chance = 1 / (1 + np.exp(-(share + change * (year - 2024) / (2040 - 2024))))
        items = rng.poisson(12.0 * rng.gamma(9.0, 1 / 9.0)) + rng.poisson(rate)
        found[draw] = sum(rng.random() < chance for _ in range(items))
    return found


@pytest.mark.parametrize("year", [2028, 2040])
def test_a_thinned_count_is_what_brute_force_gives(year):
    found, plain = values(conditional(CHANGING), year), by_brute_force(CHANGING, year, 5, DRAWS)
    most = int(max(found.max(), plain.max())) + 1
    ours, theirs = (np.bincount(x.astype(int), minlength=most) / DRAWS for x in (found, plain))
    # the two differ by chance alone: four standard errors of a difference of two shares
    error = np.sqrt(2 * np.maximum(theirs * (1 - theirs), 1 / DRAWS) / DRAWS)
    assert np.all(np.abs(ours - theirs) < 4 * error)


def test_no_more_items_count_than_there_are():
    one = conditional(elicitation())
    items = one.projection.draws[OUTCOME].sel({SERIES: "items", SCENARIO: BASELINE, YEAR: 2035})
    assert np.all(values(one, 2035) <= items.to_numpy())
    assert values(one, 2035).min() == 0.0


def test_the_level_is_the_share_of_the_level():
    one = conditional(elicitation())
    level = one.projection.draws[LEVEL].sel({SERIES: "items", SCENARIO: BASELINE, YEAR: 2035})
    expected = level.to_numpy() * one.judged["share"] / 100.0
    assert values(one, 2035, LEVEL) == pytest.approx(expected)


def test_more_items_never_give_fewer_that_count():
    one = conditional(CHANGING)
    assert np.all(values(one, 2040, scenario="more") >= values(one, 2040))


def test_it_begins_after_the_last_observed_year():
    assert conditional(elicitation()).dataset()[YEAR].to_numpy()[0] == LAST + 1


def test_a_year_does_not_depend_on_which_others_are_asked_for():
    one = conditional(CHANGING)
    later = one.dataset(scenarios=[BASELINE], since=2038)
    whole = one.dataset().sel({SCENARIO: [BASELINE], YEAR: later[YEAR]})
    assert later.equals(whole)


def test_the_projection_itself_is_left_as_it_was():
    one = conditional(CHANGING)
    before = one.projection.draws.copy(deep=True)
    one.dataset()
    assert one.projection.draws.identical(before)


def test_who_is_left_out_moves_the_answer():
    one = conditional(CHANGING)
    without = {who: one.dataset(one.judged_without(who))[OUTCOME].mean() for who in ("one", "two")}
    assert without["two"] > one.dataset()[OUTCOME].mean() > without["one"]


PRICED = elicitation(
    quantities={"price": {"question": TEXT, "unit": TEXT, "scale": "positive"}},
    thinned=None,
    priced={
        "deals": "items",
        "median": "price",
        "spread": 1.2,
        "spread_worth": 10.0,
        "rationale": TEXT,
    },
    experts=(expert("one", {"price": estimate(10.0, 40.0, 160.0)}),),
)


def test_the_sum_of_prices_is_what_brute_force_gives():
    rng, draws = np.random.default_rng(3), 4000
    found = values(conditional(PRICED, draws=draws), 2040)
    plain = np.empty(draws)
    for draw in range(draws):
        middle = np.log(40.0) + rng.standard_normal() * np.log(4.0) / Z90
        spread = 1.2 * np.sqrt(10.0 / rng.chisquare(10.0))
        items = rng.poisson(12.0 * rng.gamma(9.0, 1 / 9.0))
        plain[draw] = np.exp(middle + spread * rng.standard_normal(min(items, MOST))).sum()
    # Kolmogorov and Smirnov: one in ten thousand
    ends = np.sort(np.concatenate([found, plain]))
    apart = np.abs(
        np.searchsorted(np.sort(found), ends, "right")
        - np.searchsorted(np.sort(plain), ends, "right")
    )
    assert apart.max() / draws < 2.23 * np.sqrt(2 / draws)


def test_what_is_not_projected_has_no_conditional_projection():
    whole = counted(draws=10)
    assert list(conditional_projections(whole, {"home": elicitation()})) == ["home"]
    other = elicitation(thinned=SOUND["thinned"] | {"counts": ("items", "others")})
    assert conditional_projections(whole, {"home": other}) == {}


def test_parts_are_thinned_apart_and_add_up():
    one = conditional(CHANGING, draws=4000)
    items, given = one.parts()
    assert given[SERIES].to_numpy().tolist() == ["items", "rate"]
    whole = one.dataset().sel({SERIES: "home"})
    for name in (LEVEL, OUTCOME):
        assert np.array_equal(given[name].sum(SERIES), whole[name])
        assert bool((given[name] <= items[name]).all())
    first, more = (given[OUTCOME].sel({SERIES: name, YEAR: 2035}) for name in ("items", "rate"))
    assert float(more.sel({SCENARIO: BASELINE}).mean()) > 0.0
    assert np.array_equal(more.sel({SCENARIO: BASELINE}), more.sel({SCENARIO: "more"}))
    assert bool((first.sel({SCENARIO: "more"}) >= first.sel({SCENARIO: BASELINE})).all())

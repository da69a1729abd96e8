import numpy as np
import pytest

from kgisim.projection.scenario import Response, Shock
from kgisim.projection.shocks import passed_on, shock_events
from tests.builders import PLAN


@pytest.mark.parametrize("probability", [0.02, 0.3, 0.9])
def test_a_shock_happens_as_often_as_its_probability_says(futures, probability):
    shock = Shock.model_validate(futures.shock(probability, start=2027, until=2040))
    events = shock_events(shock, PLAN.axis, 4000, futures.SEED)[:, 27:]
    error = np.sqrt(probability * (1 - probability) / events.size)
    assert abs(events.mean() - probability) < 4 * error


def test_a_shock_happens_only_in_its_window(futures):
    shock = Shock.model_validate(futures.shock(1.0, start=2030, until=2032))
    years = 2000 + np.flatnonzero(shock_events(shock, PLAN.axis, 3, futures.SEED).any(axis=0))
    assert years.tolist() == [2030, 2031, 2032]


def test_a_shock_without_an_end_may_happen_to_the_horizon(futures):
    shock = Shock.model_validate(futures.shock(1.0, start=2039, until=None))
    assert shock_events(shock, PLAN.axis, 1, futures.SEED).sum() == 2


def test_a_longer_window_keeps_the_events_of_the_shorter_one(futures):
    short, long = (
        shock_events(
            Shock.model_validate(futures.shock(0.3, until=until)), PLAN.axis, 500, futures.SEED
        )
        for until in (2030, 2040)
    )
    assert np.array_equal(short[:, :31], long[:, :31])


def test_a_permanent_shock_stays(futures):
    ratio = futures.ratio(futures.scenario(shocks=[futures.shock()]), "yen")
    assert np.allclose(ratio[:, 30:], 0.8, rtol=1e-5)


def test_before_a_shock_nothing_moves(futures):
    ratio = futures.ratio(futures.scenario(shocks=[futures.shock()]), "yen")
    assert (ratio[:, :30] == 1.0).all()


def test_a_shock_is_made_good_by_halves(futures):
    ratio = futures.ratio(futures.scenario(shocks=[futures.shock(half_life=2.0)]), "yen")
    expected = 0.8 ** (0.5 ** (np.arange(11) / 2.0))
    assert np.allclose(ratio[:, 30:], expected, rtol=1e-5)


def test_events_add_up_on_the_link_scale(futures):
    scenario = futures.scenario(shocks=[futures.shock(start=2030, until=2032)])
    assert np.allclose(futures.ratio(scenario, "yen")[:, 40], 0.8**3, rtol=1e-5)


def test_points_of_a_share_are_met_at_the_middle(futures):
    hit = {"indicator": "share", "unit": "points", "depth": futures.DEEP}
    made = futures.simulator()(futures.scenario(shocks=[futures.shock(hits=[hit])]))
    base = futures.simulator()(futures.scenario())
    medians = [one["level"].sel(series="share", year=2030).median() for one in (base, made)]
    assert float(medians[1] - medians[0]) == pytest.approx(-20.0, abs=0.05)


def test_a_severe_event_is_severe_for_all_that_it_strikes(futures):
    depth = {"p10": -30.0, "p50": -20.0, "p90": -10.0}
    rise = {"p10": 10.0, "p50": 20.0, "p90": 30.0}
    hits = [
        {"indicator": "yen", "unit": "percent", "depth": depth},
        {"indicator": "deals", "unit": "percent", "depth": rise},
    ]
    scenario = futures.scenario(shocks=[futures.shock(hits=hits)])
    fall, climb = (futures.ratio(scenario, name)[:, 30] for name in ("yen", "deals"))
    assert np.allclose(fall + climb, 2.0, atol=1e-5)


def test_the_depth_has_the_elicited_quantiles(futures):
    depth = {"p10": -30.0, "p50": -20.0, "p90": -15.0}
    ratio = futures.ratio(futures.scenario(shocks=[futures.shock(depth=depth)]), "yen")[:, 30]
    below = [(ratio < level).mean() for level in (0.70, 0.80, 0.85)]
    assert below == pytest.approx([0.1, 0.5, 0.9], abs=4 * 0.5 / np.sqrt(futures.DRAWS))


def test_a_shock_of_a_driver_reaches_what_it_drives(futures):
    scenario = futures.scenario(shocks=[futures.shock()])
    assert np.allclose(futures.ratio(scenario, "ratio")[:, 35], 1 / 0.8, rtol=1e-5)


def test_a_response_passes_on_the_departure_alone(futures):
    scenario = futures.scenario(
        measures=[futures.measure(size=50.0)], responses=[futures.response(size=0.5)]
    )
    ratio = futures.ratio(scenario, "sales")
    assert np.allclose(ratio[:, 28:], 1.5**0.5, rtol=1e-5)


def test_a_response_waits_for_its_lag_and_ramp(futures):
    scenario = futures.scenario(
        measures=[futures.measure(size=50.0)],
        responses=[futures.response(size=1.0, lag=3, ramp=4)],
    )
    steps = np.log(futures.ratio(scenario, "sales")[0, 28:]) / np.log(1.5)
    expected = np.clip((np.arange(13) - 2) / 4, 0, 1)
    assert np.allclose(steps, expected, atol=1e-5)


def test_a_response_moves_every_indicator_that_it_names_alike(futures):
    answer = futures.response(elasticity={"p10": 0.0, "p50": 0.2, "p90": 0.4}, also=["yen"])
    scenario = futures.scenario(measures=[futures.measure(size=50.0)], responses=[answer])
    moved = [futures.ratio(scenario, name)[:, 30] for name in ("sales", "yen")]
    assert np.ptp(moved[0]) > 0
    assert np.allclose(moved[0], moved[1])


def test_a_response_to_an_identity_passes_on_its_departure(futures):
    scenario = futures.scenario(
        world=[futures.world(kind="shift", percent=-20.0)],
        responses=[futures.response(cause="ratio", indicator="deals", size=1.0)],
    )
    assert np.allclose(futures.ratio(scenario, "deals")[:, 30:], 1 / 0.8, rtol=1e-5)


def test_responses_chain(futures):
    second = futures.response(cause="sales", indicator="share", size=1.0) | {"id": "second"}
    scenario = futures.scenario(
        measures=[futures.measure(size=50.0)], responses=[second, futures.response(size=0.5)]
    )
    share = [
        futures.simulator()(one)["level"].sel(series="share", year=2035).astype(float) / 100
        for one in (futures.scenario(), scenario)
    ]
    odds = [one / (1 - one) for one in share]
    assert np.allclose(odds[1].to_numpy() / odds[0].to_numpy(), 1.5**0.5, rtol=1e-5)


@pytest.mark.parametrize(("lag", "ramp"), [(0, 1), (2, 1), (0, 3), (20, 20)])
def test_passing_on_is_linear_in_the_departure(futures, lag, ramp):
    response = Response.model_validate(futures.response(lag=lag, ramp=ramp))
    first, second = np.random.default_rng(1).normal(size=(2, 5, 13))
    both = passed_on(response, first + 2 * second, 1)
    assert np.allclose(both, passed_on(response, first, 1) + 2 * passed_on(response, second, 1))

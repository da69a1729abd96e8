import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import nbinom, norm

from kgisim.inference import likelihood
from kgisim.inference.laplace import RowPosterior, rows_logp
from kgisim.inference.likelihood import SMALLEST_NOISE, noise_prior
from kgisim.inference.row_tangent import YearEffects
from tests.builders import build_frame, indicator, row, table

LINK_SCALES = {
    "positive": {},
    "share": {"scale": "share"},
    "stock": {"scale": "count", "counting": "stock"},
    "stock with a ceiling": {"scale": "count", "counting": "stock", "ceiling": 30},
    "real": {"scale": "real"},
}
FLOW = {"scale": "count"}
AWAY, NOISE = np.meshgrid([-6.0, -2.0, -0.3, -0.05, 0.0, 0.05, 0.3, 2.0, 6.0], [0.02, 0.3])
AWAY, NOISE = AWAY.ravel(), NOISE.ravel()
RATE, ALPHA = (grid.ravel() for grid in np.meshgrid([0.05, 3.0, 40.0], [4e-4, 0.09]))


def frame_of(*rows, **more):
    return build_frame(indicator(**more), table(*rows), {})


def log_likelihood(frame, eta, noise=NOISE, shrink=1.0):
    """Points by rows; of each point one link value for all rows, and its noise."""
    shape = (len(noise), frame.rows)
    eta = np.broadcast_to(np.reshape(eta, (-1, np.shape(eta)[1] if np.ndim(eta) > 1 else 1)), shape)
    return rows_logp(frame, eta, noise[:, None], np.full(shape, shrink))


def counts(frame, shrink=1.0):
    """Log-likelihood of the only row at every rate and overdispersion."""
    return log_likelihood(frame, np.log(RATE), np.sqrt(ALPHA / shrink), shrink)[:, 0]


def spread(years=1):
    return np.sqrt(NOISE**2 / years + SMALLEST_NOISE**2)


def log_between(low, high, eta, sd):
    """Log probability of an interval, from the tail in which it lies."""
    right = low + high > 2 * eta
    nearer = np.where(right, norm.logsf(low, eta, sd), norm.logcdf(high, eta, sd))
    farther = np.where(right, norm.logsf(high, eta, sd), norm.logcdf(low, eta, sd))
    return nearer + np.log1p(-np.exp(farther - nearer))


def close(expected):
    """Allow for a square root of two in single precision, by which PyMC divides z."""
    return pytest.approx(expected, rel=1e-5, abs=1e-12)


@pytest.fixture(params=LINK_SCALES.values(), ids=LINK_SCALES)
def scale(request):
    return request.param


# Rows that are the link value plus normal noise


@pytest.mark.parametrize("scale", ["positive", "share", "real"])
def test_an_exact_number_has_the_normal_density(scale):
    frame = frame_of(row(2010, 7.0), scale=scale)
    found = log_likelihood(frame, frame.low + AWAY)[:, 0]
    assert found == pytest.approx(norm.logpdf(AWAY, 0.0, spread()), rel=1e-9)


def test_a_floor_has_the_normal_probability_above_it(scale):
    frame = frame_of(row(2010, 7.0, "ge"), **scale)
    found = log_likelihood(frame, frame.low + AWAY)[:, 0]
    assert found == close(norm.logcdf(AWAY / spread()))


def test_a_ceiling_has_the_normal_probability_below_it(scale):
    frame = frame_of(row(2010, 7.0, "le"), **scale)
    found = log_likelihood(frame, frame.high + AWAY)[:, 0]
    assert found == close(norm.logcdf(-AWAY / spread()))


def test_an_interval_has_the_normal_probability_within_it_in_both_tails(scale):
    frame = frame_of(row(2010, 7.0, "about", low=6, high=8), **scale)
    eta = (frame.low + frame.high) / 2 + AWAY
    found = log_likelihood(frame, eta)[:, 0]
    assert found == close(log_between(frame.low[0], frame.high[0], eta, spread()))


def test_a_whole_stock_count_has_the_probability_of_rounding_to_it():
    frame = frame_of(row(2010, 4), **LINK_SCALES["stock"])
    expected = log_between(np.log(3.5), np.log(4.5), 1.3 + AWAY, spread())
    assert log_likelihood(frame, 1.3 + AWAY)[:, 0] == close(expected)


def test_the_noise_of_a_mean_shrinks_with_its_years():
    frame = frame_of(row(2010, 7.0, "mean", year_end=2013))
    expected = norm.logpdf(AWAY, 0.0, spread(years=4))
    found = log_likelihood(frame, frame.low + AWAY, shrink=0.25)[:, 0]
    assert found == pytest.approx(expected, rel=1e-9)


UNEVEN = {
    "amounts": ({}, [20.0, 50.0, 150.0], "mean"),
    "a sum of amounts": ({}, [20.0, 50.0, 150.0], "sum"),
    "shares": ({"scale": "share"}, [10.0, 50.0, 95.0], "mean"),
    "real numbers": ({"scale": "real"}, [-1.0, 3.0, 7.0], "mean"),
}


@pytest.mark.parametrize(("more", "years", "relation"), UNEVEN.values(), ids=UNEVEN)
def test_a_row_of_uneven_years_has_mean_and_spread_of_noise_in_each_year(more, years, relation):
    """Simulated: noise in every year on the link scale, then the mean of the natural numbers."""
    noise = 0.3
    value = sum(years) if relation == "sum" else sum(years) / 3
    frame = frame_of(row(2010, value, relation, year_end=2012), **more)
    links = frame.scale.forward(np.array(years))
    at = (links - frame.centre)[None]
    seen = RowPosterior(frame, at, np.zeros((1, 3, 1)), np.array([[noise]]))
    eta, shrink, tangent = seen.link(YearEffects(np.zeros((1, 3)), np.zeros((1, 3))))
    shocks = noise * np.random.default_rng(1).standard_normal((400_000, 3))
    made = frame.scale.forward(frame.scale.inverse(links + shocks).mean(axis=1))
    assert eta[0, 0] + tangent.rise[0, 0] == pytest.approx(made.mean(), abs=0.004)
    assert noise * np.sqrt(shrink[0, 0]) == pytest.approx(made.std(), rel=0.03)


@pytest.mark.parametrize(("relation", "value"), [("ge", 0.0), ("le", 100.0)])
def test_a_bound_that_says_nothing_has_no_weight(relation, value):
    frame = frame_of(row(2010, value, relation), scale="share")
    assert (log_likelihood(frame, AWAY) == 0.0).all()


# Rows that are negative-binomial counts

EXPECTED = nbinom(1 / ALPHA, 1 / (1 + ALPHA * RATE))


@pytest.mark.parametrize("number", [0, 1, 7, 60])
def test_a_count_has_the_negative_binomial_probability(number):
    found = counts(frame_of(row(2010, number), **FLOW))
    assert found == pytest.approx(EXPECTED.logpmf(number), rel=1e-7)


def test_a_count_between_bounds_sums_the_numbers_within():
    found = counts(frame_of(row(2010, 5, "about", low=3, high=8), **FLOW))
    expected = logsumexp([EXPECTED.logpmf(number) for number in range(3, 9)], axis=0)
    assert found == pytest.approx(expected, rel=1e-7)


def test_a_count_of_at_most_sums_the_numbers_up_to_it():
    found = counts(frame_of(row(2010, 4, "le"), **FLOW))
    assert found == pytest.approx(EXPECTED.logcdf(4), rel=1e-7, abs=2e-12)


@pytest.mark.parametrize("number", [1, 3])
def test_a_count_of_at_least_leaves_out_the_numbers_below(number):
    found = counts(frame_of(row(2010, number, "ge"), **FLOW))
    assert found == pytest.approx(EXPECTED.logsf(number - 1), rel=1e-6, abs=2e-12)


def test_a_count_of_at_least_zero_says_nothing():
    assert counts(frame_of(row(2010, 0, "ge"), **FLOW)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "bound",
    [
        row(2010, 3, "ge"),
        row(2010, 4, "le"),
        row(2010, 5, "about", low=3, high=8),
        row(2010, 1, "about", low=0, high=2),
        row(2010, 0, "ge"),
    ],
    ids=lambda one: f"{one['relation']} {one['value']}",
)
def test_bounds_too_wide_to_be_summed_have_the_same_probability(bound, monkeypatch):
    summed = counts(frame_of(bound, **FLOW))
    monkeypatch.setattr(likelihood, "MOST_TERMS", -1)
    assert counts(frame_of(bound, **FLOW)) == pytest.approx(summed, rel=1e-8, abs=1e-9)


def test_wide_bounds_on_large_counts_are_those_of_the_negative_binomial():
    rates = np.array([1e3, 1e5, 3e5, 1e6])
    law = nbinom(1 / 0.01, 1 / (1 + 0.01 * rates))
    with np.errstate(divide="ignore"):  # impossible is minus infinity
        between = np.log(law.cdf(1e6) - law.cdf(1e5 - 1))
    bounds = [
        (row(2010, 1e5, "ge"), law.logsf(1e5 - 1)),
        (row(2010, 2e5, "le"), law.logcdf(2e5)),
        (row(2010, 5e5, "about", low=1e5, high=1e6), between),
    ]
    for bound, expected in bounds:
        frame = frame_of(bound, **FLOW)
        found = log_likelihood(frame, np.log(rates), np.full(4, 0.1))[:, 0]
        seen = expected > -600
        assert found[seen] == pytest.approx(expected[seen], rel=1e-6, abs=1e-9)
        assert (found[~seen] <= -600).all()


def test_overdispersion_shrinks_in_a_total():
    frame = frame_of(row(2010, 30, "sum", year_end=2012), **FLOW)
    found = counts(frame, shrink=0.4)
    assert found == pytest.approx(EXPECTED.logpmf(30), rel=1e-7)


# Many rows at once


MIXED = (
    row(2010, 5, "ge"),
    row(2011, 6),
    row(2012, 7, "about", low=5, high=9),
    row(2013, 3),
    row(2014, 9, "le"),
    row(2015, 2, "ge"),
    row(2016, 4, "about", low=4, high=5),
)
ON_BOTH_SIDES = pytest.mark.parametrize("more", [FLOW, {"scale": "share"}], ids=["flow", "share"])


@ON_BOTH_SIDES
def test_rows_of_all_kinds_keep_their_places(more):
    eta = np.linspace(0.5, 2.0, len(NOISE) * len(MIXED)).reshape(len(NOISE), -1)
    backward = [one | {"year": 2030 - one["year"], "year_end": 2030 - one["year"]} for one in MIXED]
    one, other = (log_likelihood(frame_of(*rows, **more), eta) for rows in (MIXED, backward))
    turned = log_likelihood(frame_of(*backward, **more), eta[:, ::-1])
    assert turned[:, ::-1] == pytest.approx(one, rel=1e-12)
    assert not np.allclose(one, other)


@ON_BOTH_SIDES
def test_no_link_value_makes_a_likelihood_above_one_or_undefined(more):
    found = log_likelihood(frame_of(*MIXED, **more), 100 * AWAY)
    assert found.shape == (len(AWAY), len(MIXED))
    assert not np.isnan(found).any()
    assert (found < norm.logpdf(0.0, 0.0, NOISE.min()) + 1e-9).all()


# The prior of the noise


def test_the_noise_of_counts_is_overdispersion():
    assert noise_prior(frame_of(row(2010, 5), **FLOW))["kwargs"] == {"sigma": 0.3}


def test_the_noise_of_other_numbers_is_a_few_per_cent(scale):
    assert noise_prior(frame_of(row(2010, 5), **scale))["kwargs"] == {"sigma": 0.05}

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp
from scipy.stats import multivariate_normal, nbinom, norm

from kgisim.inference import importance_sampling
from kgisim.inference.importance_sampling import (
    _Proposal,
    _weigh,
    sample_posterior,
)
from kgisim.inference.importance_weights import normalised
from kgisim.inference.laplace import RowPosterior
from kgisim.inference.likelihood import SMALLEST_NOISE
from kgisim.inference.model import compile_family
from tests.builders import TEXT, build_frame, driver_effect, indicator, row, table, yearly
from tests.inference.families import Gusty, RandomWalk, half_normal, walk_loadings

YEARS = 31  # 2010 to 2040


def gaussian_frame():
    """Exact rows with a driver, a break, two sources, stated errors and a gap."""
    one = indicator(
        drivers=[driver_effect("yen", mean=0.4, sd=0.3)],
        breaks=[{"year": 2013, "reason": TEXT, "sd": 0.2}],
        offsets={"sd": 0.1, "anchor": "mean"},
        sources={key: {"title": key, "publisher": key} for key in "ab"},
    )
    rows = [
        row(2010, 5.0, source="a"),
        row(2011, 5.5, source="b", se=0.3),
        row(2011, 6.5, source="a"),
        row(2014, 8.0, source="b", evidence="unverified"),
        row(2015, 7.0, source="a"),
    ]
    yen = pd.Series(np.sin(np.arange(41.0)), index=np.arange(2000, 2041))
    return build_frame(one, table(*rows), {"yen": yen})


def some_points(size, years=YEARS, seed=1):
    """Means, loadings and noises that no family need have made."""
    generator = np.random.default_rng(seed)
    causal = np.tril(np.ones((years, years)))
    return (
        generator.normal(0.0, 0.2, (size, years)),
        generator.normal(0.0, 0.3, (size, years, years)) * causal,
        generator.uniform(0.02, 0.4, (size, 1)),
    )


def rows_at(frame, mean, loadings, noise):
    """Rows seen from points whose paths go on beyond them."""
    return RowPosterior(frame, mean[:, : frame.covered], loadings[:, : frame.covered], noise)


def law_of_rows(frame, mean, loadings, noise):
    """Mean, covariance and innovation map of Gaussian rows at one point, written out."""
    at = [list(frame.years).index(2010 + int(np.argmax(weights))) for weights in frame.weights]
    drivers = frame.driver_sd[:, None] * frame.drivers
    path = np.hstack([loadings[:, : frame.covered], drivers.T])[at]
    maps = np.hstack([path, frame.row_terms])
    centre = frame.centre + (mean + frame.driver_mean @ frame.drivers)[at]
    return centre, maps, np.diag(np.full(frame.rows, noise[0] ** 2 + SMALLEST_NOISE**2))


class Fixed:
    """In place of a generator: the innovations and errors that a draw is to use."""

    def __init__(self, *arrays):
        self._arrays = list(arrays)

    def standard_normal(self, shape):
        array = self._arrays.pop(0)
        assert array.shape == shape
        return array


# Gaussian rows: everything is known in closed form


def test_the_weight_of_a_point_is_the_evidence_of_gaussian_rows():
    frame, points = gaussian_frame(), some_points(20)
    log_weights, *_ = rows_at(frame, *points).draw(np.random.default_rng(2))
    for found, mean, loadings, noise in zip(log_weights, *points, strict=True):
        centre, maps, errors = law_of_rows(frame, mean, loadings, noise)
        expected = multivariate_normal(centre, maps @ maps.T + errors).logpdf(frame.low)
        assert found == pytest.approx(expected, abs=1e-8)


def test_innovations_are_drawn_from_the_exact_gaussian_conditional():
    frame = gaussian_frame()
    mean, loadings, noise = (array[0] for array in some_points(1))
    centre, maps, errors = law_of_rows(frame, mean, loadings, noise)
    gain = maps.T @ np.linalg.inv(maps @ maps.T + errors)
    exact_mean = gain @ (frame.low - centre)
    exact_covariance = np.eye(maps.shape[1]) - gain @ maps

    size = 1 + maps.shape[1] + frame.rows  # the middle, and a unit step in every direction
    steps = np.vstack([np.zeros(size - 1), np.eye(size - 1)])
    same = (np.repeat(array[None], size, axis=0) for array in (mean, loadings, noise))
    rows = rows_at(frame, *same)
    _, drawn, _ = rows.draw(Fixed(steps[:, : maps.shape[1]], steps[:, maps.shape[1] :]))
    spread = drawn[1:] - drawn[0]
    assert drawn[0] == pytest.approx(exact_mean, abs=1e-8)
    assert spread.T @ spread == pytest.approx(exact_covariance, abs=1e-8)


def test_innovations_that_no_row_sees_are_left_open():
    frame = build_frame(indicator(), table(*yearly([5.0, 6.0])), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    points = compiled.sample(np.random.default_rng(1), 5)
    found = _weigh(compiled, frame, points, None, np.random.default_rng(2))
    assert np.isfinite(found.innovations[:, :2]).all()
    assert np.isnan(found.innovations[:, 2:]).all()


# The tangent, never laid out as a matrix


TANGENTS = {
    "amount": {},
    "share": {"scale": "share"},
    "bent count": {"scale": "count"},
    "bent share of a ceiling": {"scale": "count", "counting": "stock", "ceiling": 30},
}


def some_rows(more, size=3):
    """Rows of one and of several years, two of them of one year, with a driver and an error."""
    one = indicator(drivers=[driver_effect("yen", mean=0.4, sd=0.3)], **more)
    rows = [*yearly([5, 6, 9]), row(2011, 7, se=0.5), row(2012, 24, "sum", year_end=2014)]
    yen = pd.Series(np.sin(np.arange(41.0)), index=np.arange(2000, 2041))
    return rows_at(build_frame(one, table(*rows), {"yen": yen}), *some_points(size))


def at_random(rows, seed=4, size=0.3):
    columns = rows.loadings.shape[2] + rows.effects.shape[1] + rows.frame.row_terms.shape[1]
    return np.random.default_rng(seed).normal(0.0, size, (len(rows.base), columns))


def link_at(rows, innovations):
    years, term = rows.of(innovations)
    return rows.link(years)[0] + term


@pytest.mark.parametrize("more", TANGENTS.values(), ids=TANGENTS)
def test_the_tangent_is_the_derivative_of_the_rows(more):
    rows = some_rows(more)
    place, direction = at_random(rows), at_random(rows, seed=5, size=1e-5)
    tangent = rows.link(rows.of(place)[0])[2]
    difference = (link_at(rows, place + direction) - link_at(rows, place - direction)) / 2
    assert tangent.times(direction) == pytest.approx(difference, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("more", TANGENTS.values(), ids=TANGENTS)
def test_the_transposed_tangent_belongs_to_the_tangent(more):
    rows = some_rows(more)
    tangent = rows.link(rows.of(at_random(rows))[0])[2]
    innovations = at_random(rows, seed=5)
    weights = np.random.default_rng(6).normal(size=(len(rows.base), rows.frame.rows))
    forth = (tangent.times(innovations) * weights).sum(axis=1)
    back = (innovations * tangent.transposed(weights)).sum(axis=1)
    assert forth == pytest.approx(back, rel=1e-10)


@pytest.mark.parametrize("more", TANGENTS.values(), ids=TANGENTS)
def test_the_gram_matrix_is_the_tangent_times_its_transpose(more):
    rows = some_rows(more)
    tangent = rows.link(rows.of(at_random(rows))[0])[2]
    size, terms = rows.frame.rows, rows.frame.row_terms
    unit = np.eye(size)[:, None, :].repeat(len(rows.base), axis=1)
    laid_out = np.stack([tangent.times(tangent.transposed(one)) for one in unit], axis=2)
    assert tangent.gram() + terms @ terms.T == pytest.approx(laid_out, rel=1e-10, abs=1e-12)


# Other rows: the mean weight is an integral


def mean_weight(frame, size=40_000, noise=0.2, loadings=None, centre=0.0):
    """Log of the mean weight of many draws at one point, and its relative standard error."""
    if loadings is None:
        loadings = 0.6 * np.eye(frame.covered, len(frame.years)).T[: len(frame.years)]
    shape = (size, *loadings.shape)
    rows = rows_at(
        frame,
        np.full((size, len(frame.years)), centre),
        np.broadcast_to(loadings, shape),
        np.full((size, 1), noise),
    )
    weights, *_ = rows.draw(np.random.default_rng(3))
    relative = np.exp(weights - weights.max())
    return logsumexp(weights) - np.log(size), relative.std() / relative.mean() / np.sqrt(size)


def integral(frame, likelihood, sd=0.6):
    """The same for one yearly row, by quadrature over its Gaussian path."""

    def integrand(away):
        return norm.pdf(away, 0.0, sd) * likelihood(frame.scale.bend(frame.centre + away))

    return np.log(quad(integrand, -6 * sd, 6 * sd)[0])


def count_pmf(number, noise=0.2):
    alpha = noise**2
    return lambda eta: nbinom.pmf(number, 1 / alpha, 1 / (1 + alpha * np.exp(eta)))


NOISE = np.hypot(0.2, SMALLEST_NOISE)


@pytest.mark.parametrize(
    ("given", "more", "likelihood"),
    [
        (row(2010, 4), {"scale": "count"}, count_pmf(4)),
        (row(2010, 0), {"scale": "count"}, count_pmf(0)),
        (
            row(2010, 9, "about", low=8, high=10),
            {"scale": "count"},
            lambda eta: sum(count_pmf(number)(eta) for number in (8, 9, 10)),
        ),
        (
            row(2010, 2, "ge"),
            {"scale": "count"},
            lambda eta: 1 - count_pmf(0)(eta) - count_pmf(1)(eta),
        ),
        (row(2010, 5.0, "ge"), {}, lambda eta: norm.sf(np.log(5), eta, NOISE)),
        (row(2010, 5.0, "le"), {}, lambda eta: norm.cdf(np.log(5), eta, NOISE)),
        (
            row(2010, 5.0, "about", low=3, high=9),
            {},
            lambda eta: norm.cdf(np.log(9), eta, NOISE) - norm.cdf(np.log(3), eta, NOISE),
        ),
    ],
    ids=["count", "zero", "counts within", "count floor", "floor", "ceiling", "interval"],
)
def test_the_mean_weight_is_the_evidence_of_any_row(given, more, likelihood):
    frame = build_frame(indicator(**more), table(given), {})
    found, error = mean_weight(frame)
    assert error < 0.02
    assert found == pytest.approx(integral(frame, likelihood), abs=5 * error)


def total_of_counts(path, number, noise):
    rates = np.exp(path)
    total = rates.sum(axis=-1)
    alpha = noise**2 * (rates**2).sum(axis=-1) / total**2
    return nbinom.pmf(number, 1 / alpha, 1 / (1 + alpha * total))


@pytest.mark.parametrize(
    ("given", "more", "likelihood"),
    [
        (
            row(2010, 14, "sum", year_end=2011),
            {"scale": "count"},
            lambda path: total_of_counts(path, 14, 0.2),
        ),
        (
            row(2010, 14.0, "mean", year_end=2011),
            {},
            lambda path: norm.pdf(
                np.log(14), np.log(np.exp(path).mean(-1)), np.hypot(0.2 / 2**0.5, SMALLEST_NOISE)
            ),
        ),
    ],
    ids=["total of counts", "mean of amounts"],
)
def test_the_mean_weight_is_the_evidence_of_a_span(given, more, likelihood):
    frame = build_frame(indicator(**more), table(given), {})
    found, error = mean_weight(frame, centre=0.3)
    nodes, node_weights = np.polynomial.hermite_e.hermegauss(60)
    grid = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), axis=-1) * 0.6 + frame.centre + 0.3
    expected = np.einsum(
        "i,j,ij->", node_weights, node_weights, likelihood(frame.scale.bend(grid)) / (2 * np.pi)
    )
    assert error < 0.02
    assert found == pytest.approx(np.log(expected), abs=5 * error)


# Hyperparameters

PRIORS = {"step": half_normal(0.2), "noise": half_normal(0.1)}
WALK = (5.0, 5.6, 5.2, 6.6, 7.1, 6.4, 8.0)


@pytest.fixture
def few_points(monkeypatch):
    for name, value in (("FIRST", 300), ("ROUND", 200), ("BATCH", 1000), ("ENOUGH", 500.0)):
        monkeypatch.setattr(importance_sampling, name, value)


def quadrature(frame, cells=120):
    """Posterior of step and noise on a fine grid, from the closed-form evidence."""
    step, noise = np.meshgrid(
        *((np.arange(cells) + 0.5) / cells * top for top in (1.0, 0.5)), indexing="ij"
    )
    log_posterior = norm.logpdf(step, 0, 0.2) + norm.logpdf(noise, 0, 0.1)
    for at in np.ndindex(step.shape):
        walk = walk_loadings(step[at], frame.rows)
        covariance = walk @ walk.T
        covariance += (noise[at] ** 2 + SMALLEST_NOISE**2) * np.eye(frame.rows)
        law = multivariate_normal(np.full(frame.rows, frame.centre), covariance)
        log_posterior[at] += law.logpdf(frame.low)
    weights = normalised(log_posterior)
    return {"step": (weights * step).sum(), "noise": (weights * noise).sum()}


def test_hyperparameters_agree_with_quadrature():
    frame = build_frame(indicator(), table(*yearly(WALK)), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    found = sample_posterior(compiled, frame, np.random.default_rng(1))
    natural = np.column_stack(found.hyper)
    weights = normalised(found.log_weights)
    mean = weights @ natural
    error = np.sqrt(weights**2 @ (natural - mean) ** 2)
    for name, expected in quadrature(frame, cells=60).items():
        column = compiled.names.index(name)
        assert mean[column] == pytest.approx(expected, abs=5 * error[column] + 0.001)


def test_a_hyperparameter_of_every_year_keeps_the_evidence(few_points):
    frame = build_frame(indicator(), table(*yearly(WALK[:3])), {})
    priors = {**Gusty().priors("positive"), "noise": half_normal(0.1)}
    compiled = compile_family(Gusty(), priors, 41)
    found = sample_posterior(compiled, frame, np.random.default_rng(1))
    weights = np.exp(found.log_weights)
    generator = np.random.default_rng(2)
    _, loadings, natural, _ = compiled.evaluate(compiled.sample(generator, 20_000))
    covered = loadings[:, :3]
    noise = natural[:, compiled.names.index("noise")]
    covariance = covered @ covered.transpose(0, 2, 1)
    covariance += (noise**2 + SMALLEST_NOISE**2)[:, None, None] * np.eye(3)
    away = frame.low - frame.centre
    plain = np.exp(
        -0.5 * np.einsum("r,ars,s->a", away, np.linalg.inv(covariance), away)
        - 0.5 * np.linalg.slogdet(covariance)[1]
        - 1.5 * np.log(2 * np.pi)
    )
    error = np.hypot(weights.std() / len(weights) ** 0.5, plain.std() / len(plain) ** 0.5)
    assert weights.mean() == pytest.approx(plain.mean(), abs=5 * error)


def test_the_same_generator_gives_the_same_points(few_points):
    frame = build_frame(indicator(), table(*yearly(WALK)), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    one, other = (sample_posterior(compiled, frame, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one.log_weights, other.log_weights)
    assert np.array_equal(one.innovations, other.innovations, equal_nan=True)


def test_sampling_stops_when_the_points_suffice(few_points, monkeypatch):
    monkeypatch.setattr(importance_sampling, "ENOUGH", 1.0)
    frame = build_frame(indicator(), table(*yearly(WALK)), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    found = sample_posterior(compiled, frame, np.random.default_rng(7))
    assert len(found.log_weights) == importance_sampling.BATCH


@pytest.mark.parametrize(("limit", "proposals"), [(np.inf, 1), (-np.inf, 2)])
def test_a_proposal_with_too_heavy_a_tail_is_adapted_once_more(
    few_points, monkeypatch, limit, proposals
):
    seen = []
    draw = importance_sampling._batches
    monkeypatch.setattr(importance_sampling, "LARGEST_K", limit)
    monkeypatch.setattr(
        importance_sampling, "_batches", lambda *given: seen.append(given[2]) or draw(*given)
    )
    frame = build_frame(indicator(), table(*yearly(WALK)), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    sample_posterior(compiled, frame, np.random.default_rng(7))
    assert len({proposal.centre.tobytes() for proposal in seen}) == proposals


def test_sampling_gives_up_after_a_bounded_number_of_points(few_points, monkeypatch):
    monkeypatch.setattr(importance_sampling, "ENOUGH", np.inf)
    frame = build_frame(indicator(), table(*yearly(WALK)), {})
    compiled = compile_family(RandomWalk(), PRIORS, YEARS)
    found = sample_posterior(compiled, frame, np.random.default_rng(7))
    assert len(found.log_weights) == importance_sampling.BATCH * importance_sampling.BATCHES


# The proposal


def test_the_density_of_the_proposal_is_that_of_its_draws():
    compiled = compile_family(RandomWalk(), PRIORS, 5)
    generator = np.random.default_rng(1)
    proposal = _Proposal(np.array([-2.0, -3.0]), np.array([[0.3, 0.0], [0.2, 0.4]]))
    points = proposal.sample(compiled, generator, 20_000)
    log_prior = compiled.evaluate(points)[3]
    ratio = np.exp(log_prior - proposal.log_density(np.column_stack(points), log_prior))
    error = ratio.std() / np.sqrt(len(ratio))
    assert ratio.mean() == pytest.approx(1.0, abs=5 * error)
    assert ratio.max() <= 1 / importance_sampling.DEFENSIVE + 1e-9


def test_the_proposal_goes_where_the_weight_is():
    compiled = compile_family(RandomWalk(), PRIORS, 5)
    points = compiled.sample(np.random.default_rng(1), 2000)
    wanted = np.array([-1.5, -3.0])
    log_weights = -8 * ((np.column_stack(points) - wanted) ** 2).sum(axis=1)
    proposal = _Proposal.adapted(compiled, points, log_weights)
    assert proposal.centre == pytest.approx(wanted, abs=0.25)


@pytest.mark.parametrize("alive", [1, 3])
def test_a_proposal_is_found_also_when_few_points_have_any_weight(alive):
    compiled = compile_family(RandomWalk(), PRIORS, 5)
    points = compiled.sample(np.random.default_rng(1), 100)
    log_weights = np.full(100, -np.inf)
    log_weights[:alive] = 0.0
    assert np.isfinite(_Proposal.adapted(compiled, points, log_weights).root).all()

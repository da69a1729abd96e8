import numpy as np
import pandas as pd
import pymc as pm
import pytest
from scipy.stats import beta, gamma, halfcauchy, halfnorm, kstest, truncnorm, uniform

from kgisim.errors import FitError
from kgisim.inference.laplace import RowPosterior, rows_logp
from kgisim.inference.model import compile_family
from kgisim.inference.numpy_backend import PLAIN
from kgisim.inference.pymc_priors import make_prior
from kgisim.inference.reference_model import reference_model
from tests.builders import build_frame, driver_effect, indicator, row, table, yearly
from tests.inference.families import Gusty, Line, RandomWalk, half_normal, walk_loadings

PRIORS = {"step": half_normal(0.2), "noise": half_normal(0.05)}


@pytest.fixture(scope="module")
def walk():
    return compile_family(RandomWalk(), PRIORS, 8)


def draw(compiled, size=4000, seed=1):
    points = compiled.sample(np.random.default_rng(seed), size)
    return points, *compiled.evaluate(points)


# Hyperparameters


def test_draws_follow_the_prior(walk):
    _, _, _, natural, _ = draw(walk)
    for name, sigma in (("step", 0.2), ("noise", 0.05)):
        found = natural[:, walk.names.index(name)]
        assert kstest(found, halfnorm(scale=sigma).cdf).pvalue > 0.001


def test_the_log_prior_is_the_density_on_the_unconstrained_scale(walk):
    points, _, _, natural, log_prior = draw(walk)
    expected = sum(
        halfnorm(scale=sigma).logpdf(natural[:, column]) + points[column]  # dx/d log x = x
        for column, sigma in ((walk.names.index("step"), 0.2), (walk.names.index("noise"), 0.05))
    )
    assert log_prior == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("dist", "kwargs", "expected"),
    [
        ("Uniform", {"lower": 0.1, "upper": 0.3}, uniform(0.1, 0.2)),
        ("Beta", {"alpha": 18.0, "beta": 2.0}, beta(18, 2)),
        ("HalfCauchy", {"beta": 0.1}, halfcauchy(scale=0.1)),
        (
            "TruncatedNormal",
            {"mu": 0.1, "sigma": 0.1, "lower": 0.0, "upper": 1.0},
            truncnorm(-1, 9, 0.1, 0.1),
        ),
    ],
)
def test_a_prior_of_any_shape_can_be_drawn(dist, kwargs, expected):
    priors = {"step": {"dist": dist, "kwargs": kwargs}, "noise": half_normal(0.05)}
    compiled = compile_family(RandomWalk(), priors, 3)
    _, _, _, natural, log_prior = draw(compiled)
    assert np.isfinite(log_prior).all()
    assert kstest(natural[:, compiled.names.index("step")], expected.cdf).pvalue > 0.001


def test_a_truncated_prior_is_the_distribution_within_its_ends():
    prior = {"dist": "Gamma", "kwargs": {"alpha": 0.7, "beta": 3.5}, "within": [0.05, 0.4]}
    compiled = compile_family(RandomWalk(), {"step": prior, "noise": half_normal(0.05)}, 3)
    _, _, _, natural, _ = draw(compiled)
    whole, found = gamma(0.7, scale=1 / 3.5), natural[:, compiled.names.index("step")]
    assert 0.05 <= found.min() <= found.max() <= 0.4
    inside = np.diff(whole.cdf([0.05, 0.4]))
    assert kstest(found, lambda x: (whole.cdf(x) - whole.cdf(0.05)) / inside).pvalue > 0.001


def test_the_same_generator_gives_the_same_draws(walk):
    one, other = draw(walk, 10, seed=3), draw(walk, 10, seed=3)
    assert np.array_equal(one[0], other[0])


def test_draws_go_on_where_the_generator_stands(walk):
    generator = np.random.default_rng(1)
    first, second = walk.sample(generator, 10), walk.sample(generator, 10)
    assert not np.isin(first[0], second[0]).any()


@pytest.mark.parametrize(
    "spec",
    [
        {"dist": "HalfNormall", "kwargs": {"sigma": 1.0}},
        {"dist": "HalfNormal", "kwargs": {"sigma": "wide"}},
        {"kwargs": {"sigma": 1.0}},
        {"dist": "Poisson", "kwargs": {"mu": 3.0}},
        {"dist": "HalfFlat", "kwargs": {}},
    ],
)
def test_an_unusable_prior_is_refused_by_name(spec):
    with pm.Model(), pytest.raises(FitError, match=r"prior of 'step': .* is not usable.*expected"):
        make_prior("step", spec)


def test_a_hyperparameter_that_is_not_among_the_priors_is_refused():
    class Nested(RandomWalk):
        def path(self, hyper, years):
            inner = pm.HalfNormal("inner", hyper["step"])
            return super().path({"step": inner}, years)

    compiled = compile_family(Nested(), PRIORS, 3)
    with pytest.raises(FitError, match="'inner' is not among the priors"):
        draw(compiled, 1)


# The path


def test_the_path_is_that_of_the_family(walk):
    _, mean, loadings, natural, _ = draw(walk, 5)
    step = natural[:, walk.names.index("step")]
    assert mean.tolist() == np.zeros((5, 8)).tolist()
    assert loadings == pytest.approx(np.array([walk_loadings(size, 8) for size in step]))


def test_a_path_without_hyperparameters_is_shared_by_all_points():
    _, mean, loadings, natural, _ = draw(compile_family(Line(), {"noise": half_normal(0.1)}, 4), 3)
    assert mean.shape == (3, 4)
    assert loadings.shape == (3, 4, 2)
    assert (loadings[0] == loadings[2]).all()
    assert natural.shape == (3, 1)


def test_a_hyperparameter_of_every_year_comes_after_the_scalars():
    priors = {**Gusty().priors("positive"), "noise": half_normal(0.05)}
    compiled = compile_family(Gusty(), priors, 41)
    points, _, loadings, natural, _ = draw(compiled, 3)
    assert compiled.names == ("noise", "size")
    assert points[-1].shape == (3, 41)
    assert loadings[:, -1] == pytest.approx(natural[:, [1]] * np.exp(points[-1]))


# The reference model


SCALES = {
    "positive": {},
    "share": {"scale": "share"},
    "flow": {"scale": "count"},
    "stock": {"scale": "count", "counting": "stock", "ceiling": 30},
    "real": {"scale": "real"},
}
ROWS = [*yearly([5, 6, 7, 9]), row(2014, 6, "ge"), row(2015, 7, "mean", year_end=2017)]


@pytest.mark.parametrize("more", SCALES.values(), ids=SCALES)
def test_the_reference_model_has_the_likelihood_that_importance_sampling_uses(more):
    frame = build_frame(indicator(**more), table(*ROWS), {})
    priors = {"step": half_normal(0.2), "noise": half_normal(0.05)}
    model = reference_model(RandomWalk(), priors, frame)
    innovations = np.random.default_rng(2).normal(0.0, 0.5, len(frame.years))
    point = {"innovation": innovations, "step_log__": np.log(0.3), "noise_log__": np.log(0.1)}
    rows = model.compile_logp(model.potentials, mode=PLAIN)(point)
    loadings = walk_loadings(0.3, len(frame.years))[None]
    seen = RowPosterior(
        frame, np.zeros((1, frame.covered)), loadings[:, : frame.covered], np.array([[0.1]])
    )
    years, term = seen.of(innovations[None, : frame.covered])
    eta, shrink, tangent = seen.link(years)
    assert rows == pytest.approx(seen.logp(eta + tangent.rise + term, shrink).sum(), rel=1e-9)


def test_the_reference_model_holds_drivers_and_row_errors():
    one = indicator(drivers=[driver_effect("yen")])
    path = pd.Series(np.linspace(-0.3, 0.0, 41), index=np.arange(2000, 2041))
    frame = build_frame(one, table(*yearly([5, 6, 7], se=0.1)), {"yen": path})
    model = reference_model(RandomWalk(), PRIORS, frame)
    assert {rv.name for rv in model.free_RVs} == {"step", "noise", "innovation", "effect", "term"}
    assert model["path"].eval(mode=PLAIN).shape == (len(frame.years),)


@pytest.mark.parametrize("more", SCALES.values(), ids=SCALES)
def test_nothing_is_compiled(more, monkeypatch):
    def refuse(*_, **__):
        pytest.fail("generated code would make results depend on the compiler of the machine")

    monkeypatch.setattr("pytensor.link.c.basic.CLinker.make_thunk", refuse)
    monkeypatch.setattr("pytensor.link.numba.linker.NumbaLinker.jit_compile", refuse)
    frame = build_frame(indicator(**more), table(*ROWS), {})
    draw(compile_family(RandomWalk(), PRIORS, frame.covered), 3)
    rows_logp(frame, np.ones((1, 6)), np.ones((1, 1)), np.ones((1, 6)))

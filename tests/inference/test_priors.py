import numpy as np
import pytest
from scipy.stats import beta, cauchy, expon, gamma, halfnorm, norm

from kgisim.errors import FitError
from kgisim.inference import pymc_priors
from kgisim.inference.priors import prior_of
from kgisim.inference.pymc_priors import compile_prior

WITHIN = {
    "gamma": {"dist": "Gamma", "kwargs": {"alpha": 0.7, "beta": 3.5}, "within": [0.05, 0.4]},
    "beta": {"dist": "Beta", "kwargs": {"alpha": 18.0, "beta": 4.0}, "within": [0.5, 0.995]},
    "half normal": {"dist": "HalfNormal", "kwargs": {"sigma": 0.2}, "within": [0.0, 0.3]},
}
USUAL = {
    "normal": ({"dist": "Normal", "kwargs": {"mu": 0.3, "sigma": 0.1}}, norm(0.3, 0.1)),
    "half normal": ({"dist": "HalfNormal", "kwargs": {"sigma": 0.2}}, halfnorm(scale=0.2)),
    "gamma": ({"dist": "Gamma", "kwargs": {"alpha": 1.2, "beta": 9.0}}, gamma(1.2, scale=1 / 9)),
    "beta": ({"dist": "Beta", "kwargs": {"alpha": 18.0, "beta": 4.0}}, beta(18, 4)),
}
OTHERS = {
    "cauchy": ({"dist": "Cauchy", "kwargs": {"alpha": 0.1, "beta": 0.3}}, cauchy(0.1, 0.3)),
    "exponential": ({"dist": "Exponential", "kwargs": {"lam": 9.0}}, expon(scale=1 / 9)),
}
LAWS = USUAL | OTHERS
SPECS = {name: spec for name, (spec, _) in LAWS.items()}
SPECS |= {f"{name} within": spec for name, spec in WITHIN.items()}


def sampled(spec, size=50):
    prior = prior_of("x", spec)
    return prior, prior.sample(np.random.default_rng(1), size)


@pytest.mark.parametrize(("spec", "law"), LAWS.values(), ids=LAWS)
def test_the_density_is_that_of_the_distribution(spec, law):
    prior, points = sampled(spec)
    natural, _, log_density = prior.density(points)
    assert log_density == pytest.approx(law.logpdf(natural), rel=1e-9)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_density_of_unconstrained_values_has_the_slope_of_the_way_back(spec):
    prior, points = sampled(spec)
    step = 1e-6
    above, below = prior.density(points + step)[0], prior.density(points - step)[0]
    _, unconstrained, plain = prior.density(points)
    slope = np.log((above - below) / (2 * step))
    assert unconstrained - plain == pytest.approx(slope, abs=1e-5)


def test_a_truncated_density_is_the_whole_one_over_the_chance_of_the_inside():
    prior, points = sampled(WITHIN["gamma"])
    natural, _, log_density = prior.density(points)
    whole = gamma(0.7, scale=1 / 3.5)
    inside = np.diff(whole.cdf([0.05, 0.4]))
    assert log_density == pytest.approx(whole.logpdf(natural) - np.log(inside), rel=1e-9)


@pytest.mark.parametrize("spec", [*(s for s, _ in USUAL.values()), *WITHIN.values()])
def test_a_usual_prior_is_what_pymc_makes_of_the_same_words(spec):
    usual, other = prior_of("x", spec), compile_prior("x", spec)
    assert type(usual) is not type(other)
    one, two = (prior.sample(np.random.default_rng(1), 500) for prior in (usual, other))
    # but for last bits; of half-normals PyMC takes the root of two in single precision
    near = 1e-5 if spec["dist"] == "HalfNormal" else 1e-10
    assert one == pytest.approx(two, rel=near, abs=1e-10)
    far = np.concatenate([one, [-40.0, 40.0]])
    for found, expected in zip(usual.density(far), other.density(far), strict=True):
        assert found == pytest.approx(expected, rel=near, abs=1e-10)


@pytest.mark.parametrize("spec", [spec for spec, _ in OTHERS.values()], ids=OTHERS)
def test_priors_of_one_kind_are_compiled_once(spec):
    prior_of("x", spec)
    before = pymc_priors._functions.cache_info().misses
    other = spec | {"kwargs": {name: 1.5 * value for name, value in spec["kwargs"].items()}}
    assert prior_of("y", other) != prior_of("x", spec)
    assert pymc_priors._functions.cache_info().misses == before


def test_a_prior_of_several_values_keeps_its_shape():
    spec = {"dist": "HalfNormal", "kwargs": {"sigma": 1.0, "shape": 41}}
    prior, points = sampled(spec, size=7)
    assert prior.shape == (41,)
    assert points.shape == (7, 41)
    assert all(part.shape == (7, 41) for part in prior.density(points))


@pytest.mark.parametrize("spec", [{"dist": "HalfNormall"}, {"kwargs": {"sigma": 1.0}}])
def test_an_unusable_prior_is_refused_by_its_own_name(spec):
    with pytest.raises(FitError, match=r"prior of 'level_sd': .* is not usable"):
        prior_of("level_sd", {"kwargs": {"sigma": 0.25}} | spec)


def test_the_refusal_tells_the_numbers_as_they_were_written():
    with pytest.raises(FitError, match=r"0\.25"):
        prior_of("level_sd", {"dist": "HalfNormall", "kwargs": {"sigma": 0.25}})

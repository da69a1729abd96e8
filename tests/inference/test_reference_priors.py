"""Learned priors: quantiles against closed forms, and the file."""

import math

import pytest
from pydantic import ValidationError

from kgisim.errors import ContentError
from kgisim.inference.family import load_family
from kgisim.inference.model_card import read_card
from kgisim.inference.reference_priors import LearnedPrior, read_learned
from kgisim.workspace import Workspace

BUNDLED = Workspace.bundled()
FAMILIES = [one for one in BUNDLED.families() if read_card(BUNDLED, one).priors_file]
FILE = "mine.yaml"
WRITTEN = """\
version: 1
scales:
  count:
    series: 2
    drift_mean: 0.0
    priors:
      step: {dist: Gamma, kwargs: {alpha: 1.0, beta: 2.0}, within: [0.0, 1.0]}
sources:
- {source: owid, indicator: quakes, licence: CC BY 4.0, series: [Japan, Turkey]}
"""
CHANCES = [0.0, 0.1, 0.5, 0.9, 1.0]


def prior(dist: str, within=None, **kwargs: float) -> LearnedPrior:
    return LearnedPrior(dist=dist, kwargs=kwargs, within=within)


@pytest.mark.parametrize("chance", CHANCES)
def test_a_flat_prior_cut_off_is_flat_between_its_ends(chance):
    flat = prior("Beta", (0.5, 0.9), alpha=1.0, beta=1.0)
    assert flat.quantile(chance) == pytest.approx(0.5 + 0.4 * chance)


@pytest.mark.parametrize("chance", CHANCES)
def test_a_power_law_cut_off_has_its_closed_form(chance):
    power = prior("Beta", (0.2, 0.8), alpha=2.0, beta=1.0)  # distribution function x²
    assert power.quantile(chance) == pytest.approx(math.sqrt(0.04 + chance * (0.64 - 0.04)))


@pytest.mark.parametrize("chance", CHANCES)
def test_an_exponential_law_cut_off_has_its_closed_form(chance):
    exponential = prior("Gamma", (0.1, 2.0), alpha=1.0, beta=3.0)
    low, high = math.exp(-0.3), math.exp(-6.0)
    expected = -math.log(low - chance * (low - high)) / 3.0
    assert exponential.quantile(chance) == pytest.approx(expected)


def test_a_half_normal_law_has_twice_the_tail_of_a_normal_one():
    assert prior("HalfNormal", sigma=2.0).quantile(0.95) == pytest.approx(2.0 * 1.959964, rel=1e-6)


def test_a_normal_law_that_is_not_cut_has_its_mean_in_the_middle():
    assert prior("Normal", mu=0.3, sigma=0.1).quantile(0.5) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"dist": "Gamma", "kwargs": {"mu": 1.0, "sigma": 1.0}}, "given by alpha, beta"),
        ({"dist": "HalfNormal", "kwargs": {"sigma": 0.0}}, "must be more than 0"),
        ({"dist": "HalfNormal", "kwargs": {"sigma": 1.0}, "within": (1.0, 1.0)}, "cut to nothing"),
        ({"dist": "Cauchy", "kwargs": {}}, "'Gamma'"),
    ],
)
def test_impossible_priors_are_refused(made, told):
    with pytest.raises(ValidationError, match=told):
        LearnedPrior(**made)


@pytest.fixture
def write(smallest):
    """Put a file of learned priors into a small workspace."""

    def write(content: str) -> Workspace:
        (smallest.models / FILE).write_text(content, encoding="utf-8")
        return smallest

    return write


def test_a_file_that_is_not_there_says_nothing(smallest):
    assert read_learned(smallest, FILE) is None


def test_what_is_written_is_read(write):
    found = read_learned(write(WRITTEN), FILE)
    step = prior("Gamma", (0.0, 1.0), alpha=1.0, beta=2.0)
    assert (found.series, found.scales["count"].priors) == (2, {"step": step})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (WRITTEN.replace("series: 2", "series: 3"), "the scales have 3 series, but 2 are listed"),
        (WRITTEN.replace("licence: CC BY 4.0, ", ""), "missing key 'licence'"),
        (WRITTEN.replace("count:", "counts:"), "did you mean 'count'"),
        (WRITTEN.replace("beta: 2.0", "beta: -2.0"), "must be more than 0"),
        (WRITTEN.replace("version: 1", "version: 2"), "version: found 2, expected 1"),
    ],
)
def test_a_wrong_file_is_told_by_its_name_and_place(write, content, told):
    with pytest.raises(ContentError, match=told) as raised:
        read_learned(write(content), FILE)
    assert {problem.file for problem in raised.value.problems} == {f"models/{FILE}"}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_bundled_family_uses_the_priors_of_its_file(family):
    learned = read_learned(BUNDLED, read_card(BUNDLED, family).priors_file)
    loaded = load_family(BUNDLED, family)
    used = {
        (scale, name): LearnedPrior(
            **spec | {"within": tuple(spec["within"]) if "within" in spec else None}
        )
        for scale, one in learned.scales.items()
        for name, spec in loaded.priors(scale).items()
        if name in one.priors
    }
    said = {
        (scale, name): p for scale, one in learned.scales.items() for name, p in one.priors.items()
    }
    assert used == said

import numpy as np
import pytest
from scipy.special import expit, logit, logsumexp
from scipy.stats import betabinom, binom

from kgisim.inference import likelihood
from kgisim.inference.counted_shares import draw_counted
from kgisim.inference.family import load_family
from kgisim.inference.fit_one import compute, priors_of
from kgisim.inference.laplace import rows_logp
from kgisim.inference.model import compile_family
from kgisim.inference.predictive_checks import Yearly
from kgisim.inference.pseudo_observations import pseudo_observations
from kgisim.workspace import Workspace
from tests.builders import PLAN, build_frame, indicator, row, table

SHARES = np.array([0.001, 0.05, 0.2, 0.5, 0.9, 0.999])
CASES = [(0, 4), (1, 1), (4, 15), (11, 73), (73, 73), (40, 400)]
EFFECTS = [1.0, 1.5, 3.0]


def counted(part, of, relation="eq", effect=np.nan, year=2010, **more):
    """A row that counts k of n, as it is in memory."""
    return row(year, 100 * part / of, relation, of=of, design_effect=effect, **more)


def frame_of(*rows, **more):
    return build_frame(indicator(scale="share", **more), table(*rows), {})


def found(one, shares=SHARES):
    frame = frame_of(one)
    eta = np.broadcast_to(logit(shares)[:, None], (len(shares), 1))
    return rows_logp(frame, eta, np.full((len(shares), 1), 0.3), np.ones(eta.shape))[:, 0]


def law(of, effect):
    if effect == 1:
        return binom(of, SHARES)
    size = (of - effect) / (effect - 1)
    return betabinom(of, SHARES * size, (1 - SHARES) * size)


def grid():
    return [
        pytest.param(part, of, effect, id=f"{part} of {of}, {effect}")
        for part, of in CASES
        for effect in EFFECTS
        if effect == 1 or effect < of
    ]


@pytest.mark.parametrize(("part", "of", "effect"), grid())
def test_a_number_of_n_has_the_probability_of_its_law(part, of, effect):
    expected = law(of, effect).logpmf(part)
    assert found(counted(part, of, effect=effect)) == pytest.approx(expected, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(("part", "of", "effect"), grid())
def test_bounds_sum_the_numbers_that_they_leave_possible(part, of, effect):
    mass = law(of, effect).logpmf(np.arange(of + 1)[:, None])
    at_least, at_most = logsumexp(mass[part:], axis=0), logsumexp(mass[: part + 1], axis=0)
    floor, ceiling = (counted(part, of, one, effect) for one in ("ge", "le"))
    assert found(floor) == pytest.approx(at_least, rel=1e-8, abs=1e-10)
    assert found(ceiling) == pytest.approx(at_most, rel=1e-8, abs=1e-10)


def test_a_bound_that_says_nothing_has_no_weight():
    for effect in EFFECTS:
        assert found(counted(0, 15, "ge", effect)) == pytest.approx(0.0, abs=1e-12)
        assert found(counted(15, 15, "le", effect)) == pytest.approx(0.0, abs=1e-12)


def test_a_design_effect_multiplies_the_variance():
    law_of_k = law(40, 3.0)
    assert law_of_k.var() == pytest.approx(3.0 * binom(40, SHARES).var())
    assert law_of_k.mean() == pytest.approx(binom(40, SHARES).mean())


@pytest.mark.parametrize("relation", ["ge", "le"])
def test_wide_bounds_of_a_binomial_are_exact(relation, monkeypatch):
    summed = found(counted(11, 73, relation))
    monkeypatch.setattr(likelihood, "MOST_TERMS", -1)
    assert found(counted(11, 73, relation)) == pytest.approx(summed, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("effect", [1.2, 4.0, 30.0])
def test_wide_bounds_of_a_beta_binomial_are_those_of_the_beta_with_its_moments(effect):
    part, of = 6_000, 20_000
    sd = np.sqrt(effect * 0.3 * 0.7 / of)
    shares = 0.3 + sd * np.array([-3.0, -1.5, 0.0, 1.5, 3.0])
    size = (of - effect) / (effect - 1)
    exact = betabinom(of, shares * size, (1 - shares) * size)
    at_least, at_most = np.exp(found(counted(part, of, "ge", effect), shares)), None
    assert at_least == pytest.approx(exact.sf(part - 1), rel=0.05, abs=2e-4)
    at_most = np.exp(found(counted(part, of, "le", effect), shares))
    assert at_most == pytest.approx(exact.cdf(part), rel=0.05, abs=2e-4)


def test_the_size_of_n_does_not_set_the_size_of_the_sum():
    frames = [frame_of(counted(3 * of // 10, of, "ge", 2.0)) for of in (100, 100_000)]
    assert [group.is_wide for one in frames for group, _ in likelihood.groups_of(one)] == [
        False,
        True,
    ]


def test_no_share_makes_a_likelihood_above_one_or_undefined():
    shares = expit(np.array([-500.0, -40.0, 40.0, 500.0]))
    for relation in ("eq", "ge", "le"):
        for effect in EFFECTS:
            logp = found(counted(4, 15, relation, effect), np.clip(shares, 1e-300, 1 - 1e-16))
            assert not np.isnan(logp).any()
            assert (logp <= 1e-12).all()


def test_rows_of_other_kinds_keep_their_places():
    rows = [
        counted(4, 15, year=2010),
        row(2011, 30.0),
        counted(5, 20, "ge", 2.0, year=2012),
        row(2013, 20.0, "ge"),
        counted(1, 9, "le", year=2014),
    ]
    frame = frame_of(*rows)
    eta = np.linspace(-1, 1, 5)[None, :]
    whole = rows_logp(frame, eta, np.full((1, 1), 0.1), np.ones((1, 5)))[0]
    alone = [
        rows_logp(frame_of(one), eta[:, [n]], np.full((1, 1), 0.1), np.ones((1, 1)))[0, 0]
        for n, one in enumerate(rows)
    ]
    assert whole == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_stand_in_has_the_binomial_slope_and_curvature_over_the_design_effect(effect):
    frame = frame_of(counted(4, 15, effect=effect))
    eta = np.array([[-1.0]])
    target, variance = pseudo_observations(frame, eta, np.full((1, 1), 0.1), np.ones((1, 1)))
    share = expit(-1.0)
    assert variance[0, 0] == pytest.approx(effect / (15 * share * (1 - share)))
    assert (target - eta)[0, 0] / variance[0, 0] == pytest.approx((4 - 15 * share) / effect)


def test_below_a_ceiling_the_share_is_what_is_counted_of():
    shares = np.array([0.05, 0.2, 0.39])
    row_of = counted(4, 15, effect=2.0)
    frame = build_frame(indicator(scale="share", ceiling=40), table(row_of), {})
    eta = logit(shares / 0.4)[:, None]
    logp = rows_logp(frame, eta, np.full((3, 1), 0.3), np.ones((3, 1)))[:, 0]
    assert logp == pytest.approx(betabinom(15, shares * 13, (1 - shares) * 13).logpmf(4), rel=1e-8)
    _, variance = pseudo_observations(frame, eta, np.full((3, 1), 0.3), np.ones((3, 1)))
    by_link = shares * (1 - shares / 0.4)
    information = 15 / 2.0 * by_link**2 / (shares * (1 - shares))
    assert 1 / variance[:, 0] == pytest.approx(information)


def test_counted_numbers_are_drawn_with_mean_and_variance_of_the_law():
    generator = np.random.default_rng(1)
    of, effect = np.array([40.0, 40.0]), np.array([1.0, 3.0])
    drawn = draw_counted(np.full((200_000, 2), 30.0), of, effect, generator)
    assert drawn.mean(axis=0) == pytest.approx([12.0, 12.0], abs=0.05)
    assert drawn.var(axis=0) == pytest.approx(8.4 * effect, rel=0.02)


def test_a_replicate_of_k_of_n_is_of_n_again():
    rows = [counted(part, 15, year=2010 + place) for place, part in enumerate((2, 4, 3, 5))]
    frame = frame_of(*rows)
    yearly = Yearly.of(frame)
    assert yearly.values == pytest.approx(
        np.log([2.5, 4.5, 3.5, 5.5]) - np.log([13.5, 11.5, 12.5, 10.5])
    )
    made = yearly.replicated(frame, np.zeros((50, 4)), np.full(50, 0.1), np.random.default_rng(2))
    part = 16 * expit(made) - 0.5
    assert part == pytest.approx(np.rint(part), abs=1e-9)


def test_the_posterior_is_the_prior_weighted_by_the_law():
    """Brute force: paths from the prior, each with its chance of the numbers that were counted."""
    parts, of, effect = (2, 6, 3, 7, 6, 9), 20, 2.0
    rows = [counted(k, of, year=2010 + place, effect=effect) for place, k in enumerate(parts[:-1])]
    rows.append(counted(parts[-1], of, "ge", effect, year=2015))
    one = indicator(scale="share")
    family = load_family(Workspace.bundled(), "damped_trend")
    frame = build_frame(one, table(*rows), {})
    # what comes after the rows says nothing of them
    compiled = compile_family(family, priors_of(one, family, frame), len(parts))
    generator = np.random.default_rng(3)
    mean, loadings, _, _ = compiled.evaluate(compiled.sample(generator, 40_000))
    moved = loadings @ generator.standard_normal((*mean.shape[:1], loadings.shape[2], 1))
    path = frame.centre + mean + moved[:, :, 0]
    size = (of - effect) / (effect - 1)
    laws = betabinom(of, expit(path) * size, expit(-path) * size)
    logp = laws.logpmf(np.array(parts))
    logp[:, -1] = laws.logsf(np.array(parts) - 1)[:, -1]
    weight = np.exp(logp.sum(axis=1) - logp.sum(axis=1).max())
    weight /= weight.sum()
    fit = compute(
        one,
        table(*rows),
        family,
        {},
        PLAN.axis,
        key="",
        draws=4000,
        generator=np.random.default_rng(4),
    )
    drawn = fit.trend[:, 10:16]
    ess = 1 / (1 / fit.verdict.ess + (weight**2).sum())
    for year in (0, 3, 5):
        expected = weight @ path[:, year]
        sd = np.sqrt(weight @ (path[:, year] - expected) ** 2)
        assert drawn[:, year].mean() == pytest.approx(expected, abs=4 * sd / np.sqrt(ess))
        assert drawn[:, year].std() == pytest.approx(sd, rel=4 / np.sqrt(2 * ess))


def test_simulated_numbers_recover_the_share_that_they_were_drawn_from():
    generator = np.random.default_rng(5)
    truth, of = 27.0, np.full(15, 80.0)
    part = draw_counted(np.full((1, 15), truth), of, np.full(15, 2.0), generator)[0]
    rows = [counted(k, 80, year=2005 + n, effect=2.0) for n, k in enumerate(part)]
    one, family = indicator(scale="share"), load_family(Workspace.bundled(), "damped_trend")
    fit = compute(one, table(*rows), family, {}, PLAN.axis, key="", draws=2000, generator=generator)
    assert fit.status == "ok"
    level = 100 * expit(fit.trend[:, 5:20].mean(axis=1))
    assert abs(level.mean() - truth) < 3 * np.sqrt(2.0 * 27 * 73 / (15 * 80))
    assert np.quantile(level, 0.01) < truth < np.quantile(level, 0.99)

"""Calibration questions drawn from the evidence, and the weights that their answers give.

The weights are those of Cooke's classical model (Cooke 1991): the p-value of an expert's hits
between the 10, 50 and 90 % quantiles, times the information of the quantiles against a uniform
over the range of all answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from kgisim.elicitation.distributions import CENTRAL, fit_estimate, link_of
from kgisim.elicitation.records import Elicitation, KnownAnswer
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.observations import published_values
from kgisim.rng import stream

QUESTIONS = 10
"""Questions that are drawn for an elicitation."""
SEED = 20401
"""Seed of their choice where none is given: every expert is asked the same."""
ENOUGH = 10
"""Fewest answers from which performance weights are computed."""
EXPECTED = np.array([0.1, 0.4, 0.4, 0.1])
"""Chance of the truth in each of the four parts into which the quantiles split."""
OVERSHOOT = 0.1
"""By how much of its width the range of all answers is widened on either side."""


@dataclass(frozen=True)
class Question:
    """A past value that an expert is asked for, and that is published.

    Parameters
    ----------
    indicator, year
        What is asked.
    truth
        The published value, in the indicator's unit.
    """

    indicator: str
    year: int
    truth: float


def calibration_questions(catalog: Catalog, count: int, seed: int) -> list[Question]:
    """Draw past values that are published, each of another indicator.

    Parameters
    ----------
    count
        How many; fewer where the catalogue has fewer indicators with published values.
    seed
        Seed of the choice.

    Returns
    -------
    list of Question
        In the order of the catalogue.
    """
    generator = stream(seed, "calibration questions")
    able = [name for name in catalog.indicators if _published(catalog, name)]
    chosen = set(generator.permutation(able)[:count].tolist()) if able else set()
    asked = []
    for name in able:
        values = _published(catalog, name)
        year = int(generator.choice(list(values)))
        if name in chosen:
            asked.append(Question(name, year, values[year]))
    return asked


def truth_of(catalog: Catalog, indicator: str, year: int) -> float | None:
    """Return the published value of a year; None where it is not settled."""
    return _published(catalog, indicator).get(year) if indicator in catalog.indicators else None


def performance_weights(
    elicitation: Elicitation, catalog: Catalog, *, enough: int = ENOUGH
) -> dict[str, float] | None:
    """Compute the experts' performance weights; None where anybody answered too few questions.

    Returns
    -------
    dict
        By pseudonym; they add up to 1.
    """
    answers = {
        expert.id: {(one.indicator, one.year): one for one in expert.known}
        for expert in elicitation.experts
    }
    asked = sorted(set.intersection(*(set(own) for own in answers.values())))
    truths = {key: truth_of(catalog, *key) for key in asked}
    usable = [key for key in asked if truths[key] is not None]
    if len(usable) < enough:
        return None
    information = _information(catalog, answers, truths, usable)
    scores = {}
    for name, own in answers.items():
        hits = [_part(catalog, own[key], truths[key] or 0.0) for key in usable]
        scores[name] = _calibration(hits) * information[name]
    total = sum(scores.values())
    if total <= 0.0:
        return dict.fromkeys(scores, 1.0 / len(scores))
    return {name: score / total for name, score in scores.items()}


def _published(catalog: Catalog, name: str) -> dict[int, float]:
    """Return published values above zero of an indicator with rows, by year."""
    indicator = catalog.indicators[name]
    if indicator.identity or indicator.variant_of or indicator.role == "reference":
        return {}
    values = published_values(indicator, catalog.rows(name))
    known = {int(str(year)): float(value) for year, value in values.items()}
    return {year: value for year, value in known.items() if value > 0 and np.isfinite(value)}


def _quantiles(catalog: Catalog, answer: KnownAnswer) -> np.ndarray:
    """Return the 10, 50 and 90 % quantiles of an answer on its link."""
    scale = _scale(catalog, answer.indicator)
    return link_of(scale).forward(fit_estimate(answer, scale).quantile(np.array(CENTRAL)))


def _scale(catalog: Catalog, name: str) -> str:
    scale = catalog.indicators[name].scale
    return "positive" if scale == "count" else scale


def _part(catalog: Catalog, answer: KnownAnswer, truth: float) -> int:
    link = link_of(_scale(catalog, answer.indicator)).forward(truth)
    return int(np.searchsorted(_quantiles(catalog, answer), link))


def _calibration(hits: Sequence[int]) -> float:
    """Compute the p-value of the hits: twice their relative information is chi-square."""
    share = np.bincount(hits, minlength=len(EXPECTED)) / len(hits)
    return float(chdtrc(len(EXPECTED) - 1, 2.0 * len(hits) * _relative(share, EXPECTED)))


def _information(
    catalog: Catalog,
    answers: Mapping[str, Mapping[tuple[str, int], KnownAnswer]],
    truths: Mapping[tuple[str, int], float | None],
    usable: Sequence[tuple[str, int]],
) -> dict[str, float]:
    """Compute the mean information of each expert's quantiles against the range of all answers."""
    gathered: dict[str, list[float]] = {name: [] for name in answers}
    for key in usable:
        inner = {name: _quantiles(catalog, own[key]) for name, own in answers.items()}
        truth = float(link_of(_scale(catalog, key[0])).forward(truths[key] or 0.0))
        low, high = _range(inner, truth)
        for name, places in inner.items():
            width = np.diff([low, *places, high]) / (high - low)
            gathered[name].append(_relative(EXPECTED, width))
    return {name: float(np.mean(found)) for name, found in gathered.items()}


def _range(inner: Mapping[str, np.ndarray], truth: float) -> tuple[float, float]:
    every = np.array([truth, *np.concatenate(list(inner.values()))])
    low, high = float(every.min()), float(every.max())
    return low - OVERSHOOT * (high - low), high + OVERSHOOT * (high - low)


def _relative(share: np.ndarray, against: np.ndarray) -> float:
    """Compute the relative information of one distribution with respect to another."""
    known = share > 0
    return float(np.sum(share[known] * np.log(share[known] / against[known])))

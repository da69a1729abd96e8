"""Weights reward experts whose ranges hold, and narrow ones among them."""

import numpy as np
import pytest

from kgisim.elicitation.calibration import (
    ENOUGH,
    calibration_questions,
    performance_weights,
    truth_of,
)
from tests.builders import catalog, indicator, row, yearly
from tests.elicitation.asked import elicitation, estimate, expert

YEARS = range(2010, 2010 + ENOUGH)
KNOWN = catalog((indicator("sales"), yearly(np.linspace(50.0, 95.0, ENOUGH))))
SHARE = {"share": estimate(10.0, 22.0, 40.0)}


MISSED = {0: 4.0, 1: 0.25}
"""By what factor the first two answers are off: one in ten on either side."""


def answering(name: str, off: float, width: float, years=YEARS):
    """An expert who is off by a factor, with ranges of another one."""
    known = []
    for place, year in enumerate(years):
        usual = 1.02 if place % 2 else 0.98
        best = off * truth_of(KNOWN, "sales", year) * MISSED.get(place, usual)
        known.append(estimate(best / width, best, best * width, indicator="sales", year=year))
    return expert(name, SHARE, known=tuple(known))


def test_the_weights_add_up_to_one():
    asked = elicitation(experts=(answering("good", 1.0, 1.1), answering("bad", 3.0, 1.1)))
    assert sum(performance_weights(asked, KNOWN).values()) == pytest.approx(1.0)


def test_an_expert_whose_ranges_hold_has_more_say():
    asked = elicitation(experts=(answering("good", 1.0, 1.1), answering("bad", 3.0, 1.1)))
    weights = performance_weights(asked, KNOWN)
    assert weights["good"] > 0.99


def test_of_two_who_are_right_the_more_precise_has_more_say():
    asked = elicitation(experts=(answering("fine", 1.0, 1.1), answering("coarse", 1.0, 3.0)))
    weights = performance_weights(asked, KNOWN)
    assert weights["fine"] > weights["coarse"] > 0.0


def test_below_ten_answers_nobody_is_weighed():
    few = answering("few", 1.0, 1.1, YEARS[:-1])
    asked = elicitation(experts=(few, answering("all", 1.0, 1.1)))
    assert performance_weights(asked, KNOWN) is None


def test_questions_have_published_answers():
    found = catalog(
        (indicator("a"), yearly([1.0, 2.0])),
        (indicator("b"), [row(2012, 5.0, "ge")]),
        (indicator("c"), [row(2012, 7.0)]),
    )
    asked = calibration_questions(found, 10, seed=1)
    assert [one.indicator for one in asked] == ["a", "c"]
    assert all(one.truth == truth_of(found, one.indicator, one.year) for one in asked)


def test_no_more_questions_are_drawn_than_were_asked_for():
    found = catalog(*((indicator(name), yearly([1.0, 2.0])) for name in "abc"))
    assert len(calibration_questions(found, 2, seed=1)) == 2

"""Conditional projections have a place of their own on the screen."""

import pytest

from kgisim.app.conditional import conditional, conditional_list
from kgisim.app.overview import overview

CLASS = '<section class="conditional">'


@pytest.mark.parametrize("language", ["ja", "en"])
def test_all_of_them_are_shown_below_the_overview(plan, language):
    html = conditional_list(plan, language)
    assert html.startswith(CLASS)
    assert all(
        plan.localized(name, language).title in html for name in ("kgi2a_domestic_approvals",)
    )


def test_every_goal_has_its_status(plan):
    assert overview(plan, "en")["Status"].value_counts().to_dict() == {
        "projected": 6,
        "conditional": 3,
        "no number": 1,
    }


def test_a_goal_that_rests_on_judgement_says_so(plan):
    html = conditional(plan, "kgi2a_domestic_approvals", "ja")
    assert "専門家判断による条件付き試算" in html
    assert "例示" in html


def test_a_projected_goal_has_nothing_of_it(plan):
    assert conditional(plan, "kgi1b_overseas_ratio", "ja") == ""


def test_a_run_without_elicitations_shows_nothing(shared):
    assert conditional_list(shared, "ja") == ""

from dataclasses import replace

import pytest

from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.accountability import accountability_text
from kgisim.targets.posed_question import Estimate


def told(run, levels=None, goal="syn_share", language="ja"):
    localized = wording(run, goal, language)
    found = levels or levels_of(localized.view)
    assert found is not None
    return "".join(accountability_text(localized, found))


@pytest.fixture
def levels(run):
    return levels_of(wording(run, "syn_share", "ja").view)


def adding(levels, value, error):
    proposed = [replace(one, adds=Estimate(value, error)) for one in levels.proposed]
    return replace(levels, proposed=tuple(proposed))


def test_what_the_measures_add_is_stated_with_its_error(run, levels):
    said = told(run, adding(levels, 0.12, 0.01))
    assert "+12.0ポイント（計算誤差±1.0ポイント）の寄与である" in said


def test_an_addition_within_the_error_is_said_to_be_none(run, levels):
    assert "計算誤差を超えるものではない" in told(run, adding(levels, 0.012, 0.01))


def test_the_year_in_which_failure_shows_comes_last(run, levels):
    goals = [replace(one, shows=2034) for one in levels.proposed]
    said = told(run, replace(levels, proposed=tuple(goals)))
    assert said.endswith(
        "2034年度の値が公表される頃には、未達の見込みが8割程度の確かさで見分けられる。"
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_goal_that_no_measure_moves_proves_nothing(run, levels, language):
    still = replace(levels, package_moves=False)
    expected = {
        "ja": "施策の成否を示すものとはならない",
        "en": "does not show whether the measures",
    }
    assert expected[language] in told(run, still, language=language)

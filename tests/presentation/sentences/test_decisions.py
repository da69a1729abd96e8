"""What is open follows from the content: what is decided is not asked again."""

import pytest

from kgisim.presentation.goal_summary import summaries
from kgisim.presentation.sentences.decisions import decisions, rule_text

LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])


@LANGUAGES
def test_points_are_numbered_in_their_order(run, language):
    said = decisions(run, summaries(run, language), language)
    assert said
    for number, sentence in enumerate(said, start=1):
        assert str(number) in sentence[:4]


@LANGUAGES
def test_limits_that_are_decided_are_not_asked_for(run, language, monkeypatch):
    before = decisions(run, summaries(run, language), language)
    decided = run.catalog.plan.levels.model_copy(update={"illustrative": False})
    plan = run.catalog.plan.model_copy(update={"levels": decided})
    monkeypatch.setattr(run.catalog, "plan", plan)
    after = decisions(run, summaries(run, language), language)
    assert len(after) == len(before) - 1
    assert [one[3:] for one in after] == [one[3:] for one in before[1:]]


@LANGUAGES
def test_the_rule_is_stated_with_the_number_of_goals_that_were_judged(run, language):
    found = summaries(run, language)
    judged = sum(one.verdict is not None for one in found)
    said = rule_text(run, found, language)
    assert judged
    assert said is not None
    assert str(judged) in said


@pytest.mark.parametrize(("most", "counted"), [(0, True), (20, False)])
def test_goals_beyond_those_that_a_sentence_has_room_for_are_counted(
    run, monkeypatch, most, counted
):
    found = summaries(run, "en")
    whole = decisions(run, found, "en")
    monkeypatch.setattr("kgisim.presentation.sentences.decisions.MOST_NAMED", most)
    short = decisions(run, found, "en")
    assert len(short) == len(whole)
    assert any(" and 1 more" in one for one in short) == counted
    assert (short != whole) == counted

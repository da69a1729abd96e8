"""Answers are kept as a draft until every expert has answered everything."""

import pytest

from kgisim.elicitation.calibration import performance_weights
from kgisim.elicitation.drafts import (
    Closing,
    Draft,
    answers_of,
    open_draft,
    parse_answer,
    parse_known,
)
from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.elicitation.records import FEWEST
from kgisim.errors import ContentError, NotFoundError, RequestError
from kgisim.evidence.catalog import load_catalog
from kgisim.runs.run_id import workspace_digests
from tests.builders import TEXT
from tests.elicitation.test_elicitation_files import written

CLOSING = Closing("owner", "chosen by lot", "2026-11-01", "2027-11-01")


@pytest.fixture
def asked(smallest):
    return written(smallest)


def answered(draft: Draft, *experts: str, rounds: int = 2) -> Draft:
    for number in range(1, rounds + 1):
        for place, name in enumerate(experts):
            typed = dict([parse_answer(f"share=10/{20 + place + number}/40")])
            draft = draft.with_answers(name, number, typed, background=TEXT)
    return draft


def test_a_draft_begins_with_the_questions_and_without_experts(asked):
    draft = open_draft(asked, "supply")
    assert draft.experts == ()
    assert list(draft.content["quantities"]) == ["share"]


def test_what_was_saved_is_opened_again(asked):
    answered(open_draft(asked, "supply"), "a", rounds=1).save()
    again = open_draft(asked, "supply")
    assert [one["id"] for one in again.experts] == ["a"]


def test_a_draft_is_in_no_run_until_it_is_closed(asked):
    before = workspace_digests(asked)
    draft = answered(open_draft(asked, "supply"), "a", "b", "c")
    draft.save()
    assert workspace_digests(asked) == before
    draft.close(load_catalog(asked), CLOSING)
    assert workspace_digests(asked) != before
    assert not draft.path.exists()


def test_what_is_closed_is_read_as_it_was_recorded(asked):
    catalog = load_catalog(asked)
    answered(open_draft(asked, "supply"), "a", "b", "c").close(catalog, CLOSING)
    found = load_elicitations(asked, catalog)["supply"]
    assert [one.id for one in found.experts] == ["a", "b", "c"]
    assert [one.answers["share"].best for one in found.experts] == [22.0, 23.0, 24.0]
    assert (found.owner("ja"), found.rounds, found.illustrative) == ("owner", 2, True)


def test_the_pool_is_fed_back_before_the_rounds_are_over(asked):
    catalog = load_catalog(asked)
    assert list(answers_of(asked, catalog, "supply").rounds) == ["one", "two"]
    answered(open_draft(asked, "supply"), "a", "b", rounds=1).save()
    begun = answers_of(asked, catalog, "supply")
    assert list(begun.rounds) == ["a", "b"]
    low, high = (answers[0]["share"].best for answers in begun.rounds.values())
    assert low < begun.pool("share").quantile(0.5) < high


def test_an_expert_who_did_not_come_back_keeps_it_open(asked):
    draft = answered(answered(open_draft(asked, "supply"), "a"), "b", rounds=1)
    with pytest.raises(ContentError, match=r"expert 'b' has 1 round\(s\), expected 2"):
        draft.close(load_catalog(asked), CLOSING)
    assert load_elicitations(asked, load_catalog(asked))["supply"].experts[0].id == "one"


def test_few_experts_stay_illustrative(asked):
    catalog, final = load_catalog(asked), Closing("owner", "x", "2026-11-01", "2027-11-01", False)
    names = "abcdefg"[:FEWEST]
    with pytest.raises(ContentError, match="illustrative"):
        answered(open_draft(asked, "supply"), *names[:-1]).closed(catalog, final)
    assert not answered(open_draft(asked, "supply"), *names).closed(catalog, final).illustrative


def test_the_second_round_follows_the_first(asked):
    draft, typed = open_draft(asked, "supply"), dict([parse_answer("share=10/20/40")])
    with pytest.raises(RequestError, match="round 2 of expert 'a'"):
        draft.with_answers("a", 2, typed, background=TEXT)


def test_a_new_expert_needs_a_background(asked):
    with pytest.raises(RequestError, match="background"):
        open_draft(asked, "supply").with_answers("a", 1, dict([parse_answer("share=1/2/3")]))


def test_what_was_not_asked_is_refused(asked):
    typed = dict([parse_answer("shore=1/2/3")])
    with pytest.raises(NotFoundError, match="did you mean 'share'"):
        open_draft(asked, "supply").with_answers("a", 1, typed, background=TEXT)


def test_nothing_was_asked_about_other_indicators(asked):
    with pytest.raises(NotFoundError):
        open_draft(asked, "../supply")


@pytest.mark.parametrize("typed", ["share", "share=1/2", "share=a/b/c", "=1/2/3", "share=1/2/3@x"])
def test_an_answer_of_another_form_is_refused(typed):
    with pytest.raises(RequestError, match="share=10/22/40"):
        parse_answer(typed)


def test_answers_out_of_order_are_refused():
    with pytest.raises(ContentError, match="out of order"):
        parse_answer("share=50/22/60")


def test_answers_to_calibration_questions_are_kept_once(asked):
    draft = answered(open_draft(asked, "supply"), "a")
    draft = draft.with_known("a", [parse_known("yen:2020=90/100/110")])
    draft = draft.with_known("a", [parse_known("yen:2020=95/105/115")])
    made = draft.closed(load_catalog(asked), CLOSING)
    assert [one.best for one in made.experts[0].known] == [105.0]
    assert performance_weights(made, load_catalog(asked)) is None
    with pytest.raises(NotFoundError):
        draft.with_known("nobody", [])

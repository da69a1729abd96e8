import io
import json

import pandas as pd
import pytest

from kgisim.app.levers import levers_of
from kgisim.app.meeting import MOST_LEVERS, Meeting, in_use, meeting_of, offered, recorded
from kgisim.app.meeting_record import MOST_PROPOSALS, as_csv, as_json, summary
from kgisim.app.proposal_form import proposal_of
from kgisim.audit.entries import Decision, Dissent
from kgisim.audit.users import AccessError

LANGUAGES = ("ja", "en")
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def meeting(state):
    meeting = meeting_of(state)
    meeting.choose([f"measure:{one.id}" for one in state.shared.scenarios["policy"].measures])
    meeting.begin(state.person)
    return meeting


def propose(state, reason="届く"):
    return state.shared.register.keep(proposal_of(state, "Suzuki", reason), state.person)


@pytest.fixture
def said(state, meeting):
    """A meeting with a proposal, a dissent and a decision, at its end."""
    made = propose(state, MARKUP)
    register = state.shared.register
    register.keep(Dissent(author="佐藤", reason="高い" * 50, proposal=made.id), state.person)
    register.keep(Decision(author="座長", reason="採る", proposal=made.id), state.person)
    meeting.end()
    return recorded(state, meeting)


def test_only_an_analyst_begins_a_meeting(member):
    with pytest.raises(AccessError):
        meeting_of(member).begin(member.person)


def test_a_meeting_sits_from_its_beginning_to_its_end(state):
    meeting = Meeting()
    before = meeting.is_sitting
    meeting.begin(state.person)
    during = meeting.is_sitting
    meeting.end()
    assert (before, during, meeting.is_sitting) == (False, True, False)


def test_a_meeting_taken_up_again_keeps_its_beginning(state):
    meeting = Meeting()
    meeting.begin(state.person)
    started = meeting.started
    meeting.end()
    meeting.begin(state.person)
    assert (meeting.started, meeting.is_sitting) == (started, True)


@pytest.mark.parametrize("count", range(6))
def test_a_meeting_has_three_levers_at_most(count):
    meeting, keys = Meeting(), [f"measure:m{n}" for n in range(count)]
    assert meeting.choose(keys) is (count <= MOST_LEVERS)
    assert list(meeting.chosen) == keys[:MOST_LEVERS]


def test_every_lever_of_any_goal_is_offered(state):
    scenario, shared = state.shared.scenarios[state.scenario], state.shared
    each = (levers_of(shared.catalog, scenario, one.id) for one in shared.goals)
    assert set(offered(state)) == {lever.key for levers in each for lever in levers}


def test_only_chosen_levers_are_in_use(state):
    assert in_use(state, Meeting()) == ()
    assert [one.key for one in in_use(state, Meeting(chosen=("measure:support",)))] == [
        "measure:support"
    ]


def test_every_session_has_a_meeting_of_its_own(state, member):
    assert meeting_of(state) is meeting_of(state)
    assert meeting_of(state) is not meeting_of(member)


def test_what_was_recorded_before_the_meeting_is_not_of_it(state):
    propose(state)
    meeting = meeting_of(state)
    meeting.begin(state.person)
    made = propose(state)
    assert [one.id for one in recorded(state, meeting).proposals] == [made.id]


def test_the_record_holds_every_field_of_every_entry(state, meeting, said):
    content = json.loads(as_json(state.shared.run, meeting, said, state.scenario))
    (proposal,) = content["proposals"]
    assert proposal["reason"] == MARKUP
    assert proposal["chance"] == said.proposals[0].chance
    assert [content["run"], content["scenario"]] == [state.shared.run.id, "policy"]
    assert content["dissents"][0]["proposal"] == proposal["id"]
    assert content["started"] < content["ended"] or content["started"] == content["ended"]


def test_the_record_as_a_table_has_one_row_for_each_entry(said):
    table = pd.read_csv(io.BytesIO(as_csv(said)))
    assert table["kind"].tolist() == ["proposal", "dissent", "decision"]
    assert table["proposal"].tolist()[1:] == [1, 1]


@pytest.fixture(params=LANGUAGES)
def sheet(request, state, meeting, said):
    made = summary(state.shared.run, meeting, said, {"measure:support": "x"}, request.param)
    return made.decode()


def test_markup_stays_text_on_the_summary(sheet):
    assert "<script" not in sheet
    assert "&lt;script&gt;" in sheet


def test_the_summary_cuts_long_reasons_and_says_so(sheet):
    assert "高い" * 50 not in sheet
    assert "…" in sheet


def test_the_summary_asks_for_nothing_outside(sheet):
    assert "http" not in sheet


def test_the_summary_names_who_objects_and_what_was_decided(sheet):
    assert "佐藤" in sheet
    assert "座長" in sheet


def test_more_proposals_than_fit_are_counted(state, meeting):
    for number in range(MOST_PROPOSALS + 2):
        propose(state, f"提案その{number}")
    meeting.end()
    made = summary(state.shared.run, meeting, recorded(state, meeting), {}, "ja").decode()
    assert "このほか2件の提案" in made
    assert "提案その0<" not in made


def test_a_meeting_without_proposals_says_so(state, meeting):
    meeting.end()
    made = summary(state.shared.run, meeting, recorded(state, meeting), {}, "ja").decode()
    assert "提案は記録されなかった" in made


def test_levers_that_were_moved_are_named(state, meeting, said):
    meeting.settings = {"measure:support": 2.0}
    made = summary(
        state.shared.run, meeting, said, {"measure:support": "海外の支援"}, "ja"
    ).decode()
    assert "海外の支援" in made

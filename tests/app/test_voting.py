"""A meeting of members: the chair opens and closes, members vote, minutes follow."""

import io
import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from docx import Document

from kgisim.app.agenda import AgendaForm
from kgisim.app.auth import OPEN
from kgisim.app.ballot_panel import BallotPanel, page_address, qr_code
from kgisim.app.chair import Chair, ballot_on_screen
from kgisim.app.meeting import meeting_of
from kgisim.app.proposal_form import ASK, Recording, StatementList, proposal_of
from kgisim.app.vote_paper import Papers
from kgisim.app.voting import Voting
from kgisim.audit.ballots import Ballot, proceedings
from kgisim.audit.entries import Decision, Dissent, Question, Step, Vote
from kgisim.audit.users import LOCAL, AccessError, Person
from kgisim.errors import RequestError
from kgisim.presentation.figures.votes import APART, LETTER, WIDE, votes_drawing
from kgisim.report.minutes import minutes_document, minutes_report
from kgisim.report.provenance import ReportError
from kgisim.report.verify import verify

LANGUAGES = ("ja", "en")
MARKUP = "<script>alert(1)</script>"
VOTER = "0123456789abcdef"
SATO = Person("佐藤", "member")


@pytest.fixture
def chair(state):
    """The chair of a meeting that has turned to the share."""
    meeting = meeting_of(state)
    meeting.agenda = (("share", 20.0),)
    made = Chair(state, meeting)
    meeting.number = made.open().id
    meeting.begin(state.person)
    made.turn()
    return made


@pytest.fixture
def panel(state, chair):
    made = BallotPanel(state, chair, "http://kgi.example/kgi/?page=meeting")
    made.follow(chair.known())
    return made


@pytest.fixture
def voting(shared):
    return Voting(lambda: shared, OPEN, "ja")


def held(chair):
    return chair.known().open_ballot


def said(chair, **more):
    return {
        "meeting": str(chair.meeting.number),
        "ballot": str(held(chair).id),
        "voter": VOTER,
        **more,
    }


def test_the_meeting_turns_to_a_goal_once(chair):
    chair.turn()
    assert [one.action for one in chair.known().steps] == ["item"]


def test_the_panel_opens_and_closes_a_ballot(panel, chair):
    panel._open(None)
    is_open = held(chair) is not None
    shown = (panel.open.visible, panel.close.visible, panel.way.visible)
    panel._close(None)
    assert (is_open, held(chair)) == (True, None)
    assert shown == (False, True, True)
    assert (panel.open.visible, panel.middle.visible, panel.way.visible) == (True, True, False)


def test_a_ballot_offers_the_levels_with_the_chances_on_the_screen(state):
    state.ask(77.0)
    ballot = ballot_on_screen(state)
    values = [one.value for one in ballot.choices]
    (shown,) = (one for one in ballot.choices if one.name == "shown")
    proposal = proposal_of(state, "田中", "届く")
    assert values == sorted(set(values))
    assert (shown.value, shown.before, shown.after) == (
        77.0,
        proposal.chance_baseline,
        proposal.chance,
    )
    assert all(one.before <= two.before for two, one in pairwise(ballot.choices))


def test_a_member_can_vote_but_neither_open_nor_close(member, panel, chair, voting):
    panel._open(None)
    theirs = Chair(member, chair.meeting)
    for action in ("item", "ballot", "close", "end"):
        with pytest.raises(AccessError):
            theirs.step(action, "share")
    with pytest.raises(AccessError):
        theirs.open()
    pressed = BallotPanel(member, theirs, "")
    pressed._close(None)
    assert "warning" in pressed.told.html
    kept = voting.vote(said(chair, choice="A"), member.person)
    assert (kept.author, kept.voter, kept.role) == ("田中", "田中", "member")
    assert held(chair) is not None


def test_a_vote_is_a_letter_or_a_number_as_it_is_written(panel, chair, voting):
    panel._open(None)
    ballot = Ballot.read(held(chair))
    assert voting.vote(said(chair, choice="A"), LOCAL).value == ballot.choices[0].value
    for written, value in (("77.5", 77.5), ("７７％", 77.0), (" 78 ", 78.0)):
        assert voting.vote(said(chair, choice="", number=written), LOCAL).value == value
    papers = voting.papers(chair.meeting.number)
    assert [one.value for one in papers.meeting.counted(held(chair))] == [78.0]
    assert papers.mine(VOTER).value == 78.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "many"},
        {"number": ""},
        {"number": "101"},
        {"number": "nan"},
        {"number": "1e400"},
        {"choice": "Z"},
        {"choice": "A", "ballot": "999"},
        {"choice": "A", "meeting": "999"},
        {"choice": "A", "voter": ""},
        {"choice": "A", "voter": "<b>markup</b>"},
        {"choice": "A", "reason": "\0"},
    ],
)
def test_what_is_no_vote_is_refused_in_words_and_not_kept(panel, chair, voting, wrong):
    panel._open(None)
    with pytest.raises(RequestError) as refused:
        voting.vote(said(chair, **wrong), LOCAL)
    assert refused.value.text("ja")
    assert chair.state.shared.register.entries(Vote) == ()


def test_the_same_press_sent_twice_is_one_vote(panel, chair, voting):
    panel._open(None)
    for _ in range(2):
        voting.vote(said(chair, choice="A", receipt="r" * 32), LOCAL)
    assert len(chair.state.shared.register.entries(Vote)) == 1


def test_an_objection_is_kept_with_the_name_and_the_reason(state, chair, voting):
    made = state.shared.register.keep(proposal_of(state, "Suzuki", "届く"), state.person)
    asked = {"meeting": str(chair.meeting.number), "proposal": str(made.id), "reason": "高い。"}
    with pytest.raises(RequestError):
        voting.dissent(asked, LOCAL)  # without a name
    kept = voting.dissent(asked, SATO)
    assert (kept.author, kept.proposal, kept.recorded_by) == ("佐藤", made.id, "佐藤")
    assert state.shared.register.entries(Dissent) == (kept,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_and_the_votes_are_written_in_the_language_asked_for(
    panel, chair, voting, language
):
    panel._open(None)
    voting.vote(said(chair, choice="B", author=MARKUP, reason=MARKUP), LOCAL)
    papers = voting.papers(chair.meeting.number)
    written = papers.paper(language, LOCAL) + papers.spread(language) + papers.state(language)
    assert "<script" not in written
    assert 'name="author"' in written
    assert 'name="author"' not in papers.paper(language, SATO)
    assert ("投票1票" if language == "ja" else "Votes: 1") in written
    assert written.count("<circle") == 1


@pytest.mark.parametrize(("number", "levels"), [("1", 70.0), ("99", 2.0), ("70", 70.0)])
def test_letters_of_close_levels_stand_beside_each_other_and_within_the_drawing(
    state, panel, chair, voting, number, levels
):
    panel._open(None)
    voting.vote(said(chair, choice="", number=number, author="田中", reason=MARKUP), LOCAL)
    ballot = Ballot.read(held(chair))
    close = tuple(replace(ballot.choices[0], value=levels + one / 10) for one in range(6))
    votes = state.shared.register.entries(Vote)
    drawn = votes_drawing(state.localized, replace(ballot, choices=close), votes)
    places = [float(one) for one in re.findall(r'<text x="([\d.-]+)" y="14"', drawn)]
    assert len(places) == len(close)
    assert min(np.diff(places)) >= APART - 0.1
    assert min(places) >= LETTER / 2
    assert max(places) <= WIDE - LETTER / 2


@pytest.mark.parametrize(("number", "ends"), [("1", ("0", None)), ("99", (None, "100"))])
def test_the_axis_of_votes_ends_where_levels_end(panel, chair, voting, number, ends):
    panel._open(None)
    voting.vote(said(chair, choice="", number=number, author="田中", reason=MARKUP), LOCAL)
    drawn = voting.papers(chair.meeting.number).spread("ja")
    written = re.findall(r'<text [^>]*text-anchor="(?:start|end)"[^>]*>([^<]+)<', drawn)
    for found, end in zip(written, ends, strict=True):
        assert end is None or float(found.rstrip("%％")) == float(end)


def test_the_median_of_the_votes_becomes_the_level_on_the_screen(state, panel, chair, voting):
    panel._open(None)
    for place, value in enumerate(("72", "76", "81")):
        voting.vote(said(chair, choice="", number=value, voter=f"{place}" * 16), LOCAL)
    panel._close(None)
    panel._take_middle(None)
    assert state.target == 76.0


def test_the_code_leads_to_the_page_under_the_prefix():
    address = page_address("https://kgi.example.go.jp/kgi/?page=meeting#x", "en", 3)
    assert address == "https://kgi.example.go.jp/kgi/vote?meeting=3&language=en"
    assert qr_code(address).startswith("<svg")


def test_an_address_that_no_code_holds_is_told(panel):
    panel.address.value = "x" * 5000
    panel._draw()
    assert "warning" in panel.way.html


@pytest.fixture
def met(state, chair, panel, voting):
    """A whole meeting about one goal."""
    register, person = state.shared.register, state.person
    panel._open(None)
    for place, value in enumerate(("72", "76", "81")):
        more = {"voter": f"{place}" * 16, "author": "佐藤" if place else "", "reason": MARKUP}
        voting.vote(said(chair, choice="", number=value, **more), LOCAL)
    panel._close(None)
    made = register.keep(proposal_of(state, "田中", "届く水準"), person)
    register.keep(Dissent(author="佐藤", reason="根拠が足りない", proposal=made.id), person)
    register.keep(Decision(author="座長", reason="提案を採る", proposal=made.id), person)
    form = Recording(state, StatementList(state))
    form.kind.value, form.author.value, form.reason.value = ASK, "田中", "費用は誰が負うのか"
    form._keep(None)
    chair.step("end")
    return chair.known()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_hold_all_that_was_recorded_and_are_the_same_bytes_again(state, met, language):
    shared = state.shared
    made = [minutes_document(shared.run, shared.register, met, language) for _ in range(2)]
    document = Document(io.BytesIO(made[0]))
    text = "\n".join(one.text for one in document.element.body.iter() if one.text)
    assert made[0] == made[1]
    for wanted in ("佐藤", "根拠が足りない", "提案を採る", "費用は誰が負うのか", MARKUP, "72"):
        assert wanted in text
    for wanted in {"ja": ("議題1", "投票3票", "無記名"), "en": ("Item 1", "Votes: 3")}[language]:
        assert wanted in text
    assert len(shared.register.entries(Question)) == 1


def test_the_minutes_of_a_meeting_that_never_came_to_a_goal_say_so(state):
    chair = Chair(state, meeting_of(state))
    chair.meeting.agenda = (("share", 0.0),)
    known = proceedings(state.shared.register, chair.open().id)
    report = minutes_report(state.shared.run, state.shared.register, known, "ja")
    written = json.dumps([str(one) for one in report.blocks], ensure_ascii=False)
    assert "この議題には入らなかった" in written


def test_minutes_are_not_compared_with_a_run(state, met, tmp_path):
    file = tmp_path / "minutes.docx"
    shared = state.shared
    file.write_bytes(minutes_document(shared.run, shared.register, met, "ja"))
    with pytest.raises(ReportError, match="minutes of a meeting"):
        verify(file, shared.run.path.parent)


def test_papers_follow_the_meeting(state, chair, panel, voting):
    before = Papers.of(state.shared.run, state.shared.register, chair.known())
    panel._open(None)
    during = voting.papers(chair.meeting.number, is_fresh=True)
    chair.step("end")
    after = voting.papers(chair.meeting.number, is_fresh=True)
    assert [one.is_open for one in (before, during, after)] == [False, True, False]
    assert before.spread("ja") == ""
    assert after.paper("ja", LOCAL) == ""
    assert voting.papers(None, is_fresh=True) is None
    assert len(state.shared.register.entries(Step)) == 3


@pytest.mark.parametrize(
    ("written", "minutes"), [("15", 15.0), ("", 0.0), ("x", 0.0), ("-3", 0.0), ("999", 240.0)]
)
def test_the_agenda_has_the_goals_chosen_with_their_minutes(state, written, minutes):
    form = AgendaForm(state, meeting_of(state))
    form.goals.value, form.minutes.value = ["share", "deals"], written
    assert form.agenda == (("share", minutes), ("deals", minutes))

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.audit.ballots import (
    Ballot,
    Choice,
    cast,
    proceedings,
    sitting,
    spread,
)
from kgisim.audit.entries import Opening, Step, Vote
from kgisim.audit.log import open_register
from kgisim.audit.users import AccessError, Person
from kgisim.errors import RequestError
from kgisim.targets.window import TargetWindow

CHAIR, MEMBER = Person("Suzuki", "analyst"), Person("田中", "member")
BALLOT = Ballot(
    "share",
    TargetWindow(2040, 3),
    "policy",
    {"measure:support": 2.0, "measure:other": None},
    (Choice("goal", 70.0, 0.2, 0.01, 0.6, 0.01), Choice("stretch", 80.0, 0.1, 0.01, 0.3, 0.01)),
)


@pytest.fixture
def register(tmp_path):
    made = open_register(tmp_path)
    yield made
    made.close()


def opening(register):
    agenda = json.dumps([["share", 20], ["count", 10]])
    return register.keep(Opening(author="", reason="", run="r1", agenda=agenda), CHAIR).id


def step(register, meeting, action, indicator="share", by=CHAIR):
    content = BALLOT.written() if action == "ballot" else "{}"
    entry = Step(
        author=by.name,
        reason="",
        meeting=meeting,
        action=action,
        indicator=indicator,
        content=content,
    )
    return register.keep(entry, by)


@pytest.fixture
def ballot(register):
    meeting = opening(register)
    step(register, meeting, "item")
    return step(register, meeting, "ballot")


def vote(register, ballot, value, voter="a" * 16, by=CHAIR, **given):
    said = {"author": by.name, "reason": ""} | given
    return cast(register, Vote(ballot=ballot.id, voter=voter, value=value, **said), by)


def test_a_ballot_is_read_as_it_was_written(ballot):
    assert Ballot.read(ballot) == BALLOT


def test_of_several_votes_of_one_voter_the_last_counts(register, ballot):
    for value in (70.0, 80.0):
        vote(register, ballot, value)
    vote(register, ballot, 75.0, voter="b" * 16)
    known = proceedings(register, ballot.meeting)
    assert [one.value for one in known.counted(ballot)] == [80.0, 75.0]
    assert [one.replaces for one in known.votes] == [None, 1, None]


def test_a_vote_that_is_sent_twice_is_kept_once(register, ballot):
    assert vote(register, ballot, 70.0) == vote(register, ballot, 70.0)
    assert len(register.entries(Vote)) == 1


def test_votes_of_one_voter_at_once_leave_one_that_counts(register, ballot):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda value: vote(register, ballot, float(value)), (70, 80, 75)))
    assert len(proceedings(register, ballot.meeting).counted(ballot)) == 1


@pytest.mark.parametrize("action", ["close", "item", "end", "ballot"])
def test_no_vote_is_taken_after_the_next_step(register, ballot, action):
    vote(register, ballot, 70.0)
    step(register, ballot.meeting, action)
    with pytest.raises(RequestError, match="closed"):
        vote(register, ballot, 80.0)
    known = proceedings(register, ballot.meeting)
    assert [one.value for one in known.counted(ballot)] == [70.0]


def test_nobody_votes_on_what_is_no_ballot(register):
    item = step(register, opening(register), "item")
    with pytest.raises(RequestError, match="closed"):
        vote(register, item, 70.0)


@pytest.mark.parametrize("action", ["item", "ballot", "close", "end"])
def test_a_member_takes_no_step(register, ballot, action):
    with pytest.raises(AccessError):
        step(register, ballot.meeting, action, by=MEMBER)


def test_a_member_opens_no_meeting_and_votes_in_his_own_name_alone(register, ballot):
    with pytest.raises(AccessError):
        register.keep(Opening(author="田中", reason="", run="r1", agenda="[]"), MEMBER)
    assert vote(register, ballot, 70.0, voter="田中", by=MEMBER).role == "member"
    with pytest.raises(AccessError):
        vote(register, ballot, 80.0, voter="佐藤", by=MEMBER, author="佐藤")


@pytest.mark.parametrize(
    "wrong", [{"value": float("nan")}, {"value": float("inf")}, {"voter": ""}, {"voter": "x" * 81}]
)
def test_a_vote_has_a_number_and_a_voter(wrong):
    with pytest.raises(RequestError):
        Vote(**({"author": "", "reason": "", "ballot": 1, "voter": "a", "value": 1.0} | wrong))


def test_a_meeting_sits_until_its_last_step_is_the_end(register, ballot):
    meeting = ballot.meeting
    assert sitting(register, "r1").number == meeting
    assert sitting(register, "r2") is None
    step(register, meeting, "end", "")
    assert sitting(register, "r1") is None
    step(register, meeting, "item", "count")  # taken up again
    known = sitting(register, "r1")
    assert [one.indicator for one in known.turns] == ["share", "count"]
    assert [len(one.ballots) for one in known.turns] == [1, 0]
    assert known.turns[0].end is not None
    assert known.turns[1].end is None
    assert known.agenda == (("share", 20.0), ("count", 10.0))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_quartiles_lie_about_the_median_and_within_the_votes(values):
    found = spread(values)
    assert min(values) <= found.low <= found.middle <= found.high <= max(values)
    assert found.middle == pytest.approx(np.median(values))
    assert found.count == len(values)


def test_there_is_no_spread_without_votes():
    assert spread([]) is None

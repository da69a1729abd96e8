import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from kgisim.audit.entries import Decision, Dissent
from kgisim.audit.proposals import Minutes, csv_of, minutes
from kgisim.audit.users import LOCAL

START = datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.fixture
def said(proposal):
    """Two proposals, the second a correction; a dissent from the first; a decision for another."""
    times = [START + timedelta(minutes=10 * step) for step in range(5)]
    first = replace(proposal, id=1, time=times[0])
    corrected = replace(proposal, id=2, time=times[1], value=9.0, replaces=1)
    other = replace(proposal, id=3, time=times[2], indicator="other", run="r1")
    dissent = Dissent(id=1, time=times[3], author="佐藤", reason="高い", proposal=1)
    decision = Decision(id=1, time=times[4], author="座長", reason="採る", proposal=3)
    return Minutes((first, corrected, other), (dissent,), (decision,))


def numbers(entries):
    return [one.id for one in entries]


def test_what_was_corrected_does_not_stand(said):
    assert numbers(said.standing()) == [2, 3]


def test_proposals_of_one_goal_can_be_asked_for(said):
    assert numbers(said.standing("other")) == [3]


def test_a_dissent_from_a_proposal_holds_against_its_correction(said):
    assert numbers(said.against(said.proposals[1])) == [1]


def test_a_dissent_does_not_hold_against_other_proposals(said):
    assert said.against(said.proposals[2]) == ()


def test_a_decision_for_a_proposal_is_not_one_for_its_correction(said):
    chosen = replace(said, decisions=(replace(said.decisions[0], proposal=1),))
    assert chosen.decided(said.proposals[0])
    assert chosen.decided(said.proposals[1]) == ()


def test_a_span_holds_what_was_recorded_in_it_and_what_that_refers_to(said):
    after = said.during("r0123456789ab", START + timedelta(minutes=25), START + timedelta(hours=1))
    assert (numbers(after.proposals), numbers(after.dissents)) == ([1], [1])


def test_a_span_leaves_out_other_runs(said):
    whole = said.during("r1", START, START + timedelta(hours=1))
    assert (numbers(whole.proposals), whole.dissents, numbers(whole.decisions)) == ([3], (), [1])


def test_minutes_are_what_the_register_holds(register, proposal):
    kept = register.keep(proposal, LOCAL)
    answer = register.keep(Dissent(author="佐藤", reason="高い", proposal=kept.id), LOCAL)
    assert minutes(register) == Minutes((kept,), (answer,), ())


def again(table):
    return pd.read_csv(io.BytesIO(csv_of(table)), dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    "text", ["高い、低い", 'a "quoted", text', "two\nlines", "<script>", "−3 %"]
)
def test_a_text_comes_back_as_it_was(text):
    assert again(pd.DataFrame({"reason": [text]}))["reason"][0] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_that_a_spreadsheet_would_compute_is_made_inert(text):
    assert again(pd.DataFrame({"reason": [text]}))["reason"][0] == f"'{text}"


def test_a_negative_number_stays_a_number():
    assert again(pd.DataFrame({"value": [-1.5]}))["value"][0] == "-1.5"


def test_spreadsheets_are_told_that_it_is_utf8():
    assert csv_of(pd.DataFrame({"a": [1]})).startswith(b"\xef\xbb\xbf")

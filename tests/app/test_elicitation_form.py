"""Three experts are asked in two rounds on the screen, and the next run rests on them."""

import pytest

from kgisim.app.elicitation_form import Eliciting, eliciting
from kgisim.app.state import State
from kgisim.elicitation.drafts import open_draft
from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.evidence.catalog import load_catalog
from kgisim.runs.make_run import make_run
from tests.elicitation.test_elicitation_files import written


@pytest.fixture
def form(state):
    written(state.shared.workspace)
    return Eliciting(state)


def answer(form, expert, number, low, best, high):
    form.expert.value, form.number.value, form.background.value = expert, number, "病院"
    for name, value in (("low", low), ("best", best), ("high", high)):
        form.fields["share"][name].value = str(value)
    form._keep(None)


def rounds(form):
    for number in (1, 2):
        for place, name in enumerate(("a", "b", "c")):
            answer(form, name, number, 10, 20 + place + number, 40)


def close(form, owner="医政局"):
    form.owner.value, form.rationale.value = owner, "推薦による"
    form._close(None)


def test_three_experts_in_two_rounds_are_in_the_next_runs_manifest(form, quick_fits, tmp_path):
    rounds(form)
    close(form)
    assert "確定した" in form.said.html
    workspace = form.state.shared.workspace
    made = make_run(workspace, folder=tmp_path / "runs")
    assert "elicitations/supply.yaml" in made.manifest["inputs"]
    assert [one.id for one in made.elicitations["supply"].experts] == ["a", "b", "c"]


def test_a_second_round_begins_from_the_first_and_keeps_what_was_typed(form):
    form.reason.value = "実態調査による"
    answer(form, "a", 1, 10, 20, 40)
    assert form.expert.value == form.fields["share"]["low"].value == ""
    form.expert.value, form.number.value = "a", 2
    assert [form.fields["share"][end].value for end in ("low", "high", "best")] == [
        "10",
        "40",
        "20",
    ]
    assert form.reason.value == "実態調査による"
    form.fields["share"]["best"].value = "25"
    form.number.value = 1
    assert form.fields["share"]["best"].value == "25"


def type_truths(form):
    truths = {"low": 0.9, "best": 1.0, "high": 1.1}
    for question, fields in zip(form.calibrating.asked, form.calibrating.fields, strict=True):
        for end, factor in truths.items():
            fields[end].value = f"{question.truth * factor:g}"


def test_calibration_questions_are_answered_once_the_expert_is_known(form):
    asked = form.calibrating.asked
    type_truths(form)
    form.expert.value = "a"
    form.calibrating._keep(None)
    assert "warning" in form.calibrating.said.html
    answer(form, "a", 1, 10, 20, 40)
    assert not any(field.value for fields in form.calibrating.fields for field in fields.values())
    type_truths(form)
    form.expert.value = "a"
    form.calibrating._keep(None)
    assert f"範囲に入ったものは{len(asked)}件" in form.calibrating.said.html
    (kept,) = open_draft(form.state.shared.workspace, "supply").experts
    assert [one["indicator"] for one in kept["known"]] == [one.indicator for one in asked]


def test_the_answers_are_fed_back_in_words(form):
    assert "one" in form.feedback.html
    answer(form, "a", 1, 10, 20, 40)
    assert "3分の1の確率で" in form.feedback.html
    assert "<svg" in form.feedback.html


def test_answers_out_of_order_are_refused_in_the_readers_language(form):
    answer(form, "a", 1, 30, 20, 40)
    assert "小さい順でない" in form.said.html


def test_what_is_incomplete_is_not_made_final(form):
    answer(form, "a", 1, 10, 20, 40)
    answer(form, "b", 1, 10, 20, 40)
    answer(form, "b", 2, 10, 20, 40)
    close(form)
    assert "回答は1回分" in form.said.html
    workspace = form.state.shared.workspace
    found = load_elicitations(workspace, load_catalog(workspace))
    assert [one.id for one in found["supply"].experts] == ["one", "two"]


def test_nothing_is_made_final_without_an_owner(form):
    rounds(form)
    close(form, owner="")
    assert "確定した" not in form.said.html


def test_members_record_nothing(member):
    written(member.shared.workspace)
    assert "分析担当者に限る" in eliciting(member).html


def test_a_workspace_that_asks_nothing_says_so(state):
    assert "elicitations/" in eliciting(state).html


def test_the_bundled_workspace_is_not_written_to(plan):
    assert not isinstance(eliciting(State(plan)), Eliciting)

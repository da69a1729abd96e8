"""Three experts are asked in two rounds on the screen, and the next run rests on them."""

import pytest

from kgisim.app.elicitation_form import Eliciting, eliciting
from kgisim.app.state import State
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


def test_the_answers_are_fed_back_in_words(form):
    assert "one" in form.feedback.html
    answer(form, "a", 1, 10, 20, 40)
    assert "3分の1の確率で" in form.feedback.html


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

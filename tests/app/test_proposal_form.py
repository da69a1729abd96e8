import json

import pytest

from kgisim.app.browser import Drafts
from kgisim.app.proposal_form import (
    DECIDE,
    DISSENT,
    STATE,
    Recording,
    StatementList,
    proposal_of,
    record_panel,
)
from kgisim.app.target_answers import answers_of
from kgisim.audit.entries import Decision, Dissent, Proposal, Statement
from kgisim.audit.log import FILE
from kgisim.errors import RequestError

MARKUP = "<script>alert(1)</script>"


def say(form, reason="届く水準である。", kind=None, author=None):
    """Fill the form in and press its button."""
    if kind is not None:
        form.kind.value = kind
    if author is not None:
        form.author.value = author
    form.reason.value = reason
    form._keep(None)


def test_a_proposal_holds_what_the_run_says_of_the_level_on_the_screen(state):
    state.target = 42.0
    made, found = proposal_of(state, "Suzuki", "届く"), answers_of(state).verdict()
    assert (made.run, made.indicator, made.value) == (state.shared.run.id, "share", 42.0)
    assert (made.chance_baseline, made.mcse_baseline) == (
        found.chance_baseline,
        found.mcse_baseline,
    )
    assert (made.chance, made.mcse) == (found.chance_package, found.mcse_package)
    assert made.verdict == found.finding


def test_a_proposal_says_on_which_years_it_is_judged(state):
    from kgisim.targets.window import TargetWindow

    state.param.update(target=42.0, window=TargetWindow(2038, 3, "mean"))
    made = proposal_of(state, "Suzuki", "届く")
    assert (made.year, made.window, made.statistic, made.since) == (2038, 3, "mean", None)


def test_a_proposal_with_a_lever_moved_says_how_it_stood(state):
    state.target = 40.5  # near the middle of what the run expects
    before = proposal_of(state, "Suzuki", "届く")
    state.levers = {"measure:support": 3.0}
    made = proposal_of(state, "Suzuki", "届く")
    assert json.loads(made.levers) == {"measure:support": 3.0}
    assert made.chance > before.chance
    assert made.chance_baseline == before.chance_baseline


def test_a_goal_without_a_number_has_nothing_to_propose(state):
    state.goal = "supply"
    with pytest.raises(RequestError, match="has no level to propose"):
        proposal_of(state, "Suzuki", "届く")


def test_the_button_records_a_proposal_and_lists_it(state):
    form = Recording(state, StatementList(state))
    say(form)
    assert [one.reason for one in state.shared.register.entries(Proposal)] == ["届く水準である。"]
    assert "届く水準である。" in form.listed.pane.html


def test_the_number_under_which_it_was_recorded_is_told(state):
    form = Recording(state, StatementList(state))
    say(form)
    assert "提案1として記録した" in form.said.html


def test_after_recording_the_reason_is_blank_again(state):
    form = Recording(state, StatementList(state))
    say(form)
    assert form.reason.value == ""


def test_what_was_written_while_it_was_recorded_is_not_lost(state):
    form = Recording(state, StatementList(state))
    form.author.value, form.reason.value = "Suzuki", "届く水準である。"
    register = state.shared.register
    kept = register.keep(form._entry(), state.person, form.drafts.receipt)
    form.reason.value = "もう一つある。"
    form._acknowledge(kept)
    assert form.reason.value == "もう一つある。"


def test_whoever_reads_that_it_was_recorded_may_write_on_at_once(state):
    form, order = Recording(state, StatementList(state)), []
    form.said.param.watch(lambda _: order.append("said"), "html")
    form.reason.param.watch(lambda event: order.append(event.new or "blank"), "value")
    form.drafts.param.watch(lambda event: order.append(event.name), ["author", "recorded"])
    say(form, "届く")
    assert order[-1] == "said"
    assert {"blank", "author", "recorded"} <= set(order[:-1])


@pytest.mark.parametrize(("kind", "entry"), [(DISSENT, Dissent), (DECIDE, Decision)])
def test_dissents_and_decisions_refer_to_the_latest_proposal_unless_told(state, kind, entry):
    form = Recording(state, StatementList(state))
    say(form)
    say(form)
    say(form, "高すぎる。", kind, "佐藤")
    (kept,) = state.shared.register.entries(entry)
    assert (kept.proposal, kept.author, kept.recorded_by) == (2, "佐藤", "Suzuki")


def test_a_dissent_from_nothing_is_refused(state):
    form = Recording(state, StatementList(state))
    say(form, kind=DISSENT)
    assert "warning" in form.said.html
    assert state.shared.register.entries(Dissent) == ()


@pytest.mark.parametrize(("author", "reason"), [("", "届く"), ("Suzuki", "  ")])
def test_without_name_and_reason_nothing_is_recorded(state, author, reason):
    form = Recording(state, StatementList(state))
    say(form, reason, author=author)
    assert "氏名と理由を記入" in form.said.html
    assert state.shared.register.entries(Proposal) == ()


def test_markup_in_a_reason_is_shown_as_text(state):
    form = Recording(state, StatementList(state))
    say(form, MARKUP)
    assert "&lt;script&gt;" in form.listed.pane.html
    assert "<script" not in form.listed.pane.html


@pytest.mark.parametrize("goal", ["supply", "share"])
def test_a_statement_needs_no_number(member, goal):
    member.goal = goal
    form = Recording(member, StatementList(member))
    say(form, "指標案を先に定めるべきである。", STATE)
    (kept,) = member.shared.register.entries(Statement)
    assert (kept.indicator, kept.author) == (goal, "田中")
    assert "意見1として記録した" in form.said.html
    assert kept.reason in form.listed.pane.html


def test_what_was_recorded_before_the_connection_broke_is_acknowledged_and_not_kept_twice(state):
    form = Recording(state, StatementList(state))
    receipt = form.drafts.receipt
    say(form, author="田中")
    again = Recording(state, StatementList(state))
    texts = {"receipt": receipt, "reason": "届く水準である。", "author": "田中"}
    again.drafts._handle_msg(texts)
    assert "提案1として記録した" in again.said.html
    assert (again.author.value, again.drafts.author) == ("田中", "田中")
    assert (again.reason.value, len(state.shared.register.entries(Proposal))) == ("", 1)
    assert again.drafts.receipt != receipt


def test_a_text_that_was_not_recorded_comes_back(state):
    form = Recording(state, StatementList(state))
    form.drafts._handle_msg({"receipt": "r", "reason": "書きかけ", "author": "佐藤"})
    assert (form.reason.value, form.author.value, form.drafts.receipt) == ("書きかけ", "佐藤", "r")


def test_a_member_keeps_his_name_whatever_the_browser_says(member):
    form = Recording(member, StatementList(member))
    form.drafts._handle_msg({"author": "佐藤"})
    assert form.author.value == "田中"


def test_a_register_that_cannot_be_used_is_told_without_its_path(state):
    form = Recording(state, StatementList(state))
    (state.shared.workspace.root / FILE).unlink()
    say(form)
    assert "記録はされていない" in form.said.html
    assert FILE not in form.said.html
    assert form.reason.value
    assert "記録簿を今は使えない" in Recording(state, StatementList(state)).listed.pane.html


def test_a_member_is_offered_no_decision(member):
    assert DECIDE not in Recording(member, StatementList(member)).kind.options.values()


def test_a_member_who_asks_for_a_decision_all_the_same_is_denied(state, member):
    say(Recording(state, StatementList(state)))
    form = Recording(member, StatementList(member))
    form.kind.param.update(options={"決定": DECIDE}, value=DECIDE)
    say(form)
    assert "認められていない" in form.said.html
    assert member.shared.register.entries(Decision) == ()


def test_a_member_cannot_take_another_name(member):
    form = Recording(member, StatementList(member))
    say(form, author="佐藤")
    assert "認められていない" in form.said.html
    assert member.shared.register.entries(Proposal) == ()


def test_what_another_session_recorded_is_listed_on_request(state, member):
    mine, other = Recording(state, StatementList(state)), Recording(member, StatementList(member))
    say(other, "会員の提案")
    assert "会員の提案" not in mine.listed.pane.html
    mine._refresh()
    assert "会員の提案" in mine.listed.pane.html


def test_without_a_register_the_form_says_so(state):
    from kgisim.app.shared_run import SharedRun
    from kgisim.app.state import State

    bare = State(SharedRun(state.shared.run), goal="share")
    assert "記録できない" in record_panel(bare)[1].html


def test_the_list_is_there_before_anybody_comes_to_the_form(state):
    say(Recording(state, StatementList(state)))
    _, place, listed = record_panel(state)
    assert "届く水準である。" in listed.html
    assert len(place) == 1


def test_the_form_is_made_once_when_somebody_comes_to_it(state):
    _, place, _ = record_panel(state)
    arrival = place[0]
    for _ in range(2):
        arrival._handle_msg("come")
    assert (arrival.here, len(place)) == (True, 2)
    labels = {one.label for one in place.select(lambda one: hasattr(one, "label"))}
    assert {"氏名", "理由", "記録する"} <= labels


def test_a_draft_of_the_goal_asks_for_the_form_at_once(state):
    _, place, _ = record_panel(state)
    place[0]._handle_msg("come")
    (drafts,) = place.select(Drafts)
    assert place[0].kept == f"kgisim:{drafts.scope}:receipt"

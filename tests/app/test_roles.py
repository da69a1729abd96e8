"""What only an analyst may do is refused on the server, whatever a member's browser sends."""

import pytest

from kgisim.app.chair import Chair
from kgisim.app.content_form import ContentForm
from kgisim.app.data_form import Revising
from kgisim.app.meeting import meeting_of, take_meeting
from kgisim.app.new_run_form import NewRunForm
from kgisim.app.proposal_form import DECIDE, Recording, StatementList
from kgisim.app.scenario_form import scenario_form
from kgisim.audit.data_revision import accept, draft
from kgisim.audit.entries import Decision, Revision
from kgisim.audit.users import AccessError


def test_a_member_saves_no_scenario(member):
    form = scenario_form(member)
    assert not hasattr(form, "objects")
    assert not (member.shared.workspace.scenarios / "mine.yaml").exists()


def test_a_member_takes_no_decision(member):
    form = Recording(member, StatementList(member))
    form.kind.param.update(options={"決定": DECIDE}, value=DECIDE)
    form.reason.value = "採る"
    form._keep(None)
    assert member.shared.register.entries(Decision) == ()


def test_a_member_begins_no_meeting_and_takes_up_none(member):
    with pytest.raises(AccessError):
        meeting_of(member).begin(member.person)
    take_meeting(member, {"started": "20261130T010000.000000", "chosen": "measure:support"})
    assert not meeting_of(member).is_sitting


def test_a_member_changes_no_data(member):
    workspace = member.shared.workspace
    before = (workspace.data / "share.csv").read_bytes()
    made = draft(workspace, "share", before + b"2022,42,eq,official,,,,,\n")
    with pytest.raises(AccessError):
        accept(made, member.shared.register, member.person, author="田中", reason="訂正")
    assert (workspace.data / "share.csv").read_bytes() == before
    assert member.shared.register.entries(Revision) == ()


def test_a_member_who_presses_the_hidden_button_changes_no_data(member):
    form = Revising(member)
    before = (member.shared.workspace.data / "share.csv").read_bytes()
    form._draft = draft(member.shared.workspace, "share", before)
    form.author.value, form.reason.value = "田中", "訂正"
    form._accept(None)
    assert member.shared.register.entries(Revision) == ()
    assert "warning" in form.told.html


@pytest.mark.parametrize("action", ["item", "ballot", "close", "end"])
def test_a_member_leads_no_meeting_that_sits(state, member, action):
    led = Chair(state, meeting_of(state))
    led.meeting.number = led.open().id
    led.turn()
    theirs = Chair(member, led.meeting)
    for event in (theirs.open, lambda: theirs.step(action, "share")):
        with pytest.raises(AccessError):
            event()
    assert len(led.known().steps) == 1


@pytest.mark.parametrize("button", ["start", "cancel"])
def test_a_member_neither_starts_nor_stops_a_run(member, button):
    form = NewRunForm(member)
    getattr(form, button).param.trigger("clicks")
    assert "warning" in form.told.html
    assert member.shared.new_run.job is None


def test_a_member_enters_no_source_whatever_is_pressed(member):
    form, path = ContentForm(member), member.shared.workspace.data / "share.yaml"
    before = path.read_bytes()
    form.into.value, form.key.value = "share", "yearbook"
    for name in ("title", "publisher"):
        form.fields.widgets[name].value = "x"
    form.check.param.trigger("clicks")
    form.author.value, form.reason.value = member.user, "x"
    form.accept.param.trigger("clicks")
    assert path.read_bytes() == before
    assert member.shared.register.entries(Revision) == ()

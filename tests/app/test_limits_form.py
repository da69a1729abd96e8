"""Limits of levels: tried in one session, recorded for all, and never impossible."""

import re

import pytest
from ruamel.yaml import YAML

from kgisim.app.limits_form import LimitsForm
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.audit.entries import Limits
from kgisim.evidence.level_limits import LevelLimits


def fill(form, floor, goal, stretch, pace="80"):
    for name, value in zip(form.fields, (floor, goal, stretch, pace), strict=True):
        form.fields[name].value = value


def test_limits_are_tried_here_and_recorded_for_all_who_come_later(shared, state):
    form = LimitsForm(state)
    fill(form, "90", "60", "30")
    form._try(None)
    assert (state.limits.floor, shared.limits.floor) == (0.9, shared.plan.levels.floor)
    form._record(None)  # without a reason
    assert shared.register.entries(Limits) == ()
    form.reason.value = "検討会の決定"
    form._record(None)
    (kept,) = shared.register.entries(Limits)
    assert (kept.author, kept.floor, kept.goal, kept.stretch) == ("Suzuki", 0.9, 0.6, 0.3)
    assert State(shared).limits.goal == 0.6
    again = SharedRun(shared.run, shared.workspace, shared.register)
    assert (again.limits.stretch, again.limits.illustrative) == (0.3, False)


def test_recorded_limits_are_written_out_as_the_plan_has_to_have_them_for_papers(shared, state):
    form = LimitsForm(state)
    assert form.view is not None
    assert not form.said.html  # nothing is recorded yet
    fill(form, "90", "60", "30")
    form.reason.value = "検討会の決定"
    form._record(None)
    for shown in (form, LimitsForm(State(shared))):
        assert shown.view is not None
        (written,) = re.findall(r"levels: \{.*?\}", shown.said.html)
        levels = LevelLimits.model_validate(YAML(typ="safe").load(written)["levels"])
        assert levels == shared.limits != shared.plan.levels


@pytest.mark.parametrize("wrong", [("50", "80", "20"), ("101", "50", "20"), ("", "50", "20")])
def test_limits_that_cannot_be_are_refused_in_words(state, wrong):
    before, form = state.limits, LimitsForm(state)
    fill(form, *wrong)
    form._try(None)
    assert state.limits == before
    assert state.t("app.limits.wrong") in form.said.html


def test_a_member_may_try_limits_and_not_record_them(shared, member):
    form = LimitsForm(member)
    form.reason.value = "変える"
    form._record(None)
    assert shared.register.entries(Limits) == ()

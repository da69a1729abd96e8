import pytest

from kgisim.app.data_form import Revising, difference_table, revising
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.audit.data_revision import MOST_BYTES
from kgisim.audit.entries import Revision
from kgisim.audit.log import open_register
from kgisim.audit.row_difference import RowDiff
from kgisim.evidence.catalog import load_catalog
from tests.presentation.grouped import grouped

ROW = {"year": "2022", "value": "42", "relation": "eq", "evidence": "official"}


def fill(form, **row):
    for name, value in (ROW | row).items():
        form.fields[name].value = value


def compare(form):
    form._compare_row(None)


def accept(form, reason="公表値"):
    form.reason.value = reason
    form._accept(None)


@pytest.fixture
def form(state):
    form = Revising(state)
    form.into.value = "share"
    return form


def test_the_form_starts_at_a_series_behind_the_goal(state):
    assert Revising(state).into.value == "share"


def test_the_sources_offered_are_those_of_the_series(form):
    assert form.fields["source"].options == ["firm"]


def test_a_sound_row_is_shown_as_added_and_may_be_accepted(form):
    fill(form)
    compare(form)
    assert "追加" in form.told.html
    assert form.acceptance.visible


def test_before_acceptance_nothing_is_written(form, state):
    before = (state.shared.workspace.data / "share.csv").read_bytes()
    fill(form)
    compare(form)
    assert (state.shared.workspace.data / "share.csv").read_bytes() == before


def test_an_accepted_row_is_in_the_workspace_and_in_the_register(form, state):
    fill(form)
    compare(form)
    accept(form)
    assert load_catalog(state.shared.workspace).rows("share")["value"].iloc[-1] == 42
    (kept,) = state.shared.register.entries(Revision)
    assert (kept.author, kept.reason, kept.added) == ("Suzuki", "公表値", 1)
    assert "data/share.csvを更新した" in form.told.html


def test_a_row_that_breaks_a_rule_is_told_and_cannot_be_accepted(form, state):
    fill(form, value="140")
    compare(form)
    assert "140は比率の範囲（0～100％）の外である" in form.told.html
    assert not form.acceptance.visible
    accept(form)
    assert state.shared.register.entries(Revision) == ()


def test_without_a_reason_nothing_is_accepted(form, state):
    fill(form)
    compare(form)
    accept(form, " ")
    assert "氏名と理由を記入" in form.told.html
    assert state.shared.register.entries(Revision) == ()


def test_what_was_given_up_cannot_be_accepted_any_more(form, state):
    fill(form)
    compare(form)
    form._cancel()
    accept(form)
    assert state.shared.register.entries(Revision) == ()


def test_another_series_gives_up_what_was_compared(form):
    fill(form)
    compare(form)
    form.into.value = "yen"
    assert form._draft is None
    assert not form.acceptance.visible


def test_somebody_elses_change_meanwhile_is_told(form, state):
    other = Revising(state)
    other.into.value = "share"
    for one, value in ((form, "42"), (other, "43")):
        fill(one, value=value)
        compare(one)
    accept(other)
    accept(form)
    assert "受け入れられなかった" in form.told.html
    assert len(state.shared.register.entries(Revision)) == 1


def test_a_file_that_is_too_large_is_refused_unread(form):
    form._take("rows.csv", b"", MOST_BYTES + 1)
    assert "大きすぎる" in form.told.html


def test_a_file_of_another_kind_is_refused(form):
    form._take("rows.xlsx", b"PK", 2)
    assert "CSVファイルではない" in form.told.html


def test_a_members_session_has_no_form(member):
    assert "分析担当者だけ" in revising(member)[1].html


def test_a_form_in_a_members_hands_writes_nothing_all_the_same(member):
    form = Revising(member)
    form.into.value = "share"
    fill(form)
    compare(form)
    accept(form)
    assert "認められていない" in form.told.html
    assert member.shared.register.entries(Revision) == ()


def test_a_run_without_a_workspace_has_no_form(state):
    from kgisim.app.shared_run import SharedRun
    from kgisim.app.state import State

    bare = State(SharedRun(state.shared.run), goal="share")
    assert "kgisim init" in revising(bare)[1].html


def test_a_difference_shows_old_and_new_cells_and_leaves_blank_columns_out(state):
    from kgisim import schema

    old = dict.fromkeys(schema.OBSERVATION_COLUMNS, "") | {"year": "2020", "value": "9"}
    table = difference_table(RowDiff(changed=((old, old | {"value": "8"}),)), state)
    assert table.to_dict("records") == [{"変更": "訂正", "年（開始年）": "2020", "値": "9 → 8"}]


def test_markup_in_a_row_is_shown_as_text(form):
    fill(form, note="<script>alert(1)</script>")
    compare(form)
    assert "<script" not in form.told.html
    assert "&lt;script&gt;" in form.told.html


@pytest.fixture
def group_form(smallest, quick_fits, tmp_path):
    """The form over a workspace with a group of three members, chosen."""
    localized = grouped(smallest, tmp_path / "runs")
    register = open_register(smallest.root)
    shared = SharedRun(localized.view.run, smallest, register)
    form = Revising(State(shared, goal="beds", user="Suzuki", role="analyst"))
    form.into.value = "beds"
    yield form
    register.close()


def test_a_row_of_a_group_names_its_member_and_is_accepted_like_any_other(group_form):
    form, shared = group_form, group_form.state.shared
    fill(form, member="south", source="survey", value="47", published="2023-06")
    compare(form)
    assert "南" in form.told.html
    assert "追加" in form.told.html
    accept(form)
    rows = load_catalog(shared.workspace)
    assert rows.rows("beds_south")["value"].tolist()[-1] == 47
    assert len(rows.rows("beds_north")) == 3
    (kept,) = shared.register.entries(Revision)
    assert (kept.file, kept.added, kept.changed) == ("data/beds.csv", 1, 0)


def test_the_form_offers_members_and_sources_of_a_group_and_no_import(group_form):
    form = group_form
    assert form.fields["member"].options == {"北": "north", "南": "south", "西": "west"}
    assert form.fields["source"].options == ["survey"]
    assert not form.importing.parts()[0].visible
    assert "beds_north" not in form.into.options.values()
    assert "導入率 [beds]" in form.into.options
    form.into.value = "share"
    assert not form.fields["member"].visible
    assert form.importing.parts()[0].visible


def test_a_file_of_a_group_is_compared_member_by_member(group_form):
    form = group_form
    path = form.state.shared.workspace.data / "beds.csv"
    text = path.read_text("utf-8")
    changed = text.replace("south,2021,,41", "south,2021,,43").encode()
    form._take("beds.csv", changed, len(changed))
    assert "41 → 43" in form.told.html
    assert form.told.html.count("南") == 1
    assert "北" not in form.told.html
    assert form.acceptance.visible


def test_a_file_that_names_no_member_of_the_group_is_told_in_the_readers_language(group_form):
    form = group_form
    path = form.state.shared.workspace.data / "beds.csv"
    wrong = path.read_text("utf-8").replace("west,2021", "east,2021").encode()
    form._take("beds.csv", wrong, len(wrong))
    assert "east" in form.told.html
    assert "beds.csv" in form.told.html
    assert not form.acceptance.visible


def test_a_question_about_a_member_is_answered_in_the_file_of_its_group(group_form):
    form, shared = group_form, group_form.state.shared
    fill(form, member="north", source="survey", value="97", published="2023-06")
    compare(form)
    assert len(form.answering.reasons) == 1
    form.answering.reasons[0].value = "調査票が変わった"
    form.answering._answer(None)
    accept(form)
    (answer,) = load_catalog(shared.workspace).indicators["beds_north"].accept
    assert (answer.member, answer.row) == ("north", "2022")
    assert load_catalog(shared.workspace).rows("beds_north")["value"].tolist()[-1] == 97

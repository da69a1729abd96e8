"""A published table on the screen: asked about, shown with all that is left out, and accepted."""

from types import SimpleNamespace

import pytest

from kgisim.app.data_form import Revising
from kgisim.app.upload import Sent
from kgisim.audit.entries import Revision
from kgisim.evidence.catalog import load_catalog
from kgisim.projection.workspace_check import check_workspace

TABLE = (
    "円相場（年平均）,,\n年,円/ドル,ドル/ユーロ\n2022,131.5,1.05\n2023,140.5,1.08\n2024,p,1.08\n"
)


@pytest.fixture
def form(state):
    form = Revising(state)
    form.into.value = "yen"
    return form


def take(form, text, name="表.csv"):
    content = text.encode()
    form.importing._files = (Sent(name, content, len(content)),)
    form.importing.read()


def answer(form, place):
    form.importing.question.value = list(form.importing.question.options.values())[place]
    form.importing._answer(None)


def accept(form):
    form.reason.value = "公表値"
    form._accept(None)


def test_a_table_is_asked_about_shown_with_what_is_left_out_and_accepted(form, state):
    take(form, TABLE)
    assert form.importing.question.label == "数値の列"
    assert not form.acceptance.visible
    answer(form, 0)
    assert form.importing.question.label == "単位"
    answer(form, 0)
    said = form.importing.said.html
    assert "年が縦に並ぶ表" in said
    assert "選ばなかった列・系列" in said
    assert "C4" in said
    assert form.acceptance.visible
    accept(form)
    rows = load_catalog(state.shared.workspace).rows("yen").set_index("year")["value"]
    assert rows.loc[[2022, 2023]].tolist() == [131.5, 140.5]


def test_a_questioned_row_is_accepted_with_a_recorded_answer(form, state):
    workspace = state.shared.workspace
    take(form, TABLE.replace("140.5", "14050"))
    answer(form, 0)
    answer(form, 0)
    assert form.answering.panel.visible
    assert not form.acceptance.visible
    form.answering._answer(None)
    assert "理由を記入" in form.answering.said.html
    for field in form.answering.reasons:
        field.value = "単位を替えた公表値"
    form.answering._answer(None)
    assert not form.answering.panel.visible
    accept(form)
    assert check_workspace(workspace) == ()
    (kept,) = load_catalog(workspace).indicators["yen"].accept
    assert (kept.row, kept.who, kept.reason("ja")) == ("2023", "Suzuki", "単位を替えた公表値")
    assert [one.file for one in state.shared.register.entries(Revision)] == [
        "data/yen.yaml",
        "data/yen.csv",
    ]


def test_a_series_in_another_unit_is_not_asked_about_row_by_row(form):
    form.answering.ask([SimpleNamespace(indicator="yen")] * 13)
    assert not form.answering.panel.visible


def test_a_table_of_projections_is_refused_with_the_reason(form):
    take(form, "年,見通し（円/ドル）\n" + "".join(f"{year},150\n" for year in range(2020, 2041)))
    assert "note warning" in form.importing.said.html
    assert not form.acceptance.visible


def test_another_indicator_forgets_the_table(form):
    take(form, TABLE)
    form.into.value = "share"
    assert form.importing.said.html == ""
    assert not form.importing.asked.visible

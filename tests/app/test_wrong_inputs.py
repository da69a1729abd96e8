"""Whatever is entered wrongly in a Japanese session is answered in Japanese."""

import html
import re
from types import SimpleNamespace

import pytest

from kgisim.app.data_form import Revising
from kgisim.app.proposal_form import Recording
from kgisim.app.scenario_form import scenario_form
from kgisim.app.url import keep_in_step
from kgisim.audit.entries import Proposal
from tests.app.coroutines import completed

ROW = {"year": "2022", "value": "42", "relation": "eq", "evidence": "official"}


def is_japanese(said: str) -> bool:
    """Return whether a text has kana, and no three English words in a row outside quotations."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", said))
    plain = re.sub(r"「[^」]*」|（[^）]*）", "", plain)
    return bool(re.search(r"[ぁ-ん]", said)) and not re.search(
        r"(?:\b[A-Za-z]{2,}\b ){2}[A-Za-z]+", plain
    )


def test_the_detector_knows_both_languages():
    assert is_japanese("<p>「a b c d」は年として読めない</p>")
    assert not is_japanese("<p>年：expected a year such as 2024</p>")


@pytest.mark.parametrize(
    "wrong",
    [
        "goal=kgi9",
        "scenario=utopia",
        "page=nowhere",
        "target=many",
        "target=inf",
        "language=fr",
        "year=1999",
        "year=2041",
        "year=soon",
        "window=0",
        "statistic=mode",
    ],
)
def test_a_wrong_address(state, wrong):
    state.pages = ["overview"]
    keep_in_step(state, SimpleNamespace(search=f"?{wrong}"))
    assert state.notices
    assert all(map(is_japanese, state.notices))


@pytest.mark.parametrize(
    "cells",
    [
        {"value": "140"},
        {"value": "many"},
        {"value": ""},
        {"year": "soon"},
        {"year": "2300"},
        {"value": "40", "year": "2021.5"},
    ],
)
def test_a_wrong_row(state, cells):
    form = Revising(state)
    form.into.value = "share"
    for name, value in (ROW | cells).items():
        form.fields[name].value = value
    completed(form._compare_row(None))
    assert is_japanese(form.told.html)
    assert not form.acceptance.visible


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("share.xlsx", b"PK\x03\x04", 4),
        ("share.csv", b"\xff\xfe\x00", 3),
        ("share.csv", b"", 10**9),
    ],
)
def test_a_file_that_cannot_be_taken(state, name, content, size):
    form = Revising(state)
    form._take(name, content, size)
    assert is_japanese(form.told.html)


@pytest.mark.parametrize(("author", "reason"), [("", "理由"), ("Suzuki", ""), ("Suzuki", "  ")])
def test_a_proposal_without_a_name_or_a_reason(state, author, reason):
    form = Recording(state)
    form.author.value, form.reason.value = author, reason
    form._keep(None)
    assert is_japanese(form.said.html)
    assert not state.shared.register.entries(Proposal)


@pytest.mark.parametrize(
    ("id", "title", "why"),
    [
        ("", "題名", "理由"),
        ("Wrong Name", "題名", "理由"),
        ("policy", "題名", "理由"),
        ("mine", "", "理由"),
        ("mine", "題名", ""),
    ],
)
def test_a_scenario_that_cannot_be_saved(state, id, title, why):
    row, pane = scenario_form(state).objects
    for field, value in zip(row.objects, (id, title, why), strict=False):
        field.value = value
    row.objects[3].param.trigger("clicks")
    assert is_japanese(pane.html)
    assert not (state.shared.workspace.scenarios / "mine.yaml").exists()

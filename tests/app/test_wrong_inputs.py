"""Whatever is entered wrongly in a Japanese session is answered in Japanese."""

import html
import re
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qsl

import panel as pn
import pytest
from bokeh.document import Document

from kgisim.app.data_form import Revising
from kgisim.app.faults import handle, remember
from kgisim.app.follow_up_form import Following
from kgisim.app.layout import SessionLayout
from kgisim.app.pages import load_pages
from kgisim.app.proposal_form import Recording, StatementList
from kgisim.app.scenario_form import scenario_form
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.app.target_answers import answers_of
from kgisim.app.target_panel import Aiming
from kgisim.app.url import query_of
from kgisim.audit.entries import Proposal
from kgisim.errors import RequestError
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace
from tests.conftest import quick_fit

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


NAMES = ("goal", "scenario", "page", "language")
NO_NAMES = ("kgi9", "utopia", "nowhere", "", "<b>x</b>", "０", "x" * 3000)
NO_LEVELS = ("101", "-5", "1e300", "-1e308", "1e400", "inf", "nan", "NaN", "many", "十", "", "--3")
NO_YEARS = (
    "year=1999",
    "year=2041",
    "year=soon",
    "year=1e300",
    "year=",
    "year=99999999999999999999",
)
NO_SPANS = (
    "window=0",
    "window=-1",
    "window=99",
    "window=3.5",
    "statistic=mode",
    "statistic=once",
    "statistic=cumulative&since=2041",
    "statistic=sum&window=3",
    "since=2030",
    "since=soon&statistic=once",
)
WRONG = (
    *(f"{name}={value}" for name in NAMES for value in NO_NAMES),
    *(f"target={value}" for value in NO_LEVELS),
    *NO_YEARS,
    *NO_SPANS,
    "scenario=baseline",
)
"""Addresses that ask a share for what cannot be; half a hundred, each in both languages."""


@pytest.fixture(scope="module")
def reading(quick_run):
    """The small run for those who only read."""
    return SharedRun(quick_run)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[:40])
def test_a_wrong_address(reading, caplog, wrong, language):
    """It is told in the reader's language and changes nothing; the log has no traceback."""
    base = {"goal": "share", "pages": ["overview"], "page": "overview", "language": language}
    state, untouched = State(reading, **base), State(reading, **base)
    state.go(dict(parse_qsl(wrong, keep_blank_values=True)))
    assert len(state.notices) == 1
    assert is_japanese(state.notices[0]) == (language == "ja")
    assert query_of(state) == query_of(untouched)
    assert not any(one.exc_info for one in caplog.records)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_that_the_goal_can_never_have_is_not_taken_from_the_board(reading, language):
    state = State(reading, goal="share", language=language)
    board = Aiming(state, answers_of(state))
    for level in (101.0, -5.0, 1e300, float("nan"), float("inf")):
        state.notices = []
        board._choose(level)
        assert state.target is None
        assert is_japanese(state.notices[-1]) == (language == "ja"), level


@pytest.mark.parametrize("level", [-1.0, 1e15, 1e300])
def test_a_level_of_another_order_than_every_future_is_a_slip_of_the_keyboard(session, level):
    session.goal = "kgi1d_value"
    with pytest.raises(RequestError):
        session.ask(level)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_tried_on_the_way_that_cannot_be(reading, caplog, language, monkeypatch):
    def fit_all(catalog, _, *, names, **__):
        return {name: quick_fit(catalog, name) for name in names}

    monkeypatch.setattr("kgisim.targets.refit.fit_all", fit_all)
    form = Following(State(reading, goal="share", language=language))
    for value in ("-1", "0", "100", "101", "1e300", "nan", "many", "", "１０１"):
        form._value.value, form.told.html = value, ""
        form._try(None)
        assert is_japanese(form.told.html) == (language == "ja"), value
    assert not any(one.exc_info for one in caplog.records)


def test_a_page_that_fails_says_so_and_leads_back(shared, caplog):
    def fail(_):
        raise ValueError("secret of the program")

    pages = load_pages(shared.workspace)
    pages["target"] = replace(pages["target"], build=fail)
    layout = SessionLayout(shared, pages)
    layout.follow(SimpleNamespace(search="?goal=share&page=target"))
    (shown,) = layout._body.objects
    assert is_japanese(shown.html)
    assert "page=overview" in shown.html
    assert "secret" not in shown.html
    assert caplog.records[-1].exc_info


@pytest.mark.parametrize("page", sorted(load_pages(Workspace.bundled())))
def test_an_edge_that_is_allowed_breaks_no_page(shared, caplog, page):
    layout = SessionLayout(shared, load_pages(shared.workspace))
    for asked in ("target=0", "target=100", "target=1e-300", "year=2040&window=3&statistic=mean"):
        layout._shown = ()
        layout.go({"goal": "share", "page": page, **dict(parse_qsl(asked))})
        layout._show()
    assert not caplog.records


def test_a_fault_in_an_event_is_told_to_the_session_in_which_it_happened(state, monkeypatch):
    document = Document()
    remember(document, state)
    monkeypatch.setattr(type(pn.state), "curdoc", document)
    handle(RequestError("target.year", found=1999))
    assert is_japanese(state.notices[-1])


def test_a_fault_outside_of_sessions_is_raised():
    with pytest.raises(RequestError):
        handle(RequestError("target.year", found=1999))


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
    form._compare_row(None)
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
    form = Recording(state, StatementList(state))
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

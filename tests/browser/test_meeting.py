"""The story of a meeting, from opening it to what is taken away."""

import json
import socket
import sys
from contextlib import suppress
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlsplit

import pytest
from docx import Document

from kgisim.audit.entries import Decision, Dissent, Proposal, Vote
from kgisim.audit.log import open_register
from kgisim.audit.users import add_user
from kgisim.cli import main
from kgisim.presentation.i18n.numbers import chance
from tests.browser.conftest import Served, to_form

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
MARKUP = "<script>document.title='broken'</script>届く水準である。"
PASSWORD = "correct horse battery"
MEETING = "?page=meeting&goal=share&language=ja"


def said(served, kind=Proposal):
    """What is in the register, read from outside the server."""
    register = open_register(served.workspace.root)
    entries = register.entries(kind)
    register.close()
    return entries


def record(page, author, reason):
    to_form(page)
    if author:
        page.get_by_label("氏名", exact=True).fill(author)
    page.get_by_label("理由", exact=True).fill(reason)
    page.get_by_role("button", name="記録する", exact=True).click()


def choose(page, kind):
    page.get_by_label("記録する内容").click()
    page.locator("li", has_text=kind).first.click()


def vote(phone, name, level):
    """Vote for a letter, or for a number of one's own."""
    if level.isdigit():
        phone.locator("[name=number]").fill(level)
    else:
        phone.locator(f"[name=choice][value={level}]").check()
    phone.get_by_label("氏名又は役職").fill(name)
    phone.get_by_role("button", name="投票する").click()
    phone.get_by_text("投票を記録した").wait_for()


def begin(page):
    page.get_by_role("checkbox").first.click()
    page.get_by_role("button", name="会議を始める").click()
    page.locator("p.timer").wait_for()
    page.get_by_role("link", name="KGI 1a").click()
    expect(page.locator("ol.agenda [aria-current]")).to_contain_text("KGI 1a")


def log_in(page, name, password=PASSWORD):
    page.get_by_label("利用者名").fill(name)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()


@pytest.fixture(scope="module")
def guarded(quick_run, own_workspace, tmp_path_factory):
    """A server that lets in a member and an analyst alone."""
    file = tmp_path_factory.mktemp("users") / "users.yaml"
    add_user(file, "田中", "member", PASSWORD)
    add_user(file, "Suzuki", "analyst", PASSWORD)
    server = Served(quick_run, own_workspace(), "--auth", str(file))
    yield server
    server.kill()


def test_a_meeting_from_opening_to_what_is_taken_away(served, visit):
    server = served()
    page = visit(server.address + MEETING)
    begin(page)
    record(page, "田中", MARKUP)
    page.get_by_text("提案1として記録した").wait_for()
    choose(page, "異議")
    record(page, "佐藤", "目標に適さない。")
    page.get_by_text("異議1として記録した").wait_for()
    choose(page, "決定")
    record(page, "座長", "提案1を採る。")
    page.get_by_text("決定1として記録した").wait_for()
    page.get_by_role("button", name="会議を終える").click()
    with page.expect_download() as taken:
        page.get_by_text("記録（JSON）").click()
    content = json.loads(taken.value.path().read_text("utf-8"))
    with page.expect_download() as taken:
        page.get_by_text("1ページの要約").click()
    sheet = taken.value.path().read_text("utf-8")
    assert [one["reason"] for one in content["proposals"]] == [MARKUP]
    assert [one["author"] for one in content["dissents"]] == ["佐藤"]
    assert [one["proposal"] for one in content["decisions"]] == [1]
    assert "提案1件、異議1件、決定1件" in sheet
    assert "<script" not in sheet
    assert page.title() != "broken"
    kinds = (Proposal, Dissent, Decision)
    assert [len(said(server, kind)) for kind in kinds] == [1, 1, 1]


# Drag the lever, and read the board as soon as it has changed, before the server can have a say.
DRAG = """async (at) => {
    const all = (root, wanted) => [...root.querySelectorAll("*")].flatMap(one => [
        ...(one.matches(wanted) ? [one] : []),
        ...(one.shadowRoot ? all(one.shadowRoot, wanted) : []),
    ]);
    const slider = all(document, ".lever input[type=range]")[0];
    slider.value = at;
    slider.dispatchEvent(new Event("input"));
    await null;
    return all(document, ".answer.package b")[0].innerText;
}"""


def test_what_a_meeting_sees_of_a_dragged_lever_is_what_the_server_says(shared, visit):
    page = visit(shared.address + MEETING)
    begin(page)
    for name in ("シナリオ", "会議"):  # what was left is still known to the browser
        page.get_by_role("link", name=name, exact=True).click()
        page.locator("h1", has_text=name).wait_for()
    lever = page.locator(".lever input[type=range]").first
    lever.hover()
    page.wait_for_function(f"async () => await ({DRAG})(0) !== await ({DRAG})(40)")
    shown = page.evaluate(DRAG, 40)
    lever.dispatch_event("change")
    page.wait_for_url("**levers=**")
    page.reload()
    expect(page.locator(".answer.package b")).to_have_text(shown)
    page.get_by_text("（変更後）").first.wait_for()


def test_two_sessions_that_save_at_once_lose_nothing(served, visit):
    server = served()
    pages = [visit(server.address + "?page=target&goal=share&language=ja") for _ in range(2)]
    for page, author in zip(pages, ("田中", "佐藤"), strict=True):
        to_form(page)
        page.get_by_label("氏名", exact=True).fill(author)
    for round in range(3):
        for page in pages:
            page.get_by_label("理由", exact=True).fill(f"{round}回目")
        for page in pages:
            page.get_by_role("button", name="記録する", exact=True).click()
        for page in pages:
            page.locator("td", has_text=f"{round}回目").first.wait_for()
    kept = sorted((one.author, one.reason) for one in said(server))
    assert kept == sorted((a, f"{n}回目") for a in ("田中", "佐藤") for n in range(3))


class Line:
    """A connection to a server that can be cut and mended, as a network does."""

    def __init__(self):
        self._open = socket.create_server(("127.0.0.1", 0))
        self.port, self._to, self._ends = self._open.getsockname()[1], None, []
        Thread(target=self._listen, daemon=True).start()

    def mend(self, address):
        self._to = urlsplit(address).port

    def cut(self):
        self._to = None
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def close(self):
        self.cut()
        self._open.close()

    def _listen(self):
        with suppress(OSError):  # closed
            while True:
                near, _ = self._open.accept()
                if self._to is None:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line():
    made = Line()
    yield made
    made.close()


@pytest.mark.parametrize("is_restarted", [False, True], ids=["cut for 4 s", "restarted"])
def test_a_meeting_with_a_moved_lever_goes_on_after_its_connection_was_lost(
    served, visit, line, is_restarted
):
    own = ("--origin", f"127.0.0.1:{line.port}")
    server = served(*own)
    line.mend(server.address)
    page = visit(f"http://127.0.0.1:{line.port}/{MEETING}")
    page.set_viewport_size({"width": 1440, "height": 900})
    begin(page)
    lever = page.locator("input[type=range]").last
    lever.focus()
    lever.press("End")
    lever.press("Tab")
    page.wait_for_url("**levers=**")
    page.get_by_text("（変更後）").first.wait_for()
    shown = page.locator(".answer.package b").inner_text()
    record(page, "田中", "施策を強める。")
    page.get_by_text("提案1として記録した").wait_for()
    page.get_by_label("理由", exact=True).fill("書きかけの理由")
    line.cut()
    page.get_by_text("サーバーとの接続が切れた").wait_for()
    if is_restarted:
        server.kill()
        server = served(*own)
    else:
        page.wait_for_timeout(4000)
    line.mend(server.address)
    page.locator("#kgisim-lost").wait_for(state="detached")
    page.get_by_role("button", name="会議を終える").wait_for()
    expect(page.get_by_label("理由", exact=True)).to_have_value("書きかけの理由")
    expect(page.get_by_label("氏名", exact=True)).to_have_value("田中")
    expect(page.locator(".answer.package b")).to_have_text(shown)
    page.get_by_text("施策を強める。").first.wait_for()
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("提案2として記録した").wait_for()
    kept = said(server)
    assert [one.reason for one in kept] == ["施策を強める。", "書きかけの理由"]
    assert [list(json.loads(one.levers)) for one in kept] == [["measure:support"]] * 2
    assert [chance(one.chance, one.mcse, "ja") for one in kept] == [shown] * 2


def test_back_leads_to_the_level_and_the_page_before(shared, visit):
    page = visit(shared.address + "?page=target&goal=share&language=ja")
    field = page.locator(".asked input[type=number]")
    for level in ("42", "45"):
        field.fill(level)
        field.press("Tab")
        page.wait_for_url(f"**target={level}**")
    page.get_by_role("link", name="追跡").click()
    page.wait_for_url("**page=follow**")
    page.go_back()
    expect(field).to_have_value("45")
    page.go_back()
    expect(field).to_have_value("42")


def test_a_meeting_is_still_sitting_after_the_page_was_loaded_again(shared, visit):
    page = visit(shared.address + MEETING)
    begin(page)
    page.reload()
    page.get_by_role("button", name="会議を終える").wait_for()


def test_nobody_comes_in_without_a_password(guarded, visit):
    page = visit(guarded.address)
    log_in(page, "田中", "wrong password")
    page.get_by_text("利用者名又はパスワードが違う").wait_for()
    assert page.get_by_role("heading", level=1).count() == 1
    assert "KGI 1a" not in page.content()


def test_a_member_proposes_in_his_own_name_and_cannot_lead_or_change_data(guarded, visit):
    page = visit(guarded.address)
    log_in(page, "田中")
    page.goto(guarded.address + "?page=target&goal=share&language=ja")
    record(page, "", "届く水準である。")
    page.get_by_text("提案1として記録した").wait_for()
    page.goto(guarded.address + MEETING)
    page.get_by_text("会議を始められるのは分析担当者だけである。").wait_for()
    page.goto(guarded.address + "?page=data&goal=share&language=ja")
    page.get_by_text("数値を追加・訂正できるのは分析担当者だけである。").wait_for()
    (kept,) = said(guarded)
    assert (kept.author, kept.recorded_by, kept.role) == ("田中", "田中", "member")


def test_a_session_cannot_be_opened_around_the_login(guarded):
    place = urlsplit(guarded.address)
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
        "Origin": guarded.address.rstrip("/"),
    }
    connection = HTTPConnection(place.hostname, place.port, timeout=60)
    try:
        connection.request("GET", "/ws", headers=asked)
        assert connection.getresponse().status in (401, 403)
    finally:
        connection.close()


def test_other_machines_are_not_let_in_without_accounts(smallest, quick_run, monkeypatch, capsys):
    command = ["kgisim", "serve", str(quick_run.path), "--workspace", str(smallest.root)]
    monkeypatch.setattr(sys, "argv", [*command, "--address", "0.0.0.0"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    assert "expected --auth FILE" in capsys.readouterr().err


def test_members_vote_on_their_phones_and_all_see_how_the_votes_lie(served, visit):
    server = served()
    page = visit(server.address + MEETING)
    begin(page)
    page.get_by_role("button", name="投票を始める").click()
    page.get_by_label("参加者が開くアドレス").wait_for()
    address = page.get_by_label("参加者が開くアドレス").input_value()
    phones = []
    for name, level in (("田中", "A"), ("佐藤", "80")):
        phone = visit(address)
        phone.set_viewport_size({"width": 390, "height": 844})
        phones.append(phone)
        vote(phone, name, level)
    page.get_by_text("投票2票").wait_for()
    assert page.locator(".live circle").count() == 2
    vote(phones[0], "田中", "B")
    expect(phones[0].get_by_text("投票2票")).to_be_visible()
    assert phones[0].evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="投票を締め切る").click()
    phones[1].get_by_text("投票は締め切られた").wait_for()
    assert phones[1].get_by_role("button", name="投票する").count() == 0
    record(page, "田中", "中央の水準である。")
    phones[1].get_by_text("提案に異議を述べる").click()
    phones[1].get_by_label("氏名", exact=True).fill("佐藤")
    phones[1].get_by_label("異議の理由").fill("根拠が足りない。")
    phones[1].get_by_role("button", name="異議を記録する").click()
    phones[1].get_by_text("異議を記録した").wait_for()
    page.get_by_role("button", name="会議を終える").click()
    with page.expect_download() as taken:
        page.get_by_text("議事概要（Word）").click()
    text = "\n".join(one.text or "" for one in Document(taken.value.path()).element.body.iter())
    assert "投票2票" in text
    assert "根拠が足りない。" in text
    assert [(one.author, one.reason) for one in said(server, Dissent)] == [
        ("佐藤", "根拠が足りない。")
    ]
    assert [one.author for one in said(server, Vote)] == ["田中", "佐藤", "田中"]


def test_a_new_run_is_followed_and_stopped_while_the_page_goes_on(guarded, visit):
    page, other = visit(guarded.address), visit(guarded.address)
    log_in(page, "Suzuki")
    log_in(other, "田中")
    for one in (page, other):
        one.goto(guarded.address + "?page=data&goal=share&language=ja")
    page.get_by_role("button", name="新しい試算を始める").click()
    for one in (page, other):
        one.get_by_text("計算中である").first.wait_for()
    assert other.get_by_role("button", name="計算を中止する").count() == 0
    page.get_by_role("button", name="計算を中止する").click()
    page.get_by_text("計算を中止した").wait_for()


def test_the_page_of_the_operator_opens_for_analysts_alone(guarded, visit):
    for name, status in (("Suzuki", 200), ("田中", 404)):
        page = visit(guarded.address)
        log_in(page, name)
        page.get_by_role("link", name="用語").wait_for()
        answer = page.goto(guarded.address + "diagnosis?language=ja")
        assert (answer.status, "記録簿" in page.content()) == (status, status == 200)

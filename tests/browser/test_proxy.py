"""The dashboard as a team uses it: nginx in front, with TLS, a path of its own and a login."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from kgisim.audit.entries import Proposal
from kgisim.audit.log import open_register
from kgisim.audit.users import add_user
from tests.browser.conftest import to_form

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]
DOCUMENTED = (Path(__file__).parents[2] / "docs" / "nginx.conf").read_text("utf-8")
PASSWORD = "correct horse battery"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def start_nginx(folder, outside, inside):
    """Start nginx by the documented configuration, with ports and a certificate of its own."""
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    asked = ["openssl", "req", "-x509", "-days", "1", *key, *subject, *files]
    subprocess.run(asked, check=True, capture_output=True)
    server = DOCUMENTED
    for documented, own in (
        ("listen 443 ssl", f"listen 127.0.0.1:{outside} ssl"),
        ("server_name kgi.example.go.jp", "server_name 127.0.0.1"),
        ("/etc/ssl/certs/kgi.pem", str(folder / "cert.pem")),
        ("/etc/ssl/private/kgi.pem", str(folder / "key.pem")),
        ("127.0.0.1:5006", f"127.0.0.1:{inside}"),
    ):
        assert documented in server
        server = server.replace(documented, own)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    around = f"daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; events {{}}"
    text = f"{around}\nhttp {{ access_log off;\n{own}\n{server}\n}}\n"
    (folder / "nginx.conf").write_text(text, "utf-8")
    asked = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return subprocess.Popen(asked, stderr=subprocess.DEVNULL)


@pytest.fixture
def behind(served, tmp_path):
    """The dashboard with two users behind nginx: its server, and the address outside."""
    users, outside, inside = tmp_path / "users.yaml", free_port(), free_port()
    add_user(users, "Suzuki", "analyst", PASSWORD)
    add_user(users, "田中", "member", PASSWORD)
    known = ("--auth", str(users), "--prefix", "/kgi", "--proxy")
    server = served(*known, "--origin", f"127.0.0.1:{outside}", "--port", str(inside))
    nginx = start_nginx(tmp_path, outside, inside)
    yield server, f"https://127.0.0.1:{outside}/kgi/"
    nginx.terminate()
    nginx.wait()


@pytest.fixture
def come(chromium):
    """Open the dashboard as somebody does, each with cookies of their own, and log in."""
    contexts = []

    def go(address, name):
        contexts.append(chromium.new_context(ignore_https_errors=True, viewport=SIZE))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on(
            "console",
            lambda line: page.complaints.append(line.text) if line.type == "error" else None,
        )
        page.set_default_timeout(60_000)
        page.goto(address)
        page.get_by_label("利用者名").fill(name)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="ログイン").click()
        page.locator("h1").first.wait_for()
        return page

    yield go
    for context in contexts:
        context.close()


SIZE = {"width": 1440, "height": 900}


def test_a_meeting_behind_nginx_from_the_login_to_the_log_out(behind, come):
    server, address = behind
    page = come(address, "Suzuki")
    assert page.url.startswith(address)
    page.goto(f"{address}?page=meeting&goal=share&language=ja")
    page.get_by_role("checkbox").first.click()
    page.get_by_role("button", name="会議を始める").click()
    page.locator("p.timer").wait_for()
    page.get_by_role("link", name="KGI 1a").click()
    expect(page.locator("ol.agenda [aria-current]")).to_contain_text("KGI 1a")
    lever = page.locator("input[type=range]").last
    lever.focus()
    lever.press("End")
    lever.press("Tab")
    page.get_by_text("（変更後）").first.wait_for()
    to_form(page)
    page.get_by_label("氏名", exact=True).fill("座長")
    page.get_by_label("理由", exact=True).fill("施策を強める。")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("提案1として記録した").wait_for()

    member = come(address, "田中")
    member.goto(f"{address}?page=target&goal=share&language=ja")
    member.get_by_text("施策を強める。").first.wait_for()
    to_form(member)
    member.get_by_label("理由", exact=True).fill("届く水準である。")
    member.get_by_role("button", name="記録する", exact=True).click()
    member.get_by_text("提案2として記録した").wait_for()

    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["user"]["secure"]
    assert cookies["user"]["sameSite"] == "Lax"
    page.get_by_role("link", name="ログアウト").click()
    page.get_by_label("パスワード").wait_for()
    page.goto(address)
    page.get_by_label("パスワード").wait_for()
    register = open_register(server.workspace.root)
    kept = [(one.author, one.recorded_by, one.role) for one in register.entries(Proposal)]
    register.close()
    assert kept == [("座長", "Suzuki", "analyst"), ("田中", "田中", "member")]
    complaints = [*page.complaints, *member.complaints]
    assert [one for one in complaints if "Content Security Policy" in one] == []

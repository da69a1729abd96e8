from types import SimpleNamespace

import pytest

from kgisim.app.auth import LOOPBACK, OPEN, Access
from kgisim.audit.users import LOCAL, Person, add_user
from kgisim.errors import ContentError, RequestError

PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path):
    file = tmp_path / "users.yaml"
    add_user(file, "田中", "member", PASSWORD)
    return file


@pytest.fixture
def as_user(monkeypatch):
    """Let the server believe that somebody has logged in."""

    def log_in(name):
        monkeypatch.setattr("kgisim.app.auth.pn.state", SimpleNamespace(user=name))

    return log_in


def test_on_ones_own_machine_nobody_has_to_log_in():
    assert OPEN.person() == LOCAL
    assert OPEN.options("ja") == {}


def test_who_logged_in_has_the_role_of_the_file(users, as_user):
    as_user("田中")
    assert Access(users).person() == Person("田中", "member")


@pytest.mark.parametrize("name", ["guest", "Suzuki", "", None])
def test_who_is_not_in_the_file_is_nobody(users, as_user, name):
    as_user(name)
    assert Access(users).person() is None


def test_a_role_that_was_changed_holds_from_the_next_session_on(users, as_user):
    as_user("田中")
    access = Access(users)
    add_user(users, "田中", "analyst", PASSWORD)
    assert access.person().role == "analyst"


def test_every_server_signs_its_cookies_with_a_secret_of_its_own(users):
    secrets = {Access(users).options("ja")["cookie_secret"] for _ in range(2)}
    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 64


def test_a_secret_can_be_given_so_that_logins_survive_a_restart(users, monkeypatch):
    monkeypatch.setenv("PANEL_COOKIE_SECRET", "given")
    assert Access(users).options("ja")["cookie_secret"] == "given"


@pytest.mark.parametrize(
    ("password", "is_let_in"), [(PASSWORD, True), ("wrong", False), ("", False)]
)
def test_the_login_knows_the_password(users, password, is_let_in):
    handler = Access(users).options("ja")["auth_provider"].login_handler
    assert handler.check("田中", password) is is_let_in


@pytest.mark.parametrize(("language", "told"), [("ja", "ログイン"), ("en", "Log in")])
def test_the_login_speaks_the_language_of_the_server(users, language, told):
    provider = Access(users).options(language)["auth_provider"]
    page = provider.login_handler.page.render(login_endpoint="/login", told="")
    assert told in page
    assert 'role="alert"' not in page


def test_the_login_asks_for_nothing_outside(users):
    provider = Access(users).options("ja")["auth_provider"]
    page = provider.login_handler.page.render(login_endpoint="/login", told="wrong")
    assert "http" not in page


def test_a_provider_says_who_and_the_file_says_what(users, as_user):
    access = Access(users, "google")
    as_user("田中")
    assert access.options("ja")["oauth_provider"] == "google"
    assert access.person() == Person("田中", "member")


def test_a_provider_without_roles_is_refused():
    with pytest.raises(RequestError, match="expected --auth FILE with the roles"):
        Access(oauth="google")


def test_a_broken_file_of_users_is_told_before_anything_starts(tmp_path):
    file = tmp_path / "users.yaml"
    file.write_text("田中: {role: boss}\n", "utf-8")
    with pytest.raises(ContentError, match="found 'boss'"):
        Access(file)


@pytest.mark.parametrize("address", LOOPBACK)
def test_this_machine_needs_no_accounts(address):
    assert OPEN.check_address(address) is None


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.0.2", ""])
def test_other_machines_are_let_in_only_with_accounts(address, users):
    with pytest.raises(RequestError, match="expected --auth FILE"):
        OPEN.check_address(address)
    assert Access(users).check_address(address) is None


def test_other_machines_are_let_in_without_accounts_where_it_was_asked_for():
    assert Access(is_open=True).check_address("0.0.0.0") is None


def test_a_header_is_believed_only_from_this_machine(users):
    access = Access(users, header="X-Remote-User")
    access.check_address("127.0.0.1")
    with pytest.raises(RequestError, match=r"anybody can write a header"):
        access.check_address("0.0.0.0")  # which is refused


def test_a_header_needs_the_roles_of_a_file():
    with pytest.raises(RequestError, match="--auth"):
        Access(header="X-Remote-User")

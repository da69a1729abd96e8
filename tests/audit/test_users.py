import shutil

import pytest

from kgisim.audit.users import (
    LEAST_CHARACTERS,
    LOCAL,
    AccessError,
    Person,
    add_user,
    identify,
    read_users,
)
from kgisim.errors import ContentError, RequestError

PASSWORD = "correct horse battery"
MEMBER, ANALYST = Person("田中", "member"), Person("Suzuki", "analyst")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "users.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A file of two users, made once, for a hash takes its time."""
    file = tmp_path_factory.mktemp("users") / "users.yaml"
    add_user(file, "田中", "member", PASSWORD)
    add_user(file, "Suzuki", "analyst", PASSWORD + "!")
    return file


@pytest.fixture
def users(made, file):
    shutil.copy2(made, file)
    return read_users(file)


def test_a_user_is_known_by_name_and_password(users):
    assert identify(users, "田中", PASSWORD) == MEMBER


@pytest.mark.parametrize(
    ("name", "password"), [("田中", PASSWORD + "!"), ("田中", ""), ("nobody", PASSWORD), ("", "")]
)
def test_nobody_else_is_known(users, name, password):
    assert identify(users, name, password) is None


def test_no_password_stands_in_the_file(users, file):
    assert PASSWORD not in file.read_text("utf-8")


def test_two_users_with_the_same_password_have_different_hashes(file):
    add_user(file, "a", "member", PASSWORD)
    add_user(file, "b", "member", PASSWORD)
    first, second = read_users(file).values()
    assert first.password != second.password


def test_the_file_is_closed_to_other_users_of_the_machine(users, file):
    assert file.stat().st_mode & 0o077 == 0


def test_a_user_added_again_has_the_new_role_and_password(users, file):
    add_user(file, "田中", "analyst", "another password")
    assert identify(read_users(file), "田中", "another password") == Person("田中", "analyst")


def test_adding_a_user_keeps_the_others(users):
    assert list(users) == ["田中", "Suzuki"]


@pytest.mark.parametrize(
    ("name", "role", "password", "message"),
    [
        ("", "member", PASSWORD, "as a name"),
        (" a", "member", PASSWORD, "as a name"),
        ("a" * 81, "member", PASSWORD, "as a name"),
        ("a", "boss", PASSWORD, "found role 'boss', expected member or analyst"),
        ("a", "member", "x" * (LEAST_CHARACTERS - 1), "expected at least"),
    ],
)
def test_a_user_that_cannot_be_is_refused(file, name, role, password, message):
    with pytest.raises(RequestError, match=message):
        add_user(file, name, role, password)


def test_everything_wrong_in_a_file_of_users_is_told_at_once(file):
    file.write_text("a: {role: boss, password: plain}\nb: 3\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        read_users(file)
    assert len(caught.value.problems) == 3


def test_a_password_written_in_plain_text_is_refused_without_repeating_it(file):
    file.write_text("a: {role: member, password: my secret}\n", "utf-8")
    with pytest.raises(ContentError, match="expected an Argon2id hash") as caught:
        read_users(file)
    assert "my secret" not in str(caught.value)


def test_a_file_of_something_else_is_refused(file):
    file.write_text("- a\n", "utf-8")
    with pytest.raises(ContentError, match="expected 'name: "):
        read_users(file)


@pytest.mark.parametrize("person", [ANALYST, LOCAL], ids=["analyst", "local"])
def test_an_analyst_is_let_through(person):
    assert person.require_analyst() is None


def test_a_member_is_refused_what_only_analysts_may_do():
    with pytest.raises(AccessError, match="has the role 'member', expected 'analyst'"):
        MEMBER.require_analyst()


def test_a_member_cannot_write_in_the_name_of_another():
    with pytest.raises(AccessError, match="cannot write in the name of 'Suzuki'"):
        MEMBER.require_voice_of("Suzuki")


@pytest.mark.parametrize(("person", "author"), [(MEMBER, "田中"), (ANALYST, "田中")])
def test_a_member_writes_for_himself_and_an_analyst_for_all(person, author):
    assert person.require_voice_of(author) is None

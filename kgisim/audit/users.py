"""Who may do what: two roles, and a file of users whose passwords are kept as Argon2 hashes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import field_validator
from ruamel.yaml import YAML

from kgisim.errors import ContentError, InvalidValueError, KgisimError, Problem, RequestError
from kgisim.evidence.base import Record
from kgisim.evidence.yaml_records import collecting, make_record
from kgisim.io import read_yaml, write_whole
from kgisim.messages import Message, Word, either

Role = Literal["member", "analyst"]
"""``member``: sees everything, proposes and dissents; ``analyst``: also changes data and scenarios,
leads meetings and records decisions."""
LEAST_CHARACTERS = 10
"""Shortest password that is accepted."""
LONGEST_NAME = 80
"""Characters of a user's name at most."""


class AccessError(KgisimError, PermissionError):
    """Somebody asked for what their role does not allow."""


class User(Record):
    """One line of a file of users."""

    role: Role
    """What the user may do."""
    password: str = ""
    """Argon2id hash of the password, as `kgisim user` writes it; empty: no login by password."""

    @field_validator("password")
    @classmethod
    def _is_hashed(cls, password: str) -> str:
        if password and not password.startswith(
            "$argon2id$"
        ):  # the text itself must not be repeated
            raise InvalidValueError("user.hash")
        return password


@dataclass(frozen=True)
class Person:
    """Somebody at work: the name that is recorded, and what they may do.

    Parameters
    ----------
    name
        As logged in; empty where nobody logs in.
    """

    name: str
    role: Role

    @property
    def is_analyst(self) -> bool:
        """Whether data and scenarios may be changed."""
        return self.role == "analyst"

    def require_analyst(self) -> None:
        """Refuse whoever may not change data and scenarios.

        Raises
        ------
        AccessError
            If they may not.
        """
        if not self.is_analyst:
            raise AccessError("user.not_analyst", name=self.name, role=Word(f"role_{self.role}"))

    def require_voice_of(self, author: str) -> None:
        """Refuse a member who would speak in another's name; analysts take the minutes for all.

        Raises
        ------
        AccessError
            If they may not.
        """
        if not self.is_analyst and author != self.name:
            values = {"name": self.name, "role": Word(f"role_{self.role}"), "author": author}
            raise AccessError("user.not_author", **values)


LOCAL = Person("", "analyst")
"""Whoever sits at the machine itself, where nobody has to log in."""


def read_users(path: Path) -> dict[str, User]:
    """Read a file of users.

    Parameters
    ----------
    path
        YAML: name → ``{role, password}``.

    Raises
    ------
    ContentError
        If entries are wrong; it holds every problem.
    """
    content = read_yaml(path, path.name)
    if not isinstance(content, dict):
        raise ContentError([Problem(path.name, (), Message("user.lines"))])
    users: dict[str, User] = {}
    problems: list[Problem] = []
    for name, entry in content.items():
        with collecting(problems):
            users[str(name)] = make_record(User, entry, path.name, (str(name),))
    if problems:
        raise ContentError(problems)
    return users


def add_user(path: Path, name: str, role: Role, password: str) -> None:
    """Add a user to a file, or give an existing one a new role and password.

    Raises
    ------
    RequestError
        If the name, the role or the password cannot be used.
    """
    from argon2 import PasswordHasher

    _check(name, role, password)
    users = read_users(path) if path.exists() else {}
    users[name] = User(role=role, password=PasswordHasher().hash(password))
    yaml, stream = YAML(), io.StringIO()
    yaml.width = 200  # a hash stays on one line
    yaml.dump({one: dict(user) for one, user in users.items()}, stream)
    write_whole(path, stream.getvalue().encode())
    path.chmod(0o600)  # hashes are nobody else's business


def _check(name: str, role: str, password: str) -> None:
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME:
        raise RequestError("user.name", found=name, most=LONGEST_NAME)
    if role not in get_args(Role):
        raise RequestError("user.role", found=role, expected=either(get_args(Role)))
    if len(password) < LEAST_CHARACTERS:
        counts = {"count": len(password), "least": LEAST_CHARACTERS}
        raise RequestError("user.password", **counts)


def identify(users: Mapping[str, User], name: str, password: str) -> Person | None:
    """Return the person whose name and password these are, or None.

    An unknown name takes as long as a wrong password, so that names cannot be guessed by the clock.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    hasher = PasswordHasher()
    user = users.get(name)
    if user is None or not user.password:
        hasher.hash(password)
        return None
    try:
        hasher.verify(user.password, password)
    except VerificationError:
        return None
    return Person(name, user.role)

import re
import string
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import pytest

import kgisim
from kgisim.errors import NotFoundError
from kgisim.messages import catalogue
from kgisim.presentation.i18n.catalog import text
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

SOURCE = Path(kgisim.__file__).parent


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_of_the_first(language):
    assert catalogue(language).keys() == catalogue(LANGUAGES[0]).keys()


def test_every_message_has_the_same_placeholders_in_every_language():
    unsaid = {"horizon"}  # a language may leave to the context which year it is
    filled = {
        key: {frozenset(placeholders(catalogue(one)[key])) - unsaid for one in LANGUAGES}
        for key in catalogue(LANGUAGES[0])
        if not key.startswith("error.")
    }
    assert {key: found for key, found in filled.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty(language):
    # Japanese has neither spaces nor plurals; a space stands between stories
    nothing_to_write = {"join", "language.singular", "one_page.between", "ballot.between"}
    empty = {key for key, message in catalogue(language).items() if not str(message).strip()}
    assert empty <= nothing_to_write


def test_no_japanese_message_is_left_in_english():
    ja, en = catalogue("ja"), catalogue("en")
    same = {key for key in ja if ja[key] == en[key] and re.search("[a-z]{4}", strip(ja[key]))}
    assert same == set()


def test_no_english_message_holds_japanese():
    assert not any(re.search("[ぁ-んァ-ヶ一-龠]", message) for message in catalogue("en").values())


def strip(message: str) -> str:
    return re.sub(r"\{.*?\}", "", message)


def test_an_unknown_key_is_refused_with_the_nearest_one():
    with pytest.raises(NotFoundError, match=r"did you mean 'number\.span'"):
        text("number.spam", "ja")


def test_an_unknown_language_is_refused():
    with pytest.raises(NotFoundError, match="no language is called 'fr'"):
        text("number.span", "fr")


def test_a_missing_value_is_an_error_not_an_empty_place():
    with pytest.raises(KeyError):
        text("number.span", "ja", low="1")


def written_in_code() -> str:
    pages = [SOURCE / "report/report.html", SOURCE / "app/login.html"]
    pages += [*(SOURCE / "worksheet").glob("page.*")]
    files = [*SOURCE.rglob("*.py"), *Workspace.bundled().dashboards.glob("*.py"), *pages]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_message_is_used():
    code = Code.of(written_in_code())
    read_whole = "glossary."
    keys = [key for key in catalogue("en") if not key.startswith(read_whole)]
    assert [key for key in keys if not is_used(key, code)] == []


@dataclass(frozen=True)
class Code:
    """What stands between quotes in code: whole, in a call of `t`, and before a computed end."""

    quoted: set[str]
    called: set[str]
    begun: set[str]

    @classmethod
    def of(cls, code: str) -> Self:
        parts = code.split('"')
        called = {one for before, one in pairwise(parts) if before.endswith("t(")}
        joined = {one for one, after in pairwise(parts) if after.startswith(" ~")}
        return cls(
            set(parts), called, joined | {one.partition("{")[0] for one in parts if "{" in one}
        )


def is_used(key: str, code: Code) -> bool:
    """Return whether the code names a message, whole or as the beginning of a computed key."""
    group, _, name = key.rpartition(".")
    literal = {key, key.removeprefix("error.")} & code.quoted or name in code.called
    begun = {
        f"{one}.{name[:cut]}"
        for one in (group, group.removeprefix("error."))
        for cut in range(len(name) + 1)
    }
    return bool(literal or begun & code.begun)


def test_a_message_that_nobody_names_is_found():
    code = Code.of('t("title") + text("other.title") + f"fit.{why}"')
    found = [
        is_used(key, code) for key in ("any.title", "other.title", "fit.rows", "fit", "gone.x")
    ]
    assert found == [True, True, True, False, False]

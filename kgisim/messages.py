"""Messages as codes with values, and the catalogue that holds their words in every language.

The engine raises codes and values only; the words of each code are in the group ``error`` of the
catalogue, one file per language (``messages_en.yaml``).
"""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

SPOKEN = "en"
"""Language of a message that is printed without a choice: in a traceback, a log or a test."""
FOLDER = "kgisim.presentation.i18n"
"""Package whose data files are the catalogue."""
PREFIX = "messages_"
"""What the names of its files begin with; the language follows."""


@dataclass(frozen=True, init=False)
class Message:
    """What is to be read, as its code in the catalogue and the values that fill it.

    A code that the catalogue does not know is shown as it is: content (a model family, say) may
    raise a sentence of its own, and runs of earlier versions hold sentences.

    Parameters
    ----------
    code
        Key below ``error`` in the catalogue (``csv.year``).
    values
        By placeholder: text, numbers, a `Word`, a `Nearest`, another message, a text in every
        language (called with one), or a tuple of these.

    Examples
    --------
    >>> message = Message("csv.year", found="20")
    >>> str(message)
    "found '20', expected a year such as 2024"
    >>> message.text("ja")
    '「20」は年として読めない。2024のように書く'
    """

    code: str
    values: Mapping[str, object]

    def __init__(self, code: str, /, **values: object):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        """Hash by code alone; values need not be hashable."""
        return hash(self.code)

    def __str__(self) -> str:
        """Format in English."""
        return self.text(SPOKEN)

    def naming(self, **values: object) -> "Message":
        """Return the same message with other values in some of its placeholders."""
        return Message(self.code, **{**self.values, **values})

    def text(self, language: str) -> str:
        """Format in a language."""
        words = catalogue(language).get(f"error.{self.code}")
        if words is None:
            return self.code
        return words.format(**{key: _shown(one, language) for key, one in self.values.items()})


@dataclass(frozen=True)
class Word:
    """A kind of thing, a column or a field, by its name in the engine and in files.

    Examples
    --------
    >>> Word("relation").text("en"), Word("no_such_word").text("ja")
    ('relation', 'no_such_word')
    """

    name: str

    def text(self, language: str) -> str:
        """Return the word of a language; a name without one is shown as it is."""
        return catalogue(language).get(f"word.{self.name}", self.name)


@dataclass(frozen=True, init=False)
class Nearest:
    """The valid names nearest to a wrong one, to end a message with.

    Parameters
    ----------
    name
        What was found.
    valid
        What it could have been; the closest one is offered, else the first few are listed.
    most
        How many are listed at most.

    Examples
    --------
    >>> Nearest("usd_jp", ["usd_jpy", "world_market"]).text("en")
    "; did you mean 'usd_jpy'?"
    >>> Nearest("zzz", []).text("en")
    ''
    """

    name: str
    valid: tuple[str, ...]
    most: int

    def __init__(self, name: str, valid: Iterable[str], most: int = 3):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "valid", tuple(sorted(valid)))
        object.__setattr__(self, "most", most)

    @property
    def close(self) -> str | None:
        """The valid name that was probably meant."""
        return next(iter(difflib.get_close_matches(self.name, self.valid, n=1, cutoff=0.6)), None)

    def text(self, language: str) -> str:
        """Format as the end of a sentence."""
        if self.close is not None:
            return Message("near", near=self.close).text(language)
        if not self.valid:
            return ""
        code = "some" if len(self.valid) > self.most else "valid"
        return Message(code, names=quoted(self.valid[: self.most])).text(language)


def quoted(names: Iterable[str]) -> tuple[Message, ...]:
    """Place each name into the quotation marks of the reader's language."""
    return tuple(Message("quoted", name=name) for name in names)


def joined(messages: Iterable[Message]) -> Message:
    """Place messages one after the other into one line.

    Examples
    --------
    >>> str(joined([Message("one"), Message("two"), Message("three")]))
    'one; two; three'
    >>> str(joined([]))
    ''
    """
    first, *rest = [*messages] or [Message("")]
    return Message("joined", first=first, rest=joined(rest)) if rest else first


def stored(messages: Iterable[Message]) -> str:
    """Write messages as JSON, to keep them in a cell; none are an empty text.

    Values are text, numbers, or tuples of these.

    Examples
    --------
    >>> stored([Message("fit.driver", driver="yen")])
    '[["fit.driver", {"driver": "yen"}]]'
    """
    written = [[one.code, one.values] for one in messages]
    return json.dumps(written, ensure_ascii=False) if written else ""


def restored(text: str) -> tuple[Message, ...]:
    """Read messages from a cell; a sentence that an earlier version wrote is kept as it is.

    Examples
    --------
    >>> restored(stored([Message("fit.driver", driver="yen")]))
    (Message(code='fit.driver', values={'driver': 'yen'}),)
    >>> str(*restored("the sky fell"))
    'the sky fell'
    """
    if not text.startswith("["):
        return (Message(text),) if text else ()
    return tuple(Message(code, **_with_tuples(values)) for code, values in json.loads(text))


def _with_tuples(values: Mapping[str, object]) -> dict[str, object]:
    return {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}


def either(names: Iterable[str | Message]) -> Message | str:
    """Join names by commas and an "or".

    Examples
    --------
    >>> either([".yaml", ".csv"]).text("en")
    '.yaml or .csv'
    """
    *first, last = names
    return Message("or", first=tuple(first), last=last) if first else last


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of which there is a file of words, in alphabetical order.

    Examples
    --------
    >>> languages()
    ('en', 'ja')
    """
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in _files()))


def marked(words: str, language: str) -> str:
    """Mark words that stand for those of another language by the name of their own.

    Examples
    --------
    >>> marked("deals", "en")
    '[en] deals'
    """
    return f"[{language}] {words}"


@cache
def own_words(language: str) -> Mapping[str, str]:
    """Read what the file of a language holds; nested keys are joined with dots.

    Raises
    ------
    FileNotFoundError
        If there is no file of this language.
    """
    from kgisim.yaml_text import load  # slow to import, and most commands print no message

    name = f"{PREFIX}{language}.yaml"
    file = next((path for path in _files() if path.name == name), None)
    if file is None:
        raise FileNotFoundError(name)
    words = dict(_flat(load(file.read_text(encoding="utf-8"))))
    return {**words, **_ADDED.get(language, {})}


def add_words(group: str, words: Mapping[str, Mapping[str, object]]) -> None:
    """Add what a page says to the messages of every language, below a group of its own.

    Parameters
    ----------
    group
        Group that holds its keys; what the engine says is not replaced.
    words
        Messages by language, nested as they are in a file of words.
    """
    for language, tree in words.items():
        added = {f"{group}.{key}": text for key, text in _flat(tree)}
        _ADDED[language] = _ADDED.get(language, {}) | added
    own_words.cache_clear()
    catalogue.cache_clear()


_ADDED: dict[str, dict[str, str]] = {}
"""What pages have added, by language."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return all messages of one language; those that it lacks are in another, and marked.

    Raises
    ------
    FileNotFoundError
        If there is no file of this language.
    """
    others = {**_ADDED, SPOKEN: own_words(SPOKEN)}
    found = {
        key: _stand_in(key, words, other)
        for other, all_words in others.items()
        for key, words in all_words.items()
    }
    return {**found, **own_words(language)}


def language_name(language: str) -> str:
    """Return how a language calls itself; one without a file of words, by its code."""
    if language not in languages():
        return language
    return own_words(language).get("language.name", language)


def missing_words(language: str) -> tuple[str, ...]:
    """Return the keys of messages that a language lacks."""
    return tuple(key for key in own_words(SPOKEN) if key not in own_words(language))


def _stand_in(key: str, words: str, language: str) -> str:
    """Mark a message of a language; the rules of writing and what has no letters say nothing."""
    says_nothing = not any(one.isalpha() for part in Formatter().parse(words) for one in part[0])
    return words if says_nothing or key.startswith("language.") else marked(words, language)


def _files() -> Iterator[Path]:
    for folder in import_module(FOLDER).__path__:
        yield from Path(folder).glob(f"{PREFIX}*.yaml")


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _shown(value: object, language: str) -> object:
    if isinstance(value, tuple):
        separator = catalogue(language)["list"]
        return separator.join(str(_shown(one, language)) for one in value)
    if isinstance(value, Message | Word | Nearest):
        return value.text(language)
    return value(language) if callable(value) else value

"""YAML 1.2 texts, read strictly; what is plain is read by a parser in C, a tenth of the time."""

import re
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as StrictError
from ruamel.yaml.resolver import implicit_resolvers
from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""Numbers as most people write them; all others are left to the strict parser."""
RESOLVERS = {
    letter: [
        one.match
        for versions, _, one, letters in implicit_resolvers
        if letter in letters and (1, 2) in versions
    ]
    for letter in "-+.0123456789~nNtTfF=<"
}
"""By its first letter, what decides whether a plain scalar is something else than text."""
UNLIKE = re.compile(r"[\t\x85\u2028\u2029]|\\'|(^|\s)(---|\.\.\.)(\s|$)")
"""What the parser in C, which knows YAML 1.1, reads in another way or does not refuse."""


def load(text: str) -> Any:
    """Return what a text holds; ``NO`` stays a word, and a key may not stand twice.

    Raises
    ------
    ruamel.yaml.error.YAMLError, ValueError, TypeError
        If it is not YAML.

    Examples
    --------
    >>> load("{country: NO, year: 2040, share: 8.20}")
    {'country': 'NO', 'year': 2040, 'share': 8.2}
    """
    try:
        return _plain(text)
    except (YAMLError, _NotPlainError, RecursionError):
        return strictly(text)


def strictly(text: str) -> Any:
    """Return what a text holds, read by the parser that names what is wrong and where."""
    return YAML(typ="safe", pure=True).load(text)


class _NotPlainError(Exception):
    """A text needs the strict parser: tags, anchors, merged keys, several documents, mistakes."""


def _plain(text: str) -> Any:
    if UNLIKE.search(text):
        raise _NotPlainError
    parser: Any = CParser(text)
    parser.get_event()  # the stream
    begun = parser.get_event()
    if isinstance(begun, StreamEndEvent) or begun.version or begun.tags:
        raise _NotPlainError
    found = _value(parser, parser.get_event())
    parser.get_event()  # the document's end
    if not isinstance(parser.get_event(), StreamEndEvent):
        raise _NotPlainError
    return found


def _value(parser: Any, event: Any) -> Any:
    if isinstance(event, AliasEvent) or event.anchor or event.tag:
        raise _NotPlainError
    if isinstance(event, ScalarEvent):
        return _scalar(event.value) if event.implicit[0] else event.value
    if isinstance(event, MappingStartEvent):
        return _mapping(parser)
    assert isinstance(event, SequenceStartEvent)
    found = []
    while not isinstance(event := parser.get_event(), SequenceEndEvent):
        found.append(_value(parser, event))
    return found


def _mapping(parser: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    while not isinstance(event := parser.get_event(), MappingEndEvent):
        if not isinstance(event, ScalarEvent) or event.value == "<<":
            raise _NotPlainError
        key = _value(parser, event)
        if key in found:
            raise _NotPlainError
        found[key] = _value(parser, parser.get_event())
    return found


def _scalar(value: str) -> Any:
    if number := NUMBER.fullmatch(value):
        return float(value) if number[2] else int(value)
    if value and not any(matches(value) for matches in RESOLVERS.get(value[0], ())):
        return value
    try:
        return _typed(value)
    except (StrictError, ValueError, TypeError):
        raise _NotPlainError from None


@lru_cache(maxsize=1024)
def _typed(value: str) -> Any:
    return strictly(value)

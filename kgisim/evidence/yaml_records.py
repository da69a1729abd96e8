"""From a YAML file to a checked record, with every mistake told in the words of its author."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from kgisim.errors import ContentError, Keys, KgisimError, Problem
from kgisim.evidence.base import Record, Text
from kgisim.evidence.csv_cells import PLAIN
from kgisim.io import read_yaml
from kgisim.messages import Message, Nearest, either, language_name, languages, quoted

Context = Mapping[str, Any]
"""What the plan says that records depend on."""
Place = tuple[Any, ...]
"""Keys and positions that lead to a value."""

EXPECTED = {
    "int_type": "expected.whole",
    "float_type": "expected.number",
    "finite_number": "expected.finite",
    "bool_type": "expected.truth",
    "string_type": "expected.text",
    "string_too_short": "expected.some_text",
    "string_too_long": "expected.short",
    "tuple_type": "expected.list",
    "too_short": "expected.entries",
    "dict_type": "expected.lines",
    "model_type": "expected.lines",
    "greater_than": "expected.above",
    "greater_than_equal": "expected.at_least",
    "less_than": "expected.below",
    "less_than_equal": "expected.at_most",
    "recursion_loop": "expected.no_loop",
}
"""Code of what was expected, by pydantic's type of error."""
PATTERNS = {
    r"\S": "expected.not_blank",
    r"^[a-z][a-z0-9_]*$": "expected.identifier",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "expected.day",
}
"""Code of what a text must be, by the pattern that it must match."""


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of a block that fails and go on, so that all are told at once.

    Examples
    --------
    >>> found = []
    >>> with collecting(found):
    ...     raise ContentError([Problem("data/a.yaml", (), Message("file.empty"))])
    >>> len(found)
    1
    """
    try:
        yield
    except ContentError as error:
        problems.extend(error.problems)


def read_record[R: Record](
    model: type[R], path: Path, name: str, context: Context | None = None
) -> R:
    """Read one record from a YAML file; all mistakes in the file are raised together.

    Parameters
    ----------
    model
        What the file must hold.
    path, name
        The file, and what people call it.
    context
        As in `make_record`.
    """
    return make_record(model, read_yaml(path, name), name, context=context)


def make_record[R: Record](
    model: type[R],
    content: object,
    name: str,
    place: tuple[str, ...] = (),
    *,
    context: Context | None = None,
) -> R:
    """Check what was read from a file against a record.

    Types are strict: the text ``"3"`` is not the number 3, and ``true`` is not 1.

    Parameters
    ----------
    model
        What is expected.
    content
        What was read.
    name
        What people call the file.
    place
        Keys under which the content stands in the file.
    context
        What the plan says that records depend on (`kgisim.evidence.plan.Plan.context`).

    Raises
    ------
    ContentError
        If it is not as expected; it holds every problem.

    Examples
    --------
    >>> from kgisim.evidence.base import Text
    >>> make_record(Text, {"ja": "件", "en": "deals"}, "data/units.yaml")("ja")
    '件'
    >>> make_record(Text, {"ja": "件", "en": 3, "eng": "deals"}, "data/units.yaml")
    Traceback (most recent call last):
    kgisim.errors.ContentError: data/units.yaml: unknown key 'eng'; did you mean 'en'?
    data/units.yaml: en: found 3, expected text (a number goes in quotes)
    """
    try:
        return model.model_validate(_plain(content), strict=True, context=context)
    except ValidationError as error:
        raise ContentError(
            Problem(name, _keys((*place, *where)), message)
            for where, message in _told(model, error)
        ) from None
    except RecursionError:
        raise ContentError([Problem(name, (), Message("record.loop"))]) from None


def _plain(value: Any) -> Any:
    """Turn lists into tuples and dates into text: the forms that strict records accept."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _told(model: type[Record], error: ValidationError) -> Iterator[tuple[Place, Message]]:
    """Return place and message of each error; a list is not called short for its bad entries."""
    for one in error.errors(include_url=False):
        place, kind = one["loc"], one["type"]
        if kind in ("missing", "extra_forbidden", "invalid_key"):
            yield place[:-1], _key_message(_record_at(model, place[:-1]), kind, place[-1])
        elif kind == "value_error":
            yield from ((place, message) for message in _own_messages(one.get("ctx", {})["error"]))
        elif kind != "too_short" or len(one["input"]) < one.get("ctx", {})["min_length"]:
            choices = _choices(model, place) if kind == "literal_error" else ()
            yield place, _complaint(kind, one["input"], one.get("ctx", {}), choices)


def _own_messages(error: Exception) -> list[Message]:
    """Return what a record's own rule found; a family may raise a sentence of its own."""
    if isinstance(error, ContentError):
        return [problem.message for problem in error.problems]
    if isinstance(error, KgisimError):
        return [error.message]
    return [Message(line) for line in str(error).splitlines()]


def _key_message(record: type[Record], kind: str, key: Any) -> Message:
    fields = record.model_fields
    spoken = languages() if issubclass(record, Text) else ()
    if kind != "missing":
        return Message("record.unknown_key", key=key, near=Nearest(str(key), [*fields, *spoken]))
    described = fields[key].description if key in fields else language_name(key)
    meaning = " ".join((described or "a value").replace("``", "").split())
    return Message("record.missing_key", key=key, meaning=meaning.removesuffix("."))


def _complaint(
    kind: str, found: object, context: dict[str, Any], choices: tuple[str | int, ...]
) -> Message:
    """State what was found and what was expected; `choices` are the values that are allowed."""
    near: Nearest | str = ""
    words = [one for one in choices if isinstance(one, str)]
    if words:
        guess = Nearest(str(found), words)
        near, expected = guess if guess.close else "", either(quoted(words))
    elif choices:
        expected = either([str(one) for one in choices])
    elif kind == "string_pattern_mismatch":
        expected = Message(PATTERNS.get(context["pattern"], "expected.other"))
    else:
        expected = Message(EXPECTED.get(kind, "expected.other"), **context)
    values = {"found": _shown(found), "expected": expected, "near": near}
    in_quotes = isinstance(found, str) and PLAIN.fullmatch(found)
    if in_quotes and kind in ("int_type", "float_type"):
        return Message("record.in_quotes", **values)
    return Message("record.found", **values)


def _choices(model: type[Record], place: Place) -> tuple[str | int, ...]:
    """Return the values that the field at a place allows, or the keys of a mapping."""
    if place[-1] == "[key]":  # pydantic names the wrong key, then marks it
        place = place[:-2]
    at = max(position for position, part in enumerate(place) if isinstance(part, str))
    field = _record_at(model, place[:at]).model_fields[place[at]]
    return _literals(field.annotation)


def _literals(annotation: Any) -> tuple[str | int, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next(filter(None, map(_literals, get_args(annotation))), ())


def _record_at(model: type[Record], place: Place) -> type[Record]:
    for part in place:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = (_record_in(field.annotation) if field else None) or model
    return model


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)


def _keys(place: Place) -> Keys:
    """Count positions from 1; pydantic marks a wrong key of a mapping by a last ``[key]``."""
    keys = tuple(part + 1 if isinstance(part, int) else str(part) for part in place)
    return keys[:-1] if keys and keys[-1] == "[key]" else keys


def _shown(found: object) -> Message | str:
    if found is None:
        return Message("found.nothing")
    if isinstance(found, dict):
        return Message("expected.lines")
    if isinstance(found, tuple):
        return Message("found.list") if found else Message("found.empty_list")
    if isinstance(found, bool):
        return str(found).lower()
    return Message("quoted", name=found[:60]) if isinstance(found, str) else str(found)[:60]

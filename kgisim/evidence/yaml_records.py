"""From a YAML file to a checked record, with every mistake told in the words of its author."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from kgisim.errors import ContentError, Problem, nearest
from kgisim.evidence.base import Record
from kgisim.evidence.csv_cells import PLAIN
from kgisim.io import read_yaml

Context = Mapping[str, Any]
"""What the plan says that records depend on."""
Place = tuple[Any, ...]
"""Keys and positions that lead to a value."""

LINES = "'key: value' lines"
EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text (a number goes in quotes)",
    "string_too_short": "text",
    "string_too_long": "at most {max_length} characters",
    "tuple_type": "a list, such as [a, b]",
    "too_short": "at least {min_length} entry",
    "dict_type": LINES,
    "model_type": LINES,
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than": "less than {lt:g}",
    "less_than_equal": "{le:g} or less",
    "literal_error": "{expected}",
    "recursion_loop": "a value that does not contain itself",
}
PATTERNS = {
    r"\S": "text that is not blank",
    r"^[a-z][a-z0-9_]*$": "a name of a-z, 0-9 and _ that starts with a letter",
}


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of a block that fails and go on, so that all are told at once.

    Examples
    --------
    >>> found = []
    >>> with collecting(found):
    ...     raise ContentError([Problem("data/a.yaml", "", "the file is empty")])
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
            Problem(name, _path((*place, *where)), message)
            for where, messages in _told(model, error)
            for message in messages.splitlines()
        ) from None
    except RecursionError:
        raise ContentError([Problem(name, "", "a value contains itself; write it out")]) from None


def _plain(value: Any) -> Any:
    """Turn lists into tuples and dates into text: the forms that strict records accept."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _told(model: type[Record], error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Give place and message of each error; a list is not called short for its bad entries."""
    for one in error.errors(include_url=False):
        place, kind = one["loc"], one["type"]
        if kind in ("missing", "extra_forbidden", "invalid_key"):
            yield place[:-1], _key_message(_record_at(model, place[:-1]), kind, place[-1])
        elif kind != "too_short" or not one["input"]:
            yield place, _complaint(kind, one["input"], one.get("ctx", {}))


def _key_message(record: type[Record], kind: str, key: Any) -> str:
    fields = record.model_fields
    if kind != "missing":
        return f"unknown key '{key}'{nearest(str(key), fields)}"
    meaning = " ".join((fields[key].description or "a value").replace("``", "").split())
    return f"missing key '{key}'; expected: {meaning.removesuffix('.')}"


def _complaint(kind: str, found: object, context: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"found {_shown(found)}, expected {PATTERNS[context['pattern']]}"
    expected = EXPECTED.get(kind, "another kind of value").format(**context)
    return f"found {_shown(found)}, expected {expected}{_hint(kind, found, expected)}"


def _hint(kind: str, found: object, expected: str) -> str:
    if not isinstance(found, str):
        return ""
    if kind in ("int_type", "float_type"):
        return " without quotes" if PLAIN.fullmatch(found) else ""
    guess = nearest(found, re.findall(r"'(\w+)'", expected))
    return guess if guess.startswith("; did") else ""


def _record_at(model: type[Record], place: Place) -> type[Record]:
    for part in place:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = (_record_in(field.annotation) if field else None) or model
    return model


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)


def _path(place: Place) -> str:
    parts = [f"[item {part + 1}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).removeprefix(".").removesuffix(".[key]")


def _shown(found: object) -> str:
    if found is None:
        return "nothing"
    if isinstance(found, dict):
        return LINES
    if isinstance(found, tuple):
        return "a list" if found else "an empty list"
    if isinstance(found, bool):
        return str(found).lower()
    return f"'{found[:60]}'" if isinstance(found, str) else str(found)[:60]

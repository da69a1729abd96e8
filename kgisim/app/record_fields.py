"""Fields of a form, made from the schema of a record: what may stand in each follows from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import panel_material_ui as pmui

from kgisim.app.url import number
from kgisim.evidence.base import Record, Text
from kgisim.messages import language_name

NARROW, WIDE = 220, 320
LONGEST = 4000
"""Characters of a text at most."""
Label = Callable[[str], str]
"""Names a field in the reader's language."""


class RecordFields:
    """Widgets for the fields of a record that hold one value each.

    Lists and records within the record are left to its file.

    Parameters
    ----------
    model
        The record.
    names
        Fields that are shown, in this order.
    label
        What they are called.
    languages
        Languages of the plan: a text has a widget for each.
    options
        Values by title for fields that name something of the workspace, such as a unit.
    """

    def __init__(
        self,
        model: type[Record],
        names: Sequence[str],
        label: Label,
        languages: Sequence[str],
        options: Mapping[str, Mapping[str, str]] | None = None,
    ):
        self._model, self._names, self._languages = model, names, languages
        self._options = options or {}
        self.widgets: dict[str, Any] = {}
        for name in names:
            for key, widget in self._made(name, label(name)):
                self.widgets[key] = widget

    def _made(self, name: str, called: str) -> Iterator[tuple[str, Any]]:
        kind, info = kind_of(self._model, name), self._model.model_fields[name]
        default = None if info.is_required() else info.get_default()
        if kind is Text:
            for language in self._languages:
                said = f"{called}（{language_name(language)}）"
                yield f"{name}.{language}", _text(said, WIDE)
            return
        if name in self._options:
            offered: dict[str, Any] = {"": "", **self._options[name]}
            value = ""
        elif get_origin(kind) is Literal:
            offered = {one: one for one in get_args(kind)}
            value = default if default in offered.values() else next(iter(offered.values()))
        elif kind is bool:
            yield name, pmui.Checkbox(label=called, value=bool(default))
            return
        else:
            yield name, _text(called, NARROW, "" if default in (None, "") else str(default))
            return
        yield name, pmui.Select(label=called, options=offered, value=value, width=NARROW)

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as a file has it; blank fields are left out."""
        found: dict[str, Any] = {}
        for name in self._names:
            kind = kind_of(self._model, name)
            if kind is Text:
                said = {one: self._said(f"{name}.{one}") for one in self._languages}
                value: Any = {one: text for one, text in said.items() if text}
            else:
                value = self._said(name)
                value = _typed(value, kind)
            if value not in ("", None, {}):
                found[name] = value
        return found

    def _said(self, key: str) -> Any:
        value = self.widgets[key].value
        return value.strip() if isinstance(value, str) else value


def _text(called: str, width: int, value: str = "") -> Any:
    return pmui.TextInput(label=called, value=value, max_length=LONGEST, width=width)


def kind_of(model: type[Record], name: str) -> Any:
    """Return the type of a field, without what limits its values and without None.

    Examples
    --------
    >>> from kgisim.evidence.base import Source
    >>> kind_of(Source, "title")
    <class 'str'>
    """
    kind: Any = model.model_fields[name].annotation
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif NoneType in get_args(kind):
            rest = tuple(one for one in get_args(kind) if one is not NoneType)
            kind = rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007
            if len(rest) > 1:
                return kind
        else:
            return kind


def _typed(value: Any, kind: Any) -> Any:
    """Return a number where one is expected and written; what is not one is left to the check."""
    if kind not in (int, float) or not isinstance(value, str) or not value:
        return value
    found = number(value)
    if found is None:
        return value
    return int(found) if kind is int and found.is_integer() else found

"""Defaults of Bokeh's models, looked up once for each class instead of once for each model.

A page has some two hundred models with dozens of properties each, nearly all of them as the class
has them. Bokeh computes and checks such a default whenever it is asked for, and the whole page is
asked several times on its way to the browser: a third of the work of opening a page.
"""

from functools import wraps
from importlib import import_module
from typing import Any

from bokeh.core.has_props import HasProps, MetaHasProps
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.core.property.wrappers import PropertyValueDict, PropertyValueList, PropertyValueSet
from bokeh.core.serialization import Ref, Serializer
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.settings import settings

util: Any = import_module("bokeh.model.util")

PLAIN = frozenset((bool, float, int, str, type(None)))
"""Types of defaults that all models can share: nobody can change them."""
CONTAINERS = frozenset((PropertyValueDict, PropertyValueList, PropertyValueSet))
"""Types of defaults of which each model has its own."""
THEMED = "__themed_values__"
"""Where a model keeps what a theme has changed."""


def build_models_lightly() -> None:
    """Make Bokeh keep what is the same for all models of a class, and leave out its self-tests.

    Callbacks are no longer inspected for their parameters, nor documents for contradictions.
    """
    settings.perform_error_diagnostics = False
    document: Any = Document
    document.validate = lambda _: None
    if hasattr(PropertyDescriptor._get_default, "__wrapped__"):
        return
    kind: Any = HasProps
    kind.themed_values = _themed_values
    PropertyDescriptor.has_unstable_default = _once_for_class(
        PropertyDescriptor.has_unstable_default
    )
    PropertyDescriptor._get_default = _kept_default(PropertyDescriptor._get_default)
    util.visit_immediate_value_references = _visitor(util.visit_immediate_value_references)
    Serializer._encoders[MetaHasProps] = _written_once(Serializer._encoders[MetaHasProps])


def _themed_values(model: Any) -> dict[str, Any] | None:
    """Return what a theme has changed, without a search for an attribute that is not there."""
    return model.__dict__.get(THEMED)


def _once_for_class(ask: Any) -> Any:
    kept: dict[tuple[type, str], bool] = {}

    @wraps(ask)
    def asked(self: Any, model: Any) -> bool:
        key = (type(model), self.name)
        found = kept.get(key)
        if found is None:
            found = kept[key] = ask(self, model)
        return found

    return asked


def _kept_default(find: Any) -> Any:
    kept: dict[tuple[type, str], Any] = {}
    copied: dict[tuple[type, str], Any] = {}

    @wraps(find)
    def default(self: Any, model: Any) -> Any:
        name, themed = self.name, model.__dict__.get(THEMED)
        if themed is not None and name in themed:
            return find(self, model)
        held = model._unstable_default_values
        if name in held:
            return held[name]
        key = (type(model), name)
        if key in kept:
            return kept[key]
        if key in copied:
            first = copied[key]
            made = held[name] = type(first)(first)
            made._register_owner(model, self)
            return made
        found = find(self, model)
        if type(found) in PLAIN:
            if not self.has_unstable_default(model):
                kept[key] = found
        elif type(found) in CONTAINERS and _is_plain(found):
            copied[key] = type(found)(found)
        return found

    return default


def _is_plain(found: Any) -> bool:
    inner = [*found, *found.values()] if isinstance(found, dict) else found
    return all(type(one) in PLAIN for one in inner)


def _visitor(visit: Any) -> Any:
    """Return what visits the models that a model names itself; plain values are passed over."""
    follow = util.visit_value_and_its_immediate_references

    @wraps(visit)
    def visited(value: Any, visitor: Any) -> None:
        if not isinstance(value, HasProps):
            visit(value, visitor)
            return
        held = value._property_values
        for name in value.properties_with_refs():
            child = held[name] if name in held else getattr(value, name)
            if type(child) not in PLAIN and not (type(child) in CONTAINERS and not child):
                follow(child, visitor)

    return visited


def _written_once(write: Any) -> Any:
    """Return what writes the definition of a class of models; every page carries all of them.

    A definition that contains another one, or a model, is written for each page: there they are
    named by what was written before.
    """
    kept: dict[type, Any] = {}

    @wraps(write)
    def written(kind: Any, serializer: Any) -> Any:
        if kind in kept:
            serializer.add_ref(kind, Ref(id=ID(kind.__qualified_model__)))
            return kept[kind]
        found = write(kind, serializer)
        if not any(_has_identity(one) for one in found.values()):
            kept[kind] = found
        return found

    return written


def _has_identity(written: Any) -> bool:
    """Return whether there is a model in something written, or the definition of one."""
    if isinstance(written, dict):
        is_one = "name" in written and written.get("type") in ("object", "model")
        return is_one or any(map(_has_identity, written.values()))
    return isinstance(written, list | tuple) and any(map(_has_identity, written))

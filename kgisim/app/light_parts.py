"""Panel's parts without what is of no use here: their building is most of the work of a page."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from panel.io.state import state
from panel.viewable import Viewable

OWN = ("name", "value", "size", "active")
"""Parameters of a part that Panel declares anew for a single part: limits, or what is constant."""
OURS = ("panel", "panel_material_ui", "kgisim")
"""Packages whose parts keep the declarations of their class."""


def build_parts_lightly() -> None:
    """Make parts share what is the same for all of their class.

    Panel copies the declaration of each parameter for every part, looks for files of scripts again
    and again, and looks for links between charts of a kind that no page has.
    """
    for kind in _kinds(Viewable):
        for name, declared in kind.param.objects(instance=False).items():
            if name not in OWN and not (declared.constant or declared.readonly):
                declared.per_instance = False
    Viewable._preprocessing_hooks[:] = [
        hook for hook in Viewable._preprocessing_hooks if hook.__module__ != "panel.pane.holoviews"
    ]
    _find_scripts_once()


def _kinds(kind: type[Viewable]) -> Iterator[type[Viewable]]:
    """Yield a kind of parts and those made of it, but for those of pages."""
    yield kind
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] in OURS:
            yield from _kinds(one)


def _find_scripts_once() -> None:
    custom: Any = import_module("panel.custom")
    find = custom.component_resource_path
    if hasattr(find, "__wrapped__"):
        return

    @cache
    def found(component: Any, attribute: str, path: Any, _: str | None) -> str:
        return find(component, attribute, path)

    def once(component: Any, attribute: str, path: Any) -> str:
        return found(component, attribute, path, state.rel_path)

    once.__wrapped__ = find  # type: ignore[attr-defined]
    custom.component_resource_path = once

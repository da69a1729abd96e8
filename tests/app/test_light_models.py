"""Models built lightly are those that Bokeh would have built."""

from contextlib import suppress
from typing import Any

import panel_material_ui as pmui
import pytest
from bokeh.core.has_props import MetaHasProps
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.model import Model, util
from bokeh.models import Plot, Slider
from bokeh.plotting import figure
from bokeh.themes import Theme

from kgisim.app.light_models import CONTAINERS, PLAIN, build_models_lightly


@pytest.fixture(scope="module", autouse=True)
def lightly() -> None:
    """Build lightly, and load the parts of which pages are made."""
    build_models_lightly()
    assert pmui.Select


def _models() -> list[Model]:
    """Make a model of each kind that needs nothing to be made."""
    made = []
    for kind in list(Model.model_class_reverse_map.values()):
        with suppress(Exception):  # kinds that cannot be made alone
            made.append(kind())
    return made


def test_every_default_is_that_of_the_library():
    found: Any = PropertyDescriptor._get_default.__wrapped__  # type: ignore[attr-defined]
    pairs = list(zip(_models(), _models(), strict=True))
    assert len(pairs) > 300
    compared = 0
    for ours, theirs in pairs:
        theirs._unstable_default_values.clear()
        for name in ours.properties():
            descriptor = ours.lookup(name)
            with suppress(Exception):  # a property that must be set has no default
                expected = found(descriptor, theirs)
                if type(expected) in PLAIN | CONTAINERS:
                    assert (getattr(ours, name), type(getattr(ours, name))) == (
                        expected,
                        type(expected),
                    )
                    compared += 1
    assert compared > 5000


def test_no_model_shares_a_list_with_another():
    one, other = Slider(), Slider()
    one.tags.append("a")
    one.js_property_callbacks["b"] = []
    assert (other.tags, other.js_property_callbacks) == ([], {})
    assert (Slider().tags, Slider().js_property_callbacks) == ([], {})


def test_a_changed_list_is_told_to_the_document():
    changed, document, model = [], Document(), Slider()
    document.add_root(model)
    document.on_change(changed.append)
    model.tags.append("a")
    assert [one.attr for one in changed] == ["tags"]


def test_a_theme_goes_before_defaults():
    assert Plot().background_fill_color == "#ffffff"
    plot = Plot()
    theme = Theme(json={"attrs": {"Plot": {"background_fill_color": "#123456"}}})
    theme.apply_to_model(plot)
    assert plot.background_fill_color == "#123456"
    assert Plot().background_fill_color == "#ffffff"


def test_all_models_of_a_page_are_found():
    sheet = figure()
    sheet.line([1, 2], [3, 4])
    ours = {one.id for one in util.collect_models(sheet)}
    light: Any = util.visit_immediate_value_references
    util.visit_immediate_value_references = light.__wrapped__
    try:
        assert ours == {one.id for one in util.collect_models(sheet)}
    finally:
        util.visit_immediate_value_references = light


def test_definitions_are_those_of_the_library():
    def written() -> object:
        return dict(Document().to_json(deferred=False))["defs"]

    ours, light = [written(), written()], Serializer._encoders[MetaHasProps]
    Serializer._encoders[MetaHasProps] = light.__wrapped__  # type: ignore[attr-defined]
    try:
        assert ours == [written()] * 2
    finally:
        Serializer._encoders[MetaHasProps] = light

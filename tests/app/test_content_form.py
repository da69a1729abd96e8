"""The form for sources, priors and new KGIs: an analyst fills it in, a member has none."""

import pytest

from kgisim.app.content_form import KGI, PRIOR, SOURCE, ContentForm, content_form
from kgisim.app.record_fields import RecordFields, kind_of
from kgisim.audit.entries import Revision
from kgisim.evidence.base import Source, Text
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import indicator_files

FILLED = {
    SOURCE: {"title": "年報", "publisher": "庁"},
    KGI: {
        "label": "9",
        "title.ja": "病床",
        "title.en": "beds",
        "definition.ja": "許可病床",
        "definition.en": "licensed beds",
        "unit": "percent",
        "scale": "share",
        "period": "FY",
        "withheld.ja": "数値がない。",
        "withheld.en": "There are no numbers.",
    },
}


def filled(state, kind):
    form = ContentForm(state)
    form.kind.value = kind
    form.into.value = "share"
    if kind == PRIOR:
        form.numbers["sigma"].value = "0.25"
        return form
    form.key.value = "beds" if kind == KGI else "yearbook"
    for name, value in FILLED[kind].items():
        form.fields.widgets[name].value = value
    return form


@pytest.mark.parametrize("kind", [SOURCE, PRIOR, KGI])
def test_what_is_entered_is_checked_shown_and_accepted(state, kind):
    form = filled(state, kind)
    form._check(None)
    assert form.acceptance.visible, form.told.html
    assert "+" in form.told.html
    form.reason.value = "新しい資料"
    form._accept(None)
    (kept,) = state.shared.register.entries(Revision)
    assert f"改定{kept.id}" in form.told.html
    assert ("beds" in indicator_files(state.shared.workspace)) is (kind == KGI)


@pytest.mark.parametrize("kind", [SOURCE, KGI])
def test_what_is_missing_is_told_in_the_language_of_the_reader(state, kind):
    form = ContentForm(state)
    form.kind.value = kind
    form._check(None)
    assert "記号を記入する" in form.told.html
    form.key.value = "beds"
    form._check(None)
    assert "誤りがある" in form.told.html
    assert not form.acceptance.visible
    form._accept(None)
    assert state.shared.register.entries(Revision) == ()


@pytest.mark.parametrize("wrong", ["x", "", "-1", "nan", "1e400"])
def test_a_prior_that_cannot_be_is_told(state, wrong):
    form = filled(state, PRIOR)
    form.numbers["sigma"].value = wrong
    form._check(None)
    assert "warning" in form.told.html
    assert not form.acceptance.visible


def test_a_member_has_no_form_and_the_hidden_button_changes_nothing(state, member):
    assert content_form(member).objects == []
    form = filled(member, SOURCE)
    form._check(None)
    form.author.value, form.reason.value = "田中", "訂正"
    form._accept(None)
    assert "warning" in form.told.html
    assert member.shared.register.entries(Revision) == ()


def test_fields_follow_the_schema():
    assert kind_of(Indicator, "withheld") is Text
    assert kind_of(Indicator, "ceiling") is float
    fields = RecordFields(Source, tuple(Source.model_fields), str, ["ja"])
    assert fields.values == {}
    fields = RecordFields(Indicator, ("title", "scale", "order"), str, ["ja", "en"])
    assert [*fields.widgets] == ["title.ja", "title.en", "scale", "order"]
    assert fields.values == {"scale": "share", "order": 100}
    fields.widgets["order"].value = "many"
    assert fields.values["order"] == "many"

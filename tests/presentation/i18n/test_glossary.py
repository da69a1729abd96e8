"""The glossary explains words that people are shown."""

import pytest

from kgisim.messages import catalogue
from kgisim.presentation.i18n.glossary import glossary
from kgisim.schema import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_a_word_that_people_are_shown(language):
    words = catalogue(language).items()
    shown = "\n".join(text for key, text in words if not key.startswith("glossary.")).lower()
    forms = [form for term in glossary(language) for form in term.forms]
    assert forms
    assert [form for form in forms if form.strip("「」") not in shown] == []


def test_no_form_stands_for_two_terms():
    forms = [form for one in LANGUAGES for term in glossary(one) for form in term.forms]
    assert len(forms) == len(set(forms))

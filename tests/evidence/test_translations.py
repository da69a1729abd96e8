import pytest

from kgisim.errors import ContentError
from kgisim.evidence.catalog import load_catalog
from kgisim.projection.workspace_check import check_workspace


@pytest.fixture
def noted(sound):
    """The sound workspace with a note on a row of the exchange rate, in both languages."""
    path = sound.data / "yen.csv"
    header, first, *others = path.read_text().splitlines()
    path.write_text("\n".join([header, f"{first.removesuffix(',')},rounded", *others]) + "\n")
    (sound.data / "notes.yaml").write_text("rounded: {ja: 端数処理した値, en: Rounded}\n")
    return sound


@pytest.mark.parametrize(("language", "shown"), [("ja", "端数処理した値"), ("en", "Rounded")])
def test_a_note_is_shown_in_the_language_asked_for(noted, language, shown):
    assert load_catalog(noted).note("rounded", language) == shown


def test_a_note_without_an_entry_is_shown_as_it_is_written(noted):
    assert load_catalog(noted).note("seen in a copy", "ja") == "seen in a copy"


def test_the_row_itself_keeps_what_was_written(noted):
    assert load_catalog(noted).rows("yen")["note"].to_list() == ["rounded", ""]


def test_a_workspace_may_do_without_the_file(sound):
    assert load_catalog(sound).notes == {}


def test_the_file_is_no_indicator(noted):
    assert "notes" not in load_catalog(noted).indicators


def test_an_entry_that_no_row_needs_does_no_harm(noted):
    # a row may be revised in the dashboard, where this file cannot be mended at the same time
    (noted.data / "notes.yaml").write_text("zzz: {ja: 注, en: note}\n")
    assert check_workspace(noted) == ()


def test_a_language_that_is_missing_is_told_in_its_place(noted):
    (noted.data / "notes.yaml").write_text("rounded: {ja: 端数処理した値}\n")
    with pytest.raises(ContentError, match=r"notes.yaml: rounded: missing key 'en'"):
        load_catalog(noted)


def test_a_list_is_not_a_file_of_notes(noted):
    (noted.data / "notes.yaml").write_text("- rounded\n")
    with pytest.raises(ContentError, match=r"expected .text: \{ja, en\}. lines"):
        load_catalog(noted)

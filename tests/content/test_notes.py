"""What the bundled rows and tables say in words can be read in both languages."""

import re

import pandas as pd
import pytest

from kgisim.evidence.loader import read_data
from kgisim.presentation.figures.fonts import check_glyphs
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

SHOWN = {
    "published_targets": (
        "jurisdiction",
        "plan",
        "indicator",
        "note",
        "baseline_value",
        "baseline_year",
        "target_value",
        "target_year",
        "unit",
    ),
    "startup_deals": ("target_country", "scope"),
}
"""Columns of tables that are printed; names of firms and documents stay as they are."""
WORD = re.compile(r"[A-Za-z]{2}|[\u3040-\u30ff\u4e00-\u9fff]")
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
URL = re.compile(r"https?://\S+")


def cells(frame: pd.DataFrame) -> set[str]:
    return {cell for cell in frame.to_numpy().flat if isinstance(cell, str)}


@pytest.fixture(scope="module")
def notes(bundled_catalog):
    return bundled_catalog.notes


@pytest.fixture(scope="module")
def places(bundled_catalog) -> dict[str, set[str]]:
    """Cells that people read, by the file in which they stand."""
    rows = bundled_catalog.observations.groupby("indicator")[["definition", "note"]]
    read = {f"data/{stem}.csv": cells(frame) for stem, frame in rows}
    return read | {
        f"data/tables/{name}.csv": cells(bundled_catalog.tables[name].loc[:, [*columns]])
        for name, columns in SHOWN.items()
    }


def test_all_words_of_every_file_are_there_in_both_languages(notes, places):
    words = {file: {cell for cell in read if WORD.search(cell)} for file, read in places.items()}
    assert {file: said - notes.keys() for file, said in words.items() if said - notes.keys()} == {}


def test_no_entry_is_left_over(bundled_catalog, notes, places):
    tables = (cells(table) for table in bundled_catalog.tables.values())
    # a row that a later one replaces stays in its file, and is read again with --as-of
    files = read_data(Workspace.bundled(), bundled_catalog.plan).rows.values()
    rows = (cells(frame[["definition", "note"]]) for frame in files)
    assert notes.keys() <= set().union(*places.values(), *tables, *rows)


def test_japanese_words_are_japanese(notes):
    told = {written: URL.sub("", text("ja")) for written, text in notes.items()}
    assert told
    foreign = [
        written
        for written, text in told.items()
        if re.search(r"[a-z]", text) and not KANA_OR_KANJI.search(text)
    ]
    assert foreign == []


def test_english_words_are_english(notes):
    told = {written: URL.sub("", text("en")) for written, text in notes.items()}
    assert [written for written, text in told.items() if KANA_OR_KANJI.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_printed_has_glyphs_in_the_font_that_comes_with_the_program(
    bundled_catalog, notes, language
):
    written = [text(language) for text in notes.values()]
    spoken = [
        text(language)
        for one in bundled_catalog.indicators.values()
        for text in (one.title, one.definition, *one.caveats, *one.wanted)
    ]
    check_glyphs("".join([*written, *spoken]))

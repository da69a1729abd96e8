"""Whatever comes from content stays text."""

import pandas as pd
import pytest

from kgisim.app.html import bullets, heading, link, note, paragraphs, table, title

EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "made",
    [
        heading(EVIL),
        title(EVIL, EVIL),
        paragraphs([EVIL]),
        bullets([EVIL]),
        note(EVIL),
        link({"goal": EVIL}, EVIL),
        table(pd.DataFrame({EVIL: [EVIL], "b": [EVIL]}), EVIL),
    ],
)
def test_markup_in_content_is_escaped(made):
    assert "<img" not in made
    assert "&lt;img" in made


def test_a_table_names_its_rows_and_columns():
    made = table(pd.DataFrame({"a": ["x"], "b": ["y"]}), "caption")
    assert '<th scope="col">b</th>' in made
    assert '<th scope="row">x</th>' in made


def test_a_line_break_in_a_cell_stays_one():
    assert "one<br>two" in table(pd.DataFrame({"a": ["x"], "b": ["one\ntwo"]}), "caption")


def test_an_address_in_a_cell_may_be_broken_at_its_slashes():
    made = table(pd.DataFrame({"a": ["x"], "b": ["https://example.jp/a"]}), "caption")
    assert "https:/<wbr>/<wbr>example.jp/<wbr>a" in made


@pytest.mark.parametrize("found", ["4.1〜12.5%", "1,190–1,355"])
def test_a_range_of_numbers_is_not_broken(found):
    made = table(pd.DataFrame({"a": ["x"], "b": [f"90%：{found} million"]}), "caption")
    assert f'<span class="range">{found}</span>' in made


def test_an_address_within_a_sentence_may_be_broken_too_and_the_sentence_stays():
    made = table(pd.DataFrame({"a": ["x"], "b": ["a/b (https://e.jp/%E3%80)"]}), "caption")
    assert "a/b (https:/<wbr>/<wbr>e.jp/<wbr>%E3<wbr>%80<wbr>)" in made


@pytest.mark.parametrize(
    ("line", "is_long"),
    [("x" * 30, False), ("x" * 31, True), ("幅" * 15, False), ("幅" * 16, True)],
)
def test_a_column_with_a_long_line_is_kept_wide(line, is_long):
    made = table(pd.DataFrame({"a": ["x"], "b": [f"one\n{line}"]}), "caption")
    assert ('<td class="long">' in made) == is_long


def test_an_empty_table_is_nothing():
    assert table(pd.DataFrame(), "caption") == ""


def test_a_link_works_without_scripts_too():
    assert 'href="?page=target&amp;goal=x"' in link({"page": "target", "goal": "x"}, "there")

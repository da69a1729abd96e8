"""Whatever comes from content stays text."""

import pandas as pd
import pytest

from kgisim.app.markup import bullets, heading, link, note, paragraphs, table, title

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


def test_an_empty_table_is_nothing():
    assert table(pd.DataFrame(), "caption") == ""


def test_a_link_works_without_scripts_too():
    assert 'href="?page=target&amp;goal=x"' in link({"page": "target", "goal": "x"}, "there")

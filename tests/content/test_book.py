"""What the documentation shows is what happens: every block of code is run or compared."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests import book

PAGES = sorted(
    path
    for pattern in ("getting_started*.md", "guide/*.md", "tutorials/*.md")
    for path in (book.ROOT / "docs").glob(pattern)
)
ENGLISH = [page for page in PAGES if not page.name.endswith(".ja.md")]
SETTINGS = ("nginx", "caddyfile")
"""Files of other programs: compared between the languages, and with what `kgisim serve` does."""


def named(page: Path) -> str:
    return page.relative_to(book.ROOT / "docs").as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_of_a_page_can_be_run(page):
    for block in book.blocks(page):
        assert block.language in ("sh", "python", "yaml", "csv", "text", *SETTINGS), block
        for words in block.commands():
            book.parse(words)
        if block.language == "python":
            compile(block.code, str(page), "exec")
        if block.language == "yaml":
            YAML(typ="safe").load(block.code)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ENGLISH], ids=named)
def test_both_languages_show_the_same_code(page):
    other = page.with_name(page.name.replace(".ja.md", ".md"))
    japanese, english = ([block.bare for block in book.blocks(one)] for one in (page, other))
    assert [re.sub(r"(--lang |=\")ja\b", r"\1en", code) for code in japanese] == english


def test_a_page_that_shows_what_is_not_printed_is_found():
    book.compare("a … c\n…\nd", "a b c\nx\ny\nd\n")
    with pytest.raises(AssertionError):
        book.compare("a … c", "a b\n")


@pytest.mark.slow
@pytest.mark.parametrize("page", ENGLISH, ids=named)
def test_the_blocks_of_a_page_do_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book.run(page, tmp_path)

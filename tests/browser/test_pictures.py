"""The pictures of the README show pages as they are now."""

import difflib

import pytest

import kgisim as kg
from docs import pictures

NAMES = {f"{page}.{language}" for page in ("dashboard", "brief") for language in pictures.LANGUAGES}


def test_every_picture_is_shown_and_has_the_text_of_its_page():
    kept = {path.name for path in pictures.FOLDER.iterdir()}
    assert kept == {f"{name}{ending}" for name in NAMES for ending in (".png", ".txt")}
    for language, readme in (("en", "README.md"), ("ja", "README.ja.md")):
        text = (pictures.FOLDER.parents[1] / readme).read_text("utf-8")
        shown = [name for name in NAMES if f"(docs/pictures/{name}.png)" in text]
        assert sorted(shown) == [f"brief.{language}", f"dashboard.{language}"]


@pytest.mark.browser
def test_no_page_that_a_picture_shows_has_changed_its_words(bundled_run, chromium, tmp_path):
    # to make them again: uv run python -m docs.pictures RUN
    changed, seen = [], set()
    for name, page in pictures.pages(kg.open_run(bundled_run.path), chromium, tmp_path):
        before = (pictures.FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
        after = pictures.words(page).splitlines()
        changed += difflib.unified_diff(before, after, name, name, lineterm="", n=0)
        seen.add(name)
    assert changed == []
    assert seen == NAMES

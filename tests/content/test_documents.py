"""Links between the documents lead somewhere, and versions are one."""

import re
import tomllib
from pathlib import Path

import pytest

from kgisim.io import read_yaml

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+?)(?:#[^)]*)?\)")
PLACES = ("*.md", "docs/**/*.md", "benchmarks/*.md", "findings/*.md", "examples/**/*.md")
DOCUMENTS = sorted(path for place in PLACES for path in ROOT.glob(place))
PAIRS = [path for path in DOCUMENTS if path.name.endswith(".ja.md")]


def test_every_link_leads_to_a_file():
    followed = {
        (path.relative_to(ROOT).as_posix(), target)
        for path in DOCUMENTS
        for target in LINK.findall(path.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target)
    }
    assert len(followed) > 20
    lost = {(page, to) for page, to in followed if not (ROOT / page).parent.joinpath(to).exists()}
    assert lost == set()


@pytest.mark.parametrize("page", PAIRS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_both_languages_have_the_same_sections_and_lead_to_each_other(page):
    other = page.with_name(page.name.replace(".ja.md", ".md"))
    texts = [one.read_text("utf-8") for one in (page, other)]
    if page.stem != "glossary.ja":  # in the order of each language
        headings = [re.findall(r"^#+ ", text, re.MULTILINE) for text in texts]
        assert headings[0] == headings[1]
    assert f"]({other.name})" in texts[0]
    assert f"]({page.name})" in texts[1]


def test_every_decision_is_listed():
    pages = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    listed = LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert pages == set(listed)


def test_the_citation_names_the_version_and_licence_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = read_yaml(ROOT / "CITATION.cff", "CITATION.cff")
    assert isinstance(cited, dict)
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])

"""Links between the documents lead somewhere, and versions are one."""

import re
import tomllib
from pathlib import Path

from kgisim.io import read_yaml

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+?)(?:#[^)]*)?\)")
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("benchmarks/*.md")]


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


def test_every_decision_is_listed():
    pages = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    listed = LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert pages == set(listed)


def test_the_citation_names_the_version_and_licence_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = read_yaml(ROOT / "CITATION.cff", "CITATION.cff")
    assert isinstance(cited, dict)
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])

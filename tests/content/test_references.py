"""The pages of keys and commands are those of the program, and name every key that is used."""

import re
from collections.abc import Iterator

import pytest

from kgisim.io import read_yaml
from kgisim.messages import languages
from kgisim.workspace import Workspace
from tests import cli_reference, glossary_page, yaml_reference

FREE = {"sources", "definitions", "completeness", "quantities", "points", "measures_of"}
"""Keys below which people choose names of their own."""


@pytest.mark.parametrize("reference", [yaml_reference, cli_reference])
def test_a_page_is_what_its_module_writes(reference):
    # to make one again: uv run python -m tests.yaml_reference (or tests.cli_reference)
    assert reference.PAGE.read_text("utf-8") == reference.page()


@pytest.mark.parametrize("language", glossary_page.PAGES)
def test_the_glossary_is_that_of_the_dashboard(language):
    # to make it again: uv run python -m tests.glossary_page
    assert glossary_page.PAGES[language].read_text("utf-8") == glossary_page.page(language)


def keys_of(content: object, inside: str = "") -> Iterator[str]:
    """Yield the keys of a file; not those that people choose, nor languages."""
    if isinstance(content, dict):
        for key, value in content.items():
            is_name = inside in FREE or not re.fullmatch("[a-z][a-z0-9_]*", str(key))
            if not is_name and key not in languages():
                yield str(key)
            if key != "priors":  # parameters of a family, and PyMC's own words
                yield from keys_of(value, "" if is_name else str(key))
    elif isinstance(content, list):
        for one in content:
            yield from keys_of(one)


def test_every_key_that_the_bundled_workspace_uses_is_on_the_page():
    bundled = Workspace.bundled()
    files = [bundled.settings, *bundled.scenarios.glob("*.yaml")]
    files += [bundled.data / f"{name.stem}.yaml" for name in bundled.data.glob("*.csv")]
    files += [path for path in bundled.data.glob("kgi*.yaml") if path not in files]
    used = {key for file in files for key in keys_of(read_yaml(file, file.name))}
    listed = set(re.findall(r"^\| `(\w+)` \|", yaml_reference.page(), re.MULTILINE))
    assert len(used) > 60
    assert used - listed == set()

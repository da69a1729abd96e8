from pathlib import Path

import pytest
from ruamel.yaml.error import YAMLError

from kgisim.yaml_text import load, strictly

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for folder in ("data", "scenarios", "kgisim", "examples")
    for path in (ROOT / folder).rglob("*.yaml")
)
UNLIKE_YAML_1_1 = (
    "[NO, yes, on, 0o17, 017, 1_000, 1e3, .5, -.inf, 2026-03-01, 12:30, ~, null, True, '']",
    'a: |\n  one\n   two\nb: >-\n  three\n  four\nc: "\\u5e74"',
    "- &x {a: 1}\n- *x\n- {<<: *x, b: 2}",
    "%YAML 1.1\n---\nflag: yes",
    "a: one\u2028b: two",
    "a: !!str 5",
    "{a: ---\nb}",
    "{key::\n value}",
    "\ta: 1",
    "a: 1\na: 2",
    "a: 1\n---\nb: 2",
    "a: [1, 2",
    "a: 2026-02-30",
    "'a\\'b'",
    '"a\\\'b"',
)


def found(read, text):
    try:
        return repr(read(text))
    except (YAMLError, ValueError, TypeError) as error:
        return type(error), str(error)


def test_files_of_the_workspace_are_read_as_by_the_strict_parser():
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    assert [load(text) for text in texts] == [strictly(text) for text in texts]


@pytest.mark.parametrize("text", UNLIKE_YAML_1_1)
def test_what_parsers_disagree_about_is_read_and_refused_as_by_the_strict_one(text):
    assert found(load, text) == found(strictly, text)

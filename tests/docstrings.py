"""Docstrings taken apart into their sections."""

import inspect
import re
from functools import cached_property
from typing import Any

SECTION = re.compile(r"^(Parameters|Returns|Yields|Raises|Examples)\n-+\n", re.MULTILINE)


def sections(one: Any) -> dict[str, str]:
    """Return the sections of what a docstring belongs to."""
    return sections_of(inspect.getdoc(one.func if isinstance(one, cached_property) else one) or "")


def sections_of(text: str) -> dict[str, str]:
    """Return the text of each section by its title; what stands before the first is ``""``."""
    summary, *rest = SECTION.split(text)
    return {"": summary.strip(), **dict(zip(rest[::2], rest[1::2], strict=True))}


def entries(section: str) -> dict[str, str]:
    """Return the indented texts of a section by the line above each."""
    parts = re.split(r"\n(?=\S)", section.strip("\n"))
    named = (part.partition("\n") for part in parts if part)
    return {name: inspect.cleandoc(said) for name, _, said in named}

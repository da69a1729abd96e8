"""The site of the documentation, built from the Markdown of the repository as it is.

    uv run --group docs sphinx-build -W --keep-going -c docs . build/site

The source folder is the repository itself, so that a link from one page to another means the same
here, in an editor and on a page that shows the repository.
"""

import re
from typing import Any

from pygments.lexers.special import TextLexer

project = "kgisim"
author = "kgisim developers"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "kgisim"
root_doc = "docs/index"
folders = ("docs", "benchmarks", "findings", "examples")
include_patterns = ["*.md", *(f"{folder}/**.md" for folder in folders)]
exclude_patterns = ["build", ".venv"]
myst_heading_anchors = 4
html_copy_source = False
html_show_sphinx = False


ENDS = r"[\u3001-\u30ff\u4e00-\u9fff\uff08-\uff1a]"
BEGINS = r"[\u300c-\u30ff\u4e00-\u9fff\uff08]"
BROKEN_LINE = re.compile(f"(?<={ENDS})\\n *(?={BEGINS})")
"""An end of a line inside a Japanese paragraph, where a browser would show a space."""


def join_lines(app: Any, page: str, source: list[str]) -> None:
    """Join the lines of Japanese paragraphs."""
    source[0] = BROKEN_LINE.sub("", source[0])


def setup(app: Any) -> None:
    """Show rows of a CSV file as they are, for which Pygments has no name, and Japanese whole."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", join_lines)

"""docs/reference/cli.md: every command and option, written from what ``--help`` prints.

To make it again: ``uv run python -m tests.cli_reference``
"""

import sys
from pathlib import Path

from kgisim.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """<!-- written by `uv run python -m tests.cli_reference`; a test compares both -->
"""


def page() -> str:
    """Write the page."""
    lines = app.generate_docs(output_format="markdown", usage_name="kgisim").splitlines()
    return HEAD + "\n".join(line.rstrip() for line in lines) + "\n"


if __name__ == "__main__":
    sys.argv[0] = "kgisim"  # cyclopts writes how the process was started into usage lines
    PAGE.write_text(page(), encoding="utf-8")

"""Code blocks of the documentation, and what runs them as a reader would.

Blocks of a page are run in their order, in one empty folder:

- ``sh``: each line is a command of kgisim; those that wait for people or machines are only parsed,
- ``python``: run in one namespace for the whole page,
- a block below a line that ends with "`path`:" is written to that file, and below one that ends
  with "`path`, at the end:" added to it,
- ``text``: what the block above prints, line by line; "…" stands for anything, and alone for any
  number of lines.
"""

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from kgisim.cli.main import app, main

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(?P<above>[^\n]*)\n+^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S)
FILE = re.compile(r"`(?P<path>[\w/.-]+)`(?P<added>, at the end)?:$")
WAITING = ("serve", "user", "benchmark")
"""Commands that wait for people or for other machines."""
CLUSTER = "--dask"
"""Option that names another machine, which is not there."""


@dataclass(frozen=True)
class Block:
    """A block of code, and the line above it."""

    above: str
    language: str
    code: str

    @property
    def bare(self) -> str:
        """The code without comments at the end of lines."""
        return re.sub(r"  +#.*$", "", self.code, flags=re.M)

    def commands(self) -> Iterator[list[str]]:
        """Yield the words of each command of kgisim."""
        if self.language == "sh":
            for line in self.bare.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words[:2] == ["uv", "run"]:
                    words = words[2:]
                if words and words[0] == "kgisim":
                    yield words[1:]


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page in their order."""
    found = BLOCK.finditer(page.read_text("utf-8"))
    return [Block(one["above"].strip(), one["language"], one["code"]) for one in found]


def parse(words: list[str]) -> None:
    """Parse a command; it fails where there is no such command or option."""
    command, bound, _ = app.parse_args(words, exit_on_error=False, print_error=False)
    assert bound is not None
    assert command.__name__.strip("_").replace("_", "-") == words[0]


def run(page: Path, folder: Path) -> None:
    """Run every block of a page in a folder, which is the current one."""
    namespace: dict[str, object] = {"__name__": "book"}
    printed, is_shown = "", False
    found = blocks(page)
    for block, after in pairwise([*found, None]):
        assert block is not None
        is_shown = after is not None and after.language == "text"
        file = FILE.search(block.above)
        if block.language == "text":
            compare(block.code, printed)
        elif file is not None:
            write(folder / file["path"], block.code, is_added=file["added"] is not None)
        elif block.language == "sh":
            printed = "".join(call(words, may_fail=is_shown) for words in block.commands())
        elif block.language == "python":
            out = StringIO()
            with redirect_stdout(out):
                exec(compile(block.code, str(page), "exec"), namespace)
            printed = out.getvalue()


def write(path: Path, text: str, *, is_added: bool) -> None:
    """Write a file that the page shows, or add to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if is_added else ""
    path.write_text(before + text, encoding="utf-8")


def call(words: list[str], *, may_fail: bool) -> str:
    """Run one command and return what it prints."""
    parse(words)
    if words[0] in WAITING or CLUSTER in words:
        return ""
    out, code = StringIO(), 0
    with patch.object(sys, "argv", ["kgisim", *words]), redirect_stdout(out), redirect_stderr(out):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert may_fail or code in (None, 0), (words, out.getvalue())
    return out.getvalue()


def compare(shown: str, printed: str) -> None:
    """Compare what a page shows with what was printed."""
    parts = [re.escape(" ".join(line.split())) for line in shown.strip().splitlines()]
    wanted = "\n".join(".*(?:\n.*)*?" if one == "…" else one.replace("…", ".*") for one in parts)
    got = "\n".join(" ".join(line.split()) for line in printed.strip().splitlines())
    assert re.fullmatch(wanted, got), f"shown:\n{shown}\nprinted:\n{printed}"

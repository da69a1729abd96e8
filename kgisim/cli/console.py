"""How tables, progress and complaints look in a terminal, and in a pipe."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 240
"""Columns written when nobody looks: wide enough that a pipe gets one line per row."""

OnStep = Callable[[int, int, str], None]
"""Called at each step of progress: steps done, steps in all, what has just been done."""


def out() -> Console:
    """Where answers go."""
    return _console(stderr=False)


def err() -> Console:
    """Where progress and complaints go, so that answers can be piped."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def print_line(line: str = "", style: str = "") -> None:
    """Print one line of an answer."""
    out().print(Text(line, style=style), soft_wrap=True)


def print_error(line: str) -> None:
    """Print one line about what went wrong."""
    err().print(Text(line), soft_wrap=True)


def show_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()
) -> None:
    """Print rows under headings.

    Parameters
    ----------
    columns
        Headings, left to right.
    rows
        Cells, already written as people read them.
    right
        Headings of the columns that hold numbers.
    """
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, column in enumerate(columns):
        justify = "right" if column in right else "left"
        # the first column holds names, which must stay whole to be copied
        table.add_column(column, justify=justify, overflow="fold", no_wrap=place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out().print(table)


@contextmanager
def progress() -> Iterator[OnStep]:
    """Show how far long work has come: a bar on a terminal, plain lines elsewhere."""
    console = err()
    if not console.is_terminal:
        yield lambda done, total, what: print_error(f"[{done}/{total}] {what}")
        return
    with _bar(console) as tell:
        yield tell


@contextmanager
def _bar(console: Console) -> Iterator[OnStep]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    # drawn at each step and not by a thread: a process with threads cannot be copied
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=what, refresh=True
        )

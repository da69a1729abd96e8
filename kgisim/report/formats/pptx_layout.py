"""The room that text and tables take on slides, and how they are shared among several."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kgisim.presentation.figures.wrapping import label_width
from kgisim.report.blocks import Block, Paragraph, Table, Terms
from kgisim.report.formats.docx import column_widths, shared

ROW_LINES = 20
"""Lines of cells that a slide holds."""
CELL_LINE, CELL_MARGIN, CELL_EMS = 0.175, 0.03, 13.0
"""Inches of a line in a cell and around it; ems of text on a share of the page's width."""
LEAST, MOST = 6.0, 18.0
"""Points between which text is set that shares a slide with nothing else to continue it."""
LEADING, CELL_LEADING = 1.3, 1.2
"""Height of a line against its letters: of text, and in a table that has to fit."""
FILLED = 0.94
"""Share of a line that is filled: no sign may begin it that may not, and no word is broken."""
GAP = 0.25
"""Inches between what stands on one slide."""


@dataclass(frozen=True)
class Area:
    """A part of a slide, in inches."""

    left: float
    top: float
    wide: float
    high: float

    def split(self, share: float) -> tuple["Area", "Area"]:
        """Return a left part with a share of the width, and what is right of it."""
        first = self.wide * share - GAP / 2
        left = self.left + first + GAP
        return replace(self, wide=first), replace(self, left=left, wide=self.wide - first - GAP)

    def stack(self, blocks: Sequence[Block]) -> Iterator["Area"]:
        """Return a part for each block, one below the other, by what they need."""
        needs = [_need(block, self.wide) for block in blocks]
        free = self.high - GAP * max(0, len(needs) - 1)
        scale = 1.0 if len(needs) > 1 and sum(needs) < free else free / (sum(needs) or 1.0)
        top = self.top
        for need in needs:
            yield replace(self, top=top, high=need * scale)
            top += need * scale + GAP


def _need(block: Any, wide: float) -> float:
    """Return the inches that a block would take if it were set at a usual size."""
    if isinstance(block, Table):
        lines = [list(block.frame.columns), *block.frame.to_numpy().tolist()]
        shares = shared(block.shares) if block.shares else column_widths(lines)
        columns = [wide * one / sum(shares) for one in shares]
        return grid_height([[str(cell) for cell in line] for line in lines], columns, 12.0)
    return text_height(texts_of(block), wide, 14.0)


def largest(most: float, high: float, needed: Callable[[float], float]) -> float:
    """Return the largest size of letters whose text fits into a height.

    Parameters
    ----------
    most
        Points that are not exceeded.
    high
        Inches that there are.
    needed
        Inches that the text takes at a size.

    Examples
    --------
    >>> largest(18.0, 1.0, lambda points: points / 10)
    10.0
    """
    sizes = (size / 2 for size in range(int(2 * most), int(2 * LEAST), -1))
    return next((size for size in sizes if needed(size) <= high), LEAST)


def text_height(texts: Sequence[str], wide: float, points: float) -> float:
    """Return the inches that texts take below each other.

    Examples
    --------
    >>> text_height(["目標"], 5.0, 18.0) < text_height(["目標" * 30], 5.0, 18.0)
    True
    """
    ems = FILLED * 72 * (wide - 0.25) / points
    lines = sum(line_count(text, ems) for text in texts)
    return (lines * LEADING + len(texts) * (0.5 if points > 12 else 0.2)) * points / 72 + 0.1


def grid_height(lines: Sequence[Sequence[str]], wide: Sequence[float], points: float) -> float:
    """Return the inches that a table takes."""
    return sum(line_height(line, wide if any(line[1:]) else [sum(wide)], points) for line in lines)


def line_height(line: Sequence[str], wide: Sequence[float], points: float) -> float:
    """Return the inches that a row of a table takes."""
    lines = max(
        sum(
            line_count(part, max(2.0, 72 * (inches - 0.12) / points))
            for part in str(cell).split("\n")
        )
        for cell, inches in zip(line, wide, strict=False)
    )
    return lines * CELL_LEADING * points / 72 + 0.04


def texts_of(block: Any) -> list[str]:
    """Return the texts of a block, one for each paragraph of a slide."""
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Terms):
        return [f"{term}　{said}" for term, said in block.items]
    return list(block.items)


def line_count(text: str, ems: float) -> int:
    """Return the lines that a text fills, each of so many ems."""
    return max(1, -(-int(label_width(text)) // int(ems)))


def pages(texts: list[str], most: int, ems: float) -> Iterator[list[str]]:
    """Share texts among slides that hold so many lines of so many ems.

    Examples
    --------
    >>> list(pages(["a", "b", "c"], 2, 10.0))
    [['a', 'b'], ['c']]
    """
    page: list[str] = []
    for text in texts:
        if page and sum(line_count(one, ems) for one in [*page, text]) > most:
            yield page
            page = []
        page.append(text)
    yield page


def table_pages(lines: list[list[str]], wide: list[float]) -> Iterator[list[list[str]]]:
    """Share the rows of a table among slides."""
    page: list[list[str]] = []
    used = 0
    for line in lines:
        high = row_lines(line, wide)
        if page and used + high > ROW_LINES:
            yield page
            page, used = [], 0
        page.append(line)
        used += high
    yield page


def row_lines(line: list[str], wide: list[float]) -> int:
    """Count the lines of the highest cell of a row.

    Examples
    --------
    >>> row_lines(["a", "目標" * 30], [1.0, 1.0])
    6
    """
    return max(
        sum(line_count(part, max(2.0, CELL_EMS * inches - 1.5)) for part in str(cell).split("\n"))
        for cell, inches in zip(line, wide, strict=True)
    )

"""What explains a goal's chance, as the report says it, on a terminal."""

from collections.abc import Iterable

from kgisim.cli.console import print_line, show_table
from kgisim.cli.listing import find_indicator
from kgisim.errors import NotFoundError
from kgisim.report.blocks import (
    Block,
    Chart,
    Heading,
    Note,
    Paragraph,
    Row,
    Sentences,
    Table,
    Terms,
)
from kgisim.report.scope import Scope
from kgisim.report.sections.goal import PARTS, goal
from kgisim.runs.run import Run

EXPLAINING = (
    "reading",
    "levels",
    "rule",
    "screen",
    "backcast",
    "milestones",
    "measures",
    "ledger",
    "spread",
    "value_of_information",
)
"""Parts of a goal's section that say why its chance is what it is."""


def show_explanation(run: Run, id: str, parts: tuple[str, ...], language: str) -> None:
    """Print parts of what the report says of one goal.

    Parameters
    ----------
    parts
        Names of parts; without any, all of `EXPLAINING`.
    """
    for part in parts:
        if part not in PARTS:
            raise NotFoundError("part", part, PARTS)
    scope = Scope(run, language)
    localized = scope.wording(find_indicator(run.catalog, id).id)
    show_blocks(goal(scope, localized, parts or EXPLAINING))


def show_blocks(blocks: Iterable[Block]) -> None:
    """Print blocks of a report; of a chart, what it says."""
    for block in blocks:
        _show(block)


def _show(block: Block) -> None:
    if isinstance(block, Heading):
        print_line()
        print_line(block.text, style="bold")
    elif isinstance(block, Paragraph):
        print_line(block.text)
    elif isinstance(block, Sentences | Note):
        for item in block.items:
            print_line(item)
    elif isinstance(block, Terms):
        for term, said in block.items:
            print_line(f"{term}: {said}")
    elif isinstance(block, Table):
        _show_table(block)
    elif isinstance(block, Row):
        show_blocks(block.charts)
    elif isinstance(block, Chart) and block.message:
        print_line(block.message)


def _show_table(block: Table) -> None:
    if block.frame.empty:
        return
    print_line()
    print_line(block.caption)
    cells = block.frame.astype(str).replace("\n", " / ", regex=True)
    show_table([str(name) for name in cells.columns], cells.to_numpy().tolist())

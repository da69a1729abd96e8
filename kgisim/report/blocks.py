"""What a report is made of: a flat list of blocks that every writer lays out in its own way.

A block that prints numbers has a key. The key and the run tell where its numbers come from; they
are written into the file, so that the numbers can be made again and compared.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from kgisim.presentation.i18n.catalog import known, text

if TYPE_CHECKING:
    from kgisim.presentation.figures.goal import Figure
    from kgisim.runs.run import Run

CHAPTER, SECTION, PART = 2, 3, 4
"""Levels of headings; the title of the report has the first."""


@dataclass(frozen=True)
class Heading:
    """A heading; chapters are numbered when the report is put together."""

    text: str
    level: int = SECTION
    name: str = ""
    """Anchor to which the table of contents leads."""
    kind: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str
    key: str = ""
    kind: Literal["", "definition", "note"] = ""


@dataclass(frozen=True)
class Sentences:
    """Statements, each on a line of its own, or paragraphs that follow each other (``prose``)."""

    items: tuple[str, ...]
    key: str
    kind: Literal["", "reading", "summary", "prose"] = ""


@dataclass(frozen=True)
class Terms:
    """Terms with what is said of each."""

    items: tuple[tuple[str, str], ...]
    key: str
    kind: Literal["about", "scenarios", "equations"] = "scenarios"


@dataclass(frozen=True)
class Note:
    """Something that must not be overlooked, set apart from the text."""

    items: tuple[str, ...]
    key: str
    kind: Literal["banner", "alert", "withheld", "conditional"]
    title: str = ""


@dataclass(frozen=True)
class Table:
    """Text in cells, headings in its columns; without rows it is left out."""

    frame: pd.DataFrame
    caption: str
    key: str
    kind: str = ""
    shares: tuple[float, ...] = ()
    """Shares of the width that the columns get; empty: by what they hold."""

    @property
    def is_grouped(self) -> bool:
        """Whether it has rows that head the rows below them."""
        return "grouped" in self.kind.split()

    def is_group(self, line: Sequence[str]) -> bool:
        """Return whether a row heads those below it: its first cell alone is filled."""
        return self.is_grouped and not any(line[1:])


@dataclass(frozen=True)
class Chart:
    """A figure; its caption, alternative text and numbers are its own."""

    figure: "Figure"
    key: str
    kind: str = ""
    message: str = ""
    """What it says in one sentence, for formats that show one message at a time."""


@dataclass(frozen=True)
class Row:
    """Charts that stand side by side where there is room."""

    charts: tuple[Chart, ...]
    kind: Literal["pair", "small"] = "pair"


@dataclass(frozen=True)
class PageBreak:
    """On paper, a new page."""


BESIDE = "　"
"""What stands between a caption, how it is read, and its sources."""
LISTS = ("documents", "cited")
"""Parts of a goal that list the documents behind it, the fullest first."""

Block = Heading | Paragraph | Sentences | Terms | Note | Table | Chart | Row | PageBreak


@dataclass(frozen=True)
class Deferred:
    """Blocks that need none of those before them, so that they can be made beside others."""

    make: "Callable[[], Iterable[Block | Deferred]]"
    is_whole: bool = False
    """Whether they are a whole chapter, which may take long, and not a part of one."""


@dataclass(frozen=True)
class Slide:
    """One message of a presentation: what is shown, and what is said to it."""

    title: str
    """The message."""
    blocks: tuple[Block, ...]
    """A chart or a wide table alone, or a chart with what stands beside it."""
    notes: tuple[str, ...] = ()
    """Reading and sources, for who presents it."""
    kicker: str = ""
    """What it is about."""


@dataclass(frozen=True)
class Report:
    """A whole report."""

    run: "Run"
    language: str
    kind: str
    title: str
    subtitle: str
    head: tuple[Block, ...]
    """What stands below the title: what the report rests on, and what must be known before."""
    blocks: tuple[Block, ...]
    lead: tuple[Block, ...] = ()
    """What comes before everything else, on one page."""
    make_slides: Callable[[], Iterable[Slide]] = tuple
    """Makes what a presentation shows; without any, it shows block after block."""
    show_failed: bool = False
    since: str = ""
    """Id of the earlier run with which it compares, if it does."""
    has_contents: bool = False
    """Whether it is long enough for a table of contents."""
    is_compact: bool = False
    """Whether it has one or two pages a goal, and is set smaller."""
    conditional: bool = False
    """Whether conditional projections are shown."""
    carries_inputs: bool = True
    """Whether its file holds the inputs of the run."""
    only: tuple[str, ...] = ()
    """Ids of the goals that it treats each for itself; none: all."""

    def t(self, key: str, **values: object) -> str:
        """Return a message in the report's language."""
        return text(key, self.language, **values)

    @cached_property
    def slides(self) -> tuple[Slide, ...]:
        """What a presentation shows, made when one is asked for."""
        return tuple(self.make_slides())

    @property
    def charts(self) -> Iterator[Chart]:
        """All charts, in their order."""
        yield from charts_of(self.blocks)

    def under(self, block: Table | Chart) -> str:
        """Return what stands with the caption of a table or figure: how it is read, its sources."""
        kind = block.figure.name.partition("-")[0] if isinstance(block, Chart) else ""
        note = known(f"figure.note.{kind}", self.language, "")
        return BESIDE.join(filter(None, [note, self._source(block.key)]))

    def _source(self, key: str) -> str:
        """Cite the run, and where the documents are listed from which a goal's numbers come."""
        subject = key.partition("/")[0]
        found = self.run.catalog.indicators.get(subject)
        if found is None or found.role != "goal":
            return self.t("report.source_note", run=self.run.id)
        where = next((one for one in LISTS if f"{subject}/{one}" in self._keys), "annex")
        return self.t(f"report.source_{where}", run=self.run.id)

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(getattr(block, "key", "") for block in self.blocks)


def charts_of(blocks: Iterable[Block]) -> Iterator[Chart]:
    """Return all charts among blocks, in their order."""
    for block in blocks:
        if isinstance(block, Chart):
            yield block
        elif isinstance(block, Row):
            yield from block.charts


@dataclass
class Numbering:
    """Numbers tables and figures in the order in which they are laid out."""

    language: str
    figures: int = 0
    tables: int = 0

    def figure(self, caption: str) -> str:
        """Return a figure's caption with its number."""
        self.figures += 1
        return text("report.figure", self.language, number=self.figures, caption=caption)

    def table(self, caption: str) -> str:
        """Return a table's caption with its number."""
        self.tables += 1
        return text("report.table", self.language, number=self.tables, caption=caption)


@dataclass(frozen=True)
class Section:
    """A heading with everything below it, for writers whose format is a tree."""

    heading: Heading
    blocks: "Sequence[Block | Section]"


def outline(blocks: Iterable[Block], level: int = CHAPTER) -> list[Block | Section]:
    """Place chapters around their sections.

    Examples
    --------
    >>> made = outline([Heading("a", CHAPTER), Heading("b", SECTION), PageBreak()])
    >>> made[0].blocks[0].blocks
    [PageBreak()]
    """
    made: list[Block | Section] = []
    for part in _parts(blocks, level):
        head, *rest = part
        if isinstance(head, Heading) and head.level == level:
            inner = outline(rest, level + 1) if level < SECTION else rest
            made.append(Section(head, inner))
        else:
            made += outline(part, level + 1) if level < SECTION else part
    return made


def _parts(blocks: Iterable[Block], level: int) -> list[list[Block]]:
    parts: list[list[Block]] = []
    for block in blocks:
        if not parts or (isinstance(block, Heading) and block.level == level):
            parts.append([])
        parts[-1].append(block)
    return parts

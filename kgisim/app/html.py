"""Pieces of HTML: whatever comes from content is escaped, so labels with markup stay text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from unicodedata import east_asian_width
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from kgisim.presentation.cells import LINE

HTML = Markup
"""Text that is already HTML; everything else is escaped where it is put in."""
RANGE = re.compile(r"[\d.,]+[〜～–][\d.,]+%?|年?[−▲+]?[\d.,]+(?:ポイント|％)")
"""A range of numbers, or a pace or share in Japanese, which is not broken."""
ADDRESS = re.compile(r"https?://[^\s<]+")
BREAKABLE = re.compile(r"(/|%[0-9a-fA-F]{2})")
"""Where an address may be broken: it has no spaces, and those of Japanese pages are long."""
LONG, SHORT = 30, 10
"""Half-width letters of a line from which on its column is kept wide, and up to which the column
that heads the rows is kept narrow."""


def heading(written: str, level: int = 2) -> HTML:
    """Write a heading."""
    return HTML(f"<h{level}>{{}}</h{level}>").format(written)


def paragraphs(written: Iterable[str], style: str = "") -> HTML:
    """Write one paragraph for each statement."""
    return HTML("").join(HTML('<p class="{}">{}</p>').format(style, _lines(one)) for one in written)


def bullets(written: Iterable[str]) -> HTML:
    """Write a list."""
    items = HTML("").join(HTML("<li>{}</li>").format(one) for one in written)
    return HTML("<ul>{}</ul>").format(items)


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    links: Sequence[Mapping[str, str]] = (),
    numeric: bool = False,
) -> HTML:
    """Write a table of texts; the first column heads the rows.

    Parameters
    ----------
    frame
        Text in every cell; a line break in a cell stays one.
    caption
        What the table shows; read aloud before it.
    links
        For each row, where its first cell leads: parameters of the state.
    numeric
        Whether the cells after the first are numbers, set flush right.
    """
    if frame.empty:
        return HTML("")
    head = HTML("").join(HTML('<th scope="col">{}</th>').format(name) for name in frame.columns)
    body = HTML("").join(
        _row(row, links[place] if links else None)
        for place, row in enumerate(frame.itertuples(index=False))
    )
    is_short = max(map(_longest, frame.iloc[:, 0])) <= SHORT
    style = " ".join(["numbers"] * numeric + ["short"] * is_short)
    return HTML(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="{}">'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, style, caption, head, body)


def link(target: Mapping[str, str], written: str | HTML, *, current: bool = False) -> HTML:
    """Write a link that moves the state; opened elsewhere, its address restores the same view."""
    mark = HTML(' aria-current="page"') if current else HTML("")
    query = urlencode(target)
    return HTML('<a href="?{}" data-go="{}"{}>{}</a>').format(query, query, mark, written)


def folded(summary: str, inner: HTML, *, opened: bool = False) -> HTML:
    """Write something that is opened on demand."""
    state = " open" if opened else ""
    return HTML(f"<details{state}><summary>{{}}</summary>{{}}</details>").format(summary, inner)


def note(inner: str | HTML, kind: str = "info") -> HTML:
    """Write a remark that stands out: ``info``, ``warning`` or ``quiet``."""
    return HTML('<div class="note {}">{}</div>').format(kind, inner)


def joined(*parts: HTML | str | None) -> HTML:
    """Place pieces after one another; nothing stays nothing."""
    return HTML("").join(part for part in parts if part)


def figure(svg: str, caption: str, *, wide: bool = False) -> HTML:
    """Write a drawing with its caption.

    Parameters
    ----------
    wide
        Whether it keeps its width on a narrow screen, and is moved aside there to be read.
    """
    drawing = Markup(svg)
    if wide:
        drawing = HTML(
            '<div class="scroll drawing" tabindex="0" role="group" aria-label="{}">{}</div>'
        ).format(caption, drawing)
    return HTML("<figure>{}<figcaption>{}</figcaption></figure>").format(drawing, caption)


def _row(cells: Sequence[object], target: Mapping[str, str] | None) -> HTML:
    first = _lines(cells[0])
    opening = HTML('<th scope="row">{}</th>').format(
        first if target is None else link(target, first)
    )
    rest = HTML("").join(_cell(cell) for cell in cells[1:])
    return HTML("<tr>{}{}</tr>").format(opening, rest)


def _cell(cell: object) -> HTML:
    # a column that the others squeeze would break its lines into single words
    opening = HTML('<td class="long">' if _longest(cell) > LONG else "<td>")
    return HTML("{}{}</td>").format(opening, _lines(cell))


def _longest(cell: object) -> int:
    return 0 if isinstance(cell, HTML) else max(map(_width, str(cell).split(LINE)))


def _width(line: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line)


def title(page: str, about: str = "") -> HTML:
    """Write the heading of a page: its name, and what it is about."""
    return HTML('<h1><span class="kicker">{}</span>{}</h1>').format(
        page if about else "", about or page
    )


def bar(low: float, high: float) -> HTML:
    """Draw a span between two shares of a whole, for a table's cell."""
    left, wide = 100 * min(low, high), 100 * abs(high - low)
    return HTML(
        '<span class="track" aria-hidden="true">'
        '<span style="left:{:.1f}%;width:{:.1f}%"></span></span>'
    ).format(left, wide)


def _lines(cell: object) -> HTML:
    if isinstance(cell, HTML):
        return cell
    written = escape(str(cell)).replace(LINE, "<br>")
    written = RANGE.sub(r'<span class="range">\g<0></span>', written)
    return HTML(ADDRESS.sub(lambda found: BREAKABLE.sub(r"\1<wbr>", found[0]), written))

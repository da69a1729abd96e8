"""Reads all that can be seen in an HTML report, and what a browser would make of it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from lxml.etree import Element

from kgisim.report.parsed import ParsedReport, Passage, below_headings, plain
from kgisim.report.provenance import read_stamp

INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "dfn", "em", "font"),
        *("i", "ins", "kbd", "mark", "q", "rb", "rp", "rt", "ruby", "samp", "small", "span"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
"""Elements that go on in the line in which they stand."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
STRUCK = frozenset(("del", "s", "strike", "template", "noscript"))
"""Elements whose text is not said."""
CODE = frozenset(("script", "style"))
FOREIGN = frozenset(
    (
        *("img", "iframe", "object", "embed", "video", "audio", "canvas", "link", "base", "math"),
        *("input", "textarea", "select", "button"),
    )
)
"""Elements that show something that is not in the text."""
LOOKS = frozenset(
    (
        *("class", "style", "hidden", "dir", "inert", "popover", "color", "bgcolor", "background"),
        *("face", "size", "href", "colspan", "rowspan", "start", "type", "reversed"),
    )
)
"""Attributes by which an element is shown in another way, or leads elsewhere."""
SHIFTED = ("sup", "sub", "font", "big", "small", "marquee", "q", "bdo")
"""Elements that set their text apart from that around it."""
SPOKEN = ("alt", "title", "aria-label", "placeholder", "value")
"""Attributes that are read out or shown."""


def read_html(path: Path) -> ParsedReport:
    """Read everything that can be seen in an HTML report.

    Raises
    ------
    ReportError
        If the file names no run.
    """
    content = path.read_bytes()
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    page: Any = lxml_html.document_fromstring(content or b"<html></html>", parser)
    stamps = page.xpath("//meta[@name='kgisim']/@content")
    stamp = read_stamp(stamps[0] if stamps else None, path)
    marks = [(one.get("data-run"), one.get("data-key")) for one in page.xpath("//*[@data-key]")]
    passages = (*below_headings(Reader().read(page)), *_classes(page), *_metas(page))
    return ParsedReport(stamp, passages, tuple(dict(reversed(marks)).items()))


def _classes(page: Any) -> Iterator[Passage]:
    """Count classes and styles of elements, by which they may be shown in another way."""
    drawn = {one for svg in page.iter("svg") for one in svg.iter()}
    looks = Counter(
        f"{one.tag} {name}={plain(one.get(name))}"
        for one in page.iter(Element)
        if one not in drawn and not is_data(one)
        for name in one.attrib
        if name in LOOKS or name.startswith("on")
    )
    looks += Counter(str(one.tag) for one in page.iter(*SHIFTED))
    for look, times in sorted(looks.items()):
        yield Passage("body", f"{look} × {times}", "code")


def _metas(page: Any) -> Iterator[Passage]:
    for one in page.iter("meta"):
        if one.get("name") != "kgisim":
            yield Passage("body", _drawn(one), "code")


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    told = ("display:none", "visibility:hidden", "opacity:0;", "font-size:0")
    return element.get("hidden") is not None or any(one in f"{style};" for one in told)


def is_data(element: Any) -> bool:
    """Return whether an element holds the inputs of the run, which no browser shows or runs."""
    return element.tag == "script" and element.get("type") == "application/octet-stream"


def _drawn(element: Any) -> str:
    """Describe an element of a drawing by everything that places it."""
    told = (
        f"{name.rpartition('}')[2]}={plain(value)}"
        for name, value in sorted(element.attrib.items())
    )
    said = (plain(element.text), plain(element.tail) if element.tag == "tspan" else "")
    return " ".join([str(element.tag), *told, *said]).strip()


class Reader:
    """Reads a page from its beginning, line by line."""

    def __init__(self) -> None:
        self._line: list[str] = []
        self._made: list[Passage] = []
        self._key = ""

    def read(self, page: Any) -> list[Passage]:
        """Return all passages of a page."""
        self._walk(page)
        self._flush()
        return self._made

    def _flush(self, kind: Any = "text") -> None:
        text = plain("".join(self._line))
        self._line = []
        if text:
            self._add(text, kind)

    def _add(self, text: str, kind: Any) -> None:
        self._made.append(Passage("body", text, kind, self._key))

    def _walk(self, element: Any) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self._element(child)
            self._line.append(child.tail or "")

    def _element(self, one: Any) -> None:
        name = one.tag
        if name in STRUCK or _is_hidden(one) or is_data(one):
            return
        before = self._key
        self._key = one.get("data-key", "") or before
        if name == "svg":
            self._flush()
            self._spoken(one)
            for part in one.iter(Element):
                self._add(_drawn(part), "chart")
        elif name in CODE:
            self._flush()
            self._add(plain(one.text), "code")
        elif name in INLINE:
            self._spoken(one)
            self._line.append(" " if name == "br" else one.text or "")
            self._walk(one)
        else:
            self._block(one, name)
        self._key = before

    def _block(self, one: Any, name: str) -> None:
        self._flush()
        self._spoken(one)
        if name in FOREIGN:
            self._add(_drawn(one), "shape")
        if name == "tr":
            cells = [plain("".join(_shown(cell))) for cell in one if isinstance(cell.tag, str)]
            if any(cells):
                self._add(" | ".join(cells), "row")
            for cell in one:
                for held in cell.iter("svg", *FOREIGN, *CODE) if isinstance(cell.tag, str) else ():
                    self._element(held)
            return
        self._line.append(one.text or "")
        self._walk(one)
        self._flush("heading" if name in HEADINGS else "text")

    def _spoken(self, one: Any) -> None:
        for name in SPOKEN:
            if plain(one.get(name)):
                line, self._line = self._line, []
                self._add(plain(one.get(name)), "text")
                self._line = line


def _shown(element: Any) -> Iterator[str]:
    """Return the text of a cell, without what is hidden or struck out."""
    if element.tag in STRUCK or element.tag in CODE or element.tag == "svg" or _is_hidden(element):
        return
    yield " " if element.tag == "br" else element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _shown(child)
        yield child.tail or ""

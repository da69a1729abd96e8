"""Shapes of Office documents: their text, tables, pictures and charts, in the order of drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgisim.report.parsed import Kind, plain
from kgisim.report.reading.chart import chart_lines, is_white
from kgisim.report.reading.package import EMBED, Package, local, tag
from kgisim.report.reading.pictures import blob_of, states_of

LEAST_SIZE = 400
"""Hundredths of a point up to which text cannot be read."""
PLANE = {"sp", "cxnSp", "pic", "graphicFrame", "grpSp", "wsp", "wgp", "contentPart"}
"""Elements that are shapes."""


@dataclass(frozen=True)
class Drawn:
    """One thing in a drawing.

    Parameters
    ----------
    kind, text, image
        As in `Passage`.
    name
        Name that the shape around it bears.
    """

    kind: Kind
    text: str
    image: bytes = b""
    name: str = ""


def in_word(package: Package, source: str, frame: Any) -> Iterator[Drawn]:
    """Read a drawing of Word, without the text in its boxes, which is text of Word."""
    about = next(frame.iter(tag("wp:docPr")), None)
    if about is not None and about.get("hidden") in ("1", "true"):
        return
    alternative = "" if about is None else plain(about.get("descr"))
    for blip in frame.iter(tag("a:blip"), tag("v:imagedata")):
        image = blob_of(package, source, blip)
        yield Drawn("picture", alternative, image)
        holder = next(blip.iterancestors(tag("pic:pic")), frame)
        yield from (Drawn("state", one) for one in states_of(holder, image))
    for chart in frame.iter(tag("c:chart")):
        yield from _chart(package, source, chart, "")
    for path in frame.iter(tag("v:textpath")):
        yield Drawn("text", plain(path.get("string")))
    if next(frame.iter(tag("a:blip"), tag("v:imagedata"), tag("c:chart")), None) is None:
        held = next(frame.iter(tag("w:txbxContent"), tag("v:textpath")), None)
        if held is None:
            yield Drawn("shape", _form(frame))


def shapes(package: Package, source: str, tree: Any, *, cells: bool = False) -> Iterator[Drawn]:
    """Read the shapes below an element of a slide or of a drawing on a sheet."""
    for one in tree:
        name = local(one)
        if name == "AlternateContent":
            yield from shapes(package, source, next(iter(one), ()), cells=cells)
        elif name in PLANE:
            about = next((part for part in one.iter() if local(part) == "cNvPr"), None)
            if about is None or about.get("hidden") not in ("1", "true"):
                yield from _shape(package, source, one, about, cells=cells)
        elif name.endswith("Anchor"):
            yield from shapes(package, source, one, cells=cells)


def _shape(package: Package, source: str, one: Any, about: Any, *, cells: bool) -> Iterator[Drawn]:
    name = "" if about is None else about.get("name", "")
    alternative = "" if about is None else plain(about.get("descr"))
    kind = local(one)
    if kind == "grpSp":
        yield from shapes(package, source, one, cells=cells)
    elif kind == "pic":
        blip = next(one.iter(tag("a:blip")), None)
        image = b"" if blip is None else blob_of(package, source, blip)
        yield Drawn("picture", alternative, image, name)
        for state in states_of(one, image, cells=cells):
            yield Drawn("state", state, name=name)
    elif kind == "graphicFrame":
        if alternative:
            yield Drawn("alternative", alternative, name=name)
        yield from _graphic(package, source, one, name, cells=cells)
    else:
        found = list(_texts(one, name))
        yield from found
        if not found and not _is_placeholder(one):
            yield Drawn("shape", _form(one), name=name)


def _is_placeholder(shape: Any) -> bool:
    return next((True for one in shape.iter() if local(one) == "ph"), False)


def _form(element: Any) -> str:
    form = next(element.iter(tag("a:prstGeom")), None)
    return "shape" if form is None else form.get("prst", "shape")


def _graphic(
    package: Package, source: str, frame: Any, name: str, *, cells: bool
) -> Iterator[Drawn]:
    tables = list(frame.iter(tag("a:tbl")))
    charts = list(frame.iter(tag("c:chart")))
    for table in tables:
        for row in table.iter(tag("a:tr")):
            texts = [
                " ".join(one.text for one in _texts(cell, name)) for cell in row.iter(tag("a:tc"))
            ]
            if any(texts):
                yield Drawn("row", plain(" | ".join(texts)), name=name)
    for chart in charts:
        yield from _chart(package, source, chart, name, cells=cells)
    if not tables and not charts:
        data = frame.find(f".//{tag('a:graphicData')}")
        yield Drawn("shape", "" if data is None else data.get("uri", "").rpartition("/")[2])


def _chart(
    package: Package, source: str, chart: Any, name: str, *, cells: bool = False
) -> Iterator[Drawn]:
    relation = package.relations(source).get(chart.get(f"{EMBED}id"))
    if relation is not None:
        for line in chart_lines(package, relation.target, cells=cells):
            yield Drawn("chart", line, name=name)
        if not cells:
            yield from _behind(package, relation.target, name)


def _behind(package: Package, chart: str, name: str) -> Iterator[Drawn]:
    """Read the workbook from which a chart may be drawn again."""
    import io

    from kgisim.report.reading.xlsx_cells import Book

    for part in package.related(chart, "package"):
        book = Book(Package(io.BytesIO(package.parts[part]), package.name))
        for sheet in book.sheets:
            for _, text in sheet.rows():
                yield Drawn("embedded", text, name=name)


def _texts(shape: Any, name: str) -> Iterator[Drawn]:
    for paragraph in shape.iter(tag("a:p")):
        pieces, codes = [], []
        for one in paragraph.iter():
            kind = local(one)
            if kind == "br":
                pieces.append(" ")
            elif kind == "t" and _can_be_read(one.getparent(), shape):
                pieces.append(_said(one, codes))
        text = plain("".join(pieces))
        if text:
            yield Drawn("text", text, name=name)
        yield from (Drawn("field", code, name=name) for code in codes)


def _said(text: Any, codes: list[str]) -> str:
    parent = text.getparent()
    if local(parent) != "fld":
        return text.text or ""
    if parent.get("type") == "slidenum":
        return "#"
    codes.append(parent.get("type", "field"))
    return text.text or ""


def _can_be_read(run: Any, shape: Any) -> bool:
    look = run.find(tag("a:rPr"))
    if look is None:
        return True
    if look.get("strike", "noStrike") != "noStrike":
        return False
    if 0 < int(look.get("sz", "9999")) <= LEAST_SIZE or look.find(tag("a:noFill")) is not None:
        return False
    colour = look.find(f"{tag('a:solidFill')}/{tag('a:srgbClr')}")
    theme = look.find(f"{tag('a:solidFill')}/{tag('a:schemeClr')}")
    white = (colour is not None and is_white(colour.get("val", ""))) or (
        theme is not None and theme.get("val") in ("bg1", "lt1")
    )
    return not white or _dark(shape)


def _dark(shape: Any) -> bool:
    for one in shape.iter():
        if local(one) in ("spPr", "tcPr"):
            fill = one.find(f"{tag('a:solidFill')}/*")
            if fill is not None and not is_white(fill.get("val", "")):
                return True
    return False

"""Reads all that can be seen in a presentation, whoever saved it last."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from kgisim.report.parsed import ParsedReport, Passage, plain
from kgisim.report.provenance import MARK, unbind
from kgisim.report.reading.drawing import Drawn, shapes
from kgisim.report.reading.package import EMBED, Package, local, tag
from kgisim.report.reading.pictures import blob_of

NO_TEXT = ("sldNum", "dt", "hdr", "sldImg")
"""Placeholders of notes pages that every program fills in its own way."""


def read_slides(path: Path) -> ParsedReport:
    """Read everything that can be seen in a presentation.

    Raises
    ------
    ReportError
        If the file cannot be read or names no run.
    """
    package = Package(path)
    stamp = package.stamp()
    root = package.xml(package.main)
    relations = package.relations(package.main)
    passages: list[Passage] = []
    runs: dict[str, str] = {}
    size = root.find(tag("p:sldSz"))
    for number, one in enumerate(root.iter(tag("p:sldId")), 1):
        part = relations[one.get(f"{EMBED}id")].target
        for passage, name in _slide(package, part, size):
            mark = unbind(name)
            if mark:
                runs.setdefault(mark[0], mark[1])
            key = mark[1] if mark else ""
            passages.append(replace(passage, key=key, where=str(number)))
    passages += dict.fromkeys(_layouts(package))
    return ParsedReport(stamp, tuple(passages), tuple(runs.items()))


def _slide(package: Package, part: str, size: Any) -> Iterator[tuple[Passage, str]]:
    """Read one slide; every passage with the name of its shape."""
    root = package.xml(part)
    tree = _tree(root)
    near = _title(tree)
    yield Passage("slide", "", "break", near=near), ""
    for state in _states(root):
        yield Passage("slide", state, "state", near=near), ""
    for blip in root.iterfind(f".//{tag('p:bg')}//{tag('a:blip')}"):
        yield Passage("slide", "", "picture", near=near, image=blob_of(package, part, blip)), ""
    for drawn in shapes(package, part, tree):
        yield _passage("slide", drawn, near), drawn.name
    for shape in tree:
        if _is_outside(shape, size):
            name = next((one.get("name", "") for one in shape.iter(tag("p:cNvPr"))), "")
            yield Passage("slide", "outside", "state", near=near), name
    for notes in package.related(part, "notesSlide"):
        for drawn in _notes(package, notes):
            yield _passage("notes", drawn, near), ""
    for comments in package.related(part, "comments"):
        for text in package.xml(comments).iter(tag("p:text"), tag("a:t")):
            yield Passage("comment", text.text or "", near=near), ""


def _title(tree: Any) -> str:
    titles = (one for one in tree.iter(tag("p:sp")) if _placeholder(one) in ("title", "ctrTitle"))
    first = next(titles, None)
    return "" if first is None else plain("".join(t.text or "" for t in first.iter(tag("a:t"))))


def _states(slide: Any) -> Iterator[str]:
    if slide.get("show") in ("0", "false"):
        yield "hidden_slide"
    if slide.find(f"{tag('p:timing')}//{tag('p:spTgt')}") is not None:
        yield "animated"


def _passage(part: Any, drawn: Drawn, near: str) -> Passage:
    return Passage(part, drawn.text, drawn.kind, near=near, image=drawn.image)


def _placeholder(shape: Any) -> str:
    return next((one.get("type", "body") for one in shape.iter(tag("p:ph"))), "")


def _is_outside(shape: Any, size: Any) -> bool:
    """Return whether nothing of a shape lies on the slide."""
    place = next(shape.iter(tag("a:xfrm"), tag("p:xfrm")), None)
    start = None if place is None else place.find(tag("a:off"))
    extent = None if place is None else place.find(tag("a:ext"))
    if local(shape) == "grpSpPr" or start is None or extent is None:
        return False
    left, top = int(start.get("x")), int(start.get("y"))
    right, bottom = left + int(extent.get("cx")), top + int(extent.get("cy"))
    wide, high = int(size.get("cx")), int(size.get("cy"))
    return right <= 0 or bottom <= 0 or left >= wide or top >= high


def _notes(package: Package, part: str) -> Iterator[Drawn]:
    tree = _tree(package.xml(part))
    kept = [one for one in tree if _placeholder(one) not in NO_TEXT]
    return shapes(package, part, kept)


def _layouts(package: Package) -> Iterator[Passage]:
    """Read what layouts and masters show on slides, unless it is that of the template."""
    slides = package.related(package.main, "slide")
    layouts = dict.fromkeys(
        one for slide in slides for one in package.related(slide, "slideLayout")
    )
    masters = dict.fromkeys(
        one for layout in layouts for one in package.related(layout, "slideMaster")
    )
    trees = {part: _tree(package.xml(part)) for part in (*layouts, *masters)}
    if package.property("category") == template_mark(trees.values()):
        return
    for part, tree in trees.items():
        for drawn in shapes(package, part, [one for one in tree if not _placeholder(one)]):
            if drawn.kind not in ("shape", "state"):
                yield _passage("layout", drawn, "")


def template_mark(trees: Iterable[Any]) -> str:
    """Name the texts that layouts and masters show on slides, so that they are known again.

    Parameters
    ----------
    trees
        Shapes of each layout and master.
    """
    texts = {
        plain("".join(text.text or "" for text in paragraph.iter(tag("a:t"))))
        for tree in trees
        for shape in tree
        if not _placeholder(shape)
        for paragraph in shape.iter(tag("a:p"))
    }
    said = "\n".join(sorted(filter(None, texts)))
    return f"{MARK}-template-{sha256(said.encode()).hexdigest()[:16]}"


def _tree(root: Any) -> Any:
    return root.find(f"{tag('p:cSld')}/{tag('p:spTree')}")

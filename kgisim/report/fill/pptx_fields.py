"""The fields of a presentation: shapes by name or alternative text."""

from collections.abc import Iterator, Sequence
from typing import Any

from kgisim.report.fill.fields import Field, Kind, lines_of
from kgisim.report.fill.letters import Grid, set_text
from kgisim.report.fill.office import EditablePackage
from kgisim.report.fill.picture_frame import Picture
from kgisim.report.fill.spot import Held, Place, Spot, field_name, shown
from kgisim.report.parsed import Part, plain
from kgisim.report.reading.drawing import shapes
from kgisim.report.reading.package import EMBED, local, tag

SHAPES = ("sp", "pic", "graphicFrame")


def spots(package: EditablePackage, names: Sequence[str]) -> list[Spot]:
    """List the fields of a presentation, slide by slide; marks of its own are not needed."""
    relations = package.relations(package.main)
    found: list[Spot] = []
    for number, one in enumerate(package.xml(package.main).iter(tag("p:sldId")), 1):
        slide = relations[one.get(f"{EMBED}id")].target
        found += _of_part(package, slide, "slide", str(number))
        for notes in package.related(slide, "notesSlide"):
            found += _of_part(package, notes, "notes", str(number))
    return found


def _of_part(package: EditablePackage, source: str, part: Part, where: str) -> Iterator[Spot]:
    for shape in package.xml(source).iter():
        if local(shape) not in SHAPES:
            continue
        about = next(one for one in shape.iter() if local(one) == "cNvPr")
        said = (about.get(key) for key in ("name", "descr", "title"))
        name = next(filter(None, map(field_name, said)), "")
        if name:
            yield SlideShape(name, Place(part, where), package, source, shape, about)


class SlideShape(Spot):
    """A shape of a slide: a box with text, a table or a picture."""

    def __init__(
        self,
        name: str,
        place: Place,
        package: EditablePackage,
        source: str,
        shape: Any,
        about: Any,
    ) -> None:
        kinds: dict[str, tuple[Kind, ...]] = {"sp": ("text",), "pic": ("figure",)}
        self.table = next(shape.iter(tag("a:tbl")), None)
        takes: tuple[Kind, ...] = kinds.get(local(shape), () if self.table is None else ("table",))
        super().__init__(name, place, takes)
        self.package, self.source, self.shape, self.about = package, source, shape, about

    @property
    def _picture(self) -> Picture:
        return Picture(self.package, self.source, self.shape)

    @property
    def _grid(self) -> Grid:
        return Grid("a", self.table, self._shown)

    def _shown(self, element: Any) -> str:
        """Return the text of an element as it is shown."""
        if local(element) == "sp":
            drawn = shapes(self.package, self.source, [element])
            return plain(" ".join(one.text for one in drawn if one.kind in ("text", "field")))
        paragraphs = element.iter(tag("a:p"))
        return plain(" ".join(_letters(one) for one in paragraphs))

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        if kind == "figure":
            return self._picture.read()
        return self._grid.read() if kind == "table" else self._shown(self.shape)

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        if field.kind == "figure":
            self._picture.write(field.content.image("png"))  # type: ignore[union-attr]
            self._describe(field)
        elif self.read(field.kind) == shown(field):
            return
        elif field.kind == "table":
            self._grid.write(lines_of(field.content))  # type: ignore[arg-type]
        else:
            set_text("a", self.shape.find(tag("p:txBody")), str(field.content))
        self.package.touch(self.source)

    def _describe(self, field: Field) -> None:
        """Say the figure in words, after its name where that is not the name of the shape."""
        is_named = bool(field_name(self.about.get("name")))
        self.about.set("descr", field.text if is_named else f"{self.name}\n{field.text}")


def _letters(paragraph: Any) -> str:
    pieces = {tag("a:t"): lambda one: one.text or "", tag("a:br"): lambda one: " "}
    return "".join(pieces[one.tag](one) for one in paragraph.iter(*pieces))

"""What styles of a Word document do to its text: headings, hidden runs, labels of lists."""

import re
from functools import cached_property
from typing import Any

from kgisim.report.reading.chart import is_white
from kgisim.report.reading.package import Package, on, tag

LEAST_SIZE = 4
"""Half points up to which text cannot be read."""
HIDING = ("w:vanish", "w:strike", "w:dstrike")


class Look:
    """The styles and lists of one document."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @cached_property
    def _styles(self) -> dict[str, Any]:
        found = {}
        for part in self._package.related(self._package.main, "styles"):
            for style in self._package.xml(part).iter(tag("w:style")):
                found[style.get(tag("w:styleId"))] = style
        return found

    @cached_property
    def _levels(self) -> dict[tuple[str, str], str]:
        """Labels of lists by number of the list and level."""
        found = {}
        for part in self._package.related(self._package.main, "numbering"):
            root = self._package.xml(part)
            kinds = {
                one.get(tag("w:abstractNumId")): one for one in root.iter(tag("w:abstractNum"))
            }
            for number in root.findall(tag("w:num")):
                kind = kinds.get(_val(number.find(tag("w:abstractNumId"))))
                levels = [] if kind is None else [*kind.iter(tag("w:lvl"))]
                for level in [*levels, *number.iter(tag("w:lvl"))]:
                    mark = (number.get(tag("w:numId")), level.get(tag("w:ilvl")))
                    found[mark] = _val(level.find(tag("w:lvlText")))
        return found

    def _chain(self, id: str) -> list[Any]:
        """Return a style with those on which it is based, the nearest first."""
        found = []
        while id in self._styles and self._styles[id] not in found:
            found.append(self._styles[id])
            id = _val(self._styles[id].find(tag("w:basedOn")))
        return found

    def _paragraph_chain(self, paragraph: Any) -> list[Any]:
        return self._chain(_val(paragraph.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")))

    def is_heading(self, paragraph: Any) -> bool:
        """Return whether a paragraph is a heading, by its style."""
        names = (_val(one.find(tag("w:name"))) for one in self._paragraph_chain(paragraph))
        return any(re.match(r"heading \d|title$", name, re.IGNORECASE) for name in names)

    def label(self, paragraph: Any) -> str:
        """Return words or numbers that a list writes before each of its paragraphs."""
        places = [paragraph, *self._paragraph_chain(paragraph)]
        about = (one.find(f"{tag('w:pPr')}/{tag('w:numPr')}") for one in places)
        given = next((one for one in about if one is not None), None)
        if given is None:
            return ""
        number = _val(given.find(tag("w:numId")))
        level = _val(given.find(tag("w:ilvl"))) or "0"
        said = re.sub(r"%\d", "", self._levels.get((number, level), ""))
        # a bullet may be a letter of a font of symbols
        return f"{said} " if len(re.findall(r"[^\W_]", said)) > 1 else ""

    def is_hidden(self, run: Any, paragraph: Any) -> bool:
        """Return whether a run cannot be read: hidden, struck through, white or tiny."""
        looks = [run.find(tag("w:rPr"))]
        style = _val(run.find(f"{tag('w:rPr')}/{tag('w:rStyle')}"))
        for one in [*self._chain(style), *self._paragraph_chain(paragraph)]:
            looks.append(one.find(tag("w:rPr")))
        return (
            any(on(_first(looks, name)) for name in HIDING)
            or 0 < float(_val(_first(looks, "w:sz")) or 99) <= LEAST_SIZE
            or (is_white(_val(_first(looks, "w:color"))) and not _dark(run))
            or _val(_first(looks, "w:highlight")) == "black"
            or _same_colour(_first(looks, "w:color"), _first(looks, "w:shd"))
        )


def _first(looks: list[Any], name: str) -> Any:
    found = (one.find(tag(name)) for one in looks if one is not None)
    return next((one for one in found if one is not None), None)


def _val(element: Any) -> str:
    return "" if element is None else element.get(tag("w:val"), "")


def _same_colour(letters: Any, ground: Any) -> bool:
    fill = "" if ground is None else ground.get(tag("w:fill"), "")
    return fill not in ("", "auto") and fill.upper() == _val(letters).upper()


def _dark(run: Any) -> bool:
    """Return whether something dark lies behind a run."""
    around = [run, *run.iterancestors(tag("w:p"), tag("w:tc"))]
    names = ("w:rPr", "w:pPr", "w:tcPr")
    shades = (one.find(f"{tag(name)}/{tag('w:shd')}") for one in around for name in names)
    fills = [shade.get(tag("w:fill"), "auto") for shade in shades if shade is not None]
    return any(fill != "auto" and not is_white(fill) for fill in fills)

"""The parts of an Office document: XML files in a ZIP archive that refer to each other."""

import posixpath
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml.etree import XMLParser, XMLSyntaxError, fromstring

from kgisim.report.provenance import Provenance, ReportError, read_stamp

EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""Namespace of the attributes by which one part names another."""
NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}


def tag(name: str) -> str:
    """Return the full name of an element.

    Examples
    --------
    >>> tag("a:t")
    '{http://schemas.openxmlformats.org/drawingml/2006/main}t'
    """
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def local(element: Any) -> str:
    """Return the name of an element without its namespace; blank for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def on(element: Any) -> bool:
    """Return whether an element that switches something is there and does not say no."""
    if element is None:
        return False
    value = next((element.get(one) for one in (tag("w:val"), "val") if element.get(one)), "1")
    return value not in ("0", "false", "off", "none", "noStrike")


@dataclass(frozen=True)
class Relation:
    """How one part refers to another: the kind, and the name of the other part."""

    kind: str
    target: str


class Package:
    """An Office document, opened for reading.

    Raises
    ------
    ReportError
        If the file is no archive of readable XML.
    """

    def __init__(self, path: Path | Any, name: object = None) -> None:
        self.name = name or path
        try:
            with zipfile.ZipFile(path) as archive:
                self.parts = {one: archive.read(one) for one in archive.namelist()}
        except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as error:
            raise ReportError("report.broken", path=str(self.name), cause=str(error)) from error
        self._trees: dict[str, Any] = {}

    def xml(self, part: str) -> Any:
        """Return the root of a part; None if there is no such part.

        Raises
        ------
        ReportError
            If the part is no XML.
        """
        if part not in self.parts:
            return None
        if part not in self._trees:
            parser = XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            try:
                self._trees[part] = fromstring(self.parts[part], parser)
            except XMLSyntaxError as error:
                values = {"path": str(self.name), "cause": f"{part}: {error}"}
                raise ReportError("report.broken", **values) from error
        return self._trees[part]

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the parts to which one refers, by the id that it gives them."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for one in [] if root is None else root:
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                joined = posixpath.normpath(posixpath.join("/", folder, target))
                target = joined.lstrip("/")
            found[one.get("Id")] = Relation(one.get("Type", "").rpartition("/")[2], target)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind to which one refers, in their order."""
        found = self.relations(part).values()
        return [one.target for one in found if one.kind == kind and one.target in self.parts]

    @cached_property
    def main(self) -> str:
        """Name of the part with which reading begins.

        Raises
        ------
        ReportError
            If there is none.
        """
        found = self.related("", "officeDocument")
        if not found:
            raise ReportError("report.broken", path=str(self.name), cause="officeDocument")
        return found[0]

    def property(self, name: str) -> str:
        """Return a property of the document; blank if it has none."""
        for part in self.related("", "core-properties"):
            held = (one for one in self.xml(part) if local(one) == name)
            return next(("".join(one.itertext()) for one in held), "")
        return ""

    def stamp(self) -> Provenance:
        """Return what the file says of its own making.

        Raises
        ------
        ReportError
            If it says nothing.
        """
        return read_stamp(self.property("keywords"), self.name)

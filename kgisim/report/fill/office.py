"""An Office document that is changed in a few places and saved, the rest byte by byte as it was."""

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any

from lxml.etree import Element, SubElement, tostring

from kgisim.report.reading.package import Package, local

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
"""What the kinds of relations of an Office document begin with."""
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
PROPERTIES_PART = "docProps/custom.xml"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
USER_PROPERTY = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set to which properties belong that somebody adds to a document."""


class EditablePackage(Package):
    """An Office document, opened for changes.

    Raises
    ------
    ReportError
        If the file is no archive of readable XML.
    """

    def __init__(self, path: Path | Any, name: object = None) -> None:
        super().__init__(path, name)
        self._touched: dict[str, None] = {}

    def touch(self, part: str) -> None:
        """Keep what was changed in the tree of a part."""
        self._touched[part] = None

    def packed(self) -> bytes:
        """Return the whole document with what was changed."""
        for part in self._touched:
            tree = self.xml(part)
            self.parts[part] = tostring(
                tree, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        self._touched = {}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.parts, key=lambda one: one != TYPES):  # the types come first
                # a fixed time, so that the same document is the same bytes
                about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                about.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(about, self.parts[name])
        return buffer.getvalue()

    def relate(self, source: str, target: str, kind: str) -> str:
        """Refer from a part to another, and return the id of the relation."""
        for id, one in self.relations(source).items():
            if one.target == target:
                return id
        folder, file = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self.parts:
            empty = Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
            self.parts[rels] = tostring(empty)
        root = self.xml(rels)
        taken = {one.get("Id") for one in root}
        id = next(name for at in range(1, len(taken) + 2) if (name := f"rKgi{at}") not in taken)
        about = {"Id": id, "Type": KINDS + kind, "Target": f"/{target}"}
        SubElement(root, f"{{{RELATIONS}}}Relationship", about)
        self.touch(rels)
        return id

    def add(self, part: str, content: bytes, type: str = "", ending: str = "") -> None:
        """Add or replace a part, and declare its type, by name or by its ending."""
        self.parts[part] = content
        self._trees.pop(part, None)
        root = self.xml(TYPES)
        space = root.tag.rpartition("}")[0] + "}"
        name, key, value = (
            ("Default", "Extension", ending) if ending else ("Override", "PartName", f"/{part}")
        )
        declared = {(local(one), (one.get(key) or "").lower()) for one in root}
        if (name, value.lower()) not in declared:
            made = Element(f"{space}{name}", {key: value, "ContentType": type})
            root.insert(0 if ending else len(root), made)
            self.touch(TYPES)

    def picture(self, source: str, image: bytes) -> str:
        """Add a picture that a part shows, and return the id of the relation."""
        folder = f"{self.main.partition('/')[0]}/media"
        name = next(
            part
            for at in range(1, len(self.parts) + 2)
            if self.parts.get(part := f"{folder}/kgisim{at}.png") in (None, image)
        )
        self.add(name, image, "image/png", "png")
        return self.relate(source, name, "image")

    def forget(self, source: str, target: str) -> None:
        """Remove a part to which another referred, unless something still refers to it."""
        ids = [id for id, one in self.relations(source).items() if one.target == target]
        written = tostring(self.xml(source))
        if any(f'"{id}"'.encode() in written for id in ids):
            return
        folder, file = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        for one in list(self.xml(rels)):
            if one.get("Id") in ids:
                one.getparent().remove(one)
        self.touch(rels)
        sources = (_source(one) for one in self.parts if one.endswith(".rels"))
        used = {one.target for source in sources for one in self.relations(source).values()}
        if target not in used:
            del self.parts[target]

    def custom(self, name: str) -> str:
        """Return a property that somebody has added; blank if there is none."""
        for part in self.related("", "custom-properties"):
            for one in self.xml(part):
                if one.get("name") == name:
                    return "".join(one.itertext())
        return ""

    def set_custom(self, name: str, value: str) -> None:
        """Add or replace a property."""
        part = next(iter(self.related("", "custom-properties")), PROPERTIES_PART)
        if part not in self.parts:
            empty = Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": VALUES})
            self.add(part, tostring(empty), PROPERTIES_TYPE)
            self.relate("", part, "custom-properties")
        root = self.xml(part)
        for one in list(root):
            if one.get("name") == name:
                root.remove(one)
        taken = [int(one.get("pid", "1")) for one in root]
        about = {"fmtid": USER_PROPERTY, "pid": str(max(taken, default=1) + 1), "name": name}
        made = SubElement(root, f"{{{PROPERTIES}}}property", about)
        SubElement(made, f"{{{VALUES}}}lpwstr").text = value
        self.touch(part)


def _source(rels: str) -> str:
    """Return the part whose relations a part lists."""
    folder, _, file = rels.rpartition("_rels/")
    return posixpath.join(folder, file.removesuffix(".rels"))

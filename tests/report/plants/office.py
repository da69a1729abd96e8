"""Opens a report for an alteration: its XML parts, the texts in them, and pictures."""

import io
import re
from zipfile import ZipFile

from lxml import html
from lxml.etree import Element, SubElement, fromstring, tostring
from PIL import Image, ImageDraw

from kgisim.report.reading.package import tag

TEXTS = {
    "docx": (r"word/document\.xml", "w:t"),
    "pptx": (r"ppt/slides/slide\d+\.xml", "a:t"),
    "xlsx": (r"xl/sharedStrings\.xml", "s:t"),
}
"""Where each format keeps its text."""


class Parts:
    """The parts of an Office document, changed in place and saved."""

    def __init__(self, path):
        self.path, self.form = path, path.suffix[1:]
        with ZipFile(path) as archive:
            self.blobs = {name: archive.read(name) for name in archive.namelist()}
        self.trees = {}

    def xml(self, name):
        if name not in self.trees:
            self.trees[name] = fromstring(self.blobs[name])
        return self.trees[name]

    def named(self, pattern):
        """Give the names of parts that match, in the order of their numbers."""
        found = [name for name in self.blobs if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: [int(one) for one in re.findall(r"\d+", name)])

    def every(self, pattern, element):
        """Give all elements of a name in the parts that match."""
        return [one for name in self.named(pattern) for one in self.xml(name).iter(tag(element))]

    def first(self, pattern, element):
        return self.every(pattern, element)[0]

    @property
    def texts(self):
        found = self.every(*TEXTS[self.form])
        if self.form == "pptx":  # what is said to a slide comes after what all slides show
            found += self.every(r"ppt/notesSlides/notesSlide\d+\.xml", "a:t")
        return found

    def add(self, name, content, *, source, kind, content_type):
        """Add a part to which another refers; give the id of the reference."""
        self.blobs[name] = content.encode() if isinstance(content, str) else content
        types = self.xml("[Content_Types].xml")
        space = types.nsmap[None]
        about = {"PartName": f"/{name}", "ContentType": content_type}
        SubElement(types, f"{{{space}}}Override", about)
        folder, _, file = source.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        empty = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        )
        self.blobs.setdefault(rels, empty)
        root = self.xml(rels)
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        id = f"rPlant{len(root)}"
        more = {"Id": id, "Type": base + kind, "Target": f"/{name}"}
        SubElement(root, f"{{{root.nsmap[None]}}}Relationship", more)
        return id

    def save(self):
        for name, tree in self.trees.items():
            self.blobs[name] = tostring(tree, xml_declaration=True, encoding="UTF-8")
        with ZipFile(self.path, "w") as archive:
            for name, content in self.blobs.items():
                archive.writestr(name, content)


class Page:
    """An HTML report, changed in place and saved."""

    form = "html"

    def __init__(self, path):
        self.path = path
        self.root = html.document_fromstring(
            path.read_bytes(), html.HTMLParser(encoding="utf-8", huge_tree=True)
        )

    @property
    def texts(self):
        kept = self.root.xpath("//*[self::li or self::td or self::th or self::p or self::dd]")
        return [one for one in kept if one.text]

    def keyed(self, ending):
        found = self.root.xpath("//*[@data-key]")
        return [one for one in found if one.get("data-key").endswith(ending)]

    def save(self):
        self.path.write_bytes(html.tostring(self.root, encoding="utf-8", doctype="<!DOCTYPE html>"))


def opened(path):
    return Page(path) if path.suffix == ".html" else Parts(path)


def element(text):
    """Give the element of a text, with the prefixes of Office documents."""
    from kgisim.report.reading.package import EMBED, NAMESPACES

    known = NAMESPACES | {"r": EMBED.strip("{}")}
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in known.items())
    return fromstring(re.sub(r"^<([\w:]+)", rf"<\1 {spaces}", text))


def holding(file, words):
    """Give the first text that holds some words."""
    return next(one for one in file.texts if words in (one.text or ""))


def around(one, name):
    """Give the element of a name around another."""
    return next(one.iterancestors(tag(name)))


def exchanged(first, second):
    """Exchange the places of two elements."""
    mark = Element("mark")
    first.addprevious(mark)
    second.addprevious(first)
    mark.addprevious(second)
    mark.getparent().remove(mark)


def patched(png, scale=1.0):
    """Draw something into a picture, and perhaps scale it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    ImageDraw.Draw(picture).rectangle((300, 200, 420, 330), fill="red")
    picture = picture.resize((int(picture.width * scale), int(picture.height * scale)))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()

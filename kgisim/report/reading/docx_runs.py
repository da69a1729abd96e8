"""The text of a paragraph of Word as it is shown: fields, tracked changes and hidden runs."""

from dataclasses import dataclass
from typing import Any

from kgisim.report.parsed import plain
from kgisim.report.reading.docx_look import Look
from kgisim.report.reading.package import local, tag

PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "SECTION")
"""Fields that count pages: they differ from program to program, and say nothing of the run."""
SHOWN = ("HYPERLINK", "TOC")
"""Fields whose result is text that nobody computes."""
SKIPPED = ("del", "moveFrom", "rPr", "pPr", "Fallback", "instrText", "delText", "sdtPr", "rt")
FRAMES = ("drawing", "pict", "object")
SPACES = ("tab", "br", "cr", "ptab")


@dataclass
class Field:
    """A field that has begun: its instruction, and whether its result has begun."""

    code: str = ""
    has_result: bool = False

    @property
    def name(self) -> str:
        """First word of the instruction."""
        return (self.code.split() or [""])[0].upper()

    @property
    def is_contents(self) -> bool:
        """Whether it is a table of contents."""
        return self.name == "TOC"


class Paragraph:
    """What is shown of a paragraph.

    Parameters
    ----------
    element
        The paragraph.
    look
        Styles of the document.
    fields
        Fields that are open where it begins; left as they are where it ends.
    """

    def __init__(self, element: Any, look: Look, fields: list[Field]) -> None:
        self._look, self._fields, self._paragraph = look, fields, element
        self._texts: list[str] = [look.label(element)]
        self.codes: list[str] = []
        self.frames: list[Any] = []
        self._walk(element)
        self.text = plain("".join(self._texts))

    def _walk(self, parent: Any) -> None:
        for one in parent:
            name = local(one)
            if name in SKIPPED:
                if name == "instrText" and self._fields:
                    self._fields[-1].code += one.text or ""
            elif name in FRAMES:
                self.frames.append(one)
            elif name == "r":
                if not self._look.is_hidden(one, self._paragraph):
                    self._walk(one)
                else:
                    self._marks(one)
            elif name == "fldChar":
                self._field(one.get(tag("w:fldCharType")))
            elif name == "fldSimple":
                self._fields.append(Field(one.get(tag("w:instr"), "")))
                self._separate()
                self._walk(one)
                self._fields.pop()
            else:
                self._letters(name, one)

    def _marks(self, run: Any) -> None:
        """Keep track of fields in a run that is not shown."""
        for one in run:
            if local(one) == "fldChar":
                self._field(one.get(tag("w:fldCharType")))
            elif local(one) == "instrText" and self._fields:
                self._fields[-1].code += one.text or ""

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._separate()
        elif kind == "end" and self._fields:
            if not self._fields[-1].has_result:
                self._separate()
            self._fields.pop()

    def _separate(self) -> None:
        field = self._fields[-1]
        field.has_result = True
        if field.name in PAGES:
            self._texts.append("#")
        elif field.name and field.name not in SHOWN:
            self.codes.append(plain(field.code))

    def _letters(self, name: str, one: Any) -> None:
        silent = any(not field.has_result or field.name in PAGES for field in self._fields)
        if name == "t":
            self._texts.append("" if silent else one.text or "")
        elif name in SPACES:
            self._texts.append(" ")
        elif name == "noBreakHyphen":
            self._texts.append("-")
        elif name == "sym":
            self._texts.append(chr(int(one.get(tag("w:char"), "3F"), 16)))
        elif isinstance(one.tag, str):
            self._walk(one)

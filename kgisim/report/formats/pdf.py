"""The report as PDF, set by Typst in the Japanese font that comes with the program."""

import json
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from kgisim.io import write_whole
from kgisim.presentation.figures.fonts import check_glyphs, font_family, font_file
from kgisim.report.blocks import Block, Chart, Numbering, Report, Row, Table
from kgisim.report.formats.docx import column_widths
from kgisim.report.formats.registry import Format
from kgisim.report.inputs import FILE, inputs_for
from kgisim.report.provenance import stamp_of


def write_pdf(report: Report, path: Path) -> Path:
    """Write a report as PDF; the file appears whole or not at all.

    Raises
    ------
    GlyphError
        If a text holds a character that the font does not have.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        content = json.dumps(_content(report, folder), ensure_ascii=False)
        check_glyphs(content)
        (folder / "report.json").write_text(content, "utf-8")
        packed = inputs_for(report)
        if packed is not None:
            (folder / FILE).write_bytes(packed)
        template = (resources.files("kgisim.report") / "report.typ").read_bytes()
        (folder / "report.typ").write_bytes(template)
        made = typst.compile(
            folder / "report.typ",
            font_paths=[font_file().parent],
            ignore_system_fonts=True,
            timestamp=datetime.fromisoformat(report.run.manifest["created"]),
        )
    write_whole(Path(path), made)
    return Path(path)


def _content(report: Report, folder: Path) -> dict[str, Any]:
    number = Numbering(report.language)

    def told(block: Block) -> dict[str, Any]:
        kind = type(block).__name__
        if isinstance(block, Table):
            lines = [list(block.frame.columns), *block.frame.to_numpy().tolist()]
            return {
                "type": kind,
                "caption": number.table(block.caption),
                "lines": [[str(cell) for cell in line] for line in lines],
                "widths": block.shares or column_widths(lines),
                "grouped": block.is_grouped,
                "under": report.under(block),
            }
        if isinstance(block, Chart):
            figure = block.figure
            (folder / f"{figure.name}.svg").write_bytes(figure.image("svg"))
            caption = number.figure(figure.caption)
            about = {"file": f"{figure.name}.svg", "alt": figure.alt, "inches": figure.inches}
            about |= {"wide": block.kind == "wide", "under": report.under(block)}
            return {"type": kind, "caption": caption} | about
        if isinstance(block, Row):
            return {"type": kind, "charts": [told(chart) for chart in block.charts]}
        return {"type": kind} | asdict(block)

    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "language": report.language,
        "font": font_family(),
        "stamp": str(stamp_of(report)),
        "inputs": FILE if inputs_for(report) is not None else "",
        "contents": report.t("report.contents"),
        "long": report.has_contents,
        "compact": report.is_compact,
        "run": report.t("report.run_note", run=report.run.id),
        "lead": [told(block) for block in report.lead],
        "head": [told(block) for block in report.head],
        "blocks": [told(block) for block in report.blocks],
    }


FORMAT = Format("pdf", ending=".pdf", writer=write_pdf, draws=("svg",))

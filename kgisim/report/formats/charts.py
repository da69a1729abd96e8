"""Each chart of a report on its own: as SVG, PNG and PDF, with its numbers and its origin."""

import json
from pathlib import Path

from kgisim.io import write_whole
from kgisim.report.blocks import Chart, Report
from kgisim.report.formats.registry import Format
from kgisim.report.provenance import bind

FORMS = ("svg", "png", "pdf")
"""File formats of a drawing; PNG has 300 dots per inch."""


def write_charts(report: Report, folder: Path) -> Path:
    """Write every chart of a report into a folder, five files each.

    ``<name>.csv`` holds the numbers that are drawn, ``<name>.metadata.json`` the run, the key, the
    caption, the text alternative, the unit and what each column is.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for chart in report.charts:
        _write(report, chart, folder)
    return folder


def _write(report: Report, chart: Chart, folder: Path) -> None:
    figure = chart.figure
    for form in FORMS:
        write_whole(folder / f"{figure.name}.{form}", figure.image(form))
    table = figure.numbers.frame.to_csv(index=False, lineterminator="\n")
    write_whole(folder / f"{figure.name}.csv", table.encode("utf-8-sig"))  # Excel needs the mark
    said = json.dumps(_metadata(report, chart), ensure_ascii=False, indent=1)
    write_whole(folder / f"{figure.name}.metadata.json", said.encode())


def _metadata(report: Report, chart: Chart) -> dict[str, object]:
    figure, manifest = chart.figure, report.run.manifest
    return {
        "run": report.run.id,
        "key": chart.key,
        "mark": bind(report.run.id, chart.key),
        "language": report.language,
        "caption": figure.caption,
        "alternative": figure.alt,
        "unit": figure.numbers.unit,
        "columns": dict(zip(map(str, figure.numbers.frame), figure.numbers.roles, strict=True)),
        "created": manifest["created"],
        "seed": manifest["seed"],
        "draws": manifest["draws"],
        "versions": manifest["versions"],
    }


FORMAT = Format("charts", ending="-charts", writer=write_charts, draws=("svg", "png", "pdf"))

"""From a chart to SVG, PDF or PNG: no browser, no network, the same bytes each time."""

import io
import re
from collections.abc import Callable, Mapping
from html import escape

import numpy as np
from PIL import Image

from kgisim.presentation.figures.brush import Brush
from kgisim.presentation.figures.elements import SHEET, Chart, Rectangles
from kgisim.presentation.figures.fonts import drawing
from kgisim.presentation.figures.outlines import Dotted, Outlined

NAMELESS: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}
"""What matplotlib would otherwise write into a file about itself and the day."""


def saved(chart: Chart, form: str, dpi: int = 300) -> bytes:
    """Draw a chart as the bytes of an SVG, PDF or PNG file.

    Parameters
    ----------
    dpi
        Dots per inch, where there are dots.
    """
    with drawing():
        return WRITERS[form](chart, dpi)


def _svg(chart: Chart, _: int) -> bytes:
    text = io.StringIO()
    wide, high = (72 * one for one in chart.inches)
    renderer = Outlined(wide, high, text, metadata=NAMELESS["svg"])
    Brush(renderer, chart).draw(chart.layers())
    renderer.finalize()
    return text.getvalue().encode()


def _pdf(chart: Chart, dpi: int) -> bytes:
    # It alone needs matplotlib's figures, and takes as long to import as some charts to draw.
    from matplotlib.backends.backend_pdf import PdfFile, RendererPdf

    wide, high = chart.inches
    buffer = io.BytesIO()
    file = PdfFile(buffer, metadata=NAMELESS["pdf"])
    file.newPage(wide, high)
    renderer = RendererPdf(file, dpi, high, wide)
    Brush(renderer, chart).draw(chart.layers())
    renderer.finalize()
    file.finalize()
    file.close()
    return buffer.getvalue()


def _png(chart: Chart, dpi: int) -> bytes:
    """Write pixels on white and lightly packed: half the time of matplotlib's own."""
    wide, high = (dpi * one for one in chart.inches)
    renderer = Dotted(wide, high, dpi)
    sheet = Rectangles([(0, 0, wide, high)], frame=SHEET, facecolor="white")
    Brush(renderer, chart).draw([sheet, *chart.layers()])
    dots = Image.fromarray(np.asarray(renderer.buffer_rgba()))
    buffer = io.BytesIO()
    dots.convert("RGB").save(buffer, "png", compress_level=2, dpi=(dpi, dpi))
    return buffer.getvalue()


WRITERS: Mapping[str, Callable[[Chart, int], bytes]] = {"svg": _svg, "pdf": _pdf, "png": _png}
"""What draws a file of each format."""


def inline(svg: str, *, name: str, alt: str) -> str:
    """Make an SVG file an element of a page, with ids and a text alternative of its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{name}-", body)
    head, rest = body.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    title = f'<title id="{name}-title">{escape(alt)}</title>'
    return f'{head} role="img" aria-labelledby="{name}-title">{title}{rest}'.strip()

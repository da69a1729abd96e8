"""From a chart to SVG, PDF or PNG: no browser, no network, the same bytes each time."""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from PIL import Image

from kgisim.errors import KgisimError
from kgisim.presentation.figures.elements import (
    Area,
    Chart,
    Curve,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)
from kgisim.presentation.figures.outlines import Canvas

NAMELESS: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}
"""What matplotlib would otherwise write into a file about itself and the day."""


_IS_SET = ContextVar("is_set", default=False)
"""Whether matplotlib has the settings of our drawings."""


class GlyphError(KgisimError, ValueError):
    """A text in a figure holds a character that the fonts do not have."""


@cache
def font_family() -> str:
    """Register the Japanese font by its file and give its name."""
    file = str(font_file())
    font_manager.fontManager.addfont(file)
    return font_manager.FontProperties(fname=file).get_name()


def font_file() -> Path:
    """Return the file of the Japanese font that comes with the program."""
    # The package's own __init__ would change matplotlib's settings for everybody.
    fonts = distribution("matplotlib-fontja")
    return Path(str(fonts.locate_file("matplotlib_fontja/fonts/ipaexg.ttf")))


def check_glyphs(text: str) -> None:
    """Check that the font has every character of a text: otherwise a box would be printed.

    Raises
    ------
    GlyphError
        If the font lacks a character.
    """
    known = FT2Font(str(font_file())).get_charmap()
    missing = sorted({one for one in text if one.isprintable() and ord(one) not in known})
    if missing:
        missed = " ".join(missing)
        raise GlyphError("figure.glyph", font=font_family(), missing=missed)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with outlined Japanese glyphs, reproducible ids, and missing glyphs as errors.

    Where that is so already, nothing is done: a copy of all settings takes as long as a curve.

    Raises
    ------
    GlyphError
        If a glyph is missing from the fonts while a figure is drawn.
    """
    if _IS_SET.get():
        yield
        return
    settings: dict[Any, Any] = {
        "font.family": [font_family(), "DejaVu Sans"],
        "svg.fonttype": "path",
        "svg.hashsalt": "kgisim",
        "axes.unicode_minus": True,
    }
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from")
        before = _IS_SET.set(True)
        try:
            yield
        except UserWarning as missing:
            values = {"cause": str(missing), "font": font_family()}
            raise GlyphError("figure.drawing", **values) from None
        finally:
            _IS_SET.reset(before)


def painted(chart: Chart) -> Any:
    """Draw a chart and return matplotlib's figure, which nobody else keeps."""
    with drawing():
        return paint(chart)


def saved(figure: Any, form: str, dpi: int = 300) -> bytes:
    """Return a drawn figure as the bytes of an SVG, PDF or PNG file.

    Parameters
    ----------
    dpi
        Dots per inch, where there are dots.
    """
    with drawing():
        if form == "png":
            return _png(figure, dpi)
        buffer = io.BytesIO()
        # No date and no creator: the same run gives the same bytes.
        figure.savefig(buffer, format=form, metadata=NAMELESS[form], transparent=True)
    return buffer.getvalue()


def _png(figure: Any, dpi: int) -> bytes:
    """Write pixels without transparency and lightly packed: half the time of matplotlib's own."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=dpi)
    size = (int(figure.get_figwidth() * dpi), int(figure.get_figheight() * dpi))
    picture = Image.frombuffer("RGBA", size, buffer.getvalue(), "raw", "RGBA", 0, 1).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "png", compress_level=2, dpi=(dpi, dpi))
    return buffer.getvalue()


def inline(svg: str, *, name: str, alt: str) -> str:
    """Make an SVG file an element of a page, with ids and a text alternative of its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{name}-", body)
    head, rest = body.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    title = f'<title id="{name}-title">{escape(alt)}</title>'
    return f'{head} role="img" aria-labelledby="{name}-title">{title}{rest}'.strip()


def paint(chart: Chart) -> Figure:
    """Draw a chart on a figure of its own, later elements over earlier ones."""
    figure = Figure(figsize=chart.inches)
    Canvas(figure)
    axes = figure.add_subplot()
    for place, element in enumerate(chart):
        PAINTERS[type(element)](axes, element, {**element.style, "zorder": place})
    chart.finish(axes)
    return figure


def _curve(axes: Axes, element: Curve, style: dict[str, Any]) -> None:
    axes.plot(element.across, element.up, **style)


def _scatter(axes: Axes, element: Scatter, style: dict[str, Any]) -> None:
    axes.scatter(element.across, element.up, **style)


def _area(axes: Axes, element: Area, style: dict[str, Any]) -> None:
    axes.fill_between(element.across, element.low, element.high, **style)


def _segments(axes: Axes, element: Segments, style: dict[str, Any]) -> None:
    axes.add_collection(LineCollection([*element.ends.reshape(-1, 2, 2)], **style))


def _rectangles(axes: Axes, element: Rectangles, style: dict[str, Any]) -> None:
    for left, bottom, right, top in element.corners:
        axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **style))


def _upright(axes: Axes, element: Upright, style: dict[str, Any]) -> None:
    axes.axvline(element.place, **style)


PAINTERS: Mapping[type, Callable[..., None]] = {
    Curve: _curve,
    Scatter: _scatter,
    Area: _area,
    Segments: _segments,
    Rectangles: _rectangles,
    Upright: _upright,
}
"""What draws each kind of element."""

"""From a HoloViews overlay to SVG, PDF or PNG: no browser, no network, the same bytes each time.

Overlays are drawn element by element. HoloViews' own renderer would work out ranges, legends,
cycles and layouts, all of which a `Paper` gives already; for charts of a dozen elements that is
nine tenths of the time of drawing them.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import holoviews as hv
import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from PIL import Image

from kgisim.errors import KgisimError

Style = Mapping[str, Any]

NAMELESS: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}
"""What matplotlib would otherwise write into a file about itself and the day."""


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

    Raises
    ------
    GlyphError
        If a glyph is missing from the fonts while a figure is drawn.
    """
    settings: dict[Any, Any] = {
        "font.family": [font_family(), "DejaVu Sans"],
        "svg.fonttype": "path",
        "svg.hashsalt": "kgisim",
        "axes.unicode_minus": True,
    }
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from")
        try:
            yield
        except UserWarning as missing:
            values = {"cause": str(missing), "font": font_family()}
            raise GlyphError("figure.drawing", **values) from None


def painted(overlay: Any) -> Any:
    """Draw an overlay and return matplotlib's figure, which nobody else keeps."""
    with drawing():
        return paint(overlay)


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


def paint(overlay: hv.Overlay) -> Figure:
    """Draw an overlay on a figure of its own, later elements over earlier ones.

    Parameters
    ----------
    overlay
        Elements of the kinds in `PAINTERS`, with options for the matplotlib backend; its own are
        ``fig_inches`` and ``hooks``, which are given the axes as HoloViews gives them.
    """
    options = _options(overlay, "plot")
    figure = Figure(figsize=options["fig_inches"])
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for place, element in enumerate(overlay):
        PAINTERS[type(element)](axes, element, _style(element) | {"zorder": place})
    for hook in options["hooks"]:
        hook(_Plot(axes), overlay)
    return figure


class _Plot:
    """As much of a HoloViews plot as a hook asks for."""

    def __init__(self, axes: Axes):
        self.handles = {"axis": axes}


def _options(element: Any, group: str) -> dict[str, Any]:
    return hv.Store.lookup_options("matplotlib", element, group).kwargs


def _style(element: Any) -> dict[str, Any]:
    """Return an element's style without the defaults that only HoloViews can resolve."""
    style = _options(element, "style")
    return {
        name: value
        for name, value in style.items()
        if name != "cmap" and not isinstance(value, hv.Cycle)
    }


def _values(element: Any) -> list[np.ndarray]:
    return [element.dimension_values(one) for one in element.dimensions()]


def _curve(axes: Axes, element: Any, style: Style) -> None:
    axes.plot(*_values(element), **style)


def _scatter(axes: Axes, element: Any, style: Style) -> None:
    across, up = _values(element)
    axes.scatter(across, up, **style)


def _area(axes: Axes, element: Any, style: Style) -> None:
    places, low, high = _values(element)
    axes.fill_between(places, low, high, **style)


def _segments(axes: Axes, element: Any, style: Style) -> None:
    ends = np.column_stack(_values(element)).reshape(-1, 2, 2)
    axes.add_collection(LineCollection([*ends], **style))


def _rectangles(axes: Axes, element: Any, style: Style) -> None:
    for left, bottom, right, top in zip(*_values(element), strict=True):
        axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **style))


def _upright(axes: Axes, element: Any, style: Style) -> None:
    axes.axvline(element.data, **style)


PAINTERS: Mapping[type, Callable[[Axes, Any, Style], None]] = {
    hv.Curve: _curve,
    hv.Scatter: _scatter,
    hv.Area: _area,
    hv.Segments: _segments,
    hv.Rectangles: _rectangles,
    hv.VLine: _upright,
}
"""What draws each kind of element."""

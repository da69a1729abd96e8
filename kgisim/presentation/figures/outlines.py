"""Canvas of figures on which each text is measured, and laid out as outlines, once for all.

matplotlib measures every text of every figure, most of them twice: a third of the work of drawing
a chart. Texts of charts recur, and nothing about them depends on the figure.
"""

import codecs
from collections.abc import Hashable
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.textpath import TextToPath

from kgisim.recent import Recent

TEXTS = 4096
"""How many texts are kept."""
POINTS = 72
"""Dots per inch of an SVG file, whose unit is the point."""

Extent = tuple[float, float, float]
"""Of a text width, height and descent; of a line ascent, descent and the gap to the next."""

_sizes = Recent[Hashable, Extent](TEXTS)
_lines = Recent[Hashable, Extent](TEXTS)
_glyphs = Recent[Hashable, tuple[list[Any], dict[str, Any]]](TEXTS)


class Canvas(FigureCanvasAgg):
    """What a figure is drawn on: it writes the bytes that matplotlib writes."""

    def get_renderer(self) -> RendererAgg:
        """Return what draws pixels; it is kept as long as size and density are the same."""
        width, height = self.figure.bbox.size
        key = width, height, self.figure.dpi
        if self._lastKey != key:
            self.renderer, self._lastKey = _Pixels(*key), key
        return self.renderer

    def print_svg(self, file: Any, *, metadata: Any = None, **_: Any) -> None:
        """Write the figure as SVG."""
        figure, dpi = self.figure, self.figure.dpi
        figure.dpi = POINTS
        width, height = figure.get_size_inches()
        known = {"image_dpi": dpi, "metadata": metadata}
        text = codecs.getwriter("utf-8")(file)
        inner = _Outlined(width * POINTS, height * POINTS, text, **known)
        renderer: Any = MixedModeRenderer(figure, width, height, dpi, inner)
        figure.draw(renderer)
        renderer.finalize()


class _Pixels(RendererAgg):
    """What draws pixels, and knows how large texts are."""

    def _get_font_height_metrics(self, prop: FontProperties) -> Extent:
        return _line(prop, self.dpi)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Extent:
        """Return the size of a text, in dots."""
        measure = super().get_text_width_height_descent
        return _sizes.once((s, hash(prop), ismath, self.dpi), lambda: measure(s, prop, ismath))


class _Outlined(RendererSVG):
    """What writes SVG, and knows its texts."""

    def __init__(self, *size: Any, **known: Any):
        super().__init__(*size, **known)
        self._text2path = _Texts()

    def _get_font_height_metrics(self, prop: FontProperties) -> Extent:
        return _line(prop, POINTS)


_PLAIN: Any = TextToPath()
"""What makes an outline that is not known yet."""


class _Texts(TextToPath):
    """Outlines of texts; a font is looked for only when one has to be made."""

    def _get_font(self, prop: FontProperties) -> Any:
        """Return what is handed on to `get_glyphs_with_font`."""
        return prop

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Extent:
        """Return the size of a text, in points."""
        key = (s, hash(prop), ismath)
        return _sizes.once(key, lambda: _PLAIN.get_text_width_height_descent(s, prop, ismath))

    def get_glyphs_with_font(
        self,
        font: Any,
        s: str,
        glyph_map: Any = None,
        return_new_glyphs_only: bool = False,
        **how: Any,
    ) -> Any:
        """Return where the letters of a text are, and the outlines of those that are new."""
        key = (s, hash(font), *how.items())
        made = _glyphs.once(
            key, lambda: _PLAIN.get_glyphs_with_font(_PLAIN._get_font(font), s, **how)[:2]
        )
        places, outlines = made
        if return_new_glyphs_only:
            outlines = {name: one for name, one in outlines.items() if name not in glyph_map}
        return places, outlines, []


def _line(prop: FontProperties, dpi: float) -> Extent:
    """Return ascent, descent and gap of a line, in dots; matplotlib asks a renderer for them."""
    return _lines.once((hash(prop), dpi), lambda: _line_of(prop, dpi))


def _line_of(prop: FontProperties, dpi: float) -> Extent:
    """Compute them as matplotlib does where a renderer does not know them."""
    font: Any = get_font(fontManager._find_fonts_by_props(prop))
    names = {
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap"),
        "hhea": ("ascent", "descent", "lineGap"),
    }
    found = ((font.get_sfnt_table(table), keys) for table, keys in names.items())
    table, keys = next((table, keys) for table, keys in found if table is not None)
    units = font.get_sfnt_table("head")["unitsPerEm"]
    scale = 1 / units * prop.get_size_in_points() * dpi / 72
    ascent, descent, gap = (table[key] * scale for key in keys)
    return ascent, -descent, gap

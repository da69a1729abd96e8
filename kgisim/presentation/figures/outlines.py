"""Texts of charts: the room they take, and renderers that know their letters.

Texts recur on charts, and nothing about them depends on the chart: each is measured once, and its
letters are laid out once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TextIO
from unicodedata import east_asian_width

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

from kgisim.presentation.figures.elements import Label
from kgisim.presentation.figures.fonts import letters
from kgisim.recent import Recent

PROPORTIONAL = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})
"""Marks that the Japanese font has as wide as its letters, and what stands for them."""
TEXTS = 4096
"""How many texts are kept."""

Extent = tuple[float, float, float]
"""Of a text width, height and descent; of a line ascent, descent, the gap to the next; points."""
Outlines = dict[str, tuple[Any, Any]]
"""Corners and codes of letters, by their names in a file."""

_sizes = Recent[tuple[str, float], Extent](TEXTS)
_runs = Recent[str, tuple[str, Outlines]](TEXTS)
_letters = Recent[str, str](TEXTS)


@cache
def _files() -> Any:
    """Return the files of the fonts, which are the same for all sizes."""
    return fontManager._find_fonts_by_props(letters(10))


class _Texts(TextToPath):
    """What measures texts and makes outlines, and looks for its fonts once."""

    def _get_font(self, prop: FontProperties) -> Any:
        font: Any = get_font(_files())
        font.set_size(self.FONT_SCALE, self.DPI)
        return font


_TEXTS: Any = _Texts()


@dataclass(frozen=True)
class Laid:
    """Where a label stands.

    Parameters
    ----------
    box
        Its left, bottom, right and top, in points from the place that it labels.
    lines
        Each line with the place of its first letter, in the same points.
    """

    box: tuple[float, float, float, float]
    lines: tuple[tuple[str, float, float], ...]


def proportional(text: str) -> str:
    """Write the marks of a text without Japanese letters as wide as its letters.

    The Japanese font has quotation marks and dots that are as wide as a Japanese letter.

    Examples
    --------
    >>> proportional("under “Baseline” …"), proportional("「現状延長」…")
    ('under "Baseline" ...', '「現状延長」…')
    """
    is_latin = not any(east_asian_width(letter) in "WF" for letter in text)
    return text.translate(PROPORTIONAL) if is_latin else text


def measured(text: str, size: float) -> Extent:
    """Return width, height and descent of a line of text, in points."""
    measure = _TEXTS.get_text_width_height_descent
    return _sizes.once((text, size), lambda: measure(text, letters(size), ismath=False))


def laid(label: Label) -> Laid:
    """Lay out a label as matplotlib does: no line is lower than the font is high."""
    size, texts = label.style["size"], proportional(label.text).split("\n")
    ascent, descent, gap = line_extent(size)
    gap = gap if len(texts) > 1 else 0.0
    widths, bases, top = [], [], 0.0
    up = down = 0.0
    for text in texts:
        width, high, low = measured(text, size) if text else (0.0, 0.0, 0.0)
        if label.leading is None:
            up, down = max(high - low, ascent) + gap / 2, max(low, descent) + gap / 2
        else:
            spare = label.leading * (ascent + descent) - high
            up, down = high - low + spare / 2, low + spare / 2
        widths.append(width)
        bases.append(top - up)
        top -= up + down
    wide, bottom = max(widths), top
    shift = {"left": 0.0, "center": 0.5, "right": 1.0}[label.ha]
    level = {
        "top": 0.0,
        "center": bottom / 2,
        "baseline": bases[-1],
        "center_baseline": bases[-1] / 2,
    }[label.va]
    right, higher = label.offset
    left, raised = right - shift * wide, higher - level
    lines = zip(texts, widths, bases, strict=True)
    return Laid(
        (left, raised + bottom, left + wide, raised),
        tuple((text, left + shift * (wide - own), raised + base) for text, own, base in lines),
    )


@cache
def line_extent(size: float) -> Extent:
    """Return ascent, descent and gap of a line, in points, as the font has them."""
    font: Any = get_font(_files())
    names = {
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap"),
        "hhea": ("ascent", "descent", "lineGap"),
    }
    found = ((font.get_sfnt_table(table), keys) for table, keys in names.items())
    table, keys = next((table, keys) for table, keys in found if table is not None)
    scale = size / font.get_sfnt_table("head")["unitsPerEm"]
    ascent, descent, gap = (table[key] * scale for key in keys)
    return ascent, -descent, gap


class Dotted(RendererAgg):
    """What draws dots, and looks for its fonts once."""

    def _prepare_font(self, font_prop: FontProperties) -> Any:
        font: Any = get_font(_files())
        font.clear()
        font.set_size(font_prop.get_size_in_points(), self.dpi)
        return font


class Outlined(RendererSVG):
    """What writes SVG, with the letters of texts that it knows.

    Parameters
    ----------
    width, height
        Of the sheet, in points.
    file
        Where it writes.
    """

    def __init__(self, width: float, height: float, file: TextIO, **known: Any):
        super().__init__(width, height, file, **known)
        self._file = file

    def _draw_text_as_path(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, *_: Any, **__: Any
    ) -> None:
        """Write a text, upright and in one colour, as the uses of its letters."""
        uses, outlines = _runs.once(s, lambda: _run(s, prop))
        new = {name: one for name, one in outlines.items() if name not in self._glyph_map}
        self.writer.comment(s)  # and what was begun is closed: the next lines are written past it
        scale = prop.get_size_in_points() / _TEXTS.FONT_SCALE
        colour = to_hex(gc.get_rgb())
        place = f"translate({x:.6f} {y:.6f}) scale({scale:.6f} {-scale:.6f})"
        self._file.write(f'<g style="fill: {colour}" transform="{place}">\n')
        if new:
            written = "".join(self._outline(name, *one) for name, one in new.items())
            self._file.write(f"<defs>\n{written}</defs>\n")
            self._glyph_map.update(new)
        self._file.write(f"{uses}</g>\n")

    def _outline(self, name: str, corners: Any, codes: Any) -> str:
        def write() -> str:  # in the integers of the font
            path = self._convert_path(Path(corners * 64, codes), simplify=False)
            return f'<path id="{name}" d="{path}" transform="scale({1 / 64})"/>\n'

        return _letters.once(name, write)


def _run(text: str, prop: FontProperties) -> tuple[str, Outlines]:
    """Return the uses of the letters of a text, and their outlines."""
    places, outlines, _ = _TEXTS.get_glyphs_with_font(_TEXTS._get_font(prop), text)
    uses = (f'<use xlink:href="#{name}" x="{x:g}" y="{y:g}"/>\n' for name, x, y, _ in places)
    return "".join(uses), outlines

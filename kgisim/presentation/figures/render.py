"""From a HoloViews overlay to SVG, PDF or PNG: no browser, no network, the same bytes each time."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from PIL import Image

from kgisim.errors import KgisimError
from kgisim.presentation.figures.painting import paint

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
    """Give the file of the Japanese font that comes with the program."""
    # The package's own __init__ would change matplotlib's settings for everybody.
    fonts = distribution("matplotlib-fontja")
    return Path(str(fonts.locate_file("matplotlib_fontja/fonts/ipaexg.ttf")))


def check_glyphs(text: str) -> None:
    """Raise `GlyphError` if the font lacks a character of a text: a box would be printed."""
    known = FT2Font(str(font_file())).get_charmap()
    missing = sorted({one for one in text if one.isprintable() and ord(one) not in known})
    if missing:
        raise GlyphError(
            f"the font {font_family()} has no glyph for {' '.join(missing)}; replace these "
            "characters in the titles, notes or units they come from"
        )


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with outlined Japanese glyphs, reproducible ids, and missing glyphs as errors."""
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
            raise GlyphError(
                f"a figure cannot be drawn: {missing}; expected characters of {font_family()}; "
                "replace the character in the title, label or unit it comes from"
            ) from None


def to_svg(overlay: Any, *, name: str, alt: str) -> str:
    """Draw an overlay and give it as an SVG element for inlining.

    Parameters
    ----------
    overlay
        HoloViews object with its options for the matplotlib backend.
    name
        Unique name of the figure; every id inside the SVG is prefixed with it.
    alt
        What a reader who cannot see the figure is told.
    """
    return inline(saved(painted(overlay), "svg").decode(), name=name, alt=alt)


def painted(overlay: Any) -> Any:
    """Draw an overlay and give matplotlib's figure, which nobody else keeps."""
    with drawing():
        return paint(overlay)


def saved(figure: Any, form: str, dpi: int = 300) -> bytes:
    """Give a drawn figure as the bytes of an SVG, PDF or PNG file.

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

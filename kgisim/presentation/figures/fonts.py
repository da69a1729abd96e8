"""Fonts of charts: which they are, what they lack, and drawing with them."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from kgisim.errors import KgisimError

_IS_SET = ContextVar("is_set", default=False)
"""Whether matplotlib has the settings of our drawings."""


class GlyphError(KgisimError, ValueError):
    """A text in a figure holds a character that the fonts do not have."""


SECOND = "DejaVu Sans"
"""Font of what the first one lacks."""


@cache
def letters(size: float) -> font_manager.FontProperties:
    """Return the fonts of a text, with its size in points."""
    return font_manager.FontProperties(family=[font_family(), SECOND], size=size)


@cache
def font_family() -> str:
    """Register the Japanese font by its file and return its name."""
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
    """Draw with outlined glyphs, reproducible ids, and missing glyphs as errors.

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
        "svg.fonttype": "path",
        "svg.hashsalt": "kgisim",
        "text.hinting": "none",  # a text is as wide in dots as it is in outlines
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

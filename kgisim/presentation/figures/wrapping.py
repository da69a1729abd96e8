"""Lines of a text: how wide they are, and where they may be broken."""

from collections.abc import Iterator
from unicodedata import east_asian_width

import numpy as np

NEVER = "、。，．・：；）」』】〕ーっゃゅょァィゥェォッャュョ"
"""Letters with which no line begins: the one before goes to the next line with them."""
OPENING = "（「『【〔"
"""Letters with which no line ends: they go to the next line."""


def label_width(label: str) -> float:
    """Estimate how wide a label is, in ems: a Japanese letter is one, a Latin letter about half.

    Examples
    --------
    >>> label_width("年度"), label_width("FY")
    (2.0, 1.1)
    """
    return sum(1.0 if east_asian_width(letter) in "WFA" else 0.55 for letter in label)


def broken(said: str, ems: float) -> list[str]:
    """Break a text at words where it has them, and otherwise between letters.

    Parameters
    ----------
    ems
        How wide a line may be; a longer word stays whole.

    Examples
    --------
    >>> broken("a share of the market", 6.0)
    ['a share of', 'the market']
    """
    lines = [""]
    for piece in _pieces(said):
        if lines[-1] and label_width(lines[-1] + piece.rstrip()) > ems:
            lines.append("")
            piece = piece.lstrip()
        lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]


def even_lines(said: str, ems: float) -> list[str]:
    """Break a text into the same number of lines, as even as they can be: no letter is left over.

    Examples
    --------
    >>> broken("海外事業の取得", 6.0), even_lines("海外事業の取得", 6.0)
    (['海外事業の取', '得'], ['海外事業', 'の取得'])
    """
    lines = broken(said, ems)
    for narrower in np.arange(np.floor(ems), 0.0, -0.5).tolist():
        tried = broken(said, narrower)
        if len(tried) > len(lines) or max(map(label_width, tried), default=0.0) > narrower:
            break
        lines = tried
    return lines


def _pieces(said: str) -> Iterator[str]:
    """Return what must not be broken: a word or a letter, with what may not stand without it."""
    held = ""
    for one in _parts(said):
        if held and one[0] not in NEVER and held[-1] not in OPENING:
            yield held
            held = ""
        held += one
    if held:
        yield held


def _parts(said: str) -> Iterator[str]:
    """Return words with the space behind them, and Japanese letters one by one."""
    word = ""
    for letter in said:
        if label_width(letter) == 1.0:
            if word:
                yield word
            yield letter
            word = ""
        else:
            word += letter
            if letter == " ":
                yield word
                word = ""
    if word:
        yield word

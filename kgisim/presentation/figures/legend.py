"""The legend of a chart: samples of what is drawn, each with its label, in columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from kgisim.presentation.figures.elements import (
    LEGEND,
    SHEET,
    Curve,
    Element,
    Label,
    Rectangles,
    Scatter,
)
from kgisim.presentation.figures.outlines import laid
from kgisim.presentation.figures.palette import INK

KEY = 8.5
"""Size of the labels, in points."""
SAMPLE = 2.4
"""Length of a sample, in letters."""
TALL = 0.7
"""Height of a filled sample, in letters."""
GAP, ROW, COLUMN, EDGE = 0.8, 0.5, 1.4, 0.6
"""Between sample and label, two rows, two columns, and beside and below all; in letters."""


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a label, and the look of what it stands for."""

    label: str
    style: dict[str, Any]
    patch: bool = False

    def sample(self, left: float, base: float) -> Iterator[Element]:
        """Draw the sample that stands beside the label.

        Parameters
        ----------
        left, base
            Where it begins, and the line on which the label stands; points of the sheet.
        """
        right, top = left + SAMPLE * KEY, base + TALL * KEY
        middle, style = (base + top) / 2, self.style
        if self.patch:
            yield Rectangles([(left, base, right, top)], frame=SHEET, **style)
            return
        if style.get("linestyle") != "none":
            drawn = {name: style[name] for name in ("linewidth", "linestyle") if name in style}
            yield Curve([left, right], [middle, middle], frame=SHEET, color=style["color"], **drawn)
        if "marker" in style:
            colour = style.get("color", INK)
            yield Scatter(
                [(left + right) / 2],
                [middle],
                frame=SHEET,
                marker=style["marker"],
                s=style.get("markersize", 6.0) ** 2,
                facecolors=style.get("markerfacecolor", colour),
                edgecolors=style.get("markeredgecolor", colour),
                linewidth=style.get("markeredgewidth", 1.0),
            )


class Legend(Element):
    """Entries in columns, filled one after the other, at the foot of the sheet.

    Parameters
    ----------
    keys
        The entries.
    columns
        How many columns there are.
    left
        Where the first one begins, in points of the sheet.
    """

    def __init__(self, keys: Sequence[Key], columns: int, left: float):
        super().__init__(frame=SHEET, depth=LEGEND)
        self.keys, self.columns, self.left = keys, columns, left

    def parts(self) -> Iterator[Element]:
        """Lay out the entries: samples and labels."""
        split = np.array_split(range(len(self.keys)), min(self.columns, len(self.keys)))
        columns = [[self.keys[at] for at in part.tolist()] for part in split]
        bases = [_bases(column) for column in columns]
        lowest = min(
            below[-1] + laid(_label(column[-1])).box[1]
            for column, below in zip(columns, bases, strict=True)
        )
        left = self.left + EDGE * KEY
        for column, below in zip(columns, bases, strict=True):
            wide = 0.0
            for key, base in zip(column, below, strict=True):
                foot = base - lowest + EDGE * KEY
                yield from key.sample(left, foot)
                label = _label(key, left + (SAMPLE + GAP) * KEY, foot)
                yield label
                wide = max(wide, laid(label).box[2])
            left += wide + (SAMPLE + GAP + COLUMN) * KEY


def _bases(column: Sequence[Key]) -> list[float]:
    """Return on which height each label of a column stands, the first one on 0."""
    bases = [0.0]
    for before, key in pairwise(column):
        floor = bases[-1] + laid(_label(before)).box[1] - ROW * KEY
        bases.append(floor - max(laid(_label(key)).box[3], TALL * KEY))
    return bases


def _label(key: Key, left: float = 0.0, base: float = 0.0) -> Label:
    return Label(key.label, (left, base), frame=SHEET, size=KEY, color=INK)

"""Where the words of a chart stand on its sheet."""

from kgisim.presentation.figures.brush import Brush
from kgisim.presentation.figures.elements import Label
from kgisim.presentation.figures.fonts import drawing
from kgisim.presentation.figures.legend import Legend
from kgisim.presentation.figures.outlines import laid


class _Points:
    def points_to_pixels(self, points):
        return points


def boxes(chart):
    """Give text, left, bottom, right and top of every label, in points of the sheet."""
    brush = Brush(_Points(), chart)
    with drawing():
        for one in chart.layers():
            parts = one.parts() if isinstance(one, Legend) else [one]
            for label in parts:
                if isinstance(label, Label):
                    across, up = label.place
                    ((x, y),) = brush.points(label.frame, [across], [up])
                    left, bottom, right, top = laid(label).box
                    yield label.text, x + left, y + bottom, x + right, y + top

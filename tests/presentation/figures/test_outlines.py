import io

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kgisim.presentation.figures.outlines import Canvas
from kgisim.presentation.figures.render import drawing


def drawn(canvas, form, size):
    with drawing(), io.BytesIO() as file:
        figure = Figure(figsize=(3, 2))
        canvas(figure)
        axes = figure.add_subplot(xlabel="年度", title="二行\n$x^2$")
        axes.plot([2020, 2040], [0, 1], label="基準 FY")
        axes.annotate("既存の政策", (2030, 0.5), fontsize=size)
        axes.legend()
        figure.savefig(file, format=form, metadata={"Date": None} if form == "svg" else None)
        return file.getvalue()


@pytest.mark.parametrize(("form", "other"), [("svg", FigureCanvasSVG), ("rgba", FigureCanvasAgg)])
def test_the_canvas_writes_the_bytes_of_matplotlib(form, other):
    for size in (9, 12, 9):  # the last time all texts are known
        assert drawn(Canvas, form, size) == drawn(other, form, size)

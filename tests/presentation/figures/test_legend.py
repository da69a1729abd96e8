import io

import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kgisim.presentation.figures.elements import Curve, Label, Rectangles, Scatter
from kgisim.presentation.figures.fonts import drawing, letters
from kgisim.presentation.figures.legend import KEY, SAMPLE, Key, Legend

LINE = {"color": "#112233", "linewidth": 2}
TITLES = ["基準", "policy package (illustrative)", "≥ 9", "円高・市場減速", "FY"]


def labels(legend):
    return [part for part in legend.parts() if isinstance(part, Label)]


@pytest.mark.parametrize("columns", [1, 2, 3, 7])
def test_labels_stand_where_matplotlib_puts_them(columns):
    with drawing():
        figure = Figure((7, 3), dpi=72)
        figure.legend(
            handles=[Line2D([], [], label=one) for one in TITLES],
            loc="lower left",
            bbox_to_anchor=(0.05, 0.0),
            borderaxespad=0.2,
            ncols=columns,
            prop=letters(KEY),
            handlelength=SAMPLE,
            columnspacing=1.4,
        )
        figure.draw(RendererSVG(504, 216, io.StringIO()))
        (theirs,) = figure.legends
        expected = [one.get_transform().transform((0, 0)) for one in theirs.get_texts()]
        found = labels(Legend([Key(one, LINE) for one in TITLES], columns, 0.05 * 504))
    assert [one.text for one in found] == TITLES
    assert [one.place for one in found] == [pytest.approx(tuple(one)) for one in expected]


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        (Key("a", LINE), [Curve]),
        (Key("a", LINE | {"marker": "o"}), [Curve, Scatter]),
        (Key("a", {"linestyle": "none", "marker": "s", "color": "#112233"}), [Scatter]),
        (Key("a", {"facecolor": "#112233"}, patch=True), [Rectangles]),
    ],
)
def test_a_sample_has_the_look_of_what_it_stands_for(key, kinds):
    samples = [*key.sample(10.0, 5.0)]
    assert [type(one) for one in samples] == kinds
    for one in samples:
        looks = one.style.values()
        assert "#112233" in looks


def test_a_hollow_mark_keeps_its_edge():
    style = {"linestyle": "none", "marker": "o", "color": "#112233", "markerfacecolor": "white"}
    (mark,) = Key("a", style).sample(0.0, 0.0)
    assert (mark.style["facecolors"], mark.style["edgecolors"]) == ("white", "#112233")


def test_a_sample_stands_left_of_its_label_on_its_line():
    with drawing():
        box, label = Legend([Key("a", {"facecolor": "red"}, patch=True)], 1, 20.0).parts()
    left, bottom, right, _ = box.corners[0]
    assert left > 20
    assert right < label.place[0]
    assert bottom == label.place[1]

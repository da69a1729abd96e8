import holoviews as hv
import numpy as np
import pytest
from matplotlib.colors import to_hex

from kgisim.presentation.figures.axes import Paper, line, scatter
from kgisim.presentation.figures.painting import PAINTERS, paint

BOX = (1.0, 2.0, 3.0, 5.0)


def styled(element, **style):
    return element.opts(backend="matplotlib", **style)


ELEMENTS = {
    hv.Curve: line((0, 1), (2, 3), color="#112233"),
    hv.Scatter: scatter((0, 1), (2, 3), filled=True, colour="#112233", s=4),
    hv.Area: styled(
        hv.Area(([0, 1], [2, 3], [4, 5]), "x", ["low", "high"]), facecolor="#112233", linewidth=0
    ),
    hv.Segments: styled(hv.Segments([BOX]), color="#112233"),
    hv.Rectangles: styled(hv.Rectangles([BOX]), facecolor="#112233"),
    hv.VLine: styled(hv.VLine(2.0), color="#112233"),
}


def paper(**changes):
    sizes = {"width": 3, "sides": (0.5, 0.5), "plot": 1, "xlim": (0, 4), "ylim": (0, 6)}
    return Paper(**sizes | {"language": "ja"} | changes)


def drawn(*elements):
    return paint(paper().hold(elements)).axes[0]


def colours(axes):
    lines = [one.get_color() for one in axes.lines]
    faces = [one.get_facecolor() for one in axes.patches]
    many = [
        colour
        for one in axes.collections
        for colour in (*one.get_facecolor(), *one.get_edgecolor())
    ]
    return {to_hex(colour) for colour in [*lines, *faces, *many]}


@pytest.mark.parametrize("kind", PAINTERS)
def test_every_kind_of_element_is_drawn_in_its_colour(kind):
    assert "#112233" in colours(drawn(ELEMENTS[kind]))


def test_a_curve_goes_through_its_points():
    (curve,) = drawn(ELEMENTS[hv.Curve]).lines
    np.testing.assert_array_equal(curve.get_xydata(), [[0, 2], [1, 3]])


def test_marks_stand_at_their_points():
    (marks,) = drawn(ELEMENTS[hv.Scatter]).collections
    np.testing.assert_array_equal(marks.get_offsets(), [[0, 2], [1, 3]])


def test_an_area_lies_between_its_ends():
    (area,) = drawn(ELEMENTS[hv.Area]).collections
    corners = {tuple(one) for one in area.get_paths()[0].vertices.tolist()}
    assert corners == {(0, 2), (1, 3), (0, 4), (1, 5)}


def test_a_segment_leads_from_its_first_end_to_its_second():
    (segments,) = drawn(ELEMENTS[hv.Segments]).collections
    np.testing.assert_array_equal(segments.get_segments()[0], [[1, 2], [3, 5]])


def test_a_rectangle_has_its_corners():
    (box,) = drawn(ELEMENTS[hv.Rectangles]).patches
    assert box.get_bbox().extents.tolist() == list(BOX)


def test_a_helper_line_stands_at_its_place():
    (upright,) = drawn(ELEMENTS[hv.VLine]).lines
    assert upright.get_xdata() == [2.0, 2.0]


def test_later_elements_lie_over_earlier_ones():
    axes = drawn(ELEMENTS[hv.Curve], ELEMENTS[hv.Area], ELEMENTS[hv.Rectangles])
    order = [axes.lines[0], axes.collections[0], axes.patches[0]]
    assert [one.get_zorder() for one in order] == [0, 1, 2]


def test_a_figure_has_the_size_of_its_paper():
    figure = paint(paper(width=4.0).hold([ELEMENTS[hv.Curve]]))
    assert figure.get_figwidth() == 4.0


def test_the_paper_finishes_the_axes():
    axes = drawn(ELEMENTS[hv.Curve])
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 4), (0, 6))

import re
import xml.etree.ElementTree as ET

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from kgisim.errors import KgisimError
from kgisim.presentation.figures.axes import Paper, line, quiet_line, scatter
from kgisim.presentation.figures.elements import (
    Area,
    Curve,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)
from kgisim.presentation.figures.render import (
    PAINTERS,
    GlyphError,
    inline,
    paint,
    painted,
    saved,
)

BOX = (1.0, 2.0, 3.0, 5.0)


ELEMENTS = {
    Curve: line((0, 1), (2, 3), color="#112233"),
    Scatter: scatter((0, 1), (2, 3), filled=True, colour="#112233", s=4),
    Area: Area([0, 1], [2, 3], [4, 5], facecolor="#112233", linewidth=0),
    Segments: Segments([BOX], color="#112233"),
    Rectangles: Rectangles([BOX], facecolor="#112233"),
    Upright: Upright(2.0, color="#112233"),
}


def paper(**changes):
    sizes = {"width": 3, "sides": (0.5, 0.5), "plot": 1, "xlim": (0, 4), "ylim": (0, 6)}
    return Paper(**sizes | {"language": "ja"} | changes)


def drawn(*elements):
    return paint(paper(grid="").hold(elements)).axes[0]


@pytest.mark.parametrize(("grid", "count"), [("x", 5), ("y", 7), ("", 0)])
def test_axes_have_their_numbers_and_one_grid(grid, count):
    axes = paint(paper(grid=grid).hold([])).axes[0]
    said = [one.get_text() for one in axes.texts if one.get_text()]
    assert said == [*"01234", *"0123456"]
    assert [len(one.get_segments()) for one in axes.collections] == [count] * bool(grid)
    assert not any(axis.get_visible() for axis in (axes.xaxis, axes.yaxis))


def test_names_and_ticks_stand_where_they_are_asked_for():
    axes = paint(paper(names=[(5.0, "a"), (1.0, "b")], across=[3.0]).hold([])).axes[0]
    found = [(*one.get_position(), one.get_text()) for one in axes.texts if one.get_text()]
    assert found == [(3.0, 0, "3"), (0, 5.0, "a"), (0, 1.0, "b")]


def colours(axes):
    lines = [one.get_color() for one in axes.lines]
    faces = [one.get_facecolor() for one in axes.patches]
    many = [
        colour
        for one in axes.collections
        for colour in (*one.get_facecolor(), *one.get_edgecolor())
    ]
    return {to_hex(colour) for colour in [*lines, *faces, *many]}


def chart(label: str = "国内発の医療機器"):
    paper = Paper(
        width=3,
        sides=(0.5, 0.5),
        plot=1,
        xlim=(0, 1),
        ylim=(0, 1),
        language="ja",
        extra=[lambda axes: quiet_line(axes, 0.5, label)],
    )
    return paper.hold([line((0, 1), (0, 1)), line((0, 1), (1, 0))])


def to_svg(chart, *, name, alt):
    return inline(saved(painted(chart), "svg").decode(), name=name, alt=alt)


@pytest.fixture(scope="module")
def svg():
    return to_svg(chart(), name="fan-x", alt="図の説明 <&>")


def test_a_drawing_is_well_formed(svg):
    assert ET.fromstring(svg).tag.endswith("svg")


def test_the_same_chart_gives_the_same_bytes(svg):
    assert to_svg(chart(), name="fan-x", alt="図の説明 <&>") == svg


def test_glyphs_are_outlines_so_that_no_font_is_needed(svg):
    assert "<text" not in svg
    assert "font-family" not in svg


def test_every_id_carries_the_name_of_its_figure(svg):
    assert all(found.startswith("fan-x-") for found in re.findall(r'\bid="([^"]+)"', svg))


def test_every_reference_inside_a_drawing_leads_somewhere(svg):
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    references = re.findall(r'xlink:href="#([^"]+)"|url\(#([^)]+)\)', svg)
    assert references
    assert {first or second for first, second in references} <= ids


def test_the_alternative_text_is_escaped_and_named(svg):
    assert '<title id="fan-x-title">図の説明 &lt;&amp;&gt;</title>' in svg
    assert 'role="img" aria-labelledby="fan-x-title"' in svg


def test_a_drawing_has_no_fixed_size_and_scales(svg):
    head = svg[: svg.index(">")]
    assert "viewBox" in head
    assert "width=" not in head


def test_a_drawing_tells_no_date(svg):
    assert "date" not in svg.lower()


def test_a_character_that_no_font_has_is_an_error():
    with pytest.raises(GlyphError, match="replace the character"):
        to_svg(chart("\U0001f9ff"), name="x", alt="")


def test_the_error_of_a_missing_character_is_one_that_users_can_mend():
    assert issubclass(GlyphError, KgisimError)


def test_a_character_that_only_the_second_font_has_is_drawn():
    assert to_svg(chart("≥"), name="x", alt="").startswith("<svg")


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(matplotlib.rcParams)
    to_svg(chart(), name="x", alt="")
    assert dict(matplotlib.rcParams) == before


def test_no_figure_stays_open():
    to_svg(chart(), name="x", alt="")
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("kind", PAINTERS)
def test_every_kind_of_element_is_drawn_in_its_colour(kind):
    assert "#112233" in colours(drawn(ELEMENTS[kind]))


def test_a_curve_goes_through_its_points():
    (curve,) = drawn(ELEMENTS[Curve]).lines
    np.testing.assert_array_equal(curve.get_xydata(), [[0, 2], [1, 3]])


def test_marks_stand_at_their_points():
    (marks,) = drawn(ELEMENTS[Scatter]).collections
    np.testing.assert_array_equal(marks.get_offsets(), [[0, 2], [1, 3]])


def test_an_area_lies_between_its_ends():
    (area,) = drawn(ELEMENTS[Area]).collections
    corners = {tuple(one) for one in area.get_paths()[0].vertices.tolist()}
    assert corners == {(0, 2), (1, 3), (0, 4), (1, 5)}


def test_a_segment_leads_from_its_first_end_to_its_second():
    (segments,) = drawn(ELEMENTS[Segments]).collections
    np.testing.assert_array_equal(segments.get_segments()[0], [[1, 2], [3, 5]])


def test_a_rectangle_has_its_corners():
    (box,) = drawn(ELEMENTS[Rectangles]).patches
    assert box.get_bbox().extents.tolist() == list(BOX)


def test_a_helper_line_stands_at_its_place():
    (upright,) = drawn(ELEMENTS[Upright]).lines
    assert upright.get_xdata() == [2.0, 2.0]


def test_later_elements_lie_over_earlier_ones():
    axes = drawn(ELEMENTS[Curve], ELEMENTS[Area], ELEMENTS[Rectangles])
    order = [axes.lines[0], axes.collections[0], axes.patches[0]]
    assert [one.get_zorder() for one in order] == [0, 1, 2]


def test_a_figure_has_the_size_of_its_paper():
    figure = paint(paper(width=4.0).hold([ELEMENTS[Curve]]))
    assert figure.get_figwidth() == 4.0


def test_the_paper_finishes_the_axes():
    axes = drawn(ELEMENTS[Curve])
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 4), (0, 6))

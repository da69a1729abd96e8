"""What renderers are asked to draw: where, in which colours, in which order."""

import numpy as np
import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex

from kgisim.presentation.figures.axes import line, scatter
from kgisim.presentation.figures.brush import PAINTERS, Brush
from kgisim.presentation.figures.elements import (
    SHEET,
    Area,
    Chart,
    Curve,
    Label,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)
from kgisim.presentation.figures.fonts import drawing

BOX = (1.0, 2.0, 3.0, 5.0)
DASHED = (0, (4, 3))


ELEMENTS = {
    Curve: line((0, 1), (2, 3), color="#112233"),
    Scatter: scatter((0, 1), (2, 3), filled=True, colour="#112233", s=4),
    Area: Area([0, 1], [2, 3], [4, 5], facecolor="#112233", linewidth=0),
    Segments: Segments([BOX], color="#112233"),
    Rectangles: Rectangles([BOX], facecolor="#112233"),
    Upright: Upright(2.0, color="#112233"),
    Label: Label("FY", (1, 2), size=9, color="#112233"),
}


class Recorder(RendererBase):
    """Keeps what it is asked for; a dot is a point of a sheet of 4 by 6 units."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def draw_path(self, gc, path, transform, rgbFace=None):
        self._keep(gc, path.vertices, rgbFace)

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        self._keep(gc, path.vertices, rgbFace)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        self._keep(gc, np.array([[x, y]]), None)

    def _keep(self, gc, points, face):
        colours = {to_hex(gc.get_rgb()), None if face is None else to_hex(face)}
        clip = gc.get_clip_rectangle()
        self.asked.append((points, colours, clip and clip.extents, gc.get_dashes()[1]))

    def get_canvas_width_height(self):
        return 400, 600

    def flipy(self):
        return False


def drawn(*elements, **more):
    """Draw on a sheet of 4 by 6 units, 100 points each, whose plotting area is all of it."""
    sheet = Chart(elements, (400 / 72, 600 / 72), ((0, 4), (0, 6)), **more)
    recorder = Recorder()
    with drawing():
        Brush(recorder, sheet).draw(sheet.layers())
    return recorder.asked


def places(*elements):
    ((points, *_),) = drawn(*elements)
    return [tuple(one) for one in (points / 100).round(9).tolist()]


@pytest.mark.parametrize("kind", PAINTERS)
def test_every_kind_of_element_is_drawn_in_its_colour(kind):
    ((_, colours, *_),) = drawn(ELEMENTS[kind])
    assert "#112233" in colours


@pytest.mark.parametrize("kind", [Curve, Scatter])
def test_points_stand_at_their_places(kind):
    assert places(ELEMENTS[kind]) == [(0, 2), (1, 3)]


def test_an_area_lies_between_its_ends():
    assert set(places(ELEMENTS[Area])) == {(0, 2), (1, 3), (0, 4), (1, 5)}


def test_a_segment_leads_from_its_first_end_to_its_second():
    assert places(ELEMENTS[Segments]) == [(1, 2), (3, 5)]


def test_a_rectangle_has_its_corners():
    assert set(places(ELEMENTS[Rectangles])) == {(1, 2), (3, 2), (3, 5), (1, 5)}


def test_a_helper_line_stands_at_its_place_from_bottom_to_top():
    assert places(ELEMENTS[Upright]) == [(2, 0), (2, 6)]


def test_a_label_begins_at_its_place_moved_by_its_offset():
    assert places(Label("FY", (1, 2), offset=(50, -100), size=9, color="black")) == [(1.5, 1)]


@pytest.mark.parametrize("across", ["data", "area", "sheet"])
@pytest.mark.parametrize("up", ["data", "area", "sheet"])
def test_places_are_numbers_shares_of_the_plotting_area_or_points(across, up):
    sheet = Chart([], (400 / 72, 600 / 72), ((1, 3), (0, 4)), (0.125, 0.25, 0.5, 0.5))
    # the same two places in each unit
    right = {"data": (1, 2), "area": (0, 0.5), "sheet": (50, 150)}[across]
    high = {"data": (0, 3), "area": (0, 0.75), "sheet": (150, 375)}[up]
    found = Brush(Recorder(), sheet).points((across, up), right, high)
    assert found.tolist() == [pytest.approx([50, 150]), pytest.approx([150, 375])]


def test_later_elements_lie_over_earlier_ones_and_depths_between():
    one, two, three = ELEMENTS[Curve], ELEMENTS[Area], ELEMENTS[Rectangles]
    ground, between, top = (Upright(1.0, depth=at, color="black") for at in (-1, 0, 3))
    sheet = Chart([one, two, three], (4, 6), ((0, 4), (0, 6)), around=[top, between, ground])
    assert sheet.layers() == [ground, one, between, two, three, top]


def test_data_are_cut_at_the_plotting_area_and_words_and_samples_are_not():
    sample = Curve([0, 1], [0, 1], frame=SHEET, color="black")
    found = drawn(ELEMENTS[Curve], ELEMENTS[Label], sample, area=(0.1, 0.2, 0.5, 0.6))
    cut, *whole = [clip for _, _, clip, _ in found]
    assert cut == pytest.approx([40, 120, 240, 480])
    assert whole == [None, None]


def test_dashes_grow_with_their_line():
    ((*_, dashes),) = drawn(line((0, 1), (2, 3), color="black", linewidth=3, linestyle=DASHED))
    assert dashes == [12, 9]
    ((*_, solid),) = drawn(line((0, 1), (2, 3), color="black"))
    assert solid is None


def test_a_hollow_mark_is_white_within_its_edge():
    ((_, colours, *_),) = drawn(scatter([1], [2], filled=False, colour="#112233", s=4))
    assert colours == {"#112233", "#ffffff"}

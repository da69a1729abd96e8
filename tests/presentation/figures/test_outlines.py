import io
import re
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from kgisim.presentation.figures.elements import AREA, Label
from kgisim.presentation.figures.fonts import drawing, letters
from kgisim.presentation.figures.outlines import Dotted, Outlined, laid

HREF = "{http://www.w3.org/1999/xlink}href"
PLACES = ("left", "center", "right"), ("baseline", "top", "center", "center_baseline")


@pytest.mark.parametrize("said", ["年度", "二行\nFY 2040", "≥ g\n\n目標"])
@pytest.mark.parametrize("leading", [None, 1.35])
def test_labels_are_laid_out_as_matplotlib_lays_out_texts(said, leading):
    for size, ha, va in product((9, 12), *PLACES):
        check_layout(size, said, leading, ha, va)


def check_layout(size, said, leading, ha, va):
    with drawing():
        renderer = RendererSVG(300, 200, io.StringIO())
        figure = Figure(dpi=72)
        spaced = {} if leading is None else {"linespacing": leading}
        where = {"fontproperties": letters(size), "ha": ha, "va": va, **spaced}
        text = figure.text(0, 0, said, **where)
        found = laid(Label(said, (0, 0), frame=AREA, ha=ha, va=va, leading=leading, size=size))
        expected, lines, _ = text._get_layout(renderer)
    assert found.box == pytest.approx(expected.extents)
    places = [place for _, *place in found.lines]
    assert places == [pytest.approx(list(place)) for *_, place in lines]


def written(kind, *texts):
    """Give what a renderer writes for texts, and the places of their letters in it."""
    with drawing():
        file = io.StringIO()
        renderer = kind(300, 200, file)
        for text in texts:
            renderer.draw_text(renderer.new_gc(), 10, 20, text, letters(9), 0)
        renderer.finalize()
    return file.getvalue()


def letters_of(svg):
    """Give the uses of letters with their places, and the outlines, of an SVG file."""
    uses, outlines = [], {}
    for one in ElementTree.fromstring(svg).iter():
        kind = one.tag.rpartition("}")[2]
        if kind == "use":
            moved = re.match(r"translate\((\S+) (\S+)\)", one.get("transform", "translate(0 0)"))
            place = moved.groups() if one.get("x") is None else (one.get("x"), one.get("y"))
            uses.append((one.get(HREF), *map(float, place)))
        elif kind == "path":
            outlines[one.get("id")] = one.get("d") or "", one.get("transform")
    return uses, outlines


def test_letters_are_those_of_matplotlib_each_outlined_once():
    texts = ["年度 FY 2040", "≥ g", "年度 FY 2040"]  # the last time it is known
    (uses, outlines), (others, expected) = (
        letters_of(written(kind, *texts)) for kind in (Outlined, RendererSVG)
    )
    assert outlines == expected
    assert [name for name, *_ in uses] == [name for name, *_ in others]
    assert len(uses) == sum(map(len, texts))
    places = [[place for _, *place in some] for some in (uses, others)]
    np.testing.assert_allclose(*places, rtol=1e-5)


def test_dots_are_those_of_matplotlib():
    def drawn(kind):
        with drawing():
            renderer = kind(200, 40, 150)
            renderer.draw_text(renderer.new_gc(), 10, 30, "年度 ≥ FY", letters(9), 0)
        return bytes(renderer.buffer_rgba())

    assert drawn(Dotted) == drawn(RendererAgg) != drawn(RendererAgg)[::-1]


def test_marks_between_latin_letters_are_not_as_wide_as_japanese_ones():
    def wide(said):
        left, _, right, _ = laid(Label(said, (0, 0), size=10, color="black")).box
        return right - left

    assert wide("“a” ‘b’ …") == wide("\"a\" 'b' ...") < wide("「a」「b」…")
    assert wide("「現状」…") > wide("「現状」")

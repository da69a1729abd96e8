"""What HoloViews shows around the elements is what reports draw."""

import io
import re

import holoviews as hv
import pytest

from kgisim.api.overlay import overlay
from kgisim.presentation.figures.axes import Paper, line, quiet_label
from kgisim.presentation.figures.elements import DOWN, SHADE, Rectangles
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.render import saved

INK = {"color": "#112233", "linewidth": 2}
TEXT = re.compile(r'<!-- (.*?) -->\s*<g [^>]*transform="translate\((\S+) (\S+)\)')


@pytest.fixture
def chart():
    sizes = {"width": 4, "sides": (0.5, 0.7), "plot": 1.5, "xlim": (2020, 2040), "ylim": (0, 9)}
    shade = Rectangles([(2021, 0, 2023, 1)], frame=DOWN, depth=SHADE, facecolor="#445566")
    return Paper(
        **sizes,
        language="ja",
        xlabel="（年度）",
        ylabel="（件）",
        keys=[Key("基準", INK)],
        margin=[(5.0, "例示", "#112233")],
        extra=[shade, quiet_label(2024.5, "以降は見通し")],
    ).hold([line([2020, 2040], [1, 2], **INK)])


def shown(chart):
    figure, file = hv.render(overlay(chart), backend="matplotlib"), io.StringIO()
    figure.savefig(file, format="svg")
    return file.getvalue()


def texts(svg):
    return sorted((said, float(x), float(y)) for said, x, y in TEXT.findall(svg))


def test_words_stand_where_they_stand_in_reports(chart):
    found, expected = texts(shown(chart)), texts(saved(chart, "svg").decode())
    assert [said for said, *_ in found] == [said for said, *_ in expected]
    assert {"（年度）", "（件）", "基準", "例示", "以降は見通し"} <= {said for said, *_ in found}
    for (_, *place), (_, *other) in zip(found, expected, strict=True):
        assert place == pytest.approx(other, abs=0.01)


def test_shades_and_samples_are_shown(chart):
    svg = shown(chart)
    assert "fill: #445566" in svg
    assert svg.count("stroke: #112233") >= 2  # the curve and its sample


def test_nothing_around_is_cut_off_where_a_picture_is_cut_to_what_it_holds(chart):
    figure, file = hv.render(overlay(chart), backend="matplotlib"), io.StringIO()
    figure.savefig(file, format="svg", bbox_inches="tight", pad_inches=0)
    box = re.search(r'viewBox="0 0 (\S+) (\S+)"', file.getvalue()).groups()
    assert [float(one) for one in box] == pytest.approx([72 * one for one in chart.inches])

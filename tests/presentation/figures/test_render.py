import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib
import numpy as np
import pytest
from PIL import Image

from kgisim.errors import KgisimError
from kgisim.presentation.figures.axes import Paper, line, quiet_label
from kgisim.presentation.figures.fonts import GlyphError
from kgisim.presentation.figures.render import inline, saved


def chart(label: str = "国内発の医療機器"):
    paper = Paper(
        width=3,
        sides=(0.5, 0.5),
        plot=1,
        xlim=(0, 1),
        ylim=(0, 1),
        language="ja",
        extra=[quiet_label(0.5, label)],
    )
    return paper.hold([line((0, 1), ends, color="black") for ends in ((0, 1), (1, 0))])


def to_svg(chart, *, name, alt):
    return inline(saved(chart, "svg").decode(), name=name, alt=alt)


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


def test_a_picture_has_the_size_of_its_paper_and_its_lines_on_white():
    picture = Image.open(io.BytesIO(saved(chart(), "png", 100)))
    assert picture.mode == "RGB"
    assert picture.size == tuple(int(100 * one) for one in chart().inches)
    dots = np.asarray(picture)
    assert (dots[0] == 255).all()
    assert (dots < 128).any()


def test_a_printed_page_has_its_size_and_no_date():
    page = saved(chart(), "pdf")
    assert page.startswith(b"%PDF")
    assert b"Date" not in page
    wide, high = (72 * one for one in chart().inches)
    box = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", page)
    assert [float(one) for one in box.groups()] == pytest.approx([wide, high])


def test_neither_axes_nor_figures_of_matplotlib_are_needed():
    told = "import sys; from kgisim.presentation.figures.figure import warm; warm(('svg', 'png'));"
    told += (
        "print([one for one in ('axes', 'figure', 'pyplot') if f'matplotlib.{one}' in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert found.stdout == "[]\n"

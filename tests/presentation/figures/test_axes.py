from itertools import combinations

import pytest

from kgisim.presentation.figures.axes import Paper, line
from kgisim.presentation.figures.elements import Label, Segments
from kgisim.presentation.figures.legend import Key
from kgisim.schema import LANGUAGES
from tests.presentation.figures.boxes import boxes


def around(**changes):
    """Give labels, each with its text and place, and lines of a sheet without data."""
    sizes = {"width": 3, "sides": (0.5, 0.5), "plot": 1, "xlim": (0, 4), "ylim": (0, 6)}
    chart = Paper(**sizes | {"language": "ja"} | changes).hold([])
    labels = [(*one.place, one.text) for one in chart.around if isinstance(one, Label)]
    return labels, [one for one in chart.around if isinstance(one, Segments)]


@pytest.mark.parametrize(("grid", "count"), [("x", 5), ("y", 7), ("", 0)])
def test_axes_have_their_numbers_and_one_grid(grid, count):
    labels, grids = around(grid=grid)
    assert [said for *_, said in labels] == [*"01234", *"0123456"]
    assert [len(one.ends) for one in grids] == [count] * bool(grid)


def test_a_grid_leads_across_the_plotting_area_at_every_number():
    labels, (grid,) = around(grid="y")
    assert grid.frame == ("area", "data")
    heights = [up for _, up, _ in labels[-7:]]
    assert grid.ends.tolist() == [[0, up, 1, up] for up in heights]


def test_names_and_ticks_stand_where_they_are_asked_for():
    labels, _ = around(names=[(5.0, "a"), (1.0, "b")], across=[3.0])
    assert labels == [(3.0, 0, "3"), (0, 5.0, "a"), (0, 1.0, "b")]


def test_a_chart_has_the_size_limits_and_plotting_area_of_its_paper():
    sizes = {"width": 4.0, "sides": (0.5, 0.7), "plot": 1.5, "xlim": (0, 4), "ylim": (0, 6)}
    chart = Paper(**sizes, language="ja").hold([line((0, 1), (2, 3), color="black")])
    assert chart.inches[0] == 4.0
    assert chart.limits == ((0, 4), (0, 6))
    left, _, wide, high = chart.area
    assert [4 * left, 4 * wide] == pytest.approx([0.5, 2.8])
    assert chart.inches[1] * high == pytest.approx(1.5)


LONG = {
    "ja": "医療機器の国際展開支援に関する現地拠点の構築、薬事登録及び製品改良の支援並びに周辺施策",
    "en": "A very long name of an assumption about the market that nobody could say in one breath",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("series", [1, 30])
@pytest.mark.parametrize(
    "ylim",
    [(0.0, 1e-7), (0.0, 9.7e12), (-1234567.0, -1000.0), (1e-5, 4e-5), (-0.03, 1.09)],
)
def test_no_word_is_cut_by_the_edge_of_the_sheet_or_stands_on_another(ylim, series, language):
    """Also beside numbers and names of any length, and at a tick at the end of the axis."""
    keys = [Key(LONG[language][: 100 if i % 3 == 0 else 9], {"color": "k"}) for i in range(series)]
    margin = [(ylim[1], f"{i} {LONG[language][:12]}", "black") for i in range(min(series, 11))]
    chart = Paper(
        width=6.4,
        sides=(0.5, 0.4),
        plot=2.1,
        xlim=(2020, 2021),
        ylim=ylim,
        language=language,
        xlabel="(FY)",
        ylabel="(USD million)",
        keys=keys,
        margin=margin,
    ).hold([])
    found = [box for box in boxes(chart) if box[0]]
    wide, high = (72 * one for one in chart.inches)
    for said, left, bottom, right, top in found:
        assert 0 <= left < right <= wide, said
        assert 0 <= bottom < top <= high, said
    for (one, *a), (other, *b) in combinations(found, 2):
        across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across < 0 or up < 2, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_horizontal_axis_of_whole_numbers_has_years(language):
    labels, _ = around(ylim=(1950, 2150), xlim=(2024, 2040), language=language)
    said = [one for *_, one in labels]
    assert {"2024", "2040"} < set(said)
    assert {"1,960", "2,140"} < set(said) or {"2,000", "2,100"} < set(said)
    labels, _ = around(xlim=(2000.0, 2001.0), whole=(False, False), language=language)
    assert "2,000.2" in [one for *_, one in labels]

import pytest

from kgisim.presentation.figures.axes import Paper, line
from kgisim.presentation.figures.elements import Label, Segments


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

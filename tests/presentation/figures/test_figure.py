"""A figure is drawn for all files that are asked of it at once, and keeps these alone."""

import gc
import weakref

import pandas as pd
import pytest

from kgisim.presentation.figures import figure as figures
from kgisim.presentation.figures.axes import Paper, quiet_line
from kgisim.presentation.figures.render import painted


@pytest.fixture
def sheets(monkeypatch):
    """What was painted, as long as anybody keeps it."""
    made = []

    def painting(chart):
        sheet = painted(chart)
        made.append(weakref.ref(sheet))
        return sheet

    monkeypatch.setattr(figures, "painted", painting)
    return made


@pytest.fixture
def figure():
    sizes = {"width": 3, "sides": (0.5, 0.5), "plot": 1, "xlim": (0, 1), "ylim": (0, 1)}
    paper = Paper(**sizes, language="ja", extra=[lambda axes: quiet_line(axes, 0.5, "例")])
    nothing = pd.DataFrame()
    return figures.Figure("x", paper.hold([]), "", "", nothing, figures.Numbers(nothing, (), ""))


def test_several_files_take_one_drawing_which_nobody_keeps(figure, sheets):
    figure.draw(("svg", "png"))
    gc.collect()
    assert [sheet() for sheet in sheets] == [None]
    assert figure.image("svg").startswith(b"<?xml")
    assert figure.image("png").startswith(b"\x89PNG")
    assert len(sheets) == 1


def test_another_file_can_be_asked_for_later(figure, sheets):
    figure.draw(("svg",))
    assert figure.image("pdf").startswith(b"%PDF")
    assert len(sheets) == 2

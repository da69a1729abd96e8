"""A figure's files are drawn when they are asked for, and each once."""

import pickle

import pandas as pd
import pytest

from kgisim.presentation.figures import figure as figures
from kgisim.presentation.figures.axes import Paper, quiet_label
from kgisim.presentation.figures.render import saved


@pytest.fixture
def drawn(monkeypatch):
    """Formats that were drawn."""
    made = []

    def drawing(chart, form, dpi):
        made.append(form)
        return saved(chart, form, dpi)

    monkeypatch.setattr(figures, "saved", drawing)
    return made


@pytest.fixture
def figure():
    sizes = {"width": 3, "sides": (0.5, 0.5), "plot": 1, "xlim": (0, 1), "ylim": (0, 1)}
    paper = Paper(**sizes, language="ja", extra=[quiet_label(0.5, "例")])
    nothing = pd.DataFrame()
    return figures.Figure("x", paper.hold([]), "", "", nothing, figures.Numbers(nothing, (), ""))


def test_files_are_drawn_once_and_kept_also_in_another_process(figure, drawn):
    figure.draw(("svg", "png"))
    other = pickle.loads(pickle.dumps(figure))
    for one in (figure, other):
        assert one.image("svg").startswith(b"<?xml")
        assert one.image("png").startswith(b"\x89PNG")
    assert drawn == ["svg", "png"]


def test_another_file_can_be_asked_for_later(figure, drawn):
    figure.draw(("svg",))
    assert figure.image("pdf").startswith(b"%PDF")
    assert drawn == ["svg", "pdf"]

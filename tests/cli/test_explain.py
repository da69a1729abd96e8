"""Blocks of a report on a terminal."""

import pandas as pd
import pytest

from kgisim.cli.explain import EXPLAINING, show_blocks, show_explanation
from kgisim.errors import NotFoundError
from kgisim.report.blocks import Heading, Note, PageBreak, Paragraph, Sentences, Table, Terms
from kgisim.report.sections.goal import PARTS
from kgisim.runs.make_run import make_run


@pytest.fixture
def printed(capsys):
    """What blocks look like, line by line."""

    def show(*blocks):
        show_blocks(blocks)
        return capsys.readouterr().out.splitlines()

    return show


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (Heading("Milestones"), "Milestones"),
        (Paragraph("Said once."), "Said once."),
        (Sentences(("One.", "Two."), "key"), "Two."),
        (Note(("Mind this.",), "key", "alert"), "Mind this."),
        (Terms((("run", "r1"),), "key"), "run: r1"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_text_is_printed_as_it_stands(printed, block, line):
    assert line in printed(block)


def test_a_table_has_its_caption_its_headings_and_its_cells(printed):
    frame = pd.DataFrame({"goal": ["share"], "chance": ["31 %\nunlikely"]})
    lines = [line.strip() for line in printed(Table(frame, "Chances", "key"))]
    assert lines[1] == "Chances"
    assert lines[2].split() == ["goal", "chance"]
    assert lines[-1] == "share   31 % / unlikely"


@pytest.mark.parametrize("block", [Table(pd.DataFrame({"goal": []}), "Empty", "key"), PageBreak()])
def test_what_holds_nothing_prints_nothing(printed, block):
    assert printed(block) == []


def test_every_part_that_explains_is_a_part_of_the_report():
    assert set(EXPLAINING) <= set(PARTS)


@pytest.fixture
def run(smallest, quick_fits, tmp_path):
    return make_run(smallest, folder=tmp_path / "runs")


def test_only_the_parts_asked_for_are_printed(run, capsys):
    show_explanation(run, "share", ("definition",), "en")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "KGI 1a: overseas ratio",
        "Definition: consolidated",
    ]


def test_an_unknown_part_is_refused_with_the_nearest(run):
    with pytest.raises(NotFoundError, match="milestones"):
        show_explanation(run, "share", ("milestone",), "en")


def test_an_unknown_goal_is_refused_with_the_nearest(run):
    with pytest.raises(NotFoundError, match="share"):
        show_explanation(run, "shore", (), "en")

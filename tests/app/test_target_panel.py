"""The board on which a target is set follows everything that a session changes."""

import numpy as np
import pytest

from kgisim import schema
from kgisim.app.levers import BOTH
from kgisim.app.target_answers import answers_of
from kgisim.app.target_panel import Aiming
from kgisim.app.target_slider import packed
from kgisim.targets.window import TargetWindow

LEVER = "measure:overseas_expansion_support"


@pytest.fixture
def board(session):
    return Aiming(session, answers_of(session))


def middle(board, name):
    return board.fan._sources[name].data["median"]


def test_a_moved_lever_redraws_the_line_of_the_package(session, board):
    before = middle(board, session.scenario)
    session.levers = {LEVER: 5.0}
    assert middle(board, BOTH)[-1] > before[-1]


def test_a_moved_lever_redraws_the_curve_of_chances(session, board):
    before = board.curve._sources[session.scenario].data["level"]
    session.levers = {LEVER: 5.0}
    assert np.median(board.curve._sources[BOTH].data["level"]) > np.median(before)


def test_levers_back_as_written_bring_back_the_line_of_the_package(session, board):
    before = middle(board, session.scenario)
    session.levers = {LEVER: 5.0}
    session.levers = {}
    np.testing.assert_array_equal(middle(board, session.scenario), before)


def test_another_scenario_takes_the_place_of_the_package_in_the_legend(session, board):
    session.scenario = "weak_yen"
    title = session.shared.scenarios["weak_yen"].title("ja")
    assert title in board.fan_legend.html
    assert title in board.curve_legend.html


def test_the_board_counts_the_futures_of_the_package_as_it_stands(session, board):
    session.levers = {LEVER: 5.0}
    answers = answers_of(session)
    assert board.view.after == packed(answers.forecast, answers.question)
    assert board.view.before == packed(answers.forecast, answers.question.under(schema.BASELINE))


@pytest.mark.parametrize(
    "window",
    [
        TargetWindow(2038),
        TargetWindow(2040, length=5, statistic="sum"),
        TargetWindow(2040, statistic="cumulative", since=2030),
    ],
)
def test_the_menus_name_the_years_that_are_judged(session, window):
    session.goal = "kgi1d_acquisitions"
    session.window = window
    year, way = Aiming(session, answers_of(session)).window_row()
    assert TargetWindow(year.value, *way.value) == window


def test_the_menu_of_years_changes_what_is_asked(session, board):
    year, _ = board.window_row()
    year.value = 2035
    assert answers_of(session).question.window == TargetWindow(2035)

"""The page of checks: forecasts from past years beside what came."""

import importlib.util

import pandas as pd
import pytest

from kgisim.evaluation.backtest import COLUMNS, MODEL
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

GOAL = "kgi1d_acquisitions_any_age"


@pytest.fixture(scope="module")
def page():
    file = Workspace.bundled().dashboards / "checks.py"
    spec = importlib.util.spec_from_file_location("checks_page", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tested(session, monkeypatch):
    """The session over a run with one forecast; no number in it is real."""
    place = (GOAL, 2019, 2020, MODEL, 5.0, 4.0, 4.0, 2.0, 5.0, 1.0, 8.0, 0.0, 11.0, 0.6, 0.1, 0.2)
    known = pd.DataFrame([place], columns=list(COLUMNS))
    monkeypatch.setitem(vars(session.shared.run), "backtests", known)
    return session


@pytest.mark.parametrize("language", LANGUAGES)
def test_forecasts_are_shown_with_a_drawing_and_its_numbers(tested, page, language, monkeypatch):
    monkeypatch.setattr(tested, "language", language)
    shown = page._page(tested)
    assert tested.t("backtest.title") in shown
    assert "<svg" in shown
    assert tested.t("figure.table") in shown


def test_a_run_without_such_forecasts_shows_none(session, page):
    assert session.t("backtest.title") not in page._page(session)

"""Charts that are made once: what they hold, and that a patch touches nothing else."""

import numpy as np
import pytest

from kgisim import schema
from kgisim.app.curve import Curve
from kgisim.app.fan import FanPlot, record_columns
from kgisim.app.levers import BOTH, POLICY, WORLD
from kgisim.app.target_answers import answers_of
from kgisim.presentation.figures.fan_data import fan_data
from kgisim.presentation.figures.palette import drawn
from tests.builders import PLAN

LINES = (schema.BASELINE, WORLD, POLICY, BOTH)


@pytest.fixture
def projection(session):
    return session.shared.projection.under(session.worlds, series=[session.goal], since=2020).draws


@pytest.fixture
def fan(session, projection):
    return FanPlot(session.localized, drawn(dict.fromkeys(LINES, "line")), projection, level=84.0)


def heights(fan, name):
    return fan._sources[name].data["median"].copy()


def test_what_is_sent_is_single_precision(fan):
    sent = [column.dtype for column in fan._sources[BOTH].data.values() if column.dtype != int]
    assert set(sent) == {np.dtype(np.float32)}


def test_a_patch_moves_the_lines_it_names_and_no_other(session, fan):
    before = {name: heights(fan, name) for name in LINES}
    session.levers = {"measure:overseas_expansion_support": 5.0}
    worlds = {name: session.worlds[name] for name in (POLICY, BOTH)}
    made = session.shared.projection.under(worlds, series=[session.goal], since=2020)
    fan.patch(made.draws)
    moved = {name for name in LINES if not np.array_equal(before[name], heights(fan, name))}
    assert moved == {POLICY, BOTH}


def test_other_scenarios_take_the_places_of_those_drawn(session, projection):
    made = FanPlot(
        session.localized, drawn({schema.BASELINE: "as it is", POLICY: "policy"}), projection
    )
    made.patch(projection, drawn({schema.BASELINE: "as it is", WORLD: "world"}))
    drawn_values = projection[schema.OUTCOME].sel(scenario=WORLD, series=session.goal)
    expected = np.quantile(drawn_values.transpose("draw", "year").to_numpy(), 0.5, axis=0)
    np.testing.assert_allclose(
        made._sources[WORLD].data["median"][-1],
        expected[-1] * session.localized.quantity.factor,
        rtol=1e-5,
    )
    assert "world" in made.legend
    assert "policy" not in made.legend


def test_the_fan_begins_where_the_record_ends_or_is_estimated(session, fan):
    years = fan._sources[schema.BASELINE].data["year"]
    assert (years[0], years[-1]) == (max(session.localized.view.fan_start, 2020), PLAN.horizon)


def test_the_target_is_drawn_where_it_is(session, fan):
    assert fan.target.location == 84.0 * session.localized.quantity.factor


def test_the_admissible_levels_are_drawn_only_if_there_are_any(fan):
    fan.admit((70.0, 60.0))
    shown = (fan.admissible.visible, fan.admissible.bottom, fan.admissible.top)
    fan.admit(None)
    assert shown == (True, 60.0, 70.0)
    assert not fan.admissible.visible


def test_every_observation_is_drawn_with_its_source_and_grade(session):
    session.goal = "kgi1d_acquisitions"
    columns = record_columns(session.localized, fan_data(session.localized).record)
    assert len(columns) == len(session.shared.catalog.rows(session.goal))
    assert all(columns["source"].str.len() > 0)
    assert all(columns["grade"].str.len() > 0)


def test_the_curve_falls_with_the_level_where_more_is_better(session):
    answers = answers_of(session)
    lines = drawn(answers.scenarios)
    curve = Curve(
        session.localized,
        lines,
        answers.judged(),
        level=answers.question.value,
        window=answers.question.window,
        when="",
    )
    data = curve._sources[schema.BASELINE].data
    assert np.all(np.diff(data["level"]) >= 0)
    assert np.all(np.diff(data["chance"]) <= 0)
    drawn_values = answers.judged()[schema.BASELINE]
    middle = float(np.interp(curve.factor * np.median(drawn_values), data["level"], data["chance"]))
    assert middle == pytest.approx(50.0, abs=1.0)


def test_the_draws_of_the_run_are_read_once_and_no_others(session, monkeypatch):
    lines, draws = drawn(dict.fromkeys(LINES[:1], "line")), session.shared.run.projection.draws
    first = FanPlot(session.localized, lines, draws, is_of_run=True)
    monkeypatch.setattr("kgisim.app.fan.fan_data", lambda *_: pytest.fail("was read again"))
    again = FanPlot(session.localized, lines, draws, is_of_run=True)
    assert np.array_equal(heights(first, LINES[0]), heights(again, LINES[0]))
    with pytest.raises(pytest.fail.Exception):
        FanPlot(session.localized, lines, draws)

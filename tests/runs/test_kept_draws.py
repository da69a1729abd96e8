"""Draws of a run are made again, and recognised; what is not the same is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kgisim.errors import RunError
from kgisim.presentation.goal_view import goal_view_of
from kgisim.runs.kept_draws import MARKS, marks
from kgisim.runs.run import Run, open_run
from kgisim.schema import BASELINE


@pytest.fixture
def tampered(finished, tmp_path):
    """Return a run whose marks were changed by a function, as if they were its own."""

    def make(change, but=()) -> Run:
        folder = Path(shutil.copytree(finished.path, tmp_path / finished.id))
        kept = json.loads((folder / MARKS).read_text("utf-8"))
        for scenario in kept["tables"].keys() - set(but):
            table = kept["tables"][scenario]
            table[:] = [change(*mark) for mark in table]
        (folder / MARKS).write_text(json.dumps(kept), "utf-8")
        return Run(folder, finished.manifest)

    return make


def test_draws_made_again_have_the_bits_that_they_had(finished):
    kept = json.loads((finished.path / MARKS).read_text("utf-8"))
    assert marks(open_run(finished.path).projection.draws) == kept


def test_no_draws_are_made_before_a_number_is_read(finished):
    projection = open_run(finished.path).projection
    assert projection.draws.sizes["scenario"] == len(finished.scenarios)
    assert "simulator" not in vars(projection)


def test_other_draws_are_refused_with_the_version_that_made_them(tampered):
    run = tampered(lambda _, level, outcome: ("", level * 1.001, outcome))
    with pytest.raises(RunError, match=r"come out otherwise .* kgisim \d"):
        run.projection.draws["level"].to_numpy()


def test_what_is_judged_under_one_scenario_reads_no_draws_of_others(tampered, finished):
    run = tampered(lambda _, level, outcome: ("", level * 1.001, outcome), but={BASELINE})
    name = run.catalog.goals[0].id
    found, same = (goal_view_of(one, name).quantiles(BASELINE) for one in (run, finished))
    assert found == same
    assert not goal_view_of(run, name).differs(BASELINE)
    other = next(one for one in run.scenarios if one != BASELINE)
    with pytest.raises(RunError, match="come out otherwise"):
        goal_view_of(run, name).quantiles(other)


def test_last_bits_of_another_processor_are_used_with_a_warning(tampered, finished):
    run = tampered(lambda _, level, outcome: ("", level * (1 + 1e-7), outcome))
    with pytest.warns(UserWarning, match="last bits"):
        found = run.projection.draws["level"].to_numpy()
    assert np.array_equal(found, finished.projection.draws["level"].to_numpy(), equal_nan=True)


@pytest.mark.parametrize("goals", [False, True], ids=["all", "goals first"])
def test_draws_made_ahead_are_those_that_would_be_made_here(finished, goals):
    run = open_run(finished.path)
    run.project_ahead(goals=goals)
    projection = run.projection
    kept = json.loads((finished.path / MARKS).read_text("utf-8"))
    assert marks(projection.draws) == kept
    assert not run.awaits_draws()
    assert projection.simulator.is_of(run.catalog, projection.fits, projection.seed)
    later = projection.under(run.scenarios)
    assert np.array_equal(later.draws["level"], projection.draws["level"], equal_nan=True)


def test_other_draws_are_refused_where_they_were_made_ahead(tampered):
    run = tampered(lambda _, level, outcome: ("", level * 1.001, outcome))
    run.project_ahead()
    with pytest.raises(RunError, match="come out otherwise"):
        run.projection.draws["level"].to_numpy()


def test_a_run_that_was_just_made_has_its_draws(finished):
    run = open_run(finished.path, made=finished.projection)
    run.project_ahead()
    assert not run.awaits_draws()
    assert np.array_equal(
        run.projection.draws["level"], finished.projection.draws["level"], equal_nan=True
    )

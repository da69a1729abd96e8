"""Draws of a run are made again, and recognised; what is not the same is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kgisim.errors import RunError
from kgisim.runs.kept_draws import MARKS, marks
from kgisim.runs.run import Run, open_run


@pytest.fixture
def tampered(finished, tmp_path):
    """Return a run whose marks were changed by a function, as if they were its own."""

    def make(change) -> Run:
        folder = Path(shutil.copytree(finished.path, tmp_path / finished.id))
        kept = json.loads((folder / MARKS).read_text("utf-8"))
        for table in kept["tables"].values():
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


def test_last_bits_of_another_processor_are_used_with_a_warning(tampered, finished):
    run = tampered(lambda _, level, outcome: ("", level * (1 + 1e-7), outcome))
    with pytest.warns(UserWarning, match="last bits"):
        found = run.projection.draws["level"].to_numpy()
    assert np.array_equal(found, finished.projection.draws["level"].to_numpy(), equal_nan=True)

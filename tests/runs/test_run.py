import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xarray as xr

from kgisim.errors import RunError
from kgisim.runs.run import latest_run, open_run
from tests.conftest import SMALLEST


@pytest.fixture
def copied(finished, folder):
    """A copy of a run, to be damaged."""
    return Path(shutil.copytree(finished.path, folder / finished.id))


def test_nobody_can_change_the_draws_of_a_run(made):
    assert not made.projection.draws["outcome"].to_numpy().flags.writeable


def test_reopened_it_tells_the_same(finished):
    again = open_run(finished.path)
    assert again.manifest == finished.manifest
    xr.testing.assert_identical(again.projection.draws, finished.projection.draws)
    for table in ("fits", "assessment", "values", "plausibility"):
        assert getattr(again, table).equals(getattr(finished, table)), table


def test_its_stored_fits_give_its_projection_again(finished):
    again = finished.projection.under(finished.scenarios).draws
    xr.testing.assert_equal(again, finished.projection.draws)


def test_a_table_of_explanations_can_be_had_for_one_goal(finished):
    assert finished.explained("screens", "supply")["verdict"].tolist() == ["none"]


def test_it_can_be_read_after_the_workspace_is_gone(made, smallest):
    for path in smallest.data.glob("*.yaml"):
        path.unlink()
    assert len(open_run(made.path).catalog.indicators) == 6


@pytest.mark.parametrize(
    "name",
    [
        "projection.json",
        "fits.csv",
        "assessment.csv",
        "values.csv",
        "plausibility.csv",
        "log.txt",
        "workspace/data/yen.csv",
        "workspace/scenarios/policy.yaml",
    ],
)
@pytest.mark.parametrize("lost", [False, True], ids=["altered", "lost"])
def test_a_file_that_was_touched_is_told(copied, name, lost):
    path = copied / name
    content = path.read_bytes()
    path.unlink() if lost else path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(RunError, match=f"{name} was altered or lost .* remove the folder"):
        open_run(copied)


@pytest.mark.parametrize("content", ["", "{", "\x00"])
def test_a_folder_without_a_readable_manifest_is_no_run(copied, content):
    (copied / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match="is not a run"):
        open_run(copied)


def test_a_folder_that_does_not_exist_is_no_run(folder):
    with pytest.raises(RunError, match="is not a run"):
        open_run(folder / "r000000000000")


@pytest.mark.parametrize("manifest", [{"format": 99}, {}, []])
def test_another_format_is_refused(copied, manifest):
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(RunError, match=r"run format .*, expected 3; "):
        open_run(copied)


def test_the_latest_run_is_the_youngest(make, folder):
    old, young = make(seed=1), make(seed=2)
    past = time.time() - 1000
    os.utime(old.path / "manifest.json", (past, past))
    assert latest_run(folder).id == young.id


def test_a_folder_without_runs_says_how_to_make_one(folder):
    with pytest.raises(RunError, match=r"no run in .*; make one with"):
        latest_run(folder)


def test_a_run_is_frozen(finished):
    with pytest.raises(dataclasses.FrozenInstanceError):
        finished.path = "elsewhere"


def test_an_unchanged_run_is_found_before_anything_slow_is_imported(finished):
    code = (
        "import sys; from pathlib import Path; from kgisim.workspace import Workspace\n"
        "from kgisim.runs.run_folder import made_already\n"
        f"found = made_already(Workspace(Path({str(SMALLEST)!r})), Path(sys.argv[1]), "
        "seed=20401, draws=4000, as_of=None, unverified=True, use_failed=False, conditional=True)\n"
        "print(found.name, *{'numpy', 'pandas', 'xarray', 'pymc', 'pydantic'} & set(sys.modules))"
    )
    folder = str(finished.path.parent)
    said = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, check=True)
    assert said.stdout.decode().split() == [finished.id]

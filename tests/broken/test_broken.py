"""Each folder here breaks one rule in the sound workspace and tells exactly what is said of it."""

import shutil
from pathlib import Path

import pytest

from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace

HERE = Path(__file__).parent
RULES = sorted(path.parent.name for path in HERE.glob("*/expected.txt"))


@pytest.fixture
def sound(tmp_path: Path) -> Workspace:
    skip = shutil.ignore_patterns("__pycache__")
    return Workspace(Path(shutil.copytree(HERE / "sound", tmp_path / "sound", ignore=skip)))


def test_the_sound_workspace_has_no_problem(sound):
    assert check_workspace(sound) == ()


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_told_exactly(sound, rule):
    skip = shutil.ignore_patterns("expected.txt")
    shutil.copytree(HERE / rule, sound.root, dirs_exist_ok=True, ignore=skip)
    told = [str(problem) for problem in check_workspace(sound)]
    assert told == (HERE / rule / "expected.txt").read_text("utf-8").splitlines()


def test_every_folder_says_what_is_expected():
    folders = {path.name for path in HERE.iterdir() if path.is_dir()} - {"sound", "__pycache__"}
    assert folders == set(RULES)

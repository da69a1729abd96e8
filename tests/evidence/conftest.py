import shutil
from pathlib import Path

import pytest

from kgisim.workspace import Workspace


@pytest.fixture
def sound(tmp_path: Path) -> Workspace:
    """A copy of the smallest sound workspace, to be changed at will."""
    origin = Path(__file__).parents[1] / "broken" / "sound"
    skip = shutil.ignore_patterns("__pycache__")
    return Workspace(Path(shutil.copytree(origin, tmp_path / "sound", ignore=skip)))

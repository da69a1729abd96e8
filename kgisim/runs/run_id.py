"""What names a run: a hash of everything that its numbers depend on."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kgisim
from kgisim.io import digest
from kgisim.workspace import FOLDERS, SETTINGS, Workspace

FORMAT = 2
"""Version of the run folder's layout."""
LIBRARIES = ("numpy", "scipy", "pandas", "xarray", "pymc", "pytensor", "arviz-stats", "SALib")
"""Libraries whose version a run depends on."""
WINGS = (
    "evidence",
    "inference",
    "projection",
    "targets",
    "evaluation",
    "analysis",
    "screening",
    "runs",
)
"""Wings of the engine whose code a run depends on; views and reports only show it."""


def workspace_digests(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of every input file of a workspace, by its path in it."""
    found = {SETTINGS: digest(workspace.settings)}
    for folder in FOLDERS:
        for file in sorted((workspace.root / folder).rglob("*")):
            if file.suffix in {".yaml", ".csv", ".py"} and "__pycache__" not in file.parts:
                found[file.relative_to(workspace.root).as_posix()] = digest(file)
    return found


def run_id(inputs: Mapping[str, str], options: Mapping[str, Any], *, seed: int, draws: int) -> str:
    """Name of a run: the hash of inputs, options, seed, engine code and library versions."""
    relevant = {name: value for name, value in inputs.items() if not name.startswith("dashboards")}
    content = [relevant, dict(options), seed, draws, FORMAT, versions(), engine_digest()]
    text = json.dumps(content, sort_keys=True)
    return "r" + hashlib.sha256(text.encode()).hexdigest()[:12]


def engine_digest() -> str:
    """Hash of the source of every wing that a run's numbers depend on."""
    root = Path(kgisim.__file__).parent
    files = [*root.glob("*.py"), *(file for wing in WINGS for file in (root / wing).glob("*.py"))]
    shown = {"__main__.py", "compare.py", "change_path.py", "format_versions.py"}
    text = "".join(digest(file) for file in sorted(files) if file.name not in shown)
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of everything that can move a digit."""
    own = {"kgisim": version("kgisim"), "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}

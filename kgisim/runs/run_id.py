"""What names a run: a hash of everything that its numbers depend on."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from kgisim.io import code_digest, digest
from kgisim.workspace import ELICITATIONS, FOLDERS, SETTINGS, Workspace

FORMAT = 3
"""Version of the run folder's layout."""
LIBRARIES = ("numpy", "scipy", "pandas", "xarray", "pymc", "pytensor", "arviz-stats")
"""Libraries whose version a run depends on."""
CODE = (
    *(
        f"kgisim.{name}"
        for name in (
            "ahead",
            "axis",
            "blobs",
            "cluster",
            "errors",
            "io",
            "messages",
            "parallel",
            "ranks",
            "recent",
            "rng",
            "schema",
            "stores",
            "workspace",
            "yaml_text",
        )
    ),
    "kgisim.evidence",
    "kgisim.inference",
    "kgisim.elicitation",
    "kgisim.projection",
    "kgisim.targets",
    "kgisim.evaluation",
    "kgisim.analysis",
    "kgisim.screening",
    *(
        f"kgisim.runs.{name}"
        for name in (
            "make_run",
            "run",
            "run_id",
            "run_folder",
            "kept_draws",
            "workers",
            "exchange",
            "current_elicitations",
            "readings",
            "packed_fits",
        )
    ),
)
"""Code on which a run depends; what else is there only shows runs, or compares them."""


def workspace_digests(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of every input file of a workspace, by its path in it."""
    found = {SETTINGS: digest(workspace.settings)}
    for folder in (*FOLDERS, ELICITATIONS):
        for file in sorted((workspace.root / folder).rglob("*")):
            if file.suffix in {".yaml", ".csv", ".py"} and "__pycache__" not in file.parts:
                found[file.relative_to(workspace.root).as_posix()] = digest(file)
    return found


def run_id(inputs: Mapping[str, str], options: Mapping[str, Any], *, seed: int, draws: int) -> str:
    """Name of a run: the hash of inputs, options, seed, engine code and library versions."""
    relevant = {name: value for name, value in inputs.items() if not name.startswith("dashboards")}
    content = [relevant, dict(options), seed, draws, FORMAT, versions(), code_digest(*CODE)]
    text = json.dumps(content, sort_keys=True)
    return "r" + hashlib.sha256(text.encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Versions of everything that can move a digit."""
    own = {"kgisim": version("kgisim"), "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}

"""The folder of a run: found, and checked, before anything that reads it is imported."""

import json
from pathlib import Path
from typing import Any

from kgisim.errors import RunError
from kgisim.io import digest
from kgisim.runs.format_versions import READABLE, remedy
from kgisim.runs.run_id import FORMAT, run_id, workspace_digests
from kgisim.workspace import Workspace


def made_already(
    workspace: Workspace, folder: Path, *, seed: int, draws: int, **options: Any
) -> Path | None:
    """Return the folder of the run that these inputs would give, if there is one.

    Its inputs were checked when it was made. That nothing was altered since is checked now.

    Parameters
    ----------
    workspace
        Where input files are.
    folder
        Where runs are kept.
    seed, draws, **options
        As for `kgisim.runs.make_run.make_run`; all of its options are named.

    Raises
    ------
    RunError
        If a file differs from the manifest.
    """
    found = folder / run_id(workspace_digests(workspace), options, seed=seed, draws=draws)
    if not found.exists():
        return None
    read_manifest(found)
    return found


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the manifest of a run, after checking that nothing in it has been altered.

    Raises
    ------
    RunError
        If the folder is not a run, has another format, or a file differs from the manifest.
    """
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError("run.none_here", path=str(path), cause=str(error)) from error
    if not isinstance(manifest, dict) or manifest.get("format") not in READABLE:
        found = manifest.get("format") if isinstance(manifest, dict) else "none"
        raise RunError(remedy(path, found, FORMAT))
    for name, expected in manifest["outputs"].items():
        file = path / name
        if not file.exists() or digest(file) != expected:
            raise RunError("run.altered", file=str(file))
    return manifest

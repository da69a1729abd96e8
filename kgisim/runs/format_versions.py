"""Runs of older formats: what they lack, and how to go on with them."""

from pathlib import Path

from kgisim.messages import Message

LACKS = {1: "run.lacks_draws"}
"""Code of what a run of each older format does not hold and the present one needs."""


def remedy(path: Path, found: object, expected: int) -> Message:
    """Format what to do with a folder whose format is not the present one.

    Parameters
    ----------
    path
        Folder of the run.
    found
        Its format as written in the manifest.
    expected
        The present format.

    Examples
    --------
    >>> str(remedy(Path("runs/r1"), 3, 2))
    'runs/r1: run format 3, expected 2; it was made by a newer kgisim: install that one'
    """
    told = {"path": str(path), "found": str(found), "expected": expected}
    if isinstance(found, int) and found in LACKS:
        lacks, workspace = Message(LACKS[found]), str(path / "workspace")
        return Message("run.older", **told, lacks=lacks, workspace=workspace)
    if isinstance(found, int) and found > expected:
        return Message("run.newer", **told)
    return Message("run.other_format", **told)

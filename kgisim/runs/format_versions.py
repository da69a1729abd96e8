"""Runs of older formats: what they lack, and how to go on with them."""

from pathlib import Path

LACKS = {1: "it keeps neither the draws of its fits nor explanations"}
"""What a run of each older format does not hold and the present one needs."""


def way_on(path: Path, found: object, expected: int) -> str:
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
    >>> way_on(Path("runs/r1"), 3, 2)
    'runs/r1: run format 3, expected 2; it was made by a newer kgisim: install that one'
    """
    told = f"{path}: run format {found}, expected {expected}"
    if isinstance(found, int) and found in LACKS:
        again = f"kgisim run --workspace {path / 'workspace'}"
        return f"{told}; {LACKS[found]}; make it again from its own inputs with `{again}`"
    if isinstance(found, int) and found > expected:
        return f"{told}; it was made by a newer kgisim: install that one"
    return f"{told}; remove the folder and make the run again"

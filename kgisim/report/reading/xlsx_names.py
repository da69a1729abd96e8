"""Names of cells in a workbook, which tell the block that the cells belong to."""

import re

from kgisim.report.provenance import MARK

SOURCES = "/sources"
"""What the key of a figure's documents ends with."""


def name_of(run: str, key: str) -> str:
    """Name the cells of a block; Excel takes letters, digits, underscores and points.

    Examples
    --------
    >>> name_of("r1", "kgi1a/fan")
    'kgisim.r1.kgi1a_x2F_fan'
    """
    escaped = re.sub(r"[^A-Za-z0-9_]", lambda found: f"_x{ord(found[0]):02X}_", key)
    return f"{MARK}.{run}.{escaped}"


def key_in(name: str) -> tuple[str, str] | None:
    """Read run and key from the name of cells; nothing if it is another name.

    Examples
    --------
    >>> key_in("kgisim.r1.kgi1a_x2F_fan"), key_in("Print_Area")
    (('r1', 'kgi1a/fan'), None)
    """
    parts = name.split(".", 2)
    if len(parts) != 3 or parts[0] != MARK:
        return None
    return parts[1], re.sub(r"_x([0-9A-F]{2})_", lambda found: chr(int(found[1], 16)), parts[2])

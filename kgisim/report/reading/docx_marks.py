"""Names of bookmarks in a Word document, which tell the block that begins there."""

import re

from kgisim.report.provenance import MARK

LONGEST = 40
"""Letters that Word allows in the name of a bookmark."""


def name_of(key: str) -> str:
    """Name the bookmark of a block; Word takes letters, digits and underscores.

    Examples
    --------
    >>> name_of("kgi1a/overview-note")
    'kgisim_kgi1a__overview_h_note'
    """
    escaped = re.sub(r"\W", "_", key.replace("/", "__").replace("-", "_h_"))
    return f"{MARK}_{escaped}"[:LONGEST]


def key_in(name: str | None) -> str:
    """Read the key of a block from the name of a bookmark; blank if it is another bookmark.

    Examples
    --------
    >>> key_in("kgisim_kgi1a__overview_h_note"), key_in("_GoBack")
    ('kgi1a/overview-note', '')
    """
    mark, _, escaped = (name or "").partition("_")
    return escaped.replace("_h_", "-").replace("__", "/") if mark == MARK else ""

"""Records as CSV that a spreadsheet opens as it is meant."""

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters with which a spreadsheet would take a text for a formula."""


def csv_of(table: pd.DataFrame) -> bytes:
    r"""Write a table as UTF-8 CSV; texts that look like formulas get an apostrophe before them.

    Examples
    --------
    >>> csv_of(pd.DataFrame({"reason": ["=1+1", "高い"]})).decode("utf-8-sig")
    "reason\n'=1+1\n高い\n"
    """
    return table.map(_inert).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _inert(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula else cell

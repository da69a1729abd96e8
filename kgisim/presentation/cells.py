"""Cells of printed tables: several lines in one cell, and cells that are empty."""

LINE = "\n"
"""Separates the lines of one cell."""


def filled(*cells: object) -> list[str]:
    """Keep the cells that say something.

    Examples
    --------
    >>> filled("ok", "", float("nan"))
    ['ok']
    """
    return [written for cell in cells if (written := str(cell)) not in ("", "nan", "<NA>")]

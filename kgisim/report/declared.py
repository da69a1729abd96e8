"""Reads what a module of reports declares, without importing it and the libraries it needs.

Help and mistyped options are answered at once, so that the command line can list what there is.
"""

import ast
import re
from pathlib import Path

ON_GOALS = frozenset({"brief"})
"""Kinds of reports that read draws of goals, and hardly any of other series."""


def declared(file: Path, name: str) -> ast.expr | None:
    """Return what is assigned to a name at the top level of a module; None if nothing is."""
    text = file.read_text("utf-8")
    found = re.search(rf"^{name}\b[^=\n]*=", text, re.MULTILINE)
    if found is None:
        return None
    # a statement at the top level begins a text that can be parsed alone
    statement = ast.parse(text[found.start() :]).body[0]
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None


def kinds() -> tuple[str, ...]:
    """Return the names of `kgisim.report.kinds.KINDS`, in their order."""
    listed = declared(Path(__file__).parent / "kinds.py", "KINDS")
    assert isinstance(listed, ast.Dict)
    return tuple(ast.literal_eval(key) for key in listed.keys if key is not None)

"""Which layout a file has: every module of `kgisim.importers.layouts` is tried, in their order."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path

from kgisim.importers import layouts
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table


@dataclass(frozen=True)
class Layout:
    """A way in which tables are published.

    Parameters
    ----------
    name
        Key under ``import.layout`` of the message catalogue.
    order
        Place among the layouts: those with clear marks first, general ones last.
    evidence
        Function that returns the cells by which a file is recognised, empty if it is another.
    read
        Function that returns the numbers of such a file.
    """

    name: str
    order: int
    evidence: Callable[[SourceFile], str]
    read: Callable[[SourceFile], Table]


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Return the layouts found in the package, in the order in which they are tried."""
    names = [found.name for found in pkgutil.iter_modules(layouts.__path__)]
    found = [import_module(f"{layouts.__name__}.{name}").LAYOUT for name in names]
    return tuple(sorted(found, key=lambda one: one.order))


def read_table_file(path: Path) -> Table:
    """Read the numbers of a file, whatever its layout.

    Raises
    ------
    ImportRefused
        If no layout fits, or the file holds no number with a year.
    """
    source = SourceFile(path)
    for layout in all_layouts():
        evidence = layout.evidence(source)
        if evidence:
            table = replace(layout.read(source), layout=layout.name, evidence=evidence)
            if not table.points:
                raise ImportRefused("import.no_numbers", layout=layout.name)
            return replace(table, described=table.described + source.hints)
    raise ImportRefused("import.no_layout", file=path.name)

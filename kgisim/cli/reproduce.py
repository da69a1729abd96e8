"""What `kgisim reproduce` prints: versions, and every number that differs."""

from typing import TYPE_CHECKING

from kgisim.cli.compare import place
from kgisim.cli.console import print_line, show_table
from kgisim.presentation.i18n.catalog import text

if TYPE_CHECKING:
    from kgisim.report.reproduce import Reproduced

MOST = 20
"""Differences that are listed, at most."""


def show_reproduced(found: "Reproduced", language: str) -> None:
    """Print how a paper compares with its run, made again."""

    def t(key: str, **values: object) -> str:
        return text(f"reproduce.{key}", language, **values)

    if found.versions:
        print_line(t("versions"))
        rows = [(name, *pair) for name, pair in found.versions.items()]
        show_table([t("name"), t("then"), t("now")], rows)
    elif found.run != found.again:
        print_line(t("other_code", run=found.run, again=found.again))
    counts = {"numbers": f"{found.numbers:,}", "count": f"{len(found.tables):,}"}
    print_line(t("differ" if found.tables else "same", **counts))
    if found.tables:
        cells = [
            (one.table, f"{one.row} {one.column}", one.before, one.after)
            for one in found.tables[:MOST]
        ]
        show_table([t("table"), t("cell"), t("then"), t("now")], cells)
    if found.paper is None:
        print_line(t("paper_unread"))
    elif not found.paper:
        print_line(t("paper_same"))
    else:
        print_line(t("paper_differs", count=len(found.paper)))
        lines = [(place(one, language), one.expected, one.found) for one in found.paper[:MOST]]
        show_table([t("place"), t("now"), t("paper")], lines)

"""What departs from the baseline, and what is different since an earlier run."""

from collections.abc import Iterator

from kgisim.report.blocks import CHAPTER, Block, Heading, Paragraph, Table
from kgisim.report.scope import Scope
from kgisim.report.sections.assumed import departures, described
from kgisim.report.stamp import ReportError
from kgisim.views import assumptions, changes


def differences(scope: Scope) -> Iterator[Block]:
    """Show every assumption that departs from the baseline."""
    yield Heading(scope.t("report.differences"), CHAPTER, name="differences")
    yield Paragraph(scope.t("report.differences_lead", scenario=scope.baseline))
    yield from described(scope)
    yield from departures(scope)
    log = assumptions.changes(scope.run, scope.language)
    yield Table(log, scope.t("report.changes"), "all/changes", "assumptions")


def inputs(scope: Scope) -> Iterator[Block]:
    """Show which inputs are different since the earlier run, if there is one."""
    yield Heading(scope.t("report.inputs"), CHAPTER, name="inputs")
    if scope.since is None:
        yield Paragraph(scope.t("report.inputs_none"))
        return
    yield Paragraph(scope.t("report.inputs_lead", run=scope.since.id), "all/since")
    asked = (scope.run, scope.since, scope.language)
    files, rows = changes.changed_files(*asked), changes.changed_rows(*asked)
    if files.empty and rows.empty:
        yield Paragraph(scope.t("report.inputs_same"))
    yield Table(rows, scope.t("report.changed_rows"), "all/changed-rows")
    yield Table(files, scope.t("report.changed_files"), "all/changed-files")


def follow_up(scope: Scope) -> Iterator[Block]:
    """Set the chances of this run beside those of the earlier one."""
    if scope.since is None:
        raise ReportError(
            "a follow-up report compares with an earlier run; name that run with --since"
        )
    yield Heading(scope.t("report.follow_up"), CHAPTER, name="follow-up")
    yield Paragraph(scope.t("report.follow_up_lead", run=scope.since.id), "all/follow-up-lead")
    table = changes.changed_chances(scope.run, scope.since, scope.language)
    if table.empty:
        yield Paragraph(scope.t("report.follow_up_none"))
    yield Table(table, scope.t("report.changed_chances"), "all/changed-chances", "targets")

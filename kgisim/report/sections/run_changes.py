"""What departs from the baseline, and what is different since an earlier run."""

from collections.abc import Iterator

from kgisim.presentation.figures.run_difference import waterfall_figure
from kgisim.presentation.sentences.run_difference import (
    TargetDifference,
    accounts,
    difference_table,
    difference_text,
    remarks,
)
from kgisim.presentation.tables import changes, scenarios
from kgisim.report.blocks import CHAPTER, Block, Chart, Heading, Paragraph, Sentences, Table
from kgisim.report.provenance import ReportError
from kgisim.report.scope import Scope, key_of
from kgisim.report.sections.scenarios import departures, described


def differences(scope: Scope) -> Iterator[Block]:
    """Show every assumption that departs from the baseline."""
    yield Heading(scope.t("report.differences"), CHAPTER, name="differences")
    yield Paragraph(scope.t("report.differences_lead", scenario=scope.baseline))
    yield from described(scope)
    yield from departures(scope)
    log = scenarios.changes(scope.run, scope.language)
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
    """Set the chances of this run beside those of the earlier one.

    Raises
    ------
    ReportError
        If there is no earlier run.
    """
    if scope.since is None:
        raise ReportError("report.since")
    yield Heading(scope.t("report.follow_up"), CHAPTER, name="follow-up")
    yield Paragraph(scope.t("report.follow_up_lead", run=scope.since.id), "all/follow-up-lead")
    table = changes.changed_chances(scope.run, scope.since, scope.language)
    if table.empty:
        yield Paragraph(scope.t("report.follow_up_none"))
    yield Table(table, scope.t("report.changed_chances"), "all/changed-chances", "targets")


def causes(scope: Scope) -> Iterator[Block]:
    """Split the change of every goal since the earlier run over what was changed."""
    if scope.since is None:
        return
    yield Heading(scope.t("report.causes"), CHAPTER, name="causes")
    found = scope.difference
    if found is None:
        yield Paragraph(scope.t("report.follow_up_none"))
        return
    yield Paragraph(scope.t("report.causes_lead", run=scope.since.id), "all/causes")
    for localized in scope.shown:
        told = accounts(found, localized)
        if not told:
            continue
        yield Heading(localized.title, name=f"causes-{localized.indicator.id}")
        for place, some in enumerate(_together(told), 1):
            yield from _accounts(some, key_of(localized, f"causes{place}"), scope)
    yield Heading(scope.t("report.causes_how"), name="causes-how")
    first = scope.wording(next(iter(scope.run.catalog.indicators)))
    yield Sentences(tuple(remarks(found, first)), "all/causes-remarks")


def _together(told: list[TargetDifference]) -> list[list[TargetDifference]]:
    """Keep accounts apart, unless there is nothing to show in any."""
    return [[one] for one in told] if any(map(_moved, told)) else [told]


def _moved(account: TargetDifference) -> bool:
    return account.changed("chance") or account.changed("median")


def _accounts(told: list[TargetDifference], key: str, scope: Scope) -> Iterator[Block]:
    yield Sentences(tuple(said for one in told for said in difference_text(one)), key)
    for account in filter(_moved, told):
        if account.changed("chance"):
            yield Chart(waterfall_figure(account), f"{key}-waterfall")
        scenario = account.localized.scenario(account.target.question.scenario)
        caption = scope.t("report.causes_table", scenario=scenario)
        yield Table(difference_table(account), caption, f"{key}-parts")

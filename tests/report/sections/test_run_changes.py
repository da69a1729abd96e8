"""What a report says of the change since an earlier run."""

import pandas as pd
import pytest

from kgisim.report.blocks import Chart, Heading, Paragraph, Sentences, Table
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.report.sections.run_changes import causes
from kgisim.runs.compare import RunDifference
from tests.presentation.differences import rows


@pytest.fixture(scope="module")
def blocks(run):
    return list(causes(Scope(run, since=run)))


def keys(blocks, kind) -> list[str]:
    return [block.key for block in blocks if isinstance(block, kind)]


@pytest.mark.parametrize("goal", ["syn_share", "syn_deals"])
@pytest.mark.parametrize(
    ("kind", "what"),
    [(Sentences, "causes1"), (Chart, "causes1-waterfall"), (Table, "causes1-parts")],
)
def test_the_change_of_a_goal_is_told_drawn_and_listed(blocks, goal, kind, what):
    assert f"{goal}/{what}" in keys(blocks, kind)


def test_the_change_is_given_for_baseline_and_package(blocks):
    assert {"syn_share/causes1-parts", "syn_share/causes2-parts"} <= set(keys(blocks, Table))


def test_a_goal_that_stood_still_is_told_in_one_place(run, monkeypatch):
    still = [rows(run, "syn_share", chances=(0.2,) * 7, medians=(7.5,) * 7)]
    found = RunDifference(run, run, pd.concat(still), {})
    monkeypatch.setattr("kgisim.runs.compare.compare", lambda before, after: found)
    told = list(causes(Scope(run, since=run)))
    assert keys(told, Sentences) == ["syn_share/causes1", "all/causes-remarks"]


def test_a_goal_that_is_not_shown_has_no_account(blocks):
    assert not [key for key in keys(blocks, Table) if key.startswith("syn_failed")]


def test_how_the_change_was_split_stands_at_the_end(blocks):
    assert blocks[-1].key == "all/causes-remarks"


def test_the_waterfall_is_the_one_of_the_comparison(blocks):
    chart = next(block for block in blocks if isinstance(block, Chart))
    assert chart.figure.name == "waterfall-syn_share-baseline"


def test_without_an_earlier_run_there_is_no_change(run):
    assert list(causes(Scope(run))) == []


def test_runs_that_share_no_goal_are_said_to_share_none(run, monkeypatch):
    monkeypatch.setattr("kgisim.runs.compare.goals_of", lambda run: [])
    heading, said = causes(Scope(run, since=run))
    assert isinstance(heading, Heading)
    assert isinstance(said, Paragraph)


@pytest.mark.parametrize("kind", ["difference", "follow-up"])
def test_reports_of_a_change_say_where_it_comes_from(run, kind):
    report = make_report(Scope(run, since=run), kind)
    assert "all/causes" in keys(report.blocks, Paragraph)

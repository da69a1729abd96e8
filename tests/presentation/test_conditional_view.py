"""A conditional projection is read apart from all others, and can be left out without a trace."""

import json

import pytest

from kgisim.presentation.conditional_view import conditional_view_of
from kgisim.presentation.figures.figure import Figure
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.conditional import conditional_text
from kgisim.presentation.tables.conditional import (
    conditional_overview,
    conditional_parts,
    conditional_values,
    judgements,
)
from kgisim.report.blocks import Report
from kgisim.report.formats.html import page
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.report.sections.goal import FULL, goal
from kgisim.report.sections.one_page import one_page
from kgisim.report.sections.overview import summary
from kgisim.runs.make_run import make_run
from kgisim.runs.run import Run
from kgisim.schema import LANGUAGES
from tests.elicitation.test_elicitation_files import written

GOALS = ("kgi1e_value", "kgi2a_domestic_approvals", "kgi2b_domestic_listings")
MARKS = {"ja": "専門家判断による条件付き試算", "en": "onditional projection"}


def view(run: Run, goal: str, language: str = "en"):
    return conditional_view_of(wording(run, goal, language), run)


def text_of(run: Run, *, conditional: bool = True) -> str:
    """Lay out a whole report without the name of its run and the time of its making."""
    text = page(make_report(Scope(run, "ja", conditional=conditional))).replace(run.id, "run")
    return text.replace(json.dumps(run.manifest["created"])[1:-1], "")


def chapters(run: Run, language: str, *, conditional: bool) -> str:
    """Lay out what a report says of all goals at once and of each that has such a projection."""
    scope = Scope(run, language, conditional=conditional)
    blocks = [*one_page(scope), *summary(scope)]
    for id in GOALS:
        blocks += goal(scope, scope.wording(id), FULL)
    return page(Report(run, language, "full", "", "", head=(), blocks=tuple(blocks)))


@pytest.mark.parametrize("goal", GOALS)
def test_the_bundled_goals_without_a_number_have_one_under_judgement(plan_run, goal):
    low, high = view(plan_run, goal).without
    median = view(plan_run, goal).row("baseline", 2040).median
    assert low <= median <= high


def test_a_projected_goal_has_none(plan_run):
    assert view(plan_run, "kgi1b_overseas_ratio") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("goal", GOALS)
def test_it_is_called_illustrative_and_tells_who_stands_for_it(plan_run, goal, language):
    said = " ".join(conditional_text(view(plan_run, goal, language)))
    assert view(plan_run, goal).elicitation.owner(language) in said
    assert {"ja": "例示", "en": "illustrative"}[language] in said
    assert "{" not in said


def test_every_expert_and_the_pool_answer_every_question(plan_run):
    table = judgements(view(plan_run, "kgi2b_domestic_listings"))
    assert table.groupby("Question", sort=False).size().tolist() == [4, 4, 4]
    cautious = table.iloc[0]
    assert (cautious["10 %"], cautious["Median"], cautious["90 %"]) == ("10.0", "17.0", "26.0")


def test_parts_are_shown_apart_with_their_newest_numbers_and_what_is_beside_them(plan_run):
    listings = view(plan_run, "kgi2b_domestic_listings")
    table = conditional_parts(listings)
    assert table["part"].str.lower().tolist() == [
        "listings in categories c1 and c2",
        "listings in category b3",
        "for comparison: new functional categories (proxy for c1 and c2)",
    ]
    assert "FY2025" in table.iloc[2].iloc[1]
    assert conditional_parts(view(plan_run, "kgi1e_value")).empty
    assert len(conditional_parts(view(plan_run, "kgi2a_domestic_approvals"))) >= 1


def test_scenarios_that_change_nothing_are_left_out(plan_run):
    table = conditional_values(view(plan_run, "kgi2a_domestic_approvals"))
    assert len(table) < len(plan_run.scenarios)


def test_the_overview_has_one_row_for_each(plan_run):
    table = conditional_overview([view(plan_run, goal) for goal in GOALS])
    assert len(table) == len(GOALS)
    assert all("illustrative" in cell for cell in table["Whose judgement"])


def test_every_goal_is_projected_conditional_or_without_a_number(plan_run):
    tables = {block.key: block for block in summary(Scope(plan_run, "en")) if hasattr(block, "key")}
    states = tables["all/overview"].frame["Status"]
    assert states.value_counts().to_dict() == {"projected": 6, "conditional": 3, "no number": 1}


def test_the_summary_counts_only_what_is_projected(plan_run):
    with_them, without = (
        next(
            block.items
            for block in summary(Scope(plan_run, "ja", conditional=shown))
            if getattr(block, "key", "") == "all/summary"
        )
        for shown in (True, False)
    )
    assert with_them == without


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_without_them_does_not_name_them(plan_run, language):
    assert MARKS[language] in chapters(plan_run, language, conditional=True)
    assert MARKS[language] not in chapters(plan_run, language, conditional=False)


def test_a_report_without_them_is_that_of_a_run_without_them(
    smallest, quick_fits, tmp_path, monkeypatch
):
    """The same but for the name of the run, which is the hash of its inputs and options."""
    undrawn = property(lambda figure: figure.numbers.frame.to_csv() + figure.alt)
    monkeypatch.setattr(Figure, "svg", undrawn)
    bare = make_run(smallest, folder=tmp_path / "bare", conditional=False)
    judged = make_run(written(smallest), folder=tmp_path / "judged")
    apart = make_run(smallest, folder=tmp_path / "apart", conditional=False)
    assert view(judged, "supply") is not None
    plain = text_of(bare)
    assert text_of(judged, conditional=False) == plain
    assert text_of(apart) == plain


def test_an_elicitation_that_is_due_again_is_not_used(smallest, quick_fits, tmp_path):
    old = written(smallest, date="2001-01-01", review="2002-01-01")
    made = make_run(old, folder=tmp_path / "runs")
    assert conditional_view_of(wording(made, "supply", "en"), made) is None


def test_a_run_made_without_them_shows_none(smallest, quick_fits, tmp_path):
    made = make_run(written(smallest), folder=tmp_path / "runs", conditional=False)
    assert made.elicitations == {}
    assert made.judged("values", "supply").empty

from dataclasses import replace

import pytest

from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.levels import levels_text
from kgisim.presentation.tables.levels import frontier_table, levels_table
from kgisim.targets.levels import Levels


@pytest.fixture
def found(run) -> Levels:
    levels = levels_of(wording(run, "syn_share", "ja").view)
    assert levels is not None
    return levels


def said(run, levels: Levels, language: str = "ja") -> list[str]:
    return list(levels_text(wording(run, "syn_share", language), levels))


def test_a_level_is_stated_with_both_chances_and_what_the_plan_adds(run, found):
    floor = said(run, found)[0]
    for word in (
        "確保水準（例示）は、2040年度に",
        "すう勢",
        "施策パッケージ",
        "ポイント（計算誤差±",
    ):
        assert word in floor


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("baseline", "その中央値を採った"),
        ("today", "直近の水準を採った"),
        ("pace", "その速さで届く水準を採った"),
    ],
)
def test_a_level_that_is_not_taken_from_its_chance_says_from_what(run, found, bound, words):
    stretch = replace(found.named("stretch"), bound=bound)
    line = said(run, replace(found, proposed=(stretch,)))[0]
    assert words in line


def test_a_level_that_is_the_same_as_the_one_before_is_said_to_be(run, found):
    floor = found.named("floor")
    goal = replace(found.named("goal"), question=floor.question)
    line = said(run, replace(found, proposed=(floor, goal)))[1]
    assert "標準水準（例示）は、確保水準と同じ" in line
    assert "達成できない場合" not in line


def test_when_failure_shows_is_said_either_way(run, found):
    one = found.named("goal")
    early, late = (
        said(run, replace(found, proposed=(replace(one, shows=year),)), "en")[0]
        for year in (2033, None)
    )
    assert "for FY2033 is published" in early
    assert "No number before the target's year" in late


def test_the_tables_have_a_row_for_every_level(run, found):
    localized = wording(run, "syn_share", "en")
    assert len(levels_table(localized, found)) == 3
    assert 3 <= len(frontier_table(localized, found)) <= 9


def test_nothing_is_proposed_where_neither_direction_is_better(run):
    view = wording(run, "syn_share", "ja").view
    neither = view.indicator.model_copy(update={"better": "neither"})
    assert levels_of(replace(view, indicator=neither)) is None

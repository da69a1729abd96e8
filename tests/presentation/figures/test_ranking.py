from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.presentation import ranking_view
from kgisim.presentation.figures.elements import GROUND, Label
from kgisim.presentation.figures.ranking import MOST, ON_SLIDE, ranking_figures, ranking_slide
from kgisim.presentation.ranking_view import Ranking, ranking_of, ranks
from kgisim.presentation.sentences.members import named_text
from kgisim.presentation.sentences.ranking import ranking_text, slide_text
from kgisim.report.fill.fields import fields_for
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.schema import BASELINE, OUTCOME
from tests.presentation.figures.boxes import boxes
from tests.presentation.grouped import VALUES, grouped

PAGE = 9.3
"""Inches of a sheet of A4 that a drawing with its caption may take."""


@pytest.fixture
def group(smallest, quick_fits, tmp_path):
    return grouped(smallest, tmp_path / "runs")


def test_ranks_are_those_of_each_future_and_ties_share_the_better():
    values = np.random.default_rng(1).integers(0, 6, (5, 40)).astype(float)
    expected = [[1 + sum(values[:, at] > one) for at, one in enumerate(row)] for row in values]
    assert ranks(values).tolist() == expected
    assert (ranks(-values, lower=True) == ranks(values)).all()


@given(st.integers(2, 8), st.integers(0, 1000))
def test_ranks_of_different_values_are_a_permutation(count, seed):
    values = np.random.default_rng(seed).normal(size=(count, 7))
    assert (np.sort(ranks(values), axis=0) == np.arange(1, count + 1)[:, None]).all()


def test_members_stand_in_the_order_of_their_medians_with_chances_of_their_draws(group):
    found = ranking_of(group)
    drawn = group.view.run.projection.draws[OUTCOME].sel(scenario=BASELINE, year=2040)
    drawn = np.array([drawn.sel(series=f"beds_{name}").to_numpy() for name in VALUES])
    assert [one.member.member for one in found.standings] == ["west", "south", "north"]
    place = ranks(drawn)
    for one in found.standings:
        at = [*VALUES].index(one.member.member)
        assert one.median == pytest.approx(np.median(drawn[at]))
        assert one.reached == pytest.approx(np.mean(drawn[at] >= 40))
        assert one.first == pytest.approx(np.mean(place[at] == 1))
        assert np.mean((place[at] >= one.ranks[0]) & (place[at] <= one.ranks[1])) >= 0.8
        assert one.latest == VALUES[one.member.member] + 1
    assert sum(one.first for one in found.standings) == pytest.approx(1.0)
    assert found.apart == 2


def test_every_member_is_named_at_its_row_and_numbers_are_those_of_the_scale(group):
    (figure,) = ranking_figures(group, ranking_of(group))
    labels = [one for one in figure.chart.around if isinstance(one, Label)]
    at = {one.text: one.place for one in labels if one.depth == GROUND}
    assert [at[name][1] for name in ("West", "South", "North")] == [2, 1, 0]
    ticks = {float(label): place for label, (place, row) in at.items() if not row and place}
    assert len(ticks) > 2
    assert all(label == pytest.approx(place) for label, place in ticks.items())


def test_where_less_is_better_the_lowest_is_ahead(smallest, quick_fits, tmp_path):
    group = grouped(smallest, tmp_path / "runs", better="lower")
    found = ranking_of(group)
    assert [one.member.member for one in found.standings] == ["north", "south", "west"]
    assert "North has the lowest median" in next(ranking_text(group, found))


def test_the_figure_says_in_words_and_numbers_what_it_draws(group):
    found = ranking_of(group)
    (figure,) = ranking_figures(group, found)
    assert figure.table["prefecture"].tolist() == ["West", "South", "North"]
    assert figure.table.iloc[:, 3].tolist() == ["1", "2", "3"]
    assert "West has the highest median" in figure.alt
    assert "typical" not in figure.caption
    assert figure.numbers.of("median").iloc[:, 0].is_monotonic_decreasing
    assert figure.numbers.of("rank").to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]
    told = " ".join(ranking_text(group, found))
    assert "2 pairs of neighbours in this order, 2 are told apart" in told
    assert "independent" in told
    assert "2 of 2 pairs" in slide_text(group, found)


def many(found: Ranking, count: int) -> Ranking:
    """The same members again and again, each with a number of its own."""
    three = found.standings
    made = tuple(replace(three[at % 3], median=50 - at / 10) for at in range(count))
    return replace(found, standings=made)


@pytest.mark.parametrize(("count", "figures"), [(8, 1), (47, 1), (190, 4)])
def test_many_members_fill_figures_that_fit_a_page_and_share_an_axis(group, count, figures):
    drawn = ranking_figures(group, many(ranking_of(group), count))
    assert len(drawn) == figures
    assert len({one.name for one in drawn}) == figures
    assert sum(len(one.table) for one in drawn) == count
    assert len({one.chart.limits[0] for one in drawn}) == 1
    for one in drawn:
        assert len(one.table) <= MOST
        assert one.chart.inches[1] <= PAGE
    assert len({one.caption for one in drawn}) == figures


def test_a_slide_shows_the_first_and_the_last_of_many_and_says_so(group):
    slide = ranking_slide(group, many(ranking_of(group), 47))
    assert len(slide.table) == ON_SLIDE
    assert "first 12 and last 12 of 47" in slide.caption
    assert "first" not in ranking_slide(group, ranking_of(group)).caption


def test_names_and_rows_are_written_and_do_not_touch(group):
    (figure,) = ranking_figures(group, many(ranking_of(group), 47))
    names = {one.member.name("en") for one in many(ranking_of(group), 47).standings}
    every = [*boxes(figure.chart)]
    rows = sorted((bottom, top) for text, _, bottom, _, top in every if text in names)
    assert len(rows) == 47
    assert all(low[1] <= high[0] + 0.4 for low, high in pairwise(rows))
    assert min(left for _, left, *_ in every) >= 0
    assert max(right for *_, right, _ in every) <= 72 * figure.chart.inches[0]


def test_a_member_whose_projection_may_not_be_shown_is_named_and_not_ranked(group, monkeypatch):
    monkeypatch.setattr(
        ranking_view,
        "hidden",
        lambda one, **_: "failed" if one.indicator.id == "beds_south" else None,
    )
    found = ranking_of(group)
    assert [one.member.member for one in found.standings] == ["west", "north"]
    assert "South" in [*ranking_text(group, found)][-1]


def test_without_a_target_no_chance_is_written(smallest, quick_fits, tmp_path):
    group = grouped(smallest, tmp_path / "runs", targets="[]", better="neither")
    assert group.view.example is None
    (figure,) = ranking_figures(group, ranking_of(group))
    assert "chance" not in figure.numbers.roles
    assert figure.table.shape[1] == 5


def test_a_document_of_ones_own_can_hold_the_table_and_the_order(group):
    fields = fields_for(group.view.run, "en")
    assert fields["beds.members"].content["prefecture"].tolist() == ["North", "South", "West"]
    assert fields["beds.ranking"].content.table["prefecture"].tolist() == ["West", "South", "North"]
    assert "share.members" not in fields


def test_a_report_has_sentences_figure_and_slide_of_a_group(group):
    report = make_report(Scope(group.view.run, "en"))
    keys = [getattr(block, "key", "") for block in report.blocks]
    kept = [key.partition("/")[2] for key in keys if key.startswith("beds/")]
    places = [kept.index(name) for name in ("members-text", "ranking-text", "ranking", "members")]
    assert places == sorted(places)
    (slide,) = [one for one in report.slides if one.blocks[0].key == "beds/ranking-slide"]
    assert slide.notes == (*ranking_text(group, ranking_of(group)), *named_text(group))

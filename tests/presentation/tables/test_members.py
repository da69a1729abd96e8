import numpy as np
import pytest

from kgisim.presentation.figures.ranking import ranking_figures
from kgisim.presentation.localized import wording
from kgisim.presentation.members_view import LIKELY, UNLIKELY, attaining, by_chance
from kgisim.presentation.ranking_view import ranking_of
from kgisim.presentation.sentences import members as sentences
from kgisim.presentation.sentences.members import attaining_text, members_title, named_text
from kgisim.presentation.sentences.summary import evidence_text
from kgisim.presentation.tables import results
from kgisim.presentation.tables.members import member_rows, members
from kgisim.presentation.tables.observations import cited, documents, observations
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.schema import BASELINE, OUTCOME
from tests.presentation.grouped import VALUES, grouped


@pytest.fixture
def group(smallest, quick_fits, tmp_path):
    """A run with a goal of three members, whose fits cost nothing."""
    return grouped(smallest, tmp_path / "runs")


def test_members_stand_in_a_table_of_their_own_and_in_no_other(group):
    run, table = group.view.run, members(group)
    assert table["prefecture"].tolist() == ["North", "South", "West"]
    assert table["Latest value"].tolist() == [
        f"{v + 1}.0\u00a0%\n(FY2021)" for v in VALUES.values()
    ]
    assert table.shape == (3, 5)
    assert members_title(group) == "By prefecture: 3"
    assert len(member_rows(group)) == 9
    for listed in (results.overview(run, "en"), results.parts(run, "en"), results.fits(run, "en")):
        assert not listed.astype(str).stack().str.contains("North").any()
    assert "typical prefecture" in results.overview(run, "en").to_string()
    assert members(wording(run, "share", "en")).empty


def test_what_a_group_rests_on_are_the_published_rows_of_its_members(group):
    (document,) = documents(group).to_dict("records")
    assert (document["Document"], document["Publisher"]) == ("Survey", "Office")
    assert "9" in document.values()
    assert any("Survey" in one for one in cited(group))
    assert "9 published" in evidence_text(group)


def test_a_made_number_is_not_written_to_its_last_digit(group):
    values = observations(group)["Value"]
    assert values.str.fullmatch(r"\d+\.\d\u00a0%").all()


def test_members_that_attain_the_target_are_counted_in_each_future(group):
    drawn = group.view.run.projection.draws[OUTCOME].sel(scenario=BASELINE, year=2040)
    reached = sum(drawn.sel(series=f"beds_{name}").to_numpy() >= 40 for name in VALUES)
    median, low, high = attaining(group, BASELINE)
    assert {median, low, high} <= {0.0, 1.0, 2.0, 3.0}
    assert np.mean(reached <= high) >= 0.95
    assert np.mean(reached >= low) >= 0.95
    middle, told, *_ = attaining_text(group)
    assert "typical prefecture" in middle
    assert f"{median:.0f} of 3" in told


def test_every_member_is_named_once_with_those_of_its_chance(group):
    drawn = group.view.run.projection.draws[OUTCOME].sel(scenario=BASELINE, year=2040)
    shares = {name: float((drawn.sel(series=f"beds_{name}") >= 40).mean()) for name in VALUES}
    sorted_by_hand = {
        "likely": {name for name, share in shares.items() if share >= LIKELY},
        "even": {name for name, share in shares.items() if UNLIKELY <= share < LIKELY},
        "unlikely": {name for name, share in shares.items() if share < UNLIKELY},
        "hidden": set(),
    }
    found = by_chance(group, BASELINE)
    assert {band: {one.member for one in own} for band, own in found.items()} == sorted_by_hand
    assert sorted_by_hand["likely"] != set(VALUES) != sorted_by_hand["unlikely"]
    told, later = named_text(group)
    assert all(told.count(name.title()) == 1 for name in VALUES)
    # nothing moves them in this workspace
    assert later.endswith("every prefecture belongs to the same of these classes.")
    assert by_chance(wording(group.view.run, "share", "en"), BASELINE) is None


def test_of_many_members_the_rest_are_counted(group, monkeypatch):
    monkeypatch.setattr(sentences, "MOST_NAMED", 1)
    monkeypatch.setattr("kgisim.presentation.members_view.LIKELY", 0.0)
    told, *_ = named_text(group)
    assert " and 2 more." in told


def test_a_brief_names_the_members_and_says_nothing_of_other_goals(group):
    made = make_report(Scope(group.view.run, "en"), "brief")
    named = [one for one in made.blocks if getattr(one, "key", "").endswith("/members-short")]
    assert [one.key for one in named] == ["beds/members-short"]
    assert [*attaining_text(group), *named_text(group)] == [*named[0].items]


@pytest.fixture
def levelled(smallest, quick_fits, tmp_path):
    """The same run, in which one member has to reach less than the others."""
    own = "{noun: {ja: 都道府県, en: prefecture}, own_levels: {north: 20}, "
    own += "members: {north: {ja: 北, en: North}, south: {ja: 南, en: South}, "
    own += "west: {ja: 西, en: West}}}"
    return grouped(smallest, tmp_path / "runs", group=own)


def test_a_member_with_a_level_of_its_own_is_judged_by_that_one_everywhere(levelled):
    drawn = levelled.view.run.projection.draws[OUTCOME].sel(scenario=BASELINE, year=2040)
    drawn = {name: drawn.sel(series=f"beds_{name}").to_numpy() for name in VALUES}
    levels = {"north": 20, "south": 40, "west": 40}
    reached = {name: drawn[name] >= level for name, level in levels.items()}
    assert reached["north"].mean() > np.mean(drawn["north"] >= 40)
    standings = {one.member.member: one for one in ranking_of(levelled).standings}
    for name, share in reached.items():
        assert standings[name].reached == pytest.approx(share.mean())
    own = np.array([standings[name].own_level for name in VALUES])
    assert own[0] == 20
    assert np.isnan(own[1:]).all()
    low, high = np.quantile(sum(reached.values()), [0.05, 0.95], method="higher")
    assert attaining(levelled, BASELINE)[1:] == (low, high)
    assert "north" in {one.member for one in by_chance(levelled, BASELINE)["likely"]}
    table = members(levelled)
    assert table["Level to reach"].tolist() == ["20.0\u00a0%", "40.0\u00a0%", "40.0\u00a0%"]
    assert all(
        "its own level where a prefecture has one" in one for one in [*attaining_text(levelled)][1:]
    )


def test_own_levels_are_drawn_and_written_in_the_order_and_nothing_is_without_any(levelled, group):
    found = ranking_of(levelled)
    (figure,) = ranking_figures(levelled, found)
    assert figure.table["Level to reach"].tolist()[-1] == "20.0\u00a0%"
    assert figure.numbers.of("target").iloc[:, 0].dropna().tolist() == [20]
    (plain,) = ranking_figures(group, ranking_of(group))
    assert "Level to reach" not in plain.table.columns
    assert plain.numbers.of("target").empty

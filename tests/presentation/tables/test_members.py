import numpy as np
import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.members_view import attaining
from kgisim.presentation.sentences.members import attaining_text, members_title
from kgisim.presentation.sentences.summary import evidence_text
from kgisim.presentation.tables import results
from kgisim.presentation.tables.members import member_rows, members
from kgisim.presentation.tables.observations import cited, documents, observations
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

import holoviews as hv
import pytest

import kgisim as kg
from kgisim.errors import RequestError
from kgisim.schema import LANGUAGES

GOAL = "share"


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_are_proposed_in_numbers_and_words(quick_run, language):
    found = kg.levels(quick_run, GOAL, language=language)
    assert found.table["level"].to_list() == ["floor", "goal", "stretch"]
    assert found.table["value"].is_monotonic_increasing
    assert len(found.sentences) == 7
    assert "{" not in " ".join(found.sentences)
    assert hv.render(
        kg.plot.frontier(quick_run, GOAL, language=language), backend="matplotlib"
    ).axes


def test_two_runs_propose_the_same_levels(quick_run):
    one, other = kg.levels(quick_run, GOAL), kg.levels(quick_run.projection, GOAL)
    assert one.table.equals(other.table)
    assert one.sentences == other.sentences


def test_limits_of_the_council_take_the_place_of_the_workspaces(quick_run):
    sure = kg.LevelLimits(floor=0.95, goal=0.9, stretch=0.8, illustrative=False)
    found = kg.levels(quick_run, GOAL, limits=sure, language="en")
    usual = kg.levels(quick_run, GOAL, language="en")
    assert found.levels.named("stretch").by_chance < usual.levels.named("stretch").by_chance
    assert len(found.sentences) == len(usual.sentences) - 1
    assert "illustrative)" not in found.sentences[0].partition(":")[0]


def test_without_a_package_nothing_is_proposed(quick_run):
    alone = quick_run.projection.under({"baseline": quick_run.scenarios["baseline"]})
    with pytest.raises(RequestError, match="no policy package"):
        kg.levels(alone, GOAL, language="en")

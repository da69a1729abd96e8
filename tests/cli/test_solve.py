"""The smallest package as it is printed, on a run of the smallest workspace."""

import pytest

from kgisim.cli.solve import show_smallest
from kgisim.cli.target import question_of
from kgisim.errors import NotFoundError, RequestError
from kgisim.runs.make_run import make_run
from kgisim.targets.window import TargetWindow


@pytest.fixture
def told(smallest, quick_fits, tmp_path, capsys):
    """What is printed about the smallest package for the share."""

    def tell(id="share", target=41.0, probability=0.5, scenario=None):
        run = make_run(smallest, folder=tmp_path / "runs")
        show_smallest(
            run, question_of(run, id, target, TargetWindow(2040), scenario), probability, "en"
        )
        return capsys.readouterr().out.replace("\u00a0", " ")

    return tell


def test_the_smallest_package_that_suffices_is_shown_with_its_chance(told):
    line = next(one for one in told().splitlines() if one.startswith("Smallest"))
    effort, chance = line.split("support ")[1].split("/4")[0], line.split("about ")[1].split()[0]
    assert 1 <= int(effort) <= 4
    assert float(chance) >= 50


def test_what_no_package_reaches_is_said_and_all_measures_are_shown(told):
    out = told(target=60.0, probability=0.9)
    assert "No package reaches a chance of 90 %" in out
    assert "Smallest" not in out
    assert "All measures" in out


def test_without_stated_costs_efforts_are_counted(told):
    assert "the package of least total effort (0–4 each)" in told()


def test_with_a_cost_for_every_measure_the_cheapest_is_chosen(told, smallest):
    path = smallest.scenarios / "policy.yaml"
    path.write_text(
        path.read_text("utf-8").replace("    start: 2027", "    start: 2027\n    cost: 8")
    )
    out = told()
    assert "the package of least cost" in out
    full = next(one for one in out.splitlines() if one.startswith("All measures"))
    assert "8.0" in full


def test_a_goal_that_no_measure_reaches_is_refused(told):
    with pytest.raises(RequestError, match="no measure of 'policy' can reach deals"):
        told("deals", target=3.0)


def test_an_unknown_scenario_is_refused(told):
    with pytest.raises(NotFoundError, match="policy"):
        told(scenario="polcy")


def test_an_impossible_probability_is_refused(told):
    with pytest.raises(RequestError, match="between 0 and 1"):
        told(probability=1.0)

"""New numbers typed on the command line, on a run of the smallest workspace."""

import pytest

from kgisim.cli.follow_up import observed, show_follow_up
from kgisim.cli.target import question_of
from kgisim.errors import KgisimError, NotFoundError, RequestError
from kgisim.evidence.catalog import load_catalog
from kgisim.runs.make_run import make_run
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace
from tests.conftest import SMALLEST

CATALOG = load_catalog(Workspace(SMALLEST))
SHARE = CATALOG.indicators["share"]


@pytest.mark.parametrize(
    ("typed", "id", "year", "value", "relation"),
    [
        ("2027=80.2", "share", 2027, 80.2, "eq"),
        ("yen:2027=150", "yen", 2027, 150.0, "eq"),
        ("2027>=5", "share", 2027, 5.0, "ge"),
        ("2027<=5", "share", 2027, 5.0, "le"),
    ],
)
def test_a_new_number_is_read_as_it_was_typed(typed, id, year, value, relation):
    one = observed(CATALOG, SHARE, typed)
    assert (one.indicator.id, one.year, one.value, one.relation) == (id, year, value, relation)


@pytest.mark.parametrize("typed", ["", "80.2", "2027", "2027:80", "2027=", "2027=a", "27=1", "=1"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(RequestError, match=r"expected YEAR=VALUE, such as 2027=80\.2"):
        observed(CATALOG, SHARE, typed)


def test_an_unknown_indicator_is_refused():
    with pytest.raises(NotFoundError, match="yen"):
        observed(CATALOG, SHARE, "yem:2027=150")


@pytest.fixture
def told(smallest, quick_fits, tmp_path, capsys):
    """What is printed about new numbers of the share."""
    run = make_run(smallest, folder=tmp_path / "runs")

    def tell(*typed, id="share", target=42.0, scenario=None):
        show_follow_up(run, question_of(run, id, target, TargetWindow(2040), scenario), typed, "en")
        return capsys.readouterr().out.replace("\u00a0", " ")

    return tell


def test_a_usual_number_moves_the_chance_and_is_classed(told):
    out = told("2023=40")
    assert "the chance of a target of 42.0 % for FY2040 under “policy” (illustrative)" in out
    assert "nothing unusual" in out
    assert "Verdict: " in out


def test_a_higher_number_leaves_a_higher_chance(told):
    def after(value):
        sentence = told(f"2023={value}").splitlines()[0]
        return float(sentence.rsplit("about ", 1)[1].split()[0])

    assert after(41.0) > after(39.0)


def test_a_number_no_future_holds_is_told_to_need_a_new_fit(told):
    assert "add the number to the data and fit again" in told("2023=99")


def test_the_scenario_asked_for_is_the_one_told(told):
    assert "under “baseline”" in told("2023=40", scenario="baseline")


def test_without_a_level_the_example_target_is_meant(told):
    assert "a target of 50.0 % for FY2040 (illustrative)" in told("2023=40", target=None)


def test_a_year_that_is_already_known_is_refused(told):
    with pytest.raises(KgisimError, match="already in the run"):
        told("2021=40")


def test_numbers_of_other_indicators_alone_do_not_class_the_goal(told):
    assert "nothing is said about being on track" in told("yen:2023=110")

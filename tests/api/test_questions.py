from dataclasses import replace

import numpy as np
import pytest

import kgisim as kg
from kgisim.errors import NotFoundError, RequestError
from kgisim.schema import LANGUAGES
from tests.elicitation.test_elicitation_files import written

GOAL = "share"


@pytest.fixture
def future(quick_run):
    return quick_run.projection


@pytest.fixture
def target(future):
    """A level that about half of the draws attain in the plan's last year."""
    last = future.draws["outcome"].sel(scenario="baseline", series=GOAL).isel(year=-1)
    return kg.target(future, GOAL, round(float(last.median()), 2))


def test_what_is_left_open_is_taken_from_the_projection(future):
    found = kg.target(future, GOAL, 1.0)
    horizon = kg.TargetWindow(future.catalog.axis.last)
    assert found == kg.TargetQuestion(GOAL, 1.0, horizon, scenario="policy")
    alone = future.under({"baseline": future.scenarios["baseline"]})
    assert kg.target(alone, GOAL, 1.0).scenario == "baseline"


@pytest.mark.parametrize(
    "mistake",
    [
        {"year": "2040"},
        {"length": 0},
        {"statistic": "median"},
        {"statistic": "once"},
        {"since": 2030},
    ],
)
def test_a_window_that_makes_no_sense_is_refused_at_once(mistake):
    with pytest.raises(RequestError):
        kg.TargetWindow(**({"year": 2040} | mistake))


@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        ({"value": "80"}, RequestError),
        ({"value": True}, RequestError),
        ({"value": -1.0}, RequestError),
        ({"window": 2040}, RequestError),
        ({"indicator": "shaer"}, NotFoundError),
        ({"scenario": "polcy"}, NotFoundError),
    ],
)
def test_a_target_that_makes_no_sense_is_refused_at_once(future, mistake, error):
    with pytest.raises(error):
        kg.target(future, **({"indicator": GOAL, "value": 1.0} | mistake))


def test_the_probability_is_the_share_of_draws_that_attain_the_level(future, target):
    table = kg.assess(future, target).probability
    last = future.draws["outcome"].sel(series=GOAL).isel(year=-1)
    shares = (last >= target.value).mean("draw").to_numpy()
    assert list(table.columns) == ["scenario", "probability", "mcse"]
    assert list(table["scenario"]) == list(future.scenarios)
    assert np.allclose(table["probability"], shares, atol=1e-3)


def test_a_run_and_its_projection_give_the_same_assessment(quick_run, target):
    one, other = kg.assess(quick_run, target), kg.assess(quick_run.projection, target)
    assert one.probability.equals(other.probability)
    assert one.sentences == other.sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_told_in_every_language(future, target, language):
    found = kg.assess(future, target, language=language)
    assert found.verdict is not None
    assert found.sentences
    assert found.title in found._repr_html_()


def test_an_assessment_is_shown_in_one_line_and_escaped_in_a_page(future, target):
    found = replace(kg.assess(future, target), title="<script>")
    assert repr(found).startswith(f"<Assessment of {GOAL}")
    assert "\n" not in repr(found)
    assert "<script>" not in found._repr_html_()


def test_without_a_package_there_is_no_verdict(future, target):
    alone = future.under({"baseline": future.scenarios["baseline"]})
    found = kg.assess(alone, target.under("baseline"))
    assert found.verdict is None
    assert found.sentences == ()
    assert len(found.probability) == 1


def test_answers_of_the_engine_are_for_the_policy_package_unless_a_scenario_is_named(
    future, target
):
    assert kg.backcast(future, target).question.scenario == "policy"
    named = kg.target(future, GOAL, target.value, scenario="baseline")
    assert kg.backcast(future, named).question == target.under("baseline")


def test_checkpoints_are_those_of_the_plan_unless_years_are_named(future, target):
    target = target.under("baseline")
    found = kg.milestones(future, target)
    assert tuple(one.year for one in found) == tuple(future.catalog.plan.checkpoints)
    (alone,) = kg.milestones(future, target, years=[2030])
    assert alone.year == 2030


def test_one_new_number_gives_a_new_probability(future, target):
    found = kg.follow_up(future, target, {2030: target.value})
    assert 0.0 < found.after < 1.0


def test_several_targets_are_asked_together(future, target):
    sales = future.draws["outcome"].sel(scenario="policy", series="sales").isel(year=-1)
    both = kg.joint(future, [target, kg.target(future, "sales", float(sales.median()))])
    assert both.all <= both.each["chance"].min()


def test_swings_are_ordered_and_can_be_drawn(future, target):
    table = kg.sensitivity(future, target)
    sizes = table["chance_swing"].abs().to_numpy()
    assert (np.diff(sizes) <= 0).all()
    overlay = kg.plot.tornado(future, target, language="en")
    assert len(list(overlay)) == len(table) + 1


def test_a_package_that_suffices_reaches_the_probability(future, target):
    chance = kg.assess(future, target).probability.set_index("scenario")["probability"]
    found = kg.solve_package(future, target, probability=float(chance["policy"]) - 0.01)
    assert found.package.chance.value >= found.probability


def test_without_a_measure_there_is_no_package(future, target):
    with pytest.raises(RequestError, match="no measure of 'baseline' can reach share"):
        kg.solve_package(future, target.under("baseline"))


@pytest.mark.parametrize(
    "ask",
    [kg.assess, kg.backcast, kg.milestones, kg.sensitivity, kg.solve_package],
    ids=lambda one: one.__name__,
)
def test_mistakes_are_reported_in_words(future, target, ask):
    with pytest.raises(RequestError, match="'target' is of type int, expected a target"):
        ask(future, 80)
    with pytest.raises(RequestError, match="'future' is of type str, expected a projection"):
        ask("runs", target)
    with pytest.raises(NotFoundError, match="no indicator is called 'shaer'"):
        ask(future, kg.TargetQuestion("shaer", 1.0, target.window))


def test_targets_of_ones_own_take_the_place_of_the_candidates_in_a_figure(future, target):
    from tests.api.test_plot import drawn

    marked = [line for line in drawn(kg.plot.fan(future, GOAL, targets=[target])) if len(line) == 2]
    assert [line.tolist() for line in marked if line[0] == line[1] < 1900] == [[target.value] * 2]


@pytest.fixture
def judged(quick_run, smallest):
    """A projection whose workspace asks experts about the goal without a number."""
    written(smallest)
    catalog = replace(quick_run.catalog, workspace=smallest)
    return replace(quick_run.projection, catalog=catalog)


def test_a_conditional_goal_is_answered_only_when_asked(judged):
    with pytest.raises(RequestError):
        kg.target(judged, "supply", 1.0)
    asked = kg.target(judged, "supply", 1.0, conditional=True)
    with pytest.raises(RequestError):
        kg.assess(judged, asked)
    answer = kg.assess(judged, asked, language="ja", conditional=True)
    assert answer.conditional
    assert answer.verdict is None
    assert "専門家の判断を前提" in answer.sentences[0]
    assert "conditional" in repr(answer)
    projected = kg.target(judged, GOAL, 40.0)
    assert not kg.assess(judged, projected, conditional=True).conditional


def test_a_conditional_goal_is_among_joint_chances_only_when_asked(judged):
    targets = [
        kg.target(judged, GOAL, 40.0),
        kg.target(judged, "supply", 1.0, conditional=True),
    ]
    with pytest.raises(RequestError):
        kg.joint(judged, targets)
    found = kg.joint(judged, targets, conditional=True)
    assert found.conditional == ("supply",)
    alone = kg.assess(judged, targets[1], conditional=True).probability.set_index("scenario")
    assert found.each.loc["supply", "chance"] == alone.loc["policy", "probability"]
    assert found.all <= found.each["chance"].min()


def test_a_run_that_left_conditional_ones_out_answers_none(quick_run):
    with pytest.raises(RequestError):
        kg.target(quick_run, "supply", 1.0, conditional=True)

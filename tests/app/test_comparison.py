"""Two scenarios or two runs side by side."""

import shutil

import pytest

from kgisim.app.comparison import comparison, offered
from kgisim.app.comparison_panel import comparison_panel
from kgisim.app.levers import BOTH, levers_of
from kgisim.app.shared_run import RUN, SharedRun
from kgisim.app.state import State
from kgisim.runs.run import open_run
from kgisim.schema import BASELINE

GOAL, LEVER = "kgi1b_overseas_ratio", "measure:overseas_expansion_support"


@pytest.fixture(scope="module")
def two_runs(plan, tmp_path_factory):
    """The small run of the bundled content with a copy of it, made of other draws, beside it."""
    folder = tmp_path_factory.mktemp("runs")
    for name in (plan.run.id, "r0000earlier0"):
        shutil.copytree(plan.run.path, folder / name)
    manifest = folder / "r0000earlier0" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(plan.run.id, "r0000earlier0"), "utf-8")
    return SharedRun(open_run(folder / plan.run.id))


def test_the_difference_of_the_chances_is_that_between_the_sides(session):
    session.levers = {LEVER: 5.0}
    found = comparison(session)
    assert (found.first.question.scenario, found.second.question.scenario) == (BASELINE, BOTH)
    assert found.first.question.value == found.second.question.value
    reached = [one.forecast.reached(one.question).mean() for one in (found.first, found.second)]
    assert [found.first.chance[0], found.second.chance[0]] == pytest.approx(reached)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_moved_lever_is_named_with_what_it_assumes_on_either_side(plan, language):
    session = State(plan, goal=GOAL, language=language)
    session.param.update(levers={LEVER: 5.0}, beside=session.scenario)
    written = str(comparison_panel(session))
    measure = next(
        one
        for one in plan.scenarios[session.scenario].measures
        if one.id == LEVER.removeprefix("measure:")
    )
    assert measure.title(language) in written
    others = [one for one in plan.scenarios[session.scenario].measures if one != measure]
    assert not any(one.title(language) in written for one in others)
    session.beside = BASELINE
    moving, _, rest = str(comparison_panel(session)).partition("<details")
    moved = [one.part for one in levers_of(plan.catalog, plan.scenarios[session.scenario], GOAL)]
    for one in plan.scenarios[session.scenario].measures:
        assert one.title(language) in (moving if one in moved else rest)


def test_one_scenario_on_both_sides_is_said(session):
    session.beside = session.scenario
    assert session.t("app.beside.same") in str(comparison_panel(session))


def test_another_run_is_offered_and_set_beside_the_one_on_the_screen(two_runs):
    session = State(two_runs, goal=GOAL)
    assert f"{RUN}r0000earlier0" in offered(session).values()
    session.go({"beside": f"{RUN}r0000earlier0"})
    found = comparison(session)
    assert found.is_between_runs
    assert found.first.chance == found.second.chance
    written = str(comparison_panel(session))
    assert session.t("app.beside.same_inputs") in written
    assert session.t("app.beside.same_parts") in written


def test_runs_beside_are_read_again_only_when_their_folder_has_changed(two_runs, monkeypatch):
    assert f"{RUN}r0000earlier0" in two_runs.comparable
    with monkeypatch.context() as patched:
        patched.setattr("kgisim.app.shared_run.json.loads", lambda _: pytest.fail("read again"))
        assert f"{RUN}r0000earlier0" in two_runs.comparable
    folder = two_runs.run.path.parent
    shutil.copytree(folder / "r0000earlier0", folder / "r0000another")
    assert f"{RUN}r0000another" in two_runs.comparable
    shutil.rmtree(folder / "r0000another")
    assert f"{RUN}r0000another" not in two_runs.comparable


def test_a_run_that_is_gone_is_told(two_runs):
    session = State(two_runs, goal=GOAL, language="ja")
    session.beside = f"{RUN}r0000gone00"
    assert "note warning" in str(comparison_panel(session))
    session.go({"beside": f"{RUN}r0000gone00"})
    assert "r0000gone00" in session.notices[-1]


def test_every_difference_of_the_runs_inputs_is_listed(two_runs, plan):
    session = State(two_runs, goal=GOAL, language="en")
    session.beside = f"{RUN}r0000earlier0"
    earlier = two_runs.other("r0000earlier0")
    inputs = earlier.manifest["inputs"]
    changed = next(name for name in inputs if name.startswith("scenarios/"))
    earlier.manifest["inputs"] = {**inputs, changed: "0" * 64}
    written = str(comparison_panel(session))
    assert changed in written
    assert session.t("changes.changed") in written

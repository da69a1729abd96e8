"""Explanations of all goals of a small made workspace, as the tables of a run."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from kgisim.analysis.explain_all import Explainer
from kgisim.analysis.explanation_job import ExplanationJob
from kgisim.analysis.explanation_tables import TABLES
from kgisim.analysis.kept import Kept
from kgisim.projection.projection import project
from kgisim.schema import BASELINE
from kgisim.targets.assess import assess
from kgisim.targets.forecast import forecast_of
from kgisim.targets.posed_question import PosedQuestion
from kgisim.workspace import Workspace
from tests.analysis.gaussian import BASE, HORIZON, measure, normals, scenario
from tests.builders import TEXT, catalog, fit_of, goal, yearly

Z = normals(2, draws=1000)
LATER = np.where(HORIZON, 1.0, 0.0)
TARGET = {"id": "level", "kind": "value", "value": 11.0, "note": TEXT}
GOAL = goal("x", targets=[TARGET])
FREE = goal("free")
NEITHER = goal("neither", better="neither")
DARK = goal("dark", model={"family": None}, withheld=TEXT, wanted=[TEXT])
ROWS = yearly([10.0] * 10)
CATALOG = catalog((GOAL, ROWS), (FREE, ROWS), (NEITHER, ROWS), (DARK, []))
FITS = {
    one.id: fit_of(one, np.log(10.0) + 0.1 * Z[:, [place % 2]] * LATER)
    for place, one in enumerate((GOAL, FREE, NEITHER))
}
SCENARIOS = {
    "baseline": BASE,
    "package": scenario("package", measure("support", 0.0, 10.0, 20.0, unit="percent")),
}
PROJECTION = project(CATALOG, FITS, SCENARIOS, seed=3)


def explainer(scenarios=SCENARIOS):
    return Explainer(
        workspace=Workspace.bundled(),
        projection=replace(PROJECTION, scenarios=scenarios),
        assessment=assess(PROJECTION)[0],
        today=2026,
    )


FOUND = explainer().tables()


def goals_in(table):
    return set(FOUND[table]["indicator"])


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_agreed_columns(table):
    assert tuple(FOUND[table].columns) == TABLES[table]


@pytest.mark.parametrize("table", ["questions", "worth", "variance", "detectable", "definitions"])
def test_goals_with_a_direction_and_a_projection_are_explained(table):
    assert goals_in(table) == {"x", "free"}


def test_every_goal_that_could_carry_a_number_is_screened():
    assert goals_in("screens") == {"x", "free", "dark"}


def test_data_that_are_wanted_stand_beside_the_goal_that_wants_them():
    assert goals_in("wanted") == {"dark"}


def test_the_candidate_target_is_what_is_explained():
    asked = FOUND["questions"].set_index("indicator")
    assert asked.loc["x", "value"] == 11.0


def posed(name):
    """The question about a goal under the package, as it is sampled."""
    return PosedQuestion.of(forecast_of(PROJECTION, name), explainer().question(name))


def test_without_a_candidate_the_level_of_the_usual_chance_is_explained():
    asked = posed("free").under(BASELINE)
    assert asked.chance(asked.drawn(PROJECTION.draws)).value == pytest.approx(0.3, abs=0.01)


def test_the_chance_with_all_measures_is_that_of_the_projection():
    asked = posed("x")
    complete = FOUND["questions"].set_index("indicator").loc["x", "chance_complete"]
    assert complete == asked.chance(asked.drawn(PROJECTION.draws)).value


def test_a_measure_has_its_share_only_where_it_reaches():
    assert goals_in("contributions") == goals_in("packages") == {"x"}


def test_the_package_of_all_measures_is_always_told():
    full = FOUND["packages"].set_index("role").loc["full"]
    assert full[["measure", "level", "cost", "priced"]].tolist() == ["support", 4, 4.0, False]


def test_the_shares_of_a_year_add_up_to_one():
    shares = FOUND["variance"].groupby(["indicator", "year"])["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0, abs=1e-9)


def test_without_measures_anywhere_the_baseline_is_explained():
    asked = explainer({"baseline": BASE}).tables()["questions"]
    assert asked["package"].tolist() == ["baseline"] * 2


def kept_in(folder, scenarios=SCENARIOS, basis="same"):
    """Explain once more with a folder of kept explanations; return what is in it."""
    tables = explainer(scenarios).tables(None, Kept(folder, basis))
    return tables, sorted(path.name for path in folder.glob("*"))


def test_kept_explanations_are_the_same_tables(tmp_path, monkeypatch):
    made, files = kept_in(tmp_path)
    monkeypatch.setattr(ExplanationJob, "run", lambda _: pytest.fail("explained again"))
    again, same = kept_in(tmp_path)
    assert same == files
    for name in TABLES:
        assert made[name].equals(again[name])
        assert made[name].to_csv() == FOUND[name].to_csv()


def test_an_assumption_that_changes_has_only_those_explained_that_it_reaches(tmp_path):
    _, before = kept_in(tmp_path)
    changed = measure("support", 0.0, 10.0, 21.0, unit="percent")
    _, after = kept_in(tmp_path, SCENARIOS | {"package": scenario("package", changed)})
    assert [name.split("-")[0] for name in after if name not in before] == ["x"]
    assert len(kept_in(tmp_path, basis="another")[1]) == len(after) + len(before)


def test_nothing_is_held_of_scenarios_that_are_not_explained():
    more = {"package": scenario("package", measure("support", 0.0, 10.0, 20.0, unit="percent"))}
    other = scenario("other", measure("help", 0.0, 1.0, 2.0, unit="percent"))
    made = project(CATALOG, FITS, {"baseline": BASE, **more, "other": other}, seed=3)
    own = Explainer(Workspace.bundled(), made, assess(made)[0], today=2026)
    assert own.package.id == "package"
    assert made.carried is not None
    assert "other" in made.carried.departures
    made.keep({"package"})
    own.tables()
    assert set(made.carried.departures) == {"baseline", "package"}


def test_another_process_explains_the_same():
    (job,) = (one for one in explainer()._jobs({"x": explainer().question("x")}, None))
    there = pickle.loads(pickle.dumps(job))  # as a pool of processes sends it
    assert there.projection.series == ("x",)
    assert there.run() == job.run()

import kgisim as kg
from kgisim.evidence.catalog import load_catalog
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.workspace import Workspace


def test_an_opened_folder_loads_what_the_engine_loads(smallest):
    plan = kg.open_workspace(smallest.root)
    catalog = load_catalog(smallest)
    assert plan.catalog().indicators == catalog.indicators
    assert plan.scenario_set() == load_scenarios(smallest, catalog)


def test_a_catalogue_knows_where_it_came_from(smallest):
    assert kg.open_workspace(smallest.root).catalog().workspace == smallest


def test_a_catalogue_can_be_cut_at_a_date():
    plan = kg.open_workspace()
    assert len(plan.catalog(as_of="2020-01").observations) < len(plan.catalog().observations)


def test_a_catalogue_is_shown_in_one_line():
    shown = repr(kg.open_workspace().catalog())
    assert "goals" in shown
    assert "\n" not in shown


def test_a_copy_of_the_bundled_workspace_is_sound(tmp_path):
    copy = kg.init_workspace(tmp_path / "mine")
    assert copy.root == tmp_path / "mine"
    assert copy.families() == Workspace.bundled().families()


def test_a_sound_workspace_has_no_problems(smallest):
    assert kg.check(smallest.root).empty


def test_problems_are_listed_with_their_place_in_either_language(smallest):
    table = next(smallest.data.glob("*.csv"))
    table.write_text(table.read_text("utf-8").replace("20", "x", 1), encoding="utf-8")
    found = {language: kg.check(smallest, language=language) for language in ("ja", "en")}
    assert list(found["ja"].columns) == ["file", "where", "message"]
    assert set(found["en"]["file"]) == {f"data/{table.name}"}
    assert len(found["en"]) == len(found["ja"])
    assert found["en"]["where"].str.contains("row").any()
    assert found["ja"]["where"].str.contains("行目").any()
    assert (found["en"]["message"] != found["ja"]["message"]).any()

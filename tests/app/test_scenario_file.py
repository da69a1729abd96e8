"""A tuned scenario becomes a file of the workspace, or says why it does not."""

import pytest

from kgisim.app.levers import with_settings
from kgisim.app.scenario_file import save_scenario, tuned
from kgisim.audit.users import LOCAL
from kgisim.errors import RequestError
from kgisim.projection.scenario import key_of
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.workspace import Workspace, init_workspace
from tests.builders import PLAN

MEASURE, YEN = "measure:overseas_expansion_support", "world:usd_jpy"
SAID = {"id": "mine", "title": "私の案", "who": "鈴木", "why": "効果を大きく見込むため。"}


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(init_workspace(tmp_path / "own"))


@pytest.fixture(scope="module")
def catalog(bundled_catalog):
    return bundled_catalog


@pytest.fixture(scope="module")
def base(catalog):
    return load_scenarios(Workspace.bundled(), catalog)["policy_package"]


@pytest.mark.parametrize(
    "settings", [{MEASURE: 4.0}, {YEN: 0.25}, {MEASURE: 4.0, YEN: 0.25}, {MEASURE: None}]
)
def test_a_saved_scenario_is_what_was_on_the_screen(workspace, catalog, base, settings):
    save_scenario(workspace, catalog, tuned(base, settings, PLAN, **SAID), LOCAL)
    loaded = load_scenarios(workspace, catalog)["mine"]
    wanted = {key_of(part): part for part in with_settings(base, settings, PLAN.axis).parts}
    found = {key_of(part): part for part in loaded.parts}
    for key in settings.keys() & found.keys() & {MEASURE}:  # its rationale is that of the change
        wanted[key] = wanted[key].model_copy(update={"rationale": found[key].rationale})
    assert found == wanted


def test_the_rationale_of_a_moved_measure_is_about_its_own_number(base):
    (before,) = (one for one in base.measures if key_of(one) == MEASURE)
    moved = before.effect.p50 + 1.5
    (made,) = tuned(base, {MEASURE: moved}, PLAN, **SAID).measures
    assert f"{before.effect.p50:g}に" not in made.rationale("ja")
    assert f"{before.effect.p50:g}を{moved:g}に動かした" in made.rationale("ja")
    assert SAID["why"] in made.rationale("ja")


def test_who_changed_what_and_why_is_kept(workspace, catalog, base):
    save_scenario(workspace, catalog, tuned(base, {MEASURE: 4.0}, PLAN, **SAID), LOCAL)
    (change,) = load_scenarios(workspace, catalog)["mine"].changes
    assert (change.who, change.why("ja")) == ("鈴木", "効果を大きく見込むため。")


def test_a_scenario_is_never_overwritten(workspace, catalog, base):
    made = tuned(base, {MEASURE: 4.0}, PLAN, **SAID | {"id": "weak_yen"})
    before = (workspace.scenarios / "weak_yen.yaml").read_bytes()
    with pytest.raises(RequestError, match="choose another name"):
        save_scenario(workspace, catalog, made, LOCAL)
    assert (workspace.scenarios / "weak_yen.yaml").read_bytes() == before


@pytest.mark.parametrize("id", ["", "My Plan", "../escape", "a/b"])
def test_a_name_that_is_no_id_is_refused(base, id):
    with pytest.raises(RequestError, match="'id' cannot be used"):
        tuned(base, {MEASURE: 4.0}, PLAN, **SAID | {"id": id})


def test_nothing_moved_is_nothing_to_save(base):
    with pytest.raises(RequestError, match="nothing was moved"):
        tuned(base, {}, PLAN, **SAID)

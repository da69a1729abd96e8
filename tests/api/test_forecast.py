import pytest

import kgisim as kg
from kgisim.errors import ContentError, NotFoundError, RequestError
from kgisim.inference.fit import Fit
from tests.builders import catalog, indicator, yearly


@pytest.fixture
def fits(smallest, quick_fits):
    return kg.fit(kg.open_workspace(smallest.root).catalog())


def test_fits_are_a_mapping_by_indicator(fits):
    assert len(fits) == len(list(fits)) > 0
    assert all(fits[name].indicator == name for name in fits)


def test_only_what_is_asked_for_and_needed_is_fitted(smallest, quick_fits):
    known = kg.open_workspace(smallest.root).catalog()
    alone = [name for name, one in known.indicators.items() if one.is_fitted and not one.drivers]
    assert list(kg.fit(known, alone[0])) == alone[:1]


def test_the_summary_has_a_row_for_every_fit(fits):
    table = fits.summary()
    assert sorted(table["indicator"]) == sorted(fits)
    assert (table["status"] == "ok").all()
    assert "<table" in fits._repr_html_()


def test_a_failed_fit_is_named_with_its_reason(fits):
    name = next(iter(fits))
    blocked = {**fits, name: Fit.blocked(name, "no rows", fits.catalog.plan.axis)}
    failed = type(fits)(fits.catalog, blocked, fits.seed)
    assert failed.failed == {name: "no rows"}
    assert f"failed: {name}" in repr(failed)
    assert fits.failed == {}


def test_a_catalogue_made_in_memory_cannot_be_fitted():
    with pytest.raises(RequestError, match="made in memory"):
        kg.fit(catalog((indicator(), yearly([1.0, 2.0]))))


def test_a_projection_is_of_all_scenarios_unless_some_are_named(fits):
    assert list(kg.project(fits).scenarios) == ["baseline", "both", "policy", "strong_yen"]
    assert list(kg.project(fits, scenarios="both").scenarios) == ["baseline", "both"]


def test_the_draws_of_a_scenario_do_not_depend_on_the_others(fits):
    alone, among = kg.project(fits, scenarios="both"), kg.project(fits)
    assert alone.draws.equals(among.draws.sel(scenario=["baseline", "both"]))


def test_a_scenario_of_ones_own_is_taken_as_it_is(fits):
    policy = kg.open_workspace(fits.catalog.workspace.root).scenario_set()["policy"]
    own = policy.model_copy(update={"id": "fewer", "measures": policy.measures[:1]})
    assert kg.project(fits, scenarios=[own, "policy"]).scenarios["fewer"] == own


def test_a_scenario_of_ones_own_is_checked(fits):
    policy = kg.open_workspace(fits.catalog.workspace.root).scenario_set()["policy"]
    wrong = policy.measures[0].model_copy(update={"indicator": "saels"})
    own = policy.model_copy(update={"id": "wrong", "measures": (wrong,)})
    with pytest.raises(ContentError, match=r"scenario wrong: measures.*did you mean 'sales'"):
        kg.project(fits, scenarios=own)


def test_an_unknown_scenario_is_answered_with_the_nearest(fits):
    with pytest.raises(NotFoundError, match="did you mean 'policy'"):
        kg.project(fits, scenarios="polciy")

import pytest

import kgisim as kg
from kgisim.errors import RequestError
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

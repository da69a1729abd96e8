import numpy as np
import pytest

from kgisim.inference.observed_path import past_departure, past_path
from tests.builders import AXIS, catalog, driver_effect, fit_of, indicator, row, yearly

LEVEL = np.full((5, 1), np.log(50.0))
YEN = indicator("yen", role="driver")


def path_of(*rows, one=YEN, last=2014):
    return past_path(catalog((one, rows)), one.id, {one.id: fit_of(one, LEVEL, last=last)})


def test_a_published_number_is_taken_as_it_stands():
    assert path_of(row(2014, 80.0)).loc[2014] == pytest.approx(np.log(80))


@pytest.mark.parametrize(
    "rows",
    [
        [row(2013, 80.0)],
        [row(2014, 80.0, "ge")],
        [row(2014, 80.0, "about", low=70, high=90)],
        [row(2014, 80.0), row(2014, 90.0, source="other")],
    ],
    ids=["gap", "floor", "interval", "contradiction"],
)
def test_where_no_single_number_was_published_the_median_stands(rows):
    assert path_of(*rows).loc[2014] == pytest.approx(np.log(50))


@pytest.mark.parametrize(("anchor", "level"), [("agency", 80), ("other", 90), ("none", 50)])
def test_of_several_sources_only_the_defining_one_counts(anchor, level):
    keys = {key: {"title": key, "publisher": key} for key in ("agency", "other")}
    one = YEN.model_copy(
        update={"offsets": indicator(offsets={"sd": 0.1, "anchor": anchor}, sources=keys).offsets}
    )
    found = path_of(row(2014, 80.0), row(2014, 90.0, source="other"), one=one)
    assert found.loc[2014] == pytest.approx(np.log(level))


def test_a_year_without_any_deal_takes_the_median_rate():
    one = indicator("yen", "count")
    assert path_of(row(2014, 0), one=one).loc[2014] == pytest.approx(np.log(50))


def test_nothing_is_said_of_years_after_the_last_observed_one():
    path = path_of(row(2014, 80.0))
    assert path.loc[2015:].isna().all()
    assert path.loc[2010:2014].notna().all()


def test_departures_are_from_the_last_observed_value():
    one = past_departure(
        catalog((YEN, yearly([40.0, 60.0, 80.0], first=2012))),
        "yen",
        {"yen": fit_of(YEN, LEVEL, last=2014)},
    )
    expected = np.log([40 / 80, 60 / 80, 1.0])
    assert one.loc[2012:2014].to_numpy() == pytest.approx(expected)


def test_a_driver_of_a_driver_moves_its_past():
    oil = indicator("oil", role="driver")
    yen = indicator("yen", role="driver", drivers=[driver_effect("oil")])
    rows = yearly([2.0, 4.0, 8.0], first=2012)
    fits = {"oil": fit_of(oil, LEVEL, last=2014), "yen": fit_of(yen, LEVEL, last=2014, effect=0.5)}
    path = past_path(catalog((oil, rows), (yen, [])), "yen", fits)
    expected = np.log(50) + 0.5 * np.log([2 / 8, 4 / 8, 1.0])
    assert path.loc[2012:2014].to_numpy() == pytest.approx(expected)


def test_the_path_lies_on_the_shared_axis():
    assert path_of(row(2014, 80.0)).index.tolist() == AXIS.tolist()

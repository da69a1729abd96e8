"""What is different since an earlier run; the earlier run is the synthetic one, altered."""

from types import SimpleNamespace

import pandas as pd
import pytest

from kgisim.presentation.tables.changes import changed_chances, changed_files, changed_rows
from kgisim.runs.run_cache import RunCache


@pytest.fixture
def later(run):
    """The run a year later: one file changed, one added, one gone; a revised and a new number."""
    rows = run.catalog.observations.copy()
    latest = rows.index[rows["indicator"] == "syn_firms"][-1]
    rows.loc[latest, "value"] = 5
    fresh = rows.loc[[latest]].assign(year=2024, year_end=2024, value=6)
    rows = pd.concat([rows, fresh], ignore_index=True)
    catalog = SimpleNamespace(**vars(run.catalog) | {"observations": rows})
    catalog.rows = lambda id: rows[rows["indicator"] == id]
    inputs = {"data/same.csv": "a", "data/changed.csv": "c", "data/new.csv": "d"}
    assessment = run.assessment.assign(chance=run.assessment["chance"] + 0.1)
    return SimpleNamespace(
        **vars(run)
        | {
            "id": "rlater",
            "cache": RunCache(),
            "catalog": catalog,
            "manifest": run.manifest | {"inputs": inputs},
            "assessment": assessment,
        }
    )


@pytest.fixture
def earlier(run):
    inputs = {"data/same.csv": "a", "data/changed.csv": "b", "data/gone.csv": "e"}
    manifest = run.manifest | {"inputs": inputs}
    return SimpleNamespace(**vars(run) | {"cache": RunCache(), "manifest": manifest})


def test_files_that_differ_are_listed_with_what_happened_to_them(later, earlier):
    assert changed_files(later, earlier, "en").to_numpy().tolist() == [
        ["data/changed.csv", "changed"],
        ["data/gone.csv", "removed"],
        ["data/new.csv", "added"],
    ]


def test_revised_and_new_numbers_are_listed_and_no_others(later, earlier):
    table = changed_rows(later, earlier, "en")
    assert table.iloc[:, 1:].to_numpy().tolist() == [
        ["FY2023", "4\u00a0firms", "5\u00a0firms"],
        ["FY2024", "–", "6\u00a0firms"],
    ]


def test_a_number_that_is_gone_is_listed(later, earlier):
    assert "–" in changed_rows(earlier, later, "en").iloc[:, -1].tolist()


def test_the_chance_of_every_common_target_is_compared(later, earlier):
    table = changed_chances(later, earlier, "en")
    asked = later.assessment[["indicator", "value"]].drop_duplicates()
    assert len(table) == len(asked)
    assert set(table.iloc[:, -1].str.split().str[0]) == {"+10.0"}


def test_levels_of_the_earlier_run_are_kept_where_this_run_has_others(later, earlier):
    later.assessment = later.assessment.assign(value=later.assessment["value"] + 1)
    table = changed_chances(later, earlier, "en")
    asked = earlier.assessment[["indicator", "value"]].drop_duplicates()
    assert len(table) == len(asked)
    assert table.iloc[:, -1].str.startswith("0.0").all()  # the futures are the same


def test_a_change_within_its_error_is_said_to_be_so(later, earlier, monkeypatch):
    monkeypatch.setattr("kgisim.presentation.tables.changes._change_error", lambda *_: 0.06)
    assert changed_chances(later, earlier, "en").iloc[:, -1].str.endswith("within the error").all()
    monkeypatch.setattr("kgisim.presentation.tables.changes._change_error", lambda *_: 0.04)
    assert not changed_chances(later, earlier, "en").iloc[:, -1].str.endswith("error").any()


@pytest.mark.parametrize("table", [changed_files, changed_rows])
def test_nothing_is_different_from_itself(run, table):
    assert table(run, run, "ja").empty


def test_no_chance_is_different_from_itself(run):
    assert changed_chances(run, run, "ja").iloc[:, -1].str.startswith("0.0").all()

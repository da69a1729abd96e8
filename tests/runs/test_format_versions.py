"""Runs that were kept: this version opens them, or says how to go on with them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kgisim.analysis.explanation_tables import TABLES
from kgisim.errors import RunError
from kgisim.runs.format_versions import LACKS, READABLE, present_table
from kgisim.runs.run import Run, open_run
from kgisim.runs.run_id import FORMAT

OLD = Path(__file__).parent / "old"
KEPT = sorted(OLD.glob("format_*/r*"))
"""One small run of every format, made when that format was the present one."""


def format_of(path: Path) -> int:
    return int(path.parent.name.removeprefix("format_"))


READ = [path for path in KEPT if format_of(path) in READABLE]
LEFT = [number for number in range(1, FORMAT) if number not in READABLE]


@pytest.fixture(params=READ, ids=lambda path: path.parent.name)
def kept(request) -> Run:
    return open_run(request.param)


def test_a_run_of_every_format_that_is_read_is_kept():
    assert sorted(map(format_of, READ)) == sorted(READABLE)
    assert FORMAT in READABLE


@pytest.mark.parametrize("format", LEFT)
def test_a_format_that_is_left_behind_is_explained(format):
    assert LACKS[format]


@pytest.mark.parametrize("format", LEFT)
def test_an_older_run_says_how_to_make_it_again(tmp_path, format):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": format}), "utf-8")
    with pytest.raises(RunError, match=r"make it again .*kgisim run --workspace .*workspace"):
        open_run(tmp_path)


def test_a_newer_run_asks_for_a_newer_program(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": FORMAT + 1}), "utf-8")
    with pytest.raises(RunError, match="newer kgisim"):
        open_run(tmp_path)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.parent.name)
def test_a_kept_run_opens_or_says_how_to_go_on(path):
    if format_of(path) in READABLE:
        assert open_run(path).id == path.name
        return
    with pytest.raises(RunError, match="make it again"):
        open_run(path)


def test_its_inputs_can_be_read(kept):
    assert "share" in kept.catalog.indicators
    assert next(iter(kept.scenarios)) == "baseline"


def test_its_draws_can_be_read(kept):
    assert np.isfinite(kept.projection.draws["outcome"].sel(series="share", year=2040)).all()


def test_its_fits_can_be_read(kept):
    assert kept.projection.fits["share"].status == "ok"


@pytest.mark.parametrize("table", ["assessment", "values", "fits", "plausibility"])
def test_its_tables_can_be_read(kept, table):
    assert len(getattr(kept, table))


def test_it_may_have_been_made_before_forecasts_from_past_years():
    first = next(path for path in READ if format_of(path) == 2)
    assert open_run(first).backtests is None


@pytest.mark.parametrize("table", TABLES)
def test_its_explanations_can_be_read(kept, table):
    assert "indicator" in kept.explained(table).columns


def test_a_damaged_copy_is_noticed(kept, tmp_path):
    copy = Path(shutil.copytree(kept.path, tmp_path / kept.id))
    (copy / "values.csv").write_text("other", "utf-8")
    with pytest.raises(RunError, match=r"values\.csv was altered"):
        open_run(copy)


def test_its_packages_have_a_row_for_every_measure(kept):
    packages = kept.explained("packages")
    assert list(packages[["role", "place", "measure", "level"]].iloc[0]) == [
        "full",
        1,
        "support",
        4,
    ]


def test_levels_in_one_cell_become_rows():
    cells = {"indicator": "x", "role": ["full", "smaller", "smaller"], "cost": [4.0, 3.0, 2.0]}
    old = pd.DataFrame(cells | {"levels": ["a=4 b=0", "a=3 b=0", "a=4 b=1"]})
    found = present_table("packages", old)
    assert found[["place", "measure", "level"]].to_numpy().tolist() == [
        [1, "a", 4],
        [1, "b", 0],
        [1, "a", 3],
        [1, "b", 0],
        [2, "a", 4],
        [2, "b", 1],
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("measure:a", ("measure", "a", "")),
        ("hyper:x/slope_sd", ("prior", "x", "slope_sd")),
        ("effect:x/yen", ("effect", "x", "yen")),
        ("break:x/2019", ("break", "x", "2019")),
    ],
)
def test_the_key_of_an_assumption_becomes_columns(key, expected):
    found = present_table("ledger", pd.DataFrame({"assumption": [key]}))
    assert tuple(found[["kind", "name", "part"]].iloc[0]) == expected


@pytest.mark.parametrize("table", ["packages", "ledger", "tornado"])
def test_its_tables_have_the_present_columns(kept, table):
    assert set(TABLES[table]) <= set(kept.explained(table).columns)

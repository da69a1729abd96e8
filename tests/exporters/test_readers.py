"""What is handed on is read back by the public readers of each format, with nothing lost."""

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pandas as pd
import pytest

from kgisim import schema
from kgisim.exporters.frictionless import observation_fields
from kgisim.exporters.hubverse import COLUMNS as HUB_COLUMNS
from kgisim.exporters.iamc import COLUMNS as IAMC_COLUMNS
from kgisim.exporters.iamc import iamc_table
from kgisim.exporters.netcdf import exact_numbers
from kgisim.exporters.parquet import TABLES
from kgisim.exporters.registry import export
from kgisim.exporters.tables import LEVELS, future_draws, last_year
from tests.builders import row, table


@pytest.fixture(scope="module")
def exported(run, tmp_path_factory):
    """Give the folder of a format; each is written once."""
    done = {}

    def give(format):
        if format not in done:
            done[format] = export(run, format, tmp_path_factory.mktemp(format) / "out")
        return done[format]

    return give


# ---- NetCDF ---------------------------------------------------------------------------------


def test_arviz_reads_the_posterior(run, exported):
    import arviz as az

    tree = az.from_netcdf(exported("netcdf") / "sales.nc")
    trend = run.projection.fits["sales"].trend
    np.testing.assert_allclose(tree["posterior"]["trend"][0], trend, rtol=2.0**-11)


def test_arviz_reads_the_predictions(run, exported):
    import arviz as az

    tree = az.from_netcdf(exported("netcdf") / "share.nc")
    found = tree["predictions"][schema.OUTCOME].sel(chain=0).transpose("scenario", "draw", "year")
    expected = run.projection.draws[schema.OUTCOME].sel(series="share")
    expected = expected.sel(scenario=found["scenario"].to_numpy(), year=found["year"].to_numpy())
    wanted = expected.transpose("scenario", "draw", "year")
    np.testing.assert_allclose(found, wanted, rtol=2.0**-11)


def test_arviz_summarises_what_it_read(exported):
    import arviz as az

    tree = az.from_netcdf(exported("netcdf") / "sales.nc")
    table = az.summary(tree, var_names=["noise"], kind="stats", round_to="none")
    assert table["mean"].iloc[0] == pytest.approx(float(tree["posterior"]["noise"].mean()))


def test_an_identity_has_predictions_and_no_posterior(exported):
    import arviz as az

    assert set(az.from_netcdf(exported("netcdf") / "ratio.nc").children) == {
        "predictions",
        "observed_data",
    }


# ---- IAMC -----------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_consortium(exported):
    assert tuple(pd.read_csv(exported("iamc") / "data.csv").columns) == IAMC_COLUMNS


READ_WITH_PYAM = """
import sys, pyam
read = pyam.IamDataFrame(sys.argv[1])
read.data.to_csv(sys.argv[2], index=False)
read.index.to_frame(index=False).to_csv(sys.argv[3], index=False)
"""


@pytest.fixture(scope="module")
def read_with_pyam(exported, tmp_path_factory):
    """Data and scenarios as `pyam` reads them: its pins do not fit beside those of kgisim.

    Its units are stored in the user's cache with the place of the package they came from, and are
    not read again once an environment at that place is gone: it has a cache of its own here.
    """
    folder = tmp_path_factory.mktemp("pyam")
    given = [exported("iamc") / "data.csv", folder / "data.csv", folder / "index.csv"]
    environment = ["--no-project", "--isolated", "--python", sys.executable]
    command = ["uv", "run", *environment, "--with", "pyam-iamc==4.0.0", "python", "-c"]
    kept = subprocess.run(["uv", "cache", "dir"], check=True, capture_output=True, text=True)
    fresh = {"UV_CACHE_DIR": kept.stdout.strip(), "XDG_CACHE_HOME": str(folder / "cache")}
    reading = [*command, READ_WITH_PYAM, *map(str, given)]
    subprocess.run(reading, check=True, cwd=folder, env=os.environ | fresh)
    return pd.read_csv(given[1]), pd.read_csv(given[2])


@pytest.mark.packaging
def test_pyam_reads_the_table(run, read_with_pyam):
    place = ["scenario", "variable", "year"]
    expected = iamc_table(run).sort_values(place)["value"].to_numpy(float)
    read = read_with_pyam[0].sort_values(place)["value"]
    np.testing.assert_allclose(read, expected, rtol=1e-12)


@pytest.mark.packaging
def test_pyam_finds_the_note_of_every_scenario(exported, read_with_pyam):
    noted = pd.read_csv(exported("iamc") / "meta.csv")[["model", "scenario"]]
    assert set(noted.itertuples(index=False)) == set(read_with_pyam[1].itertuples(index=False))


def test_quantiles_are_those_of_the_draws(run):
    table = iamc_table(run).set_index(["scenario", "variable", "year"])["value"]
    drawn = run.projection.draws[schema.OUTCOME].sel(scenario="policy", series="share", year=2040)
    expected = np.quantile(drawn.to_numpy().astype(float), 0.9)
    assert table["policy", "share|Quantile 0.9", 2040] == pytest.approx(expected, rel=1e-12)


# ---- hubverse -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hub(exported):
    (file,) = exported("hubverse").glob("model-output/kgisim/*-kgisim.parquet")
    return pd.read_parquet(file)


def test_the_columns_are_those_of_the_hubverse(hub):
    assert tuple(hub.columns) == HUB_COLUMNS


def test_a_task_has_every_quantile_once(hub):
    tasks = hub[hub["output_type"] == "quantile"].groupby(list(HUB_COLUMNS[:5]))["output_type_id"]
    assert {tuple(one) for one in tasks.unique()} == {tuple(f"{level:g}" for level in LEVELS)}


def test_samples_are_the_draws(run, hub):
    ends = [day.year for day in hub["target_end_date"]]
    chosen = hub.assign(target_end_year=ends).query(
        "output_type == 'sample' and target == 'share' and scenario_id == 'policy'"
        " and target_end_year == 2041"
    )
    drawn = run.projection.draws[schema.OUTCOME].sel(scenario="policy", series="share", year=2040)
    by_draw = chosen.set_index(chosen["output_type_id"].astype(int))["value"].sort_index()
    np.testing.assert_array_equal(by_draw, drawn.to_numpy().astype(float))


def test_quantiles_rise_with_their_probability(hub):
    rows = hub[hub["output_type"] == "quantile"]
    rises = rows.groupby(list(HUB_COLUMNS[:5]))["value"].agg(
        lambda one: one.is_monotonic_increasing
    )
    assert rises.all()


READ_AS_HUB = """
import sys, hubdata
hub = hubdata.connect_hub(sys.argv[1])
rows = hub.get_dataset().to_table().to_pandas()
print(len(rows), *sorted(rows["model_id"].unique()), *hub.schema.names)
"""


@pytest.mark.packaging
def test_the_reader_of_the_hubverse_reads_the_hub(hub, exported, tmp_path):
    environment = ["--no-project", "--isolated", "--python", sys.executable]
    packages = ["--with", "hubdata==0.2.0", "--with", "pandas"]
    command = ["uv", "run", *environment, *packages, "python", "-c", READ_AS_HUB]
    done = subprocess.run(
        [*command, str(exported("hubverse"))],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    count, model, *names = done.stdout.splitlines()[-1].split()
    assert (int(count), model) == (len(hub), "kgisim")
    assert set(names) == {*HUB_COLUMNS, "model_id"}


# ---- Parquet --------------------------------------------------------------------------------


def test_every_draw_is_in_the_table(run, exported):
    table = pd.read_parquet(exported("parquet") / "projection.parquet")
    chosen = table.query("indicator == 'share' and scenario == 'policy' and year == 2040")
    drawn = run.projection.draws.sel(scenario="policy", series="share", year=2040)
    for name in (schema.LEVEL, schema.OUTCOME):
        np.testing.assert_allclose(chosen[name], drawn[name], rtol=2.0**-11)


def test_years_before_the_record_are_left_out(exported):
    table = pd.read_parquet(exported("parquet") / "projection.parquet")
    assert table["level"].notna().all()


@pytest.mark.parametrize("name", TABLES)
def test_tables_come_back_as_they_are(run, exported, name):
    back = pd.read_parquet(exported("parquet") / f"{name}.parquet")
    pd.testing.assert_frame_equal(back, getattr(run, name), check_dtype=False)


def test_tables_say_which_years_are_fiscal(run, exported):
    table = pd.read_parquet(exported("parquet") / "projection.parquet")
    read = pd.read_csv(exported("iamc") / "data.csv")
    periods = {name: one.period for name, one in run.catalog.indicators.items()}
    assert set(zip(table["indicator"], table["period"], strict=True)) <= set(periods.items())
    names = read["variable"].str.partition("|")[0]
    assert set(zip(names, read["period"], strict=True)) <= set(periods.items())


def test_a_scenario_that_is_left_out_in_a_year_equals_the_baseline(run, exported):
    table = pd.read_parquet(exported("parquet") / "projection.parquet")
    kept = set(table[["indicator", "scenario", "year"]].itertuples(index=False, name=None))
    draws = run.projection.draws
    places = product(run.projection.series, draws["scenario"].values, draws["year"].values)
    left_out = [place for place in places if (*place[:2], int(place[2])) not in kept]
    assert left_out
    for series, scenario, year in left_out:
        for name in (schema.LEVEL, schema.OUTCOME):
            one = draws[name].sel(series=series, year=year)
            same = one.sel(scenario=scenario), one.sel(scenario="baseline")
            np.testing.assert_array_equal(*same)


# ---- Frictionless ---------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_evidence_valid(exported):
    import frictionless

    report = frictionless.validate(str(exported("frictionless") / "datapackage.json"))
    assert report.flatten(["title", "note"]) == []


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_a_word_that_is_not_allowed(run, tmp_path):
    import frictionless

    out = export(run, "frictionless", tmp_path / "out")
    file = out / "data" / "share.csv"
    file.write_text(file.read_text("utf-8").replace("official", "rumour"), "utf-8")
    report = frictionless.validate(str(out / "datapackage.json"))
    assert {one[0] for one in report.flatten(["type"])} == {"constraint-error"}


@pytest.mark.filterwarnings("ignore")
def test_frictionless_reads_the_numbers(run, exported):
    import frictionless

    package = frictionless.Package(str(exported("frictionless") / "datapackage.json"))
    rows = package.get_resource("share").read_rows()
    expected = run.catalog.rows("share")["value"].tolist()
    assert [float(row["value"]) for row in rows] == expected


def test_every_column_of_observations_is_described():
    fields = observation_fields(schema.OBSERVATION_COLUMNS)
    assert [field["name"] for field in fields] == list(schema.OBSERVATION_COLUMNS)
    kinds = {field["name"]: field["type"] for field in fields}
    assert kinds["of"] == kinds["design_effect"] == kinds["value"] == "number"


# ---- what they share ------------------------------------------------------------------------


def test_only_years_after_the_record_are_futures(run):
    for indicator, outcome in future_draws(run):
        assert outcome["year"][0] == last_year(run, indicator.id) + 1


def test_a_sample_is_no_exact_number():
    rows = table(row(2020, 30.0), row(2021, 26.7, of=15.0, design_effect=1.0))
    assert exact_numbers(rows)["outcome"].to_numpy().tolist() == [30.0]

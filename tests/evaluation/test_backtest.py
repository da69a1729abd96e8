"""Forecasts made again from past years."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kgisim.evaluation import backtest as tested
from kgisim.evaluation.backtest import COLUMNS, MODEL, BacktestTask, backtest
from kgisim.evaluation.backtest_origins import Past
from kgisim.evaluation.baselines import PEERS
from kgisim.inference import fit_all as fit_all_inference
from kgisim.inference import gate, importance_sampling
from kgisim.parallel import Workers
from kgisim.workspace import Workspace
from tests.builders import (
    WALK_SOURCE,
    catalog,
    driver_effect,
    goal,
    identity,
    indicator,
    row,
    yearly,
)

WALK = {"family": "walk"}
YEN = [100, 105, 99, 110, 120, 118, 125, 130, 128, 131]
SALES = [5, 6, 7, 8, 8.5, 9, 9.4, 10, 10.1, 11]
DEALS = [2, 0, 3, 1, 4, 2, 2, 5, 1, 3]
ORIGIN = 2014


def content(yen=YEN, sales=SALES, deals=DEALS):
    return catalog(
        (indicator("yen", role="driver", model=WALK), yearly(yen)),
        (indicator("sales", model=WALK, drivers=[driver_effect("yen")]), yearly(sales)),
        (goal("deals", "count", model=WALK), yearly(deals)),
        (identity("dollars", role="goal", label="2", sum_of=["sales"], divided_by=["yen"]), ()),
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("workspace")
    (root / "models").mkdir()
    (root / "models" / "walk.py").write_text(WALK_SOURCE, encoding="utf-8")
    return Workspace(root)


@pytest.fixture(scope="module")
def cheap():
    """Few points and draws: these tests are about what is compared with what."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("FIRST", 200), ("ROUND", 100), ("BATCH", 300), ("BATCHES", 1)):
            patch.setattr(importance_sampling, name, value)
        patch.setattr(gate, "SMALLEST_ESS", 5.0)
        patch.setattr(tested, "DRAWS", 60)
        yield


@pytest.fixture(scope="module")
def run(workspace, cheap, tmp_path_factory):
    def run(known, cache=None) -> pd.DataFrame:
        folder = cache or tmp_path_factory.mktemp("cache")
        with Workers(1) as workers:
            return backtest(known, workspace, seed=1, cache=folder, workers=workers)

    return run


@pytest.fixture(scope="module")
def table(run):
    return run(content())


@pytest.fixture
def forecasts(workspace, cheap, tmp_path):
    def forecasts(known) -> dict[str, pd.DataFrame]:
        task = BacktestTask(Past(known), workspace, ORIGIN, 1, tmp_path)
        return {name: drawn.loc[ORIGIN + 1 :] for name, drawn in task.forecasts().items()}

    return forecasts


def of(table, name, forecaster=MODEL):
    return table.loc[(table["indicator"] == name) & (table["forecaster"] == forecaster)]


def test_a_table_has_the_columns_that_are_told(table):
    assert tuple(table.columns) == COLUMNS


def test_goals_come_before_their_parts(table):
    assert list(table["indicator"].unique()) == ["deals", "dollars", "sales", "yen"]


@pytest.mark.parametrize("forecaster", [MODEL, *PEERS])
def test_every_forecaster_forecasts(table, forecaster):
    assert len(of(table, "sales", forecaster))


def test_no_score_is_missing(table):
    assert not table.isna().any(axis=None)


def test_every_later_value_is_scored_once_from_every_origin(table):
    found = of(table, "yen").groupby("origin")["year"].apply(list).to_dict()
    assert found == {o: list(range(o + 1, 2020)) for o in Past(content()).origins}


def test_the_value_of_an_identity_is_that_of_its_parts(table):
    found = of(table, "dollars").set_index(["origin", "year"])["value"]
    assert found.loc[(ORIGIN, 2019)] == pytest.approx(SALES[9] / YEN[9])


def test_what_was_last_known_is_the_value_of_the_origin(table):
    assert set(of(table, "yen").loc[lambda t: t["origin"] == ORIGIN, "before"]) == {YEN[4]}


@pytest.mark.parametrize("name", ["deals", "dollars", "sales", "yen"])
def test_what_came_later_changes_no_forecast(forecasts, tmp_path, name):
    others = {"yen": 7.0, "sales": 0.2, "deals": 40.0}
    parts = {"yen": YEN, "sales": SALES, "deals": DEALS}
    changed = {n: [*part[:5], *np.array(part[5:]) * others[n]] for n, part in parts.items()}
    before = forecasts(content())[name]
    for file in tmp_path.iterdir():  # fitted again, not read again
        file.unlink()
    pd.testing.assert_frame_equal(before, forecasts(content(**changed))[name])


def test_what_was_known_changes_the_forecast(forecasts):
    changed = content(sales=[*SALES[:4], 20.0, *SALES[5:]])
    before = forecasts(content())["sales"]
    assert not before.equals(forecasts(changed)["sales"])


def test_peers_do_not_see_later_values(run, table):
    changed = run(content(sales=[*SALES[:9], 50.0]))
    for peer in PEERS:
        before, after = of(table, "sales", peer), of(changed, "sales", peer)
        pd.testing.assert_series_equal(before["median"], after["median"], check_index=False)


def test_the_same_scores_are_read_again_without_a_fit(run, tmp_path, monkeypatch):
    first = run(content(), tmp_path)
    monkeypatch.setattr(fit_all_inference.FitTask, "run", lambda _: pytest.fail("fitted again"))
    pd.testing.assert_frame_equal(run(content(), tmp_path), first)


def test_new_words_of_an_indicator_do_not_ask_for_new_scores(run, tmp_path, monkeypatch):
    run(content(), tmp_path)
    monkeypatch.setattr(BacktestTask, "run", lambda _: pytest.fail("scored again"))
    renamed = content()
    localized = renamed.indicators["sales"].title.model_copy(update={"en": "turnover"})
    one = renamed.indicators["sales"].model_copy(update={"title": localized})
    renamed.indicators["sales"] = one
    assert len(run(renamed, tmp_path))


def test_a_forecast_whose_fit_failed_is_left_blank_beside_its_peers(run, monkeypatch):
    failed = {"status": "failed", "reason": "", "rows": 0, "atoms": 0}
    verdict = SimpleNamespace(**failed, ess=0.0, pareto_k=9.0, method="importance")
    fit_all = tested.fit_all

    def gated(*given, **more):
        fits = fit_all(*given, **more)
        object.__setattr__(fits["deals"], "verdict", verdict)
        return fits

    monkeypatch.setattr(tested, "fit_all", gated)
    found = run(content())
    assert of(found, "deals")["crps"].isna().all()
    assert of(found, "deals", "naive")["crps"].notna().all()
    assert of(found, "dollars")["crps"].notna().all()


def test_nothing_to_test_gives_an_empty_table(run):
    nothing = run(catalog((goal("deals", "count", model=WALK), yearly([1, 2]))))
    assert tuple(nothing.columns) == COLUMNS
    assert nothing.empty


def test_where_k_of_n_were_counted_the_forecast_counts_as_many(forecasts):
    rows = [
        row(2010 + place, 100 * part / 8, of=8.0, design_effect=1.0)
        for place, part in enumerate([2, 3, 1, 4, 2, 3, 2])
    ]
    drawn = forecasts(catalog((goal("x", "share", model=WALK), rows)))["x"]
    counted = drawn.loc[2015:2016].to_numpy() / 100 * 8
    assert counted == pytest.approx(np.rint(counted), abs=1e-9)
    later = drawn.loc[2017].to_numpy() / 100 * 8
    assert np.abs(later - np.rint(later)).max() > 0.01

import math
from dataclasses import replace

import pandas as pd
import pytest

from kgisim.presentation.goal_view import package
from kgisim.presentation.localized import scenario_titles, wording
from kgisim.presentation.tables import scenarios
from kgisim.projection.scenario import Scenario

RATIONALE = {"rationale": {"ja": "合成の理由", "en": "synthetic"}, "source": "illustrative"}
TITLE = {"title": {"ja": "合成の危機", "en": "synthetic crisis"}}


@pytest.fixture
def with_parts(run, monkeypatch):
    def change(**parts):
        weak = run.scenarios["weak_yen"].model_dump()
        changed = Scenario.model_validate(weak | parts)
        monkeypatch.setitem(run.scenarios, "weak_yen", changed)
        return run

    return change


def cell(table: pd.DataFrame, row: int, heading: str) -> str:
    return table.iloc[row][heading]


def test_world_and_policy_are_never_in_one_table(run):
    assert "施策" not in scenarios.world(run, "ja").columns
    assert "外部要因" not in scenarios.policy(run, "ja").columns


def test_an_assumption_about_the_world_is_a_sentence(run):
    assert cell(scenarios.world(run, "ja"), 0, "前提").startswith(
        "2026年以降、2030年に150円/ドル、2040年に170円/ドルを直線で結ぶ\n"
        "ばらつき（標準偏差）：水準の5.0％\n"
    )


def test_an_assumption_is_placed_among_the_futures_of_the_model(run):
    told = cell(scenarios.world(run, "ja"), 0, "前提")
    ends = run.projection.draws["outcome"].sel(series="syn_yen", year=2040)
    median = float(ends.sel(scenario="weak_yen").median())
    below = float((ends.sel(scenario="baseline") < median).mean())
    assert f"「すう勢」で試算した将来の経路の{math.floor(100 * below)}％よりも高い" in told


@pytest.fixture
def rare_world(run, monkeypatch):
    flagged = run.plausibility.assign(flagged=True, beyond=0.998)
    monkeypatch.setattr(run, "plausibility", flagged)
    return run


def test_an_assumption_outside_the_models_futures_is_flagged(rare_world):
    told = cell(scenarios.world(rare_world, "ja"), 0, "前提")
    assert "99％超よりも高い（将来の99％が入る範囲の外）" in told


def test_a_rare_world_is_called_so_wherever_its_scenario_is_named(rare_world):
    named = wording(rare_world, "syn_share", "ja").scenario("weak_yen")
    assert named.endswith("（極めてまれな前提）")
    assert scenario_titles(rare_world, "ja")["weak_yen"].endswith("（極めてまれな前提）")


def test_an_ordinary_world_is_not_called_rare(run):
    assert "まれ" not in "".join(scenario_titles(run, "ja").values())


@pytest.mark.parametrize(
    ("beyond", "expected"),
    [(0.82, "経路の82％よりも中心から離れている"), (0.3, "より離れた将来が70％を占める")],
)
def test_a_world_is_placed_as_a_whole(run, monkeypatch, beyond, expected):
    monkeypatch.setattr(run, "plausibility", run.plausibility.assign(beyond=beyond))
    assert expected in scenarios.whole(run, "weak_yen", "ja")


def test_a_rare_world_is_called_rare_as_a_whole(rare_world):
    assert scenarios.whole(rare_world, "weak_yen", "ja").endswith("極めてまれな前提である。")


def test_of_a_scenario_that_assumes_nothing_of_the_world_no_place_is_told(run):
    assert scenarios.whole(run, "package", "ja") == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ({"kind": "hold"}, "2026年以降、直近の水準で横ばい"),
        ({"kind": "linear", "units_a_year": -2}, "2026年以降、直近の水準から毎年▲2円/ドルずつ推移"),
        ({"kind": "growth", "percent_a_year": 1.5}, "2026年以降、年率+1.5％で推移"),
        (
            {"kind": "shift", "percent": -10},
            "2026年以降、モデルの見通しを一律に▲10％ずらす",
        ),
        (
            {"kind": "quantile", "quantile": 0.9},
            "2026年以降、モデルの見通しの90％分位の経路をたどる",
        ),
    ],
)
def test_each_kind_of_path_has_its_sentence(run, monkeypatch, path, expected):
    weak = run.scenarios["weak_yen"].model_dump()
    common = {"driver": "syn_yen", "start": 2026, "source": "合成"}
    common |= {"rationale": {"ja": "合成", "en": "synthetic"}}
    changed = Scenario.model_validate(weak | {"world": [common | path]})
    monkeypatch.setitem(run.scenarios, "weak_yen", changed)
    assert cell(scenarios.world(run, "ja"), 0, "前提").startswith(f"{expected}\n")


def test_an_effect_is_told_with_its_range_and_timing(run):
    assert cell(scenarios.policy(run, "ja"), 0, "効果（中位、10～90％の幅）と時期") == (
        "水準を+10％（0～+25％）\n2026年度に開始\n2年後から5年かけて発現"
    )


def test_a_measure_names_the_indicator_that_it_moves(run):
    told = cell(scenarios.policy(run, "ja"), 0, "施策と動かす指標")
    assert told.endswith("\n→ KGI 9a　【合成】世界市場に占めるシェア")


def test_an_unmeasured_effect_is_called_an_example(run):
    told = cell(scenarios.policy(run, "ja"), 0, "考え方と出典")
    assert told.endswith("\n出典：例示（測定値はない）\n担当：合成課")


def test_a_measure_of_two_scenarios_stands_once(run, monkeypatch):
    package = run.scenarios["package"]
    again = package.model_copy(update={"id": "again"})
    monkeypatch.setitem(run.scenarios, "again", again)
    table = scenarios.policy(run, "ja")
    assert len(table) == 1
    assert cell(table, 0, "用いるシナリオ").count("施策パッケージ") == 2


def test_an_assumption_on_a_driver_without_futures_is_told_without_its_place(run, monkeypatch):
    others = [name for name in run.projection.series if name != "syn_yen"]
    draws = run.projection.draws.sel(series=others)
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=draws))
    assert "見通しの下から" not in cell(scenarios.world(run, "ja"), 0, "前提")


def shock(**hit):
    base = {"indicator": "syn_yen", "unit": "percent", "depth": {"p10": -20, "p50": -8, "p90": -1}}
    event = {"id": "crisis", "probability": 0.08, "start": 2027, "hits": [base | hit]}
    return event | TITLE | RATIONALE


def test_a_shock_is_told_with_its_frequency(with_parts):
    table = scenarios.shocks(with_parts(shocks=[shock()]), "ja")
    assert cell(table, 0, "起こりやすさ") == "年8％の確率（2027～2040年）"


def test_a_shock_that_stays_is_told_to_stay(with_parts):
    table = scenarios.shocks(with_parts(shocks=[shock()]), "ja")
    heading = "起きた年の影響（中位、10～90％の幅）"
    assert cell(table, 0, heading) == "【合成】円の対ドル相場：▲8％（▲20～▲1％）、回復しない"


def test_a_shock_that_fades_is_told_how_fast(with_parts):
    table = scenarios.shocks(with_parts(shocks=[shock(half_life=2.5)]), "ja")
    assert cell(table, 0, "起きた年の影響（中位、10～90％の幅）").endswith("、2.5年で半分回復")


def test_a_shock_to_a_share_is_in_points(with_parts):
    struck = shock(indicator="syn_share", unit="points")
    table = scenarios.shocks(with_parts(shocks=[struck]), "ja")
    assert "▲8ポイント（▲20～▲1ポイント）" in cell(table, 0, "起きた年の影響（中位、10～90％の幅）")


def test_a_shock_belongs_to_the_world_and_a_response_to_neither_table_of_measures(run):
    assert scenarios.shocks(run, "ja").empty
    assert scenarios.responses(run, "ja").empty


def test_a_response_names_cause_size_and_timing(with_parts):
    response = {"id": "later", "cause": "syn_deals", "indicator": "syn_share", "lag": 5, "ramp": 3}
    response |= {"elasticity": {"p10": 0, "p50": 0.05, "p90": 0.2}} | TITLE | RATIONALE
    table = scenarios.responses(with_parts(responses=[response]), "ja")
    assert table.iloc[0].tolist()[:2] == [
        "合成の危機\n【合成】買収件数 → KGI 9a　【合成】世界市場に占めるシェア",
        "弾性値+0.05（0～+0.2）\n5年後から3年かけて発現",
    ]


def test_changes_are_told_newest_first(with_parts):
    def entry(date):
        text = {"ja": f"{date}の変更", "en": date}
        return {"date": date, "who": "合成課", "what": text, "why": text}

    log = [entry("2026-04-01"), entry("2026-05-01")]
    table = scenarios.changes(with_parts(changes=log), "ja")
    assert table["日付"].tolist() == ["2026年5月1日", "2026年4月1日"]
    assert set(table["シナリオ"]) == {"円安"}


def test_an_event_makes_a_package_less_of_a_plan(with_parts):
    run = with_parts(measures=run_measures(with_parts), shocks=[shock()], world=[])
    assert package(run.scenarios) == "package"


def run_measures(with_parts):
    return [one.model_dump() for one in with_parts().scenarios["package"].measures]

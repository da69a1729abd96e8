from dataclasses import replace

import pandas as pd
import pytest

from kgisim.messages import Message, stored
from kgisim.presentation.localized import document, wording
from kgisim.presentation.tables import observations, results, scenarios


@pytest.fixture
def localized(run):
    return lambda id, language="ja": wording(run, id, language)


def cell(table: pd.DataFrame, row: int, heading: str) -> str:
    return table.iloc[row][heading]


def test_the_overview_has_every_goal_with_and_without_a_number(run):
    labels = results.overview(run, "ja")["KGI"].str[4:6].tolist()
    assert labels == ["9a", "9b", "9c", "9d", "9e"]


def test_the_overview_tells_outlook_with_both_intervals(run):
    told = cell(results.overview(run, "ja"), 0, "「すう勢」での見通し")
    assert told == "2040年度\n7.3％\n50％：6.3～8.5％\n90％：5.0～10.6％"


def test_the_overview_tells_chances_in_numbers_and_words(run):
    told = cell(results.overview(run, "ja"), 0, "「施策パッケージ」（例示）で達する確率")
    assert told == "約55％\nどちらも同程度"


def test_without_a_package_the_overview_has_one_column_of_chances(run, monkeypatch):
    monkeypatch.setattr(run, "scenarios", {"baseline": run.scenarios["baseline"]})
    headings = [name for name in results.overview(run, "ja") if name.endswith("達する確率")]
    assert headings == ["「すう勢」で達する確率"]


def test_a_goal_that_no_measure_moves_says_so_in_the_overview(run, monkeypatch):
    still = run.projection.draws.copy(deep=True)
    still["level"].loc[{"scenario": "package"}] = still["level"].sel(scenario="baseline")
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=still))
    told = cell(results.overview(run, "ja"), 0, "「施策パッケージ」（例示）で達する確率")
    assert told == "施策の効果を置いていない"


def test_a_goal_without_a_number_has_words_in_its_place(run):
    row = results.overview(run, "ja").iloc[3]
    assert row["「すう勢」での見通し"] == "将来値を示さない"
    assert row["目標水準の例"] == "―"


def test_the_overview_counts_doubtful_evidence(run):
    told = cell(results.overview(run, "ja"), 0, "根拠の状況")
    assert told == "● 公的資料が中心\n15件（未確認1件）"


def test_the_overview_marks_an_unread_latest_value(run):
    assert cell(results.overview(run, "ja"), 0, "直近の値").endswith("（2023年度）、未確認")


def test_a_failed_fit_enters_the_overview_only_on_request(run):
    shown = results.overview(run, "ja", show_failed=True)
    assert "90％：" in cell(shown, 4, "「すう勢」での見通し")


def test_no_cell_of_any_table_is_missing(run, localized):
    share = localized("syn_share")
    made = [
        results.overview(run, "ja"),
        results.parts(run, "ja"),
        results.targets(share),
        results.fits(run, "ja"),
        observations.observations(share),
        observations.documents(share),
        scenarios.world(run, "ja"),
        scenarios.policy(run, "ja"),
    ]
    assert all(isinstance(one, str) for table in made for one in table.to_numpy().ravel())
    assert not any(table.eq("nan").any(axis=None) for table in made)


def test_targets_have_one_column_for_each_scenario_with_its_mark(localized):
    headings = list(results.targets(localized("syn_share")).columns)
    assert headings[2:] == ["すう勢", "円安（例示）", "施策パッケージ（例示）"]


def test_targets_tell_the_error_of_every_chance(localized):
    assert cell(results.targets(localized("syn_share")), 0, "すう勢") == "約20％\n±2.7"


def test_targets_tell_both_paces_and_their_ratio(localized):
    told = cell(results.targets(localized("syn_firms")), 0, "必要な速さと過去の実績")
    assert told == "必要：年0.09社\n過去：年0.03社\n過去の約3.0倍"


def test_components_and_drivers_stand_in_one_table(run):
    assert results.parts(run, "ja")["区分"].tolist() == ["構成要素", "外部要因"]


def test_kpis_that_serve_a_goal_are_followed_up_beside_it(run):
    table = results.kpis(wording(run, "syn_share", "ja"))
    assert table["区分"].tolist() == ["構成要素", "KPI"]
    assert cell(table, 1, "直近の値") == "480人（2022年度）"


def test_a_goal_without_other_definitions_has_no_table_of_them(run):
    assert results.variants(wording(run, "syn_share", "ja")).empty


def test_other_definitions_stand_below_their_goal(run, monkeypatch):
    other = run.catalog.indicators["syn_firms"].model_copy(update={"variant_of": "syn_share"})
    monkeypatch.setitem(run.catalog.indicators, "syn_firms", other)
    table = results.variants(wording(run, "syn_share", "ja"))
    assert table["KGI"].str[4:6].tolist() == [
        "9a",
        "9c",
    ]


def test_fits_tell_the_reason_of_a_failure(run):
    table = results.fits(run, "ja")
    assert table["判定"].tolist()[3] == "不合格\nPareto k 0.92 ≥ 0.7"


def test_the_reason_of_a_failure_is_told_in_the_language_of_the_table(run, monkeypatch):
    reason = stored([Message("gate.ess", ess=120.0, limit=400.0)])
    monkeypatch.setattr(run, "fits", run.fits.assign(status="failed", reason=reason))
    assert set(results.fits(run, "ja")["判定"]) == {"不合格\n有効標本数が120であり、400に満たない"}


def test_indicators_without_a_fit_are_not_in_the_table_of_fits(run, monkeypatch):
    fits = run.fits.copy()
    fits.loc[0, ["status", "family", "ess", "pareto_k"]] = ["none", "", float("nan"), float("nan")]
    monkeypatch.setattr(run, "fits", fits)
    assert len(results.fits(run, "ja")) == len(fits) - 1


def test_a_figure_that_does_not_apply_is_a_dash(run, monkeypatch):
    monkeypatch.setattr(run, "fits", run.fits.assign(pareto_k=float("nan")))
    assert set(results.fits(run, "ja")["パレートk"]) == {"―"}


def test_bands_of_likelihood_leave_no_gap():
    table = results.likelihoods("ja")
    assert table["確率"].tolist()[:2] == ["0％以上1％未満", "1％以上10％未満"]
    assert table["確率"].tolist()[-1] == "99％以上"


def test_every_row_of_an_indicator_is_in_the_annex(run, localized):
    assert len(observations.observations(localized("syn_deals"))) == len(
        run.catalog.rows("syn_deals")
    )


def test_the_annex_keeps_the_digits_of_the_source(localized):
    values = observations.observations(localized("syn_share"))["値"].tolist()
    assert values[:3] == ["平均9.4％", "9％", "8.88％"]


def test_the_annex_names_who_vouches(localized):
    table = observations.observations(localized("syn_share"))
    assert table.iloc[-1]["根拠の区分"] == "未確認"
    assert table.iloc[-1]["出典"] == "合成新聞の記事（合成新聞社）"


def test_documents_count_the_numbers_they_vouch_for(localized):
    table = observations.documents(localized("syn_share"))
    assert table["用いた数値の件数"].tolist() == ["14", "1"]


def test_deals_are_listed_where_rows_are_counted_from_them(run, monkeypatch):
    deal = {
        "list": "1d",
        "acquirer": "合成社",
        "target": "合成新興",
        "target_country": "US",
        "target_founded": pd.NA,
        "deal_year": 2020,
        "value_musd": 70.0,
        "scope": "core",
        "evidence": "secondary",
        "source": "合成記事",
    }
    derive = {"table": "deals", "measure": "count", "lists": ["1d"], "scopes": ["core"]}
    derive |= {"first_year": 2013, "last_year": 2023}
    deals = run.catalog.indicators["syn_deals"]
    counted = type(deals).model_validate(deals.model_dump() | {"derive": derive})
    monkeypatch.setitem(run.catalog.indicators, "syn_deals", counted)
    monkeypatch.setitem(run.catalog.tables, "deals", pd.DataFrame([deal]))
    ((title, table),) = observations.deals(run, "ja")
    assert title == "個別案件の一覧（deals）"
    assert table.iloc[0].tolist()[:6] == [
        "合成新興\nUS",
        "合成社",
        "2020",
        "―",
        "70",
        "1d / core",
    ]


def test_amounts_are_listed_in_the_unit_of_their_file_however_large(run, localized, monkeypatch):
    row = run.catalog.rows("syn_sales").iloc[[0]].assign(value=12345.5)
    monkeypatch.setattr(run.catalog, "rows", lambda id: row)
    assert observations.observations(localized("syn_sales"))["値"].tolist() == ["12,345.5億円"]


def test_notes_are_shown_in_the_language_of_the_page(run, localized, monkeypatch):
    def note(written, language):
        return {"ja": "合成の注記"}.get(language, written)

    monkeypatch.setattr(run.catalog, "note", note)
    table = observations.observations(localized("syn_share"))
    assert set(table["備考"]) == {"", "合成の注記"}


def test_rows_counted_from_a_list_name_the_list(run):
    deals = run.catalog.indicators["syn_deals"]
    derive = {"table": "deals", "measure": "count", "lists": ["1d"], "scopes": ["core"]}
    derive |= {"first_year": 2013, "last_year": 2023}
    counted = type(deals).model_validate(deals.model_dump() | {"derive": derive})
    assert document(counted, "deals", "ja").title == "個別案件の一覧（deals）からの集計"


def test_an_unknown_source_is_named_by_its_key(run):
    assert document(run.catalog.indicators["syn_deals"], "lost", "ja").title == "lost"


def test_without_published_plans_there_is_no_table_of_them(run):
    assert observations.published(run, "ja").empty


@pytest.mark.parametrize(("rows", "found"), [(["yes", "no", "no"], (1, 3)), ([], None)])
def test_past_targets_are_counted_where_there_are_any(run, monkeypatch, rows, found):
    table = pd.DataFrame({"attained": rows}, dtype=str)
    monkeypatch.setitem(run.catalog.tables, run.catalog.plan.past_targets, table)
    assert observations.past_targets(run) == found


def test_published_plans_are_shown_with_their_yearly_rate(run, monkeypatch):
    plan = {
        "jurisdiction": "合成国",
        "plan": "合成計画",
        "indicator": "輸出",
        "baseline_value": "1",
        "baseline_year": "2020",
        "target_value": "2",
        "target_year": "2030",
        "unit": "兆円",
        "implied_percent_a_year": "7.2",
        "source": "合成資料",
    }
    monkeypatch.setitem(run.catalog.tables, "published_targets", pd.DataFrame([plan]))
    table = observations.published(run, "ja")
    assert table.iloc[0].tolist() == [
        "合成国\n合成計画",
        "輸出",
        "1\n2020",
        "2\n2030",
        "兆円",
        "7.2",
        "合成資料",
    ]

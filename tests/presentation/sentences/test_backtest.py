"""How forecasts from past years are told, tabled and drawn."""

import pandas as pd
import pytest

from kgisim.evaluation.backtest import COLUMNS, MODEL
from kgisim.evaluation.baselines import PEERS
from kgisim.evaluation.skill import FEWEST
from kgisim.presentation.figures.backtest import backtest_figures
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.backtest import (
    backtest_note,
    backtest_table,
    backtest_text,
    goal_backtest,
    one_sided,
    warned,
)
from kgisim.report.scope import Scope
from kgisim.report.sections.method import method
from kgisim.schema import LANGUAGES

ORIGINS = range(2012, 2012 + 2 * FEWEST, 2)
SERIES = ("syn_share", "syn_firms", "syn_sales", "syn_yen", "syn_failed")


def scores(name: str, forecaster: str = MODEL, crps: float = 1.0, **more) -> list[dict]:
    """Forecasts of the next two years from every origin; every value is above the median."""
    ends = {"low50": 5.5, "high50": 6.5, "low80": 5.0, "high80": 7.5, "low95": 4.0, "high95": 9.0}
    known = {"before": 6.5, "value": 7.0, "median": 6.0, "chance": 0.5}
    one = {"indicator": name, "forecaster": forecaster, "crps": crps, "crps_link": crps}
    return [
        one | known | ends | {"origin": origin, "year": origin + ahead} | more
        for origin in ORIGINS
        for ahead in (1, 2)
    ]


def table(*rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame([row for part in rows for row in part], columns=list(COLUMNS))


@pytest.fixture
def tested(run, monkeypatch):
    """The synthetic run with forecasts that miss half as far as those of every peer."""
    rows = [scores(name, peer, 2.0) for name in SERIES for peer in PEERS]
    known = table(*(scores(name) for name in SERIES), *rows)
    monkeypatch.setattr(run, "backtests", known)
    return run


def said(run, language: str = "ja") -> list[str]:
    return list(backtest_text(run, language))


def test_the_first_sentence_tells_how_much_was_tested(tested):
    for word in ("過去の5時点（2012～2020年、2年おき）", "5系列", "延べ50個"):
        assert word in said(tested)[0]


def test_the_rate_of_each_interval_is_told_with_its_band(tested):
    assert "80％の範囲に入った割合は100％（95％信頼区間は62～100％）" in said(tested)[1]


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_is_compared_in_a_sentence(tested, peer):
    sentence = said(tested)[2 + list(PEERS).index(peer)]
    assert "0.50倍（95％信頼区間は0.50～0.50、5系列）" in sentence
    assert sentence.endswith("これより小さい。")


def test_few_series_give_no_verdict(run, monkeypatch):
    few = table(scores("syn_share"), scores("syn_share", "naive", 2.0))
    monkeypatch.setattr(run, "backtests", few)
    assert "1本にとどまり、優劣を判断するには少ない" in said(run)[2]


def test_the_side_on_which_the_values_of_a_goal_lay_is_told(tested):
    share = next(one for one in said(tested) if "シェアでは" in one)
    assert "10個の実績のうち、予測の中央値を上回ったものは10個、下回ったものは0個" in share


def test_a_goal_tells_how_its_own_forecasts_did(tested):
    told, warning = goal_backtest(wording(tested, "syn_share", "ja"))
    assert "5時点" in told
    assert "予測の中央値を上回ったものは10個、下回ったものは0個" in told
    assert "予測の80％の範囲に入ったものは10個" in told
    assert "全て実績より低く外れていた" in warning


def test_the_summary_warns_of_goals_whose_forecasts_all_lay_on_one_side(tested):
    title = wording(tested, "syn_share", "ja").title
    assert [one.split("については")[0] for one in warned(tested, "ja", ["syn_share"])] == [title]
    assert list(warned(tested, "ja", ["syn_deals"])) == []


def test_forecasts_on_both_sides_or_few_are_no_reason_to_warn():
    own = table(scores("syn_share"))
    assert one_sided(own) == "low"
    assert one_sided(own.assign(value=5.0)) == "high"
    assert one_sided(own.assign(value=[5.0, *own["value"].iloc[1:]])) is None
    assert one_sided(own.iloc[:4]) is None


def test_a_goal_that_was_not_tested_tells_of_its_other_definitions(run, monkeypatch):
    other = run.catalog.indicators["syn_firms"].model_copy(update={"variant_of": "syn_share"})
    monkeypatch.setitem(run.catalog.indicators, "syn_firms", other)
    monkeypatch.setattr(run, "backtests", table(scores("syn_firms")))
    told, *_ = goal_backtest(wording(run, "syn_share", "ja"))
    assert told.startswith(wording(run, "syn_firms", "ja").title)


def test_a_run_without_forecasts_from_past_years_tells_nothing_of_them(run, monkeypatch):
    monkeypatch.setattr(run, "backtests", None)
    assert not list(goal_backtest(wording(run, "syn_share", "ja")))


def test_a_goal_is_compared_with_the_latest_value_kept(tested):
    share = next(one for one in said(tested) if "シェアでは" in one)
    assert share.endswith(
        "5時点では、予測誤差（CRPS）はその0.50倍であった（95％信頼区間は0.50～0.50）。"
    )


def test_few_origins_of_a_goal_give_no_verdict(run, monkeypatch):
    one = [row for row in scores("syn_share", "naive", 2.0) if row["origin"] == 2012]
    monkeypatch.setattr(run, "backtests", table(scores("syn_share"), one))
    share = next(one for one in said(run) if "シェアでは" in one)
    assert share.endswith(
        "1時点では、予測誤差（CRPS）はその0.50倍であったが、優劣を判断するには時点が少ない。"
    )


def test_a_goal_without_a_peer_is_compared_with_none(run, monkeypatch):
    monkeypatch.setattr(run, "backtests", table(scores("syn_share")))
    share = next(one for one in said(run) if "シェアでは" in one)
    assert share.endswith("下回ったものは0個であった。")


def test_the_side_of_a_driver_is_not_told(tested):
    title = tested.catalog.indicators["syn_yen"].title("ja")
    assert not any(title in one for one in said(tested))


def test_goals_that_could_not_be_tested_are_named(tested):
    last = said(tested)[-1]
    assert tested.catalog.indicators["syn_deals"].title("ja") in last
    assert tested.catalog.indicators["syn_share"].title("ja") not in last


def test_a_goal_without_a_projection_has_nothing_to_test(tested):
    assert tested.catalog.indicators["syn_withheld"].title("ja") not in said(tested)[-1]


def test_forecasts_that_were_not_given_are_counted(tested, monkeypatch):
    blank = scores("syn_deals", **dict.fromkeys(COLUMNS[6:], None))
    monkeypatch.setattr(tested, "backtests", pd.concat([tested.backtests, table(blank)]))
    assert any(one.startswith("このほか5件の推計") for one in said(tested))


def test_where_every_fit_failed_no_interval_is_spoken_of(run, monkeypatch):
    monkeypatch.setattr(
        run, "backtests", table(scores("syn_share", **dict.fromkeys(COLUMNS[6:], None)))
    )
    assert not any("80％の範囲" in one for one in said(run))
    assert any(one.startswith("このほか5件の推計") for one in said(run))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_says_how_far_ahead_was_tested(tested, language):
    assert {"ja": "最長2年先", "en": "up to 2 years ahead"}[language] in backtest_note(
        tested, language
    )


def test_the_table_has_a_row_for_every_series_in_the_order_of_the_run(tested):
    first = backtest_table(tested, "ja")["指標"]
    titles = [tested.catalog.indicators[name].title("ja") for name in SERIES]
    assert all(title in cell for title, cell in zip(titles, first, strict=True))


def test_the_table_tells_how_many_values_each_interval_held(tested):
    cell = backtest_table(tested, "ja")["予測の範囲に入った実績"][0]
    assert cell == "50％：0/10\n80％：10/10\n95％：10/10"


def test_a_comparison_is_told_with_band_and_verdict(tested):
    cell = backtest_table(tested, "en")["Ratio to ETS"][0]
    assert cell == "0.50\n0.50–0.50\nin own units 0.50\nsmaller"


def test_a_comparison_of_few_origins_has_neither(run, monkeypatch):
    one = [row for row in scores("syn_share", "naive", 2.0) if row["origin"] == 2012]
    monkeypatch.setattr(run, "backtests", table(scores("syn_share"), one))
    cell = backtest_table(run, "en")["Ratio to latest kept"][0]
    assert cell == "0.50\nin own units 0.50\ntoo few to tell (origins: 1)"


def test_without_a_peer_there_is_no_comparison(run, monkeypatch):
    monkeypatch.setattr(run, "backtests", table(scores("syn_share")))
    row = backtest_table(run, "ja").iloc[0]
    assert list(row[-4:]) == ["比べられない"] * 4


def test_the_chance_of_a_rise_is_scored_beside_the_latest_value_kept(tested):
    assert backtest_table(tested, "ja").iloc[0, -1] == "0.25\n据え置き0.25"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_without_such_forecasts_says_nothing(run, language):
    assert said(run, language) == []
    assert backtest_note(run, language) == ""
    assert backtest_table(run, language).empty
    assert list(backtest_figures(run, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_in_which_nothing_could_be_tested_says_nothing(run, monkeypatch, language):
    monkeypatch.setattr(run, "backtests", table())
    assert said(run, language) == []
    assert backtest_table(run, language).empty


@pytest.fixture
def drawn(tested):
    return list(backtest_figures(tested, "ja"))


def test_every_tested_goal_is_drawn(drawn):
    assert [one.name for one in drawn] == [
        "backtest-syn_share",
        "backtest-syn_firms",
        "backtest-syn_failed",
    ]


def test_a_drawing_has_its_numbers_as_a_table(drawn):
    row = drawn[0].table.iloc[0]
    assert list(row[:3]) == ["2013年度", "7.0％", "6.0％（5.0～7.5％）"]


def test_a_year_that_an_origin_did_not_forecast_is_blank(drawn):
    assert drawn[0].table.iloc[0, 3] == "―"


def test_what_is_drawn_has_a_role_for_every_column(drawn):
    numbers = drawn[0].numbers
    assert len(numbers.roles) == len(numbers.frame.columns)
    assert list(numbers.of("observed").iloc[:, 0]) == [7.0] * 10


def test_a_drawing_can_be_drawn(drawn):
    assert drawn[0].svg.startswith("<svg")


def keys(run) -> set[str]:
    return {getattr(block, "key", "") for block in method(Scope(run))}


def test_a_report_tells_it_in_its_chapter_on_the_method(tested):
    assert {"all/backtest-text", "all/backtest", "all/backtest-note"} <= keys(tested)


def test_a_report_without_such_forecasts_leaves_it_out(run):
    assert not {one for one in keys(run) if "backtest" in one}

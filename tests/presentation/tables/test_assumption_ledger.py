"""The ledger of assumptions: order, sizes, sources, and priors in words."""

import re

import pandas as pd
import pytest

from kgisim.analysis.assumption_ledger import assumptions
from kgisim.presentation.localized import wording
from kgisim.presentation.tables.assumption_ledger import leading, ledger, prior_words
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import BASELINE, LANGUAGES
from kgisim.workspace import Workspace
from tests.presentation.explanations import PRIOR

WORKSPACE = Workspace.bundled()
RAW = re.compile(r"[a-z]+_[a-z]+|\w+\(\w+=")
"""A name of the program's own, or a call."""


@pytest.fixture
def localized(run):
    return wording(run, "syn_share", "ja")


def test_the_ledger_keeps_the_order_of_impact(localized):
    assert ledger(localized)["順位"].tolist() == ["1", "2", "3", "4", "―", "―"]


def test_a_measure_that_acts_on_several_series_stands_in_the_ledger_once(
    run, monkeypatch, localized
):
    before, told = run.explained, run.explained("ledger")
    twice = pd.concat([told, told.iloc[[1]].assign(subject="syn_sales")])
    monkeypatch.setattr(
        run, "explained", lambda name, goal=None: twice if name == "ledger" else before(name, goal)
    )
    assert len(ledger(localized)) == len(told)


def test_no_place_is_left_out_after_a_measure_that_acts_on_several_series(
    run, monkeypatch, localized
):
    before, told = run.explained, run.explained("ledger")
    after = told["rank"].where(told["rank"] <= 2, told["rank"] + 1)
    twice = pd.concat([told.assign(rank=after), told.iloc[[1]].assign(subject="syn_sales")])
    monkeypatch.setattr(
        run, "explained", lambda name, goal=None: twice if name == "ledger" else before(name, goal)
    )
    assert ledger(localized)["順位"].tolist() == ["1", "2", "3", "4", "―", "―"]


def test_the_ledger_can_be_cut_off(localized):
    assert len(ledger(localized, 2)) == 2


def test_the_ledger_names_owner_source_and_review_of_a_measure(localized):
    said = ledger(localized)["考え方と出典"].iloc[1]
    assert said == "合成の理由\n出典：例示（測定値はない）\n担当：合成課\n見直し：2030年"


def test_a_measure_without_an_owner_is_told_to_have_none(changed):
    localized = changed("ledger", owner="")
    assert "担当：未定" in ledger(localized)["考え方と出典"].iloc[1]


def test_an_impact_that_only_a_refit_could_tell_is_told_so(localized):
    assert "推計をやり直さなければ" in ledger(localized)["達成確率の動き"].iloc[4]


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (0, "モデルの見通しによる"),
        (1, "+10.0％（0.0～+25.0％）"),
        (2, "弾性値+0.10（▲0.03～+0.20）"),
        (3, "半正規分布（尺度0.01）"),
        (4, "0.00（▲0.10～+0.10、推計の尺度）"),
    ],
)
def test_the_size_of_an_assumption_is_told_in_its_unit(localized, place, size):
    assert ledger(localized)["置いている値"].iloc[place] == size


def test_the_assumption_on_which_most_hangs_leads(localized):
    said = leading(localized)
    assert "円の対ドル相場" in said
    assert "約50ポイント（±2.0）動く" in said


def test_nothing_leads_where_no_impact_is_known(run):
    assert leading(wording(run, "syn_deals", "ja")) is None


@pytest.fixture(scope="module")
def priors(bundled_catalog):
    """Every prior on which a goal of the bundled content rests."""
    catalog = bundled_catalog
    baseline = load_scenarios(WORKSPACE, catalog)[BASELINE]
    goals = [id for id, one in catalog.indicators.items() if one.role == "goal"]
    behind = (one for goal in goals for one in assumptions(catalog, baseline, goal))
    return [
        catalog.indicators[one.name].model.priors[one.part] for one in behind if one.kind == "prior"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prior_of_the_bundled_content_is_written_in_words(priors, language):
    told = [prior_words(one["dist"], one["kwargs"], one.get("within"), language) for one in priors]
    assert told
    assert not [one for one in told if one is None or RAW.search(one)]


def test_a_truncated_prior_tells_its_ends():
    told = prior_words("Normal", {"mu": 0.0, "sigma": 0.1}, [0.0, 0.5], "ja")
    assert told == "正規分布（平均0.0、標準偏差0.1）のうち0.0～0.5の範囲"


@pytest.mark.parametrize(
    ("name", "values"), [("Cauchy", {"alpha": 0, "beta": 1}), ("Gamma", {"mu": 1, "sigma": 2})]
)
def test_a_prior_without_words_stays_as_it_is_written(run, monkeypatch, name, values):
    assert prior_words(name, values, None, "ja") is None
    own = {"slope_sd": {"dist": name, "kwargs": values}}
    yen = run.catalog.indicators["syn_yen"]
    model = yen.model.model_copy(update={"priors": own})
    changed = yen.model_copy(update={"model": model})
    monkeypatch.setitem(run.catalog.indicators, "syn_yen", changed)
    assert PRIOR in ledger(wording(run, "syn_share", "ja"))["置いている値"].tolist()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_cell_is_a_missing_number(run, language):
    cells = ledger(wording(run, "syn_share", language)).stack().astype(str)
    assert not cells.str.contains("nan|<NA>|inf").any()

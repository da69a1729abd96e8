from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from kgisim import schema
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.largest_deal import largest_text

PRICES = {
    "table": "deals",
    "lists": ["9b"],
    "scopes": ["core"],
    "median": 100.0,
    "median_sd": 0.8,
    "spread": 1.2,
    "spread_worth": 10.0,
    "undisclosed": 0.4,
    "undisclosed_sd": 0.5,
    "take": "sum",
    "rationale": {"ja": "合成", "en": "synthetic"},
}


def valued(indicator, **changes):
    """The same indicator as a value of deals."""
    prices = PRICES | changes
    fields = indicator.model_dump() | {
        "identity": {"value_of": "syn_firms", "prices": prices},
        "model": {"family": None},
    }
    return type(indicator).model_validate(fields)


@pytest.fixture
def bought(run, monkeypatch):
    """The goal of the synthetic run as the value of deals, with their largest beside it.

    In every future the years that count add up to 24 and the largest deal is 4 or 2: a level of 21
    is reached without it in every other future.
    """

    def make(**changes):
        goal, sales = (run.catalog.indicators[id] for id in ("syn_deals", "syn_sales"))
        monkeypatch.setitem(run.catalog.indicators, "syn_deals", valued(goal))
        monkeypatch.setitem(run.catalog.indicators, "syn_sales", valued(sales, **changes))
        outcome = run.projection.draws[schema.OUTCOME].copy()
        outcome.loc[{schema.SERIES: "syn_deals"}] = 8.0
        sizes = xr.DataArray(
            np.where(np.arange(outcome.sizes[schema.DRAW]) % 2, 4.0, 2.0), dims=schema.DRAW
        )
        outcome.loc[{schema.SERIES: "syn_sales"}] = sizes.broadcast_like(
            outcome.sel({schema.SERIES: "syn_sales"})
        )
        draws = run.projection.draws.assign({schema.OUTCOME: outcome})
        monkeypatch.setattr(run, "projection", replace(run.projection, draws=draws))
        return lambda language: wording(run, "syn_deals", language)

    return make


def told(localized):
    return list(largest_text(localized, localized.view.targets[0]))


def test_the_share_that_hangs_on_one_deal_is_told_with_its_error(bought):
    # half of 200 draws behind an effective size of 1,800: √(0.5 · 0.5 / 180) = 3.7 points
    assert told(bought(take="largest")("ja")) == [
        "「すう勢」でこの水準に達する場合のうち約50％は、"
        "期間中で最も額の大きい1件の買収がなければ届かない（計算誤差±3.7ポイント）。"
    ]


def test_it_is_told_in_english_as_well(bought):
    (said,) = told(bought(take="largest")("en"))
    assert "about 50\u00a0% would miss it without the single largest deal" in said


def test_it_is_part_of_the_reading(bought):
    localized = bought(take="largest")("ja")
    assert told(localized)[0] in list(summary.reading(localized))


@pytest.mark.parametrize("changes", [{}, {"take": "largest", "median": 50.0}])
def test_the_largest_of_other_deals_says_nothing(bought, changes):
    assert told(bought(**changes)("ja")) == []


def test_a_goal_that_is_no_value_of_deals_is_not_asked(run):
    assert told(wording(run, "syn_deals", "ja")) == []


def test_a_total_that_no_future_reaches_hangs_on_nothing(bought, run, monkeypatch):
    localized = bought(take="largest")("ja")
    none = run.projection.draws[schema.OUTCOME] * 0.0
    draws = run.projection.draws.assign({schema.OUTCOME: none})
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=draws))
    assert told(localized) == []

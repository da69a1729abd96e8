"""The ledger holds every assumption once, with its author, and ranks what could be computed."""

from dataclasses import replace

import pandas as pd
import pytest

from kgisim.analysis.assumption_ledger import COLUMNS, assumptions, ledger
from kgisim.analysis.sensitivity_indices import COLUMNS as INDEX_COLUMNS
from kgisim.analysis.tornado import COLUMNS as TORNADO_COLUMNS
from kgisim.projection.scenario import Effect, Hit, Response, Shock, WorldPath
from kgisim.workspace import Workspace
from tests.analysis.gaussian import WORDS, measure, scenario
from tests.builders import TEXT, catalog, driver_effect, indicator, row, yearly

LONG_RUN = {"mean": 1.0, "sd": 0.1, "half_life": 3, "rationale": TEXT}
CATALOG = catalog(
    (indicator("yen", role="driver"), yearly([100.0, 110.0])),
    (indicator("market", role="driver"), yearly([100.0, 110.0])),
    (
        indicator(
            "x",
            drivers=[driver_effect("yen", 0.5, 0.2) | {"long_run": LONG_RUN}],
            offsets={"sd": 0.3, "anchor": "mean"},
            breaks=[{"year": 2019, "reason": TEXT}],
            model={
                "family": "damped_trend",
                "priors": {"slope_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.1}}},
            },
        ),
        [*yearly([1.0, 2.0]), row(2013, 3.0, evidence="unverified")],
    ),
    (indicator("y"), yearly([1.0, 2.0])),
)
SIZE = Effect(p10=-2.0, p50=-1.0, p90=0.0)
SAID = {"title": WORDS, "rationale": WORDS, "source": "illustrative"}
PACKAGE = scenario(
    "package",
    measure("a", 0.0, 1.0, 3.0, owner="MHLW", review=2030),
    measure("elsewhere", 0.0, 1.0, 3.0, indicator="y"),
    world=(
        WorldPath(driver="yen", kind="hold", start=2027, rationale=WORDS, source="illustrative"),
    ),
    shocks=(
        Shock(
            id="crisis",
            probability=0.05,
            start=2027,
            hits=(Hit(indicator="x", unit="percent", depth=SIZE),),
            **SAID,
        ),
    ),
    responses=(Response(id="answer", cause="market", indicator="x", elasticity=SIZE, **SAID),),
)
FOUND = {one.assumption: one for one in assumptions(CATALOG, PACKAGE, "x")}


def swings(**values):
    rows = [
        {"assumption": key.replace("__", ":"), "chance_swing": value, "chance_swing_error": 0.01}
        for key, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(TORNADO_COLUMNS))


INDICES = pd.DataFrame(
    [{"input": "effect:x/yen", "swing": 0.2, "swing_error": 0.02}], columns=list(INDEX_COLUMNS)
)
LEDGER = ledger(CATALOG, PACKAGE, "x", swings(measure__a=-0.3, world__yen=0.1), INDICES)


def entry(key):
    return LEDGER.set_index("assumption").loc[key]


def test_everything_that_reaches_the_series_is_in_it_once():
    assert sorted(LEDGER["assumption"]) == [
        "break:x/2019",
        "effect:x/yen",
        "effect:x/yen.long_run",
        "evidence:x/unverified",
        "hyper:x/slope_sd",
        "measure:a",
        "offset:x",
        "response:answer",
        "shock:crisis",
        "world:market",
        "world:yen",
    ]


def test_what_moves_another_series_only_is_left_out():
    assert "measure:elsewhere" not in FOUND


def test_a_measure_keeps_its_numbers_its_owner_and_its_review():
    one = FOUND["measure:a"]
    assert (one.low, one.middle, one.high, one.owner, one.review) == (0.0, 1.0, 3.0, "MHLW", 2030)


def test_a_driver_effect_is_shown_by_its_prior_quantiles():
    one = FOUND["effect:x/yen"]
    assert (one.low, one.high) == pytest.approx((0.5 - 1.2816 * 0.2, 0.5 + 1.2816 * 0.2), abs=1e-4)
    later = FOUND["effect:x/yen.long_run"]
    assert (later.middle, later.detail) == (1.0, "half_life=3")


def test_an_overridden_prior_is_shown_as_written():
    assert FOUND["hyper:x/slope_sd"].detail == "HalfNormal(sigma=0.1)"


def test_a_path_is_shown_as_written():
    assert FOUND["world:yen"].detail == "kind=hold"


def test_a_driver_without_an_assumption_is_left_to_its_model():
    assert FOUND["world:market"].source == "model"


def test_rows_that_nobody_vouches_for_are_counted():
    assert FOUND["evidence:x/unverified"].detail == "rows=1"


def test_the_largest_swing_has_the_first_rank_whatever_its_sign():
    ranked = LEDGER.loc[LEDGER["rank"].notna(), "assumption"].tolist()
    assert ranked == ["measure:a", "effect:x/yen", "world:yen"]


@pytest.mark.parametrize(
    ("key", "how"),
    [("measure:a", "projected"), ("effect:x/yen", "draws"), ("offset:x", "refit")],
)
def test_it_says_how_the_impact_is_known(key, how):
    assert entry(key)["computed"] == how


def test_what_only_a_refit_could_tell_has_no_rank():
    assert pd.isna(entry("offset:x")["rank"])


def test_its_columns_are_the_agreed_ones():
    assert tuple(LEDGER.columns) == COLUMNS


def test_means_that_a_family_learned_are_listed_where_no_prior_replaces_them():
    def drift(one):
        known = catalog(
            (indicator("gdp", role="driver"), yearly([1.0, 2.0])), (one, yearly([1.0, 2.0]))
        )
        known = replace(known, workspace=Workspace.bundled())
        found = assumptions(known, scenario("package"), one.id)
        return {two.assumption: two for two in found if two.kind == "learned"}

    free, driven = drift(indicator("z")), indicator("z", drivers=[driver_effect("gdp", 0.5, 0.2)])
    assert free["hyper:z/drift"].middle == pytest.approx(0.03)
    both = drift(driven)
    middles = {name: one.middle for name, one in both.items()}
    assert middles == pytest.approx({"hyper:z/drift": 0.0, "hyper:gdp/drift": 0.03})
    own = {"drift": {"dist": "Normal", "kwargs": {"mu": 0.01, "sigma": 0.01}}}
    assert not drift(indicator("z", model={"family": "damped_trend", "priors": own}))
    assert not drift(indicator("z", "share"))

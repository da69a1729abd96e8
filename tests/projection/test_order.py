"""Only parts that can reach a series are kept, whatever way they take."""

import pytest

from kgisim.projection.order import relevant
from kgisim.projection.scenario import Effect, Hit, Response, Shock, WorldPath
from tests.analysis.gaussian import WORDS, measure, scenario
from tests.builders import catalog, driver_effect, indicator, yearly

CATALOG = catalog(
    *(
        (one, yearly([1.0, 2.0]))
        for one in (
            indicator("yen", role="driver"),
            indicator("rain", role="driver"),
            indicator("x", drivers=[driver_effect("yen")]),
            indicator("cause"),
            indicator("aside"),
        )
    )
)
SIZE = Effect(p10=0.1, p50=0.2, p90=0.3)
SAID = {"title": WORDS, "rationale": WORDS, "source": "illustrative"}


def path(driver):
    return WorldPath(driver=driver, kind="hold", start=2027, rationale=WORDS, source="illustrative")


def shock(name, subject):
    hits = (Hit(indicator=subject, unit="percent", depth=SIZE),)
    return Shock(id=name, probability=0.1, start=2027, hits=hits, **SAID)


FULL = scenario(
    "package",
    measure("own", 0.0, 1.0, 2.0, indicator="x"),
    measure("through_response", 0.0, 1.0, 2.0, indicator="cause"),
    measure("elsewhere", 0.0, 1.0, 2.0, indicator="aside"),
    world=(path("yen"), path("rain")),
    shocks=(shock("near", "yen"), shock("far", "rain")),
    responses=(Response(id="answer", cause="cause", indicator="x", elasticity=SIZE, **SAID),),
)
KEPT = relevant(CATALOG, FULL, "x").keys()


@pytest.mark.parametrize(
    "key",
    ["measure:own", "measure:through_response", "world:yen", "shock:near", "response:answer"],
)
def test_what_reaches_the_series_stays(key):
    assert key in KEPT


@pytest.mark.parametrize("key", ["measure:elsewhere", "world:rain", "shock:far"])
def test_what_does_not_is_left_out(key):
    assert key not in KEPT


def test_without_the_response_its_cause_does_not_count():
    silent = FULL.model_copy(update={"responses": ()})
    kept = relevant(CATALOG, silent, "x")
    assert [one.id for one in kept.measures] == ["own"]

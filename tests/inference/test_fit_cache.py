import numpy as np
import pytest

from kgisim.inference.fit_cache import fit_key
from tests.builders import PLAN, TEXT, catalog, driver_effect, fit_of, indicator, yearly

WALK = {"family": "walk"}
SALES = indicator("sales", model=WALK, drivers=[driver_effect("yen")])
ROWS = yearly([5, 6, 7, 8])


def key_of(one=SALES, rows=None, family="abc", seed=1, draws=100, driver="yen"):
    content = catalog((one, ROWS if rows is None else rows))
    drivers = {"yen": fit_of(indicator(driver), np.zeros((2, 1)))}
    return fit_key(one, content.rows(one.id), family, drivers, PLAN.axis, seed=seed, draws=draws)


def changed(**more):
    given = {"model": WALK, "drivers": [driver_effect("yen")]}
    return indicator("sales", **(given | more))


OTHER_ROWS = yearly([5, 6, 7, 9])
STEP = {"year": 2012, "reason": TEXT, "sd": 0.3}
PULSE = {"years": [2012], "reason": TEXT}


@pytest.mark.parametrize(
    "given",
    [
        {"rows": OTHER_ROWS},
        {"rows": yearly([5, 6, 7, 8], evidence="secondary")},
        {"rows": yearly([5, 6, 7, 8], se=0.1)},
        {"family": "abd"},
        {"seed": 2},
        {"draws": 101},
        {"driver": "dollar"},
        {
            "one": changed(
                model=WALK | {"priors": {"step": {"dist": "HalfNormal", "kwargs": {"sigma": 1.0}}}}
            )
        },
        {"one": changed(drivers=[driver_effect("yen", sd=0.21)])},
        {"one": changed(breaks=[STEP])},
        {"one": changed(exceptional=[PULSE])},
        {"one": changed(ceiling=100.0)},
        {"one": changed(offsets={"sd": 0.1})},
        {"one": changed(scale="share")},
    ],
    ids=str,
)
def test_whatever_moves_a_number_changes_the_key(given):
    assert key_of(**given) != key_of()


OTHER_TEXT = {"ja": "別", "en": "other"}


@pytest.mark.parametrize(
    "given",
    [
        {"one": changed(title=OTHER_TEXT)},
        {"one": changed(definition=OTHER_TEXT, order=3, caveats=[OTHER_TEXT])},
        {"one": changed(drivers=[driver_effect("yen") | {"rationale": OTHER_TEXT}])},
        {"rows": yearly([5, 6, 7, 8], note="read again")},
    ],
    ids=str,
)
def test_texts_do_not_change_the_key(given):
    assert key_of(**given) == key_of()


def test_the_reason_of_a_pulse_does_not_change_the_key():
    one, other = (
        key_of(changed(exceptional=[PULSE | {"reason": text}])) for text in (TEXT, OTHER_TEXT)
    )
    assert one == other


def test_the_reason_of_a_break_does_not_change_the_key():
    one, other = (key_of(changed(breaks=[STEP | {"reason": text}])) for text in (TEXT, OTHER_TEXT))
    assert one == other

import shutil
from pathlib import Path

import pytest

from kgisim.errors import ContentError
from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import BASELINE
from kgisim.workspace import Workspace

TEXTS = """
title: {ja: 例, en: example}
description: {ja: 例, en: example}
"""
PATH = """
  - driver: %s
    kind: shift
    percent: %s
    start: 2027
    rationale: {ja: 例示, en: illustrative}
    source: illustrative
"""
MEASURE = """
  - id: %s
    title: {ja: 例, en: example}
    indicator: share
    on: level
    unit: points
    effect: {p10: 0, p50: 1, p90: %s}
    start: 2027
    rationale: {ja: 例示, en: illustrative}
    source: illustrative
"""


@pytest.fixture
def sound(tmp_path: Path) -> Workspace:
    origin = Path(__file__).parents[1] / "broken" / "sound"
    return Workspace(Path(shutil.copytree(origin, tmp_path / "sound")))


@pytest.fixture
def catalog(sound: Workspace) -> Catalog:
    return load_catalog(sound)


@pytest.fixture
def write(sound: Workspace):
    def write_scenario(
        stem: str,
        extends: str = "",
        world: dict[str, int] | None = None,
        measures: dict[str, int] | None = None,
        order: int = 100,
    ) -> None:
        parts = [f"id: {stem}\norder: {order}", TEXTS, f"extends: [{extends}]\n"]
        if world:
            parts += ["world:", *(PATH % item for item in world.items())]
        if measures:
            parts += ["measures:", *(MEASURE % item for item in measures.items())]
        (sound.scenarios / f"{stem}.yaml").write_text("".join(parts))

    return write_scenario


def told(sound: Workspace, catalog: Catalog) -> list[str]:
    with pytest.raises(ContentError) as raised:
        load_scenarios(sound, catalog)
    return [str(problem) for problem in raised.value.problems]


def test_the_baseline_comes_first_whatever_its_order(sound, catalog, write):
    write("early", order=-5)
    write(BASELINE, order=900)
    assert next(iter(load_scenarios(sound, catalog))) == BASELINE


def test_others_come_by_order_and_then_by_name(sound, catalog, write):
    write("zeta", order=1)
    scenarios = list(load_scenarios(sound, catalog))
    assert scenarios == [BASELINE, "zeta", "both", "policy", "strong_yen"]


def test_a_scenario_without_parents_stays_as_written(sound, catalog, write):
    write("alone", world={"yen": 5, "sales": 6}, measures={"b": 2, "a": 3})
    alone = load_scenarios(sound, catalog)["alone"]
    assert [path.driver for path in alone.world] == ["yen", "sales"]
    assert [measure.id for measure in alone.measures] == ["b", "a"]


def test_what_parents_change_is_taken_over(sound, catalog):
    assert load_scenarios(sound, catalog)["both"].keys() == {"world:yen", "measure:support"}


def test_grandparents_are_taken_over_too(sound, catalog, write):
    write("child", extends="both")
    scenarios = load_scenarios(sound, catalog)
    assert scenarios["child"].keys() == scenarios["both"].keys()


def test_parents_come_first_in_the_order_in_which_they_are_named(sound, catalog, write):
    write("first", measures={"f": 2})
    write("second", measures={"s": 2})
    write("child", extends="second, first", measures={"own": 2})
    child = load_scenarios(sound, catalog)["child"]
    assert [measure.id for measure in child.measures] == ["s", "f", "own"]


def test_a_child_wins_over_its_parent_and_keeps_the_place(sound, catalog, write):
    write("parent", measures={"a": 2, "b": 2})
    write("child", extends="parent", measures={"c": 2, "a": 9})
    child = load_scenarios(sound, catalog)["child"]
    assert [(measure.id, measure.effect.p90) for measure in child.measures] == [
        ("a", 9),
        ("b", 2),
        ("c", 2),
    ]


def test_the_parent_is_not_changed_by_its_child(sound, catalog, write):
    write("child", extends="policy", measures={"support": 9})
    assert load_scenarios(sound, catalog)["policy"].measures[0].effect.p90 == 3


def test_two_parents_that_touch_one_key_are_both_named(sound, catalog, write):
    write("other", world={"yen": 9})
    write("child", extends="strong_yen, other")
    assert told(sound, catalog) == [
        "scenarios/child.yaml: extends: 'strong_yen' and 'other' both touch the driver 'yen'; "
        "extend one of them"
    ]


def test_a_clash_is_told_even_if_the_two_say_the_same(sound, catalog, write):
    write("a", measures={"m": 2})
    write("b", measures={"m": 2})
    write("child", extends="a, b")
    (message,) = told(sound, catalog)
    assert "'a' and 'b' both touch the measure 'm'" in message


def test_a_clash_in_a_grandparent_names_the_parents(sound, catalog, write):
    write("other", world={"yen": 9})
    write("child", extends="both, other")
    (message,) = told(sound, catalog)
    assert "'both' and 'other' both touch the driver 'yen'" in message


def test_one_ancestor_reached_twice_is_no_clash(sound, catalog, write):
    write("left", extends="strong_yen", measures={"l": 2})
    write("right", extends="strong_yen", measures={"r": 2})
    write("child", extends="left, right")
    assert load_scenarios(sound, catalog)["child"].keys() == {
        "world:yen",
        "measure:l",
        "measure:r",
    }


def test_an_ancestor_restated_by_one_parent_alone_is_a_clash(sound, catalog, write):
    write("left", extends="strong_yen", world={"yen": 9})
    write("right", extends="strong_yen")
    write("child", extends="left, right")
    (message,) = told(sound, catalog)
    assert "'left' and 'right' both touch the driver 'yen'" in message


def test_siblings_may_restate_a_measure_of_their_parent_differently(sound, catalog, write):
    write("low", extends="policy", measures={"support": 2})
    write("high", extends="policy", measures={"support": 9})
    assert len(load_scenarios(sound, catalog)) == 6


def test_strangers_may_share_a_measure_that_means_the_same(sound, catalog, write):
    write("a", measures={"m": 2})
    write("b", measures={"m": 2})
    assert {"a", "b"} <= set(load_scenarios(sound, catalog))


def test_strangers_may_not_give_one_name_two_meanings(sound, catalog, write):
    write("a", measures={"m": 2})
    write("b", measures={"m": 3})
    assert told(sound, catalog) == [
        "scenarios/b.yaml: measures: the measure 'm' means something else in scenarios/a.yaml; "
        "rename it, or extend that scenario"
    ]


def test_a_circle_of_parents_is_told_and_the_rest_is_still_checked(sound, catalog, write):
    write("a", extends="b")
    write("b", extends="a")
    write("c", world={"nowhere": 5})
    assert told(sound, catalog) == [
        "scenarios/a.yaml: extends: runs in a circle: a -> b -> a; take one out",
        "scenarios/c.yaml: world[item 1].driver: no driver is called 'nowhere'; "
        "valid: 'sales', 'yen'",
    ]


def test_a_workspace_without_a_baseline_is_told(sound, catalog):
    (sound.scenarios / "baseline.yaml").unlink()
    assert told(sound, catalog) == [
        "scenarios/baseline.yaml: missing file; every workspace has a baseline that changes nothing"
    ]


def test_a_baseline_that_changes_anything_is_told(sound, catalog, write):
    write(BASELINE, extends="policy", world={"yen": 5}, measures={"m": 2})
    where = [message.split(": ")[1] for message in told(sound, catalog)]
    assert where == ["extends", "measures", "world"]


def test_a_broken_parent_is_not_also_called_unknown(sound, catalog):
    (sound.scenarios / "policy.yaml").write_text("id: policy\n")
    assert {message.split(":")[0] for message in told(sound, catalog)} == {"scenarios/policy.yaml"}


@pytest.mark.parametrize("kind", ["hold", "growth", "values", "shift", "quantile"])
def test_every_kind_of_path_may_carry_its_own_number(sound, catalog, kind):
    number = {
        "growth": "percent_a_year: 2",
        "values": "points: {2030: 130}",
        "shift": "percent: 5",
        "quantile": "quantile: 0.1",
    }.get(kind, "spread_percent: 5")
    path = sound.scenarios / "strong_yen.yaml"
    changed = path.read_text().replace("kind: shift, percent: -20", f"kind: {kind}, {number}")
    path.write_text(changed)
    assert load_scenarios(sound, catalog)["strong_yen"].world[0].kind == kind

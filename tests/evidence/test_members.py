import numpy as np
import pandas as pd
import pytest

from kgisim.evidence.members import (
    Member,
    Middle,
    members_of,
    middle_rows,
    shared_path,
    with_members,
)
from tests.builders import TEXT, indicator, table, yearly

NAMES = {one: {"ja": f"{one}地域", "en": one} for one in ("north", "south", "west")}
GROUP = {"noun": TEXT, "members": NAMES}


def group(scale: str = "share", **more):
    return indicator("beds", scale, role="goal", label="1", group=GROUP, **more)


def test_levels_and_a_shared_change_are_found_again_where_values_are_missing():
    generator = np.random.default_rng(1)
    change, level = generator.normal(size=9).cumsum(), generator.normal(size=6)
    link = level + (change - change.mean())[:, None]
    link[generator.random(link.shape) < 0.3] = np.nan
    link[:, 0] = level[0] + change - change.mean()  # one is always known, so that all are joined
    assert shared_path(link) == pytest.approx(level.mean() + change - change.mean())


def test_a_group_is_its_middle_and_its_members():
    found = with_members({"beds": group(), "other": indicator("other")})
    assert list(found) == ["beds", "beds_north", "beds_south", "beds_west", "other"]
    assert isinstance(found["beds"], Middle)
    assert [one.member for one in members_of(found, "beds")] == ["north", "south", "west"]
    assert all(one.drivers[0].driver == "beds" and not one.targets for one in _members(found))
    assert found["beds_west"].file == "beds"


def _members(found):
    return [one for one in found.values() if isinstance(one, Member)]


def test_the_middle_of_counts_is_an_amount():
    assert with_members({"beds": group("count")})["beds"].scale == "positive"


@pytest.mark.parametrize(("scale", "expected"), [("positive", 6.0), ("count", 6.0)])
def test_the_middle_is_a_geometric_mean_and_as_well_vouched_for_as_the_weakest(scale, expected):
    members = members_of(with_members({"beds": group(scale)}), "beds")
    values = {"beds_north": 4, "beds_south": 9, "beds_west": 6}
    rows = {
        name: table(*yearly([value, value], evidence=evidence))
        for (name, value), evidence in zip(
            values.items(), ["official", "unverified", "secondary"], strict=True
        )
    }
    made = middle_rows(members, rows)
    assert made["value"].tolist() == pytest.approx([expected, expected])
    assert set(made["evidence"]) == {"unverified"}
    assert made["year"].tolist() == [2010, 2011]


def test_members_without_numbers_leave_the_middle_empty():
    members = members_of(with_members({"beds": group()}), "beds")
    nothing = pd.DataFrame(columns=table(*yearly([1.0])).columns)
    assert middle_rows(members, {one.id: nothing for one in members}).empty

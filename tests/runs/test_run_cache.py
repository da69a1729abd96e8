"""What follows from a run is made once, and belongs to that run alone."""

from kgisim.presentation.goal_view import goal_view_of
from kgisim.runs.results import ComputedResults
from kgisim.runs.run_cache import RunCache


def test_a_value_is_made_once():
    cache, made = RunCache(), []
    for _ in range(2):
        assert cache.once(("kind", "x"), lambda: made.append(1)) is None
    assert made == [1]


def test_values_of_other_keys_are_their_own():
    cache = RunCache()
    found = [cache.once(("kind", name), lambda name=name: name) for name in "xyx"]
    assert found == ["x", "y", "x"]


def test_values_of_a_kind_are_handed_to_another_cache():
    cache, other = RunCache(), RunCache()
    for key in (("kind", "x"), ("other", "x"), "kind"):
        cache.once(key, lambda: 1)
    other.take(cache.kept(["kind"]))
    found = [other.once(key, lambda: 0) for key in (("kind", "x"), ("other", "x"), "kind")]
    assert found == [1, 0, 0]


def test_a_view_is_kept_by_its_run_alone(quick_run, smallest):
    again = ComputedResults(quick_run.projection, smallest)
    view = goal_view_of(quick_run, "share")
    assert goal_view_of(quick_run, "share") is view
    assert goal_view_of(again, "share") is not view

from hypothesis import given
from hypothesis import strategies as st

from kgisim.evidence.cycles import circles


def test_a_graph_without_circles_has_none():
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_a_circle_is_told_in_the_direction_of_need_from_its_smallest_name():
    assert circles({"c": ["a"], "b": ["c"], "a": ["b"]}) == [("a", "b", "c", "a")]


def test_what_needs_itself_is_a_circle():
    assert circles({"a": ["a"]}) == [("a", "a")]


def test_circles_apart_from_each_other_are_all_told():
    assert circles({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}) == [
        ("a", "b", "a"),
        ("c", "d", "c"),
    ]


def test_names_outside_the_graph_do_not_matter():
    assert circles({"a": ["nowhere"]}) == []


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_every_step_of_a_circle_is_a_need_and_it_closes(graph):
    for first, *rest in circles(graph):
        assert rest[-1] == first
        assert all(b in graph[a] for a, b in zip([first, *rest], rest, strict=False))


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_taking_one_link_out_of_each_circle_leaves_none(graph):
    left = {node: list(needs) for node, needs in graph.items()}
    for first, second, *_ in circles(graph):
        left[first] = [need for need in left[first] if need != second]
    assert len(circles(left)) < max(len(circles(graph)), 1)

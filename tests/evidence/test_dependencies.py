from hypothesis import given
from hypothesis import strategies as st

from kgisim.evidence.dependencies import DependencyGraph
from tests.builders import TEXT, driver_effect, identity, indicator

NAMES = "abcdefgh"


@st.composite
def graphs(draw):
    """Acyclic graphs: a series has inputs among those before it, and is fitted or an identity."""
    inputs = {
        name: tuple(draw(st.lists(st.sampled_from(NAMES[:place]), unique=True)) if place else ())
        for place, name in enumerate(NAMES)
    }
    combining = frozenset(name for name in NAMES if inputs[name] and draw(st.booleans()))
    return DependencyGraph(inputs, frozenset(NAMES) - combining, combining)


SERIES = st.sampled_from(NAMES)
SOME = st.sets(SERIES)


@given(graphs(), SOME)
def test_the_order_has_each_series_once_and_after_its_inputs(graph, wanted):
    order = graph.order(wanted)
    assert len(order) == len(set(order))
    for name in order:
        assert set(graph.inputs[name]) <= set(order[: order.index(name)])


@given(graphs(), SOME)
def test_the_order_has_the_wanted_and_their_ancestors_and_nothing_else(graph, wanted):
    assert set(graph.order(wanted)) == wanted.union(*map(graph.ancestors, wanted))


@given(graphs())
def test_without_a_wish_everything_is_ordered(graph):
    assert sorted(graph.order()) == sorted(NAMES)


@given(graphs(), SERIES)
def test_ancestors_are_the_inputs_and_the_ancestors_of_those(graph, name):
    inputs = graph.inputs[name]
    assert graph.ancestors(name) == set(inputs).union(*map(graph.ancestors, inputs))
    assert name not in graph.ancestors(name)


@given(graphs(), SOME)
def test_required_fits_are_the_fitted_part_of_the_order(graph, wanted):
    left = [name for name in graph.order(wanted) if name not in graph.required_fits(wanted)]
    assert set(left) <= graph.identities
    assert set(graph.required_fits(wanted)) <= graph.fitted


@given(graphs(), SERIES)
def test_an_identity_is_made_of_what_its_inputs_are_made_of(graph, name):
    parts = graph.fitted_inputs(name)
    assert len(parts) == len(set(parts))
    assert set(parts) <= graph.fitted & {name, *graph.ancestors(name)}
    if name in graph.fitted:
        assert parts == (name,)
    else:
        assert set(parts) == {
            one for other in graph.inputs[name] for one in graph.fitted_inputs(other)
        }


@given(graphs(), SOME)
def test_a_part_of_a_graph_has_the_edges_between_its_series(graph, names):
    part = graph.among(names)
    assert set(part.inputs) == names
    assert all(set(part.inputs[name]) == set(graph.inputs[name]) & names for name in names)


@given(graphs(), SERIES, SERIES)
def test_an_added_input_brings_its_ancestors(graph, one, other):
    if one == other or one in graph.ancestors(other):
        return  # it would close a circle
    more = graph.with_inputs([(one, other)])
    assert more.ancestors(one) == graph.ancestors(one) | graph.ancestors(other) | {other}


@given(graphs(), SERIES)
def test_an_edge_to_or_from_elsewhere_changes_nothing(graph, name):
    assert graph.with_inputs([(name, "elsewhere"), ("elsewhere", name)]) == graph


def graph_of(*indicators):
    return DependencyGraph.of({one.id: one for one in indicators})


def test_an_indicator_depends_on_its_drivers_or_the_inputs_of_its_identity():
    graph = graph_of(
        identity("share", product_of=["sales"], divided_by=["deals"]),
        indicator("sales", drivers=[driver_effect("yen")]),
        indicator("deals"),
        indicator("yen", role="driver"),
    )
    assert graph.inputs == {"share": ("sales", "deals"), "sales": ("yen",), "deals": (), "yen": ()}
    assert graph.required_fits(["share"]) == ["deals", "yen", "sales"]
    assert graph.fitted_inputs("share") == ("sales", "deals")


def test_what_is_neither_fitted_nor_an_identity_requires_no_fit():
    supply = indicator("supply", model={"family": None}, withheld=TEXT)
    assert graph_of(supply).required_fits() == []

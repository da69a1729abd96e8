"""Circles among things that need each other."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def circles(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Find the circles in a graph of what needs what, each told from its smallest name.

    Examples
    --------
    >>> circles({"a": ["b"], "b": ["a"], "c": ["a"]})
    [('a', 'b', 'a')]
    """
    edges = {node: sorted(set(graph[node]) & set(graph)) for node in sorted(graph)}
    found = []
    while True:
        try:
            TopologicalSorter(edges).prepare()
            return sorted(found)
        except CycleError as error:
            loop = error.args[1][:0:-1]  # from what needs to what is needed
            start = loop.index(min(loop))
            found.append((*loop[start:], *loop[:start], loop[start]))
            edges[loop[0]].remove(loop[1 % len(loop)])

"""What depends on what: each series with those from which it is computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Self

from kgisim.evidence.indicator import Indicator


@dataclass(frozen=True)
class DependencyGraph:
    """An acyclic graph of series; an edge runs from a series to one of its inputs.

    Parameters
    ----------
    inputs
        By series, the inputs of its identity or else its drivers, in the order of its file.
    fitted
        Series to which a family is fitted.
    identities
        Series computed by an accounting identity.
    """

    inputs: Mapping[str, tuple[str, ...]]
    fitted: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()

    @classmethod
    def of(cls, indicators: Mapping[str, Indicator]) -> Self:
        """Build the graph of indicators, by id."""
        return cls(
            {name: _inputs(indicator) for name, indicator in indicators.items()},
            frozenset(name for name, indicator in indicators.items() if indicator.is_fitted),
            frozenset(
                name for name, indicator in indicators.items() if indicator.identity is not None
            ),
        )

    def among(self, names: Iterable[str]) -> Self:
        """Return the graph of some series only; inputs outside are left out."""
        kept = dict.fromkeys(names)
        inputs = {one: tuple(other for other in self.inputs[one] if other in kept) for one in kept}
        return replace(self, inputs=inputs)

    def with_inputs(self, added: Iterable[tuple[str, str]]) -> Self:
        """Return the graph with further edges, (series, input); both ends must be in it to count.

        Examples
        --------
        >>> DependencyGraph({"sales": (), "yen": ()}).with_inputs([("sales", "yen")]).inputs
        {'sales': ('yen',), 'yen': ()}
        """
        inputs = dict(self.inputs)
        for name, other in added:
            if name in inputs and other in inputs and other not in inputs[name]:
                inputs[name] = (*inputs[name], other)
        return replace(self, inputs=inputs)

    def ancestors(self, name: str) -> frozenset[str]:
        """Return every other series on which a series depends, directly or not."""
        return self._with_ancestors([name]) - {name}

    def order(self, wanted: Iterable[str] | None = None) -> list[str]:
        """Return the wanted series (None: all) and all their ancestors, inputs first.

        Examples
        --------
        >>> graph = {"share": ("sales", "market"), "sales": (), "market": (), "other": ()}
        >>> DependencyGraph(graph).order(["share"])
        ['market', 'sales', 'share']
        """
        reached = self._with_ancestors(self.inputs if wanted is None else wanted)
        part = {name: sorted(self.inputs[name]) for name in sorted(reached)}
        return list(TopologicalSorter(part).static_order())

    def required_fits(self, wanted: Iterable[str] | None = None) -> list[str]:
        """Return the fitted series among the wanted (None: all) and their ancestors, inputs first.

        Examples
        --------
        >>> graph = {"share": ("sales",), "sales": ("yen",), "yen": ()}
        >>> DependencyGraph(graph, frozenset({"sales", "yen"})).required_fits(["share"])
        ['yen', 'sales']
        """
        return [name for name in self.order(wanted) if name in self.fitted]

    def fitted_inputs(self, name: str) -> tuple[str, ...]:
        """Return the series that an identity combines, through further identities, in its order.

        These are the series whose rows are the evidence for it, without the drivers of any. A
        series without an identity is its own.

        Examples
        --------
        >>> graph = {"share": ("sales", "market"), "sales": ("yen",), "market": (), "yen": ()}
        >>> DependencyGraph(graph, identities=frozenset({"share"})).fitted_inputs("share")
        ('sales', 'market')
        """
        if name not in self.identities:
            return (name,)
        found = (part for other in self.inputs[name] for part in self.fitted_inputs(other))
        return tuple(dict.fromkeys(found))

    def _with_ancestors(self, names: Iterable[str]) -> frozenset[str]:
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(self.inputs[name])
        return frozenset(reached)


def _inputs(indicator: Indicator) -> tuple[str, ...]:
    if indicator.identity is not None:
        return indicator.identity.inputs
    return tuple(effect.driver for effect in indicator.drivers)

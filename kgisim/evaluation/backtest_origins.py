"""Past years from which a catalogue can be forecast again, and what was known in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values, single_years
from kgisim.projection.identities import combine

FEWEST = 4
"""Rows that every series behind a forecast needs by its origin."""
MOST, STEP = 5, 2
"""Number of origins, and years between two of them."""


@dataclass(frozen=True)
class Past:
    """What a catalogue published year by year; goals and the fitted series that make them up."""

    catalog: Catalog

    @property
    def _graph(self) -> DependencyGraph:
        return self.catalog.dependencies

    @cached_property
    def values(self) -> dict[str, pd.Series]:
        """Exact values by series, indexed by year, in its unit; goals first.

        Series without any are left out. Those of an identity are of the years in which all its
        inputs have one. Where k of n were counted it is their share.
        """
        known: dict[str, pd.Series] = {}
        goals = [n for n, indicator in self.catalog.indicators.items() if indicator.role == "goal"]
        goals = [name for name in goals if self.catalog.indicators[name].is_projected]
        parts = {part for name in goals for part in self._graph.fitted_inputs(name)} - set(goals)
        wanted = {name: self._published(name, known) for name in [*goals, *sorted(parts)]}
        whole = {name: self._with_counted(name, values) for name, values in wanted.items()}
        return {name: values for name, values in whole.items() if len(values)}

    def _with_counted(self, name: str, values: pd.Series) -> pd.Series:
        counted = self.counted(name)["value"].to_dict()
        if not counted:
            return values
        return pd.Series(values.to_dict() | counted, dtype=float).sort_index()

    def counted(self, name: str) -> pd.DataFrame:
        """Return the years of which it is only known that k of n were counted, once.

        Returns
        -------
        DataFrame
            Index year; columns ``value`` (share in per cent), ``of``, ``design_effect``.
        """
        indicator, rows = self.catalog.indicators[name], self.catalog.rows(name)
        if indicator.identity is not None:
            rows = rows.iloc[:0]
        found = rows.loc[single_years(rows) & rows["of"].notna()].set_index("year")
        settled = published_values(indicator, rows).index
        alone = ~found.index.duplicated(keep=False) & ~found.index.isin(settled)
        return found.loc[alone, ["value", "of", "design_effect"]].astype(float)

    def _published(self, name: str, known: dict[str, pd.Series]) -> pd.Series:
        if name not in known:
            indicator = self.catalog.indicators[name]
            identity, rows = indicator.identity, self.catalog.rows(name)
            if identity is None:
                values = published_values(indicator, rows).sort_index()
            elif identity.prices is not None:  # a price each is drawn, none is published
                values = pd.Series(dtype=float)
            else:
                inputs = {other: self._published(other, known) for other in identity.inputs}
                whole = pd.DataFrame(inputs).dropna()
                made = combine(identity, {other: whole[other].to_numpy() for other in whole})
                values = pd.Series(made, index=whole.index)
            known[name] = values
        return known[name]

    @cached_property
    def starts(self) -> dict[str, int]:
        """First year from which each series can be forecast.

        By then it has an exact value, and it and all behind it have `FEWEST` rows.
        """
        ends = {n: np.sort(part) for n, part in self._rows.items() if len(part) >= FEWEST}
        found = {}
        for name, values in self.values.items():
            needed = set(self._graph.required_fits([name]))
            if needed <= set(ends):
                first = (int(ends[other][FEWEST - 1]) for other in needed)
                found[name] = max(int(values.index[0]), *first)
        return found

    @cached_property
    def _rows(self) -> dict[str, np.ndarray]:
        rows = self.catalog.observations
        return {str(name): part.to_numpy() for name, part in rows.groupby("indicator")["year_end"]}

    def testable(self, origin: int) -> list[str]:
        """Return the series that can be forecast from a year and have a later value."""
        return [
            name
            for name, start in self.starts.items()
            if start <= origin and self._is_followed(name, origin)
        ]

    def _is_followed(self, name: str, origin: int) -> bool:
        """Return whether a series has a later value, without making the series of them."""
        years = self._usual_years[name]
        return bool(((years > origin) & (years < self._end(name, origin))).any())

    @cached_property
    def _usual_years(self) -> dict[str, np.ndarray]:
        """Years of the values that are not exceptional."""
        known = {name: values.index.to_numpy() for name, values in self.values.items()}
        return {n: years[~np.isin(years, self._exceptional(n))] for n, years in known.items()}

    def _end(self, name: str, origin: int) -> int:
        """Return the first year after a year that has another definition, or is past the axis."""
        later = (year for year in self._breaks(name) if year > origin)
        return min(later, default=self.catalog.axis.last + 1)

    @cached_property
    def origins(self) -> list[int]:
        """The latest year from which most series can be tested, and years before it."""
        years = self.catalog.axis.years[:-1].tolist()
        sizes = Counter({year: len(self.testable(year)) for year in years})
        latest = max(sizes, key=lambda year: (sizes[year], year))
        chosen = range(latest, latest - MOST * STEP, -STEP)
        return sorted(year for year in chosen if sizes[year])

    def later(self, name: str, origin: int) -> pd.Series:
        """Return the values after a year, up to the next break of the definition.

        Exceptional years are left apart: a forecast of the trend is no forecast of a pandemic.

        Returns
        -------
        Series
            Index year; values in the unit of the series.
        """
        values, end = self.values[name], self._end(name, origin)
        usual = values.index.isin(self._usual_years[name])
        return values.loc[(values.index > origin) & (values.index < end) & usual]

    def earlier(self, name: str, origin: int) -> pd.Series:
        """Return the values up to and including a year.

        Returns
        -------
        Series
            Index year; values in the unit of the series.
        """
        return self.values[name].loc[:origin]

    def since_break(self, name: str, origin: int) -> pd.Series:
        """Return the values up to a year, from the last break of the definition on.

        Returns
        -------
        Series
            Index year; values in the unit of the series.
        """
        begun = [year for year in self._breaks(name) if year <= origin]
        start = max(begun, default=self.catalog.axis.first)
        return self.values[name].loc[start:origin]

    def _exceptional(self, name: str) -> list[int]:
        """Exceptional years of a series, or of those that make it up."""
        parts = self._graph.fitted_inputs(name)
        return sorted({y for one in parts for y in self.catalog.indicators[one].exceptional_years})

    def _breaks(self, name: str) -> list[int]:
        """First years of new definitions of a series, or of those that make it up."""
        parts = self._graph.fitted_inputs(name)
        own = (self.catalog.indicators[part].breaks for part in parts)
        return [step.year for steps in own for step in steps]


def known_at(catalog: Catalog, origin: int, names: Iterable[str]) -> Catalog:
    """Restrict a catalogue to some series, what they depend on, and rows that end by a year.

    Breaks after it are taken out, and lists of deals are taken as they are: the later values with
    which the forecasts are compared miss the same deals.
    """
    kept = set(catalog.dependencies.order(names))
    rows = catalog.observations
    is_known = rows["indicator"].isin(sorted(kept)) & (rows["year_end"] <= origin)
    return replace(
        catalog,
        indicators={
            n: _as_of(indicator, origin) for n, indicator in catalog.indicators.items() if n in kept
        },
        observations=rows.loc[is_known].reset_index(drop=True),
    )


def _as_of(indicator: Indicator, origin: int) -> Indicator:
    derive = indicator.derive and indicator.derive.model_copy(update={"completeness": None})
    breaks = tuple(step for step in indicator.breaks if step.year <= origin)
    return indicator.model_copy(update={"breaks": breaks, "derive": derive})

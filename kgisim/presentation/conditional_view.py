"""A conditional projection as people read it: its years, its values, and whose judgement it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.analysis.judgement import JUDGEMENT, judged_window
from kgisim.elicitation.records import Elicitation
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.observation_rows import records
from kgisim.schema import BASELINE

if TYPE_CHECKING:
    from kgisim.runs.run import Run


@dataclass(frozen=True)
class ConditionalView:
    """What a run says of an indicator under what experts judge.

    Parameters
    ----------
    localized
        The indicator, in the words of one language.
    elicitation
        What they judge.
    run
        The run with its tables.
    """

    localized: LocalizedIndicator
    elicitation: Elicitation
    run: "Run"

    @cached_property
    def values(self) -> pd.DataFrame:
        """Quantiles of the years that are judged together, by scenario and last year.

        Columns of the table ``values`` of `kgisim.analysis.judgement.TABLES`.
        """
        table = self.run.judged("values", self.elicitation.indicator)
        asked = (table["window"] == self.elicitation.window) & (
            table["statistic"] == self.elicitation.statistic
        )
        return table.loc[asked].reset_index(drop=True)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Quantiles of every part under the baseline, as they end in the last year of the plan.

        Columns of the table ``parts`` of `kgisim.analysis.judgement.TABLES`.
        """
        table = self.run.judged("parts", self.elicitation.indicator)
        asked = (table["scenario"] == BASELINE) & (table["year"] == self.last)
        return table.loc[asked].reset_index(drop=True)

    def part_indicator(self, part: str) -> str | None:
        """Return the indicator that counts a part; None: no indicator does."""
        thinned = self.elicitation.thinned
        if thinned is not None and part == thinned.rate:
            return thinned.rate_of
        return part

    @cached_property
    def last(self) -> int:
        """Last year of the plan."""
        return self.run.catalog.axis.last

    @cached_property
    def written(self) -> numbers.Quantity:
        """How its values are written."""
        one, run = self.localized, self.run
        unit = run.catalog.units[one.indicator.unit]
        largest = float(self.values["median"].to_numpy().max())
        is_mean = self.elicitation.statistic == "mean" and self.elicitation.window > 1
        given = {"largest": largest, "mean": is_mean}
        return numbers.quantity(one.indicator, unit, one.language, **given)

    def when(self, year: int) -> str:
        """Name the years that are judged, as they end in a year."""
        return self.localized.when(judged_window(self.elicitation, year))

    def row(self, scenario: str, year: int) -> Any:
        """Return the quantiles under a scenario of the years that end in a year."""
        return self._rows[scenario, year]

    @cached_property
    def _rows(self) -> dict[tuple[str, int], Any]:
        return {(one.scenario, one.year): one for one in records(self.values)}

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The baseline, and the scenarios that differ from it."""
        years = self.values["year"].unique().tolist()
        names = self.values["scenario"].unique().tolist()
        return tuple(
            name
            for name in names
            if name == BASELINE
            or any(self.row(name, y)[3:] != self.row(BASELINE, y)[3:] for y in years)
        )

    @property
    def package(self) -> str | None:
        """The scenario of what the plan can decide, where it differs from the baseline."""
        name = package(self.run.scenarios)
        return name if name in self.scenarios else None

    @property
    def without(self) -> tuple[float, float] | None:
        """Smallest and largest median as one expert is left out; None: there is only one."""
        table = self.run.judged("experts", self.elicitation.indicator)
        medians = table.loc[table["left_out"] != "", "median"].to_numpy(dtype=float)
        return (float(medians.min()), float(medians.max())) if len(medians) else None

    @property
    def share_judged(self) -> float:
        """Share of the variance that is judgement, never below nought."""
        table = self.run.judged("spread", self.elicitation.indicator).set_index("source")
        return max(float(table["share"].to_dict()[JUDGEMENT]), 0.0)

    @property
    def worth(self) -> Mapping[str, float]:
        """By what share a year of data would narrow each quantity; ``""``: what is judged."""
        table = self.run.judged("worth", self.elicitation.indicator)
        return dict(zip(table["quantity"], table["narrowing"].astype(float), strict=True))


def conditional_view_of(localized: LocalizedIndicator, run: "Run") -> ConditionalView | None:
    """Return the conditional projection of an indicator; None where the run has none."""
    name = localized.indicator.id
    if name not in run.elicitations or run.judged("values", name).empty:
        return None
    return ConditionalView(localized, run.elicitations[name], run)

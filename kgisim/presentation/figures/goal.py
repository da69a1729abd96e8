"""The figures of a report: what each draws, what it says in words, and its numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.figures import fan_chart, markers
from kgisim.presentation.figures.data import chance_numbers, dot_numbers, fan_numbers
from kgisim.presentation.figures.dots import DOTS, dots, quantile_dots
from kgisim.presentation.figures.elements import Chart
from kgisim.presentation.figures.fan_data import FanData, fan_data
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.ladder import ladder, rung_label
from kgisim.presentation.figures.palette import Drawn, drawn
from kgisim.presentation.goal_view import BANDS, LabelledTarget, known_quantiles, package
from kgisim.presentation.i18n.numbers import printed_percent
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator, scenario_titles
from kgisim.presentation.sentences import summary
from kgisim.presentation.tables import results
from kgisim.targets.levels import ProposedLevel


@dataclass(frozen=True)
class Figures:
    """The figures of one projected indicator; they share scales, colours and digits."""

    localized: LocalizedIndicator
    is_short: bool = False
    """Whether only the baseline, the package and the proposed levels are drawn."""

    def fan(self, width: float = 6.4) -> Figure:
        """Draw the record and the futures, on paper of some inches."""
        view, written = self.localized.view, self.localized.quantity
        fan = fan_chart.FanChart(
            view.indicator,
            self.data,
            written=written,
            lines=self._moving,
            ylim=self._ylim,
            targets=self._targets,
            exact=view.exact,
        )
        title = self.localized.indicator.title(self.localized.language)
        caption = self.localized.t("figure.fan", title=title)
        alt = " ".join([caption, summary.known(self.localized), summary.outlook(self.localized)])
        numbers = fan_numbers(self.localized, self.data, self._moving, self._targets)
        return self._figure("fan", fan.on_paper(width), caption, alt, self.path_table(), numbers)

    def dots(self) -> Figure:
        """Draw twenty futures each under the baseline and the package."""
        judged = {name: self._yearly(name) for name in self._compared}
        target = self.localized.view.example
        chart = dots(
            judged,
            written=self.localized.quantity,
            lines=self._lines,
            ylim=self._ylim,
            target=None if target is None else target.question.yearly,
            lower=self._lower,
        )
        edge = self._ylim[1] / self.localized.quantity.factor
        caption = self.localized.t("figure.dots", when=self._yearly_when(), percent=100 // DOTS)
        if target is not None:
            caption += self._reached_by(target)
        if any(quantile_dots(values).max() > edge for values in judged.values()):
            caption += self.localized.t("figure.dots_beyond")
        table = self._dots_table(judged, target)
        alt = " ".join([caption, *(" ".join(row) for row in table.itertuples(index=False))])
        numbers = dot_numbers(self.localized, judged, self._lines)
        return self._figure("dots", chart, caption, alt, table, numbers)

    def chances(self) -> Figure:
        """Draw the chance of every level."""
        localized, view = self.localized, self.localized.view
        judged = {name: view.judged(name).to_numpy() for name in self._moving}
        targets = [target for target in view.targets if target.question.window == view.window]
        chart = fan_chart.chances(
            judged,
            indicator=view.indicator,
            written=localized.judged,
            lines=self._moving,
            when=localized.when(),
            targets=targets,
        )
        caption = localized.t("figure.chances", title=localized.indicator.title(localized.language))
        example = view.example
        alt = (
            caption if example is None else " ".join([caption, summary.likely(localized, example)])
        )
        numbers = chance_numbers(localized, judged, self._moving, targets)
        return self._figure("chances", chart, caption, alt, self.level_table(), numbers)

    def ladder(self) -> Figure:
        """Draw the chance of every candidate target, rung by rung."""
        localized, targets = self.localized, self.localized.view.targets
        rungs = [rung_label(localized, target) for target in targets]
        heights = {
            one.title: [
                printed_percent(target.chance(name), target.mcse(name)) for target in targets
            ]
            for name, one in self._moving.items()
        }
        frame = pd.DataFrame({localized.t("drawn.rung"): rungs, **heights})
        roles: list[Role] = ["x", *("rung" for _ in heights)]
        numbers = Numbers(frame, tuple(roles), "%")
        chart = ladder(heights, rungs, [*self._moving.values()], localized.language)
        caption = localized.t("figure.ladder", title=localized.indicator.title(localized.language))
        example = localized.view.example
        alt = (
            caption if example is None else " ".join([caption, summary.likely(localized, example)])
        )
        return self._figure("ladder", chart, caption, alt, results.targets(localized), numbers)

    def path_table(self) -> pd.DataFrame:
        """Write median and intervals of the fan at a few years.

        Returns
        -------
        DataFrame
            Columns: the scenario, then a column for each milestone year; one row per scenario that
            moves the goal.
        """
        localized = self.localized
        years = [year for year in localized.view.milestones if year > localized.view.last_year]
        rows = [self._at(name, years) for name in self._moving]
        return pd.DataFrame(
            {
                localized.t("column.scenario"): [one.title for one in self._moving.values()],
                **{localized.year(one): [row[at] for row in rows] for at, one in enumerate(years)},
            }
        )

    def level_table(self) -> pd.DataFrame:
        """Write the level that is reached with each chance, scenario by scenario.

        Returns
        -------
        DataFrame
            Columns: the chance, then a column for each scenario that moves the goal; one row per
            chance, the highest first.
        """
        localized, table = self.localized, self.localized.view.run.values
        is_own = table["indicator"] == localized.indicator.id
        chosen = table[is_own & localized.view.window.among(table)]
        levels = chosen.pivot_table(index="probability", columns="scenario", values="value")
        levels = levels.sort_index(ascending=False)
        columns = {
            one.title: [localized.judged(value) for value in levels[name]]
            for name, one in self._moving.items()
            if name in levels
        }
        chances = [
            localized.t("number.percent", percent=round(100 * chance)) for chance in levels.index
        ]
        return pd.DataFrame({localized.t("column.chance"): chances, **columns})

    @cached_property
    def data(self) -> FanData:
        """What the fan draws."""
        return fan_data(self.localized, self._moving)

    @cached_property
    def _lines(self) -> Mapping[str, Drawn]:
        return drawn(scenario_titles(self.localized.view.run, self.localized.language))

    @cached_property
    def _moving(self) -> Mapping[str, Drawn]:
        """The baseline and the scenarios that move this indicator; others would only cover it."""
        view = self.localized.view
        asked = (schema.BASELINE, package(view.run.scenarios)) if self.is_short else self._lines
        return {
            name: one
            for name, one in self._lines.items()
            if name in asked and (name == schema.BASELINE or view.differs(name))
        }

    @cached_property
    def _targets(self) -> Sequence[LabelledTarget | fan_chart.MarkedLevel]:
        """Levels that are marked: the example targets, or the proposed levels."""
        found = levels_of(self.localized.view) if self.is_short else None
        if found is None:
            return self.localized.view.targets
        named: dict[float, list[ProposedLevel]] = {}
        for one in found.proposed:
            named.setdefault(one.value, []).append(one)
        between = self.localized.t("one_page.and")
        return [
            fan_chart.MarkedLevel(
                same[0].question,
                between.join(self.localized.t(f"one_page.level.{one.name}") for one in same),
            )
            for same in named.values()
        ]

    @property
    def _compared(self) -> list[str]:
        name = package(self.localized.view.run.scenarios)
        return [one for one in self._moving if one in (schema.BASELINE, name)]

    @property
    def _lower(self) -> bool:
        return self.localized.indicator.better == "lower"

    @property
    def _own_rows(self) -> pd.DataFrame:
        return self.localized.view.run.catalog.rows(self.localized.indicator.id)

    def _yearly(self, scenario: str) -> np.ndarray:
        window = self.localized.view.window
        judged = self.localized.view.judged(scenario).to_numpy()
        return judged / len(window.years) if window.is_total else judged

    def _yearly_when(self) -> str:
        localized = self.localized
        return (
            localized.t("figure.per_year", when=localized.when())
            if self._is_sum
            else localized.when()
        )

    def _reached_by(self, target: LabelledTarget) -> str:
        """State which dots are filled; of a total also where it lies on the axis of one year."""
        key = "figure.dots_target_yearly" if self._is_sum else "figure.dots_target"
        yearly = self.localized.yearly(target.question.yearly)
        return self.localized.t(key, target=self.localized.target(target), yearly=yearly)

    @property
    def _is_sum(self) -> bool:
        window = self.localized.view.window
        return window.is_total and not window.is_single_year

    @cached_property
    def _ylim(self) -> tuple[float, float]:
        view, rows = self.localized.view, self._own_rows
        ahead = view.outcome.sel(
            {schema.SCENARIO: schema.BASELINE, schema.YEAR: slice(view.fan_start, None)}
        )
        single = rows.loc[~rows["relation"].isin(markers.SPANS), ["value", "low", "high"]]
        held = np.concatenate(
            [
                ahead.quantile(BANDS[0], schema.DRAW).to_numpy().ravel(),
                single.to_numpy(float).ravel(),
                [target.question.yearly for target in self._targets],
                # The outermost dot may lie beyond the axis: it would squeeze all the rest.
                *(quantile_dots(self._yearly(name))[:-1] for name in self._compared),
            ]
        )
        return fan_chart.reach(
            self.localized.indicator.scale, held * self.localized.quantity.factor
        )

    def _at(self, scenario: str, years: list[int]) -> list[str]:
        written = self.localized.quantity
        draws = self.localized.view.outcome.sel({schema.SCENARIO: scenario, schema.YEAR: years})
        ends = (BANDS[0][0], 0.5, BANDS[0][1])
        found = known_quantiles(draws.transpose(schema.YEAR, schema.DRAW), ends)
        return [
            self.localized.t(
                "column.median_span", median=written(middle), span=written.span(low, high)
            )
            for low, middle, high in found.T.tolist()
        ]

    def _dots_table(
        self, judged: Mapping[str, np.ndarray], target: LabelledTarget | None
    ) -> pd.DataFrame:
        localized = self.localized
        reached = localized.t("column.dots_reached", all=DOTS)
        rows = []
        for name, values in judged.items():
            twenty = quantile_dots(values)
            row = {
                localized.t("column.scenario"): self._lines[name].title,
                localized.t("column.dots_range"): localized.yearly.span(twenty.min(), twenty.max()),
            }
            if target is not None:
                hit = (
                    twenty <= target.question.yearly
                    if self._lower
                    else twenty >= target.question.yearly
                )
                row[reached] = localized.t("column.dots_count", count=int(hit.sum()))
            rows.append(row)
        return pd.DataFrame(rows)

    def _figure(
        self,
        kind: str,
        chart: Chart,
        caption: str,
        alt: str,
        table: pd.DataFrame,
        numbers: Numbers,
    ) -> Figure:
        return Figure(f"{kind}-{self.localized.indicator.id}", chart, caption, alt, table, numbers)

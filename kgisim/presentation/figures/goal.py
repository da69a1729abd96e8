"""The figures of a report: what each draws, what it says in words, and its numbers as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.figures import fan_chart, markers
from kgisim.presentation.figures.data import chance_numbers, dot_numbers, fan_numbers
from kgisim.presentation.figures.dots import DOTS, dots, quantile_dots
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.ladder import ladder, rung_label
from kgisim.presentation.figures.palette import Drawn, drawn
from kgisim.presentation.goal_view import BANDS, package
from kgisim.presentation.localized import LocalizedIndicator, scenario_titles
from kgisim.presentation.sentences import summary
from kgisim.presentation.tables import results
from kgisim.presentation.target import Target

MILESTONES = (2028, 2032, 2036, 2040)
"""Years that stand in tables of a path."""


@dataclass(frozen=True)
class Figures:
    """The figures of one projected indicator; they share scales, colours and digits."""

    words: LocalizedIndicator

    def fan(self, width: float = 6.4) -> Figure:
        """Draw the record and the futures, on paper of some inches."""
        outlook, written = self.words.outlook, self.words.quantity
        fan = fan_chart.FanChart(
            outlook.indicator,
            self._own_rows,
            outlook.run.projection.sel({schema.SERIES: outlook.indicator.id}),
            written=written,
            lines=self._moving,
            ylim=self._ylim,
            start=outlook.fan_start,
            last=outlook.last_year,
            targets=outlook.targets,
            several=not outlook.has_own_values,
        )
        title = self.words.indicator.title(self.words.language)
        caption = self.words.t("figure.fan", title=title)
        alt = " ".join([caption, summary.known(self.words), summary.outlook(self.words)])
        numbers = fan_numbers(self.words, self._own_rows, self._moving)
        return self._figure("fan", fan.on_paper(width), caption, alt, self.path_table(), numbers)

    def dots(self) -> Figure:
        """Draw twenty futures each under the baseline and the package."""
        judged = {name: self._yearly(name) for name in self._compared}
        target = self.words.outlook.example
        overlay = dots(
            judged,
            written=self.words.quantity,
            lines=self._lines,
            ylim=self._ylim,
            target=None if target is None else target.yearly,
            lower=self._lower,
        )
        edge = self._ylim[1] / self.words.quantity.factor
        caption = self.words.t("figure.dots", when=self._yearly_when(), percent=100 // DOTS)
        if target is not None:
            caption += self._reached_by(target)
        if any(quantile_dots(values).max() > edge for values in judged.values()):
            caption += self.words.t("figure.dots_beyond")
        table = self._dots_table(judged, target)
        alt = " ".join([caption, *(" ".join(row) for row in table.itertuples(index=False))])
        numbers = dot_numbers(self.words, judged, self._lines)
        return self._figure("dots", overlay, caption, alt, table, numbers)

    def chances(self) -> Figure:
        """Draw the chance of every level."""
        words, outlook = self.words, self.words.outlook
        judged = {name: outlook.judged(name).to_numpy() for name in self._moving}
        targets = [target for target in outlook.targets if target.basis == outlook.basis]
        overlay = fan_chart.chances(
            judged,
            indicator=outlook.indicator,
            written=words.judged,
            lines=self._moving,
            when=words.when(),
            targets=targets,
        )
        caption = words.t("figure.chances", title=words.indicator.title(words.language))
        example = outlook.example
        alt = caption if example is None else " ".join([caption, summary.likely(words, example)])
        numbers = chance_numbers(words, judged, self._moving, targets)
        return self._figure("chances", overlay, caption, alt, self.level_table(), numbers)

    def ladder(self) -> Figure:
        """Draw the chance of every candidate target, rung by rung."""
        words, targets = self.words, self.words.outlook.targets
        rungs = [rung_label(words, target) for target in targets]
        heights = {
            one.title: [100 * target.chance(name) for target in targets]
            for name, one in self._moving.items()
        }
        frame = pd.DataFrame({words.t("drawn.rung"): rungs, **heights})
        roles: list[Role] = ["x", *("rung" for _ in heights)]
        numbers = Numbers(frame, tuple(roles), "%")
        overlay = ladder(heights, rungs, [*self._moving.values()], words.language)
        caption = words.t("figure.ladder", title=words.indicator.title(words.language))
        example = words.outlook.example
        alt = caption if example is None else " ".join([caption, summary.likely(words, example)])
        return self._figure("ladder", overlay, caption, alt, results.targets(words), numbers)

    def path_table(self) -> pd.DataFrame:
        """Write median and intervals of the fan at a few years."""
        words = self.words
        years = [year for year in MILESTONES if year > words.outlook.last_year]
        return pd.DataFrame(
            {
                words.t("column.scenario"): [one.title for one in self._moving.values()],
                **{words.year(year): list(self._at(year)) for year in years},
            }
        )

    def level_table(self) -> pd.DataFrame:
        """Write the level that is reached with each chance, scenario by scenario."""
        words, table = self.words, self.words.outlook.run.values
        basis = words.outlook.basis
        since = table["since"].isna() if basis.since is None else table["since"] == basis.since
        chosen = table[
            (table["indicator"] == words.indicator.id)
            & (table["year"] == basis.year)
            & (table["window"] == basis.window)
            & (table["statistic"] == basis.statistic)
            & since
        ]
        levels = chosen.pivot_table(index="probability", columns="scenario", values="value")
        levels = levels.sort_index(ascending=False)
        columns = {
            one.title: [words.judged(value) for value in levels[name]]
            for name, one in self._moving.items()
            if name in levels
        }
        chances = [
            words.t("number.percent", percent=round(100 * chance)) for chance in levels.index
        ]
        return pd.DataFrame({words.t("column.chance"): chances, **columns})

    @cached_property
    def _lines(self) -> Mapping[str, Drawn]:
        return drawn(scenario_titles(self.words.outlook.run, self.words.language))

    @cached_property
    def _moving(self) -> Mapping[str, Drawn]:
        """The baseline and the scenarios that move this indicator; others would only cover it."""
        moves = self.words.outlook.differs
        return {
            name: one for name, one in self._lines.items() if name == schema.BASELINE or moves(name)
        }

    @property
    def _compared(self) -> list[str]:
        name = package(self.words.outlook.run.scenarios)
        return [one for one in self._moving if one in (schema.BASELINE, name)]

    @property
    def _lower(self) -> bool:
        return self.words.indicator.better == "lower"

    @property
    def _own_rows(self) -> pd.DataFrame:
        return self.words.outlook.run.catalog.rows(self.words.indicator.id)

    def _yearly(self, scenario: str) -> np.ndarray:
        basis = self.words.outlook.basis
        judged = self.words.outlook.judged(scenario).to_numpy()
        return judged / len(basis.years) if basis.is_total else judged

    def _yearly_when(self) -> str:
        words = self.words
        return words.t("figure.per_year", when=words.when()) if self._is_sum else words.when()

    def _reached_by(self, target: Target) -> str:
        """Say which dots are filled; of a total also where it lies on the axis of one year."""
        key = "figure.dots_target_yearly" if self._is_sum else "figure.dots_target"
        yearly = self.words.yearly(target.yearly)
        return self.words.t(key, target=self.words.target(target), yearly=yearly)

    @property
    def _is_sum(self) -> bool:
        basis = self.words.outlook.basis
        return basis.is_total and not basis.is_single_year

    @cached_property
    def _ylim(self) -> tuple[float, float]:
        outlook, rows = self.words.outlook, self._own_rows
        ahead = outlook.outcome.sel(
            {schema.SCENARIO: schema.BASELINE, schema.YEAR: slice(outlook.fan_start, None)}
        )
        single = rows.loc[~rows["relation"].isin(markers.SPANS), ["value", "low", "high"]]
        held = np.concatenate(
            [
                ahead.quantile(BANDS[0], schema.DRAW).to_numpy().ravel(),
                single.to_numpy(float).ravel(),
                [target.yearly for target in outlook.targets],
                # The outermost dot may lie beyond the axis: it would squeeze all the rest.
                *(quantile_dots(self._yearly(name))[:-1] for name in self._compared),
            ]
        )
        return fan_chart.reach(self.words.indicator.scale, held * self.words.quantity.factor)

    def _at(self, year: int) -> Iterator[str]:
        written = self.words.quantity
        for name in self._moving:
            place = {schema.SCENARIO: name, schema.YEAR: year}
            draws = self.words.outlook.outcome.sel(place)
            low, middle, high = (
                float(draws.quantile(at)) for at in (BANDS[0][0], 0.5, BANDS[0][1])
            )
            yield self.words.t(
                "column.median_span", median=written(middle), span=written.span(low, high)
            )

    def _dots_table(self, judged: Mapping[str, np.ndarray], target: Target | None) -> pd.DataFrame:
        words = self.words
        reached = words.t("column.dots_reached", all=DOTS)
        rows = []
        for name, values in judged.items():
            twenty = quantile_dots(values)
            row = {
                words.t("column.scenario"): self._lines[name].title,
                words.t("column.dots_range"): words.yearly.span(twenty.min(), twenty.max()),
            }
            if target is not None:
                hit = twenty <= target.yearly if self._lower else twenty >= target.yearly
                row[reached] = words.t("column.dots_count", count=int(hit.sum()))
            rows.append(row)
        return pd.DataFrame(rows)

    def _figure(
        self,
        kind: str,
        overlay: object,
        caption: str,
        alt: str,
        table: pd.DataFrame,
        numbers: Numbers,
    ) -> Figure:
        return Figure(f"{kind}-{self.words.indicator.id}", overlay, caption, alt, table, numbers)

"""Why two runs differ, in sentences, a table and a waterfall.

Steps are printed as differences of rounded waypoints, so that the printed parts add up to the
printed whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pandas as pd

from kgisim import names
from kgisim.runs.compare import Difference
from kgisim.runs.path import JOINT
from kgisim.views import numbers
from kgisim.views.figure import Figure, Numbers
from kgisim.views.outlook import package
from kgisim.views.target import Target
from kgisim.views.text import text
from kgisim.views.waterfall import Step, waterfall
from kgisim.views.wording import Wording

POINTS = 1
"""Decimals of a change of a chance, in percentage points."""


@dataclass(frozen=True)
class Account:
    """The change of one target's chance and median under one scenario.

    Parameters
    ----------
    words
        The goal in the later of the two runs.
    """

    found: Difference
    words: Wording
    target: Target
    scenario: str

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows of the comparison, for both quantities."""
        table, basis = self.found.table, self.target.basis
        since = table["since"].isna() if basis.since is None else table["since"] == basis.since
        is_asked = (
            (table["indicator"] == self.words.indicator.id)
            & (table["value"] == self.target.value)
            & (table["year"] == basis.year)
            & (table["window"] == basis.window)
            & (table["statistic"] == basis.statistic)
            & since
            & (table["scenario"] == self.scenario)
        )
        return table.loc[is_asked]

    def steps(self, quantity: str) -> pd.DataFrame:
        """Give the parts of one quantity, in their order."""
        return self.rows.loc[self.rows["quantity"] == quantity]

    @property
    def moved(self) -> bool:
        """Whether anything changed at all."""
        return bool((self.rows["change"] != 0).any())

    def chance_changes(self) -> list[tuple[str, str]]:
        """Write the parts of the chance's change: name and percentage points."""
        steps = self.steps("chance")
        points = _differences([100 * one for one in _waypoints(steps)], POINTS)
        errors = [numbers.decimal(100 * e, POINTS, self.words.language) for e in steps["error"]]
        told = [
            self.words.t("compare.points", points=_signed(one, POINTS, self.words), error=error)
            for one, error in zip(points, errors, strict=True)
        ]
        return list(zip(self._parts(steps), told, strict=True))

    def median_changes(self) -> list[tuple[str, str]]:
        """Write the parts of the median's change: name and amount in the goal's unit."""
        steps, written = self.steps("median"), self.words.judged
        shown = [value * written.factor for value in _waypoints(steps)]
        changes = _differences(shown, written.decimals)
        told = [
            written.pattern.format(_signed(one, written.decimals, self.words)) for one in changes
        ]
        return list(zip(self._parts(steps), told, strict=True))

    def _parts(self, steps: pd.DataFrame) -> list[str]:
        return [part_name(self.words, part) for part in steps["part"]]


def accounts(found: Difference, words: Wording) -> list[Account]:
    """Give the accounts of a goal's example target, under the baseline and the package."""
    target, with_measures = words.outlook.example, package(found.after.scenarios)
    if target is None:
        return []
    asked = [names.BASELINE, *([with_measures] if with_measures else [])]
    both = [one for one in asked if one in found.before.scenarios]
    made = [Account(found, words, target, scenario) for scenario in both]
    return [one for one in made if len(one.rows)]


def part_name(words: Wording, part: str) -> str:
    """Name what was changed; steps that cannot be told apart are named together."""
    known = [text(f"compare.part.{one}", words.language) for one in part.split(JOINT)]
    if len(known) == 1:
        return known[0]
    return words.t("compare.joint", parts=words.t("compare.and").join(known))


def difference_text(account: Account) -> Iterator[str]:
    """Say how chance and median changed between the runs, and through what."""
    words = account.words
    place = {
        "target": words.target(account.target),
        "when": words.when(account.target.basis),
        "scenario": words.scenario(account.scenario),
    }
    if not account.moved:
        yield words.t("compare.same", **place)
        return
    before, after = _ends(account, "chance")
    yield words.t(
        "compare.chance",
        before=_percent(before, words),
        after=_percent(after, words),
        parts=_listed(words, account.chance_changes()),
        **place,
    )
    before, after = _ends(account, "median")
    yield words.t(
        "compare.median",
        before=words.judged(before),
        after=words.judged(after),
        parts=_listed(words, account.median_changes()),
        **place,
    )


def difference_table(account: Account) -> pd.DataFrame:
    """Write every part of the change of chance and median, and the whole."""
    words = account.words
    chance, median = account.chance_changes(), account.median_changes()
    head = words.t("compare.column.part")
    table = pd.DataFrame(
        {
            head: [part for part, _ in chance],
            words.t("compare.column.chance"): [told for _, told in chance],
            words.t("compare.column.median"): [told for _, told in median],
        }
    )
    first, last = (
        {
            head: words.t(f"compare.{key}"),
            words.t("compare.column.chance"): _percent(_ends(account, "chance")[place], words),
            words.t("compare.column.median"): words.judged(_ends(account, "median")[place]),
        }
        for place, key in enumerate(("first", "last"))
    )
    return pd.concat([pd.DataFrame([first]), table, pd.DataFrame([last])], ignore_index=True)


def waterfall_figure(account: Account) -> Figure:
    """Draw the change of the chance, part by part."""
    words = account.words
    steps = account.steps("chance")
    way = [round(100 * one, POINTS) for one in _waypoints(steps)]
    parts = [
        Step(name, start, end, told)
        for (name, told), (start, end) in zip(account.chance_changes(), pairwise(way), strict=True)
        if start != end
    ]
    before, after = _ends(account, "chance")
    first = Step(words.t("compare.first"), way[0], way[0], _percent(before, words), True)
    last = Step(words.t("compare.last"), way[-1], way[-1], _percent(after, words), True)
    drawn = [first, *parts, last]
    caption = words.t(
        "compare.waterfall",
        target=words.target(account.target),
        scenario=words.scenario(account.scenario),
    )
    frame = pd.DataFrame(
        {
            words.t("compare.column.part"): [one.label for one in drawn],
            words.t("compare.column.from"): [one.start for one in drawn],
            words.t("compare.column.to"): [one.end for one in drawn],
        }
    )
    return Figure(
        f"waterfall-{words.indicator.id}-{account.scenario}",
        waterfall(drawn, words.t("compare.axis"), words.language),
        caption,
        " ".join([caption, *difference_text(account)]),
        difference_table(account),
        Numbers(frame, ("x", "chance", "chance"), "%"),
    )


def remarks(found: Difference, words: Wording) -> Iterator[str]:
    """Say in which order changes were made, and what could not be told apart or compared."""
    yield words.t("compare.order")
    for part in found.reasons:
        yield words.t("compare.no_result", part=part_name(words, part))
    for key, only in (("only_before", found.only_before), ("only_after", found.only_after)):
        if only:
            yield words.t(f"compare.{key}", names=words.t("list").join(only))


def _waypoints(steps: pd.DataFrame) -> list[float]:
    return [float(steps["before"].iloc[0]), *map(float, steps["after"])]


def _ends(account: Account, quantity: str) -> tuple[float, float]:
    way = _waypoints(account.steps(quantity))
    return way[0], way[-1]


def _differences(way: list[float], decimals: int) -> list[float]:
    rounded = [round(one, decimals) for one in way]
    return [after - before for before, after in pairwise(rounded)]


def _signed(value: float, decimals: int, words: Wording) -> str:
    written = numbers.decimal(abs(value), decimals, words.language)
    sign = "±" if round(value, decimals) == 0 else "+" if value > 0 else "−"
    return f"{sign}{written}"


def _percent(share: float, words: Wording) -> str:
    shown = numbers.decimal(100 * share, POINTS, words.language)
    return words.t("number.percent", percent=shown)


def _listed(words: Wording, changes: list[tuple[str, str]]) -> str:
    return words.t("list").join(
        words.t("compare.change", part=part, change=told) for part, told in changes
    )

"""Ballots as members and a secretariat read them: levels with letters, chances in words, votes."""

from typing import TYPE_CHECKING

import pandas as pd

from kgisim import schema
from kgisim.audit.ballots import LETTERS, Ballot, Choice, Spread, spread
from kgisim.audit.entries import Vote
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text
from kgisim.presentation.localized import LocalizedIndicator, scenario_titles, wording
from kgisim.targets.printable import printable

if TYPE_CHECKING:
    from kgisim.runs.run import Run

DOT = "●"
"""One vote in a table."""


def scenario_of(run: "Run", ballot: Ballot, language: str) -> str:
    """Name the scenario of a ballot, and whether levers were moved."""
    title = scenario_titles(run, language).get(ballot.scenario, ballot.scenario)
    return text("app.levers.moved", language, scenario=title) if ballot.levers else title


def choice_name(choice: Choice, language: str) -> str:
    """Name a level of a ballot: one of the three, or the one that was on the screen."""
    if choice.name == "shown":
        return text("ballot.shown", language)
    return text(f"levels.name.{choice.name}", language)


def chance_in_words(chance: float, error: float, language: str) -> str:
    """Write a chance as a word and a number."""
    return text(
        "ballot.chance",
        language,
        word=numbers.likelihood(chance, error, language),
        chance=numbers.chance(chance, error, language),
    )


def choice_chances(run: "Run", ballot: Ballot, choice: Choice, language: str) -> tuple[str, str]:
    """State how likely a level is under the baseline and under the scenario."""
    titles = scenario_titles(run, language)
    return (
        text(
            "ballot.under",
            language,
            scenario=titles[schema.BASELINE],
            chance=chance_in_words(choice.before, choice.before_error, language),
        ),
        text(
            "ballot.under",
            language,
            scenario=scenario_of(run, ballot, language),
            chance=chance_in_words(choice.after, choice.after_error, language),
        ),
    )


def votes_table(run: "Run", ballot: Ballot, votes: tuple[Vote, ...], language: str) -> pd.DataFrame:
    """Count the votes by level, the easiest choice first and other numbers after the choices.

    Returns
    -------
    DataFrame
        Columns: level, chances under both scenarios, votes as dots and a number; one row per level.
    """
    localized, titles = wording(run, ballot.indicator, language), scenario_titles(run, language)
    heads = (
        text("levels.column.level", language),
        titles[schema.BASELINE],
        scenario_of(run, ballot, language),
        text("ballot.votes", language),
    )
    counts = dict.fromkeys((*(one.value for one in ballot.choices), *_others(ballot, votes)), 0)
    for vote in votes:
        counts[vote.value] += 1
    rows = []
    for place, one in enumerate(ballot.choices):
        chances = ((one.before, one.before_error), (one.after, one.after_error))
        named = f"{LETTERS[place]}　{choice_name(one, language)}"
        level = level_text(localized, ballot.window, one.value)
        said = (chance_in_words(*each, language) for each in chances)
        rows.append((LINE.join((named, level)), *said, _counted(counts[one.value], language)))
    blank = text("blank", language)
    for value in _others(ballot, votes):
        named = (text("ballot.other", language), level_text(localized, ballot.window, value))
        rows.append((LINE.join(named), blank, blank, _counted(counts[value], language)))
    return pd.DataFrame(rows, columns=[*heads])


def _others(ballot: Ballot, votes: tuple[Vote, ...]) -> list[float]:
    offered = {one.value for one in ballot.choices}
    return sorted({one.value for one in votes if one.value not in offered})


def _counted(count: int, language: str) -> str:
    said = text("ballot.count", language, count=count)
    return said if count == 0 else LINE.join((DOT * count, said))


def middle_level(localized: LocalizedIndicator, ballot: Ballot, found: Spread) -> float:
    """Return the median of votes as a level that a council would print."""
    return printable(found.middle, localized.indicator, ballot.window, "easier")


def spread_text(localized: LocalizedIndicator, ballot: Ballot, votes: tuple[Vote, ...]) -> str:
    """State how many voted, the median and the quartiles."""
    found = spread([one.value for one in votes])
    if found is None:
        return localized.t("ballot.none")
    level = {
        name: level_text(localized, ballot.window, round(getattr(found, name), 6))
        for name in ("low", "middle", "high")
    }
    return localized.t("ballot.spread", count=found.count, **level)


def voter_name(vote: Vote, language: str) -> str:
    """Return the name under which somebody voted; without one, that there is none."""
    return vote.author.strip() or text("ballot.unnamed", language)

"""What the measures add to the chance of a target, and the least of them that would do."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim.analysis.package_solver import HIGHEST
from kgisim.presentation import observation_rows
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.backcast import signed
from kgisim.presentation.tables.results import LINE


def package_text(words: LocalizedIndicator) -> Iterator[str]:
    """Say what the measures add, and which smallest package reaches the wanted chance."""
    run, id = words.outlook.run, words.indicator.id
    asked = next(observation_rows.records(run.explained("questions", id)), None)
    packages = {one.role: one for one in observation_rows.records(run.explained("packages", id))}
    if asked is None or "full" not in packages:
        return
    yield _added(words, asked)
    yield _smallest(words, asked, packages)
    if packages["full"].close:
        yield words.t("measures.close", wanted=percent(asked.probability, words.language))
    if "smallest" in packages and not packages["smallest"].proven:
        yield words.t("measures.unproven")


def contributions(words: LocalizedIndicator) -> pd.DataFrame:
    """Write what each measure adds alone, to all others, and as its fair share."""
    run, id = words.outlook.run, words.indicator.id
    titles = _titles(words)
    return pd.DataFrame(
        [
            {
                words.t("column.measure_alone"): titles.get(row.measure, row.measure),
                **{
                    words.t(f"measures.{which}"): _points(
                        words,
                        getattr(row, f"chance_{which}"),
                        getattr(row, f"chance_{which}_error"),
                    )
                    for which in ("alone", "last", "share")
                },
            }
            for row in observation_rows.records(run.explained("contributions", id))
        ]
    )


def _added(words: LocalizedIndicator, asked: Any) -> str:
    shares = observation_rows.records(
        words.outlook.run.explained("contributions", words.indicator.id)
    )
    titles = _titles(words)
    items = [
        words.t(
            "measures.item",
            title=titles.get(row.measure, row.measure),
            points=signed(100 * row.chance_share, 1, words.language),
            error=decimal(100 * row.chance_share_error, 1, words.language),
        )
        for row in shares
    ]
    language = words.language
    before = asked.chance_without, asked.chance_without_error
    after = asked.chance_complete, asked.chance_complete_error
    return words.t(
        "measures.added",
        target=words.target(words.outlook.example) if words.outlook.example else "",
        package=words.scenario(asked.package),
        before=numbers.chance(*before, language),
        after=numbers.chance(*after, language),
        error=numbers.error(max(before[1], after[1]), language),
        items=words.t("list").join(items),
    )


def _smallest(words: LocalizedIndicator, asked: Any, packages: dict[str, Any]) -> str:
    wanted = percent(asked.probability, words.language)
    found = packages.get("smallest")
    key, one = ("full", packages["full"]) if found is None else ("smallest", found)
    return words.t(
        f"measures.{key}",
        wanted=wanted,
        levels=_levels(words, one.levels),
        chance=numbers.chance(one.chance, one.chance_error, words.language),
        error=numbers.error(one.chance_error, words.language),
        highest=HIGHEST,
    )


def _levels(words: LocalizedIndicator, levels: str) -> str:
    titles = _titles(words)
    pairs = (pair.split("=") for pair in levels.split())
    taken = [(name, level) for name, level in pairs if level != "0"]
    return words.t("list").join(
        words.t("measures.level", title=titles.get(name, name), level=level)
        for name, level in taken
    )


def _points(words: LocalizedIndicator, value: float, error: float) -> str:
    points = words.t("cell.error", points=decimal(100 * error, 1, words.language))
    return LINE.join(
        [words.t("measures.points", value=signed(100 * value, 1, words.language)), points]
    )


def _titles(words: LocalizedIndicator) -> dict[str, str]:
    scenarios = words.outlook.run.scenarios.values()
    return {one.id: one.title(words.language) for each in scenarios for one in each.measures}

"""Backcast in sentences: what goes together with attaining a target, and how rare that is."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.backcast_view import BackcastView
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.numbers import decimal, signed
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.targets.backcast import Backcast
from kgisim.targets.refusal import Refusal

CLEAR = 3.0
"""Standard errors from which on a shift is told."""
MOST = 3
"""Shifts that are told in a sentence."""
RARITY = ((0.5, "small"), (1.5, "moderate"), (3.0, "large"), (math.inf, "extreme"))
"""Upper ends of the divergence of the attaining futures from all, in nats, and its word."""


def backcast_text(view: BackcastView) -> Iterator[str]:
    """State how many futures attain the target, what differs in them, and how rare they are."""
    found = view.backcast
    if isinstance(found, Refusal):
        yield refusal_text(view, found)
        return
    yield _share(view, found)
    yield _rarity(view, found)
    yield from _moved(view, found)
    yield _path(view, found)


def refusal_text(view: BackcastView, found: Refusal) -> str:
    """State that a question is not answered, why, and which bound of the chance can be given."""
    localized = view.localized
    percent = math.ceil(100 * found.high) if found.reason == "few_attain" else 0
    percent = math.floor(100 * found.low) if found.reason == "few_fail" else percent
    return localized.t(
        f"way.refused.{found.reason}",
        **question_terms(view),
        left=decimal(found.left, 0, localized.language),
        needed=found.needed,
        bound=localized.t("number.percent", percent=percent),
    )


def question_terms(view: BackcastView) -> dict[str, str]:
    """Name target, years and scenario of the question."""
    localized = view.localized
    return {
        "target": localized.target(view.target),
        "when": localized.when(view.target.question.window),
        "scenario": localized.scenario(view.question.scenario),
    }


def shift_table(view: BackcastView) -> pd.DataFrame:
    """Write drivers, measures and components in attaining futures against all futures.

    Returns
    -------
    DataFrame
        Columns: what it is, its role, median and span in all draws, in attaining draws, and the
        shift with its error; no columns where the backcast is refused.
    """
    found, localized = view.backcast, view.localized
    if isinstance(found, Refusal):
        return pd.DataFrame()
    listed = [
        row for row in observation_rows.records(found.moved) if row.name != localized.indicator.id
    ]
    return pd.DataFrame(
        [
            {
                localized.t("way.what"): _title(view, row.name),
                localized.t("column.role"): localized.t(f"way.kind.{row.kind}"),
                localized.t("way.all"): _middle_and_span(view, row, "all"),
                localized.t("way.attained"): _middle_and_span(view, row, "attained"),
                localized.t("way.shift"): LINE.join(
                    [
                        signed(row.shift, 2, localized.language),
                        localized.t("cell.error", points=decimal(row.error, 2, localized.language)),
                    ]
                ),
            }
            for row in listed
        ]
    )


def _share(view: BackcastView, found: Backcast) -> str:
    language = view.localized.language
    return view.localized.t(
        "way.share",
        **question_terms(view),
        draws=decimal(len(found.weights), 0, language),
        left=decimal(found.draws, 0, language),
        chance=numbers.chance(found.chance, found.mcse, language),
        error=numbers.error(found.mcse, language),
        ess=decimal(found.ess, 0, language),
    )


def _rarity(view: BackcastView, found: Backcast) -> str:
    localized = view.localized
    word = next(word for end, word in RARITY if found.kl < end)
    return localized.t(
        "way.rarity",
        kl=decimal(found.kl, 2, localized.language),
        word=localized.t(f"way.rare.{word}"),
        times=decimal(1 / found.chance, 1, localized.language),
    )


def _moved(view: BackcastView, found: Backcast) -> Iterator[str]:
    """Name what has clearly moved, then what moves furthest among drivers and measures."""
    localized = view.localized
    ways = found.least_surprising(("driver", "measure", "component"))
    clear = [row for row in observation_rows.records(ways) if abs(row.shift) > CLEAR * row.error]
    if not clear:
        yield localized.t("way.nothing" if len(ways) else "way.alone")
        return
    told = clear[:MOST]
    moved = localized.t(
        "way.moved", items=localized.t("way.and").join(_shift(view, row) for row in told)
    )
    if any(row.kind == "driver" for row in told):
        moved = localized.t("join").join([moved, localized.t("way.outside")])
    yield moved
    least = found.least_surprising()
    if len(least) and (least["shift"].abs() > CLEAR * least["error"]).iloc[0]:
        first = next(observation_rows.records(least))
        yield localized.t(
            "way.least",
            name=_named(view, first),
            shift=decimal(abs(first.shift), 2, localized.language),
            error=decimal(first.error, 2, localized.language),
        )


def _shift(view: BackcastView, row: Any) -> str:
    direction = "up" if row.shift > 0 else "down"
    return view.localized.t(
        f"way.{'size' if row.kind == 'measure' else 'level'}_{direction}",
        name=_named(view, row),
        attained=_written(view, row, row.attained_50),
        all=_written(view, row, row.all_50),
    )


def _path(view: BackcastView, found: Backcast) -> str:
    """State where attaining futures pass, year by year, against all."""
    localized = view.localized
    middle = found.path(localized.indicator.id).sel({"quantile": 0.5})
    last = localized.view.last_year
    points = [
        localized.t(
            "way.point",
            year=localized.year(year),
            attained=localized.quantity(
                float(middle.sel({"futures": "attained", schema.YEAR: year}))
            ),
            all=localized.quantity(float(middle.sel({"futures": "all", schema.YEAR: year}))),
        )
        for year in localized.view.milestones
        if year > last
    ]
    return localized.t("way.path", points=localized.t("list").join(points))


def _named(view: BackcastView, row: Any) -> str:
    key = "way.measure" if row.kind == "measure" else "way.series"
    return view.localized.t(key, title=_title(view, row.name))


def _title(view: BackcastView, name: str) -> str:
    run, language = view.localized.view.run, view.localized.language
    measures = {
        one.id: one.title(language) for one in run.scenarios[view.question.scenario].measures
    }
    return measures[name] if name in measures else run.catalog.indicators[name].title(language)


def _written(view: BackcastView, row: Any, value: float) -> str:
    if row.kind != "measure":
        return _localized(view, row.name).quantity(value)
    measures = {
        one.id: one for one in view.localized.view.run.scenarios[view.question.scenario].measures
    }
    one = measures[row.name]
    return view.localized.t(
        f"way.effect.{one.on}_{one.unit}", value=signed(value, 1, view.localized.language)
    )


def _middle_and_span(view: BackcastView, row: Any, futures: str) -> str:
    low, middle, high = (getattr(row, f"{futures}_{at}") for at in ("05", "50", "95"))
    if row.kind == "measure":
        ends = (signed(value, 1, view.localized.language) for value in (low, high))
        span = view.localized.t("number.span", **dict(zip(("low", "high"), ends, strict=True)))
    else:
        span = _localized(view, row.name).quantity.span(low, high)
    return view.localized.t("column.median_span", median=_written(view, row, middle), span=span)


def _localized(view: BackcastView, name: str) -> LocalizedIndicator:
    return wording(view.localized.view.run, name, view.localized.language)

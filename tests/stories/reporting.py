"""What a story asks of the report on the bundled workspace, and the answer in its words."""

from collections.abc import Callable
from typing import Any

from kgisim.presentation.backcast_view import backcast_view_of
from kgisim.presentation.localized import LocalizedIndicator, goals, wording
from kgisim.presentation.sentences.joint import joint_view_of
from kgisim.presentation.sentences.screening import verdict
from kgisim.screening.screen import serving

Answer = dict[str, Any]

VERDICTS = {"carry": "置く", "conditions": "条件付きで置く", "none": "置かずKPIで追う"}


def _screen(localized: LocalizedIndicator) -> Answer:
    kpis = serving(localized.view.run.catalog, localized.indicator.id)
    return {
        "判定": VERDICTS[verdict(localized)],
        "代わりのKPI": "ある" if kpis else "ない",
        "必要なデータ": "ある" if localized.indicator.wanted else "ない",
    }


def _measures(localized: LocalizedIndicator) -> Answer:
    asked = localized.view.run.explained("questions", localized.indicator.id).iloc[0]
    return {
        "施策で上がる": bool(asked["chance_complete"] > asked["chance_without"]),
        "全て行った場合の確率": float(asked["chance_complete"]),
    }


def _ledger(localized: LocalizedIndicator) -> Answer:
    table = localized.view.run.explained("ledger", localized.indicator.id)
    return {"最も影響の大きい前提": table["assumption"].iloc[0]}


def _checkpoints(localized: LocalizedIndicator) -> Answer:
    way = backcast_view_of(localized)
    assert way is not None
    assert isinstance(way.milestones, tuple)
    first, *_, last = way.milestones
    return {
        "確認する年": [one.year for one in way.milestones],
        "後ほど見分けやすい": last.false_alarm + last.miss < first.false_alarm + first.miss,
    }


def _together(localized: LocalizedIndicator) -> Answer:
    run = localized.view.run
    sound = (wording(run, one.id, "ja") for one in goals(run))
    found = joint_view_of(tuple(one for one in sound if one.view.is_sound))
    assert found is not None
    *_, last = found.joints.values()
    return {"全てを達成する確率": last.all}


QUESTIONS: dict[str, Callable[[LocalizedIndicator], Answer]] = {
    "質の点検": _screen,
    "施策の寄与": _measures,
    "前提の台帳": _ledger,
    "例示の中間点検": _checkpoints,
    "例示の同時達成": _together,
}
"""Questions that the report answers from a run."""


def report(run: Any, story: dict[str, Any]) -> Answer:
    """Put a story's question to the report on its indicator."""
    localized = wording(run, story["前提"]["指標"], "ja")
    return QUESTIONS[story["もし"]["問い"]](localized)

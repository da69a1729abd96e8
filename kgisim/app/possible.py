"""What may be asked on the screen: levels that a goal can have, over years that are computed."""

from typing import TYPE_CHECKING

import numpy as np

from kgisim.errors import KgisimError, RequestError
from kgisim.evidence.indicator import Indicator
from kgisim.targets.forecast import ceiling, check, floor
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun
    from kgisim.targets.question import TargetQuestion

FAR = 1000.0
"""Times the largest value of any future from which on a level is a slip of the keyboard."""


def limits(shared: "SharedRun", goal: str, window: TargetWindow) -> tuple[float, float]:
    """Return the lowest and the highest level that may be asked about.

    They are the ends of the goal's scale; where it has none, `FAR` times the largest value that
    any future of the run reaches.
    """
    indicator = shared.catalog.indicators[goal]
    least, most = floor(indicator), ceiling(indicator, window)
    if _has_number(shared, indicator):
        far = FAR * float(np.abs(shared.forecast(goal).drawn(window).to_numpy()).max())
        least, most = max(least, -far), min(most, far)
    return least, most


def check_level(shared: "SharedRun", question: "TargetQuestion") -> None:
    """Refuse a level that a goal can never have.

    Raises
    ------
    RequestError
        If it is no number, or lies outside of `limits`.
    """
    indicator = shared.catalog.indicators[question.indicator]
    check(indicator, question)
    least, most = limits(shared, indicator.id, question.window)
    if not least <= question.value <= most:
        named = {"found": question.value, "name": indicator.id, "title": indicator.title}
        raise RequestError("target.far", **named, times=FAR)


def check_window(shared: "SharedRun", goal: str, window: TargetWindow) -> None:
    """Refuse years that cannot be judged.

    Raises
    ------
    RequestError
        If the run has no futures of some of the years, or they are known already.
    """
    last = shared.localized(goal, shared.plan.language).view.last_year
    if not last < window.year <= shared.catalog.axis.last:
        raise RequestError("target.year", found=window.year)
    indicator = shared.catalog.indicators[goal]
    if indicator.scale == "share" and window.is_total and not window.is_single_year:
        raise RequestError("target.shares", name=goal, title=indicator.title)
    if _has_number(shared, indicator):
        shared.forecast(goal).drawn(window)


def _has_number(shared: "SharedRun", indicator: Indicator) -> bool:
    try:
        shared.forecast(indicator.id)
    except KgisimError:
        return False
    return True

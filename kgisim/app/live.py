"""What changes on the screen by itself: votes as they come in, and the time of an item."""

from typing import Any

import param

from kgisim.app.component import Component
from kgisim.app.html_pane import STYLE, file

LARGE = """
.live { font-size: 20px; }
@media (max-width: 600px) { .live { font-size: 16px; } }
.live .votes svg { display: block; width: 100%; max-width: 44rem; height: auto; }
p.timer { font: 700 1.5rem/1.4 "Noto Sans JP", "Noto Sans CJK JP", sans-serif; margin: .2rem 0;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
p.timer.over { color: #8a3b00; }
"""
"""Letters that are read from the back of a room."""


WHOLE = ":host { max-height: none !important; }"
"""What is higher than a phone's window is not laid under what follows it."""


class LiveSheet(Component):
    """Votes or progress as they are now; the browser asks for them, so that no session works.

    Parameters
    ----------
    address
        Where it is, beside the page.
    follows
        Whether the goal that the meeting is at is named, too.
    """

    address: str = param.String(default="", doc="Where it is.")  # type: ignore[assignment]
    follows: bool = param.Boolean(default=False, doc="Whether the goal is named.")  # type: ignore[assignment]

    _esm = file("live_sheet.js")
    _stylesheets = [STYLE, LARGE]  # noqa: RUF012 # as Panel wants it

    def __init__(self, **values: Any):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(**values)


class ItemTimer(Component):
    """How much of its time an item of the agenda has left; it runs in the browser.

    Parameters
    ----------
    passed
        Seconds since the meeting turned to it.
    planned
        Seconds that it is given; 0: no limit.
    words
        Texts with ``{time}``: ``left``, ``over`` and ``passed``.
    """

    passed: float = param.Number(default=0.0, doc="Seconds since its beginning.")  # type: ignore[assignment]
    planned: float = param.Number(default=0.0, doc="Seconds that it is given.")  # type: ignore[assignment]
    words: dict = param.Dict(default={}, doc="What is said of the time.")  # type: ignore[assignment]

    _esm = file("timer.js")
    _stylesheets = [LARGE]  # noqa: RUF012 # as Panel wants it

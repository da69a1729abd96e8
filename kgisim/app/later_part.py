"""A part of a page that is made when somebody comes to it: most openings never get there."""

from collections.abc import Callable
from typing import Any

import panel as pn
import param

from kgisim.app.component import Component
from kgisim.app.html_pane import STYLE, file
from kgisim.app.turns import PRECEDENCE, in_turn


class Arrival(Component):
    """A button where a part will be; it asks for the part as soon as it is seen or reached.

    Parameters
    ----------
    label
        Text of the button; a keyboard or a screen reader comes to it like to any other.
    kept
        Item of the tab's storage: where the browser has it, the part is asked for at once.
    here
        Whether the part is there.
    """

    label: str = param.String(default="", doc="Text of the button.")  # type: ignore[assignment]
    kept: str = param.String(default="", doc="Item of the tab's storage that asks at once.")  # type: ignore[assignment]
    here: bool = param.Boolean(default=False, doc="Whether the part is there.")  # type: ignore[assignment]

    _esm = file("later_part.js")
    _stylesheets = [STYLE]  # noqa: RUF012 # as Panel wants it

    def __init__(self, come: Callable[[], Any], **values: Any):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(**values)
        self._come = come

    def _handle_msg(self, data: Any) -> None:
        if data == "come" and not self.here:
            in_turn(PRECEDENCE.building(self._come))()


def later_part(make: Callable[[], Any], label: str, kept: str = "") -> pn.Column:
    """Return the place of a part that is made once, when somebody comes to it.

    Parameters
    ----------
    make
        Makes the part.
    label, kept
        As in `Arrival`.
    """

    def come() -> None:
        with pn.io.hold():
            place.append(make())
            arrival.here = True

    arrival = Arrival(come, label=label, kept=kept)
    place = pn.Column(arrival, sizing_mode="stretch_width")
    return place

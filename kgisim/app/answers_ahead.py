"""Answers to all positions of one lever, computed when a hand comes near it.

The browser shows them while the lever is dragged, without asking the server. When it is let go, the
server answers as always, from the same computation: what stays on the screen is the server's.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from threading import Lock
from typing import Any

import numpy as np

from kgisim.app.background import work_then
from kgisim.app.lever_controls import after, positions
from kgisim.app.levers import Lever, Settings
from kgisim.app.turns import PRECEDENCE
from kgisim.errors import ProjectionError

_NUMBERS = count(1)
ONE_AT_A_TIME = Lock()
"""Held while answers are computed ahead: whoever moves a lever already goes first."""


def fresh_name() -> str:
    """Return a name by which the browser finds what the levers of a page move.

    No other page has it: what was left stays in the browser's list for half a minute, and of two
    models of one name it finds neither.
    """
    return f"levers{next(_NUMBERS)}"


@dataclass(frozen=True)
class ShownMove:
    """What the browser changes to show an answer: what the server would send of it.

    Parameters
    ----------
    lines
        By the name of a line's source, the median of each year as it is drawn.
    parts
        By the name of a part of the page, its changed values; of ``facts`` those below two keys.
    draws
        By the name of a part, its packed draws (`kgisim.worksheet.payload.pack`).
    """

    lines: Mapping[str, np.ndarray]
    parts: Mapping[str, Mapping[str, Any]]
    draws: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it; bytes are written in base 64."""
        draws = {
            part: {name: b64encode(one).decode() for name, one in packed.items()}
            for part, packed in self.draws.items()
        }
        lines = {name: median.tolist() for name, median in self.lines.items()}
        return {"lines": lines, "parts": self.parts, "draws": draws}


@dataclass
class AnswersAhead[Answer]:
    """Answers that were computed ahead for one session, for one lever at a time.

    Parameters
    ----------
    answer
        Computes the answer to settings of which those of some levers, by their keys, have moved.
    shown
        Says how the browser shows an answer.
    send
        Hands the answers to the browser as text.
    """

    answer: Callable[[Settings, Collection[str]], Answer]
    shown: Callable[[Answer], ShownMove]
    send: Callable[[str], None]
    _lever: Lever | None = None
    _known: dict[int, Answer] = field(default_factory=dict)

    def begin(self, lever: Lever, settings: Settings, turn: int) -> None:
        """Compute the answers of a lever, beside the page.

        Parameters
        ----------
        settings
            Where all levers are now.
        turn
            Count of the browser, which drops answers to an earlier one.
        """
        self._lever, self._known = lever, {}
        work = PRECEDENCE.building(partial(self._compute, lever, settings, self._known))
        work_then(work, partial(self._hand_over, self._known, turn))

    def keep_only(self, lever: Lever | None) -> None:
        """Forget all answers unless they are those of a lever: anything else has moved."""
        if lever is None or lever != self._lever:
            self._lever, self._known = None, {}

    def known(self, lever: Lever, at: int | None) -> Answer | None:
        """Return the answer to a position of a lever, if it was computed ahead."""
        return None if at is None or lever != self._lever else self._known.get(at)

    def _compute(self, lever: Lever, settings: Settings, known: dict[int, Answer]) -> str:
        """Answer position by position, and write them all down; stop when nobody needs them."""
        written: list[Any] = []
        with ONE_AT_A_TIME:
            for at in range(len(positions(lever))):
                PRECEDENCE.pause()
                if known is not self._known:
                    break
                try:
                    answer = self.answer(after(settings, lever, on=True, at=at), {lever.key})
                except ProjectionError:  # said in words where somebody asks for it
                    written.append(None)
                    continue
                known[at] = answer
                written.append(self.shown(answer).plain())
        return json.dumps(written)

    def _hand_over(self, known: dict[int, Answer], turn: int, done: Future[str]) -> None:
        if known is self._known:
            moves = done.result()
            self.send(f'{{"turn": {turn}, "moves": {moves}}}')

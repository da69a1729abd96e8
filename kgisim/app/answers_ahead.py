"""Answers to all positions of one lever, computed when a hand comes near it.

The browser shows them while the lever is dragged, without asking the server. When it is let go, the
server answers as always, from the same computation: what stays on the screen is the server's.
"""

import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from kgisim.app.background import work_then
from kgisim.app.lever_controls import after, positions
from kgisim.app.levers import Lever, Settings
from kgisim.app.terms import with_terms
from kgisim.app.turns import PRECEDENCE
from kgisim.errors import ProjectionError

ONE_AT_A_TIME = Lock()
"""Held while answers are computed ahead: whoever moves a lever already goes first."""


@dataclass(frozen=True)
class LeverAnswer:
    """What the screen shows of the lines that a lever moves.

    Parameters
    ----------
    medians
        By line, the median of each year as it is drawn.
    rows
        By line, its row of the table: texts by column.
    """

    medians: Mapping[str, np.ndarray]
    rows: Mapping[str, Mapping[str, str]]


@dataclass
class AnswersAhead:
    """Answers that were computed ahead for one session, for one lever at a time.

    Parameters
    ----------
    answer
        Computes the answer to settings of which those of some levers, by their keys, have moved.
    written
        Writes the table with the rows of an answer in their places; HTML.
    send
        Hands the answers to the browser as text.
    """

    answer: Callable[[Settings, Collection[str]], LeverAnswer]
    written: Callable[[LeverAnswer], str]
    send: Callable[[str], None]
    _lever: Lever | None = None
    _known: dict[int, LeverAnswer] = field(default_factory=dict)

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

    def known(self, lever: Lever, at: int | None) -> LeverAnswer | None:
        """Return the answer to a position of a lever, if it was computed ahead."""
        return None if at is None or lever != self._lever else self._known.get(at)

    def _compute(self, lever: Lever, settings: Settings, known: dict[int, LeverAnswer]) -> str:
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
                medians = {name: one.tolist() for name, one in answer.medians.items()}
                html = with_terms(self.written(answer))
                written.append({"medians": medians, "html": html})
        return json.dumps(written)

    def _hand_over(self, known: dict[int, LeverAnswer], turn: int, done: Future[str]) -> None:
        if known is self._known:
            moves = done.result()
            self.send(f'{{"turn": {turn}, "moves": {moves}}}')

"""Work that takes seconds: done beside the page, and what follows from it shown afterwards."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any

from panel.io.state import set_curdoc, state

FADED = {"opacity": "0.4", "pointer-events": "none"}
PLAIN = {"opacity": "1", "pointer-events": "auto"}  # what is left out would stay as it was


def work_then[Result](work: Callable[[], Result], then: Callable[[Future[Result]], Any]) -> None:
    """Do work beside the page, and change the page by what comes of it.

    What was changed before is sent first, and others who change the page do not wait for the work.
    An asynchronous callback would promise neither: of what it changes before and after it waits,
    Panel writes some at once and leaves some to Bokeh, which writes it at the end.

    Parameters
    ----------
    work
        Changes nothing that is shown.
    then
        Called with what was returned or raised; holds the lock of the page. Where no page is being
        served, work and this are done at once.
    """
    document = state.curdoc
    if document is None or document.session_context is None:
        then(_done(work))
        return

    def do() -> None:
        done = _done(work)
        with set_curdoc(document):
            state.execute(partial(then, done), schedule=True)

    Thread(target=do, daemon=True).start()


class OneAtATime:
    """Work that buttons begin: until it has ended they fade, and to press them does nothing.

    They are not switched off, though a button could be: the browser writes back what it has drawn
    of that, and where the work is quick, "off" is what comes last and stays.

    Parameters
    ----------
    buttons
        Any of them begins the work.
    """

    def __init__(self, *buttons: Any):
        self._buttons = buttons
        self._is_going_on = False

    def work_then[Result](
        self, work: Callable[[], Result], then: Callable[[Future[Result]], Any]
    ) -> None:
        """Do work beside the page as `work_then`, unless the work begun before has not ended."""
        if self._is_going_on:
            return
        self._show(is_going_on=True)

        def end(done: Future[Result]) -> None:
            self._show(is_going_on=False)
            then(done)

        work_then(work, end)

    def _show(self, *, is_going_on: bool) -> None:
        self._is_going_on = is_going_on
        for button in self._buttons:
            button.styles = FADED if is_going_on else PLAIN


def _done[Result](work: Callable[[], Result]) -> Future[Result]:
    done: Future[Result] = Future()
    try:
        done.set_result(work())
    except Exception as error:
        done.set_exception(error)
    return done

"""Whose document shows a fault is known as long as there is a session, and no longer."""

import gc
import weakref

from bokeh.document import Document

from kgisim.app.faults import remember


class Session:
    """A state that leads to its document, as that of every page does."""

    def __init__(self, document):
        self.document = document


def test_a_session_that_is_over_is_forgotten():
    document = Document()
    session = Session(document)
    remember(document, session)  # pyright: ignore[reportArgumentType]
    ended = weakref.ref(session)
    del document, session
    gc.collect()
    assert ended() is None

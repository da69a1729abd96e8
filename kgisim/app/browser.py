"""What the browser knows and keeps: its address and history, the connection, unfinished texts."""

from collections.abc import Callable
from secrets import token_hex
from typing import Any

import param

from kgisim.app.component import Component
from kgisim.app.html_pane import file


class Browser(Component):
    """The address bar in both directions, and a banner when the server no longer answers.

    Parameters
    ----------
    search
        What the address says after the path; it changes with Back and Forward.
    narrow
        Whether the window is so narrow that an open menu covers the page.
    tried, kept
        What the session has tried, and what it had tried before the page was loaded again.
    lost
        What is shown when the connection is lost; the page then loads itself again.
    """

    search: str = param.String(default="", doc="The address after the path.")  # type: ignore[assignment]
    narrow: bool = param.Boolean(default=False, doc="Whether the menu would cover the page.")  # type: ignore[assignment]
    tried: list[str] = param.List(
        default=[], item_type=str, doc="What the session has tried; kept by the tab."
    )  # type: ignore[assignment]
    kept: list[str] = param.List(
        default=[], item_type=str, doc="What the tab had kept when the page was loaded."
    )  # type: ignore[assignment]
    lost: str = param.String(default="", doc="Shown when the connection is lost.")  # type: ignore[assignment]

    _esm = file("browser.js")


class Drafts(Component):
    """Texts of a form that outlive the page, in the storage of the browser's tab.

    Parameters
    ----------
    scope
        What the texts are about; the author's name is kept for all.
    fields
        Name under which a text is kept, by the label of its field.
    receipt
        Key of the entry that is being written: recorded twice, it is kept once.
    recorded
        Count of the entries that were recorded.
    author
        Who recorded the last one; the name may have been written before the browser listened.
    """

    scope: str = param.String(default="", doc="What the texts are about.")  # type: ignore[assignment]
    fields: dict = param.Dict(default={}, doc="Names of the texts by label.")  # type: ignore[assignment]
    receipt: str = param.String(default="", doc="Key of the entry being written.")  # type: ignore[assignment]
    recorded: int = param.Integer(default=0, doc="Count of the recorded entries.")  # type: ignore[assignment]
    author: str = param.String(default="", doc="Who recorded the last one.")  # type: ignore[assignment]

    _esm = file("drafts.js")

    def __init__(self, restored: Callable[[dict[str, str]], Any], **values: Any):
        super().__init__(receipt=token_hex(16), **values)
        self._restored = restored

    def renew(self, author: str) -> None:
        """Forget the texts but for the author's name, and begin another entry."""
        self.author = author
        self.receipt = token_hex(16)
        self.recorded += 1

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict) and all(isinstance(one, str) for one in data.values()):
            self.receipt = str(data.get("receipt") or self.receipt)[:64]
            self._restored(data)

"""Who accepts a change, and why: two fields that forms of data and of content share."""

from typing import Any

import panel_material_ui as pmui

from kgisim.app.flow import Flow
from kgisim.app.record_fields import NARROW
from kgisim.audit.entries import LONGEST_AUTHOR, LONGEST_REASON


class AuthorFields:
    """The fields; the author is whoever is signed in.

    Parameters
    ----------
    author_label, reason_label
        Names of the fields in the reader's language.
    name
        Who is signed in; empty if nobody has to.
    """

    def __init__(self, author_label: str, reason_label: str, name: str):
        self.author = pmui.TextInput(
            label=author_label, value=name, max_length=LONGEST_AUTHOR, width=NARROW
        )
        self.reason = pmui.TextInput(
            label=reason_label, max_length=LONGEST_REASON, sizing_mode="stretch_width"
        )

    @property
    def row(self) -> Any:
        """Both beside each other."""
        return Flow(self.author, self.reason)

    @property
    def given(self) -> dict[str, str] | None:
        """What is written in them, by ``author`` and ``reason``; None if one is missing."""
        found = {"author": self.author.value.strip(), "reason": self.reason.value.strip()}
        return found if all(found.values()) else None

"""Parts beside one another that wrap where the window is narrow."""

from typing import Any

import panel as pn


class Flow(pn.Row):
    """A row that wraps; Panel's own is a template, which costs a page twice as much."""

    def __init__(self, *parts: Any, **values: Any):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(*parts, styles={"flex-wrap": "wrap"}, **values)

    def _compute_sizing_mode(self, children: Any, props: Any) -> dict[str, Any]:
        """Return no least width: what does not fit goes below."""
        return {}

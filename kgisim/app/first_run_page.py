"""What is on the screen while the first run is made: how far it is, and a way to stop it."""

from collections.abc import Callable
from typing import Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.first_run import FirstRun
from kgisim.app.html import joined, note, paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.layout import THEME, SessionPage
from kgisim.presentation.i18n.catalog import text

LOOK_MS = 500
"""How often a waiting screen looks for news."""


def waiting(first: FirstRun, language: str, is_ready: Callable[[], bool]) -> Any:
    """Return a screen that follows the first run, and loads the dashboard when it is ready."""

    def t(key: str, **values: object) -> str:
        return text(f"app.waiting.{key}", language, **values)

    pane = HtmlPane(_told(first, language), live=True, language=language)
    bar = pmui.LinearProgress(sizing_mode="stretch_width", variant="indeterminate")
    button = pmui.Button(label=t("cancel"), variant="outlined")
    button.on_click(lambda _: first.cancel())

    def look() -> None:
        first.look()
        pane.html = str(_told(first, language))
        button.visible = bar.visible = first.status == "running"
        if is_ready() and pn.state.location is not None:
            pn.state.location.reload = True

    pn.state.add_periodic_callback(look, LOOK_MS)
    return SessionPage(
        title=text("app.title", language),
        main=[pn.Column(pane, bar, button, max_width=760, margin=30)],
        theme_toggle=False,
        theme_config=THEME,
        meta=pmui.template.base.Meta(title=text("app.title", language), name="kgisim"),
    )


def _told(first: FirstRun, language: str) -> str:
    values = {"done": first.done, "total": first.total}
    lines = [text("app.waiting.why", language)]
    if first.total:
        lines.append(text("app.waiting.progress", language, **values))
    reason = "" if first.error is None else first.error.text(language)
    ended = {
        "running": None,
        "done": note(text("app.waiting.done", language)),
        "failed": note(
            text(
                "app.waiting.failed",
                language,
                reason=reason,
            ),
            "warning",
        ),
        "cancelled": note(text("app.waiting.cancelled", language), "warning"),
    }[first.status]
    return joined(title(text("app.waiting.title", language)), paragraphs(lines), ended)

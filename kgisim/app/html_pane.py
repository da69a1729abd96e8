"""A sheet of HTML on the screen; its links move the state instead of loading a page."""

from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl

import param

from kgisim.app.component import Component
from kgisim.app.terms import with_terms


def file(name: str) -> str:
    """Read a style sheet or script that lies beside this module."""
    return (resources.files("kgisim.app") / name).read_text(encoding="utf-8")


STYLE = file("app.css")
"""Style of everything that the pages write."""

MARKED = 200
"""Texts that are kept as they are shown."""
Go = Callable[[dict[str, str]], Any]
"""Told where a link leads: names and values as in the address bar."""


@lru_cache(MARKED)
def _marked(written: str) -> str:
    """Return HTML with the words of the glossary marked: sessions show the same texts."""
    return with_terms(written)


class HtmlPane(Component):
    """HTML whose links are followed without leaving the page.

    Parameters
    ----------
    html
        What is shown; made with `kgisim.app.html`, so that content is escaped. Words of the
        glossary offer what they mean.
    live
        Whether a change is read aloud.
    """

    html: str = param.String(doc="What is shown.")  # type: ignore[assignment]
    language: str = param.String(default="", doc="Language of the whole page; empty: not its task.")  # type: ignore[assignment]
    live: bool = param.Boolean(default=False, doc="Whether a change is read aloud.")  # type: ignore[assignment]

    _esm = """
    export function render({model, el}) {
      const box = document.createElement("div")
      const show = () => {
        box.innerHTML = model.html
        if (model.language) document.documentElement.lang = model.language
      }
      if (model.live) box.setAttribute("role", "status")
      box.className = "sheet"
      box.addEventListener("click", (event) => {
        const link = event.target.closest("[data-go]")
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        model.send_msg(link.dataset.go)
      })
      model.on("html", show)
      model.on("language", show)
      show()
      el.appendChild(box)
    }
    """

    _stylesheets = [STYLE]  # noqa: RUF012 # as Panel wants it

    def __init__(self, html: str | Callable[..., str], go: Go | None = None, **values: Any):
        values.setdefault("sizing_mode", "stretch_width")
        super().__init__(html=html if callable(html) else str(html), **values)
        self._go = go

    def _process_param_change(self, params: dict[str, Any]) -> dict[str, Any]:
        sent = super()._process_param_change(params)
        return sent | {"html": _marked(sent["html"])} if "html" in sent else sent

    def _handle_msg(self, data: Any) -> None:
        if self._go is not None and isinstance(data, str):
            self._go(dict(parse_qsl(data)))

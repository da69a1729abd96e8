"""A button that takes one small file from the reader's machine."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

import param
from panel.custom import JSComponent

LOOK = """
.pick { display: inline-block; font-size: 15px; padding: .4rem 1rem; border: 1px solid #12304a;
  color: #12304a; border-radius: 4px; cursor: pointer; position: relative; }
.pick:hover { background: #e8eef4; }
.pick:focus-within { outline: 3px solid #0072B2; outline-offset: 1px; }
.pick input { position: absolute; inset: 0; opacity: 0; width: 100%; cursor: pointer; }
"""
"""The browser's own words for choosing a file may be in another language: they are hidden."""
Taken = Callable[[str, bytes, int], Any]
"""Told the name of the file, its content and its size; of a file that is too large, no content."""


class Upload(JSComponent):
    """Sends a file to the server; one that is too large stays where it is."""

    label: str = param.String(doc="What the button says.")  # type: ignore[assignment]
    most: int = param.Integer(default=0, doc="Bytes at most.")  # type: ignore[assignment]

    _esm = """
    export function render({model, el}) {
      const label = document.createElement("label"), input = document.createElement("input")
      label.className = "pick"
      label.textContent = model.label
      input.type = "file"
      input.accept = ".csv,text/csv"
      input.addEventListener("change", () => {
        const file = input.files[0]
        input.value = ""
        if (!file) return
        if (file.size > model.most) {
          model.send_msg({name: file.name, size: file.size, content: ""})
          return
        }
        const reader = new FileReader()
        reader.onload = () => model.send_msg(
          {name: file.name, size: file.size, content: reader.result.split(",")[1] || ""})
        reader.readAsDataURL(file)
      })
      label.appendChild(input)
      el.appendChild(label)
    }
    """
    _stylesheets = [LOOK]  # noqa: RUF012 # as Panel wants it

    def __init__(self, taken: Taken, **values: Any):
        super().__init__(**values)
        self._taken = taken

    def _handle_msg(self, data: Any) -> None:
        try:
            name, size = str(data["name"]), int(data["size"])
            content = base64.b64decode(str(data["content"]), validate=True)
        except (TypeError, KeyError, ValueError, binascii.Error):
            return  # not sent by this button
        self._taken(name, content, max(size, len(content)))

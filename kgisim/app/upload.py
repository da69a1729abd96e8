"""A button that takes small files from the reader's machine."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

import param

from kgisim.app.component import Component

LOOK = """
.pick { display: inline-block; font-size: 15px; padding: .4rem 1rem; border: 1px solid #12304a;
  color: #12304a; border-radius: 4px; cursor: pointer; position: relative; }
.pick:hover { background: #e8eef4; }
.pick:focus-within { outline: 3px solid #0072B2; outline-offset: 1px; }
.pick input { position: absolute; inset: 0; opacity: 0; width: 100%; cursor: pointer; }
"""
"""The browser's own words for choosing a file may be in another language: they are hidden."""


class Sent(NamedTuple):
    """A file as a browser sends it; of one that is too large, no content."""

    name: str
    content: bytes
    size: int


Taken = Callable[[tuple[Sent, ...]], Any]
"""Takes the files that were chosen together."""


class Upload(Component):
    """Sends files to the server; one that is too large stays where it is."""

    label: str = param.String(doc="What the button says.")  # type: ignore[assignment]
    most: int = param.Integer(default=0, doc="Bytes of a file at most.")  # type: ignore[assignment]
    kinds: str = param.String(".csv,text/csv", doc="Files offered.")  # type: ignore[assignment]
    several: bool = param.Boolean(False, doc="Whether several may be chosen.")  # type: ignore[assignment]

    _esm = """
    export function render({model, el}) {
      const label = document.createElement("label"), input = document.createElement("input")
      label.className = "pick"
      label.textContent = model.label
      input.type = "file"
      input.accept = model.kinds
      input.multiple = model.several
      const read = (file) => new Promise((resolve) => {
        const sent = {name: file.name, size: file.size, content: ""}
        if (file.size > model.most) return resolve(sent)
        const reader = new FileReader()
        reader.onload = () => resolve({...sent, content: reader.result.split(",")[1] || ""})
        reader.readAsDataURL(file)
      })
      input.addEventListener("change", async () => {
        const files = [...input.files]
        input.value = ""
        if (files.length) model.send_msg({files: await Promise.all(files.map(read))})
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
            files = tuple(_sent(file) for file in data["files"])
        except (TypeError, KeyError, ValueError, binascii.Error):
            return  # not sent by this button
        self._taken(files)


def _sent(file: Any) -> Sent:
    content = base64.b64decode(str(file["content"]), validate=True)
    return Sent(str(file["name"]), content, max(int(file["size"]), len(content)))

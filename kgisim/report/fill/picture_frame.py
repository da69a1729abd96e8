"""Pictures in documents: replaced within their frames, never bent."""

import io
from typing import Any

from kgisim.report.fill.office import EditablePackage
from kgisim.report.reading.package import EMBED, tag
from kgisim.report.reading.pictures import blob_of, same_picture, states_of

SAME = 0.01
"""Relative difference of proportions that nobody sees."""


class Picture:
    """A picture that a part of a document shows.

    Parameters
    ----------
    package
        The document.
    part
        The part.
    holder
        Element around the picture alone.
    """

    def __init__(self, package: EditablePackage, part: str, holder: Any) -> None:
        self.package, self.part, self.holder = package, part, holder

    @property
    def _blip(self) -> Any:
        return next(self.holder.iter(tag("a:blip")), None)

    def read(self) -> bytes:
        """Return the picture; nothing if there is none, or its frame cuts or bends it."""
        blip = self._blip
        image = b"" if blip is None else blob_of(self.package, self.part, blip)
        return b"" if states_of(self.holder, image, cells=True) else image

    def write(self, image: bytes) -> None:
        """Show another picture, as large as the frame allows."""
        if same_picture(image, self.read()):
            return
        blip = self._blip
        before = self.package.relations(self.part).get(blip.get(f"{EMBED}embed", ""))
        for one in list(blip):  # a drawing that some programs would show instead
            blip.remove(one)
        blip.attrib.pop(f"{EMBED}link", None)
        blip.set(f"{EMBED}embed", self.package.picture(self.part, image))
        for cut in list(self.holder.iter(tag("a:srcRect"))):
            cut.getparent().remove(cut)
        self._fit(image)
        self.package.touch(self.part)
        if before is not None and before.target.rpartition("/")[2].startswith("kgisim"):
            self.package.forget(self.part, before.target)

    def _fit(self, image: bytes) -> None:
        """Make the frame as high and wide as the picture, within what it was."""
        from PIL import Image

        wide, high = Image.open(io.BytesIO(image)).size
        for size in self._sizes():
            x, y = int(size.get("cx")), int(size.get("cy"))
            if not x or not y or abs(x / y / (wide / high) - 1) < SAME:
                continue
            scale = min(x / wide, y / high)
            size.set("cx", str(round(wide * scale)))
            size.set("cy", str(round(high * scale)))

    def _sizes(self) -> list[Any]:
        around = [one for one in (self.holder.getparent(), self.holder) if one is not None]
        inline = next(self.holder.iterancestors(tag("wp:inline"), tag("wp:anchor")), None)
        found = [] if inline is None else [inline.find(tag("wp:extent"))]
        found += [one.find(tag("xdr:ext")) for one in around]
        found += list(self.holder.iter(tag("a:ext")))
        return [one for one in found if one is not None and one.get("cx") is not None]

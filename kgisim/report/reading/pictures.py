"""Pictures as they are shown: whether two are the same, and whether one is bent or cut."""

import io
from typing import Any

from kgisim.report.reading.package import Package, local, tag

SIDE = 256
"""Pixels to which pictures are reduced that differ in size."""
BLOCK = 8
"""Side of the squares whose means are compared: a patch shows there, a resampled edge hardly."""
SAME_BLOCK = 16.0
"""Largest difference of a square's mean, in steps of 255, between two scalings of one picture."""
SAME_RATIO, SAME_IN_CELLS = 0.04, 0.3
"""Largest relative difference between the proportions of a picture and of its frame; on a sheet the
frame is tied to cells, which are not equally high in every program."""
LEAST_WIDTH = 360_000
"""Width of a frame below which nobody reads its picture, in the unit of DrawingML: a centimetre."""
ROUND = 21_600_000
"""A full turn, in the unit of DrawingML."""


def same_picture(one: bytes, other: bytes) -> bool:
    """Return whether two pictures show the same, whatever their size or file format."""
    if one == other:
        return True
    if not (one and other):
        return False
    import numpy as np

    first, second = _pixels(one), _pixels(other)
    if first is None or second is None:
        return False
    if first.size == second.size:
        return bool((np.asarray(first) == np.asarray(second)).all())
    if abs(first.width / first.height - second.width / second.height) > SAME_RATIO:
        return False
    blocks = [_blocks(each) for each in (first, second)]
    return float(np.abs(blocks[0] - blocks[1]).max()) <= SAME_BLOCK


def _pixels(content: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        opened = Image.open(io.BytesIO(content)).convert("RGBA")
    except (UnidentifiedImageError, OSError):  # a drawing, or no picture at all
        return None
    paper = Image.new("RGBA", opened.size, "white")
    return Image.alpha_composite(paper, opened).convert("RGB")


def _blocks(picture: Any) -> Any:
    import numpy as np
    from PIL import Image

    small = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX), float)
    return small.reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK, 3).mean(axis=(1, 3))


def states_of(frame: Any, content: bytes, *, cells: bool = False) -> list[str]:
    """Return what a frame does to its picture: cut, bent, turned.

    Parameters
    ----------
    frame
        Element of DrawingML around one picture.
    content
        The picture.
    cells
        Whether the frame lies on the cells of a sheet.
    """
    cut = frame.find(f".//{tag('a:srcRect')}")
    found = []
    if cut is not None and any(abs(int(value)) > 500 for value in cut.attrib.values()):
        found.append("cut")
    blip = frame.find(f".//{tag('a:blip')}")
    if blip is not None and any(local(one) != "extLst" for one in blip):
        found.append("recoloured")
    place = frame.find(f".//{tag('a:xfrm')}")
    if place is None:
        return found
    turned = int(place.get("rot") or 0) % ROUND
    if turned or any(place.get(one) in ("1", "true") for one in ("flipH", "flipV")):
        found.append("turned")
    size = place.find(tag("a:ext"))
    if size is not None and 0 < int(size.get("cx")) < LEAST_WIDTH:
        found.append("tiny")
    if not found and size is not None:
        most = SAME_IN_CELLS if cells else SAME_RATIO
        if _bent(int(size.get("cx")), int(size.get("cy")), content) > most:
            found.append("bent")
    return found


def _bent(wide: int, high: int, content: bytes) -> float:
    """Return how far the proportions of a frame are from those of its picture, relatively."""
    size = _size(content)
    return abs(wide / high / (size[0] / size[1]) - 1) if size and high and wide else 0.0


def _size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, without reading the pixels."""
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(content)).size
    except (UnidentifiedImageError, OSError):
        return None


def blob_of(package: Package, part: str, blip: Any) -> bytes:
    """Return the picture that an element of a part shows; nothing if it is not in the file."""
    names = ("embed", "id")
    space = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    relations = package.relations(part)
    for name in names:
        relation = relations.get(blip.get(f"{space}{name}", ""))
        if relation is not None and relation.target in package.parts:
            return package.parts[relation.target]
    return b""

"""What a chart of an Office document shows: titles, axes, labels, series and their numbers."""

import re
from collections.abc import Iterator
from typing import Any

from kgisim.report.parsed import digits, plain
from kgisim.report.reading.package import Package, local, tag

AXES = ("catAx", "valAx", "dateAx", "serAx")
LABELS = ("showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
MOST_WHITE = 0xF0
"""Least of the three colours at which paper hides a line."""


def chart_lines(package: Package, part: str, *, cells: bool) -> Iterator[str]:
    """Describe a chart, one line for each thing that can be seen in it.

    Parameters
    ----------
    part
        The chart.
    cells
        Whether the cells from which it is drawn belong to the paper, as in a workbook.
    """
    root = package.xml(part)
    if root is None:
        yield "missing"
        return
    chart = root.find(tag("c:chart"))
    plot = chart.find(tag("c:plotArea"))
    yield from _title("title", chart)
    for group in plot:
        if local(group).endswith("Chart"):
            yield from _group(group, cells=cells)
    # some programs write an axis once for every group of series that uses it
    axes = (line for one in plot if local(one) in AXES for line in _axis(one))
    yield from dict.fromkeys(axes)
    if chart.find(tag("c:legend")) is None:
        yield "no legend"
    for drawing in package.related(part, "chartUserShapes"):
        yield from (f"drawn over: {one}" for one in _texts(package.xml(drawing)))


def _texts(element: Any) -> Iterator[str]:
    for paragraph in element.iter(tag("a:p")):
        text = plain("".join(one.text or "" for one in paragraph.iter(tag("a:t"))))
        if text:
            yield text


def _title(name: str, element: Any) -> Iterator[str]:
    title = element.find(tag("c:title"))
    if title is None:
        return
    said = list(_texts(title)) or [plain(one.text) for one in title.iter(tag("c:v"))]
    if said:
        yield f"{name}: {' '.join(said)}"


def _group(group: Any, *, cells: bool) -> Iterator[str]:
    kind = local(group)
    direction = group.find(tag("c:barDir"))
    yield kind if direction is None else f"{kind} {direction.get('val')}"
    common = group.find(tag("c:dLbls"))
    for series in group.findall(tag("c:ser")):
        yield from _series(series, kind, cells=cells)
        own = series.find(tag("c:dLbls"))
        name = " ".join(_values(series.find(tag("c:tx"))).values())
        yield from _labels(f"{name} labels", common if own is None else own)


def _series(series: Any, kind: str, *, cells: bool) -> Iterator[str]:
    name = " ".join(_values(series.find(tag("c:tx"))).values())
    yield f"series: {name}"
    for part in ("cat", "xVal", "val", "yVal", "bubbleSize"):
        held = series.find(tag(f"c:{part}"))
        if held is None:
            continue
        yield f"{name} {part}: " + ", ".join(f"{at}={one}" for at, one in _values(held).items())
        if cells and part != "cat":
            formula = held.find(f".//{tag('c:f')}")
            yield f"{name} {part} from {'' if formula is None else _reference(formula.text)}"
    for more in ("trendline", "errBars"):
        if series.find(tag(f"c:{more}")) is not None:
            yield f"{name} {more}"
    for point in series.findall(tag("c:dPt")):
        if not _seen(point, kind):
            yield f"{name} unseen at {point.find(tag('c:idx')).get('val')}"
    if not _seen(series, kind):
        yield f"{name} unseen"


def _reference(formula: str | None) -> str:
    return (formula or "").replace("'", "").replace("$", "")


def _values(held: Any) -> dict[int, str]:
    """Return the stored values by their place, without blanks."""
    if held is None:
        return {}
    found = {
        int(one.get("idx", 0)): digits(one.findtext(tag("c:v"))) for one in held.iter(tag("c:pt"))
    }
    if not found and held.find(tag("c:v")) is not None:
        found = {0: plain(held.findtext(tag("c:v")))}
    return {at: plain(value) for at, value in sorted(found.items()) if value}


def _labels(name: str, labels: Any) -> Iterator[str]:
    if labels is None:
        return
    for one in labels.findall(tag("c:dLbl")):
        said = " ".join(_texts(one))
        place = one.find(tag("c:idx"))
        if said:
            yield f"{name} {'' if place is None else place.get('val')}: {said}"
        yield from _shown(f"{name} of one", one)
    yield from _shown(name, labels)


def _shown(name: str, labels: Any) -> Iterator[str]:
    shown = [
        one
        for one in LABELS
        if (switch := labels.find(tag(f"c:{one}"))) is not None
        and switch.get("val", "1") in ("1", "true")
    ]
    if shown:
        yield f"{name}: {' '.join(shown)} {_format(labels)}".strip()


def _format(element: Any) -> str:
    form = element.find(tag("c:numFmt"))
    if form is None or form.get("sourceLinked") in ("1", "true"):
        return ""
    code = re.sub(r'["\\\s]', "", form.get("formatCode", ""))
    return "" if code == "General" else code


def _axis(axis: Any) -> Iterator[str]:
    side = axis.find(tag("c:axPos"))
    name = "axis" if side is None else f"axis {side.get('val')}"
    yield from _title(f"{name} title", axis)
    scaling = axis.find(tag("c:scaling"))
    for one in () if scaling is None else scaling:
        value = one.get("val", "")
        if local(one) in ("min", "max", "logBase"):
            yield f"{name} {local(one)}: {digits(value)}"
        elif value == "maxMin":
            yield f"{name} turned"
    if (gone := axis.find(tag("c:delete"))) is not None and gone.get("val") in ("1", "true"):
        yield f"{name} deleted"
    if local(axis) == "valAx" and _format(axis):
        yield f"{name} format: {_format(axis)}"
    units = axis.find(tag("c:dispUnits"))
    if units is not None:
        yield f"{name} units: {' '.join(str(one.get('val', '')) for one in units)}"


def _seen(series: Any, kind: str) -> bool:
    """Return whether a series leaves any ink on white paper."""
    look = series.find(tag("c:spPr"))
    line = None if look is None else look.find(tag("a:ln"))
    if kind in ("areaChart", "barChart", "pieChart"):
        return _inked(look, default=True)
    marker = series.find(tag("c:marker"))
    if _inked(line, default=True) or marker is None:
        return _inked(line, default=True)
    symbol = marker.find(tag("c:symbol"))
    marked = symbol is not None and symbol.get("val") != "none"
    return marked and _inked(marker.find(tag("c:spPr")), default=True)


def _inked(look: Any, *, default: bool) -> bool:
    if look is None:
        return default
    if look.find(tag("a:noFill")) is not None:
        return False
    colour = look.find(f"{tag('a:solidFill')}/{tag('a:srgbClr')}")
    return default if colour is None else not is_white(colour.get("val", ""))


def is_white(colour: str) -> bool:
    """Return whether a colour of six hexadecimal digits cannot be told from paper.

    Examples
    --------
    >>> is_white("FFFFFF"), is_white("767676"), is_white("auto")
    (True, False, False)
    """
    try:
        return min(bytes.fromhex(colour[-6:])) >= MOST_WHITE
    except ValueError:
        return False

"""The order of a group's members: what is expected of each, and how sure its rank is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.evidence.members import Middle
from kgisim.presentation.figures.axes import (
    BESIDE,
    EDGE,
    LABEL,
    Paper,
    line,
    scatter,
)
from kgisim.presentation.figures.elements import ALONG, AREA, Chart, Element, Label, Segments
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import INK, STROKES, TARGET, TARGET_LINE
from kgisim.presentation.figures.ruler import Ruler, apart_enough, ruler_for, tick_labels
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.ranking_view import (
    Ranking,
    Standing,
    chance_text,
    noun_of,
    rank_text,
    scenario_of,
    written_of,
    yearly_when,
)
from kgisim.presentation.sentences.ranking import ends_text, sure_text
from kgisim.presentation.tables.ranking import ranking

MOST = 50
"""Members in one figure at most, so that it stays on a page of paper and can be read."""
TALL, PITCH = 7.4, 0.24
"""Inches of all rows of a figure at most, and of one row at most."""
NAMES = 2.4
"""Inches that names get at most; a longer one is cut, and whole in the table."""
ON_SLIDE = 24
"""Members on a slide at most: of more, the first and the last."""
SLIDE_WIDE, SLIDE_TALL = 10.0, 4.1
"""Inches of the drawing on a slide, and of its rows."""
SPAN = {"color": STROKES[0].colour, "linewidth": 2.2}
MIDDLE = {"linestyle": "none", "marker": "o", "color": STROKES[0].colour, "markersize": 5}
OWN_LEVEL = {"color": TARGET, "linewidth": 1.8}
OWN_MARK = {"linestyle": "none", "marker": "|", "color": TARGET, "markersize": 9}
OWN_MARK |= {"markeredgewidth": OWN_LEVEL["linewidth"]}
OWN_TALL = 0.36
"""How far the mark of a member's own level reaches above and below its row, in rows."""
LATEST = {"linestyle": "none", "marker": "d", "color": INK, "markersize": 5}


@dataclass(frozen=True)
class _Sheet:
    """How a figure is laid out."""

    wide: float
    tall: float
    name: str


def ranking_figures(group: LocalizedIndicator, found: Ranking) -> tuple[Figure, ...]:
    """Draw the members of a group in their order, on as many figures as stay readable.

    All of them have one axis, so that they can be laid beside each other.
    """
    whole = found.standings
    parts = np.array_split(np.arange(len(whole)), -(-len(whole) // MOST))
    figures = []
    for number, places in enumerate(parts):
        shown = whole[places[0] : places[-1] + 1]
        name = f"ranking-{group.indicator.id}" + (f"-{number + 1}" if number else "")
        caption = _caption(group)
        if len(parts) > 1:
            bounds = {"first": places[0] + 1, "last": places[-1] + 1, "count": len(whole)}
            caption += group.t("ranking.part", **bounds)
        sheet = _Sheet(6.4, min(TALL, PITCH * len(shown)), name)
        figures.append(_figure(group, found, shown, caption, sheet))
    return tuple(figures)


def ranking_slide(group: LocalizedIndicator, found: Ranking) -> Figure:
    """Draw the order for a slide: of many members the first and the last."""
    whole, caption = found.standings, _caption(group)
    shown = whole
    if len(whole) > ON_SLIDE:
        half = ON_SLIDE // 2
        shown = (*whole[:half], *whole[-half:])
        caption += group.t("ranking.ends_only", half=half, count=len(whole))
    sheet = _Sheet(SLIDE_WIDE, SLIDE_TALL, f"ranking-{group.indicator.id}-slide")
    return _figure(group, found, shown, caption, sheet)


def _caption(group: LocalizedIndicator) -> str:
    middle = group.indicator
    assert isinstance(middle, Middle)
    title = middle.title_of_all(group.language)
    words = {"title": title, "noun": noun_of(group), "when": yearly_when(group)}
    return group.t("figure.ranking", scenario=scenario_of(group), **words)


def _figure(
    group: LocalizedIndicator,
    found: Ranking,
    shown: Sequence[Standing],
    caption: str,
    sheet: _Sheet,
) -> Figure:
    alt = group.t("join").join([caption, ends_text(group, found), sure_text(group, found)])
    table, numbers = ranking(group, found, shown), _numbers(group, found, shown)
    return Figure(sheet.name, _drawn(group, found, shown, sheet), caption, alt, table, numbers)


def _numbers(group: LocalizedIndicator, found: Ranking, shown: Sequence[Standing]) -> Numbers:
    """Write what is drawn, in the unit of the chart."""
    written, t = written_of(group, found), group.t
    roles: dict[str, tuple[Role, list[object]]] = {
        noun_of(group): ("x", [one.member.name(group.language) for one in shown]),
        t("column.latest"): ("observed", [one.latest * written.factor for one in shown]),
        t("ranking.median"): ("median", [one.median * written.factor for one in shown]),
        t("ranking.low"): ("low80", [one.low * written.factor for one in shown]),
        t("ranking.high"): ("high80", [one.high * written.factor for one in shown]),
        t("ranking.best"): ("rank", [one.ranks[0] for one in shown]),
        t("ranking.worst"): ("rank", [one.ranks[1] for one in shown]),
    }
    if any(np.isfinite(one.own_level) for one in found.standings):
        roles[t("ranking.own_level")] = (
            "target",
            [one.own_level * written.factor for one in shown],
        )
    if group.view.example is not None:
        roles[t("ranking.reached")] = ("chance", [100 * one.reached for one in shown])
    frame = pd.DataFrame({name: values for name, (_, values) in roles.items()})
    return Numbers(frame, tuple(role for role, _ in roles.values()), written.unit)


def _drawn(
    group: LocalizedIndicator, found: Ranking, shown: Sequence[Standing], sheet: _Sheet
) -> Chart:
    ruler = _ruler(group, found)
    places = np.arange(len(shown))[::-1].astype(float)
    size = min(float(LABEL), 72 * sheet.tall / len(shown) / 1.25)
    columns = _columns(group, found, shown)
    right = sum(wide for _, wide in _beside(columns, size)) + (BESIDE + EDGE) / 72
    names = [_cut(one.member.name(group.language), size) for one in shown]
    left = max(map(label_width, names)) * size / 72 + 0.12
    unit = {"unit": written_of(group, found).unit, "when": yearly_when(group)}
    uneven = "ranking.axis_count" if ruler.shift else "ranking.axis_positive"
    key = uneven if ruler.is_uneven else "ranking.axis"
    return Paper(
        width=sheet.wide,
        sides=(max(left, 0.5), right),
        plot=sheet.tall,
        xlim=ruler.ends,
        ylim=(-0.7, len(shown) - 0.3),
        language=group.language,
        ylabel=group.t(key, **unit),
        keys=_keys(group, found, shown),
        below=_across(ruler, group.language, sheet.wide - max(left, 0.5) - right),
        names=[*zip(places.tolist(), names, strict=True)],
        name_size=size,
        grid="x",
        extra=[*_cells(columns, places, size)],
    ).hold(_parts(group, found, shown, places, ruler))


def _ruler(group: LocalizedIndicator, found: Ranking) -> Ruler:
    """Choose one axis for all members, whichever of them are drawn."""
    target, indicator = group.view.example, group.indicator
    drawn = [(one.low, one.high, one.latest, one.own_level) for one in found.standings]
    values = np.array(drawn).ravel()
    if target is not None:
        values = np.append(values, target.question.yearly)
    assert isinstance(indicator, Middle)
    scale = indicator.scale_of_members
    ceiling = 100.0 if scale == "share" else indicator.ceiling
    factor = written_of(group, found).factor
    return ruler_for(values * factor, scale, ceiling=ceiling and ceiling * factor)


def _parts(
    group: LocalizedIndicator,
    found: Ranking,
    shown: Sequence[Standing],
    places: np.ndarray,
    ruler: Ruler,
) -> list[Element]:
    factor, target = written_of(group, found).factor, group.view.example
    low, median, high, last = (
        ruler.place(np.array([getattr(one, name) for one in shown]) * factor)
        for name in ("low", "median", "high", "latest")
    )
    parts: list[Element] = [
        Segments(np.column_stack([low, places, high, places]), **SPAN),
        scatter(median, places, filled=True, colour=STROKES[0].colour, s=24, linewidth=0.8),
    ]
    for hollow in (False, True):
        kept = np.array([one.is_unverified == hollow for one in shown]) & np.isfinite(last)
        if kept.any():
            style = {"marker": "d", "s": 22, "linewidth": 1.0}
            parts.append(scatter(last[kept], places[kept], filled=not hollow, colour=INK, **style))
    if target is not None:
        level = ruler.place(np.array([target.question.yearly * factor] * 2))
        parts.append(line(level, (-0.7, len(shown) - 0.3), **TARGET_LINE))
    own = ruler.place(np.array([one.own_level for one in shown]) * factor)
    if np.isfinite(own).any():
        ends = np.column_stack([own, places - OWN_TALL, own, places + OWN_TALL])
        parts.append(Segments(ends[np.isfinite(own)], **OWN_LEVEL))
    return parts


def _keys(group: LocalizedIndicator, found: Ranking, shown: Sequence[Standing]) -> list[Key]:
    t, target = group.t, group.view.example
    keys = [Key(t("ranking.median"), MIDDLE), Key(t("ranking.span"), SPAN)]
    if any(np.isfinite(one.latest) for one in shown):
        keys.append(Key(t("ranking.latest_mark"), LATEST))
    if any(one.is_unverified for one in shown):
        hollow = {"markerfacecolor": "white", "markeredgecolor": INK}
        keys.append(Key(t("mark.unverified"), LATEST | hollow))
    if target is not None:
        keys.append(Key(group.target(target), TARGET_LINE))
    if any(np.isfinite(one.own_level) for one in shown):
        keys.append(Key(t("ranking.own_level"), OWN_MARK))
    return keys


def _columns(
    group: LocalizedIndicator, found: Ranking, shown: Sequence[Standing]
) -> list[tuple[str, list[str]]]:
    """Return what is written beside each row, with what heads it."""
    columns = [(group.t("ranking.rank_short"), [rank_text(group, one) for one in shown])]
    if group.view.example is not None:
        reached = [chance_text(group, found, one.reached) for one in shown]
        columns.append((group.t("ranking.reached_short"), reached))
    return columns


def _beside(columns: Sequence[tuple[str, list[str]]], size: float) -> list[tuple[float, float]]:
    """Return where each column begins right of the rows, in points, and its width in inches."""
    found, start = [], float(BESIDE)
    for head, cells in columns:
        widest = max(label_width(head) * LABEL, *(label_width(one) * size for one in cells))
        found.append((start, (widest + BESIDE) / 72))
        start += widest + BESIDE
    return found


def _cut(name: str, size: float) -> str:
    """Shorten a name that has no room."""
    most = NAMES * 72 / size
    if label_width(name) <= most:
        return name
    while label_width(name) > most - 1:
        name = name[:-1]
    return f"{name}…"


def _across(ruler: Ruler, language: str, inches: float) -> list[tuple[float, str]]:
    """Return the ticks of a horizontal axis so wide, with what is written at those that have room.

    Parameters
    ----------
    inches
        Width of the plotting area.
    """
    ticks, labels = ruler.place(np.array(ruler.ticks())).tolist(), tick_labels(ruler, language)
    inch = float(np.diff(ruler.ends)[0]) / inches
    widths = [(label_width(one) + 1) * LABEL / 72 * inch for one in labels]
    return [*zip(ticks, apart_enough(ticks, labels, widths), strict=True)]


def _cells(
    columns: Sequence[tuple[str, list[str]]], places: np.ndarray, size: float
) -> Iterator[Label]:
    """Write the columns right of the rows, each below its heading."""
    for (head, cells), (start, _) in zip(columns, _beside(columns, size), strict=True):
        yield Label(head, (1, 1), frame=AREA, offset=(start, 14), size=LABEL, color=INK)
        style = {"offset": (start, 0), "va": "center", "size": size, "color": INK}
        for cell, place in zip(cells, places, strict=True):
            yield Label(cell, (1, place), frame=ALONG, **style)

"""The tree of the plan: from basic policies and stories to goals, their KPIs and measures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from kgisim.presentation.cells import LINE
from kgisim.presentation.figures.elements import Chart, Element, Label, Rectangles, Segments
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.palette import INK, QUIET
from kgisim.presentation.figures.wrapping import broken
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import wording

if TYPE_CHECKING:
    from kgisim.evidence.plan import BasicPolicy
    from kgisim.runs.run import Run

WIDE = 7.3
"""Inches of the drawing."""
COLUMNS = (0.15, 0.25, 0.21, 0.2, 0.19)
"""Shares of its width: policies, stories, goals, KPIs, measures."""
LETTER = 6.6
"""Points of a letter."""
LEADING = 1.28
"""Height of a line against a letter."""
PAD = 0.05
"""Inches around the text of a box, and between boxes."""
BETWEEN = 0.16
"""Inches between two columns, in which lines lead from one to the next."""
EDGE = 0.02
"""Inches left and right, so that frames are drawn whole."""
HEADS = 0.24
"""Inches of the headings."""


@dataclass(frozen=True)
class Branch:
    """One goal with what serves it."""

    goal: str
    kpis: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A basic policy with its stories and goals."""

    title: str
    stories: tuple[str, ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Box:
    """Lines of text in a frame; inches from the top left of the paper."""

    lines: tuple[str, ...]
    left: float
    top: float
    wide: float
    high: float
    filled: bool = False

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.top + self.high / 2


def policies_of(run: "Run", language: str) -> tuple[Policy, ...]:
    """Return the policies of a run's plan with their goals, and what serves each goal."""
    return tuple(_policy(run, one, language) for one in run.catalog.plan.policies)


def _policy(run: "Run", policy: "BasicPolicy", language: str) -> Policy:
    title = {"label": policy.label, "title": policy.title(language)}
    return Policy(
        text("tree.policy", language, **title),
        tuple(
            text("one_page.story", language, number=number, story=story(language))
            for number, story in enumerate(policy.stories, 1)
        ),
        tuple(_branch(run, id, language) for id in policy.goals if id in run.catalog.indicators),
    )


def _branch(run: "Run", goal: str, language: str) -> Branch:
    indicators, name = run.catalog.indicators, package(run.scenarios)
    kpis = (one for one in indicators.values() if one.role == "kpi" and goal in one.serves)
    below = {goal, *run.catalog.dependencies.required_fits([goal])}
    below |= {one.id for one in indicators.values() if goal in one.serves}
    measures = run.scenarios[name].measures if name else ()
    moving = (one for one in measures if below & {one.indicator, *one.also})
    titles = dict.fromkeys(one.title(language) for one in moving)
    localized = wording(run, goal, language)
    return Branch(localized.title, tuple(one.title(language) for one in kpis), tuple(titles))


def tree_figure(run: "Run", language: str, wide: float = WIDE) -> Figure | None:
    """Draw the tree, on paper of some inches; None where the plan names no policies."""
    policies = policies_of(run, language)
    if not policies:
        return None
    table = tree_table(policies, language)
    roles: list[Role] = ["x", *("rung" for _ in table.columns[1:])]
    caption = text("tree.caption", language)
    alt = " ".join([caption, *(_said(one, language) for one in policies)])
    numbers = Numbers(table, tuple(roles), "")
    return Figure("tree", _chart(policies, language, wide), caption, alt, table, numbers)


def tree_table(policies: Sequence[Policy], language: str) -> pd.DataFrame:
    """Write the tree as a table.

    Returns
    -------
    DataFrame
        Columns: policy, stories, goal, KPIs, measures; one row per goal.
    """
    rows = [
        (
            one.title,
            LINE.join(one.stories),
            branch.goal,
            *(LINE.join(listed) or text("blank", language) for listed in _served(branch)),
        )
        for one in policies
        for branch in one.branches
    ]
    return pd.DataFrame(rows, columns=_heads(language))


def _served(branch: Branch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return branch.kpis, branch.measures


def _heads(language: str) -> list[str]:
    return [
        text(f"tree.column.{name}", language)
        for name in ("policy", "story", "goal", "kpi", "measure")
    ]


def _said(policy: Policy, language: str) -> str:
    goals = text("list", language).join(one.goal for one in policy.branches)
    return text("tree.said", language, policy=policy.title, goals=goals)


def _chart(policies: Sequence[Policy], language: str, wide: float) -> Chart:
    boxes, ways, high = _laid(policies, language, wide)
    heads = zip(_heads(language), _columns(wide), strict=True)
    parts: list[Element] = [
        Segments(ways, color=QUIET),
        *(_box(box, high) for box in boxes),
        *(_line(head, left, high - 0.06, LETTER + 1, "top") for head, (left, _) in heads),
        *(label for box in boxes for label in _words(box, high)),
    ]
    return Chart(parts, (wide, high), ((0, wide), (0, high)))


def _columns(whole: float) -> list[tuple[float, float]]:
    """Return left edge and width of every column, in inches."""
    left = EDGE
    free = whole - 2 * EDGE - BETWEEN * (len(COLUMNS) - 1)
    made = []
    for share in COLUMNS:
        made.append((left, free * share))
        left += free * share + BETWEEN
    return made


def _laid(
    policies: Sequence[Policy], language: str, wide: float
) -> tuple[list[Box], list[tuple[float, float, float, float]], float]:
    """Return all boxes, the lines between them, and the height of the paper, in inches."""
    boxes: list[Box] = []
    ways: list[tuple[float, float, float, float]] = []
    top = HEADS
    for policy in policies:
        made = list(_policy_boxes(policy, top, language, wide))
        boxes += made
        ways += _ways(made)
        top = max(one.top + one.high for one in made) + 2 * PAD
    high = top + PAD
    return boxes, [(x0, high - y0, x1, high - y1) for x0, y0, x1, y1 in ways], high


def _policy_boxes(policy: Policy, top: float, language: str, wide: float) -> Iterator[Box]:
    """Lay out a policy, its stories, and its goals with what serves each, one goal a row."""
    (policy_at, story_at, *rest) = _columns(wide)
    rows = []
    for branch in policy.branches:
        texts = ((branch.goal,), *_served(branch))
        held = [_wrapped(some, room) for some, (_, room) in zip(texts, rest, strict=True)]
        rows.append((held, max(map(_height, held))))
    stories, title = _wrapped(policy.stories, story_at[1]), _wrapped((policy.title,), policy_at[1])
    needed = sum(high + PAD for _, high in rows) - PAD
    whole = max(needed, _height(stories), _height(title))
    spare = (whole - needed) / len(rows)
    yield Box(title, policy_at[0], top, policy_at[1], whole, filled=True)
    yield Box(stories, story_at[0], top, story_at[1], whole)
    for held, high in rows:
        for lines, (left, room) in zip(held, rest, strict=True):
            shown = lines or (text("blank", language),)
            yield Box(shown, left, top, room, high + spare, filled=left == rest[0][0])
        top += high + spare + PAD


def _height(lines: Sequence[str]) -> float:
    return max(1, len(lines)) * LETTER * LEADING / 72 + 2 * PAD


def _ways(made: Sequence[Box]) -> Iterator[tuple[float, float, float, float]]:
    """Lead from the policy to its stories, from those to every goal, and on along its row."""
    policy, story, *others = made
    yield policy.left + policy.wide, policy.middle, story.left, story.middle
    for place in range(0, len(others), 3):
        goal, kpi, measure = others[place : place + 3]
        yield story.left + story.wide, goal.middle, goal.left, goal.middle
        yield goal.left + goal.wide, goal.middle, kpi.left, kpi.middle
        yield kpi.left + kpi.wide, kpi.middle, measure.left, measure.middle


def _wrapped(texts: Sequence[str], wide: float) -> tuple[str, ...]:
    """Break texts into lines that fit into a box; of several, each begins a line with a mark."""
    ems = 72 * (wide - 2 * PAD) / LETTER
    lines: list[str] = []
    for one in texts:
        lines += broken(f"・{one}" if len(texts) > 1 else one, ems)
    return tuple(lines)


def _box(box: Box, high: float) -> Element:
    """Draw the frame of a box on paper of some inches."""
    foot = high - box.top - box.high
    face = "#eef2f6" if box.filled else "white"
    corners = (box.left, foot, box.left + box.wide, foot + box.high)
    return Rectangles([corners], facecolor=face, edgecolor=QUIET, linewidth=0.7)


def _words(box: Box, high: float) -> Iterator[Element]:
    """Write the lines of a box around its middle."""
    step = LETTER * LEADING / 72
    start = high - box.middle + len(box.lines) * step / 2
    for place, line in enumerate(box.lines):
        yield _line(line, box.left + PAD, start - (place + 0.5) * step, LETTER, "center")


def _line(line: str, left: float, up: float, size: float, va: Literal["top", "center"]) -> Element:
    return Label(line, (left, up), size=size, color=INK, va=va, depth=None)

"""What differs between two readings of a report, passage by passage, in the order of reading."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from kgisim.report.parsed import Kind, Part, Passage
from kgisim.report.reading.pictures import same_picture

What = Literal[
    "text", "missing", "added", "moved", "chart", "picture", "state", "field", "code", "other_run"
]
ALIKE = 0.5
"""Likeness of two texts from which one is told as the other, changed."""
SMALL = 2500
"""Pairs up to which passages that differ are paired by their likeness."""
OWN: dict[Kind, What] = {
    "chart": "chart",
    "embedded": "chart",
    "state": "state",
    "field": "field",
    "code": "code",
}
"""Kinds of passages whose differences have a name of their own."""
UNSEEN = ("alternative", "embedded")
"""Kinds of passages that nobody misses who looks at the page, and that programs may drop."""
LONG = 400
"""Letters from the beginning by which texts are held against each other."""
LONGEST = 160
"""Letters of a text that are told."""


@dataclass(frozen=True)
class ReportDiff:
    """One thing in a file that is not what its run says.

    Parameters
    ----------
    what
        Kind of difference.
    key
        Block of the report; blank for text outside the blocks.
    expected, found
        What the run says, and what the file says; of a state, its name.
    part, where, near
        Where it is: the part of the file, the slide, sheet or cell, and the heading above.
    """

    what: What
    key: str
    expected: str = ""
    found: str = ""
    part: Part = "body"
    where: str = ""
    near: str = ""


def differences(wanted: Sequence[Passage], held: Sequence[Passage]) -> list[ReportDiff]:
    """Compare what a file should hold with what it holds.

    Parameters
    ----------
    wanted
        The report as it is made from its run.
    held
        The file.
    """
    found: list[ReportDiff] = []
    gone: list[int] = []
    come: list[int] = []
    for step, start, end, first, last in _steps(wanted, held):
        if step == "equal":
            pairs = zip(range(start, end), range(first, last), strict=True)
            found += _pictures(wanted, held, pairs)
            continue
        pairs = list(_pairs(wanted[start:end], held[first:last]))
        for one, other in pairs:
            found.append(_changed(wanted[start + one], held[first + other]))
        gone += sorted(set(range(start, end)) - {start + one for one, _ in pairs})
        come += sorted(set(range(first, last)) - {first + other for _, other in pairs})
    moved = list(_moves(wanted, held, gone, come))
    found += _moved(wanted, held, moved)
    left = [wanted[one] for one in gone if one not in {one for one, _ in moved}]
    new = [held[one] for one in come if one not in {one for _, one in moved}]
    if found or any(one.kind != "break" for one in (*left, *new)):
        # the beginning of a slide or sheet is told by what stands on it
        left, new = ([one for one in each if one.kind != "break"] for each in (left, new))
    found += _told("missing", [one for one in left if one.kind not in UNSEEN])
    return found + list(_told("added", new))


def _steps(
    wanted: Sequence[Passage], held: Sequence[Passage]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Align two readings; what is the same at the beginning and the end is quickly passed over."""
    tokens = [[one.token for one in passages] for passages in (wanted, held)]
    least = min(map(len, tokens))
    first = next((at for at in range(least) if tokens[0][at] != tokens[1][at]), least)
    last = next(
        (at for at in range(least - first) if tokens[0][-1 - at] != tokens[1][-1 - at]),
        least - first,
    )
    yield "equal", 0, first, 0, first
    ends = len(wanted) - last, len(held) - last
    matcher = SequenceMatcher(
        a=tokens[0][first : ends[0]], b=tokens[1][first : ends[1]], autojunk=False
    )
    for step, *places in matcher.get_opcodes():
        start, end, begin, stop = (first + place for place in places)
        yield step, start, end, begin, stop
    yield "equal", ends[0], len(wanted), ends[1], len(held)


def _pictures(
    wanted: Sequence[Passage], held: Sequence[Passage], pairs: Iterable[tuple[int, int]]
) -> Iterator[ReportDiff]:
    for one, other in pairs:
        if wanted[one].kind == "picture" and not same_picture(wanted[one].image, held[other].image):
            yield _diff("picture", wanted[one], held[other])


def _pairs(wanted: Sequence[Passage], held: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """Pair passages of which one took the place of the other, in their order."""
    if len(wanted) * len(held) > SMALL:
        for at, (one, other) in enumerate(zip(wanted, held, strict=False)):
            if _kin(one) == _kin(other):
                yield at, at
        return
    behind = 0
    for at, one in enumerate(wanted):
        for place in range(behind, len(held)):
            if _alike(one, held[place]):
                yield at, place
                behind = place + 1
                break


def _kin(one: Passage) -> tuple[str, str]:
    return one.token[:2]


def _alike(one: Passage, other: Passage) -> bool:
    if _kin(one) != _kin(other) or one.kind in ("state", "break"):
        return False
    if one.kind == "picture":
        return True
    if one.kind == "chart":  # what is told of a chart begins with the name of a thing in it
        return re.split(r"[ :]", one.text)[0] == re.split(r"[ :]", other.text)[0]
    matcher = SequenceMatcher(a=one.text[:LONG], b=other.text[:LONG], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _moves(
    wanted: Sequence[Passage], held: Sequence[Passage], gone: Sequence[int], come: Sequence[int]
) -> Iterator[tuple[int, int]]:
    places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in come:
        if held[one].kind not in ("break", "state"):
            places[held[one].token].append(one)
    for one in gone:
        if places[wanted[one].token]:
            yield one, places[wanted[one].token].pop(0)


def _changed(one: Passage, other: Passage) -> ReportDiff:
    made = _diff(OWN.get(one.kind, "picture" if one.kind == "picture" else "text"), one, other)
    expected, found = around(one.text, other.text)
    return replace(made, expected=expected, found=found)


def _moved(
    wanted: Sequence[Passage], held: Sequence[Passage], pairs: Iterable[tuple[int, int]]
) -> Iterator[ReportDiff]:
    """Report what stands elsewhere, once for what went together."""

    def places(pair: tuple[int, int]) -> tuple[str, ...]:
        one, other = wanted[pair[0]], held[pair[1]]
        return _place(one), _place(other), one.key, other.part

    for (before, after, *_), group in groupby(pairs, places):
        both = list(group)
        first = _diff("moved", wanted[both[0][0]], held[both[0][1]])
        text = _short([held[other].text for _, other in both])
        yield replace(first, expected=before, found=_short([f"{after}: {text}"]))


def _place(one: Passage) -> str:
    return " ".join(filter(None, (one.where, one.near)))


def _diff(what: What, one: Passage, other: Passage) -> ReportDiff:
    text = _short([one.text])
    return ReportDiff(what, one.key or other.key, text, text, other.part, other.where, other.near)


def _told(what: What, passages: list[Passage]) -> Iterator[ReportDiff]:
    """Report what is missing or was added, once for what belongs together."""

    def mark(one: Passage) -> tuple[str, ...]:
        where = "" if one.key else one.where
        return OWN.get(one.kind, what), one.key, one.part, one.near, where

    for (name, key, *_), group in groupby(passages, mark):
        first, *others = group
        text = _short([one.text or one.near or one.kind for one in (first, *others)])
        said = {"expected": text} if what == "missing" else {"found": text}
        # the names of the groups are those of differences
        yield ReportDiff(name, key, **said, part=first.part, where=first.where, near=first.near)  # type: ignore[arg-type]


def around(one: str, other: str) -> tuple[str, str]:
    """Cut two long texts to what lies around their difference.

    Examples
    --------
    >>> around("a" * 300 + "1", "a" * 300 + "2")[0] == "…" + "a" * 40 + "1"
    True
    """
    if max(len(one), len(other)) <= LONGEST:
        return one, other
    least = min(len(one), len(other))
    first = next((at for at in range(least) if one[at] != other[at]), least)
    rest = least - first
    last = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    return _cut(one, first, len(one) - last), _cut(other, first, len(other) - last)


def _cut(text: str, first: int, last: int) -> str:
    start, end = max(0, first - 40), min(len(text), max(last, first) + 40)
    cut = text[start:end]
    return ("…" if start else "") + _short([cut]) + ("…" if end < len(text) else "")


def _short(texts: Iterable[str]) -> str:
    line = " / ".join(texts)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

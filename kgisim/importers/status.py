"""Status of an observation: what a flag beside a number says of it."""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a status means for an observation."""

    OBSERVED = "observed"
    ESTIMATED = "estimated"
    PROVISIONAL = "provisional"
    NOTED = "noted"
    PROJECTED = "projected"
    MISSING = "missing"
    UNKNOWN = "unknown"


WORDS = {
    Kind.OBSERVED: "|normal|normal value|observed|actual|actuals|final|official|revised|r"
    "|実績|実績値|確報|確報値|確定|確定値|決算|改定|改定値|definitive",
    Kind.ESTIMATED: "e|estimate|estimated|estimates|estimated value|imputed|imputed value|modelled"
    "|modeled|推計|推計値|推定|推定値|概算|概数|推計人口",
    Kind.PROVISIONAL: "p|provisional|provisional value|preliminary|preliminary value"
    "|速報|速報値|暫定|暫定値",
    Kind.NOTED: "b|s|u|d|*|†|‡|break|time series break|break in series|definition differs"
    "|low reliability|unreliable|experimental",
    Kind.PROJECTED: "f|forecast|forecasts|forecasted|projected|projection|projections|target"
    "|targets|planned|plan|budget|scenario|予測|予測値|見込|見込み|見込値|見通し|将来推計|推計(将来)|計画|計画値"
    "|目標|目標値|予算|予算案|当初予算|補正後",
    Kind.MISSING: "c|m|missing|missing value|confidential|suppressed|not available|not significant"
    "|秘匿|欠測|該当なし|不詳",
}
BY_WORD = {word: kind for kind, words in WORDS.items() for word in words.split("|")}
SDMX = {
    **dict.fromkeys("AGV", Kind.OBSERVED),
    **dict.fromkeys("EI", Kind.ESTIMATED),
    "P": Kind.PROVISIONAL,
    "F": Kind.PROJECTED,
    **dict.fromkeys("BDJKSUW", Kind.NOTED),
    **dict.fromkeys("HLMNOQC", Kind.MISSING),
}
"""Code list CL_OBS_STATUS of SDMX."""


@dataclass(frozen=True)
class Status:
    """Status of one number.

    Parameters
    ----------
    kind
        What it means here.
    text
        As it is written; empty for a plain number.
    """

    kind: Kind = Kind.OBSERVED
    text: str = ""


FLAGS = {
    "n": Status(Kind.NOTED, "n"),
    "z": Status(Kind.MISSING, "z"),
    ":": Status(Kind.MISSING, ":"),
}
"""Flags of Eurostat that are no usual letters: not significant, not applicable, not available."""


@lru_cache(1024)
def read_status(text: str) -> Status:
    """Read a status in words, Japanese or English, or a usual letter.

    Examples
    --------
    >>> [read_status(text).kind.value for text in ("Estimated value", "速報", "見込み")]
    ['estimated', 'provisional', 'projected']
    >>> read_status("prévision").kind
    <Kind.UNKNOWN: 'unknown'>
    """
    word = unicodedata.normalize("NFKC", text).strip().strip("()[]").strip().casefold()
    kind = BY_WORD.get(word, Kind.UNKNOWN)
    return Status(kind, "" if word in ("", "normal value", "normal") else text.strip())


def read_sdmx_status(text: str) -> Status:
    """Read a code of ``CL_OBS_STATUS``, or its name.

    Examples
    --------
    >>> read_sdmx_status("F").kind.value, read_sdmx_status("A") == Status()
    ('projected', True)
    """
    code, _, name = (part.strip() for part in text.partition(":"))
    if code in SDMX and (name or ":" not in text):
        return Status(SDMX[code], "" if code == "A" else code)
    return read_status(text)


def read_flags(text: str) -> Status:
    """Read flags as Eurostat writes them: letters in one word, each by itself.

    Examples
    --------
    >>> read_flags("bp").kind.value, read_flags("ef").kind.value, read_flags("") == Status()
    ('noted', 'projected', True)
    """
    letters = text.split() if " " in text.strip() else list(text.strip())
    return joined(*(FLAGS.get(one) or read_status(one) for one in letters))


def joined(*found: Status) -> Status:
    """Return what several marks of one number say together: the gravest, with all their words."""
    order = list(Kind)
    gravest = max((one.kind for one in found), key=order.index, default=Kind.OBSERVED)
    words = dict.fromkeys(one.text for one in found if one.text)
    return Status(gravest, "; ".join(words))

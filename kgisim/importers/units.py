"""Units as they are written: how many of what, so that 百万円 can be turned into 億円."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

JAPANESE = (
    ("百兆", 14), ("十兆", 13), ("兆", 12), ("千億", 11), ("百億", 10), ("十億", 9), ("億", 8),
    ("千万", 7), ("百万", 6), ("十万", 5), ("万", 4), ("千", 3), ("百", 2),
)  # fmt: skip
ENGLISH = (
    (r"trillions?|tn", 12), (r"billions?|bn", 9), (r"millions?|mn|mil\.?|m", 6),
    (r"thousands?|'?000s?|k", 3), (r"hundreds?", 2),
)  # fmt: skip
ALIASES = {
    "円": "jpy|yen|円|¥|日本円|japanese yen",
    "usd": "usd|us$|ドル|米ドル|u.s. dollar|u.s. dollars|us dollar|us dollars"
    "|united states dollars",
    "eur": "eur|euro|euros|€|ユーロ",
    "ppp$": "ppp$|pppドル|ppp dollars|購買力平価ドル|international dollars|international$",
    "%": "%|percent|per cent|percentage|パーセント|pct|percentage (%)|pc|％",
    "人": "人|名|person|persons|people",
    "件": "件|cases|deals",
    "社": "社|firms|companies",
    "年": "年|years",
    "": "|units|unit|単位",
}
BASES = {name: base for base, names in ALIASES.items() for name in names.split("|")}
RATIO = re.compile(r"当たり|あたり|当り|に対する|\bper (?!cent)|/|比")
"""Marks of a ratio: what stands after it is no multiplier (per million inhabitants)."""
DIVIDED = re.compile(r"per |/")
FILLER = re.compile(r"\b(?:in|of|current|nominal|at|prices)\b")
SHARE = re.compile(r"(?:%|percent|per cent|percentage)(?: of .+| share)?|.*比\s*\(?%\)?")


@dataclass(frozen=True)
class Unit:
    """How many of what.

    Parameters
    ----------
    multiplier
        How many of the base one of it is.
    base
        Name without multiplier; alike for spellings of the same.
    is_known
        Whether the base is a unit that is recognised, not only a word.
    """

    multiplier: Decimal
    base: str
    is_known: bool = False

    def in_terms_of(self, other: "Unit") -> Decimal | None:
        """Return the factor that turns numbers in this unit into numbers in another."""
        return self.multiplier / other.multiplier if self.base == other.base else None


@lru_cache(1024)
def read_unit(text: str) -> Unit:
    """Read a unit as it is written.

    Examples
    --------
    >>> read_unit("百万円").in_terms_of(read_unit("億円"))
    Decimal('0.01')
    >>> read_unit("(1,000人)") == read_unit("thousand persons")
    True
    >>> read_unit("JPY 100m") == read_unit("億円")
    True
    >>> read_unit("in '000 current PPP$").multiplier
    Decimal('1E+3')
    >>> read_unit("Per million population").multiplier
    Decimal('1')
    """
    bare = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = re.sub(r"^[(\[〔]\s*(.*?)\s*[)\]〕]$", r"\1", bare).strip()
    bare = re.sub(r"^単位\s*:?\s*(?=\S)", "", bare)
    if SHARE.fullmatch(bare):
        return Unit(Decimal(1), "%", is_known=True)
    if bare in BASES:
        return Unit(Decimal(1), BASES[bare], is_known=bool(BASES[bare]))
    ratio = RATIO.search(bare)
    if ratio is None:
        return _simple(bare)
    if not DIVIDED.fullmatch(ratio[0]):
        return Unit(Decimal(1), bare)
    above, below = _simple(bare[: ratio.start()]), _simple(bare[ratio.end() :].strip())
    base = f"{above.base}/{below.multiplier.normalize()} {below.base}"
    return Unit(above.multiplier, base, above.is_known)


def _simple(text: str) -> Unit:
    power, base = _japanese(text)
    multiplier = Decimal(1).scaleb(power)
    digits = re.match(r"(1(?:,?0{3})*0*)(?![\d.,])", base)
    if digits is not None and len(digits[0]) > 1:
        multiplier *= Decimal(digits[0].replace(",", ""))
        base = base[digits.end() :]
    elif not power:
        times, base = _english(text)
        multiplier *= times
    base = re.sub(r"\s+", " ", FILLER.sub(" ", base)).strip(" ,.")
    name = BASES.get(base, base)
    return Unit(multiplier, name, is_known=base in BASES and (name != "" or multiplier != 1))


def _japanese(text: str) -> tuple[int, str]:
    for word, power in JAPANESE:
        if text.startswith(word):
            return power, text[len(word) :].strip()
    return 0, text


def _english(text: str) -> tuple[Decimal, str]:
    for words, power in ENGLISH:
        found = re.search(rf"(?<![\w.])(?P<digits>10{{0,2}})?\s?(?:{words})(?![\w$%])", text)
        if found is not None:
            times = Decimal(found["digits"] or 1).scaleb(power)
            return times, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return Decimal(1), text

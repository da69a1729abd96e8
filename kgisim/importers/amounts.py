"""Numbers as statistics print them: full-width digits, △, thousands signs, 億 and 万, marks."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

MINUS = str.maketrans(dict.fromkeys("−△▲‐‑", "-"))
NO_NUMBER = """
- -- --- . .. ... … ‥ ・ ・・・ ― – — ー : * ** *** # x na n/a n.a. nan nd null none
該当なし 不明 秘匿 不詳 未公表 非公表 未集計 #n/a #div/0! #ref! #value! #num! #name? #null!
"""
MISSING = frozenset(["", *NO_NUMBER.split()])
"""What is written where there is no number, after NFKC and in small letters."""
MOST_CACHED = 2**19
"""Texts whose reading is kept: a table is looked through more than once."""
MYRIADS = {"兆": 12, "億": 8, "万": 4}
COMPOUND = re.compile(r"(?:[\d,]+(?:\.\d+)?[兆億万]){2,3}[\d,]*|[\d,]+[兆億万][\d,]*\d")
"""``3億2,000万``: a number in groups of four digits."""
DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+")
CURRENCY = re.compile(r"(?:us\$|[¥$€£])", re.IGNORECASE)
MARK = re.compile(
    r"[\[(]?\s*(?:[perbsufc*†‡]|速報値?|暫定値?|推計値?|見込み?|予測値?|確報値?|改定値?)\s*[\])]?",
    re.I,
)
"""A letter or word behind a number that says what kind of number it is."""


@dataclass(frozen=True)
class Amount:
    """A number with what is written around it.

    Parameters
    ----------
    value
        The number; None where the cell says that there is none.
    mark
        Letter or word behind it (``p``, ``速報``).
    unit
        Unit in the same cell (``億円``).
    """

    value: Decimal | None
    mark: str = ""
    unit: str = ""


@lru_cache(MOST_CACHED)
def read_amount(text: str) -> Amount | None:
    """Read a number, or return None if what is meant is not beyond doubt.

    Examples
    --------
    >>> read_amount("△１，２３４．５")
    Amount(value=Decimal('-1234.5'), mark='', unit='')
    >>> read_amount("123億円").unit, read_amount("12.3 p").mark
    ('億円', 'p')
    >>> read_amount("3億2,000万円").value
    Decimal('320000000')
    >>> read_amount("…")
    Amount(value=None, mark='…', unit='')
    >>> read_amount("(123)"), read_amount("1.234,5"), read_amount("12,34")
    (None, None, None)
    """
    folded = unicodedata.normalize("NFKC", text)
    if text.strip().casefold() in MISSING or folded.strip().casefold() in MISSING:
        return Amount(None, text.strip())
    bare = folded.translate(MINUS).strip()
    if re.fullmatch(r"\[?[perbsufc]\]? +.*", bare, re.IGNORECASE):  # a mark in front
        return _marked_before(bare)
    sign, bare = _sign(bare)
    currency = CURRENCY.match(bare)
    if currency is not None:
        bare = bare[currency.end() :].strip()
        second, bare = _sign(bare)
        sign *= second
    return _unsigned(bare, sign, currency[0] if currency else "")


def _marked_before(bare: str) -> Amount | None:
    mark, rest = bare.split(maxsplit=1)
    found = read_amount(rest)
    if found is None or found.value is None or found.mark:
        return None
    return Amount(found.value, mark.strip("[]"), found.unit)


def _sign(text: str) -> tuple[int, str]:
    if text[:1] in ("-", "+"):
        return (-1 if text[0] == "-" else 1), text[1:].strip()
    return 1, text


def _unsigned(text: str, sign: int, before: str) -> Amount | None:
    groups = COMPOUND.match(text)
    digits = groups or DIGITS.match(text.casefold())
    if digits is None:
        return None
    value = _compound(digits[0]) if groups else _decimal(digits[0])
    after = text[digits.end() :].strip()
    if value is None or after[:1] in (",", ".") or re.match(r"\d", after):
        return None
    if MARK.fullmatch(after):
        return Amount(sign * value, after.strip("[]() "), before)
    if re.search(r"[\d()]", after):
        return None
    return Amount(sign * value, "", before + after)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace(" ", ""))


def _compound(text: str) -> Decimal | None:
    total, last = Decimal(0), 16
    for digits, group in re.findall(r"([\d,]+(?:\.\d+)?)([兆億万]?)", text):
        if not DIGITS.fullmatch(digits):
            return None
        power = MYRIADS.get(group, 0)
        if power >= last:
            return None
        total, last = total + _decimal(digits).scaleb(power), power
    return total

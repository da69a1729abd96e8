"""Words of the glossary in what a page says: the first of each offers what it means."""

import re
from functools import cache

from kgisim.app.html import HTML
from kgisim.messages import languages
from kgisim.presentation.i18n.glossary import Term, glossary

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"<(/?)(\w+)")
UNTOUCHED = frozenset(
    ("a", "button", "dfn", "label", "option", "select", "summary", "svg", "tbody", "textarea")
)
"""Elements whose words stay as they are: they define or do something, or are data."""
BEFORE, AFTER = r"[(（「“]*", r"[)）」”、。,.:;]*"
"""Signs from which a word is not parted at the end of a line, as buttons would be."""
OFFERED = HTML(
    '<span class="whole">{before}<button type="button" class="term" popovertarget="term-{id}">'
    '{word}</button>{after}</span><span id="term-{id}" class="meaning" popover>'
    "<strong>{title}</strong>{text}</span>"
)
"""A word that shows its meaning when pressed; the browser opens it, and Esc closes it."""


def with_terms(written: str, offered: set[str] | None = None) -> str:
    """Return HTML in which the first mention of each term offers what it means.

    Parameters
    ----------
    written
        HTML in any language of the catalogue.
    offered
        Terms whose meaning the same part of the screen offers already; those found are added.
    """
    forms, offered = _forms(), set() if offered is None else offered

    def offer(match: re.Match[str]) -> str:
        term = forms[_key(match["word"])]
        if term.id in offered:
            return match[0]
        offered.add(term.id)
        around = {name: HTML(found) for name, found in match.groupdict().items()}
        return OFFERED.format(id=term.id, title=term.title, text=term.text, **around)

    pieces, depth = [], 0
    for piece in TAG.split(written):
        if tag := NAME.match(piece):
            depth += (-1 if tag[1] else 1) * (tag[2] in UNTOUCHED)
        elif not depth:
            piece = _pattern().sub(offer, piece)
        pieces.append(piece)
    return "".join(pieces)


@cache
def _forms() -> dict[str, Term]:
    """Return what each written form of a term stands for."""
    terms = [term for language in languages() for term in glossary(language)]
    return {_key(form): term for term in terms for form in term.forms}


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds the forms, of two that begin alike the longer one."""
    forms = sorted(_forms(), key=len, reverse=True)
    word = "|".join(map(_bounded, forms))
    whole = f"(?P<before>{BEFORE})(?P<word>{word})(?P<after>{AFTER})"
    return re.compile(whole, re.IGNORECASE)


def _bounded(form: str) -> str:
    """Where words are set apart by spaces, find whole ones, and their plural."""
    return rf"\b{re.escape(form)}s?\b" if form.isascii() else re.escape(form)


def _key(form: str) -> str:
    return form.lower().removesuffix("s")

"""The glossary: what the words of dashboard, reports and documentation mean, in every language."""

from dataclasses import dataclass

from kgisim.messages import catalogue, own_words

GROUP = "glossary."
"""What the keys of the glossary in the message catalogue begin with."""


@dataclass(frozen=True)
class Term:
    """A word, and what it means.

    Parameters
    ----------
    id
        Its name in the message catalogue, the same in every language.
    title, text
        The word and its meaning.
    forms
        How the word is written where its meaning is offered; none where everybody knows it.
    """

    id: str
    title: str
    text: str
    forms: tuple[str, ...]


def glossary(language: str) -> tuple[Term, ...]:
    """Return the terms of a language, in the order of its message file.

    Examples
    --------
    >>> next(one.text for one in glossary("en") if one.id == "level")
    'A value of an indicator that a target asks for.'
    """
    words = catalogue(language)
    keys = [key for key in (*own_words(language), *words) if key.startswith(GROUP)]
    return tuple(
        Term(
            id,
            words[f"{GROUP}{id}.title"],
            words[f"{GROUP}{id}.text"],
            tuple(filter(None, words.get(f"{GROUP}{id}.forms", "").split(words["list"]))),
        )
        for id in dict.fromkeys(key.split(".")[1] for key in keys)
    )

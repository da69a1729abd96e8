"""The message catalogue: every string people read, by key, in every language.

One file per language (``messages_ja.yaml``, ``messages_en.yaml``); a new language is a new file.
"""

from kgisim.errors import NotFoundError
from kgisim.messages import catalogue, languages


def text(key: str, language: str, **values: object) -> str:
    """Return one message in one language, with its placeholders filled.

    Raises
    ------
    NotFoundError
        If there is no such language or message.

    Examples
    --------
    >>> text("scenario.world", "en")
    'World assumptions (what happens to us)'
    """
    try:
        messages = catalogue(language)
    except FileNotFoundError:
        raise NotFoundError("language", language, languages()) from None
    if key not in messages:
        raise NotFoundError("message", key, messages)
    return messages[key].format(**values)


def known(key: str, language: str, otherwise: str) -> str:
    """Return the name of something that content brings; without one, how its file calls it.

    Examples
    --------
    >>> known("family.own_family", "en", "own_family")
    'own_family'
    """
    return catalogue(language).get(key, otherwise)

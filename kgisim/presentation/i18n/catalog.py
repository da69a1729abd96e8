"""The message catalogue: every string people read, by key, in every language.

One file per language (``messages_ja.yaml``, ``messages_en.yaml``); a new language is a new file.
"""

from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from kgisim.errors import NotFoundError
from kgisim.schema import LANGUAGES


def text(key: str, language: str, **values: object) -> str:
    """Give one message in one language, with its placeholders filled.

    Examples
    --------
    >>> text("scenario.world", "en")
    'World assumptions (what happens to us)'
    """
    messages = catalogue(language)
    if key not in messages:
        raise NotFoundError("message", key, messages)
    return messages[key].format(**values)


def known(key: str, language: str, otherwise: str) -> str:
    """Give the name of something that content brings; without one, how its file calls it.

    Examples
    --------
    >>> known("family.own_family", "en", "own_family")
    'own_family'
    """
    return catalogue(language).get(key, otherwise)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Read all messages of one language; nested keys are joined with dots."""
    if language not in LANGUAGES:
        raise NotFoundError("language", language, LANGUAGES)
    file = resources.files("kgisim.presentation.i18n") / f"messages_{language}.yaml"
    return dict(_flat(YAML(typ="safe").load(file.read_text(encoding="utf-8"))))


def _flat(tree: dict, prefix: str = ""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value

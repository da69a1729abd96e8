"""Which texts of a workspace, and of the program, lack a language that its plan needs."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kgisim.errors import Problem
from kgisim.evidence.plan import Plan
from kgisim.messages import PREFIX, Message, language_name, languages, missing_words
from kgisim.workspace import SETTINGS, Workspace


def language_problems(workspace: Workspace, plan: Plan) -> Iterator[Problem]:
    """Yield every text without words in a language of the plan, as file and key.

    Texts of indicators, scenarios and units are refused where they are read; these are the others:
    messages of the program, the title of the plan, and what pages say.
    """
    for language in plan.languages:
        if language not in languages():
            lacking = Message("language.unknown", language=language, known=languages())
            yield Problem(SETTINGS, ("languages",), lacking)
            continue
        lacking = Message("language.lacking", language=language_name(language))
        if language not in plan.title.words:
            yield Problem(SETTINGS, ("title",), lacking)
        for key in missing_words(language):
            yield Problem(f"{PREFIX}{language}.yaml", tuple(key.split(".")), lacking)
        for path in sorted(workspace.dashboards.glob("[a-z]*.py")):
            for place in _lacking(page_words(path), language):
                yield Problem(workspace.name(path), ("MESSAGES", *place), lacking)


def page_words(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Read what a page says without running it: its ``MESSAGES``, a literal; none: nothing.

    Returns
    -------
    mapping
        Messages by language, nested as in a file of words.
    """
    try:
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MESSAGES":
                return ast.literal_eval(node.value)
    except (SyntaxError, ValueError):  # told where pages are loaded
        return {}
    return {}


def _lacking(words: Mapping[str, Mapping[str, Any]], language: str) -> Iterator[tuple[str, ...]]:
    """Yield the keys that some language of a page has and this one has not."""
    own = set(_keys(words.get(language, {})))
    known = dict.fromkeys(place for tree in words.values() for place in _keys(tree))
    yield from (place for place in known if place not in own)


def _keys(tree: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _keys(value, (*above, key))
        else:
            yield (*above, key)

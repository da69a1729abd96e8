"""One topic, one word: names of modules, classes and functions use the term of the field."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "kgisim").rglob("[a-z]*.py"))

TOPICS = {
    "chance": ("the probability that a target is attained", "odds likeliness prospect"),
    "draws": ("simulated values of a projection", "futures replicates worldlines"),
    "scenario": ("external assumptions and measures", "storyline whatif"),
    "package": ("the measures of a policy scenario", "bundle basket"),
    "lever": ("what a session can change of a scenario", "knob dial"),
    "driver": ("an external series that moves others", "exogenous covariate regressor"),
    "identity": ("arithmetic that makes one series of others", "formula"),
    "indicator": ("a series of the catalog", "metric"),
    "observation": ("a published value, a row of a table", "datum datapoint"),
    "evidence": ("the grade of how well a row is known", "vouch vouched trustworthiness"),
    "mcse": (
        "the Monte Carlo standard error of a share of draws",
        "computing_error sampling_noise",
    ),
    "ess": ("the effective sample size of weighted draws", "effective_n independents"),
    "backcast": ("what attaining draws look like on their way", "way waypath roadmap"),
    "milestone": ("a year in which the plan is looked at", "signpost stopover"),
    "joint": ("several targets attained in the same draw", "together"),
    "worksheet": ("the page that answers without a server", "workbook web"),
    "register": ("the append-only log of proposals and decisions", "logbook minutebook"),
    "ledger": ("the assumptions of a goal by their impact", "assumption_list"),
    "window": ("the years that a target is about", "timespan"),
    "voi": ("what an observation would narrow", "knowing knowledge"),
    "fit": ("posterior draws of one series", "estimation calibration_fit"),
    "run": ("a stored projection with all that it was made of", "snapshot archive"),
    "question": ("a target put to a projection", "asked asking"),
}
"""By topic: what it is, and words that are not used for it in names."""

PRIVATE = {
    "told",
    "tell",
    "tells",
    "said",
    "say",
    "says",
    "saying",
    "anew",
    "mend",
    "mended",
    "glance",
    "keeping",
    "leaving",
    "room",
    "rooms",
    "wing",
    "wings",
    "door",
    "face",
    "knowing",
    "way",
    "ways",
    "together",
    "resting",
    "mover",
    "movers",
    "complain",
    "heard",
    "give",
    "gives",
    "put",
    "let",
}
"""Words that name nothing a newcomer could look up."""

SHARED = {
    "presentation": "texts, tables and figures are named as the topic that they show",
    "report/sections": "sections are named as their topic",
    "cli": "commands are named as what they do",
    "app": "panels are named as what they show",
    "api": "public functions are grouped by topic",
    "evidence/gate/rules": "rules are named as what they look at",
}
"""Packages whose modules may be called as a module elsewhere is, because the topic is the same."""

SAME_WORD = {
    "registry": "of the formats of exports, and of those of reports",
    "refusal": "why a file, or a question, is not answered",
    "screen": "of rows before they enter, and of goals before they carry a number",
}
"""Names that two packages use for their own things of the same kind."""


def words(name: str) -> list[str]:
    """Split a name into its words, in lower case."""
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name.replace("_", " "))
    return [part.lower() for part in parts]


def public(body: list[ast.stmt], inside: str = "") -> list[str]:
    """List public functions, classes and their methods, methods as ``Class.method``."""
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            found.append(inside + node.name)
            if isinstance(node, ast.ClassDef):
                found += public(node.body, f"{node.name}.")
    return found


def names() -> list[str]:
    """List modules as ``path``, and what they define as ``path:name``."""
    found = []
    for path in MODULES:
        place = path.relative_to(ROOT).as_posix()
        found += [place, *(f"{place}:{name}" for name in public(ast.parse(path.read_text()).body))]
    return found


NAMES = names()


def last(name: str) -> str:
    """Return the part of a place that is a name of its own."""
    return re.split(r"[:./]", name.removesuffix(".py"))[-1]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_one_word(topic):
    _, others = TOPICS[topic]
    found = {
        name
        for name in NAMES
        for other in others.split()
        if f"_{other}_" in f"_{'_'.join(words(last(name)))}_"
    }
    assert not found, f"say {topic}"


def test_a_name_says_what_it_names():
    found = {name for name in NAMES if PRIVATE & set(words(last(name)))}
    assert not found


def test_every_module_has_a_name_of_its_own():
    packages = defaultdict(list)
    for path in MODULES:
        package = path.parent.relative_to(ROOT / "kgisim").as_posix()
        follows = any(f"{package}/".startswith(f"{shared}/") for shared in SHARED)
        if not follows:
            packages[path.stem].append(package)
    twice = {name: where for name, where in packages.items() if len(where) > 1}
    assert set(twice) == set(SAME_WORD), twice


def test_the_words_that_are_split_are_those_of_a_name():
    assert words("TargetWindow_of2030") == ["target", "window", "of2030"]

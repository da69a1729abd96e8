"""Every story in this folder is told: its world built, its question put, its answer held."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kgisim.errors import RequestError
from kgisim.targets.forecast import forecast_of
from tests.stories.asking import ask
from tests.stories.reporting import report
from tests.stories.small_world import World, small_world

FOLDER = Path(__file__).parent
KEYS = {"話", "前提", "もし", "ならば"}


def stories(pattern: str = "*.yaml") -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob(pattern)):
        told = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        slow = file.stem.startswith("bundled")
        marks = [pytest.mark.slow] if slow else []
        found += [pytest.param(story, id=story["話"], marks=marks) for story in told]
    return found


SMALL = [story for story in stories() if not story.marks]
REPORTED = stories("bundled_report.yaml")
BUNDLED = [story for story in stories() if story.marks and story.id not in {r.id for r in REPORTED}]


def hold(answer: dict[str, Any], expected: Any) -> None:
    """Compare an answer with a story's: [low, high] is a span, all else is told as it is."""
    for key, value in expected.items():
        found = answer[key]
        is_span = isinstance(value, list) and len(value) == 2 and not isinstance(value[0], str)
        if is_span and isinstance(found, int | float):
            low, high = value
            assert low <= found <= high, f"{key}: {found}"
        else:
            assert found == value, f"{key}: {found}"


def tell(make: Callable[[Any], World], story: dict[str, Any]) -> None:
    expected = dict(story["ならば"])
    said = expected.pop("断りの言葉", None)
    if said is None:
        hold(ask(make(story["前提"]), story["もし"]), expected)
        return
    with pytest.raises(RequestError, match=re.escape(said)):
        ask(make(story["前提"]), story["もし"])


@pytest.mark.parametrize("story", SMALL)
def test_a_story_of_a_small_world_ends_as_told(story):
    tell(small_world, story)


@pytest.mark.parametrize("story", BUNDLED)
def test_a_story_of_the_bundled_workspace_ends_as_told(story, bundled_run):
    tell(partial(bundled_world, bundled_run), story)


@pytest.mark.parametrize("story", REPORTED)
def test_a_story_of_the_report_ends_as_told(story, bundled_run):
    hold(report(bundled_run, story), story["ならば"])


def bundled_world(run: Any, given: dict[str, str]) -> World:
    asked = (given["指標"], "usd_jpy")
    return World(*(forecast_of(run.projection, id) for id in asked))


def test_there_are_enough_stories():
    assert len(SMALL) >= 20


def test_every_story_has_all_parts_and_nothing_else():
    assert all(set(story.values[0]) == KEYS for story in SMALL + BUNDLED + REPORTED)


def test_no_story_is_told_twice():
    titles = [story.id for story in stories()]
    assert len(titles) == len(set(titles))

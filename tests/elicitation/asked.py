"""A sound elicitation for tests, as a mapping that a YAML file would hold."""

import copy
from typing import Any

from kgisim.elicitation.records import Elicitation
from tests.builders import PLAN, TEXT


def estimate(low: float, best: float, high: float, **more: Any) -> dict[str, Any]:
    return {"low": low, "best": best, "high": high} | more


def expert(name: str, *rounds: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "background": TEXT, "rounds": rounds} | more


SOUND = {
    "indicator": "home",
    "illustrative": True,
    "owner": TEXT,
    "date": "2026-11-01",
    "review": "2027-11-01",
    "rule": TEXT,
    "rationale": TEXT,
    "quantities": {"share": {"question": TEXT, "unit": TEXT, "scale": "share"}},
    "thinned": {"counts": ("items",), "share": "share", "since": 2024},
    "experts": (
        expert("one", {"share": estimate(10.0, 22.0, 40.0)}),
        expert("two", {"share": estimate(8.0, 15.0, 25.0)}),
    ),
}


def content(**changes: Any) -> dict[str, Any]:
    """The sound content with other values under some keys; None: the key is left out."""
    given = copy.deepcopy(SOUND) | changes
    return {key: value for key, value in given.items() if value is not None}


def elicitation(**changes: Any) -> Elicitation:
    return Elicitation.model_validate(content(**changes), context=PLAN.context)

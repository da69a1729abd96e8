"""docs/reference/api.md: the public API, written from its docstrings.

To make it again: ``uv run python -m tests.api_reference``
"""

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from pydantic import BaseModel

import kgisim as kg
from tests.docstrings import entries, sections

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "api.md"
HEAD = """# Public API

Written from the docstrings by `uv run python -m tests.api_reference`; a test compares both.

```python
import kgisim as kg
```

Only the names on this page are public: everything else may change without notice. Importing
`kgisim` loads no library; each name brings its own when it is first used.
Every error is a `kg.errors.KgisimError` and says what was wrong, where, and what was expected.
"""
CHAPTERS = {
    "Content": ("open_workspace", "init_workspace", "check", "Scenario", "Measure"),
    "Forecasts": ("fit", "project", "backtest"),
    "Targets": (
        *(
            "target",
            "TargetQuestion",
            "TargetWindow",
            "assess",
            "backcast",
            "milestones",
            "joint",
            "follow_up",
            "levels",
            "LevelLimits",
        ),
        *("solve_package", "sensitivity"),
    ),
    "Runs": ("make_run", "open_run", "compare_runs", "export", "verify_report"),
    "Figures": ("plot",),
    "Errors": ("errors",),
}
"""The public names, in the order in which they are used."""


def results() -> list[type]:
    """What the functions return, in the order in which it is met."""
    from kgisim.analysis.package_solver import Solution
    from kgisim.api.assessment import Assessment
    from kgisim.api.content import OpenWorkspace
    from kgisim.api.forecast import Fits
    from kgisim.api.proposed_levels import ProposedLevels
    from kgisim.api.runs import OpenRun
    from kgisim.evidence.catalog import Catalog
    from kgisim.projection.projection import Projection
    from kgisim.report.verify import Checked
    from kgisim.runs.compare import RunDifference
    from kgisim.targets.backcast import Backcast
    from kgisim.targets.follow_up import FollowUp
    from kgisim.targets.joint import Joint
    from kgisim.targets.milestones import Checkpoint
    from kgisim.targets.refusal import Refusal

    forecasts = [OpenWorkspace, Catalog, Fits, Projection]
    answers = [Assessment, Backcast, Checkpoint, Joint, FollowUp, Refusal, Solution, ProposedLevels]
    return [*forecasts, *answers, OpenRun, RunDifference, Checked]


def page() -> str:
    """Write the page."""
    lines = [HEAD]
    for chapter, names in CHAPTERS.items():
        lines += [f"## {chapter}", ""]
        for name in names:
            lines += entry(f"kg.{name}", getattr(kg, name))
    lines += ["## What the functions return", ""]
    for one in results():
        lines += entry(one.__name__, one, "###")
    return "\n".join(lines).rstrip() + "\n"


def entry(title: str, one: Any, level: str = "###") -> Iterator[str]:
    """Write a function, a class with its public members, or a module with its functions."""
    if isinstance(one, ModuleType):
        yield from [f"{level} `{title}`", "", *documented(one)]
        for name, member in members(one).items():
            yield from entry(f"{title}.{name}", member, f"{level}#")
        return
    yield from [f"{level} `{title}{signature(one)}`", "", *documented(one)]
    if isinstance(one, type):
        yield from fields(one)
        for name, member in members(one).items():
            plain = isinstance(member, property | cached_property)
            shown = f"{one.__name__}.{name}" + ("" if plain else signature(member))
            yield from [f"{level}# `{shown}`", "", *documented(member)]


def members(one: Any) -> dict[str, Any]:
    """Return what a class or a module offers: a module of classes does not show its functions."""
    if isinstance(one, ModuleType):
        own = {name: member for name, member in vars(one).items() if is_own(member, one)}
        classes = {name: member for name, member in own.items() if isinstance(member, type)}
        return classes or own
    engine = [base for base in reversed(one.__mro__) if base.__module__.startswith("kgisim")]
    found = {name: member for base in engine for name, member in vars(base).items()}
    shown = property | cached_property | FunctionType
    return {
        name: member
        for name, member in found.items()
        if name[0] != "_" and isinstance(member, shown)
    }


def is_own(member: Any, module: ModuleType) -> bool:
    """Say whether a module defines something itself and does not hide it."""
    own = getattr(member, "__module__", None) == module.__name__
    return own and callable(member) and member.__name__[0] != "_"


def signature(one: Any) -> str:
    """Write what a function or class is called with, without types: the text says them."""
    if isinstance(one, type) and issubclass(one, BaseModel | Exception):
        return ""
    kept = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for name, parameter in inspect.signature(one).parameters.items()
        if name not in ("self", "cls")
    ]
    bare = inspect.Signature(kept)
    return re.sub(r"<factory>", "…", str(bare))


def fields(one: type) -> Iterator[str]:
    """Write the keys of a record."""
    if issubclass(one, BaseModel):
        for name, field in one.model_fields.items():
            needed = ", needed" if field.is_required() else ""
            yield f"- `{name}`{needed}: {inline(field.description or '')}"
        yield ""


def documented(one: Any) -> Iterator[str]:
    """Write a docstring as Markdown."""
    for title, body in sections(one).items():
        if title == "":
            yield from [markdown(body), ""]
        elif title == "Examples":
            yield from ["**Examples**", "", "```python", body.strip(), "```", ""]
        else:
            rows = [f"- `{name}`: {inline(said)}" for name, said in entries(body).items()]
            yield from [f"**{title}**", "", *rows, ""]


def inline(text: str) -> str:
    """Write a text in one line, as Markdown."""
    return re.sub(r"\s+", " ", markdown(text))


def markdown(text: str) -> str:
    """Turn double backticks into single ones."""
    return re.sub(r"``(.+?)``", r"`\1`", text.strip(), flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")

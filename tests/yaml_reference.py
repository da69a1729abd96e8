"""docs/reference/yaml.md: every key of the files of a workspace, written from their schemas.

To make it again: ``uv run python -m tests.yaml_reference``
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kgisim.elicitation.records import Elicitation
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.plan import Plan
from kgisim.projection.scenario import Scenario

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "yaml.md"
HEAD = """# Keys of a workspace

Every key of every YAML file, written from the schemas by `uv run python -m tests.yaml_reference`;
a test compares both. A key that is not listed here is an error, and so is one that is needed and
missing: `kgisim check` names file and place. *Left out* says what is taken where a key is not
there. The columns of CSV files are in [schema.md](../schema.md). `kgisim init my-plan --minimal`
makes a workspace whose files explain the keys that one begins with.

A *text* is a mapping of languages: `{ja: …, en: …}`, one for each of the plan.
"""
FILES: dict[str, tuple[type[BaseModel], str]] = {
    "workspace.yaml": (Plan, "The plan: what is true of all indicators together."),
    "data/ID.yaml": (Indicator, "One indicator; `data/ID.csv` beside it holds its rows."),
    "scenarios/ID.yaml": (Scenario, "One scenario: what differs from the baseline."),
    "elicitations/ID.yaml": (Elicitation, "What experts judge of an indicator without a record."),
}
PLAIN = {"Text": "text"}
"""Records that are shown as one value."""
KINDS = {"string": "word", "integer": "whole number", "number": "number", "boolean": "yes or no"}


def page() -> str:
    """Write the page."""
    return "\n".join([HEAD, *_chapters()])


def _chapters() -> Iterator[str]:
    seen: set[str] = set()
    for file, (model, what) in FILES.items():
        schema = model.model_json_schema()
        yield f"## {file}\n\n{what}\n\n{_table(schema)}"
        for name, part in schema.get("$defs", {}).items():
            if "properties" in part and name not in PLAIN and name not in seen:
                seen.add(name)
                yield f"### {name}\n\n{_line(part.get('description', ''))}\n\n{_table(part)}"


def _table(schema: dict[str, Any]) -> str:
    """Write the keys of one record as a table."""
    needed = set(schema.get("required", ()))
    rows = ["| key | value | left out | meaning |", "|---|---|---|---|"]
    for key, value in schema["properties"].items():
        absent = "needed" if key in needed else _default(value)
        rows.append(
            f"| `{key}` | {_kind(value)} | {absent} | {_line(value.get('description', ''))} |"
        )
    return "\n".join(rows) + "\n"


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    if isinstance(default, dict) and default:
        return "its own"
    if default is None or default in ([], {}, ""):
        return "–"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _kind(value: dict[str, Any]) -> str:
    """Describe what may stand behind a key."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return PLAIN.get(name) or f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        kinds = [_kind(one) for one in value["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "allOf" in value:
        return " and ".join(map(_kind, value["allOf"]))
    if "enum" in value or "const" in value:
        return ", ".join(f"`{one}`" for one in value.get("enum", [value.get("const")]))
    if value.get("type") == "array":
        items = value.get("items") or (value.get("prefixItems") or [{}])[0]
        return f"list of {_kind(items)}"
    if value.get("type") == "object":
        held = value.get("additionalProperties") or value.get("patternProperties") or {}
        one = held if isinstance(held, dict) else {}  # True: anything may stand there
        kinds = {_kind(part) for part in (one.values() if "patternProperties" in value else [one])}
        return f"mapping to {' or '.join(sorted(kinds))}"
    if value.get("format") == "date":
        return "date"
    return KINDS.get(value.get("type", ""), "any value") + _limits(value)


def _limits(value: dict[str, Any]) -> str:
    words = {
        "minimum": "from {}",
        "exclusiveMinimum": "above {}",
        "maximum": "to {}",
        "exclusiveMaximum": "below {}",
    }
    told = [form.format(f"{value[key]:g}") for key, form in words.items() if key in value]
    return f" {' '.join(told)}" if told else ""


def _line(text: str) -> str:
    """Write a docstring as one line of a table."""
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""Records that the program reads, as YAML with a header that says what made them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def write_record(path: Path, header: str, content: Mapping[str, Any]) -> None:
    """Write a record, its innermost lists and mappings on one line each."""
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 100
    with path.open("w", encoding="utf-8") as file:
        file.write(header)
        yaml.dump(content, file)

"""The table of past targets keeps its own rules, so that its shares can be quoted."""

import re
from typing import Any

import pandas as pd

from kgisim.workspace import Workspace

TABLES = Workspace.bundled().tables
TARGETS: list[dict[Any, Any]] = pd.read_csv(TABLES / "past_promises.csv").to_dict("records")
RECORDS: list[dict[Any, Any]] = pd.read_csv(TABLES / "past_promises_records.csv").to_dict("records")
VALUES = {(row["series"], row["year"]): row["value"] for row in RECORDS}
ADDRESS = re.compile(r"https?://\S+")


def attained(row: dict[Any, Any]) -> bool:
    """Return what a row's own numbers say; an outcome that is a bound must decide it alone."""
    up, above = row["direction"] == "up", row["outcome_value"] - row["level"]
    if row["outcome_relation"] == "eq":
        return above >= 0 if up else above <= 0
    assert (row["outcome_relation"], up) in {("lt", True), ("le", False)}
    assert above <= 0
    return not up


def year_set(row: dict[Any, Any]) -> int:
    return int(str(row["set_when"])[:4])


def test_attained_follows_from_level_outcome_and_direction():
    for row in TARGETS:
        assert row["attained"] == ("yes" if attained(row) else "no"), row["id"]


def test_every_target_and_every_record_names_sources_and_places():
    assert len({row["id"] for row in TARGETS}) == len(TARGETS)
    for row in TARGETS:
        for name in ("target", "outcome"):
            assert ADDRESS.fullmatch(row[f"{name}_source"]), row["id"]
            assert len(row[f"{name}_place"]) > 3, row["id"]
        assert row["evidence"] in {"official", "secondary"}, row["id"]
    for row in RECORDS:
        assert ADDRESS.fullmatch(row["source"]), row
        assert len(row["place"]) > 3, row


def test_a_target_comes_before_its_outcome_and_the_outcome_by_the_date():
    for row in TARGETS:
        assert year_set(row) < row["outcome_year"] <= row["due_year"], row["id"]
        assert not row["base_year"] > year_set(row), row["id"]  # a blank is no number
        early = row["outcome_year"] < row["due_year"]
        assert early == (row["judged"] != "due year"), row["id"]
        assert row["judged"] != "reached before" or row["attained"] == "yes", row["id"]


def test_a_record_ends_before_the_target_was_set_and_agrees_with_its_base():
    assert len(VALUES) == len(RECORDS)
    followed = [row for row in TARGETS if isinstance(row["series"], str)]
    assert {row["series"] for row in followed} == {series for series, _ in VALUES}
    for row in followed:
        assert row["known_until"] < year_set(row), row["id"]
        assert VALUES[row["series"], row["base_year"]] == row["base_value"], row["id"]

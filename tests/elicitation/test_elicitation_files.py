"""Elicitations are checked against the indicators that they name, with everything else."""

from io import StringIO

import pytest
from ruamel.yaml import YAML

from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.evidence.catalog import load_catalog
from kgisim.projection.workspace_check import check_workspace
from kgisim.runs.run_id import workspace_digests
from kgisim.workspace import Workspace
from tests.elicitation.asked import content, estimate, expert


def written(workspace: Workspace, stem: str = "supply", **changes) -> Workspace:
    """The workspace with an elicitation on the goal without a number."""
    changes = {"indicator": "supply", "thinned": thinned(), **changes}
    out = StringIO()
    YAML(typ="safe").dump(plain(content(**changes)), out)
    workspace.elicitations.mkdir()
    (workspace.elicitations / f"{stem}.yaml").write_text(out.getvalue(), "utf-8")
    return workspace


def thinned(**more):
    return {"counts": ["deals"], "share": "share", "since": 2024} | more


KNOWN = [estimate(1.0, 2.0, 3.0, indicator="yenn", year=2020)]
WRONG = {
    "another file name": ({"indicator": "share"}, "indicator is 'share', expected 'supply'"),
    "no such count": (
        {"thinned": thinned(counts=["deal"])},
        "no indicator is called 'deal'; did you mean 'deals'?",
    ),
    "no count at all": (
        {"thinned": thinned(counts=["yen"])},
        "'yen' is not a projected yearly count",
    ),
    "a share of the horizon": (
        {"thinned": thinned(since=2040)},
        "since is 2040, expected a year from 2000 to 2039",
    ),
    "a calibration question about nothing": (
        {"experts": [expert("one", {"share": estimate(1.0, 2.0, 3.0)}, known=KNOWN)]},
        "no indicator is called 'yenn'; did you mean 'yen'?",
    ),
}


def plain(value):
    """Tuples as lists: what YAML writes."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def test_a_workspace_without_any_has_none(smallest):
    assert load_elicitations(smallest, load_catalog(smallest)) == {}


def test_a_sound_one_is_read(smallest):
    found = load_elicitations(written(smallest), load_catalog(smallest))
    assert list(found) == ["supply"]
    assert check_workspace(smallest) == ()


@pytest.mark.parametrize(("changes", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_the_file(smallest, changes, told):
    (problem,) = check_workspace(written(smallest, **changes))
    assert problem.file == "elicitations/supply.yaml"
    assert told in str(problem)


def test_judgement_is_for_indicators_without_a_projection(smallest):
    (problem,) = check_workspace(written(smallest, "share", indicator="share"))
    assert "judgement is for indicators without one" in str(problem)


def test_a_file_that_would_be_passed_over_is_told(smallest):
    smallest.elicitations.mkdir()
    (smallest.elicitations / "supply.yml").write_text("indicator: supply", "utf-8")
    assert [problem.file for problem in check_workspace(smallest)] == ["elicitations/supply.yml"]


def test_a_run_depends_on_it(smallest):
    assert "elicitations/supply.yaml" in workspace_digests(written(smallest))


def test_the_bundled_ones_are_illustrative_and_say_so():
    bundled = Workspace.bundled()
    found = load_elicitations(bundled, load_catalog(bundled))
    assert {"kgi2a_domestic_approvals", "kgi2b_domestic_listings", "kgi1e_value"} <= set(found)
    for one in found.values():
        assert one.illustrative
        assert "例示" in one.rationale("ja")

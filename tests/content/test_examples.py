"""The workspaces of other fields under examples/ are sound, and give an answer in seconds."""

from pathlib import Path

import pytest

import kgisim as kg

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/workspace.yaml"))

pytestmark = pytest.mark.filterwarnings("ignore:Importing 'IfElse':DeprecationWarning")


def test_there_is_one():
    assert EXAMPLES


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_no_problem(folder):
    assert kg.check(folder).empty


@pytest.mark.slow
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_an_example_makes_a_run_with_a_report(folder, tmp_path):
    run = kg.make_run(folder, tmp_path / "runs", draws=300, cache=tmp_path / "cache")
    assert run.assessment["chance"].between(0, 1).all()
    assert run.report(tmp_path / "report.html").stat().st_size > 0

"""The synthetic run of the views, and its reports, each written once."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from kgisim.evidence.plan import BasicPolicy
from kgisim.presentation.localized import wording
from kgisim.report.formats.html import write_page
from kgisim.report.formats.registry import FORMATS, ending, write_report
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.runs.compare import RunDifference, goals_of
from tests.presentation.differences import rows

POLICY = BasicPolicy.model_validate(
    {
        "label": "9",
        "title": {"ja": "【合成】基盤の確立", "en": "[synthetic] a base"},
        "stories": [{"ja": "【合成】事業領域の拡大", "en": "[synthetic] wider fields"}],
        "goals": ["syn_share", "syn_deals", "syn_firms"],
        "source": {"title": "合成計画", "publisher": "合成省"},
    }
)
READABLE = tuple(name for name, one in FORMATS.items() if one.is_readable)


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    file = Path(__file__).parents[1] / "presentation" / "synthetic.py"
    spec = importlib.util.spec_from_file_location("synthetic", file)
    synthetic = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(synthetic)
    made = synthetic.run(tmp_path_factory.mktemp("run"))
    made.catalog.plan = made.catalog.plan.model_copy(update={"policies": (POLICY,)})
    return made


@pytest.fixture(scope="session")
def given_difference(run) -> RunDifference:
    judged = [goal for goal in goals_of(run) if wording(run, goal, "ja").view.example]
    table = pd.concat([rows(run, goal) for goal in judged], ignore_index=True)
    return RunDifference(run, run, table, {})


@pytest.fixture(scope="module", autouse=True)
def _compared(given_difference):
    """Take given waypoints for what lies between two runs, instead of projecting it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kgisim.runs.compare.compare", lambda before, after: given_difference)
        yield


@pytest.fixture(scope="session")
def report(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return {
        language: write_page(make_report(Scope(run, language)), folder / f"{language}.html")
        for language in ("ja", "en")
    }


@pytest.fixture(scope="session")
def brief(run):
    """The council brief in each language, not yet written."""
    return {language: make_report(Scope(run, language), "brief") for language in ("ja", "en")}


@pytest.fixture(scope="session")
def written(brief, tmp_path_factory):
    """The Japanese brief in every format, by format."""
    folder = tmp_path_factory.mktemp("brief")
    return {
        form: write_report(brief["ja"], folder / ending("brief", form), form) for form in FORMATS
    }


@pytest.fixture(scope="session")
def expected(written):
    """What a reader finds in the untouched files, by format."""
    return {form: FORMATS[form].read(written[form]) for form in READABLE}


@pytest.fixture(scope="session")
def workbook(run, tmp_path_factory):
    """The full report as a workbook, with the report itself."""
    report = make_report(Scope(run), "full")
    return report, write_report(report, tmp_path_factory.mktemp("full") / "full.xlsx", "xlsx")

"""A plan of another country, currency, language and horizon: nothing of the bundled one appears."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgisim.cli.commands import analysis, questions, reports
from kgisim.cli.options import Content
from kgisim.exporters.iamc import iamc_table
from kgisim.messages import languages, own_words
from kgisim.projection.workspace_check import check_workspace
from kgisim.runs.make_run import make_run
from kgisim.workspace import Workspace, init_workspace

ROOT = Path(__file__).parents[1]
ELSEWHERE = Path(__file__).parent / "workspaces" / "new_zealand"
DRAWS = 200
OURS = re.compile(
    r"\b(?:2040|2028|2032|2036)\b|Japan|\bJPY\b|\b[Yy]en\b|[Ff]iscal|\bFY|第3期"
    r"|[\u3041-\u30ff\u4e00-\u9fff]"
)
"""Words of the bundled plan, its years, country, currency and language."""

pytestmark = pytest.mark.filterwarnings("ignore:Importing 'IfElse':DeprecationWarning")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace of the other country, with the pages of a new workspace."""
    folder = tmp_path_factory.mktemp("elsewhere")
    fresh = init_workspace(folder / "fresh")
    root = Path(shutil.copytree(ELSEWHERE, folder / "workspace"))
    shutil.copytree(fresh / "dashboards", root / "dashboards", dirs_exist_ok=True)
    return Workspace.open(root)


@pytest.fixture(scope="module")
def run(elsewhere: Workspace, tmp_path_factory: pytest.TempPathFactory):
    """Its run: fitted and projected for real, with few draws and without a backtest."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kgisim.evaluation.backtest.Backtests.tasks", lambda _: iter(()))
        return make_run(elsewhere, folder=folder, draws=DRAWS, jobs=1, cache=folder / "cache")


def read(html: str) -> str:
    """Return what a reader reads; ticks of axes are drawn, and any year may be one."""
    for part in ("style", "script", "svg"):
        html = re.sub(rf"<{part}\b.*?</{part}>", " ", html, flags=re.DOTALL)
    return re.sub("<[^>]*>", " ", html)


def ours(text: str) -> list[str]:
    return [text[max(0, at.start() - 40) : at.end() + 40] for at in OURS.finditer(text)]


def test_it_has_no_problem(elsewhere: Workspace):
    assert check_workspace(elsewhere) == ()


def test_it_is_projected_from_its_first_year_to_its_horizon(run):
    years = run.projection.draws["year"].to_numpy()
    assert (years[0], years[-1]) == (1990, 2050)
    assert set(run.fits["status"]) == {"ok"}


def test_its_targets_are_judged_at_its_horizon(run):
    assert set(run.assessment["year"]) == {2050}
    assert run.assessment["chance"].between(0, 1).all()


def test_its_package_of_measures_is_found_whatever_it_is_called(run):
    assert "growth_package" in set(run.assessment["scenario"])


@pytest.mark.parametrize("kind", ["brief", "annex"])
def test_a_report_says_nothing_of_the_bundled_plan(run, tmp_path, kind, capsys):
    target = tmp_path / "report.html"
    reports.report(str(run.path), out=target, kind=kind)
    text = read(target.read_text("utf-8"))
    assert "NZD" in text
    assert "2050" in text
    assert ours(text) == []
    assert ours(capsys.readouterr().out) == []
    assert ("For the council to decide" in text) == (kind == "brief")


def test_the_command_line_says_nothing_of_the_bundled_plan(elsewhere, run, capsys):
    runs = run.path.parent
    analysis.check(workspace=elsewhere.root)
    questions.show(content=Content(elsewhere.root), runs=runs)
    questions.show("device_exports", content=Content(elsewhere.root), runs=runs)
    questions.explain("device_exports", run=str(run.path))
    questions.solve("device_exports", run=str(run.path))
    printed = capsys.readouterr().out
    assert "NZD" in printed
    assert ours(printed) == []


def test_the_pages_of_the_dashboard_say_nothing_of_the_bundled_plan(elsewhere, run):
    pytest.importorskip("panel")
    from kgisim.app.pages import load_pages
    from kgisim.app.shared_run import SharedRun
    from kgisim.app.state import State
    from tests.app.test_pages import written

    shared, pages = SharedRun(run, elsewhere), load_pages(elsewhere)
    for name, page in pages.items():
        state = State(shared, pages=list(pages), page=name, goal="device_exports")
        assert state.language == "en"
        assert ours(written(page.build(state))) == [], name


def test_amounts_are_in_its_currency(run):
    from kgisim.presentation.localized import wording

    assert wording(run, "device_exports", "en").quantity(1234.0) == "NZD\u00a01,234 million"


def test_exchanged_tables_name_its_region(run):
    assert set(iamc_table(run)["region"]) == {"New Zealand"}


def test_times_are_those_of_its_clock(run):
    from datetime import UTC, datetime

    from kgisim.presentation.sentences.proposals import moment

    noon = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert moment(run, noon, "en").endswith("12:00 NZ time")


OF_THE_PLAN = re.compile(r"\b(?:2040|2028|2032|2036)\b|Japan\b|日本(?!語)|\bJPY\b|円|第3期|^JP$")
"""Words that only the bundled workspace may hold; 日本語 is the name of a language."""
ALLOWED = {
    # units, eras and languages in which the world publishes its tables, wherever the reader is
    "importers",
    # an example of a window, in what a wrong one is answered with
    "api/assessment.py",
}


def of_the_program(file: Path) -> Iterator[str]:
    """Yield what a module computes with or prints; docstrings give examples of the bundled plan."""
    tree = ast.parse(file.read_text("utf-8"))
    described = {
        id(one.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for one in node.body
        if isinstance(one, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described:
            yield str(node.value)


def modules() -> list[str]:
    found = (path.relative_to(ROOT / "kgisim") for path in (ROOT / "kgisim").rglob("*.py"))
    return sorted(one.as_posix() for one in found)


@pytest.mark.parametrize("module", modules())
def test_the_engine_holds_no_word_of_the_bundled_plan(module: str):
    if module in ALLOWED or module.split("/")[0] in ALLOWED:
        pytest.skip("allowed")
    held = [one for one in of_the_program(ROOT / "kgisim" / module) if OF_THE_PLAN.search(one)]
    assert held == []


@pytest.mark.parametrize("language", languages())
def test_no_message_holds_a_word_of_the_bundled_plan(language: str):
    held = {key: one for key, one in own_words(language).items() if OF_THE_PLAN.search(str(one))}
    assert held == {}


def test_the_search_finds_what_it_looks_for(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text('"""About 2040."""\nYEAR = 2040\nWORDS = "円"\nFINE = 20401\n', "utf-8")
    assert [one for one in of_the_program(wrong) if OF_THE_PLAN.search(one)] == ["2040", "円"]

"""A new indicator, scenario, family and report format each go in one place, and nothing else is
touched."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kgisim import messages
from kgisim.evaluation.coverage import read_coverage
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace, init_workspace

ROOT = Path(__file__).parents[1]

INDICATOR = """
id: trial_sites
role: goal
label: "9z"
title: {ja: 治験施設数, en: Trial sites}
definition: {ja: 試験のための架空の系列, en: An invented series for a test}
unit: usd_bn
scale: positive
period: FY
model: {family: random_walk}
sources:
  a: {title: 年報, publisher: 試験}
targets:
  - {id: ten, kind: value, value: 10.0, note: {ja: 例示, en: illustrative}}
"""

ROWS = """year,year_end,value,relation,low,high,se,source,evidence,definition,published,note
2018,,4.0,eq,,,,a,official,,,
2019,,4.4,eq,,,,a,official,,,
2020,,4.3,eq,,,,a,official,,,
2021,,4.9,eq,,,,a,official,,,
2022,,5.2,eq,,,,a,official,,,
"""

SCENARIO = """
id: more_sites
title: {ja: 施設の増設, en: More sites}
description: {ja: 試験のための架空の施策, en: An invented measure for a test}
measures:
  - id: build_sites
    title: {ja: 増設, en: Building}
    indicator: trial_sites
    on: level
    unit: percent
    effect: {p10: 5.0, p50: 10.0, p90: 20.0}
    start: 2028
    rationale: {ja: 架空, en: invented}
    source: illustrative
"""

FAMILY = '''
"""A random walk."""

import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath


class RandomWalk(Family):
    """A level that moves by independent steps."""

    title = {"ja": "ランダムウォーク", "en": "random walk"}

    def priors(self, scale):
        """One step size."""
        return {"step_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.1}}}

    def path(self, hyper, years):
        """Load on the first level and the steps."""
        step = np.arange(years)
        steps = hyper["step_sd"] * (step[:, None] >= step[None, 1:])
        return LinearPath(pt.zeros(years), pt.concatenate([pt.ones((years, 1)), steps], axis=1))


FAMILY = RandomWalk
'''

FORMAT = '''
"""The report as Markdown."""

from pathlib import Path

from kgisim.report.blocks import Heading
from kgisim.report.formats.registry import Format


def write_markdown(report, path: Path) -> Path:
    """Write the headings of a report."""
    headings = [f"## {one.text}" for one in report.blocks if isinstance(one, Heading)]
    path.write_text("\\n".join([f"# {report.title}", *headings]), "utf-8")
    return path


FORMAT = Format("markdown", ending=".md", writer=write_markdown)
'''

COMMAND = """
import sys
from pathlib import Path
from typing import get_args

from kgisim.report import formats

formats.__path__.append(sys.argv[1])  # as if the file lay in the package

from kgisim.cli.commands import reports
from kgisim.cli.main import app
from kgisim.cli.options import Form
from tests.presentation import synthetic

made = synthetic.run(Path(sys.argv[2]))
reports.named_run = lambda *_: made
print(*get_args(Form))
app(sys.argv[3:])
"""
"""The command line with one more file among the formats, and a run that is already made."""


COVERAGE = """
version: 1
family: random_walk
date: '2026-11-22'
forecasts: invented
commands: [none]
series: 10
held:
  - {scale: positive, first: 1, last: 5, level: 90, series: 10, points: 50, hits: 45, rate: 0.9}
"""


PAGE = '''
"""A page with words of its own."""

from kgisim.app.html import paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text

TITLE = Text(ja="試験の頁", en="Trial page")
ORDER = 990
ABOUT_GOAL = False
MESSAGES = {
    "ja": {"greeting": "{name}の頁である。"},
    "en": {"greeting": "This is the page of {name}."},
}


def build(state):
    """Greet."""
    said = state.t("page.trial.greeting", name="kgisim")
    return HtmlPane(title(TITLE(state.language)) + paragraphs([said]), state.go)
'''

GERMAN = """
language:
  name: Deutsch
  locale: de-DE
  money: "{number} {step} {currency}"
  money_steps: "6 Mio., 9 Mrd., 12 Bio."
number:
  chance: "etwa {percent} %"
report:
  title: "Fortschritt bis {year}"
"""

IN_GERMAN = """
import sys
from pathlib import Path

from kgisim.presentation import i18n

i18n.__path__.append(sys.argv[1])  # as if the file lay in the package

from kgisim.cli.commands import reports
from kgisim.cli.main import app
from tests.presentation import synthetic

made = synthetic.run(Path(sys.argv[2]))
reports.named_run = lambda *_: made
app(sys.argv[3:])
"""
"""The command line with one more file of words, and a run that is already made."""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = init_workspace(tmp_path_factory.mktemp("user") / "workspace")
    for name, text in {
        "data/trial_sites.yaml": INDICATOR,
        "data/trial_sites.csv": ROWS,
        "scenarios/more_sites.yaml": SCENARIO,
        "models/random_walk.py": FAMILY,
        "models/random_walk_coverage.yaml": COVERAGE,
    }.items():
        Path(root, name).write_text(text.lstrip("\n"), encoding="utf-8")
    return Workspace.open(root)


@pytest.mark.filterwarnings("ignore:Importing 'IfElse':DeprecationWarning")
def test_the_extended_workspace_has_no_problem(extended: Workspace):
    assert check_workspace(extended) == ()


def test_what_tests_said_of_the_new_family_is_found_beside_that_of_the_other(extended: Workspace):
    found = {name: read_coverage(extended, name) for name in ("random_walk", "damped_trend")}
    assert {name: one and one.family for name, one in found.items()} == {n: n for n in found}


@pytest.mark.slow
def test_the_new_indicator_is_projected_with_the_new_family_under_the_new_scenario(
    extended: Workspace, tmp_path: Path
):
    from kgisim.evidence.catalog import load_catalog
    from kgisim.inference.fit_all import fit_all
    from kgisim.projection.projection import project
    from kgisim.projection.scenario_loader import load_scenarios

    catalog = load_catalog(extended)
    fits = fit_all(catalog, extended, names=("trial_sites",), jobs=1, draws=500, cache=tmp_path)
    scenarios = load_scenarios(extended, catalog)
    chosen = {name: scenarios[name] for name in ("baseline", "more_sites")}
    made = project(catalog, fits, chosen, seed=1)
    level = made.draws["level"].sel(series="trial_sites", year=2040)
    lift = (level.sel(scenario="more_sites") / level.sel(scenario="baseline")).to_numpy()
    assert fits["trial_sites"].family == "random_walk"
    assert np.median(lift) == pytest.approx(1.10, abs=0.01)


def test_the_new_format_is_written_by_the_command_line(tmp_path: Path):
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "markdown.py").write_text(FORMAT.lstrip("\n"), encoding="utf-8")

    target = tmp_path / "sheet.md"
    words = ("report", "--format", "markdown", "--kind", "target-sheet", "--lang", "en", "--out")
    command = [sys.executable, "-c", COMMAND, folder, tmp_path, *words, target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "markdown" in done.stdout.splitlines()[0].split()
    title, *headings = target.read_text("utf-8").splitlines()
    assert title.startswith("# ")
    assert headings
    assert all(one.startswith("## ") for one in headings)


@pytest.fixture
def apart(monkeypatch):
    """What a page says is forgotten with the test: messages are those of the whole process."""
    monkeypatch.setattr(messages, "_ADDED", dict(messages._ADDED))
    yield
    monkeypatch.undo()
    messages.own_words.cache_clear()
    messages.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "kgisimの頁である。"), ("en", "This is the page of kgisim.")]
)
@pytest.mark.usefixtures("apart")
def test_the_new_page_opens_with_its_own_words(language, said, quick_run, smallest):
    pytest.importorskip("panel")
    from kgisim.app.pages import load_pages
    from kgisim.app.shared_run import SharedRun
    from kgisim.app.state import State

    (smallest.dashboards / "trial.py").write_text(PAGE, encoding="utf-8")
    pages = load_pages(smallest)
    shared = SharedRun(quick_run, smallest)
    state = State(shared, pages=list(pages), page="trial", language=language)
    shown = pages["trial"].build(state).html
    assert said in shown
    assert pages["trial"].title(language) in shown


def test_a_page_that_lacks_a_language_of_the_plan_is_told_by_file_and_key(smallest):
    page = PAGE.replace('    "en": {"greeting": "This is the page of {name}."},\n', "")
    (smallest.dashboards / "trial.py").write_text(page, encoding="utf-8")
    (problem,) = check_workspace(smallest)
    assert (problem.file, problem.where) == ("dashboards/trial.py", ("MESSAGES", "greeting"))
    assert "English" in str(problem.message)


def test_a_language_without_a_file_of_words_is_told(smallest):
    said = smallest.settings.read_text("utf-8").replace("[ja, en]", "[ja, en, de]")
    smallest.settings.write_text(said, encoding="utf-8")
    assert "messages_de.yaml" in " ".join(str(one) for one in check_workspace(smallest))


def test_the_new_language_prints_a_report_and_marks_what_it_lacks(tmp_path: Path):
    folder, target = tmp_path / "words", tmp_path / "full.html"
    folder.mkdir()
    (folder / "messages_de.yaml").write_text(GERMAN, encoding="utf-8")
    words = ("report", "--format", "html", "--kind", "full", "--lang", "de", "--out")
    command = [sys.executable, "-c", IN_GERMAN, folder, tmp_path, *words, target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    page = target.read_text("utf-8")
    assert "Fortschritt bis 2040" in page
    assert "etwa " in page
    assert "[en] " in page

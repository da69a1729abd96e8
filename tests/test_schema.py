"""docs/schema.md is the contract between the rooms: it says the same as the code."""

import re
from pathlib import Path

import pytest

from kgisim import schema
from kgisim.analysis.explanation_tables import TABLES
from kgisim.analysis.judgement import TABLES as JUDGED
from kgisim.elicitation import records as elicited
from kgisim.elicitation.records import Elicitation
from kgisim.evaluation import backtest
from kgisim.evidence import base, identity, indicator
from kgisim.evidence.base import Record
from kgisim.evidence.indicator import Indicator
from kgisim.inference.fit import Fit
from kgisim.projection import scenario
from kgisim.projection.scenario import Scenario
from kgisim.runs.make_run import FIT_COLUMNS, make_run
from kgisim.targets.assess import VALUE_COLUMNS

PAGE = (Path(__file__).parents[1] / "docs" / "schema.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Text under one second-level heading."""
    return re.split(r"^## ", PAGE.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    """Names in code style in the first column of a table, top to bottom."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [name for cell in rows for name in re.findall(r"`([^`]+)`", cell)]


def listed(text: str) -> tuple[str, ...]:
    """Names in one code-styled list ``a, b, c``."""
    return tuple(text.split(", "))


def test_observation_columns_are_the_documented_ones():
    sentence = re.search(r"exactly these columns: `([^`]+)`", section("Observation rows"))
    assert listed(sentence.group(1)) == schema.OBSERVATION_COLUMNS


def test_every_observation_column_is_explained_in_order():
    assert tuple(first_cells(section("Observation rows"))) == schema.OBSERVATION_COLUMNS


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("assessment.csv", schema.ASSESSMENT_COLUMNS),
        ("fits.csv", FIT_COLUMNS),
        ("values.csv", VALUE_COLUMNS),
        ("backtests.csv", backtest.COLUMNS),
    ],
)
def test_the_columns_of_a_result_are_the_documented_ones(file, columns):
    line = re.search(rf"^\| `{file}` \| (.+) \|$", section("Run"), re.MULTILINE)
    assert columns in [listed(text) for text in re.findall(r"`([^`]+)`", line.group(1))]


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_of_an_explanation_are_the_documented_ones(table):
    line = re.search(rf"^\| `{table}.csv` \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert listed(line.group(1)) == TABLES[table]


@pytest.mark.parametrize("table", JUDGED)
def test_the_columns_of_a_conditional_table_are_the_documented_ones(table):
    line = re.search(rf"^\| `{table}.csv` \| `([^`]+)` \|", section("Conditional"), re.MULTILINE)
    assert listed(line.group(1)) == JUDGED[table]


@pytest.fixture
def made(smallest, quick_fits, tmp_path):
    """A run of the smallest workspace."""
    return make_run(smallest, folder=tmp_path / "runs")


def test_a_run_holds_the_documented_files_and_no_others(made):
    held = {path.name + "/" * path.is_dir() for path in made.path.iterdir()}
    assert held == set(first_cells(section("Run")))


def test_a_manifest_holds_the_documented_keys_and_no_others(made):
    line = re.search(r"^\| `manifest.json` \| (.+) \|$", section("Run"), re.MULTILINE)
    assert set(made.manifest) == set(re.findall(r"`(\w+)`", line.group(1)))


def test_a_projection_has_the_documented_form(made):
    assert made.projection.draws[schema.LEVEL].dims == (
        schema.SCENARIO,
        schema.DRAW,
        schema.YEAR,
        schema.SERIES,
    )
    assert list(made.projection.draws.data_vars) == first_cells(section("Projection"))


def test_the_baseline_comes_first(made):
    assert made.projection.draws[schema.SCENARIO].to_numpy()[0] == schema.BASELINE


@pytest.mark.parametrize(
    ("column", "words"), [("relation", schema.RELATIONS), ("evidence", schema.EVIDENCE)]
)
def test_the_words_of_a_column_are_the_documented_ones(column, words):
    line = re.search(rf"^\| `{column}` \| (.+) \|$", section("Observation rows"), re.MULTILINE)
    assert tuple(re.findall(r"`([^`]+)`", line.group(1))) == words


def test_the_projection_has_the_documented_dimensions():
    sentence = re.search(r"dims `([^`]+)`", section("Projection"))
    assert listed(sentence.group(1)) == (schema.SCENARIO, schema.DRAW, schema.YEAR, schema.SERIES)


def test_the_projection_has_the_documented_variables():
    assert first_cells(section("Projection")) == [schema.LEVEL, schema.OUTCOME]


def test_a_fit_has_the_documented_dimensions():
    sentence = re.search(r"dims `chain` \(one\), (.+)\.\n", section("Fit"))
    words = re.findall(r"`([^`]+)`", sentence.group(1))
    assert words == [schema.DRAW, schema.YEAR, schema.TERM, schema.PARAMETER]


def test_the_variables_of_a_fit_are_fields_of_it():
    documented = first_cells(section("Fit"))
    assert documented
    assert set(documented) <= set(Fit.__dataclass_fields__)


def test_the_workspace_page_names_the_records_that_read_the_files():
    records = {f"{kind.__module__}.{kind.__name__}" for kind in (Indicator, Scenario, Elicitation)}
    assert records <= set(re.findall(r"`(kgisim\.[\w.]+)`", section("Workspace")))


def records() -> list[type[Record]]:
    """Every record of the grammars."""
    modules = (base, identity, indicator, scenario, elicited)
    found = {name: kind for module in modules for name, kind in vars(module).items()}.values()
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, Record)]


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_every_key_of_a_file_is_explained_where_it_is_defined(record):
    assert [name for name, field in record.model_fields.items() if not field.description] == []

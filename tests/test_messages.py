"""Every error is a code with values, and the catalogue has its words in every language."""

import ast
import string
from pathlib import Path

import pytest

from kgisim.errors import InvalidValueError, KgisimError
from kgisim.messages import Message, Nearest, catalogue, either, joined, quoted, restored, stored
from kgisim.schema import LANGUAGES

ROOT = Path(__file__).parents[1]
ENGINE = [path for path in sorted((ROOT / "kgisim").rglob("*.py")) if path.name != "messages.py"]
CONTENT = [path for folder in ("models", "dashboards") for path in (ROOT / folder).glob("*.py")]


def family(kind: type = KgisimError) -> set[str]:
    return {kind.__name__}.union(*(family(child) for child in kind.__subclasses__()))


def imported_families() -> set[str]:
    """Names of all errors whose first argument is a code; those of content name something else."""
    for module in ("audit.log", "audit.users", "report.provenance", "presentation.figures.render"):
        __import__(f"kgisim.{module}")
    return (family() | {"Message"}) - {"ContentError", "NotFoundError"}


def is_ours(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in imported_families()


class Use:
    """One place where a message is made: its codes, and the names of its values."""

    def __init__(self, path: Path, function: ast.AST, call: ast.Call):
        self.where = f"{path.relative_to(ROOT)}:{call.lineno}"
        self.codes = tuple(codes_in(call.args[0], function)) if call.args else ()
        self.is_passed_on = bool(call.args) and not self.codes
        self.values = set()
        for keyword in call.keywords:
            self.values |= {keyword.arg} if keyword.arg else keys_in(keyword.value, function)


def codes_in(node: ast.AST, function: ast.AST) -> list[str]:
    """Codes that an expression can be; a name stands for what its function assigns to it."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return codes_in(node.body, function) + codes_in(node.orelse, function)
    if isinstance(node, ast.Name):
        return [code for value in assigned(node.id, function) for code in codes_in(value, function)]
    return []


def keys_in(node: ast.AST, function: ast.AST) -> set[str]:
    """Keys of a dictionary that is written out, here or where it is assigned."""
    if isinstance(node, ast.Dict):
        return {key.value for key in node.keys if isinstance(key, ast.Constant)}
    if isinstance(node, ast.Name):
        return set().union(*(keys_in(value, function) for value in assigned(node.id, function)))
    return set()


def assigned(name: str, function: ast.AST) -> list[ast.expr]:
    found = []
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name and node.value is not None:
                found.append(node.value)
    return found


def uses() -> list[Use]:
    found = []
    for path in [*ENGINE, *CONTENT]:
        for function, call in calls(ast.parse(path.read_text("utf-8"))):
            if is_ours(call):
                found.append(Use(path, function, call))
    return found


def calls(tree: ast.Module):
    """Every call with the function around it, or the module."""

    def inside(node: ast.AST, function: ast.AST):
        if isinstance(node, ast.FunctionDef):
            function = node
        if isinstance(node, ast.Call):
            yield function, node
        for child in ast.iter_child_nodes(node):
            yield from inside(child, function)

    return inside(tree, tree)


USES = uses()
WRITTEN = [use for use in USES if use.codes]
PASSED_ON = {
    "kgisim/errors.py",  # the family itself
    "kgisim/evidence/indicator.py",  # rules that give codes
    "kgisim/evidence/csv_cells.py",  # what is odd about a number
    "kgisim/evidence/gate/problems.py",  # findings of the rules
    "kgisim/evidence/yaml_records.py",  # codes by type of error
    "kgisim/importers/importing.py",  # errors with codes of their own
    "kgisim/importers/questions.py",
    "kgisim/importers/refusal.py",  # the error of all readers
    "kgisim/inference/fit_all.py",
    "kgisim/projection/projection_gate.py",  # findings
    "kgisim/runs/change_path.py",
    "kgisim/runs/format_versions.py",  # what old formats lack
    "kgisim/runs/run_folder.py",
    "kgisim/report/fill/fill.py",  # codes by kind of field, and by part of a document
}
"""Modules that pass on a code or message which stands elsewhere."""


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_for_the_values_that_are_given(language):
    words = catalogue(language)
    named = [(use, f"error.{code}") for use in WRITTEN for code in use.codes]
    assert [(use.where, code) for use, code in named if code not in words] == []
    unfilled = {
        (use.where, code): placeholders(words[code]) - use.values
        for use, code in named
        if not placeholders(words[code]) <= use.values
    }
    assert unfilled == {}


def test_the_errors_of_every_part_of_the_engine_are_seen():
    parts = {use.where.split("/")[1] for use in WRITTEN}
    assert {"evidence", "inference", "projection", "targets", "analysis", "runs"} <= parts
    assert {"audit", "report", "app", "cli", "exporters", "evaluation"} <= parts


def test_codes_that_are_computed_stand_in_few_modules():
    assert {use.where.split(":")[0] for use in USES if use.is_passed_on} <= PASSED_ON


def test_no_module_formats_a_sentence_into_an_error():
    raised = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node.exc.args[:1])
        for path in ENGINE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and is_ours(node.exc)
    ]
    assert raised
    assert [place for place, first in raised if any(map(is_sentence, first))] == []


def is_sentence(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(node, ast.JoinedStr) or " " in str(text)


def test_every_code_that_a_table_of_codes_names_has_words():
    from kgisim.evidence.yaml_records import EXPECTED, PATTERNS
    from kgisim.runs.format_versions import LACKS

    codes = {*EXPECTED.values(), *PATTERNS.values(), *LACKS.values()}
    assert all(f"error.{code}" in catalogue(one) for code in codes for one in LANGUAGES)


def test_without_a_near_name_the_first_valid_ones_are_listed():
    assert Nearest("zzz", ["d", "c", "b", "a"]).text("en") == "; valid: 'a', 'b', 'c', …"
    assert Nearest("zzz", ["d", "c", "b", "a"]).text("ja") == "。使える語：「a」、「b」、「c」など"


def test_a_short_list_of_valid_names_is_told_whole():
    assert Nearest("zzz", ["b", "a"]).text("en") == "; valid: 'a', 'b'"


def test_names_are_joined_by_the_words_of_the_language():
    names = either(quoted(["a", "b", "c"]))
    assert str(names) == "'a', 'b' or 'c'"
    assert names.text("ja") == "「a」、「b」又は「c」"


def test_messages_are_kept_in_a_cell_with_their_values():
    messages = (
        Message("gate.pareto_k", k=0.801, limit=0.7),
        Message("fit.driver_gap", driver="yen", years=(2010, 2011)),
    )
    again = restored(stored(messages))
    assert again == messages
    assert str(joined(again)) == (
        "Pareto k 0.80, expected below 0.7; driver 'yen' has no value for 2010, 2011"
    )


def test_a_cell_without_messages_is_empty():
    assert (stored([]), restored("")) == ("", ())


def test_a_sentence_of_an_earlier_version_is_kept():
    old = "Pareto k 0.80, expected below 0.7; effective sample size 120, expected at least 400"
    assert [one.text("ja") for one in restored(old)] == [old]


def test_an_invalid_value_is_a_value_error_for_pydantic():
    assert isinstance(InvalidValueError("csv.fill"), ValueError)

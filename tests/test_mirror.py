"""Tests mirror modules: a reader who changes one knows which file must speak up."""

import ast
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = {
    path.relative_to(ROOT / "kgisim").with_suffix("").as_posix(): path
    for path in sorted((ROOT / "kgisim").rglob("[a-z]*.py"))
}
TESTS = {
    path.relative_to(ROOT / "tests").as_posix(): path
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
}

ELSEWHERE = {
    # discovered by folder, and tested as the kind of thing that they are
    "cli/commands/*": ("cli/test_main.py", "every command is typed as people type it"),
    "evidence/gate/rules/*": ("evidence/gate/test_screen.py", "traps planted rule by rule"),
    "evidence/gate/*": ("evidence/gate/test_screen.py", "the gate is tested as one, by traps"),
    "importers/layouts/*": ("importers/test_layouts.py", "a file in each layout is read"),
    "report/reading/*": ("report/test_verify.py", "what is altered in a file is found again"),
    "report/formats/*": ("report/formats/test_registry.py", "every format writes the same report"),
    "report/sections/*": ("report/test_kinds.py", "sections are tested in the reports they make"),
    # parts of one calculation, tested at its door
    "importers/skeleton": ("cli/test_importing.py", "the file of a new indicator, as printed"),
    "importers/*": ("importers/test_layouts.py", "steps of reading one file, by whole files"),
    "exporters/*": ("exporters/test_readers.py", "read back by the public readers"),
    "analysis/explanation_job": ("analysis/test_explain_all.py", "by these jobs it explains"),
    "analysis/explanation_tables": ("analysis/test_explain_all.py", "tables of all explanations"),
    "analysis/shapley": ("analysis/test_contributions.py", "weights enter contributions"),
    "presentation/members_view": ("presentation/tables/test_members.py", "beside the table"),
    "presentation/ranking_view": ("presentation/figures/test_ranking.py", "what it draws"),
    "presentation/tables/ranking": ("presentation/figures/test_ranking.py", "beside the figure"),
    "presentation/sentences/ranking": ("presentation/figures/test_ranking.py", "beside the figure"),
    "presentation/sentences/members": ("presentation/tables/test_members.py", "beside the table"),
    "evidence/member_rows": ("broken/test_broken.py", "files of groups whose rows are wrong"),
    "evidence/group": ("projection/test_workspace_check.py", "files of groups that are wrong"),
    "inference/laplace": ("inference/test_importance_sampling.py", "what is proposed, and drawn"),
    "inference/row_tangent": ("inference/test_likelihood.py", "rows and their derivatives"),
    "inference/array_functions": ("inference/test_likelihood.py", "likelihoods are written in it"),
    "inference/graph_functions": ("inference/test_agreement.py", "NUTS samples what they build"),
    "inference/reference_model": ("inference/test_agreement.py", "sampled beside the fits"),
    "inference/path_graph": ("content/test_families.py", "a family as a graph and by NumPy"),
    "inference/usual_priors": ("inference/test_priors.py", "closed forms beside those of PyMC"),
    "inference/pymc_priors": ("inference/test_priors.py", "what has no closed form"),
    "inference/driver_growth": ("content/test_damped_trend.py", "what grows by its drivers"),
    "runs/run_folder": ("runs/test_run.py", "a run is found, and opened after a check"),
    "runs/current_elicitations": ("api/test_questions.py", "what is used where it is asked for"),
    "targets/conditional_forecast": ("api/test_questions.py", "answers that are asked for by name"),
    "runs/packed_fits": ("runs/test_make_run.py", "fits as the folder of a run has them"),
    "runs/readings": ("runs/test_make_run.py", "its tables, by one process and by two"),
    "runs/change_path": ("runs/test_compare.py", "the path between two runs that are compared"),
    "evaluation/family_record": ("evaluation/test_coverage.py", "records are read by it"),
    "runs/results": ("api/test_questions.py", "results that are computed without a run"),
    "screening/*": ("screening/test_screen.py", "criteria enter one screen"),
    "projection/fitted_series": ("projection/test_projection.py", "series as they are projected"),
    "audit/entry_tables": ("audit/test_log.py", "what the register keeps, and refuses to change"),
    "evidence/level_limits": ("evidence/test_plan.py", "read with the plan that they belong to"),
    "targets/example_target": ("app/test_state.py", "the example target with which the app opens"),
    "presentation/level_writing": ("presentation/sentences/test_levels.py", "how levels read"),
    "presentation/levels_view": ("presentation/sentences/test_levels.py", "levels of a run"),
    "presentation/tables/levels": ("presentation/sentences/test_levels.py", "tables beside them"),
    "presentation/figures/frontier": ("api/test_proposed_levels.py", "drawn by holoviews"),
    "targets/first_sign": ("targets/test_levels.py", "the year in which failure shows"),
    "targets/frontier": ("targets/test_levels.py", "the curve of all levels, and the shift"),
    "targets/level_choice": ("targets/test_levels.py", "levels by chance, their order and bounds"),
    "targets/loss": ("targets/test_levels.py", "shortfalls, and the level by cost"),
    "targets/observation_likelihood": ("targets/test_follow_up.py", "weights of a follow-up"),
    "targets/question": ("screening/test_screen.py", "asked by every analysis"),
    "targets/reference_class": ("targets/test_two_probability_rule.py", "a limit of the rule"),
    "targets/refusal": ("targets/test_backcast.py", "refusals arise from questions"),
    "targets/verdict": ("targets/test_two_probability_rule.py", "the verdict applies the rule"),
    "worksheet/contents": ("worksheet/test_page.py", "what the page holds"),
    "worksheet/*": ("worksheet/test_answers.py", "compared with the engine, answer by answer"),
    # data classes and checks, tested by what reads and builds them
    "axis": ("evidence/test_plan.py", "the axis is declared by the plan"),
    "audit/import_draft": ("cli/test_importing.py", "what is imported, as a terminal shows it"),
    "audit/row_difference": ("audit/test_data_revision.py", "the difference that a revision makes"),
    "audit/entries": ("audit/test_log.py", "entries are written to the log and read back"),
    "evidence/base": ("test_schema.py", "models of content, field by field"),
    "evidence/languages": ("test_extending.py", "words that a plan needs, as they are reported"),
    "evidence/identity": ("test_schema.py", "models of content, field by field"),
    "evidence/indicator": ("test_schema.py", "models of content, field by field"),
    "evidence/answers": ("broken/test_broken.py", "broken content and its messages"),
    "evidence/cross_checks": ("broken/test_broken.py", "broken content and its messages"),
    "evidence/loader": ("broken/test_broken.py", "broken content and its messages"),
    "projection/scenario_checks": ("broken/test_broken.py", "broken content and its messages"),
    "projection/scenario": ("test_schema.py", "models of content, field by field"),
    # text, tables and figures of one topic
    "presentation/figures/votes": ("app/test_voting.py", "votes as members see them"),
    "presentation/sentences/ballots": ("app/test_voting.py", "ballots as members read them"),
    "app/record_fields": ("app/test_content_form.py", "fields of its form"),
    "app/journal": ("app/test_diagnosis.py", "what the page of the operator lists"),
    "app/visitor": ("app/test_voting.py", "requests beside the sessions"),
    "app/new_run_form": ("app/test_new_run.py", "buttons of a new run"),
    "app/vote_paper": ("app/test_voting.py", "the paper on which members vote"),
    "report/minutes": ("app/test_voting.py", "minutes of a whole meeting"),
    "presentation/tables/elicitation": ("cli/test_elicit.py", "the feedback, as it is printed"),
    "presentation/tables/conditional": (
        "presentation/test_conditional_view.py",
        "tables and sentences of one view",
    ),
    "presentation/sentences/conditional": (
        "presentation/test_conditional_view.py",
        "tables and sentences of one view",
    ),
    "presentation/sentences/*": ("presentation/test_backcast_view.py", "sentences of one view"),
    "presentation/tables/observations": ("presentation/tables/test_results.py", "tables of a run"),
    "presentation/tables/sensitivity": ("report/test_kinds.py", "a table of the full report"),
    "presentation/figures/elicitation": ("app/test_elicitation_form.py", "drawn as feedback"),
    "presentation/figures/backtest": ("presentation/sentences/test_backtest.py", "text and figure"),
    "presentation/figures/waterfall": ("presentation/figures/test_run_difference.py", "its shape"),
    "presentation/figures/*": ("presentation/figures/test_fan_chart.py", "parts of figures"),
    "presentation/cells": ("presentation/sentences/test_rule.py", "a rule fills its empty cells"),
    "presentation/import_summary": ("cli/test_importing.py", "the summary is what is printed"),
    "targets/posed_question": ("analysis/test_explain.py", "what is sampled is explained"),
    "report/declared": ("report/formats/test_registry.py", "kinds and formats are declared"),
    "report/parsed": ("report/test_differences.py", "what is read from a report is matched"),
    "report/fill/*": ("report/fill/test_fill.py", "whole documents are filled"),
    "report/*": ("report/test_verify.py", "a report is made, stamped and verified"),
    "cli/target": ("cli/test_solve.py", "the target of a command"),
    "cli/*": ("cli/test_main.py", "what commands print and refuse"),
    "api/results": ("api/test_questions.py", "the run and the projection that questions need"),
    "api/question_forecast": ("api/test_questions.py", "what every question is asked of"),
    "api/assessment": ("api/test_questions.py", "targets and their chances"),
    # the app: a page's panels are tested in a session
    "app/curve": ("app/test_fan.py", "the second chart of the same page"),
    "app/lever_controls": ("app/test_levers.py", "controls of levers"),
    "app/meeting_record": ("app/test_meeting.py", "the record of a meeting"),
    "app/shared_run": ("app/test_server.py", "what sessions share"),
    "app/target_*": ("app/test_target_panel.py", "parts of the panel of a target"),
    "app/upload": ("app/test_data_form.py", "the file of the form"),
    "app/plots": ("app/test_fan.py", "keys and strokes of its charts"),
    "app/login": ("app/test_gate.py", "the way in, and how often it may be tried"),
    "app/*": ("app/test_pages.py", "a panel or form of a page"),
}
"""Modules without a test file of their own name: which file fails when they break, and why it."""

OF_NO_MODULE = {
    "app/test_checks.py": "a page of the folder dashboards",
    "app/test_roles.py": "what a member may not do, in every form",
    "app/test_disk.py": "what every form says when the disk or the register refuses",
    "app/test_wrong_inputs.py": "wrong inputs of every form of the dashboard",
    "audit/test_postgresql.py": "the register on another database",
    "exporters/test_readers.py": "formats, read by the public readers of each",
    "importers/test_layouts.py": "every layout",
    "importers/test_round_trips.py": "every layout, written and read",
    "inference/test_agreement.py": "two samplers compared",
    "inference/test_bad_input.py": "fits to hardly any rows",
    "inference/test_completeness.py": "from what a file declares to the likelihood",
    "inference/test_recovery.py": "simulation-based calibration of the sampler",
    "worksheet/test_answers.py": "the page's script beside the engine",
}
"""Test files that mirror no module, and what they test."""
BY_FOLDER = {
    "kgisim/app/pages.py": "dashboards",
    "kgisim/cli/main.py": "kgisim/cli/commands",
    "kgisim/evidence/gate/screen.py": "kgisim/evidence/gate/rules",
    "kgisim/importers/recognition.py": "kgisim/importers/layouts",
    "kgisim/report/formats/registry.py": "kgisim/report/formats",
    "kgisim/report/kinds.py": "kgisim/report/sections",
}
"""Modules that import others by their place in a folder, and those folders."""
FREE = ("broken", "browser", "content", "stories")
"""Folders of tests of the whole program."""


def mirror(module: str) -> str:
    """Return where the test file of a module's own name would be."""
    head, _, name = module.rpartition("/")
    return f"{head}/test_{name}.py".lstrip("/")


def has_logic(path: Path) -> bool:
    """Whether a module defines a function, or a class that does."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text())))


def covering(module: str) -> tuple[str, str] | None:
    """Return the first entry of the table that names a module, alone or by a pattern."""
    found = (entry for pattern, entry in ELSEWHERE.items() if fnmatch(module, pattern))
    return next(found, None)


@cache
def imported(path: Path) -> frozenset[Path]:
    """Return the files of the engine and of the tests that a file imports, wherever it does so."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = {ROOT / f"{name.replace('.', '/')}.py" for name in names}
    folder = BY_FOLDER.get(path.relative_to(ROOT).as_posix())
    files |= set((ROOT / folder).glob("[a-z]*.py")) if folder else set()
    packages = {ROOT / name.replace(".", "/") / "__init__.py" for name in names}
    return frozenset(file for file in files | packages if file.is_file())


def reached(test: Path) -> set[Path]:
    """Return all files that a test file imports, itself or by what it imports."""
    helpers = [test.parent / "conftest.py", ROOT / "tests" / "conftest.py"]
    waiting = [test, *(file for file in helpers if file.is_file())]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        found.add(file)
        waiting += imported(file) - found
    return found


WITHOUT = [
    module
    for module, path in MODULES.items()
    if mirror(module) not in TESTS and module != "__main__" and has_logic(path)
]


def test_a_module_without_a_test_file_of_its_name_is_tested_in_another():
    untold = [module for module in WITHOUT if covering(module) is None]
    assert untold == [], "add tests/…/test_NAME.py, or say in ELSEWHERE where each is tested"
    named = {module: covering(module)[0] for module in WITHOUT}
    assert [test for test in named.values() if test not in TESTS] == []
    files = {test: reached(TESTS[test]) for test in set(named.values())}
    assert [module for module, test in named.items() if MODULES[module] not in files[test]] == []


def test_the_table_names_no_module_that_has_a_test_file_or_is_gone():
    used = [covering(module) for module in WITHOUT]
    assert [
        name for name, entry in ELSEWHERE.items() if not any(one is entry for one in used)
    ] == []


def test_no_test_file_has_lost_its_module():
    mirrors = {mirror(module) for module in MODULES}
    lost = {
        name for name in TESTS if "/" in name and name not in mirrors and not name.startswith(FREE)
    }
    assert lost == set(OF_NO_MODULE)

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgisim.errors import Cell, Problem
from kgisim.projection.workspace_check import ORDINARY, _try_prior, check_workspace
from kgisim.workspace import FOLDERS, Workspace

BUNDLED = Workspace.bundled()
ALL = check_workspace(BUNDLED)
FILES = sorted(
    BUNDLED.name(path)
    for folder in (BUNDLED.data, BUNDLED.tables, BUNDLED.scenarios, BUNDLED.models)
    for path in folder.glob("*.*")
    if path.suffix in (".yaml", ".csv", ".py")
)


@pytest.fixture
def sound(tmp_path: Path) -> Workspace:
    origin = Path(__file__).parents[1] / "broken" / "sound"
    return Workspace(Path(shutil.copytree(origin, tmp_path / "sound")))


@pytest.mark.parametrize("file", FILES)
def test_a_bundled_file_has_no_problem(file):
    assert [str(problem) for problem in ALL if problem.file == file] == []


def test_the_bundled_workspace_has_no_problem_elsewhere():
    assert [str(problem) for problem in ALL if problem.file not in FILES] == []


def test_a_folder_that_is_not_there_is_one_problem(tmp_path):
    (problem,) = check_workspace(Workspace(tmp_path / "none"))
    assert str(problem.message) == "no such folder; make a workspace with 'kgisim init'"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_missing_folder_is_a_problem(sound, folder):
    shutil.rmtree(sound.root / folder)
    assert [problem.file for problem in check_workspace(sound)] == [f"{folder}/"]


def test_a_folder_that_cannot_be_read_is_a_problem(sound, monkeypatch):
    may = os.access
    closed = sound.scenarios
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed and may(path, mode))
    assert [str(problem) for problem in check_workspace(sound)] == [
        "scenarios/: cannot be read; check its permissions"
    ]


def test_a_family_that_cannot_be_imported_is_a_problem(sound):
    (sound.models / "plain.py").write_text("def broken(:\n")
    (problem,) = check_workspace(sound)
    assert problem.file == "models/plain.py"
    assert str(problem.message).startswith("cannot be used: SyntaxError")


def test_problems_stand_in_the_order_of_their_rows(sound):
    header, row, _ = (sound.data / "yen.csv").read_text().splitlines()
    rows = [row.replace("2020", str(2000 + n)).replace("106.8", "x") for n in range(12)]
    (sound.data / "yen.csv").write_text("\n".join([header, *rows]))
    places = [problem.where for problem in check_workspace(sound)]
    assert places == [Cell(n, "value") for n in range(2, 14)]


@pytest.fixture
def with_prior(sound):
    def write(prior: str) -> list[str]:
        path = sound.data / "share.yaml"
        priors = f"{{family: plain, priors: {{level_sd: {prior}}}}}"
        path.write_text(path.read_text().replace("{family: plain}", priors))
        return [str(problem.message) for problem in check_workspace(sound)]

    return write


@pytest.mark.parametrize(
    "prior",
    [
        "{dist: HalfNormal}",
        "{dist: HalfNormal, kwargs: [1]}",
        "{dist: HalfNormal, kwargs: {sigma: wide}}",
        "{dist: HalfNormal, kwargs: {sigma: true}}",
        "{dist: HalfNormal, kwargs: {sigma: 0.2}, dims: year}",
        "{dist: HalfNormal, kwargs: {sigma: 0.2}, within: 1}",
        "{dist: HalfNormal, kwargs: {sigma: 0.2}, within: [0, wide]}",
    ],
)
def test_a_prior_is_a_distribution_with_numbers(with_prior, prior):
    assert with_prior(prior) == [
        "expected {dist: <distribution of PyMC>, kwargs: {<parameter>: <number>}}, "
        "and if it is truncated within: [<lower>, <upper>]"
    ]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Importing .* from 'pytensor:DeprecationWarning")  # by PyMC
@pytest.mark.parametrize(
    ("prior", "message"),
    [
        (
            "{dist: HalfNrmal, kwargs: {sigma: 0.2}}",
            "no distribution of PyMC is called 'HalfNrmal'; did you mean 'HalfNormal'?",
        ),
        (
            "{dist: HalfNormal, kwargs: {sgma: 0.2}}",
            "no parameter of HalfNormal is called 'sgma'; did you mean 'sigma'?",
        ),
        ("{dist: HalfNormal, kwargs: {sigma: 0.2, tau: 1}}", "prior of 'level_sd'"),
    ],
)
def test_a_prior_that_pymc_cannot_make_is_told(with_prior, prior, message):
    (told,) = with_prior(prior)
    assert told.startswith(message)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Importing .* from 'pytensor:DeprecationWarning")  # by PyMC
def test_a_prior_that_pymc_can_make_is_sound(with_prior):
    assert with_prior("{dist: HalfNormal, kwargs: {sigma: 0.2}}") == []
    assert with_prior("{dist: HalfNormal, kwargs: {sigma: 0.2}, within: [0, 1]}") == []


CONTENT = sorted(
    path.relative_to(origin).as_posix()
    for origin in [Path(__file__).parents[1] / "broken" / "sound"]
    for path in origin.rglob("*")
    if path.suffix in (".yaml", ".csv")
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(CONTENT), st.floats(0, 1), st.binary(max_size=6))
def test_damaged_content_gives_problems_and_never_an_exception(sound, name, place, damage):
    path = sound.root / name
    whole = path.read_bytes()
    cut = int(place * len(whole))
    try:
        path.write_bytes(whole[:cut] + damage + whole[cut + 2 :])
        assert all(isinstance(problem, Problem) for problem in check_workspace(sound))
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ORDINARY)
def test_what_need_not_be_tried_can_be_made(name):
    _try_prior("x", {"dist": name, "kwargs": dict.fromkeys(ORDINARY[name], 0.5)})

"""The demands of a Reproducible Analytical Pipeline are answered from facts, each way."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from kgisim.audit.entries import Decision
from kgisim.audit.pipeline import demands
from kgisim.audit.users import Person
from kgisim.io import digest


@pytest.fixture
def made(quick_run):
    return quick_run


@pytest.fixture
def kept(made, tmp_path):
    """The run's inputs in a repository with a licence and a remote, all committed."""
    folder = tmp_path / "plan"
    shutil.copytree(made.workspace.root, folder)
    (folder / "LICENSE").write_text("open", "utf-8")
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", "https://example.org/plan")
    git(folder, "add", "--all")
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(folder, *name, "commit", "--quiet", "--message", "begin")
    return folder


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True)


def with_inputs(run):
    files = [path for path in run.workspace.root.rglob("*.*") if path.is_file()]
    inputs = {path.relative_to(run.workspace.root).as_posix(): digest(path) for path in files}
    return replace(run, manifest=run.manifest | {"inputs": inputs})


def state(run, folder, register=None):
    return {one.name: one.is_met for one in demands(run, folder, register)}


def test_there_are_seven(made, tmp_path):
    assert len(state(made, tmp_path)) == 7


def test_files_count_as_kept_only_as_they_were_used(made, kept):
    run = with_inputs(made)
    assert state(run, kept)["version_control"]
    changed = run.manifest["inputs"] | {"workspace.yaml": "other"}
    other = replace(run, manifest=run.manifest | {"inputs": changed})
    assert not state(other, kept)["version_control"]


def test_without_a_repository_nothing_is_kept_nor_open(made, tmp_path):
    found = state(with_inputs(made), tmp_path)
    assert not found["version_control"]
    assert not found["open_to_anyone"]


def test_a_licence_and_a_remote_make_it_open(made, kept):
    assert state(made, kept)["open_to_anyone"]


def test_one_person_is_no_review_and_two_are(made, tmp_path, register, proposal):
    first = register.keep(replace(proposal, run=made.id, author="a"), Person("a", "analyst"))
    assert not state(made, tmp_path, register)["peer_review"]
    decision = Decision(author="b", reason="sound", proposal=first.id)
    register.keep(decision, Person("b", "analyst"))
    assert state(made, tmp_path, register)["peer_review"]
    other = replace(made, manifest=made.manifest | {"run": "r000000000000"})
    assert not state(other, tmp_path, register)["peer_review"]


def test_a_failed_fit_that_is_projected_is_no_good_practice(made, tmp_path):
    options = made.manifest["options"] | {"use_failed": True}
    run = replace(made, manifest=made.manifest | {"options": options})
    run.__dict__["fits"] = made.fits.assign(status="failed")
    assert not state(run, tmp_path)["quality_assurance"]


def test_a_package_without_an_open_licence_is_found(made, tmp_path):
    run = replace(made, manifest=made.manifest | {"versions": {"no-such-package": "1"}})
    assert not state(run, tmp_path)["open_source"]
    assert state(made, tmp_path)["open_source"]

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from kgisim.errors import ContentError, Problem, ProjectionError, RunError
from kgisim.inference import gate, importance_sampling
from kgisim.io import digest
from kgisim.messages import Message
from kgisim.projection.workspace_check import Checked, read_checked
from kgisim.runs import make_run as run_module
from kgisim.runs import packed_fits, readings
from kgisim.runs.make_run import make_run
from kgisim.runs.run import latest_run, open_run
from kgisim.runs.run_id import run_id, workspace_digests
from tests.builders import WALK_SOURCE, catalog, goal, row


@pytest.fixture
def real(smallest, monkeypatch):
    """The smallest workspace with a family that can be fitted, from few points."""
    (smallest.models / "plain.py").write_text(WALK_SOURCE, encoding="utf-8")
    for name, value in (("FIRST", 200), ("ROUND", 100), ("BATCH", 300), ("BATCHES", 1)):
        monkeypatch.setattr(importance_sampling, name, value)
    monkeypatch.setattr(gate, "SMALLEST_ESS", 10.0)
    return smallest


def digests(run):
    """Digests of everything that a run tells."""
    tables = ("fits.csv", "assessment.csv", "values.csv", "backtests.csv")
    names = ("projection.json", *tables, "log.txt")
    return {name: digest(run.path / name) for name in names}


def entries(folder):
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def test_the_draws_of_a_series_lie_in_one_piece(made):
    one = made.projection.draws["outcome"].isel(scenario=0, series=0).transpose("year", "draw")
    assert one.to_numpy().flags.c_contiguous


def test_a_run_stands_in_a_folder_of_its_name(made, folder):
    assert entries(folder) == [made.id]
    assert made.path == folder / made.id


def test_what_explains_its_goals_is_kept(finished):
    assert set(finished.explained("questions")["indicator"]) == {"share", "deals", "ratio"}
    assert set(finished.explained("screens")["indicator"]) == {"share", "deals", "ratio", "supply"}


@pytest.mark.parametrize(
    ("published", "year"), [(["2024-05", ""], 2024), (["", ""], 2022), (["2019", ""], 2022)]
)
def test_knowledge_is_as_old_as_the_newest_publication_or_year(published, year):
    rows = [
        row(year, 1.0) | {"published": when}
        for year, when in zip((2022, 2021), published, strict=True)
    ]
    assert run_module.known_in(catalog((goal(), rows))) == year


def test_it_holds_what_went_in(made, smallest):
    assert made.catalog.indicators.keys() == {"sales", "share", "yen", "deals", "ratio", "supply"}
    assert next(iter(made.scenarios)) == "baseline"
    assert made.manifest["inputs"] == workspace_digests(smallest)
    assert workspace_digests(made.workspace) == workspace_digests(smallest)


def test_every_indicator_says_how_it_was_fitted_or_why_not(finished):
    table = finished.fits.set_index("indicator")
    assert table["status"].to_dict() == {
        "deals": "ok",
        "ratio": "none",
        "sales": "ok",
        "share": "ok",
        "supply": "none",
        "yen": "ok",
    }
    assert table.loc[["ratio", "supply"], "reason"].tolist() == ["identity", "withheld"]


def test_the_log_tells_what_was_done_without_times(finished):
    log = (finished.path / "log.txt").read_text("utf-8")
    assert log.startswith(
        f"run {finished.id}: 6 indicators, 4 scenarios, seed 20401\nfit deals: ok"
    )


def test_options_are_kept_and_used_again(make):
    one = make(as_of="2021-12", unverified=False)
    options = {
        "as_of": "2021-12",
        "unverified": False,
        "use_failed": False,
        "conditional": True,
    }
    assert one.manifest["options"] == options
    assert "unverified" not in set(one.catalog.observations["evidence"])
    assert one.catalog.rows("yen")["year"].tolist() == [2020]


def test_nothing_is_done_twice(make, made, monkeypatch):
    monkeypatch.setattr(run_module, "fit_all", lambda *_, **__: pytest.fail("fitted again"))
    before = made.path.stat().st_mtime_ns
    assert make().manifest == made.manifest
    assert made.path.stat().st_mtime_ns == before


def test_a_run_that_was_just_made_has_the_projection_that_is_on_disk(made):
    stored = open_run(made.path)
    assert made.projection.draws.identical(stored.projection.draws)
    assert sorted(made.projection.fits) == list(stored.projection.fits)
    assert made.catalog.workspace == stored.catalog.workspace
    assert made.projection.simulator is made.made.simulator


def test_what_lists_show_is_not_computed_again_for_a_run_that_was_just_made(made):
    shown = made.made.listed.shown
    shown.chances["deals"] = shown.counts["deals", "baseline"] = object()
    again = replace(made).projection.listed
    assert again.under("deals", "baseline") is again.shown.chances["deals"]


def test_fits_are_packed_once_for_all_runs(make, made, monkeypatch):
    monkeypatch.setattr(packed_fits, "write_fit", None)
    other = make(conditional=False)
    assert other.id != made.id
    for file in (made.path / "fits").iterdir():
        assert (other.path / "fits" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "options", [{"seed": 2}, {"draws": 10}, {"as_of": "2030-01"}, {"unverified": False}], ids=str
)
def test_other_options_are_another_run(make, made, options):
    assert make(**options).id != made.id


@pytest.mark.parametrize(
    "file", ["workspace.yaml", "data/yen.csv", "models/plain.py", "scenarios/policy.yaml"]
)
def test_another_input_is_another_run(make, made, smallest, file):
    with (smallest.root / file).open("a", encoding="utf-8") as content:
        content.write("\n")
    assert make().id != made.id


@pytest.mark.parametrize("file", ["dashboards/page.py", "data/README.md"])
def test_what_moves_no_number_is_the_same_run(make, made, smallest, file):
    (smallest.root / file).write_text("# a thought\n", encoding="utf-8")
    assert make().id == made.id


def test_another_engine_is_another_run(smallest, monkeypatch):
    def known_as():
        return run_id(workspace_digests(smallest), {}, seed=1, draws=1)

    before = known_as()
    monkeypatch.setattr("kgisim.runs.run_id.code_digest", lambda *_: "changed")
    assert known_as() != before


def test_the_same_seed_gives_the_same_bits_with_and_without_a_cache(real, tmp_path):
    caches = {"fresh": "one", "fresh too": "two", "warm": "one"}
    runs = {
        name: make_run(
            real, folder=tmp_path / name, seed=5, draws=40, jobs=1, cache=tmp_path / cache
        )
        for name, cache in caches.items()
    }
    first, *others = (digests(run) for run in runs.values())
    assert all(other == first for other in others)
    assert {"ok"} == set(runs["warm"].fits["status"]) - {"none"}


def test_several_processes_write_what_one_writes(smallest, quick_fits, tmp_path):
    one, other = (
        make_run(smallest, folder=tmp_path / f"{jobs}", cache=tmp_path / f"cache{jobs}", jobs=jobs)
        for jobs in (1, 2)
    )
    assert other.manifest["outputs"] == one.manifest["outputs"]


def test_another_seed_gives_other_numbers(real, tmp_path):
    one, other = (
        make_run(real, folder=tmp_path, seed=seed, draws=40, jobs=1, cache=tmp_path / "cache")
        for seed in (1, 2)
    )
    assert not one.projection.draws.equals(other.projection.draws)


def test_a_damaged_run_is_not_made_again_in_silence(make, made):
    (made.path / "values.csv").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="altered or lost"):
        make()


def test_draws_that_cannot_be_are_told_before_what_they_break(make, folder, monkeypatch):
    def broken(*_):
        raise ValueError("no number")

    def refuse(*_):
        raise ProjectionError("projection_gate.refused", count=1, found=())

    monkeypatch.setattr(readings, "assess", broken)
    with pytest.raises(ValueError, match="no number"):
        make()
    monkeypatch.setattr(readings, "require_possible", refuse)
    with pytest.raises(ProjectionError):
        make()
    assert entries(folder) == []


@pytest.mark.parametrize("step", ["copy_inputs", "fit_table", "_outputs", "_sync", "_move"])
def test_what_breaks_while_writing_leaves_nothing(make, folder, monkeypatch, step):
    def broken(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(run_module, step, broken)
    with pytest.raises(OSError, match="no space"):
        make()
    assert entries(folder) == []


def test_a_workspace_that_is_not_sound_makes_no_run(make, smallest, folder):
    (smallest.data / "yen.yaml").write_text("id: yen\n", encoding="utf-8")
    with pytest.raises(ContentError):
        make()
    assert entries(folder) == []


def test_a_check_that_somebody_has_begun_is_not_made_again(make, smallest, folder, monkeypatch):
    found = read_checked(smallest)
    monkeypatch.setattr(run_module, "read_checked", lambda _: pytest.fail("checked again"))
    assert make(checked=lambda: found).catalog.indicators == make().catalog.indicators
    wrong = Checked(found.reading, (Problem("data/yen.yaml", (), Message("file.empty")),))
    with pytest.raises(ContentError) as refused:
        make(seed=2, checked=lambda: wrong)
    assert refused.value.problems == wrong.problems
    assert len(entries(folder)) == 1


def test_what_a_dead_process_left_is_swept(make, folder):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    (folder / f".partial-{process.pid}-r1").mkdir(parents=True)
    run = make()
    assert entries(folder) == [run.id]


def test_what_a_living_process_writes_is_left_alone(make, folder):
    living = folder / f".partial-{os.getppid()}-r1"
    living.mkdir(parents=True)
    make()
    assert living.exists()


def test_of_two_that_finish_together_the_first_stands(make, folder, monkeypatch):
    move = run_module._move

    def beaten(part, target):
        target.mkdir()
        for file in part.iterdir():
            file.rename(target / file.name)
        part.mkdir(exist_ok=True)
        (part / "late").write_text("")
        move(part, target)

    monkeypatch.setattr(run_module, "_move", beaten)
    run = make()
    assert entries(folder) == [run.id]
    assert not (run.path / "late").exists()


KILLED = """
import os, signal, sys
from pathlib import Path

import kgisim.runs.make_run as run
from kgisim.workspace import Workspace

sys.path.insert(0, {root!r})
from tests.conftest import quick_fit


def fit_all(catalog, *_, names, **__):
    return {{name: quick_fit(catalog, name) for name in catalog.dependencies.required_fits(names)}}


run.fit_all = fit_all
run._sync = lambda part: os.kill(os.getpid(), signal.SIGKILL)
run.make_run(Workspace(Path({workspace!r})), folder=Path({folder!r}))
"""


@pytest.mark.slow
def test_a_killed_process_leaves_no_run_and_the_next_one_sweeps(smallest, folder, make, request):
    script = KILLED.format(
        root=str(request.config.rootpath), workspace=str(smallest.root), folder=str(folder)
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -signal.SIGKILL
    (left,) = entries(folder)
    assert left.startswith(".partial-")
    with pytest.raises(RunError, match="no run in"):
        latest_run(folder)
    run = make()
    assert entries(folder) == [run.id]

"""The command line: what it prints, where, and how it ends."""

import json
import re
import subprocess
import sys

import pytest

from kgisim.cli import main
from kgisim.errors import KgisimError

COMMANDS = (
    "check",
    "fit",
    "simulate",
    "assess",
    "run",
    "report",
    "fill",
    "verify",
    "reproduce",
    "show",
    "explain",
    "follow-up",
    "solve",
    "compare",
    "export",
    "init",
    "import",
    "benchmark",
    "elicit",
    "serve",
    "proposals",
    "minutes",
    "user",
    "doctor",
)
HEAVY = {
    "numpy",
    "pandas",
    "xarray",
    "pydantic",
    "pymc",
    "arviz",
    "matplotlib",
    "holoviews",
    "panel",
}


@pytest.fixture
def kgisim(monkeypatch, capsys, tmp_path):
    """Give a command as a user would, in an empty folder; code, answer and complaint come back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")

    def give(*arguments):
        monkeypatch.setattr(sys, "argv", ["kgisim", *map(str, arguments)])
        code = 0
        try:
            main.main()
        except SystemExit as end:
            code = end.code or 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return give


@pytest.fixture
def quick(kgisim, smallest, quick_fits, monkeypatch):
    """The same on the smallest workspace, with fits that cost nothing."""
    monkeypatch.setenv("KGISIM_WORKSPACE", str(smallest.root))
    monkeypatch.setenv("KGISIM_LANGUAGE", "en")
    return kgisim


@pytest.fixture
def broken(smallest):
    """The smallest workspace with one mistake in each of two files."""
    for name, right, wrong in (("share", "role: goal", "role: gaol"), ("yen", "CY", "CV")):
        path = smallest.data / f"{name}.yaml"
        path.write_text(path.read_text("utf-8").replace(right, wrong), "utf-8")
    return smallest


# help


def test_help_shows_the_main_job(kgisim):
    assert "kgisim run --report" in kgisim("--help")[1]


def test_help_lists_every_command_in_the_order_of_the_work(kgisim):
    listed = re.findall(r"^│ ([a-z][a-z-]*) ", kgisim("--help")[1], re.MULTILINE)
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_explained(kgisim, command):
    rows = re.findall(
        r"^│ (?:\* +)?(\S.*?)  +(.*?) *│$", kgisim(command, "--help")[1], re.MULTILINE
    )
    assert rows
    assert [name for name, text in rows if not re.match(r"[A-Z]", text)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_no_option_that_gives_an_empty_list(kgisim, command):
    assert "--empty" not in kgisim(command, "--help")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example_of_it(kgisim, command):
    (example,) = re.findall(r"^Example: kgisim (.*)", kgisim(command, "--help")[1], re.MULTILINE)
    assert example.split()[0] == command
    main.app.parse_args(example.split(), exit_on_error=False, print_error=False)


def test_help_loads_nothing_heavy():
    code = "import sys, kgisim.cli.main; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert set(loaded.split()) & HEAVY == set()


def test_the_version_is_that_of_the_package(kgisim):
    from importlib.metadata import version

    assert kgisim("--version")[1].strip() == version("kgisim")


def test_the_module_runs_like_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "kgisim", "--version"], capture_output=True, text=True
    )
    assert done.returncode == 0


# complaints


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("fit", "--sed", "1"),
        ("fit", "--jobs", "0"),
        ("assess", "share", "--probability", "1"),
        ("assess", "share", "--value", "1", "--year", "2041"),
        ("report", "--lang", "fr"),
    ],
    ids=" ".join,
)
def test_a_mistyped_command_ends_with_two_and_no_answer(kgisim, arguments):
    code, answer, complaint = kgisim(*arguments)
    assert (code, answer) == (2, "")
    assert complaint


def test_a_mistyped_option_is_told_its_nearest_name(kgisim):
    assert "--seed" in kgisim("fit", "--sed", "1")[2]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "shares"), "no indicator is called 'shares'; did you mean 'share'?\n"),
        (("fit", "yenn"), "no indicator is called 'yenn'; did you mean 'yen'?\n"),
        (("simulate", "shar"), "no indicator is called 'shar'; did you mean 'share'?\n"),
        (("report",), "no run in runs; make one with `kgisim run`\n"),
        (
            ("assess", "--value", "3"),
            "--value and --probability need an indicator; 'kgisim show' lists them\n",
        ),
        (
            ("assess", "share", "--value", "3", "--probability", "0.5"),
            "both --value and --probability were given; expected one of them\n",
        ),
        (
            ("assess", "share", "--value", "nan"),
            "target nan of share is not a number; expected a level\n",
        ),
        (
            ("assess", "supply", "--value", "3"),
            "supply has no projection; withheld: There is no number.\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_user_can_mend_is_told_in_one_line(quick, arguments, told):
    code, answer, complaint = quick(*arguments)
    assert (code, answer) == (2, "")
    assert complaint.splitlines(keepends=True)[-1] == told


def test_ctrl_c_ends_with_130_and_no_traceback(kgisim, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "app", interrupted)
    assert kgisim()[::2] == (130, "interrupted; nothing was left half written\n")


def test_an_error_of_the_program_itself_keeps_its_traceback(kgisim, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setattr(main, "app", broken)
    with pytest.raises(ZeroDivisionError):
        kgisim()


def test_every_error_of_the_family_ends_with_two(kgisim, monkeypatch):
    def mistaken(_):
        raise KgisimError("what was wrong")

    monkeypatch.setattr(main, "app", mistaken)
    assert kgisim() == (2, "", "what was wrong\n")


# check


def test_check_says_what_it_has_checked(kgisim, smallest):
    told = "6 indicators, 3 files of rows, 1 table, 4 scenarios, 1 family: no problems\n"
    assert kgisim("check", "--workspace", smallest.root) == (0, told, "")


def test_check_tells_every_problem_and_their_number(kgisim, broken):
    code, answer, complaint = kgisim("check", "--workspace", broken.root)
    lines = complaint.splitlines()
    assert (code, answer) == (2, "")
    assert [line.split(": ")[0] for line in lines[:-1]] == ["data/share.yaml", "data/yen.yaml"]
    assert lines[-1].startswith("2 problems found")


def test_check_takes_its_workspace_from_the_environment(kgisim, broken, monkeypatch):
    monkeypatch.setenv("KGISIM_WORKSPACE", str(broken.root))
    assert kgisim("check")[0] == 2


def test_a_run_of_a_broken_workspace_writes_nothing(kgisim, broken, tmp_path):
    assert kgisim("run", "--workspace", broken.root)[0] == 2
    assert not (tmp_path / "runs").exists()


# init


def test_init_makes_a_workspace_that_passes_its_check(kgisim):
    assert kgisim("init", "mine")[0] == 0
    assert kgisim("check", "--workspace", "mine")[0] == 0


def test_init_spares_a_folder_that_is_not_empty(kgisim, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    assert kgisim("init", "mine")[0] == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


# show


def test_show_lists_every_indicator_once(quick):
    code, answer, _ = quick("show")
    listed = [line.split()[0] for line in answer.splitlines()[2:-1]]
    assert (code, sorted(listed)) == (0, ["deals", "ratio", "sales", "share", "supply", "yen"])


def test_show_says_how_each_is_projected_and_how_well_known(quick):
    lines = {line.split()[0]: line for line in quick("show")[1].splitlines() if line.strip()}
    assert "withheld" in lines["supply"]
    assert "identity" in lines["ratio"]
    assert "1o 1u" in lines["share"]


def test_show_of_one_gives_meaning_rows_and_sources(quick):
    answer = quick("show", "share")[1]
    for part in ("overseas ratio", "consolidated", "at least 41.0", "2022-06-30", "Annual report"):
        assert part in answer


def test_show_speaks_japanese_unless_asked_otherwise(kgisim, smallest):
    assert "海外売上比率" in kgisim("show", "share", "--workspace", smallest.root)[1]


def test_show_without_a_run_gives_no_chance(quick):
    assert "chance" not in quick("show", "share")[1]


def test_show_adds_the_chances_of_the_latest_run(quick):
    made = quick("run")[1].split(":")[0]
    assert f"{made}:" in quick("show", "share")[1]


# fit, simulate, assess


def test_fit_shows_the_gate_of_every_fit(quick):
    answer = quick("fit")[1]
    assert "4 fits, 0 failed: all may be used" in answer


def test_fit_of_one_fits_what_it_needs_and_nothing_else(quick):
    lines = quick("fit", "share")[1].splitlines()
    assert [line.split()[0] for line in lines[2:-1]] == ["share", "yen"]


def test_progress_goes_to_the_complaints_in_plain_lines(quick):
    _, answer, complaint = quick("fit", "share")
    assert complaint == "[1/2] yen\n[2/2] share\n"
    assert "[1/2]" not in answer


def test_simulate_shows_three_years_under_every_scenario(quick):
    answer = quick("simulate", "share")[1]
    heads, _, *rows = answer.splitlines()[1:6]
    assert heads.split() == ["scenario", "FY2030", "FY2035", "FY2040"]
    assert rows[0].startswith("baseline")


def test_simulate_without_names_says_of_every_goal_what_there_is(quick):
    answer = quick("simulate")[1]
    for title in ("share  overseas ratio", "deals  deals", "ratio  ratio to the yen"):
        assert title in answer
    assert "withheld: There is no number." in answer


def test_assess_judges_the_candidate_targets(quick):
    answer = quick("assess")[1]
    assert re.search(r"^half +50\.0", answer, re.MULTILINE)


def test_assess_says_that_targets_are_illustrative(quick):
    assert "illustrative" in quick("assess")[1].splitlines()[-1]


def test_assess_proposes_levels_of_one_indicator(quick):
    answer = quick("assess", "share")[1]
    assert re.search(r"^Floor \(illustrative\): \d+\.\d\s% in FY2040", answer, re.MULTILINE)


def test_a_level_below_everything_is_nearly_certain(quick):
    answer = quick("assess", "share", "--value", "1")[1]
    assert re.search(r"^baseline +over 9\d\s%", answer, re.MULTILINE)


def test_a_level_and_its_chance_lead_back_to_each_other(quick):
    level = quick("assess", "share", "--probability", "0.5")[1].splitlines()[3].split()[1]
    answer = quick("assess", "share", "--value", level)[1]
    assert "about 50" in answer


@pytest.mark.parametrize(
    ("statistic", "named"), [("once", "any one year"), ("cumulative", "total")]
)
def test_years_that_count_from_a_year_are_named(quick, statistic, named):
    asked = ("assess", "deals", "--value", "1", "--since", "2030", "--statistic", statistic)
    assert named in quick(*asked)[1].splitlines()[0]


def test_a_level_that_rests_on_two_numbers_is_not_judged(quick):
    last = quick("assess", "share", "--value", "50")[1].splitlines()[-1]
    assert "no judgement is made: it rests on 2 published numbers" in last


def test_a_level_that_rests_on_enough_is_judged_in_a_sentence(quick, smallest):
    more = [
        f"{year},,{value},eq,,,,firm,official,,," for year, value in enumerate(range(38, 43), 2022)
    ]
    with (smallest.data / "share.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(more) + "\n")
    answer = quick("assess", "share", "--value", "50")[1]
    assert re.search(r"^For a target of 50\.0\s% in FY2040, the chance is ", answer, re.MULTILINE)


def test_a_window_is_named_in_the_answer(quick):
    answer = quick("assess", "deals", "--probability", "0.5", "--window", "3", "--statistic", "sum")
    assert "total" in answer[1]


# run, report


def test_run_says_where_the_run_is_and_what_comes_next(quick, tmp_path):
    code, answer, _ = quick("run")
    name, path = re.match(r"run (r[0-9a-f]{12}): (\S+)\n", answer).groups()
    assert code == 0
    assert (tmp_path / path / "manifest.json").is_file()
    assert f"kgisim report {name}" in answer


def test_an_unchanged_run_is_not_made_again(quick, tmp_path):
    first, second = quick("run")[1], quick("run")[1]
    assert first == second
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_another_seed_is_another_run(quick):
    assert quick("run")[1] != quick("run", "--seed", "7")[1]


def test_a_run_that_uses_failed_fits_is_another_run_and_says_so(quick, tmp_path):
    plain, used = (
        quick("run", *more)[1].split()[1].rstrip(":") for more in ((), ("--use-failed",))
    )
    assert plain != used
    manifest = json.loads((tmp_path / "runs" / used / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["use_failed"] is True


def test_run_with_report_writes_one_file_beside_the_runs(quick, tmp_path):
    answer = quick("run", "--report")[1]
    (report,) = tmp_path.glob("report-*-en.html")
    assert f"report: {report.name}" in answer


@pytest.fixture
def cheap_report(monkeypatch):
    """Write the id of the run in place of its report."""

    def write_report(report, path, form, **_):
        path.write_text(report.run.id, "utf-8")
        return path

    monkeypatch.setattr("kgisim.report.formats.registry.write_report", write_report)


def test_report_takes_the_latest_run_unless_one_is_named(quick, cheap_report, tmp_path):
    first, second = (quick("run", "--seed", seed)[1].split()[1].rstrip(":") for seed in (1, 2))
    quick("report", "--kind", "target-sheet", "--out", "latest.html")
    quick("report", first, "--kind", "target-sheet", "--out", "named.html")
    written = [(tmp_path / name).read_text("utf-8") for name in ("named.html", "latest.html")]
    assert written == [first, second]


def test_a_run_can_be_named_by_its_folder(quick, cheap_report, tmp_path):
    made = quick("run", "--runs", "elsewhere")[1].split()[1].rstrip(":")
    asked = ("--kind", "target-sheet", "--out", "r.html")
    assert quick("report", f"elsewhere/{made}", *asked)[0] == 0
    assert (tmp_path / "r.html").read_text("utf-8") == made


def test_a_run_that_does_not_exist_is_told(quick):
    code, answer, complaint = quick("report", "r000000000000")
    assert (code, answer) == (2, "")
    assert "r000000000000 is not a run" in complaint


# records


@pytest.fixture
def recorded(kgisim, smallest, monkeypatch):
    """The smallest workspace with a proposal, its correction and a dissent."""
    from dataclasses import replace

    from kgisim.audit.entries import Dissent, Proposal
    from kgisim.audit.log import open_register
    from kgisim.audit.users import LOCAL

    register = open_register(smallest.root)
    judged = {"chance_baseline": 0.2, "mcse_baseline": 0.01, "chance": 0.5, "mcse": 0.01}
    place = {"year": 2040, "window": 1, "statistic": "mean", "scenario": "package", "verdict": ""}
    said = {"author": "田中", "reason": "<b>届く</b>", "run": "r0", "indicator": "share"}
    first = register.keep(Proposal(value=9.0, **said, **judged, **place), LOCAL)
    register.keep(replace(first, value=8.0, replaces=first.id), LOCAL)
    register.keep(Dissent(author="佐藤", reason="高い", proposal=2), LOCAL)
    register.close()
    monkeypatch.setenv("KGISIM_WORKSPACE", str(smallest.root))
    return kgisim


def test_proposals_lists_what_stands(recorded):
    code, answer, _ = recorded("proposals")
    assert (code, "1 stand, 1 were replaced" in answer) == (0, True)
    assert re.search(r"2 .*share +8 +2040 .*田中 +<b>届く</b>", answer)


def test_proposals_lists_another_kind(recorded):
    assert re.search(r"1 .* 2 +佐藤 +高い", recorded("proposals", "dissent")[1])


def test_proposals_leave_the_tool_with_every_field_and_every_correction(recorded, tmp_path):
    import pandas as pd

    recorded("proposals", "--out", "all.csv")
    table = pd.read_csv(tmp_path / "all.csv")
    assert table["value"].tolist() == [9.0, 8.0]
    assert table["replaces"].tolist()[1] == 1


def test_where_nothing_was_recorded_nothing_is_made(quick, smallest):
    assert "nothing was recorded yet" in quick("proposals")[2]
    assert not (smallest.root / "records.sqlite").exists()


def test_user_keeps_the_password_from_a_pipe_as_a_hash(kgisim, tmp_path, monkeypatch):
    import io

    from kgisim.audit.users import Person, identify, read_users

    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    assert kgisim("user", "田中", "--role", "analyst")[0] == 0
    users = read_users(tmp_path / "users.yaml")
    assert identify(users, "田中", "correct horse") == Person("田中", "analyst")


def test_a_password_typed_twice_differently_is_refused(kgisim, tmp_path, monkeypatch):
    typed = iter(["correct horse", "correct house"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    code, _, complaint = kgisim("user", "田中")
    assert (code, "the two passwords differ" in complaint) == (2, True)
    assert not (tmp_path / "users.yaml").exists()

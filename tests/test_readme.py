"""What the READMEs promise is what the checks run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kgisim.cli.main import app

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ja.md")
CHEAP = ("show", "init")
"""Commands that are run here for real; the others are run by the whole of .ci/run."""


def code_lines(name: str) -> list[str]:
    """Command lines in the shell blocks of a README, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def set_up_lines(name: str) -> list[str]:
    """Lines that go from a fresh machine to a result."""
    return [line for line in code_lines(name) if line.startswith("pip install")]


def kgisim_lines(name: str) -> list[list[str]]:
    """Arguments of every other kgisim command of a README."""
    return [line.split()[3:] for line in code_lines(name) if line.startswith("uv run kgisim ")]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_has_one_line_for_the_main_job_and_one_for_the_tests(name):
    ends = [line.split("uv run ")[1].split()[0] for line in set_up_lines(name)]
    assert ends == ["kgisim", "pytest"]


@pytest.mark.parametrize("name", READMES)
def test_the_checks_run_the_set_up_lines_as_they_stand(name):
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert [line for line in set_up_lines(name) if f"'{line}'" not in script] == []


def test_both_languages_give_the_same_commands():
    assert code_lines("README.md") == code_lines("README.ja.md")


def test_at_least_five_more_commands_are_shown():
    assert len(kgisim_lines("README.md")) >= 5


@pytest.mark.parametrize("arguments", kgisim_lines("README.md"), ids=" ".join)
def test_every_command_shown_has_the_options_it_uses(arguments):
    command, bound, _ = app.parse_args(arguments, exit_on_error=False, print_error=False)
    assert command.__name__.strip("_") == arguments[0].replace("-", "_")
    assert bound is not None


@pytest.mark.parametrize(
    "arguments", [line for line in kgisim_lines("README.md") if line[0] in CHEAP], ids=" ".join
)
def test_every_cheap_command_works_as_shown(arguments, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "kgisim", *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def python_lines(name: str) -> list[str]:
    """Lines of the example for Python, without comments."""
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    return [line.split("  #")[0].strip() for line in block.splitlines()]


def test_both_languages_give_the_same_python_but_for_the_language_of_its_results():
    japanese = "\n".join(python_lines("README.ja.md"))
    assert japanese.replace('"ja"', '"en"') == "\n".join(python_lines("README.md"))


@pytest.mark.slow
def test_the_python_example_works_from_the_folder_beside_a_clone(tmp_path):
    # that of the English page is run where the wheel was installed
    example = "\n".join(python_lines("README.ja.md"))
    (tmp_path / "kgisim").symlink_to(ROOT, target_is_directory=True)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "policy_package" in done.stdout
    assert (tmp_path / "fan.png").stat().st_size > 0


def links(name: str) -> list[str]:
    """Files of the repository to which a README points."""
    found = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    return [target for target in found if not target.startswith("http")]


@pytest.mark.parametrize("name", READMES)
def test_every_link_of_a_readme_leads_to_a_file(name):
    assert [target for target in links(name) if not (ROOT / target).exists()] == []

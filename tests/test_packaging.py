"""The wheel, installed where nothing of the checkout is in sight, does the job."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTENT = (
    "workspace.yaml",
    "data/*.yaml",
    "data/*.csv",
    "data/tables/*.csv",
    "scenarios/*.yaml",
    "models/*.py",
    "models/*.yaml",
)


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    """A wheel and an sdist, fresh from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run_in(ROOT, "uv", "build", "--quiet", "--out-dir", folder)
    return folder


@pytest.fixture(scope="session")
def place(dist, tmp_path_factory):
    """A folder elsewhere with an environment into which only the wheel was installed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run_in(folder, "uv", "venv", "--quiet", "--python", sys.executable, folder / "env")
    # from the checkout, because uv takes the pins from there
    (wheel,) = dist.glob("*.whl")
    python = folder / "env" / "bin" / "python"
    run_in(ROOT, "uv", "pip", "install", "--quiet", "--python", python, wheel)
    return folder


def run_in(folder, *command):
    """Run a command to its end and give what it printed; a failure shows all of it."""
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def content_files(*, package: str = "") -> set[str]:
    """Content of the checkout, as paths inside a distribution."""
    return {
        package + path.relative_to(ROOT).as_posix()
        for pattern in CONTENT
        for path in ROOT.glob(pattern)
    }


@pytest.mark.packaging
def test_the_wheel_holds_all_content(dist):
    (wheel,) = dist.glob("*.whl")
    assert content_files(package="kgisim/") <= set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.packaging
def test_the_wheel_holds_every_module_and_text_of_the_engine(dist):
    (wheel,) = dist.glob("*.whl")
    kinds = {".py", ".yaml", ".html", ".css", ".typed"}
    engine = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kgisim").rglob("*")
        if path.suffix in kinds or path.name == "py.typed"
    }
    assert engine <= set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.packaging
def test_the_sdist_holds_all_content(dist):
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert content_files() <= held


@pytest.mark.packaging
def test_the_sdist_builds_the_same_wheel(dist, tmp_path):
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    run_in(tmp_path, "uv", "build", "--quiet", "--wheel", "--out-dir", tmp_path, sdist)
    rebuilt = zipfile.ZipFile(tmp_path / wheel.name).namelist()
    assert sorted(rebuilt) == sorted(zipfile.ZipFile(wheel).namelist())


@pytest.mark.packaging
def test_the_installed_command_shows_its_help(place):
    assert "kgisim run --report" in run_in(place, "env/bin/kgisim", "--help")


@pytest.mark.packaging
def test_the_installed_command_checks_the_content_it_came_with(place):
    assert "no problems" in run_in(place, "env/bin/kgisim", "check")


@pytest.mark.packaging
def test_a_workspace_made_elsewhere_passes_its_check(place):
    run_in(place, "env/bin/kgisim", "init", "mine")
    assert "no problems" in run_in(place, "env/bin/kgisim", "check", "--workspace", "mine")


@pytest.mark.packaging
def test_the_main_job_runs_where_only_the_wheel_is(place):
    told = run_in(place, "env/bin/kgisim", "run", "--report")
    (report,) = re.findall(r"^report: (\S+)$", told, re.MULTILINE)
    assert (place / report).stat().st_size > 0
    run_in(place, "env/bin/kgisim", "verify", report)  # fails if anything differs from the run


@pytest.mark.packaging
def test_the_python_example_of_the_readme_works_where_only_the_wheel_is(place):
    page = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (place / "example.py").write_text(example, encoding="utf-8")
    assert "policy_package" in run_in(place, "env/bin/python", "example.py")
    assert (place / "fan.png").stat().st_size > 0


@pytest.mark.packaging
def test_the_installed_package_is_not_the_checkout(place):
    where = run_in(place, "env/bin/python", "-c", "import kgisim; print(kgisim.__file__)")
    assert where.startswith(str(place))


def test_a_script_beside_a_clone_named_kgisim_imports_the_package(tmp_path):
    # without a .pth file the clone's root would be imported, as a namespace package
    (tmp_path / "kgisim").symlink_to(ROOT, target_is_directory=True)
    script = tmp_path / "script.py"
    script.write_text(
        "import kgisim.runs.run_id\n"
        "from kgisim.workspace import Workspace\n"
        "print(kgisim.__file__, Workspace.bundled().root)\n"
    )
    found = run_in(tmp_path, sys.executable, script).split()
    assert found == [str(ROOT / "kgisim" / "__init__.py"), str(ROOT)]


def test_every_folder_of_the_engine_is_packaged():
    packaged = set(PROJECT["tool"]["setuptools"]["packages"])
    folders = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for path in (ROOT / "kgisim").rglob("*.py")
    }
    assert folders - packaged == set()


def pins() -> list[tuple[str, str]]:
    """Name and version of everything that is pinned."""
    return [tuple(pin.split("==")) for pin in PROJECT["tool"]["uv"]["constraint-dependencies"]]


def test_every_direct_dependency_is_pinned():
    groups = [PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values()]
    direct = {
        re.match(r"[\w.-]+", one).group().lower().replace(".", "-")
        for group in groups
        for one in group
    }
    assert direct <= {name for name, _ in pins()}


def installed(name: str) -> str | None:
    """Version in this environment; none for what belongs to another platform."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def test_the_environment_holds_the_pinned_versions():
    found = {name: installed(name) for name, _ in pins()}
    assert [
        (name, pin, found[name]) for name, pin in pins() if found[name] not in (pin, None)
    ] == []

"""The first run: told how far it is, stopped when asked, refused with the reason."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgisim.app.first_run import FirstRun
from kgisim.workspace import Workspace

pytestmark = pytest.mark.slow
PARTS = ("dashboards", "data", "elicitations", "findings", "models", "scenarios")
"""Folders of a workspace."""


def wait(first: FirstRun, seconds: float = 120.0) -> str:
    end = time.monotonic() + seconds
    while first.look() == "running" and time.monotonic() < end:
        time.sleep(0.1)
    return first.status


def test_a_broken_workspace_ends_it_with_the_reason(smallest, tmp_path):
    next(smallest.data.glob("*.yaml")).write_text("nonsense: [", encoding="utf-8")
    first = FirstRun(smallest, tmp_path / "runs")
    assert wait(first) == "failed"
    assert first.error is not None
    assert "data/" in first.error.text("ja")


def test_a_cancelled_run_leaves_nothing(smallest, tmp_path):
    first = FirstRun(smallest, tmp_path / "runs")
    while not first._news.poll():
        time.sleep(0.05)
    first.cancel()
    assert first.status == "cancelled"
    assert not first._process.is_alive()
    assert list((tmp_path / "runs").glob("r*")) == []


def test_a_run_can_be_cancelled_before_it_has_said_anything(smallest, tmp_path):
    first = FirstRun(smallest, tmp_path / "runs")
    first.cancel()
    assert not first._process.is_alive()


def processes() -> list[tuple[int, int, int]]:
    """Return those that are alive: number, parent and group of each."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, group = place.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it ended meanwhile
            continue
        if state != "Z":
            found.append((int(place.parent.name), int(parent), int(group)))
    return found


def of_group(group: int | None) -> list[int]:
    return [pid for pid, _, its_group in processes() if its_group == group]


def group_below(pid: int) -> int | None:
    """Return the group that a child of a process leads, once there is one."""
    return next((own for own, parent, group in processes() if parent == pid and group == own), None)


SERVED = ["-m", "kgisim", "serve", "--port", "0"]
NOT_YET_SERVED = [
    "-c",
    "import signal\n"
    "import time\n"
    "from pathlib import Path\n"
    "from kgisim.app.first_run import FirstRun\n"
    "from kgisim.workspace import Workspace\n"
    # a shell has what it starts in the background ignore SIGINT, and that is inherited
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "first = FirstRun(Workspace.open(Path('.')), Path('runs'))\n"
    "time.sleep(60)",
]
"""A server that is stopped before it answers anybody, however long that takes it."""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the processes of Linux")
@pytest.mark.parametrize(
    ("command", "how"),
    [
        (SERVED, signal.SIGINT),
        (SERVED, signal.SIGTERM),
        (SERVED, signal.SIGKILL),
        (NOT_YET_SERVED, signal.SIGINT),
    ],
    ids=["SIGINT", "SIGTERM", "SIGKILL", "SIGINT-early"],
)
def test_fits_end_with_the_server_however_it_ends(command, how, tmp_path):
    folder, bundled = tmp_path / "plan", Workspace.bundled().root
    for name in PARTS:
        shutil.copytree(bundled / name, folder / name)
    shutil.copy(bundled / "workspace.yaml", folder)
    # nothing is stored there, so that there are fits to make
    fresh = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    with open(os.devnull, "w") as nowhere:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=folder, stdout=nowhere, stderr=nowhere, env=fresh
        )
    try:
        end, group = time.monotonic() + 60, None
        while time.monotonic() < end and len(of_group(group)) < 2:
            group = group or group_below(server.pid)
            time.sleep(0.1)
        assert group is not None
        assert len(of_group(group)) > 1, "no fits were begun"
        server.send_signal(how)
        end = time.monotonic() + 5
        while time.monotonic() < end and (of_group(group) or server.poll() is None):
            time.sleep(0.1)
        assert of_group(group) == []
        assert server.poll() is not None
    finally:
        server.kill()
        server.wait()

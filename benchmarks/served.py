"""Servers of builds that are measured beside one another, and what is asked of them."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from connection import Connection

GOAL = "kgi1b_overseas_ratio"
ROOT = Path(__file__).parents[1]


class Build(NamedTuple):
    """A checkout of the program, and the run that it serves."""

    folder: Path
    run: Path


class Served:
    """A server of a build in a process of its own."""

    def __init__(self, build: Build, folder: str, *options: str):
        self.register = Path(folder) / f"records{time.monotonic_ns()}.sqlite"
        command = [sys.executable, "-m", "kgisim", "serve", str(build.run), "--port", "0", *options]
        self._process = subprocess.Popen(
            [*command, "--database", f"sqlite:///{self.register}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # refused passwords are logged there
            text=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(build.folder)},
        )
        assert self._process.stdout is not None
        self.address = _found(r"(http://\S+)", self._process.stdout.readline())

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(_found(r"VmRSS:\s+(\d+)", status)) / 1024

    @property
    def worked(self) -> float:
        """Milliseconds of a processor that it has used."""
        used = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, text
    return found[1]


@contextmanager
def served(builds: Mapping[str, Build], *options: str) -> Iterator[dict[str, Served]]:
    """Serve the run of every build."""
    with tempfile.TemporaryDirectory() as folder:
        servers: dict[str, Served] = {}
        try:
            for name, build in builds.items():
                servers[name] = Served(build, folder, *options)
            yield servers
        finally:
            for one in servers.values():
                one.end()


async def opened(address: str, page: str) -> Connection:
    """Open a page of the goal, the meeting as one that sits already."""
    asked = {"page": page, "goal": GOAL}
    if page == "meeting":
        asked |= await sitting(address)
    return await Connection.open(address, f"?{urlencode(asked)}")


async def sitting(address: str) -> dict[str, str]:
    """Return what the address of a meeting with the goal's first lever says, as if it had begun."""
    levers = (await opened(address, "scenario")).levers
    return {"chosen": levers[0]["key"], "started": "20260101T000000.0"}


def fetched(url: str, body: bytes | None = None) -> float:
    """Ask for something, and return the milliseconds until it is there."""
    start = time.perf_counter()
    try:
        with urlopen(Request(url, body)) as answer:
            answer.read()
    except OSError as error:  # a refused password is an answer
        getattr(error, "close", lambda: None)()
    return 1000 * (time.perf_counter() - start)


def builds_of(folder: Path | None, run: Path, other_run: Path | None) -> dict[str, Build]:
    """Return this build and the one that it is measured beside.

    Parameters
    ----------
    folder
        Folder of the other build; None: there is none.
    run, other_run
        Run that this build serves, and that of the other one; None: the same.
    """
    found = {"other": Build(folder.resolve(), (other_run or run).resolve())} if folder else {}
    return found | {"this": Build(ROOT, run.resolve())}

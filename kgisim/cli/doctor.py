"""`kgisim doctor`: whether this machine has what kgisim needs, and what to do where it has not."""

import os
import platform
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from kgisim.cli.console import print_line, show_table
from kgisim.inference.fit_cache import default_cache
from kgisim.presentation.i18n.catalog import text
from kgisim.workspace import Workspace

Status = Literal["ok", "attention", "missing"]
GIGABYTE = 1e9
LEAST_FREE, LEAST_MEMORY = 1.0, 2.0
"""Gigabytes that a run of the bundled size needs on the disk and in memory, with some room."""
EXTRAS = {"dask": "distributed", "postgresql": "psycopg"}
"""Optional parts by the module that each brings."""
CONSTRAINED = ("numpy", "scipy", "pandas", "xarray", "pymc", "arviz", "panel", "holoviews", "typst")
"""Libraries whose version is worth knowing when something goes wrong."""


@dataclass(frozen=True)
class Finding:
    """What one look at the machine found.

    Parameters
    ----------
    name
        What was looked at; with it the catalogue has a heading, what was found and what to do.
    status
        ``missing``: something that is needed does not work; ``attention``: it may not.
    values
        What fills the texts.
    """

    name: str
    status: Status
    values: Mapping[str, object]


def examine(workspace: Workspace, runs: Path, port: int) -> Iterator[Finding]:
    """Look at everything that a user's machine may lack.

    Parameters
    ----------
    workspace
        Its files are checked.
    runs
        Folder in which runs are to be kept.
    port
        Port on which the dashboard is to listen.
    """
    yield Finding("versions", "ok", {"versions": ", ".join(_versions())})
    yield _libraries()
    yield _font()
    yield _writable("cache", default_cache())
    yield _writable("runs", runs.absolute())
    yield _disk(runs.absolute())
    yield _memory()
    yield _port(port)
    yield from _extras()
    yield _content(workspace)


def report(workspace: Workspace, runs: Path, port: int, language: str) -> bool:
    """Print every finding, and below them what to do; return whether nothing is missing."""
    found = list(examine(workspace, runs, port))
    rows = [
        [
            text(f"doctor.names.{one.name}", language, **one.values),
            text(f"doctor.status.{one.status}", language),
            text(f"doctor.findings.{one.name}", language, **one.values),
        ]
        for one in found
    ]
    show_table([text(f"doctor.{column}", language) for column in ("what", "state", "found")], rows)
    for one in found:
        if one.status != "ok":
            name = text(f"doctor.names.{one.name}", language, **one.values)
            remedy = text(f"doctor.remedies.{one.name}", language, **one.values)
            print_line(text("doctor.line", language, name=name, remedy=remedy))
    wrong = sum(one.status == "missing" for one in found)
    print_line(text("doctor.sound" if wrong == 0 else "doctor.wrong", language, count=wrong))
    return wrong == 0


def _versions() -> Iterator[str]:
    yield f"kgisim {version('kgisim')}"
    yield f"Python {platform.python_version()}"
    yield f"{platform.system()} {platform.machine()}"


def _libraries() -> Finding:
    lacking, there = [], []
    for name in CONSTRAINED:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lacking.append(name)
    values = {"libraries": ", ".join(there), "lacking": ", ".join(lacking) or "–"}
    return Finding("libraries", "missing" if lacking else "ok", values)


def _font() -> Finding:
    from kgisim.presentation.figures.fonts import font_file

    try:
        file = font_file()
    except PackageNotFoundError:
        return Finding("font", "missing", {"file": "–"})
    return Finding("font", "ok" if file.is_file() else "missing", {"file": file})


def _writable(name: str, folder: Path) -> Finding:
    """Whether files can be made in a folder, or the folder itself where it does not exist yet."""
    there = _existing(folder)
    works = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    files = [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
    size = sum(file.stat().st_size for file in files) / GIGABYTE
    values = {"folder": folder, "size": f"{size:.2f}"}
    return Finding(name, "ok" if works else "missing", values)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free / GIGABYTE
    values = {"free": f"{free:.1f}", "least": f"{LEAST_FREE:g}"}
    return Finding("disk", "ok" if free >= LEAST_FREE else "attention", values)


def _existing(folder: Path) -> Path:
    """Return a folder, or the nearest above it that exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _memory() -> Finding:
    """Return memory that is free, where the system tells it, and the number of processors."""
    cores, free = os.cpu_count() or 1, _free_memory()
    values = {"cores": cores, "free": "?" if free is None else f"{free:.1f}"}
    values["least"] = f"{LEAST_MEMORY:g}"
    enough = free is None or free >= LEAST_MEMORY
    return Finding("memory", "ok" if enough else "attention", values)


def _free_memory() -> float | None:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    kilobytes = dict(line.split(":", 1) for line in lines).get("MemAvailable")
    return None if kilobytes is None else float(kilobytes.split()[0]) * 1000 / GIGABYTE


def _port(port: int) -> Finding:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            values = {"port": port, "cause": error.strerror or str(error)}
            return Finding("port", "attention", values)
    return Finding("port", "ok", {"port": port, "cause": ""})


def _extras() -> Iterator[Finding]:
    for extra, module in EXTRAS.items():
        there = find_spec(module) is not None
        yield Finding("extra" if there else "no_extra", "ok", {"extra": extra})


def _content(workspace: Workspace) -> Finding:
    from kgisim.projection.workspace_check import check_workspace

    problems = len(check_workspace(workspace))
    values = {"folder": workspace.root, "count": problems}
    return Finding("content", "missing" if problems else "ok", values)

"""The dashboard as people start it, on a small run, and a browser that looks at it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kgisim.workspace import Workspace

SMALLEST = Path(__file__).parents[1] / "broken" / "sound"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds that a machine with other work may take."""


class Served:
    """A server of its own process: where it is, and a way to kill it."""

    def __init__(self, run, workspace, *options):
        self.workspace = workspace
        command = [sys.executable, "-m", "kgisim", "serve", str(run.path)]
        port = () if "--port" in options else ("--port", "0")
        self.process = subprocess.Popen(
            [*command, *port, "--workspace", str(workspace.root), *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=workspace.root,
        )
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="session")
def own_workspace(tmp_path_factory):
    """Make copies of the smallest workspace that may be written, with the bundled pages."""

    def make():
        root = tmp_path_factory.mktemp("served") / "own"
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(SMALLEST, root, ignore=skip)
        for page in Workspace.bundled().dashboards.glob("*.py"):
            shutil.copyfile(page, root / "dashboards" / page.name)
        return Workspace(root)

    return make


@pytest.fixture
def served(quick_run, own_workspace):
    """Start servers of the small run, all from one workspace of their own."""
    workspace, started = own_workspace(), []

    def serve(*options):
        started.append(Served(quick_run, workspace, *options))
        return started[-1]

    yield serve
    for one in started:
        one.kill()


@pytest.fixture(scope="module")
def shared(quick_run, own_workspace):
    """Start one server for all tests of a file that leave no trace."""
    server = Served(quick_run, own_workspace())
    yield server
    server.kill()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)  # five seconds otherwise
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open pages as different people do: each with cookies of its own."""
    contexts = []

    def go(address):
        context = chromium.new_context(viewport={"width": 1440, "height": 1600})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()


def to_form(page):
    """Come to the form for what is said, which is made then."""
    page.get_by_role("heading", name="提案・異議・決定・意見の記録").scroll_into_view_if_needed()
    page.get_by_role("button", name="記録する", exact=True).wait_for()

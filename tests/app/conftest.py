"""A session of the dashboard over a small run, in a workspace of its own."""

import shutil

import pytest

pytest.importorskip("panel")


@pytest.fixture
def shared(quick_run, smallest):
    """The small run, served from a workspace that may be written, with an empty register."""
    from kgisim.app.shared_run import SharedRun
    from kgisim.audit.log import open_register
    from kgisim.workspace import Workspace

    bundled = Workspace.bundled().dashboards
    for page in bundled.glob("*.py"):
        shutil.copyfile(page, smallest.dashboards / page.name)
    register = open_register(smallest.root)
    yield SharedRun(quick_run, smallest, register)
    register.close()


@pytest.fixture
def state(shared):
    """A session of an analyst who looks at the share."""
    from kgisim.app.state import State

    return State(shared, goal="share", user="Suzuki", role="analyst")


@pytest.fixture
def member(shared):
    """A session of a member."""
    from kgisim.app.state import State

    return State(shared, goal="share", user="田中", role="member")


@pytest.fixture(scope="session")
def plan(plan_run):
    """The bundled content, open for all sessions; nothing can be written."""
    from kgisim.app.shared_run import study_of

    return study_of(plan_run)


@pytest.fixture
def session(plan):
    """A session that looks at a share of the bundled content."""
    from kgisim.app.state import State

    return State(plan, goal="kgi1b_overseas_ratio")

import pytest

from kgisim.errors import ContentError, NotFoundError
from kgisim.inference.family import load_family
from kgisim.workspace import Workspace
from tests.inference.families import RandomWalk, half_normal


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "models").mkdir()
    return Workspace(tmp_path)


def test_defaults_stand_where_nothing_is_overridden():
    assert RandomWalk().merged_priors("share", {}) == {"step": half_normal(0.2)}


def test_an_override_replaces_one_prior():
    merged = RandomWalk().merged_priors("share", {"step": half_normal(0.5)})
    assert merged == {"step": half_normal(0.5)}


def test_an_override_of_an_unknown_hyperparameter_offers_the_nearest():
    with pytest.raises(NotFoundError, match="'stepp'; did you mean 'step'"):
        RandomWalk().merged_priors("share", {"stepp": half_normal(0.5)})


def test_a_family_is_found_by_its_file_name(workspace):
    (workspace.models / "walk.py").write_text(
        "from tests.inference.families import RandomWalk\n\nFAMILY = RandomWalk\n"
    )
    assert isinstance(load_family(workspace, "walk"), RandomWalk)


def test_an_unknown_family_offers_the_nearest():
    with pytest.raises(NotFoundError, match="did you mean 'damped_trend'"):
        load_family(Workspace.bundled(), "damped_trends")


@pytest.mark.parametrize(
    "source", ["import nowhere", "FAMILY = 3", "x = 1", "def f(:", "raise KeyError('a')"]
)
def test_a_module_that_holds_no_family_is_told_with_its_file(workspace, source):
    (workspace.models / "mine.py").write_text(source)
    with pytest.raises(ContentError, match=r"models/mine\.py: cannot be used: .*expected a module"):
        load_family(workspace, "mine")

import numpy as np
import pytest

from kgisim.evidence.members import members_of, with_members
from kgisim.inference import gate, group_priors, importance_sampling
from kgisim.inference.family import load_family
from kgisim.inference.fit_all import FitTask, fit_all
from kgisim.inference.group_priors import BELIEF, GroupTask, learned
from kgisim.inference.model import compile_family
from kgisim.workspace import Workspace
from tests.builders import TEXT, WALK_SOURCE, catalog, indicator, yearly

NAMES = ("north", "south", "west")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("workspace")
    (root / "models").mkdir()
    (root / "models" / "walk.py").write_text(WALK_SOURCE, encoding="utf-8")
    return Workspace(root)


def test_what_members_share_is_found_again(workspace):
    """Members whose own size is known: the group's is theirs, held a little to the family's."""
    generator = np.random.default_rng(3)
    priors = dict(load_family(workspace, "walk").priors("positive"))
    compiled = compile_family(load_family(workspace, "walk"), priors, 20)
    points = compiled.sample(generator, 4000)
    sizes = np.abs(generator.normal(0.0, 0.03, 60))
    natural = compiled.density(points)[0][0]
    changes = [size * generator.standard_normal(200) for size in sizes]
    likelihood = np.array(
        [-200 * np.log(natural) - np.sum(own**2) / natural**2 / 2 for own in changes]
    )
    found = learned(priors, compiled, points, likelihood)
    squares = np.sum(sizes**2) + BELIEF * 0.1**2
    expected = np.sqrt(squares / (len(sizes) + BELIEF))
    assert found["step"]["kwargs"]["sigma"] == pytest.approx(expected, rel=0.05)


def test_members_of_whom_nothing_is_known_take_the_prior_of_the_family(workspace):
    priors = dict(load_family(workspace, "walk").priors("positive"))
    compiled = compile_family(load_family(workspace, "walk"), priors, 20)
    points = compiled.sample(np.random.default_rng(1), 4000)
    found = learned(priors, compiled, points, np.zeros((5, 4000)))
    assert found["step"]["kwargs"]["sigma"] == pytest.approx(0.1, rel=0.05)


def _content(**changed):
    group = {"noun": TEXT, "members": {one: {"ja": one, "en": one} for one in NAMES}}
    whole = indicator("beds", role="goal", label="1", model={"family": "walk"}, group=group)
    found = with_members({"beds": whole})
    values = {"north": [10, 11, 12, 13], "south": [20, 23, 24, 25], "west": [5, 5.6, 6, 6.4]}
    rows = {f"beds_{name}": yearly(own) for name, own in (values | changed).items()}
    middle = yearly([10, 11.2, 12, 12.8])
    return catalog(*((one, rows.get(name, middle)) for name, one in found.items()))


@pytest.fixture
def done(monkeypatch):
    """Names of what was really computed, not read from the cache."""
    for name, value in (("FIRST", 200), ("ROUND", 100), ("BATCH", 300), ("BATCHES", 1)):
        monkeypatch.setattr(importance_sampling, name, value)
    monkeypatch.setattr(gate, "SMALLEST_ESS", 10.0)
    monkeypatch.setattr(group_priors, "POINTS", 300)
    names = []
    for kind, name in ((FitTask, "name"), (GroupTask, "group")):
        run = kind.run
        monkeypatch.setattr(
            kind,
            "run",
            lambda task, run=run, name=name: names.append(getattr(task, name)) or run(task),
        )
    return names


def test_members_are_fitted_after_what_they_share_and_nothing_twice(workspace, tmp_path, done):
    how = {"draws": 50, "jobs": 1, "seed": 1, "cache": tmp_path}
    fits = fit_all(_content(), workspace, **how)
    assert done == ["beds", "beds", *(f"beds_{name}" for name in NAMES)]
    assert all(fit.is_usable for fit in fits.values())
    again = fit_all(_content(), workspace, **how)
    assert len(done) == 5
    assert all(np.array_equal(fits[name].trend, again[name].trend, equal_nan=True) for name in fits)
    fit_all(_content(west=[5, 9, 4, 8]), workspace, **how)
    assert done[5:] == ["beds", *(f"beds_{name}" for name in NAMES)]


def test_a_member_departs_from_the_middle_by_its_loading(workspace):
    north = members_of(_content().indicators, "beds")[0]
    assert [(one.driver, one.mean, one.sd) for one in north.drivers] == [("beds", 1.0, 0.25)]

import pytest

from kgisim.projection.fitted_series import prepare
from kgisim.projection.simulator import Simulator


@pytest.fixture
def counted(monkeypatch):
    """The names of series that were prepared, one after the other."""
    names = []

    def counting(catalog, name, *known, **more):
        names.append(name)
        return prepare(catalog, name, *known, **more)

    monkeypatch.setattr("kgisim.projection.base_series.prepare", counting)
    return names


def fresh(futures):
    return Simulator(futures.catalog(), futures.fits(), seed=futures.SEED)


def test_only_what_is_asked_for_and_needed_is_prepared(futures, counted):
    simulator = fresh(futures)
    assert counted == []
    asked = simulator.names[-1]
    for _ in range(2):
        simulator(futures.scenario(), series=[asked])
        simulator.baseline("level", asked)
    assert sorted(counted) == sorted(futures.catalog().dependencies.required_fits([asked]))


def test_a_series_that_is_not_kept_comes_out_the_same_again(futures, monkeypatch, counted):
    expected = fresh(futures)(futures.scenario())
    made = len(counted)
    monkeypatch.setattr("kgisim.projection.base_series.HELD", 0)
    poor = fresh(futures)
    assert poor.base.most == 1
    assert poor(futures.scenario()).equals(expected)
    assert len(counted) > 2 * made > 0

"""Numbers of an indicator are hidden where they may not be shown, and the reader learns why."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from kgisim.evidence.dependencies import DependencyGraph
from kgisim.inference.family import load_family
from kgisim.presentation.localized import family_name, hidden, parameter_name, wording
from kgisim.schema import LANGUAGES, SCALES
from kgisim.workspace import Workspace

WORKSPACE = Workspace.bundled()
RUN = SimpleNamespace(workspace=WORKSPACE)


@pytest.fixture
def localized(run):
    return lambda id, language="ja": wording(run, id, language)


def test_a_failed_part_of_an_identity_leaves_no_estimate_of_today(run, monkeypatch):
    share = run.catalog.indicators["syn_share"]
    identity = {"product_of": ["syn_failed"], "divided_by": ["syn_yen"]}
    computed = type(share).model_validate(
        share.model_dump() | {"identity": identity, "model": {"family": None}, "drivers": ()}
    )
    monkeypatch.setitem(run.catalog.indicators, "syn_share", computed)
    graph = DependencyGraph.of(run.catalog.indicators)
    monkeypatch.setitem(vars(run.catalog), "dependencies", graph)
    found = wording(run, "syn_share", "ja")
    assert found.latest is None
    assert "パレートk 0.92" in hidden(found)


def test_a_withheld_goal_gives_its_own_reason(localized):
    assert hidden(localized("syn_withheld")) == "【合成】国内発の内訳が公表されていない"


def test_a_withheld_goal_stays_withheld_when_failed_fits_are_shown(localized):
    assert hidden(localized("syn_withheld"), show_failed=True) is not None


def test_a_failed_fit_hides_the_numbers_and_says_why(localized):
    assert "パレートk 0.92、有効標本数1,800" in hidden(localized("syn_failed"))


def test_a_failure_without_figures_is_told_in_the_words_of_its_gate(run, monkeypatch):
    monkeypatch.setattr(run, "fits", run.fits.assign(pareto_k=np.nan))
    assert "Pareto k 0.92 ≥ 0.7" in hidden(wording(run, "syn_failed", "ja"))


def test_of_a_chain_of_failures_the_cause_is_told(run, monkeypatch):
    fits = run.fits.copy()
    fits.loc[fits["indicator"] == "syn_share", ["status", "pareto_k"]] = ["failed", np.nan]
    fits.loc[fits["indicator"] == "syn_yen", ["status", "pareto_k"]] = ["failed", 0.8]
    monkeypatch.setattr(run, "fits", fits)
    told = hidden(wording(run, "syn_share", "ja"))
    assert "円の対ドル相場：パレートk 0.80" in told
    assert "シェア：" not in told


def test_a_failed_fit_is_shown_on_request(localized):
    assert hidden(localized("syn_failed"), show_failed=True) is None


def test_a_goal_that_the_run_does_not_hold_is_not_a_hole(run, monkeypatch):
    others = [name for name in run.projection.series if name != "syn_share"]
    draws = run.projection.draws.sel(series=others)
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=draws))
    why = hidden(wording(run, "syn_share", "ja"))
    assert why == "この実行には、この指標の将来の計算結果が含まれていない。"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", WORKSPACE.families())
def test_every_parameter_of_a_family_has_a_name(family, language):
    loaded = load_family(WORKSPACE, family)
    parameters = {name for scale in SCALES for name in loaded.priors(scale)}
    assert not {one for one in parameters if parameter_name(RUN, family, one, language) == one}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", WORKSPACE.families())
def test_a_family_has_a_name(family, language):
    assert family_name(RUN, family, language) != family

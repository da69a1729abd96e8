"""What content brings has a name in every language: families, their parameters, their priors."""

import re
from types import SimpleNamespace

import pytest

from kgisim.analysis.assumption_ledger import assumptions
from kgisim.evidence.catalog import load_catalog
from kgisim.inference.family import load_family
from kgisim.presentation.localized import family_name, parameter_name
from kgisim.presentation.tables.assumption_ledger import prior_text
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import BASELINE, LANGUAGES, SCALES
from kgisim.workspace import Workspace

WORKSPACE = Workspace.bundled()
RUN = SimpleNamespace(workspace=WORKSPACE)
RAW = re.compile(r"[a-z]+_[a-z]+|\w+\(\w+=")
"""A name of the program's own, or a call."""


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prior_of_the_bundled_content_is_written_in_words(language):
    catalog = load_catalog(WORKSPACE)
    baseline = load_scenarios(WORKSPACE, catalog)[BASELINE]
    goals = [id for id, one in catalog.indicators.items() if one.role == "goal"]
    behind = (one for goal in goals for one in assumptions(catalog, baseline, goal))
    told = {prior_text(one.detail, language) for one in behind if one.kind == "prior"}
    assert told
    assert not [one for one in told if RAW.search(one)]


def test_a_truncated_prior_tells_its_ends():
    told = prior_text("Normal(mu=0.0, sigma=0.1) within [0.0, 0.5]", "ja")
    assert told == "正規分布（平均0.0、標準偏差0.1）のうち0.0〜0.5の範囲"


@pytest.mark.parametrize("written", ["Cauchy(alpha=0, beta=1)", "Gamma(mu=1, sigma=2)", "no prior"])
def test_a_prior_without_words_stays_as_it_is_written(written):
    assert prior_text(written, "ja") == written

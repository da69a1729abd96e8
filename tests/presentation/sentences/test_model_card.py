"""What a report says of a model family: its text, what it learned, and from whom."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from kgisim.inference.model_card import Card
from kgisim.inference.reference_priors import Learned, LearnedFrom, LearnedPrior, LearnedScale
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import family_name, parameter_name
from kgisim.presentation.sentences.model_card import (
    card_of,
    learned_of,
    learned_text,
    passages,
    priors_table,
    sources_table,
)
from kgisim.schema import LANGUAGES, SCALES
from kgisim.workspace import Workspace

SAID = {
    "en": "A walk.\n\nIt is so::\n\n    a[i] = a[i-1] + b\n    b = 1\n\nThe ``b`` is\n`one`.\n",
    "ja": "歩みである。\n\n次のとおり::\n\n    a[i] = a[i-1] + b\n    b = 1\n\n"
    "ここで ``b`` は\n1である。",
}


@pytest.fixture
def bundled() -> SimpleNamespace:
    """As much of a run as a card needs."""
    workspace = Workspace.bundled()
    return SimpleNamespace(workspace=workspace, coverage={})


@pytest.fixture
def learned() -> Learned:
    """A flat prior on a half and one, so that its quantiles are known."""
    flat = LearnedPrior(dist="Beta", kwargs={"alpha": 1.0, "beta": 1.0}, within=(0.5, 1.0))
    scales = {"real": LearnedScale(series=1, drift_mean=0.0, priors={"other": flat})}
    scales["share"] = LearnedScale(series=1234, drift_mean=0.03, priors={"damping": flat})
    places = tuple(f"place {number}" for number in range(1000))
    few = tuple(f"place {number}" for number in range(117))
    held = [("b", "CC0", few), ("a", "CC BY", places), ("b", "CC0", few), ("b", "OGL", ("x",))]
    sources = tuple(
        LearnedFrom(source=source, indicator="q", licence=licence, series=series)
        for source, licence, series in held
    )
    return Learned(version=1, scales=scales, sources=sources)


def parts(language: str, docstrings=None) -> list:
    return list(passages(Card("walk", docstrings=docstrings or SAID), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_equations_stand_apart_by_their_sides(language):
    assert parts(language)[0].equations == (("a[i]", "= a[i-1] + b"), ("b", "= 1"))


def test_lines_are_joined_as_english_is_written():
    assert [one.paragraphs for one in parts("en")] == [("A walk.", "It is so:"), ("The b is one.",)]


def test_lines_are_joined_as_japanese_is_written():
    said = [one.paragraphs for one in parts("ja")]
    assert said == [("歩みである。", "次のとおり。"), ("ここでbは1である。",)]


def test_a_line_of_a_literal_block_that_is_no_equation_is_kept_whole():
    assert parts("en", {"en": "So::\n\n    f(x)"})[0].equations == (("", "f(x)"),)


def test_a_family_without_japanese_text_says_so_and_keeps_the_english():
    first, said = parts("ja", {"en": "A walk."})[0].paragraphs
    assert (first, said) == (text("card.other_language", "ja"), "A walk.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_without_any_text_says_so(language):
    (only,) = passages(Card("walk"), language)
    assert only.paragraphs == (text("card.no_text", language),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", Workspace.bundled().families())
def test_no_mark_of_its_source_is_left_in_a_bundled_text(bundled, family, language):
    said = [one for part in passages(card_of(bundled, family), language) for one in part.paragraphs]
    assert not [one for one in said if "`" in one or "::" in one or "\n" in one]


def test_a_hyperparameter_that_the_family_does_not_name_is_named_by_the_program(bundled):
    assert parameter_name(bundled, "damped_trend", "noise", "en") == "size of the yearly noise"


def test_a_hyperparameter_that_nobody_names_stays_as_it_is_called(bundled):
    assert parameter_name(bundled, "damped_trend", "gust", "ja") == "gust"


def test_a_family_without_a_file_of_priors_learned_nothing(run):
    assert learned_of(run, "synthetic") is None


def test_a_family_is_named_in_its_own_words(run):
    assert family_name(run, "synthetic", "en") == "[synthetic] synthetic model"


@pytest.fixture(params=LANGUAGES)
def table(request, bundled, learned):
    """The table of priors in each language, by the scales' names."""
    language = request.param
    frame = priors_table(bundled, card_of(bundled, "damped_trend"), learned, language)
    named = {text(f"coverage.kind_{scale}", language): scale for scale in SCALES}
    return frame.set_index(frame.columns[0]).rename(columns=named)


def cell_in(table, name: str, scale: str) -> str:
    return next(cells[scale] for title, cells in table.iterrows() if title.endswith(name))


def test_median_and_range_of_a_prior_are_its_quantiles(table):
    found = cell_in(table, "\ndamping", "share")
    assert found.replace("（", "(").replace("～", "–").replace("）", ")") == "0.75\n(0.55–0.95)"


def test_a_prior_of_another_scale_leaves_its_cell_blank(table):
    assert cell_in(table, "\nother", "share") in {text("blank", one) for one in LANGUAGES}


def test_scales_stand_in_their_order(table):
    assert list(table.columns) == ["share", "real"]


def test_the_number_of_series_is_told_for_every_scale(table):
    assert list(table.iloc[-1]) == ["1,234", "1"]


def test_the_mean_of_the_drift_is_told_for_every_scale(table):
    assert list(table.iloc[-2]) == ["0.030", "0"]


def test_sources_are_counted_once_for_every_licence(learned):
    found = sources_table(learned, "ja").to_numpy().tolist()
    assert found == [
        ["a", "CC BY", "1", "1,000"],
        ["b", "CC0", "2", "234"],
        ["b", "OGL", "1", "1"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bundled_source_has_a_name(bundled, language):
    learned = learned_of(bundled, "damped_trend")
    assert not set(sources_table(learned, language).iloc[:, 0]) & {
        one.source for one in learned.sources
    }


def coverage(family: str) -> dict[str, SimpleNamespace]:
    rates = [(50, 0.1), (90, 0.86), (90, 0.93)]
    held = [SimpleNamespace(level=level, rate=rate) for level, rate in rates]
    return {family: SimpleNamespace(family=family, held=held)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rates_of_the_interval_are_told_with_the_table_that_holds_them(bundled, language):
    bundled.coverage = coverage("damped_trend")
    *_, said = learned_text(bundled, card_of(bundled, "damped_trend"), None, language)
    for word in ("86", "93", text("coverage.title", language), text("report.method", language)):
        assert word in said


def test_a_test_of_another_family_says_nothing_of_this_one(bundled):
    bundled.coverage = coverage("other")
    card = replace(card_of(bundled, "damped_trend"), pool_file="")
    assert not list(learned_text(bundled, card, None, "ja"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_the_priors_is_told_with_its_digest(bundled, language):
    from kgisim.io import digest

    card = card_of(bundled, "damped_trend")
    said, pooled = learned_text(bundled, card, learned_of(bundled, "damped_trend"), language)
    assert f"models/{card.pool_file}" in pooled
    file = bundled.workspace.models / card.priors_file
    assert f"models/{card.priors_file}" in said
    assert digest(file)[:12] in said

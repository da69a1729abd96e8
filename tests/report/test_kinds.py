"""What a full report says of goals with a number, of those without, and of all at once."""

import pickle

import pytest

from kgisim.errors import NotFoundError
from kgisim.presentation.localized import goals
from kgisim.presentation.sentences.model_card import learned_of
from kgisim.report.blocks import Chart, Heading, Row, Sentences, Table, Terms, charts_of
from kgisim.report.declared import ON_GOALS
from kgisim.report.formats.html import page
from kgisim.report.kinds import KINDS, make_report, subtitle_key
from kgisim.report.scope import Scope
from kgisim.report.sections.model_cards import cards
from kgisim.runs.run import open_run
from kgisim.runs.run_cache import RunCache
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

REASONED = ("screen", "backcast", "milestones", "measures", "leading", "spread", "knowing")
"""Parts of a goal with a number that begin with sentences."""


@pytest.fixture(scope="module")
def blocks(run):
    return make_report(Scope(run)).blocks


def keys(blocks, kind) -> set[str]:
    return {block.key for block in blocks if isinstance(block, kind)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_of_report_have_the_same_head(run, language):
    scope = Scope(run, language)
    assert len({scope.t(subtitle_key(kind)) for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("part", REASONED)
def test_a_goal_with_a_number_is_explained_in_sentences(blocks, part):
    assert f"syn_share/{part}" in keys(blocks, Sentences)


@pytest.mark.parametrize("table", ["targets", "moved", "criteria", "ledger", "worth"])
def test_the_numbers_behind_the_sentences_stand_in_tables(blocks, table):
    assert f"syn_share/{table}" in keys(blocks, Table)


@pytest.mark.parametrize("table", ["moved", "criteria", "ledger", "worth"])
def test_details_are_folded(blocks, table):
    (found,) = (one for one in blocks if getattr(one, "key", "") == f"syn_share/{table}")
    assert "folded" in found.kind.split()


@pytest.mark.parametrize("chart", ["swings", "shares"])
def test_what_a_picture_says_better_is_drawn(blocks, chart):
    assert f"syn_share/{chart}" in keys(blocks, Chart)


def test_the_corridor_stands_beside_what_moves_with_it(blocks):
    rows = [{chart.key for chart in block.charts} for block in blocks if isinstance(block, Row)]
    assert {"syn_share/corridor", "syn_share/corridor-syn_yen"} in rows


def test_a_goal_without_a_number_has_a_verdict_and_no_way(blocks):
    said = {key for key in keys(blocks, Sentences) if key.startswith("syn_withheld/")}
    assert "syn_withheld/screen" in said
    assert not said & {f"syn_withheld/{part}" for part in ("backcast", "milestones", "spread")}


def test_a_failed_goal_has_no_way(blocks):
    assert "syn_failed/backcast" not in keys(blocks, Sentences)


def test_all_levels_at_once_have_a_chapter(blocks):
    assert "all/together" in keys(blocks, Sentences)


def test_every_assumption_of_a_goal_stands_in_the_annex(run, blocks):
    (whole,) = (one for one in blocks if getattr(one, "key", "") == "syn_share/assumed")
    assert len(whole.frame) == len(run.explained("ledger", "syn_share"))


def test_every_key_is_given_once(blocks):
    given = [block.key for block in blocks if getattr(block, "key", "")]
    given += [chart.key for block in blocks if isinstance(block, Row) for chart in block.charts]
    assert len(given) == len(set(given))


def test_a_chapter_with_nothing_to_say_is_left_out(run):
    scope = Scope(run)
    scope.__dict__["goals"] = scope.goals[:1]
    names = {one.name for one in make_report(scope).blocks if isinstance(one, Heading)}
    assert "together" not in names


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("ja", ["【合成】合成モデル", "重点サンプリング"]),
        ("en", ["[synthetic] synthetic model", "importance sampling"]),
    ],
)
def test_a_card_names_family_and_method_in_the_language_of_the_report(run, language, titles):
    card = next(one for one in cards(Scope(run, language)) if isinstance(one, Terms))
    assert [said for _, said in card.items][:2] == titles


def test_the_card_of_a_family_comes_before_those_of_indicators(run):
    named = [one.name for one in cards(Scope(run)) if isinstance(one, Heading)]
    assert named[:3] == ["cards", "family-synthetic", "card-syn_share"]


@pytest.fixture(params=LANGUAGES)
def bundled_card(request, run, monkeypatch):
    """The chapter as if the bundled family had been used, in each language."""
    monkeypatch.setitem(vars(run), "fits", run.fits.assign(family="damped_trend"))
    monkeypatch.setitem(vars(run), "workspace", Workspace.bundled())
    monkeypatch.setitem(vars(run), "cache", RunCache())
    for name, indicator in list(run.catalog.indicators.items()):
        if indicator.model is not None:
            model = indicator.model.model_copy(update={"family": "damped_trend"})
            changed = indicator.model_copy(update={"model": model})
            monkeypatch.setitem(run.catalog.indicators, name, changed)
    return list(cards(Scope(run, request.param)))


def test_the_card_of_a_family_holds_the_licence_of_every_source(run, bundled_card):
    (table,) = (one for one in bundled_card if getattr(one, "key", "").endswith("/sources"))
    told = {cell for line in table.frame.to_numpy().tolist() for cell in line}
    learned = learned_of(run, "damped_trend")
    assert {one.licence for one in learned.sources} <= told


def test_every_part_of_a_card_can_be_compared_with_its_run(bundled_card):
    parts = [one for one in bundled_card if isinstance(one, (Sentences, Table, Terms))]
    assert all(one.key for one in parts)


def test_a_prior_of_its_own_stands_on_the_card_of_an_indicator(run, monkeypatch):
    prior = {"dist": "HalfNormal", "kwargs": {"sigma": 0.01}}
    monkeypatch.setitem(run.catalog.indicators["syn_share"].model.priors, "noise", prior)
    (card,) = (one for one in cards(Scope(run)) if getattr(one, "key", "") == "syn_share/card")
    assert card.items[-1] == (
        "独自の事前分布：年ごとの偶然の変動の大きさ",
        "半正規分布（尺度0.01）",
    )


def test_a_chart_is_drawn_the_same_by_another_process(blocks):
    kinds = {chart.figure.name.partition("-")[0]: chart.figure for chart in charts_of(blocks)}
    for figure in kinds.values():
        sent = pickle.loads(pickle.dumps(figure))
        assert sent.image("svg") == figure.image("svg")


@pytest.mark.parametrize("kind", ["full", "brief", "target-sheet", "annex"])
def test_goals_that_were_asked_for_stand_alone_below_the_page_of_all(run, kind):
    scope = Scope(run, "en", only=("syn_share",))
    made, whole = make_report(scope, kind), make_report(Scope(run, "en"), kind)
    others = {goal.id for goal in goals(run)} - {"syn_share"}
    subjects = {getattr(block, "key", "").partition("/")[0] for block in made.blocks}
    assert "syn_share" in subjects
    assert not subjects & others
    assert subjects < {getattr(block, "key", "").partition("/")[0] for block in whole.blocks}
    assert [block.frame.shape for block in made.lead if isinstance(block, Table)] == [
        block.frame.shape for block in whole.lead if isinstance(block, Table)
    ]


def test_a_goal_that_is_none_is_refused(run):
    with pytest.raises(NotFoundError, match="syn_yen"):
        Scope(run, only=("syn_yen",))


@pytest.mark.parametrize("kind", ["full", "brief"])
def test_a_report_made_by_several_processes_says_the_same(quick_run, kind):
    ahead = open_run(quick_run.path)
    ahead.project_ahead(goals=kind in ON_GOALS)
    asked = ((quick_run, 1), (ahead, 2))
    made = [make_report(Scope(one), kind, drawn=("svg",), jobs=jobs) for one, jobs in asked]
    assert page(made[0]) == page(made[1])

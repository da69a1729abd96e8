import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from kgisim.messages import catalogue
from kgisim.report.formats import html as html_format
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.report.sections.goal import FULL, goal

VOID = {"col", "meta", "link", "br", "img", "hr", "input"}
LOADS = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base"}


class Reader(HTMLParser):
    """Reads a page as a browser would, and remembers what is asserted on."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.text: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.text.append(data)

    def all(self, tag: str) -> list[dict]:
        return [attrs for found, attrs in self.tags if found == tag]


@pytest.fixture(scope="module", params=["ja", "en"])
def html(request, report) -> str:
    return report[request.param].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html) -> Reader:
    return Reader(html)


def page_with(scope: Scope, *blocks) -> str:
    """Lay out the head of a page, and of its chapters these blocks alone."""
    report = make_report(scope, "target-sheet")
    return html_format.page(replace(report, lead=(), blocks=blocks))


def head(run) -> str:
    page = page_with(Scope(run, "ja"))
    return page[page.index("<header") : page.index("<main")]


def test_every_element_that_opens_is_closed(page):
    assert page.unbalanced == []
    assert page.open == []


def test_no_id_stands_twice(page):
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_anchor_leads_somewhere(page):
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = {attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#")}
    assert links
    assert links <= ids


def test_every_label_that_is_referred_to_exists(page):
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    labels = {attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs}
    assert labels <= ids


def test_nothing_is_loaded_from_anywhere(page, html):
    assert not {tag for tag, _ in page.tags} & LOADS
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []
    assert [attrs["src"] for _, attrs in page.tags if "src" in attrs] == []


def test_no_reference_inside_a_drawing_leaves_the_page(page):
    assert all(
        attrs["xlink:href"].startswith("#") for _, attrs in page.tags if "xlink:href" in attrs
    )


def test_the_page_says_its_language(report):
    for language, path in report.items():
        assert f'<html lang="{language}">' in path.read_text(encoding="utf-8")


def test_no_placeholder_and_no_key_is_left(page):
    text = "".join(page.text)
    assert re.findall(r"\{[a-z_]+\}", text) == []
    assert [key for key in catalogue("ja") if "." in key and key in text] == []


def test_no_cell_says_nan(page):
    assert not {"nan", "None", "NaN"} & {piece.strip() for piece in page.text}


def test_every_table_and_figure_carries_the_run(page, run):
    held = [*page.all("table"), *page.all("figure")]
    assert held
    assert all(attrs["data-run"] == run.id for attrs in held)


def test_the_run_is_printed_beside_every_table_and_figure(page, run):
    marks = [piece for piece in page.text if run.id in piece]
    assert len(marks) >= len(page.all("table")) + len(page.all("figure"))


def test_markup_in_titles_and_notes_stays_text(page, html):
    assert page.all("script") == []
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert page.all("b") == []


def test_every_table_has_a_caption_and_headings(page):
    assert len(page.all("caption")) == len(page.all("table"))
    assert {attrs["scope"] for attrs in page.all("th")} == {"col", "row", "rowgroup"}


def test_every_drawing_has_a_text_alternative(page):
    assert page.all("svg")
    assert all(attrs["role"] == "img" for attrs in page.all("svg"))
    assert all("aria-labelledby" in attrs for attrs in page.all("svg"))


def test_every_figure_has_its_numbers_as_a_table(html):
    figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert all("<table" in figure for figure in figures)


def test_headings_never_skip_a_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_the_page_has_its_landmarks(page):
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]


def test_the_same_run_gives_the_same_bytes(run, report):
    again = html_format.page(make_report(Scope(run, "ja")))
    assert again == report["ja"].read_text(encoding="utf-8")


def test_a_report_stays_small(report):
    assert max(path.stat().st_size for path in report.values()) < 5e6


def test_a_withheld_goal_has_a_sentence_in_its_place(report):
    ja = report["ja"].read_text(encoding="utf-8")
    section = ja[ja.index('id="goal-syn_withheld"') :]
    section = section[: section.index("</section>")]
    assert "国内発の内訳が公表されていない" in section
    assert "承認品目ごとの開発国" in section
    assert "<figure" not in section


def test_the_numbers_of_a_failed_fit_are_withheld_with_the_reason(report):
    ja = report["ja"].read_text(encoding="utf-8")
    section = ja[ja.index('id="goal-syn_failed"') :]
    section = section[: section.index("</section>")]
    assert "パレートk 0.92" in section
    assert "<figure" not in section


def test_failed_fits_are_shown_on_request_with_a_warning(run):
    scope = Scope(run, "ja", show_failed=True)
    shown = page_with(scope, *goal(scope, scope.wording("syn_failed"), FULL))
    assert 'id="fan-syn_failed"' in shown
    assert shown.count("引用してはならない") == 2  # at the head and at the goal


def test_a_goal_that_the_run_lost_leaves_a_report_all_the_same(run, monkeypatch):
    kept = [name for name in run.projection.series if name not in ("syn_share", "syn_yen")]
    draws = run.projection.draws.sel(series=kept)
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=draws))
    html = html_format.page(make_report(Scope(run, "ja")))
    assert "この実行には、この指標の将来の計算結果が含まれていない。" in html
    assert 'id="fan-syn_share"' not in html


def test_world_and_policy_have_headings_of_their_own(report):
    ja = report["ja"].read_text(encoding="utf-8")
    assert ja.index("計画では決められないもの") < ja.index("計画で決められるもの")


def test_what_is_illustrative_is_said_at_the_head(report):
    ja = report["ja"].read_text(encoding="utf-8")
    assert "決定されたものではない" in ja[: ja.index("<main")]


def test_a_run_without_examples_has_no_such_notice(run, monkeypatch):
    decided = {
        name: one.model_copy(update={"illustrative": False}) for name, one in run.scenarios.items()
    }
    monkeypatch.setattr(run, "scenarios", decided)
    monkeypatch.setattr(run, "assessment", run.assessment.assign(illustrative=False))
    assert "決定されたものではない" not in head(run)


def test_the_title_block_tells_what_the_run_rests_on(report, run):
    ja = report["ja"].read_text(encoding="utf-8")
    head = ja[ja.index("<header") : ja.index("</header>")]
    for expected in (
        run.id,
        "2024年6月",
        "2026年11月3日（令和8年）",
        "200通り",
        "20401",
        "kgisim 0.1.0",
    ):
        assert expected in head


def test_an_earlier_state_of_knowledge_is_named(run, monkeypatch):
    options = {"as_of": "2024-03-31", "unverified": False}
    monkeypatch.setattr(run, "manifest", run.manifest | {"options": options})
    said = head(run)
    assert "2024年3月31日までに公表されたもの" in said
    assert "用いていない" in said


def test_the_path_is_given_back(report):
    assert report["ja"].name == "ja.html"

import re
from collections import Counter

import pytest

from kgisim.errors import NotFoundError
from kgisim.report.blocks import CHAPTER, Chart, Heading, PageBreak, Row, Section, Table, outline
from kgisim.report.kinds import KINDS, make_report
from kgisim.report.provenance import Provenance, ReportError, read_stamp, unbind
from kgisim.report.reading.docx_marks import LONGEST, key_in, name_of
from kgisim.report.scope import Scope


@pytest.fixture(scope="module", params=sorted(KINDS))
def made(request, run):
    return make_report(Scope(run, "ja", since=run), request.param)


def blocks_of(report):
    for block in (*report.lead, *report.head, *report.blocks):
        yield from block.charts if isinstance(block, Row) else (block,)


def test_every_kind_of_report_says_something(made):
    assert any(getattr(block, "key", "") for block in made.blocks)


def test_no_key_stands_twice(made):
    keys = Counter(block.key for block in blocks_of(made) if getattr(block, "key", ""))
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_text_with_a_number_has_a_key(made):
    loose = [
        block.text
        for block in made.blocks
        if not isinstance(block, Heading) and not getattr(block, "key", "")
        if re.search(r"\d", getattr(block, "text", ""))
    ]
    assert loose == []


def test_every_chart_and_table_has_a_key(made):
    keyless = [one for one in blocks_of(made) if hasattr(one, "key") and hasattr(one, "caption")]
    assert all(one.key for one in keyless)
    assert all(chart.key for chart in made.charts)


def test_chapters_are_numbered_from_one(made):
    titles = [one.text for one in made.blocks if isinstance(one, Heading) and one.level == CHAPTER]
    assert [re.findall(r"\d+", title)[0] for title in titles] == [
        str(number) for number in range(1, 1 + len(titles))
    ]


def test_a_bookmark_of_word_names_its_block(made):
    keys = {one.key for one in blocks_of(made) if getattr(one, "key", "")}
    assert all(len(name_of(key)) <= LONGEST for key in keys)
    assert keys >= {key for key in map(key_in, map(name_of, keys)) if len(name_of(key)) < LONGEST}


def test_an_unknown_kind_is_refused_with_the_known_ones(run):
    with pytest.raises(NotFoundError, match="brief"):
        make_report(Scope(run), "breif")


def test_a_follow_up_needs_an_earlier_run(run):
    with pytest.raises(ReportError, match="--since"):
        make_report(Scope(run), "follow-up")


def test_an_outline_keeps_every_block_in_its_order(made):
    def flat(parts):
        for part in parts:
            if isinstance(part, Section):
                yield part.heading
                yield from flat(part.blocks)
            else:
                yield part

    assert list(map(id, flat(outline(made.blocks)))) == list(map(id, made.blocks))


def test_what_comes_before_the_first_heading_stays_there():
    assert outline([PageBreak(), Heading("a", CHAPTER)])[0] == PageBreak()


def test_a_stamp_is_read_as_it_was_written():
    stamp = Provenance("r1", "brief", "ja", "r0", "yes")
    assert read_stamp(str(stamp), "x") == stamp


@pytest.mark.parametrize("line", [None, "", "kgisim run=r1", "other run=r1", "kgisim"])
def test_a_file_without_a_stamp_is_no_report(line):
    with pytest.raises(ReportError, match=r"x\.docx carries no mark"):
        read_stamp(line, "x.docx")


@pytest.mark.parametrize("mark", [None, "", "Table 1", "kgisim:r1", "other:r1:k"])
def test_other_names_are_no_marks(mark):
    assert unbind(mark) is None


def test_a_brief_draws_the_plan_and_a_fan_of_every_goal(brief):
    kinds = {chart.figure.name.partition("-")[0] for chart in brief["ja"].charts}
    assert kinds == {"fan", "tree"}
    assert all(isinstance(chart, Chart) for chart in brief["ja"].charts)


def test_every_figure_cites_the_run_and_those_of_goals_where_documents_are_listed(made, run):
    for block in blocks_of(made):
        if isinstance(block, (Chart, Table)):
            said = made.under(block)
            assert said.count(run.id) == 1
            subject = run.catalog.indicators.get(block.key.partition("/")[0])
            if subject is not None and subject.role == "goal":
                assert "資料" in said


def test_a_fan_is_explained_beneath_it(made):
    fans = [one for one in blocks_of(made) if isinstance(one, Chart) and "/fan" in one.key]
    assert all(made.under(one).startswith("注：線は中央値") for one in fans)

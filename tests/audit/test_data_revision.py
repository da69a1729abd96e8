import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.audit.data_revision import (
    MOST_BYTES,
    accept,
    check_upload,
    draft,
    with_row,
)
from kgisim.audit.entries import Revision
from kgisim.audit.row_difference import difference
from kgisim.audit.users import LOCAL, AccessError, Person
from kgisim.errors import ContentError, NotFoundError, RequestError
from kgisim.evidence.catalog import load_catalog
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace

ANALYST = Person("Suzuki", "analyst")
NEW = {
    "year": "2022",
    "value": "42.5",
    "relation": "eq",
    "source": "firm",
    "evidence": "official",
    "published": "2023-06",
    "note": '<script>alert("注")</script>, 確報',
}


@pytest.fixture
def made(smallest):
    return draft(smallest, "share", with_row(smallest, "share", NEW))


def accepted(made, register, by=ANALYST):
    return accept(made, register, by, author="Suzuki", reason="2022年度の公表値")


# drafting


def test_a_new_row_is_added_and_nothing_else_changes(made):
    assert [row["value"] for row in made.difference.added] == ["42.5"]
    assert (made.difference.changed, made.difference.removed) == ((), ())


def test_a_sound_draft_may_be_accepted(made):
    assert made.may_be_accepted


def test_a_draft_that_raises_a_question_waits_for_its_answer(smallest):
    made = draft(smallest, "share", with_row(smallest, "share", NEW | {"note": "速報"}))
    assert not made.may_be_accepted
    assert "under accept in data/share.yaml" in str(made.problems[0])


def test_a_row_that_counts_k_of_n_brings_its_columns_along(smallest):
    row = NEW | {"value": "4", "of": "15"}
    before = (smallest.data / "share.csv").read_text("utf-8")
    made = draft(smallest, "share", with_row(smallest, "share", row))
    assert not made.problems
    assert [(one["value"], one["of"]) for one in made.difference.added] == [("4", "15")]
    assert (made.difference.changed, made.difference.removed) == ((), ())
    assert before.startswith("year,year_end,value")
    assert with_row(smallest, "share", NEW).decode().startswith(before)


def test_drafting_writes_nothing(smallest):
    before = (smallest.data / "share.csv").read_bytes()
    draft(smallest, "share", with_row(smallest, "share", NEW))
    assert (smallest.data / "share.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value": "140"}, "row 4, value: found 140, expected 0 to 100"),
        ({"source": "frm"}, "did you mean 'firm'"),
        ({"relation": "equal"}, "unknown relation 'equal'"),
        ({"value": "４２"}, "expected plain digits"),
    ],
)
def test_a_draft_is_judged_by_the_rules_of_the_check(smallest, wrong, told):
    made = draft(smallest, "share", with_row(smallest, "share", NEW | wrong))
    (smallest.data / "share.csv").write_bytes(made.content)
    assert made.problems == check_workspace(smallest)
    assert told in str(made.problems[0])


def test_a_draft_with_a_problem_may_not_be_accepted(smallest, register):
    made = draft(smallest, "share", with_row(smallest, "share", NEW | {"value": "140"}))
    assert not made.may_be_accepted
    with pytest.raises(ContentError):
        accepted(made, register)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b'year,"', b"\0" * 100, "年".encode("cp932")]
)
def test_what_is_no_file_of_rows_is_told_and_not_written(smallest, content):
    made = draft(smallest, "share", content)
    assert made.problems
    assert made.difference.is_empty


def test_a_file_for_what_has_no_rows_is_told(smallest):
    assert draft(smallest, "ratio", with_row(smallest, "ratio", NEW)).problems


@pytest.mark.parametrize("name", ["shares", "../share", "/etc/passwd", "units", ""])
def test_only_indicators_have_files(smallest, name):
    with pytest.raises(NotFoundError):
        draft(smallest, name, b"")


def test_a_row_follows_the_order_of_the_columns_in_the_file(smallest):
    path = smallest.data / "share.csv"
    lines = path.read_text("utf-8").splitlines()
    turned = [",".join(reversed(line.split(","))) for line in lines]
    path.write_text("\n".join(turned), "utf-8")  # and no line break at its end
    made = draft(smallest, "share", with_row(smallest, "share", NEW))
    assert made.problems == ()
    assert [row["value"] for row in made.difference.added] == ["42.5"]


# uploads


@pytest.mark.parametrize("name", ["rows.csv", "行.CSV"])
def test_a_small_csv_file_is_let_in(name):
    assert check_upload(name, b"x" * MOST_BYTES) is None


def test_a_large_file_is_refused_before_it_is_read():
    with pytest.raises(RequestError, match="expected at most 1,000,000"):
        check_upload("rows.csv", b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize("name", ["rows.xlsx", "rows.csv.exe", "csv", ""])
def test_another_kind_of_file_is_refused(name):
    with pytest.raises(RequestError, match="expected a CSV file"):
        check_upload(name, b"")


# accepting


def test_an_accepted_row_is_known_from_then_on(made, register, smallest):
    accepted(made, register)
    rows = load_catalog(smallest).rows("share")
    assert rows.iloc[-1][["year", "value", "note"]].tolist() == [2022, 42.5, NEW["note"]]


def test_an_accepted_draft_is_entered_with_who_and_what(made, register):
    kept = accepted(made, register)
    assert register.entries(Revision) == (kept,)
    assert (kept.author, kept.recorded_by, kept.added, kept.changed, kept.removed) == (
        "Suzuki",
        "Suzuki",
        1,
        0,
        0,
    )


def test_the_entry_names_the_file_before_and_after(made, register, smallest):
    before = hashlib.sha256((smallest.data / "share.csv").read_bytes()).hexdigest()
    kept = accepted(made, register)
    after = hashlib.sha256((smallest.data / "share.csv").read_bytes()).hexdigest()
    assert (kept.before, kept.after) == (before, after)


def test_a_member_cannot_change_data(made, register, smallest):
    with pytest.raises(AccessError):
        accepted(made, register, Person("Suzuki", "member"))
    assert (smallest.data / "share.csv").read_bytes() != made.content
    assert register.entries(Revision) == ()


def test_two_drafts_of_one_file_cannot_both_be_accepted(made, register, smallest):
    other = draft(smallest, "share", with_row(smallest, "share", NEW | {"value": "43"}))
    accepted(made, register)
    with pytest.raises(RequestError, match="changed by somebody else meanwhile"):
        accepted(other, register)
    assert (smallest.data / "share.csv").read_bytes() == made.content


def test_a_draft_is_accepted_once(made, register):
    accepted(made, register)
    with pytest.raises(RequestError):
        accepted(made, register)


def test_a_file_that_changes_nothing_is_refused(smallest, register):
    same = draft(smallest, "share", (smallest.data / "share.csv").read_bytes())
    assert not same.may_be_accepted
    with pytest.raises(RequestError, match="holds these rows already"):
        accepted(same, register)


def test_a_workspace_that_was_broken_meanwhile_stops_the_acceptance(made, register, smallest):
    (smallest.data / "yen.yaml").write_text("id: yen\n", "utf-8")
    with pytest.raises(ContentError):
        accepted(made, register)


def test_the_bundled_workspace_is_never_written(made, register):
    with pytest.raises(RequestError, match="kgisim init"):
        accepted(replace(made, workspace=Workspace.bundled()), register, LOCAL)


# differences

ROWS = st.lists(
    st.fixed_dictionaries(
        {"year": st.sampled_from("123"), "source": st.sampled_from("ab"), "value": st.text("01")}
    ),
    max_size=6,
).map(tuple)


@given(ROWS)
def test_nothing_differs_from_itself(rows):
    assert difference(rows, rows[::-1]).is_empty


@given(ROWS, ROWS)
def test_a_difference_leads_from_the_old_rows_to_the_new(old, new):
    found = difference(old, new)
    rows = list(old)
    for row in (*found.removed, *(before for before, _ in found.changed)):
        rows.remove(row)
    rows += [*found.added, *(after for _, after in found.changed)]
    # the order of a row's cells means nothing
    assert sorted(sorted(row.items()) for row in rows) == sorted(sorted(row.items()) for row in new)


@given(ROWS, ROWS)
def test_the_other_way_round_added_is_removed(old, new):
    there, back = difference(old, new), difference(new, old)
    assert len(there.added) == len(back.removed)
    assert len(there.changed) == len(back.changed)

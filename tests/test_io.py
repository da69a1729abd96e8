import csv
import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgisim.errors import ContentError
from kgisim.io import code_digest, digest, read_table, read_text, read_yaml, write_whole


@pytest.fixture
def put(tmp_path: Path):
    def write(content: bytes | str) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def told(call, *arguments) -> list[str]:
    with pytest.raises(ContentError) as raised:
        call(*arguments)
    return [str(problem) for problem in raised.value.problems]


def test_a_byte_order_mark_is_dropped(put):
    assert read_text(put(b"\xef\xbb\xbfyear"), "f") == "year"


def test_bytes_that_are_not_utf8_are_told_with_their_line(put):
    (message,) = told(read_text, put("year\n年".encode("cp932")), "data/a.csv")
    assert message.startswith("data/a.csv: line 2: not UTF-8; save the file again")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_content_is_told(put, content):
    assert told(read_text, put(content), "f") == ["f: the file is empty; fill it or delete it"]


def test_a_file_that_is_not_there_is_told(tmp_path):
    (message,) = told(read_text, tmp_path / "none", "data/none.yaml")
    assert message == "data/none.yaml: cannot be read (No such file or directory)"


def test_a_folder_in_place_of_a_file_is_told(tmp_path):
    assert told(read_text, tmp_path, "f") == ["f: cannot be read (Is a directory)"]


def test_the_country_code_of_norway_stays_a_word(put):
    assert read_yaml(put("a: NO"), "f") == {"a": "NO"}


def test_what_was_read_can_be_changed_without_changing_what_is_read_next(put):
    path = put("a: [1]")
    read_yaml(path, "f")["a"].append(2)
    assert read_yaml(path, "f") == {"a": [1]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "f: line 3: key 'a' stands twice; keep one"),
        ("a: 1\n b: 2\n", "f: line 2: not valid YAML (mapping values are not allowed here)"),
        ("a: !!python/object:os.system ls\n", "f: line 1: not valid YAML (could not determine"),
        ("a: *unknown\n", "f: line 1: not valid YAML (found undefined alias"),
        ("a: 1\n---\nb: 2\n", "f: line 2: not valid YAML (but found another document)"),
        ("a: 2024-13-45\n", "f: not valid YAML: a control character, a date"),
        ("[a, [b]]: 1\n", "f: not valid YAML: a control character, a date"),
        ("a: \x01\n", "f: not valid YAML: a control character, a date"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(put, content, message):
    (found,) = told(read_yaml, put(content), "f")
    assert found.startswith(message)


def test_cells_stay_as_they_were_written(put):
    table = read_table(put("a,b\n007, x\n"), "f", ["a", "b"])
    assert table.iloc[0].to_list() == ["007", " x"]


def test_rows_are_numbered_as_in_a_spreadsheet(put):
    table = read_table(put('a,b\n1,"two\nlines"\n\n,\n3,4\n'), "f", ["a", "b"])
    assert table.index.to_list() == [2, 5]


def test_columns_come_in_the_agreed_order(put):
    assert list(read_table(put("b,a\n1,2\n"), "f", ["a", "b"]).columns) == ["a", "b"]


def test_a_table_without_agreed_columns_keeps_its_own(put):
    assert list(read_table(put("b,a\n1,2\n"), "f").columns) == ["b", "a"]


def test_a_header_alone_is_a_table_without_rows(put):
    assert read_table(put("a,b\n"), "f", ["a", "b"]).empty


@pytest.mark.parametrize(
    ("content", "columns", "messages"),
    [
        ("a\n", ["a", "b"], ["f: row 1: missing column 'b'"]),
        ("a,bb\n", ["a"], ["f: row 1: unknown column 'bb'; valid: 'a'"]),
        (
            "a,valeu\n",
            ["a", "value"],
            [
                "f: row 1: missing column 'value'",
                "f: row 1: unknown column 'valeu'; did you mean 'value'?",
            ],
        ),
        ("a,a\n", ["a"], ["f: row 1: column 'a' stands twice"]),
        ("a,\n1,2\n", None, ["f: row 1: a column has no name"]),
        ("a,b\n1\n1,2,3\n", None, [
            "f: row 2: found 1 cells, expected 2; check commas, quotes",
            "f: row 3: found 3 cells, expected 2; check commas, quotes",
        ]),
        (",,\n", None, ["f: no cell is filled; expected a header in row 1"]),
        ('a\n"1', None, ["f: not valid CSV (unexpected end of data); check the quotes"]),
    ],
)  # fmt: skip
def test_a_table_of_the_wrong_form_is_told(put, content, columns, messages):
    assert told(read_table, put(content), "f", columns) == messages


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])), st.just("x")),
        min_size=1,
    )
)
def test_what_a_csv_writer_wrote_is_read_back_cell_by_cell(tmp_path_factory, rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("a", "b"), *rows])
    path = tmp_path_factory.mktemp("csv") / "file"
    path.write_bytes(buffer.getvalue().encode())
    table = read_table(path, "f", ["a", "b"])
    assert list(table.itertuples(index=False, name=None)) == rows


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_written_file_can_be_read_by_others(tmp_path):
    write_whole(tmp_path / "file", b"x")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_the_digest_is_sha256_of_the_bytes(put):
    assert digest(put(b"kgi")) == hashlib.sha256(b"kgi").hexdigest()


# Digests of code


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """An engine of two packages and a module."""
    for name in ("one/a.py", "one/deep/b.py", "two/a.py", "three.py"):
        path = tmp_path / "kgisim" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr("kgisim.io.ENGINE", tmp_path / "kgisim")
    code_digest.cache_clear()
    yield tmp_path / "kgisim"
    code_digest.cache_clear()


@pytest.mark.parametrize("file", ["one/a.py", "one/deep/b.py", "three.py"])
def test_a_change_below_a_name_changes_the_digest(engine, file):
    before = code_digest("kgisim.one", "kgisim.three")
    (engine / file).write_text("x = 2\n", encoding="utf-8")
    code_digest.cache_clear()
    assert code_digest("kgisim.one", "kgisim.three") != before


def test_a_file_of_the_same_name_elsewhere_does_not_matter(engine):
    before = code_digest("kgisim.one")
    (engine / "two" / "a.py").write_text("x = 2\n", encoding="utf-8")
    code_digest.cache_clear()
    assert code_digest("kgisim.one") == before


def test_a_name_of_nothing_is_an_error(engine):
    with pytest.raises(ModuleNotFoundError, match=r"'kgisim\.four'"):
        code_digest("kgisim.one", "kgisim.four")

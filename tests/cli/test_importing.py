"""`kgisim import`: shows first, writes only what was asked for, and never half."""

import csv
import sys

import pytest

from kgisim.cli import importing, main

TABLE = "Year,Rate (円/ドル)\n2020,106.8\n2021,110.0\n2022,131.5\n1999,113.9\n"


@pytest.fixture
def run(monkeypatch, capsys, smallest, tmp_path):
    """Import a table into the smallest workspace; code, answer and complaint come back."""
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.setenv("KGISIM_WORKSPACE", str(smallest.root))

    def give(*options, table=TABLE, language="en", indicator="yen", source="bank"):
        path = tmp_path / "table.csv"
        path.write_text(table, "utf-8")
        named = ["--indicator", indicator, "--source", source, "--language", language]
        monkeypatch.setattr(sys, "argv", ["kgisim", "import", str(path), *named, *options])
        code = 0
        try:
            main.main()
        except SystemExit as end:
            code = end.code or 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return give


@pytest.fixture
def rows(smallest):
    def read():
        with (smallest.data / "yen.csv").open(encoding="utf-8", newline="") as file:
            return [(row["year"], row["value"], row["published"]) for row in csv.DictReader(file)]

    return read


def test_without_write_nothing_is_written(run, rows):
    before = rows()
    code, said, _ = run("--published", "2023-01")
    assert (code, rows()) == (0, before)
    assert "2 added, 0 corrected, 1 there already" in said
    assert "Nothing was written" in said
    assert "outside the years that are covered" in said


def test_with_write_the_new_rows_are_there_once(run, rows):
    run("--published", "2023-01", "--write")
    expected = [
        ("2020", "106.8", "2021-01"),
        ("2021", "109.8", "2022-01"),
        ("2021", "110", "2023-01"),
        ("2022", "131.5", "2023-01"),
    ]
    assert rows() == expected
    code, said, _ = run("--published", "2023-01", "--write")
    assert (code, rows()) == (0, expected)
    assert "There is no new number" in said


def test_what_the_check_refuses_is_not_written(run, rows):
    before = rows()
    code, _, complaint = run("--write", table=TABLE.replace("131.5", "-131.5"))
    assert (code, rows()) == (2, before)
    assert "more than 0" in complaint


def test_an_open_question_lists_the_choices(run):
    code, _, complaint = run(table=TABLE.replace(" (円/ドル)", ""))
    assert code == 2
    assert "--unit" in complaint
    assert "円/ドル" in complaint


def test_answers_are_in_the_reader_s_language(run):
    _, said, _ = run("--published", "2023-01", language="ja")
    assert "追加2件" in said
    _, _, complaint = run(table="a,b\n1,2\n", language="ja")
    assert "表が見つからない" in complaint


def test_everything_left_out_can_be_kept_as_a_file(run, tmp_path):
    run("--left-out", str(tmp_path / "left.csv"), table=TABLE + "a note,\n")
    with (tmp_path / "left.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["cell"] for row in csv.DictReader(file)] == ["B3", "B5", "A6"]


def test_an_unknown_source_is_refused_with_those_there_are(run):
    code, _, complaint = run(source="banc")
    assert code == 2
    assert "bank" in complaint


def test_the_bundled_workspace_is_never_written(run, monkeypatch):
    monkeypatch.delenv("KGISIM_WORKSPACE")
    code, _, complaint = run("--write", indicator="usd_jpy", source="fed")
    assert code == 2
    assert "bundled" in complaint


def test_a_new_indicator_says_what_is_to_be_filled_in(run, smallest):
    table = "年度,市場（百万円）\n2019年度,1\n2020年度,2\n"
    code, said, _ = run("--new", "--write", indicator="market", source="survey", table=table)
    assert code == 0
    text = (smallest.data / "market.yaml").read_text("utf-8")
    assert "period: FY" in text
    assert "scale: # fill in" in text
    assert "title: # fill in: short name\n  ja:\n  en:\n" in text
    assert (smallest.data / "market.csv").is_file()
    assert "data/market.yaml: title.ja" in said
    assert "data/market.csv" not in said.split("Fill in what follows")[1]


def test_a_new_indicator_does_not_replace_one_that_exists(run):
    code, _, complaint = run("--new", "--write")
    assert code == 2
    assert "yen" in complaint


def test_on_a_terminal_a_number_answers_and_yes_writes(run, rows, monkeypatch):
    answers = iter(["1", "y"])
    monkeypatch.setattr(importing, "is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    code, _, asked = run("--published", "2023-01", table=TABLE.replace(" (円/ドル)", ""))
    assert (code, len(rows())) == (0, 4)
    assert "1. 円/ドル" in asked


def test_nothing_is_imported_into_a_group(run, smallest):
    group = (
        "group: {noun: {ja: 国, en: country}, members: "
        "{a: {ja: あ, en: A}, b: {ja: い, en: B}, c: {ja: う, en: C}}}\n"
    )
    file = smallest.data / "sales.yaml"
    file.write_text(file.read_text("utf-8") + group, "utf-8")
    table = (smallest.data / "sales.csv").read_text("utf-8").splitlines()
    lines = [f"member,{table[0]}"] + [f"{one},{line}" for one in "abc" for line in table[1:]]
    (smallest.data / "sales.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for name in ("sales", "sales_b"):
        code, _, complaint = run("--write", indicator=name, source="firm")
        assert code == 2
        assert f"'{name}' is counted by member" in complaint

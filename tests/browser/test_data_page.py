"""The analyst's new observation, a published table, and uploads that are refused."""

import io

import openpyxl
import pytest

from kgisim.audit.data_revision import MOST_BYTES
from kgisim.audit.entries import Revision
from kgisim.audit.log import open_register
from kgisim.evidence.catalog import load_catalog

pytestmark = pytest.mark.browser
DATA = "?page=data&goal=share&language=ja"


def opened(server, visit):
    page = visit(server.address + DATA)
    page.get_by_role("heading", name="数値の追加・訂正").wait_for()
    return page


@pytest.fixture
def server(shared):
    """Put the files back that a test writes through the server that all tests use."""
    before = {path: path.read_bytes() for path in shared.workspace.data.glob("*.*")}
    yield shared
    for path, content in before.items():
        path.write_bytes(content)


@pytest.fixture
def page(server, visit):
    return opened(server, visit)


def upload(page, name, content):
    chosen = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label("CSVファイルで差し替える", exact=True).set_input_files(chosen)


def write(page, **cells):
    for label, text in cells.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="差分を見る").click()


def accept(page, reason):
    page.get_by_label("氏名", exact=True).fill("Suzuki")
    page.get_by_label("理由", exact=True).fill(reason)
    page.get_by_role("button", name="受け入れる").click()
    page.get_by_text("を更新した").wait_for()


def revisions(server):
    register = open_register(server.workspace.root)
    entries = register.entries(Revision)
    register.close()
    return entries


def test_an_analysts_new_number_is_compared_and_accepted(server, page):
    write(page, **{"年（開始年）": "2022", "値": "42.5"})
    page.get_by_text("検査に合格した").wait_for()
    assert load_catalog(server.workspace).rows("share")["value"].max() < 42
    accept(page, "2022年度の公表値")
    assert load_catalog(server.workspace).rows("share")["value"].iloc[-1] == 42.5
    assert revisions(server)[-1].reason == "2022年度の公表値"


def table():
    """Return a workbook as a ministry gives it out: a title, units, a note, a slip of the point."""
    book = openpyxl.Workbook()
    rows = [
        ["海外売上比率の推移", None],
        ["年度", "海外売上比率（%）"],
        ["令和4年度", "42.1"],
        ["令和5年度", "0.438"],
        ["令和6年度（見込）", "45.0"],
        ["（注）連結による。", None],
    ]
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_published_table_is_read_asked_about_and_accepted_with_an_answer(server, page):
    chosen = {"name": "比率.xlsx", "mimeType": "application/octet-stream", "buffer": table()}
    page.get_by_label("表を選ぶ", exact=True).set_input_files(chosen)
    page.get_by_text("推計・見込み等であり、実績でない").first.wait_for()
    page.get_by_text("百分率と小数が混じっている").wait_for()
    assert not page.get_by_role("button", name="受け入れる").is_visible()
    page.get_by_label("正しい理由", exact=True).fill("定義の変更による")
    page.get_by_label("回答者", exact=True).fill("佐藤")
    page.get_by_role("button", name="回答して検査する").click()
    page.get_by_text("検査に合格した").wait_for()
    accept(page, "令和5年度までの公表値")
    catalog = load_catalog(server.workspace)
    rows = catalog.rows("share").set_index("year")["value"]
    assert rows.loc[[2022, 2023]].tolist() == [42.1, 0.438]
    assert 2024 not in rows
    assert [one.reason("ja") for one in catalog.indicators["share"].accept][
        -1
    ] == "定義の変更による"


def test_a_number_that_breaks_a_rule_is_told_and_not_written(server, page):
    before = revisions(server)
    write(page, **{"年（開始年）": "2022", "値": "140"})
    page.get_by_text("140は比率の範囲").wait_for()
    assert not page.get_by_role("button", name="受け入れる").is_visible()
    assert revisions(server) == before


def test_an_uploaded_file_is_compared_and_accepted(server, page):
    file = server.workspace.data / "share.csv"
    upload(page, "share.csv", file.read_bytes().replace(b",40,", b",39,"))
    page.get_by_text("40 → 39").wait_for()
    accept(page, "訂正")
    assert load_catalog(server.workspace).rows("share")["value"].iloc[0] == 39


BAD = (
    ("rows.csv", b"x" * (MOST_BYTES + 1), "大きすぎる"),
    ("rows.xlsx", b"PK\x03\x04", "CSVファイルではない"),
    ("rows.csv", b"\xff\xfe\x00\x01", "UTF-8でない"),
    ("rows.csv", b"<script>document.title='broken'</script>\n", "は定められていない"),
)
"""Files that cannot be, and what is said of them."""


def test_bad_uploads_one_after_the_other_are_told_and_change_nothing(server, page):
    before = (server.workspace.data / "share.csv").read_bytes()
    for name, content, told in (*BAD, *BAD[::-1]):
        upload(page, name, content)
        page.get_by_text(told).first.wait_for()
        page.get_by_text("検査している").wait_for(state="hidden")
    assert (server.workspace.data / "share.csv").read_bytes() == before
    assert page.title() != "broken"


def test_the_numbers_can_be_filtered(page):
    page.get_by_text("2件のうち2件").wait_for()
    page.get_by_label("根拠の区分").first.click()
    page.locator("li", has_text="未確認").click()
    page.get_by_text("2件のうち1件").wait_for()


def test_an_analyst_adds_a_source(served, visit):
    server = served()
    page = visit(server.address + "?page=data&goal=share&language=ja")
    page.get_by_label("記号（英小文字、数字及び_）", exact=True).fill("yearbook")
    page.get_by_label("表題").fill("統計年報")
    page.get_by_label("発行者").fill("統計局")
    page.get_by_role("button", name="確かめる", exact=True).click()
    page.locator("pre.difference", has_text="統計年報").wait_for()
    page.get_by_label("改める理由").fill("新しい資料")
    page.get_by_label("改める者の氏名").fill("鈴木")
    page.get_by_role("button", name="この変更を受け入れる").click()
    page.get_by_text("改定1として記録した").wait_for()
    assert "統計年報" in (server.workspace.data / "share.yaml").read_text("utf-8")


def test_what_is_offered_for_acceptance_lies_above_what_follows_it(page):
    """Below a form that is higher than the window, the next part begins where it ends."""
    page.set_viewport_size({"width": 1024, "height": 900})
    write(page, **{"年（開始年）": "2022", "値": "42"})
    button = page.get_by_role("button", name="受け入れる").first
    button.wait_for()
    following = page.locator("h2", has_text="出典・事前分布")
    box, below = button.bounding_box(), following.bounding_box()
    assert box["y"] + box["height"] <= below["y"]

"""Alterations of the text that every format can carry."""

import re
from copy import deepcopy

from lxml import html
from lxml.etree import QName

from kgisim.report.reading.package import tag
from tests.report.plants.office import around, element, exchanged, holding

FORMS = ("docx", "pptx", "xlsx", "html")
REWORDED = {
    "a digit": (r"約20％", "約21％"),
    "a rounding": (r"7\.3％", "7.25％"),
    "a unit": (r"約20％", "約20‰"),
    "a sign": (r"年▲0\.12", "年0.12"),
    "another minus": (r"年▲0\.12", "年-0.12"),
    "digits of full width": (r"約20％", "約２０％"),
    "a numeral in kanji": (r"約20％", "約二割"),
    "a year": (r"2040年度", "2035年度"),
    "a verdict": (r"可能性が低い", "可能性が高い"),
    "another run": (r"r0123456789ab", "r0123456789ac"),
    "a scenario": (r"すう勢", "楽観"),
    "a caveat reworded": (r"計算誤差", "全ての誤り"),
    "a source": (r"合成新聞", "合成白書"),
    "a word that turns the meaning": (
        r"将来値を示せるだけの根拠がない",
        "将来値を示せる根拠がある",
    ),
}
"""What is replaced by what, by the kind of alteration."""
CAVEAT = "為替の影響"


def reworded(pattern, other):
    def alter(file):
        text = next(one for one in file.texts if re.search(pattern, one.text or ""))
        text.text = re.sub(pattern, other, text.text, count=1)

    return alter


def written(sentence):
    """Write a sentence in where somebody would."""

    def alter(file):
        if file.form == "docx":
            body = file.xml("word/document.xml")[0]
            body.insert(12, element(f"<w:p><w:r><w:t>{sentence}</w:t></w:r></w:p>"))
        elif file.form == "pptx":
            paragraph = around(holding(file, "5"), "a:p")
            paragraph.addnext(element(f"<a:p><a:r><a:t>{sentence}</a:t></a:r></a:p>"))
        elif file.form == "xlsx":
            row = file.every(r"xl/worksheets/sheet1\.xml", "s:row")[13]
            cell = (
                f'<s:c r="D{row.get("r")}" t="inlineStr"><s:is><s:t>{sentence}</s:t></s:is></s:c>'
            )
            row.append(element(cell))
        else:
            file.root.xpath("//main//ul")[0].addnext(html.fragment_fromstring(f"<p>{sentence}</p>"))

    return alter


def caveat_removed(file):
    text = holding(file, CAVEAT)
    if file.form == "xlsx":
        text.text = ""
        return
    names = {"docx": "w:p", "pptx": "a:p"}
    gone = text if file.form == "html" else around(text, names[file.form])
    gone.getparent().remove(gone)


def caveat_cut(file):
    text = holding(file, CAVEAT)
    text.text = text.text[:8]


def heading_reworded(file):
    """必要なデータ, which is still to be found, becomes data that was."""
    holding_heading(file, "必要なデータ").text = "既に確認済みのデータ"


def holding_heading(file, words):
    if file.form != "html":
        return next(one for one in file.texts if words in (one.text or ""))
    return next(one for one in file.root.xpath("//h2|//h3|//h4") if words in one.text_content())


def headings_exchanged(file):
    """The names of two goals change places, and with them what is said of each."""
    found = []
    if file.form == "html":
        found = [one for one in file.root.xpath("//main//h3") if "KGI 9" in one.text_content()]
    elif file.form == "docx":
        found = [one for one in file.texts if re.match("KGI 9[ab]　", one.text) and _styled(one)]
    elif file.form == "pptx":
        titles = [one for one in file.texts if one.text and len(one.text) < 40]
        goals = ("KGI 9a", "KGI 9b")
        found = [[one for one in titles if one.text.startswith(goal)][-1] for goal in goals]
    else:
        found = [one for one in file.texts if re.match("KGI 9[ab]　", one.text or "")][-2:]
    first, second = found[:2]
    first.text, second.text = second.text, first.text


def _styled(text):
    style = around(text, "w:p").find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
    return style is not None and style.get(tag("w:val")).startswith("Heading")


SHOWN = "未達が見分けられる年"
"""Head of a column in the tables of proposed levels."""


def tables(file):
    """Give the tables of proposed levels of two goals."""
    if file.form == "docx":
        wide = file.every(r"word/document\.xml", "w:tbl")
        return [one for one in wide if SHOWN in "".join(one.itertext())][:2]
    if file.form == "pptx":
        found = file.every(r"ppt/slides/slide\d+\.xml", "a:tbl")
        return [one for one in found if "達成確率（施策）" in "".join(one.itertext())][:2]
    return file.keyed("/levels-table")[:2]


def sheets_holding(file, words):
    """Give the numbers of the sheets of a workbook that hold some words."""
    texts = file.every(r"xl/sharedStrings\.xml", "s:si")
    place = str(next(at for at, one in enumerate(texts) if words in "".join(one.itertext())))
    return [
        number
        for number, name in enumerate(file.named(r"xl/worksheets/sheet\d+\.xml"))
        if any(
            one.get("t") == "s" and one.findtext(tag("s:v")) == place
            for one in file.xml(name).iter(tag("s:c"))
        )
    ]


def sheets_of_tables(file):
    listed = file.every(r"xl/workbook\.xml", "s:sheet")
    return [listed[at] for at in sheets_holding(file, SHOWN)[:2]]


def tables_exchanged(file):
    if file.form == "xlsx":  # each stands under the name of the other
        first, second = sheets_of_tables(file)
        key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        one, other = first.get(key), second.get(key)
        first.set(key, other)
        second.set(key, one)
        return
    exchanged(*tables(file))


def rows(file):
    names = {"docx": "w:tr", "pptx": "a:tr"}
    if file.form == "html":
        return tables(file)[0].findall(".//tr")
    if file.form == "xlsx":
        number = sheets_holding(file, SHOWN)[0] + 1
        sheet = file.xml(f"xl/worksheets/sheet{number}.xml")
        return list(sheet.iter(tag("s:row")))[2:]
    return list(tables(file)[0].iter(tag(names[file.form])))


def row_removed(file):
    gone = rows(file)[-1]
    gone.getparent().remove(gone)


def row_repeated(file):
    last = rows(file)[-1]
    again = deepcopy(last)
    if file.form == "xlsx":
        again.set("r", "60")
        for cell in again:
            cell.set("r", re.sub(r"\d+", "60", cell.get("r")))
    last.addnext(again)


def rows_exchanged(file):
    first, second = rows(file)[-2:]
    if file.form == "xlsx":
        for one, other in zip(first, second, strict=True):
            one[0].text, other[0].text = other[0].text, one[0].text
        return
    exchanged(first, second)


def cells_exchanged(file):
    row = rows(file)[-1]
    if file.form == "xlsx":
        first, second = row[-2], row[-1]
        first[0].text, second[0].text = second[0].text, first[0].text
        return
    cells = [one for one in row if QName(one).localname in ("tc", "td")]
    exchanged(cells[-2], cells[-1])


def cell_emptied(file):
    row = rows(file)[-1]
    cell = [one for one in row if QName(one).localname in ("tc", "td", "c")][-1]
    if file.form == "xlsx":
        row.remove(cell)
        return
    texts = [cell] if file.form == "html" else cell.iter(tag("w:t"), tag("a:t"))
    for one in texts:
        one.text = ""


def unit_of_a_heading(file):
    """The head of a column becomes that of another scenario."""
    head = rows(file)[0]
    if file.form == "xlsx":
        head[-1][0].text, head[-2][0].text = head[-2][0].text, head[-1][0].text
        return
    cells = [one for one in head if QName(one).localname in ("tc", "th")]
    exchanged(cells[-2], cells[-1])


PLANTS = [
    *((name, form, reworded(*how)) for name, how in REWORDED.items() for form in FORMS),
    *(
        (name, form, alter)
        for name, alter in {
            "a sentence with a number in kanji": written("達成確率は約八割である。"),
            "a sentence without a number": written("目標は合理的である。"),
            "a number written in": written("達成確率は91％である。"),
            "a caveat removed": caveat_removed,
            "a caveat cut short": caveat_cut,
            "a heading reworded": heading_reworded,
            "headings of two goals exchanged": headings_exchanged,
            "tables of two goals exchanged": tables_exchanged,
            "a row removed": row_removed,
            "a row repeated": row_repeated,
            "rows exchanged": rows_exchanged,
            "cells exchanged": cells_exchanged,
            "a cell emptied": cell_emptied,
            "heads of columns exchanged": unit_of_a_heading,
        }.items()
        for form in FORMS
    ),
]
"""Kind of alteration, format, and what makes it."""

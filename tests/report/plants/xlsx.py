"""Alterations that only a workbook can carry."""

from kgisim.report.reading.package import tag
from tests.report.plants.office import element, exchanged

TEXT, FIGURE = r"xl/worksheets/sheet1\.xml", r"xl/worksheets/sheet4\.xml"
CHART = r"xl/charts/chart1\.xml"
SHEET = "xl/worksheets/sheet1.xml"


def sheet(file):
    return file.xml(SHEET)


def number(file):
    """Give the first cell of a figure that holds a number."""
    return next(
        one for one in file.every(FIGURE, "s:c")[30:] if one.get("t", "n") == "n" and len(one)
    )


def value(file):
    cell = number(file)
    cell[0].text = str(float(cell[0].text) + 0.001)


def formula(file):
    number(file).insert(0, element("<s:f>RAND()*10</s:f>"))


def number_as_text(file):
    cell = number(file)
    cell.set("t", "str")
    cell[0].text = "91"


def format_of(code):
    def alter(file):
        styles = file.xml("xl/styles.xml")
        form = next(styles.iter(tag("s:numFmt")))
        form.set("formatCode", code)

    return alter


def font(xml):
    def alter(file):
        for one in list(file.first(r"xl/styles\.xml", "s:fonts"))[2:3]:
            for colour in one.findall(tag("s:color")):
                one.remove(colour)
            one.append(element(xml))

    return alter


def hidden_row(file):
    file.every(TEXT, "s:row")[20].set("hidden", "1")


def flat_row(file):
    file.every(TEXT, "s:row")[20].attrib.update({"ht": "0.1", "customHeight": "1"})


def hidden_column(file):
    file.every(FIGURE, "s:col")[0].set("hidden", "1")


def hidden_sheet(state):
    def alter(file):
        file.every(r"xl/workbook\.xml", "s:sheet")[3].set("state", state)

    return alter


def renamed(file):
    file.every(r"xl/workbook\.xml", "s:sheet")[3].set("name", "確定値")


def sheets_exchanged(file):
    exchanged(*file.every(r"xl/workbook\.xml", "s:sheet")[2:4])


def sheet_removed(file):
    gone = file.every(r"xl/workbook\.xml", "s:sheet")[3]
    gone.getparent().remove(gone)


def conditional(file):
    sheet(file).append(
        element(
            '<s:conditionalFormatting sqref="A1:B60"><s:cfRule type="expression" priority="1">'
            "<s:formula>TRUE</s:formula></s:cfRule></s:conditionalFormatting>"
        )
    )


def printed(name, words):
    def alter(file):
        margins = element(f"<s:headerFooter><s:{name}>{words}</s:{name}></s:headerFooter>")
        sheet(file).append(margins)

    return alter


def comment(file):
    content = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
        '<comment ref="A5"><text><t>達成確率は91％</t></text></comment></commentList></comments>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    more = {"source": SHEET, "kind": "comments", "content_type": kind}
    file.add("xl/comments9.xml", content, **more)


def prompt(file):
    sheet(file).append(
        element(
            '<s:dataValidations><s:dataValidation sqref="A5" prompt="達成確率は91％"/>'
            "</s:dataValidations>"
        )
    )


def print_area(file):
    names = file.first(r"xl/workbook\.xml", "s:definedNames")
    where = '<s:definedName name="_xlnm.Print_Area" localSheetId="0">'
    names.append(element(f"{where}'本文'!$A$1:$B$12</s:definedName>"))


def drawing(file):
    return file.xml("xl/drawings/drawing1.xml")


def text_box(file):
    anchor = drawing(file)[0]
    anchor.addnext(
        element(
            '<xdr:twoCellAnchor><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="90" name="x"/></xdr:nvSpPr>'
            "<xdr:txBody><a:p><a:r><a:t>達成確率91％</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
            "</xdr:twoCellAnchor>"
        )
    )


def alternative(file):
    told = file.every(r"xl/drawings/drawing\d+\.xml", "xdr:cNvPr")
    about = next(one for one in told if "7.3％" in one.get("descr", ""))
    about.set("descr", about.get("descr").replace("7.3％", "9.3％"))


def chart(file):
    return file.xml("xl/charts/chart1.xml")


def chart_text(place, words):
    def alter(file):
        held = next(chart(file).iter(tag(place)))
        next(held.iter(tag("a:t"))).text = words

    return alter


def cached(file):
    next(chart(file).iter(tag("c:val"))).find(f".//{tag('c:v')}").text = "11.5"


def reference(file):
    line = next(chart(file).iter(tag("c:lineChart")))
    text = next(line.iter(tag("c:val"))).find(f".//{tag('c:f')}")
    text.text = text.text.replace("$28", "$29")


def axis(name, value):
    def alter(file):
        scaling = next(next(chart(file).iter(tag("c:valAx"))).iter(tag("c:scaling")))
        for one in scaling.findall(tag(f"c:{name}")):
            scaling.remove(one)
        scaling.append(element(f'<c:{name} val="{value}"/>'))

    return alter


def trend(file):
    series = next(next(chart(file).iter(tag("c:lineChart"))).iter(tag("c:ser")))
    series.find(tag("c:cat")).addprevious(element("<c:trendline/>"))


def units(file):
    axis = next(chart(file).iter(tag("c:valAx")))
    axis.append(element('<c:dispUnits><c:builtInUnit val="hundreds"/></c:dispUnits>'))


def rich_strike(file):
    """A caveat is struck through inside its cell."""
    item = next(
        one
        for one in file.first(r"xl/sharedStrings\.xml", "s:sst")
        if "為替の影響" in "".join(one.itertext())
    )
    text = item[0].text
    item.remove(item[0])
    item.append(element(f"<s:r><s:rPr><s:strike/></s:rPr><s:t>{text.split('<')[0]}</s:t></s:r>"))


def unit_line(file):
    text = next(
        one for one in file.every(r"xl/sharedStrings\.xml", "s:t") if one.text == "単位：％"
    )
    text.text = "単位：‰"


def merged(file):
    row = next(one for one in file.every(TEXT, "s:row")[2:] if len(one) > 1).get("r")
    cell = f'<s:mergeCell ref="A{row}:B{row}"/>'
    sheet(file).append(element(f"<s:mergeCells>{cell}</s:mergeCells>"))


PLANTS = {
    "cells merged over others": merged,
    "a number in a cell": value,
    "a formula with the old result": formula,
    "a number as text": number_as_text,
    "a format that shows another number": format_of('"99.9"'),
    "a format that scales": format_of("0.0,"),
    "a unit above the numbers": unit_line,
    "white letters": font('<s:color rgb="FFFFFFFF"/>'),
    "letters struck through": font("<s:strike/>"),
    "text struck through in a cell": rich_strike,
    "a hidden row": hidden_row,
    "a row without height": flat_row,
    "a hidden column": hidden_column,
    "a hidden sheet": hidden_sheet("hidden"),
    "a sheet hidden from the list": hidden_sheet("veryHidden"),
    "a sheet renamed": renamed,
    "sheets exchanged": sheets_exchanged,
    "a sheet removed": sheet_removed,
    "a conditional format": conditional,
    "a print header": printed("oddHeader", "&amp;C達成確率91％"),
    "a print footer": printed("oddFooter", "確定版"),
    "a comment": comment,
    "a prompt": prompt,
    "a print area": print_area,
    "a text box": text_box,
    "an alternative text": alternative,
    "a title of a chart": chart_text("c:title", "政府目標 12％"),
    "a title of an axis": chart_text("c:valAx", "兆円"),
    "a stored value of a chart": cached,
    "other cells in a chart": reference,
    "an axis cut": axis("min", "6"),
    "an axis turned over": axis("orientation", "maxMin"),
    "a trend line": trend,
    "units of an axis": units,
}

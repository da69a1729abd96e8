"""Alterations that only a presentation can carry."""

import io
import re

from openpyxl import load_workbook
from PIL import Image

from kgisim.report.reading.package import tag
from tests.report.plants.office import around, element, exchanged, holding, patched

SLIDES = r"ppt/slides/slide\d+\.xml"
CHARTS = r"ppt/charts/chart\d+\.xml"
BOX = (
    '<p:sp><p:nvSpPr><p:cNvPr id="900" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="900000" y="900000"/><a:ext cx="2000000" cy="900000"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></p:spPr>{inside}</p:sp>'
)
WORDS = "<p:txBody><a:bodyPr/><a:p><a:r><a:t>達成確率91％</a:t></a:r></a:p></p:txBody>"


def tree(file, number=3):
    return file.xml(file.named(SLIDES)[number])[0][0]


def text_box(file):
    tree(file).append(element(BOX.format(inside=WORDS)))


def group(file):
    about = '<p:nvGrpSpPr><p:cNvPr id="901" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    group = element(f"<p:grpSp>{about}<p:grpSpPr/></p:grpSp>")
    group.append(element(BOX.format(inside=WORDS)))
    tree(file).append(group)


def notes(file):
    text = file.first(r"ppt/notesSlides/notesSlide5\.xml", "a:t")
    text.text += "。実際の達成確率は91％"


def on_layout(file):
    target = next(
        name
        for name in file.named(r"ppt/slideLayouts/slideLayout\d+\.xml")
        if f"{name.rpartition('/')[2]}".encode() in file.blobs["ppt/slides/_rels/slide1.xml.rels"]
    )
    file.xml(target)[0][0].append(element(BOX.format(inside=WORDS)))


def hidden_slide(file):
    file.xml(file.named(SLIDES)[4]).set("show", "0")


def slide_list(file):
    return file.first(r"ppt/presentation\.xml", "p:sldIdLst")


def slide_removed(file):
    slide_list(file).remove(slide_list(file)[4])


def slides_exchanged(file):
    exchanged(slide_list(file)[4], slide_list(file)[6])


def box(file, words):
    """Give the first box of text, not of a table, that holds some words."""
    held = (one for one in file.texts if words in (one.text or ""))
    return next(around for one in held for around in one.iterancestors(tag("p:sp")))


def off_the_slide(file):
    shape = box(file, "為替の影響")
    next(shape.iter(tag("a:off"))).set("x", "99000000")


def hidden_shape(file):
    shape = box(file, "為替の影響")
    next(shape.iter(tag("p:cNvPr"))).set("hidden", "1")


def look(**attributes):
    def alter(file):
        about = next(around(holding(file, "為替の影響"), "a:r").iter(tag("a:rPr")))
        about.attrib.update(attributes)

    return alter


def white(file):
    run = around(holding(file, "為替の影響"), "a:r")
    about = next(run.iter(tag("a:rPr")))
    for one in list(about):
        about.remove(one)
    about.append(element('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'))


def field(file):
    run = around(holding(file, "約20％"), "a:r")
    run.tag = tag("a:fld")
    run.attrib.update({"id": "{B}", "type": "datetime1"})


def picture_name(file):
    return file.named(r"ppt/media/image\d+\.png")[0]


def painted(file):
    file.blobs[picture_name(file)] = patched(file.blobs[picture_name(file)])


def another_picture(file):
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), "navy").save(buffer, "png")
    file.blobs[picture_name(file)] = buffer.getvalue()


def cut(file):
    fill = file.first(SLIDES, "p:blipFill")
    for one in fill.findall(tag("a:srcRect")):
        fill.remove(one)
    fill.insert(1, element('<a:srcRect b="30000"/>'))


def bent(file):
    size = next(file.first(SLIDES, "p:pic").iter(tag("a:ext")))
    size.set("cx", str(int(size.get("cx")) // 2))


def alternative(file):
    about = next(one for one in file.every(SLIDES, "p:cNvPr") if "7.3％" in one.get("descr", ""))
    about.set("descr", about.get("descr").replace("7.3％", "9.3％"))


def comment(file):
    content = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        "<p:cm><p:text>達成確率は91％で確定</p:text></p:cm></p:cmLst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
    more = {"source": "ppt/slides/slide4.xml", "kind": "comments", "content_type": kind}
    file.add("ppt/comments/comment1.xml", content, **more)


def animated(file):
    slide = file.xml(file.named(SLIDES)[3])
    slide.append(element('<p:timing><p:tnLst><p:spTgt spid="2"/></p:tnLst></p:timing>'))


def chart(file, kind):
    """Give the root of the first chart of a kind."""
    return next(
        file.xml(name) for name in file.named(CHARTS) if f"c:{kind}>".encode() in file.blobs[name]
    )


def lines(file):
    """Give the lines that lie over the areas of the first fan."""
    return next(chart(file, "areaChart").iter(tag("c:lineChart")))


def first_line(file):
    return next(lines(file).iter(tag("c:ser")))


def cached(file):
    value = next(first_line(file).iter(tag("c:val"))).find(f".//{tag('c:v')}")
    value.text = "95"


def series_name(file):
    next(first_line(file).iter(tag("c:strCache"))).find(f".//{tag('c:v')}").text = "楽観"


def axis_title(file):
    text = next(next(chart(file, "areaChart").iter(tag("c:valAx"))).iter(tag("a:t")))
    text.text = "兆円"


def chart_title(file):
    title = (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>政府目標 2040年 12％</a:t></a:r></a:p>"
        "</c:rich></c:tx></c:title>"
    )
    next(chart(file, "areaChart").iter(tag("c:chart"))).insert(0, element(title))


def axis(name, value):
    def alter(file):
        scaling = next(next(chart(file, "areaChart").iter(tag("c:valAx"))).iter(tag("c:scaling")))
        for one in scaling.findall(tag(f"c:{name}")):
            scaling.remove(one)
        scaling.append(element(f'<c:{name} val="{value}"/>'))

    return alter


def label_typed_over(file):
    label = (
        '<c:dLbls><c:dLbl><c:idx val="0"/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>95</a:t></a:r>'
        '</a:p></c:rich></c:tx><c:showVal val="1"/></c:dLbl><c:showVal val="1"/></c:dLbls>'
    )
    first_line(file).find(tag("c:cat")).addprevious(element(label))


def label_format(file):
    form = '<c:numFmt formatCode="&quot;95&quot;" sourceLinked="0"/>'
    labels = element(f'<c:dLbls>{form}<c:showVal val="1"/></c:dLbls>')
    first_line(file).find(tag("c:cat")).addprevious(labels)


def line_white(file):
    look = next(first_line(file).iter(tag("a:ln")))
    for one in list(look):
        look.remove(one)
    look.append(element('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'))


def series_removed(file):
    lines(file).remove(first_line(file))


def another_kind(file):
    lines(file).tag = tag("c:barChart")


def in_workbook(change):
    def alter(file):
        name = next(one for one in file.blobs if re.search(r"embeddings/.*\.xlsx$", one))
        book = load_workbook(io.BytesIO(file.blobs[name]))
        change(book)
        buffer = io.BytesIO()
        book.save(buffer)
        file.blobs[name] = buffer.getvalue()

    return alter


def second_sheet(book):
    book.create_sheet("x")["A1"] = 91


def other_cell(book):
    book.active["B2"] = 99


def point_white(file):
    fill = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    look = f"<c:spPr><a:ln>{fill}</a:ln></c:spPr>"
    point = element(f'<c:dPt><c:idx val="0"/>{look}</c:dPt>')
    first_line(file).find(tag("c:cat")).addprevious(point)


def background(file):
    slide = "ppt/slides/slide4.xml"
    more = {"source": slide, "kind": "image", "content_type": "image/png"}
    id = file.add("ppt/media/plant.png", file.blobs[picture_name(file)], **more)
    fill = f'<a:blip r:embed="{id}"/>'
    ground = element(f"<p:bg><p:bgPr><a:blipFill>{fill}</a:blipFill></p:bgPr></p:bg>")
    file.xml(slide)[0].insert(0, ground)


PLANTS = {
    "a white part of a line": point_white,
    "a picture behind a slide": background,
    "a text box": text_box,
    "text in a group": group,
    "speaker notes": notes,
    "text on the layout": on_layout,
    "a shape that covers": lambda file: tree(file).append(element(BOX.format(inside=""))),
    "a hidden slide": hidden_slide,
    "a slide removed": slide_removed,
    "slides exchanged": slides_exchanged,
    "a box moved off the slide": off_the_slide,
    "a hidden shape": hidden_shape,
    "an animated slide": animated,
    "text struck through": look(strike="sngStrike"),
    "white text": white,
    "tiny text": look(sz="100"),
    "a field in place of text": field,
    "another picture": another_picture,
    "a patched picture": painted,
    "a cropped picture": cut,
    "a squashed picture": bent,
    "an alternative text": alternative,
    "a comment": comment,
    "a stored value of a chart": cached,
    "a name of a series": series_name,
    "a series removed": series_removed,
    "another kind of chart": another_kind,
    "a title of an axis": axis_title,
    "a title of a chart": chart_title,
    "an axis cut": axis("min", "6"),
    "an axis turned over": axis("orientation", "maxMin"),
    "a label typed over": label_typed_over,
    "a format of labels": label_format,
    "a white line": line_white,
    "a second sheet behind a chart": in_workbook(second_sheet),
    "a cell behind a chart": in_workbook(other_cell),
}

"""Alterations that only a Word document can carry."""

import re

from kgisim.report.reading.package import tag
from tests.report.plants.office import around, element, holding, patched

BODY = "word/document.xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHAPE = (
    '<w:r><w:drawing><wp:anchor><wp:extent cx="900000" cy="900000"/><wp:docPr id="900" name="x"/>'
    "<a:graphic><a:graphicData><wps:wsp><wps:cNvSpPr/><wps:spPr><a:prstGeom prst='rect'/>"
    "</wps:spPr>"
    "{inside}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)


def run_of(file, words):
    return around(holding(file, words), "w:r")


def dressed(run, look):
    """Give a run a look of its own."""
    about = run.find(tag("w:rPr"))
    if about is None:
        about = element("<w:rPr/>")
        run.insert(0, about)
    about.append(element(look))


def look(xml, words="為替の影響"):
    return lambda file: dressed(run_of(file, words), xml)


def on_its_own_colour(file):
    look('<w:color w:val="00FF00"/>')(file)
    look('<w:shd w:fill="00FF00"/>')(file)


def after(words, xml):
    return lambda file: run_of(file, words).addnext(element(xml))


def in_footer(file):
    part = file.xml(file.named(r"word/footer\d+\.xml")[0])
    part[0].append(element("<w:r><w:t>達成確率は91％</w:t></w:r>"))


def footer_run(file):
    text = next(
        one for one in file.every(r"word/footer\d+\.xml", "w:t") if "r0123456789ab" in one.text
    )
    text.text = text.text.replace("r0123456789ab", "r0123456789ff")


def header(file):
    content = f"<w:hdr {W}><w:p><w:r><w:t>達成確率91％</w:t></w:r></w:p></w:hdr>"
    more = {"source": BODY, "kind": "header", "content_type": f"{WORD}.header+xml"}
    id = file.add("word/header9.xml", content, **more)
    section = list(file.xml(BODY).iter(tag("w:sectPr")))[-1]
    reference = element('<w:headerReference w:type="default"/>')
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", id)
    section.insert(0, reference)


def note(kind, mark):
    def alter(file):
        name = kind.removesuffix("s")
        content = (
            f'<w:{kind} {W}><w:{name} w:id="1"><w:p><w:r><w:t>実際の達成確率は80％</w:t></w:r>'
            f"</w:p></w:{name}></w:{kind}>"
        )
        more = {"source": BODY, "kind": kind, "content_type": f"{WORD}.{kind}+xml"}
        file.add(f"word/{kind}.xml", content, **more)
        run_of(file, "為替の影響").addnext(element(f'<w:r><w:{mark} w:id="1"/></w:r>'))

    return alter


def hidden_by_style(file):
    styles = file.xml("word/styles.xml")
    styles.append(
        element('<w:style w:type="character" w:styleId="Q"><w:rPr><w:vanish/></w:rPr></w:style>')
    )
    dressed(run_of(file, "為替の影響"), '<w:rStyle w:val="Q"/>')


def hidden_row(file):
    row = around(holding(file, "挑戦水準（例示）"), "w:tr")
    row.insert(0, element("<w:trPr><w:hidden/></w:trPr>"))


def deleted(file):
    run = run_of(file, "為替の影響")
    gone = element('<w:del w:id="900" w:author="x"/>')
    run.addprevious(gone)
    gone.append(run)
    for text in run.iter(tag("w:t")):
        text.tag = tag("w:delText")


def moved_away(file):
    run = run_of(file, "為替の影響")
    gone = element('<w:moveFrom w:id="900" w:author="x"/>')
    run.addprevious(gone)
    gone.append(run)


def row_deleted(file):
    row = around(holding(file, "挑戦水準（例示）"), "w:tr")
    row.insert(0, element('<w:trPr><w:del w:id="900" w:author="x"/></w:trPr>'))


def field(code, result):
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>{result}</w:t></w:r></w:fldSimple>'


def number_as_field(file):
    """A number becomes a sum that Word works out again; what is stored is still the number."""
    text = holding(file, "約20％")
    before, _, after = text.text.partition("20")
    run = around(text, "w:r")
    text.text = before
    run.addnext(element(f"<w:r><w:t>{after}</w:t></w:r>"))
    run.addnext(element(field("= 44+44", "20")))


def picture(file):
    first, second = list(file.xml(BODY).iter(tag("a:blip")))[:2]
    key = next(name for name in first.attrib if name.endswith("embed"))
    first.set(key, second.get(key))


def painted(scale):
    def alter(file):
        name = file.named(r"word/media/image\d+\.png")[0]
        file.blobs[name] = patched(file.blobs[name], scale)

    return alter


def cut(file):
    fill = next(file.xml(BODY).iter(tag("pic:blipFill")))
    fill.insert(1, element('<a:srcRect r="40000"/>'))


def bent(file):
    size = next(next(file.xml(BODY).iter(tag("pic:pic"))).iter(tag("a:ext")))
    size.set("cy", str(int(size.get("cy")) // 2))


def turned(file):
    next(next(file.xml(BODY).iter(tag("pic:pic"))).iter(tag("a:xfrm"))).set("flipV", "1")


def alternative(file):
    told = file.xml(BODY).iter(tag("wp:docPr"))
    about = next(one for one in told if "7.3％" in one.get("descr", ""))
    about.set("descr", about.get("descr").replace("7.3％", "9.3％"))


def list_label(file):
    for level in file.every(r"word/numbering\.xml", "w:lvlText"):
        level.set(tag("w:val"), "確率91％")


def contents(file):
    """A line of the table of contents that is no heading."""
    start = file.xml(BODY)[0][3]
    start.addprevious(
        element(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>目標は達成可能</w:t>'
            '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        )
    )


def text_box(file):
    inside = (
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>達成確率91％</w:t></w:r></w:p>"
        "</w:txbxContent></wps:txbx>"
    )
    run_of(file, "為替の影響").addnext(element(SHAPE.format(inside=inside)))


def moved_table(file):
    tables = [
        one
        for one in file.xml(BODY).iter(tag("w:tbl"))
        if "未達が見分けられる年" in "".join(one.itertext())
    ]
    file.xml(BODY)[0].insert(3, tables[0])


def watermark(file):
    part = file.xml(file.named(r"word/footer\d+\.xml")[0])
    part[0].append(
        element('<w:r><w:pict><v:shape><v:textpath string="決定済み"/></v:shape></w:pict></w:r>')
    )


def split_minus(file):
    """The figure of a change loses its sign in a run that is set apart."""
    text = next(one for one in file.texts if re.search("年▲0", one.text or ""))
    before, _, rest = text.text.partition("▲")
    text.text = before
    around(text, "w:r").addnext(element(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{rest}</w:t></w:r>"))


def washed_out(file):
    next(file.xml(BODY).iter(tag("a:blip"))).append(element('<a:alphaModFix amt="0"/>'))


def tiny_picture(file):
    size = next(next(file.xml(BODY).iter(tag("pic:pic"))).iter(tag("a:ext")))
    size.attrib.update({"cx": str(int(size.get("cx")) // 50), "cy": str(int(size.get("cy")) // 50)})


PLANTS = {
    "a picture washed out": washed_out,
    "a picture too small to read": tiny_picture,
    "text blacked out": look('<w:highlight w:val="black"/>'),
    "text in the colour of its ground": on_its_own_colour,
    "a number in the footer": in_footer,
    "another run in the footer": footer_run,
    "a header": header,
    "a footnote": note("footnotes", "footnoteReference"),
    "an endnote": note("endnotes", "endnoteReference"),
    "a comment": note("comments", "commentReference"),
    "hidden text": look("<w:vanish/>"),
    "text hidden by a style": hidden_by_style,
    "text struck through": look("<w:strike/>"),
    "white text": look('<w:color w:val="FFFFFF"/>'),
    "tiny text": look('<w:sz w:val="2"/>'),
    "a hidden row": hidden_row,
    "a tracked insertion": after(
        "為替の影響", '<w:ins w:id="1" w:author="x"><w:r><w:t>が、軽微である</w:t></w:r></w:ins>'
    ),
    "a tracked deletion": deleted,
    "a tracked move": moved_away,
    "a tracked deletion of a row": row_deleted,
    "a field that computes": number_as_field,
    "a field of today": after("為替の影響", field("DATE", "2026年11月30日")),
    "an equation": after("為替の影響", "<m:oMath><m:r><m:t>p=80％</m:t></m:r></m:oMath>"),
    "a text box": text_box,
    "a shape that covers": lambda file: run_of(file, "為替の影響").addnext(
        element(SHAPE.format(inside=""))
    ),
    "a watermark": watermark,
    "another picture": picture,
    "a patched picture": painted(1.0),
    "a picture patched and scaled": painted(0.6),
    "a cropped picture": cut,
    "a squashed picture": bent,
    "a picture turned over": turned,
    "an alternative text": alternative,
    "a label of a list": list_label,
    "a line in the contents": contents,
    "a table moved": moved_table,
    "a sign lost between runs": split_minus,
}

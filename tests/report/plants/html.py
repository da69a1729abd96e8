"""Alterations that only an HTML report can carry."""

from lxml import html

from tests.report.plants.office import exchanged, holding

CAVEAT = "為替の影響"


def styled(style):
    def alter(file):
        holding(file, CAVEAT).set("style", style)

    return alter


def wrapped(name):
    def alter(file):
        one = holding(file, CAVEAT)
        text, one.text = one.text, None
        inner = html.fragment_fromstring(f"<{name}></{name}>")
        inner.text = text
        one.insert(0, inner)

    return alter


def added(place, fragment):
    def alter(file):
        file.root.xpath(place)[0].append(html.fragment_fromstring(fragment))

    return alter


def style_sheet(rule):
    def alter(file):
        file.root.xpath("//style")[0].text += rule

    return alter


def fan(file):
    return file.keyed("/fan")[0]


def path(file):
    one = next(one for one in fan(file).iter("path") if len(one.get("d", "")) > 60)
    one.set("d", one.get("d").replace("1", "2", 1))


def glyph(file):
    """Two letters at an axis change places."""
    letters = list(fan(file).iter("use"))
    key = next(name for name in letters[0].attrib if name.endswith("href"))
    first = letters[0]
    second = next(one for one in letters if one.get(key) != first.get(key))
    one, other = first.get(key), second.get(key)
    first.set(key, other)
    second.set(key, one)


def transformed(file):
    next(fan(file).iter("svg")).set("transform", "scale(1,-1)")


def label_moved(file):
    one = next(one for one in fan(file).iter("g") if one.get("transform"))
    one.set("transform", "translate(1 1)")


def colour(file):
    one = next(one for one in fan(file).iter("path") if one.get("style"))
    one.set("style", "fill:#ffffff;stroke:#ffffff")


def alternative(file):
    title = next(next(fan(file).iter("svg")).iter("title"))
    title.text = title.text.replace("7.3％", "9.3％")


def goals_exchanged(file):
    exchanged(*file.root.xpath("//main//section[@class='goal']")[:2])


def drawings_exchanged(file):
    exchanged(*[next(one.iter("svg")) for one in file.keyed("/fan")[:2]])


def heading_removed(file):
    file.root.xpath("//main//h3")[0].drop_tree()


def class_taken(file):
    holding(file, CAVEAT).set("class", "skip")


def title(file):
    file.root.xpath("//title")[0].text = "目標は達成可能"


def footer(file):
    file.root.xpath("//footer//p")[0].text += " 達成確率91％"


def white(file):
    wrapped("font")(file)
    file.root.xpath("//font")[0].set("color", "white")


PLANTS = {
    "text in white by an old element": white,
    "a link that leads elsewhere": lambda file: file.root.xpath("//a[@href]")[2].set("href", "#x"),
    "cells over several columns": lambda file: file.root.xpath("//td")[3].set("colspan", "2"),
    "text that is not displayed": styled("display: none"),
    "text made invisible": styled("visibility:hidden"),
    "text in white": styled("color:#fff"),
    "a hidden element": lambda file: holding(file, CAVEAT).set("hidden", ""),
    "text struck through": wrapped("del"),
    "text set back": wrapped("template"),
    "a class that hides": class_taken,
    "a rule of style that writes": style_sheet("td::after{content:' 91％'}"),
    "a rule of style that hides": style_sheet("ul li{display:none}"),
    "a script": added("//body", "<script>document.title='91'</script>"),
    "a frame": added("//main", "<iframe src='data:text/html,91'></iframe>"),
    "a picture": added("//main", "<img src='data:image/png;base64,AA'>"),
    "a style sheet from elsewhere": added("//head", "<link rel='stylesheet' href='x.css'>"),
    "an event": lambda file: file.root.xpath("//main")[0].set("onclick", "alert(91)"),
    "a line of a drawing": path,
    "a letter of a drawing": glyph,
    "a drawing turned over": transformed,
    "a label of a drawing moved": label_moved,
    "a line of a drawing in white": colour,
    "an alternative text": alternative,
    "goals exchanged": goals_exchanged,
    "drawings exchanged": drawings_exchanged,
    "a heading removed": heading_removed,
    "the title of the window": title,
    "a number in the footer": footer,
}

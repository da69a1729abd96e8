"""docs/glossary.md and docs/glossary.ja.md: the words of the dashboard, from the message catalogue.

To make them again: ``uv run python -m tests.glossary_page``
"""

from pathlib import Path

from kgisim.presentation.i18n.glossary import glossary
from kgisim.schema import LANGUAGES

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"ja": DOCS / "glossary.ja.md", "en": DOCS / "glossary.md"}
HEAD = {
    "ja": """# 用語集

*[English](glossary.md)*

画面、報告書及びこの文書で用いる用語である。画面では、点線の付いた語を押すと、その意味が示される。全ての用語は「用語」の頁にある。
括弧内は英語版の語を示す。
""",
    "en": """# Glossary

*[用語集](glossary.ja.md)*

Words as the dashboard, the reports and this documentation use them. On the dashboard a word with a
dotted line shows its meaning when pressed, and the page "Glossary" has them all. The Japanese word
is in brackets.
""",
}
TERM = {
    "ja": "\n## {title}（{other}）\n\n{text}\n",
    "en": "\n## {title} ({other})\n\n{text}\n",
}
NOTE = "<!-- written by `uv run python -m tests.glossary_page`; a test compares both -->\n"


def page(language: str) -> str:
    """Write the page of a language."""
    (other,) = set(LANGUAGES) - {language}
    titles = {term.id: term.title for term in glossary(other)}
    terms = (
        TERM[language].format(title=term.title, other=titles[term.id], text=term.text)
        for term in glossary(language)
    )
    return NOTE + HEAD[language] + "".join(terms)


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")

#!/usr/bin/env bash
# Furigana makes three readers of Word files read three different things
#
# Packages:  python-docx 1.2.0, mammoth 1.11.0, docx2txt 0.9
# Expected:  A word with its reading above it is still that word. ECMA-376 part 1, 17.3.3.25 (ruby):
#            w:rubyBase holds the text, w:rt only the guide to how it is read. Plain text is
#            これは医療機器です.
# Happens:   python-docx and mammoth leave the word out, reading and all: これはです.
#            docx2txt writes the reading in front of it: これはいりょうきき医療機器です.
#            None of them warns.
# Matters:   Whoever compares the names of indicators in a ministry's Word file with a list, or checks
#            a report against its source, finds a name missing or changed that is there on the page.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    python-docx==1.2.0 mammoth==1.11.0 docx2txt==0.9
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from importlib.metadata import version

import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

RUBY = """<w:r {ns}><w:ruby>
<w:rubyPr><w:rubyAlign w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>
<w:hpsBaseText w:val="21"/><w:lid w:val="ja-JP"/></w:rubyPr>
<w:rt><w:r><w:t>いりょうきき</w:t></w:r></w:rt>
<w:rubyBase><w:r><w:t>医療機器</w:t></w:r></w:rubyBase></w:ruby></w:r>"""

document = docx.Document()
paragraph = document.add_paragraph("これは")
paragraph._p.append(parse_xml(RUBY.format(ns=nsdecls("w"))))
paragraph.add_run("です")
document.save("furigana.docx")

with open("furigana.docx", "rb") as file:
    by_mammoth = mammoth.extract_raw_text(file).value.strip()
seen = {
    "python-docx": docx.Document("furigana.docx").paragraphs[0].text,
    "mammoth": by_mammoth,
    "docx2txt": docx2txt.process("furigana.docx").strip(),
}
print("expected    これは医療機器です")
for package, text in seen.items():
    print(f"{package} {version(package)}: {text}")
assert seen["python-docx"] == seen["mammoth"] == "これはです"
assert seen["docx2txt"] == "これはいりょうきき医療機器です"
PY

#!/usr/bin/env bash
# 0.29億 is one yen short of 29 million
#
# Package:   kanjize 1.6.1
# Expected:  億 is 10^8 and 兆 10^12 (the units official Japanese texts are to use: 文化審議会, 公用文作成の考え方, 2022,
#            on numerals), so 0.29億 is exactly 29,000,000 and 2.55億 exactly 255,000,000.
# Happens:   The part before 億 becomes a binary float, is multiplied and cut to an integer: 28,999,999 and
#            254,999,999. Of the amounts 0.01億 to 9.99億, 74 come out one short, the others are exact.
# Matters:   Amounts in 億円 with one or two decimals are the rule in Japanese tables. Sums no longer match
#            their total, and a check for round figures (is it given to the million?) takes it for exact.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check kanjize==1.6.1
"$dir/venv/bin/python" - <<'PY'
from importlib.metadata import version

from kanjize import kanji2number

EXPECTED = {
    "0.29億": 29_000_000,
    "2.55億": 255_000_000,
    "4.35兆": 4_350_000_000_000,
    "1.5億": 150_000_000,
}
seen = {text: kanji2number(text) for text in EXPECTED}
print(f"kanjize {version('kanjize')}")
for text, number in seen.items():
    print(f"{text}: expected {EXPECTED[text]:,}, seen {number:,}")
short = [i for i in range(1, 1000) if kanji2number(f"{i / 100:.2f}億") != i * 10**6]
print(f"of 0.01億 to 9.99億, {len(short)} are not exact")
assert list(seen.values()) == [28_999_999, 254_999_999, 4_349_999_999_999, 150_000_000]
assert len(short) == 74
PY

#!/usr/bin/env bash
# Normalising Japanese text makes ten to twenty into one thousand and twenty
#
# Package:   neologdn 0.5.6
# Expected:  10〜20億円, ten to twenty hundred million yen, stays a range whatever is normalised: 〜 marks
#            where something begins and ends in official texts (文化審議会, 公用文作成の考え方, 2022, on signs).
# Happens:   neologdn.normalize removes every kind of tilde, as its readme announces, since it was made
#            for interjections such as すごーい〜. Between digits nothing is left: 1020億円. -3% written
#            with a full-width sign becomes ー3%, a long vowel and no minus.
# Matters:   It is the usual first step for Japanese text. A forecast range read after it is a
#            number fifty times too large, and a fall of 3 % is no number any more.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check neologdn==0.5.6
"$dir/venv/bin/python" - <<'PY'
from importlib.metadata import version

import neologdn

EXPECTED = {
    "10〜20億円": "10〜20億円",
    "2030～2040年": "2030〜2040年",
    "前年比－３％": "前年比-3%",
    "すごい〜": "すごい",
}
seen = {text: neologdn.normalize(text) for text in EXPECTED}
print(f"neologdn {version('neologdn')}")
for text, result in seen.items():
    print(f"{text}: expected {EXPECTED[text]}, seen {result}")
assert list(seen.values()) == ["1020億円", "20302040年", "前年比ー3%", "すごい"]
PY

#!/usr/bin/env bash
# The units of scenario data cannot be loaded once an environment that loaded them is gone
#
# Package:   iam-units 2026.8.5, pint 0.25.3 (in pyam-iamc 4.0.0, which imports it, the same)
# Expected:  What a library stores in the user's cache is found again, or made anew. An environment with the
#            same pinned packages at another place imports it as the first one did.
# Happens:   pint's parsed definitions are stored under a name made from the text of the file, with the
#            absolute places of the files it includes. When the first environment is removed, the
#            second one takes what is stored, looks for its parts where the first one was, and the import
#            raises FileNotFoundError: in every environment with these packages, until the cache is cleared.
# Matters:   Tables of the IAMC are read in throw-away environments, by checks and by `uv run --with`. The
#            first one works, the next fails in `import pyam` with the name of a folder that nobody knows.
#            A cache folder for each environment (XDG_CACHE_HOME) keeps them apart.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_CACHE_HOME="$dir/cache"
for name in first second; do
  python3 -m venv "$dir/$name"
  "$dir/$name/bin/pip" install -qqq --no-compile --disable-pip-version-check iam-units==2026.8.5 pint==0.25.3
done
load() {
  local seen
  seen=$("$dir/$1/bin/python" -W ignore -c 'from iam_units import registry as r; print(r("1 EJ/year").dimensionality)' 2>&1 | tail -1)
  echo "${seen//"$dir"/FOLDER}"
}
right='[mass] * [length] ** 2 / [time] ** 3'
first=$(load first)
rm -rf "$dir/first"
second=$(load second)
rm -rf "$XDG_CACHE_HOME"
anew=$(load second)
echo "first environment: expected $right, seen $first"
echo "second, when the first is gone: expected $right, seen $second"
echo "second, with an empty cache: expected $right, seen $anew"
[[ $first == "$right" && $anew == "$right" && $second == FileNotFoundError*FOLDER/first/* ]]

"""Show whether two revisions give the same content: draws bit for bit, tables, and reports.

    uv run python benchmarks/same_content.py 83c61a9

checks the revision out beside this tree, makes the same seeded run and its reports with both (with
caches of their own), and compares what they hold. Run ids, dates and versions of the program may
differ; numbers, rows and sentences may not. It ends with 1 if anything is different, and says of
tables by how much their numbers differ, and of pages how many of their words.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import xarray as xr

from kgisim.runs.kept_draws import MARKS, WHOLE, mapped, marks

ROOT = Path(__file__).parents[1]
DRAWS = 400
REPORTS = (("ja", "full", "html"), ("en", "full", "html"), ("ja", "brief", "html"))
"""Reports that are compared: language, kind and format."""
NOUGHT = 1e-6
"""Part of the largest number of a column below which its numbers count as nought."""
UNLIKE = re.compile(r"<style>.*?</style>|<script.*?</script>", re.DOTALL)
"""Parts of a page that are no content."""


def main() -> int:
    """Make both and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="revision to compare this tree with")
    parser.add_argument("--before", type=Path, help="folder that keeps what the revision gave")
    parser.add_argument("--after", type=Path, help="folder that keeps what this tree gives")
    parser.add_argument("--draws", type=int, default=DRAWS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before = asked.before or Path(folder) / "before"
        if not before.exists():
            tree = Path(folder) / "tree"
            _say("git", "-C", ROOT, "worktree", "add", "--detach", tree, asked.revision)
            try:
                _make(tree, before, asked.draws)
            finally:
                _say("git", "-C", ROOT, "worktree", "remove", "--force", tree)
        after = asked.after or Path(folder) / "after"
        if not after.exists():
            _make(ROOT, after, asked.draws)
        return _compare(before, after)


def _make(tree: Path, target: Path, draws: int) -> None:
    """Make a run and its reports with the program of a tree, as a user does."""
    target.mkdir(parents=True)
    cache = target / "cache"
    runs = target / "runs"
    _say("uv", "run", "kgisim", "run", "--runs", runs, "--draws", draws, at=tree, cache=cache)
    for language, kind, form in REPORTS:
        out = target / f"{kind}-{language}.{form}"
        asked = ("--lang", language, "--kind", kind, "--format", form, "--out", out)
        _say("uv", "run", "kgisim", "report", "--runs", runs, *asked, at=tree, cache=cache)


def _say(*command: object, at: Path = ROOT, cache: Path | None = None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    # uv keeps its own cache under the same variable
    environment |= {"XDG_CACHE_HOME": str(cache)} if cache else {}
    environment.setdefault("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
    subprocess.run([str(word) for word in command], cwd=at, check=True, env=environment)


def _content(folder: Path) -> Iterator[tuple[str, str]]:
    """Digests of everything that people read or compute with, by its name."""
    (run,) = (folder / "runs").glob("r*")
    for file in sorted(run.rglob("*.csv")):
        if "workspace" not in file.parts:
            yield file.relative_to(run).as_posix(), _table_digest(file)
    yield "projection", _projection_digest(run)
    for file in sorted(run.glob("fits/*.nc")):
        yield file.relative_to(run).as_posix(), _draws_digest(file)
    for file in sorted(folder.glob("*.html")):
        yield file.name, _page_digest(file, run.name)


def _table_digest(file: Path) -> str:
    return _digest(pd.read_csv(file, dtype=str, keep_default_na=False).to_csv(index=False))


def _projection_digest(run: Path) -> str:
    """Digest of all draws, by their marks; earlier runs keep the draws themselves."""
    whole = run / WHOLE
    kept = marks(mapped(whole)) if whole.exists() else json.loads((run / MARKS).read_text("utf-8"))
    return _digest(json.dumps(kept, sort_keys=True))


def _draws_digest(file: Path) -> str:
    with xr.open_dataset(file, engine="h5netcdf", group="posterior") as data:
        parts = [
            (name, data[name].dims, data[name].to_numpy().tobytes())
            for name in sorted(map(str, data.variables))
            if data[name].dtype.kind in "fiu"
        ]
    return _digest(repr(parts))


def _page_digest(file: Path, run: str) -> str:
    page = UNLIKE.sub("", file.read_text(encoding="utf-8")).replace(run, "RUN")
    page = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d", "TIME", page)
    return _digest(re.sub(r"\d\d:\d\d", "CLOCK", page))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _compare(before: Path, after: Path) -> int:
    old, new = dict(_content(before)), dict(_content(after))
    different = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    print(f"{len(old)} files before, {len(new)} now; {len(different)} differ", flush=True)
    for name in different:
        print(f"{name}: {_told(before, after, name)}", flush=True)
    return 1 if different or not old else 0


def _told(before: Path, after: Path, name: str) -> str:
    """Say how two files differ."""
    if name.endswith(".html"):
        return _words_apart(*(_visible(folder, name) for folder in (before, after)))
    files = [next((folder / "runs").glob("r*")) / name for folder in (before, after)]
    if not all(file.exists() for file in files):
        return "other draws" if name == "projection" else "there once only"
    return _numbers_apart(*files) if name.endswith(".csv") else "other bits"


def _numbers_apart(*files: Path) -> str:
    """Name the columns that differ, with the largest relative difference of their numbers."""
    old, new = (pd.read_csv(file, dtype=str, keep_default_na=False) for file in files)
    if list(old) != list(new) or len(old) != len(new):
        return "other columns or rows"
    told = []
    for column in old:
        changed = old[column] != new[column]
        if changed.any():
            numbers = [pd.to_numeric(one[column][changed], errors="coerce") for one in (old, new)]
            size = numbers[0].abs()
            apart = (numbers[1] - numbers[0]).abs() / size.clip(lower=NOUGHT * size.max())
            told.append(f"{column} {apart.max():.0e}" if apart.notna().all() else f"{column} words")
    return ", ".join(told)


def _visible(folder: Path, name: str) -> list[str]:
    """Split what a page shows into words, without the id of its run."""
    (run,) = (folder / "runs").glob("r*")
    page = UNLIKE.sub("", (folder / name).read_text(encoding="utf-8")).replace(run.name, "RUN")
    return re.sub(r"<[^>]*>", " ", page).split()


def _words_apart(old: list[str], new: list[str]) -> str:
    """Count the words that were there before and are no more, and those that are new."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    shown = [" ".join(list(one)[:8]) for one in (gone, come)]
    return f"{gone.total()} words gone ({shown[0]}), {come.total()} new ({shown[1]})"


if __name__ == "__main__":
    sys.exit(main())

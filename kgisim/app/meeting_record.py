"""What a meeting leaves behind: a frozen record as JSON and CSV, and a summary on one page."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kgisim.app.faults import explain
from kgisim.app.meeting import Meeting
from kgisim.audit.ballots import proceedings
from kgisim.audit.entries import Entry, Proposal, Statement
from kgisim.audit.proposals import Minutes, csv_of
from kgisim.errors import KgisimError
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.proposals import chances, level, moment, period
from kgisim.report.minutes import minutes_document

if TYPE_CHECKING:
    from kgisim.app.state import State
    from kgisim.runs.run import Run

FORMAT = 1
"""Version of the record's layout."""
MOST_PROPOSALS, MOST_CHARACTERS = 10, 70
"""Proposals, and characters of a reason, that fit on one page."""


def minutes_file(state: "State", meeting: Meeting, stem: str) -> dict[str, tuple[str, bytes]]:
    """Return the minutes as a Word document by ``minutes``; nothing without a register."""
    register, run = state.shared.register, state.shared.run
    if register is None or meeting.number is None:
        return {}
    try:
        known = proceedings(register, meeting.number)
        if known is None:
            return {}
        made = minutes_document(run, register, known, state.language)
    except KgisimError as error:
        state.notify(explain(state, error))
        return {}
    return {"minutes": (f"{stem}-{state.language}.docx", made)}


def as_json(run: "Run", meeting: Meeting, minutes: Minutes, scenario: str) -> bytes:
    """Write the record: what the run was, what was chosen, and every entry with every field."""
    manifest = run.manifest
    content = {
        "format": FORMAT,
        "run": run.id,
        "seed": manifest["seed"],
        "draws": manifest["draws"],
        "versions": manifest["versions"],
        "started": _iso(meeting.started),
        "ended": _iso(meeting.ended),
        "scenario": scenario,
        "levers": meeting.chosen,
        "settings": meeting.settings,
        **{name: [_plain(one) for one in entries] for name, entries in vars(minutes).items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_csv(minutes: Minutes) -> bytes:
    """Write every entry as one row, with its kind; fields that a kind lacks are blank."""
    rows = [
        {"kind": type(one).__name__.lower()} | _plain(one)
        for entries in vars(minutes).values()
        for one in entries
    ]
    columns = dict.fromkeys(["kind", *Proposal.__dataclass_fields__, "proposal"])
    return csv_of(pd.DataFrame(rows, columns=list(columns), dtype=object))


def _plain(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"time": _iso(entry.time)}


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")


@dataclass(frozen=True)
class Line:
    """One proposal on the summary."""

    number: str
    goal: str
    level: str
    period: str
    chances: list[str]
    verdict: str
    author: str
    reason: str
    answers: list[str]


def summary(
    run: "Run",
    meeting: Meeting,
    minutes: Minutes,
    levers: Mapping[str, str],
    language: str,
) -> bytes:
    """Write the summary: HTML in the style of the report, for one page of A4.

    Parameters
    ----------
    levers
        Titles of levers, by key.
    """

    def t(key: str, **values: object) -> str:
        return text(f"meeting.sheet.{key}", language, **values)

    standing = minutes.standing()
    counts = {
        name: sum(meeting.sat_at(one.time) for one in entries)
        for name, entries in vars(minutes).items()
    }
    moved = [title for key, title in levers.items() if key in meeting.settings]
    facts = {
        t("when"): t(
            "span",
            start=moment(run, meeting.started, language),
            end=moment(run, meeting.ended, language),
        ),
        t("run"): run.id,
        t("levers"): text("list", language).join(moved) or t("none"),
        t("counts"): t("counted", **counts),
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string(_file("app", "summary.html")).render(
        t=t,
        title=lambda key: text(key, language),
        language=language,
        style=Markup(_file("report", "report.css")),
        facts=facts,
        # the last proposals are those that the meeting came to
        lines=[_line(run, minutes, one, language) for one in standing[-MOST_PROPOSALS:]],
        statements=[_stated(run, one, language) for one in minutes.stated()],
        more=max(len(standing) - MOST_PROPOSALS, 0),
    )
    return page.encode()


def _stated(run: "Run", one: Statement, language: str) -> str:
    named = {"number": one.id, "author": one.author, "reason": _cut(one.reason)}
    goal, time = wording(run, one.indicator, language).title, moment(run, one.time, language)
    return text("minutes.statement", language, goal=goal, time=time, **named)


def _line(run: "Run", minutes: Minutes, one: Proposal, language: str) -> Line:
    def answered(kind: str, entry: Entry) -> str:
        named = {"number": entry.id, "author": entry.author, "reason": _cut(entry.reason)}
        return text(f"minutes.{kind}", language, time=moment(run, entry.time, language), **named)

    return Line(
        number=text("minutes.numbered", language, number=one.id),
        goal=wording(run, one.indicator, language).title,
        level=level(run, one, language),
        period=period(run, one, language),
        chances=chances(run, one, language),
        verdict=text(f"app.finding.{one.verdict}", language) if one.verdict else "",
        author=one.author,
        reason=_cut(one.reason),
        answers=[
            *(answered("dissent", entry) for entry in minutes.against(one)),
            *(answered("decision", entry) for entry in minutes.decided(one)),
        ],
    )


def _cut(reason: str) -> str:
    return reason if len(reason) <= MOST_CHARACTERS else f"{reason[:MOST_CHARACTERS]}…"


def _file(wing: str, name: str) -> str:
    return (resources.files(f"kgisim.{wing}") / name).read_text(encoding="utf-8")

"""The minutes of a meeting as a Word document, made from the register and the run alone."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from kgisim.audit.ballots import Ballot, Proceedings, Turn, records_of
from kgisim.audit.entries import Entry, Proposal, Question, Statement, Step, Vote
from kgisim.audit.log import Register
from kgisim.audit.proposals import Minutes
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.ballots import (
    scenario_of,
    spread_text,
    voter_name,
    votes_table,
)
from kgisim.presentation.sentences.proposals import chances, level, moment, period
from kgisim.presentation.tables.observations import cited
from kgisim.report.blocks import (
    CHAPTER,
    SECTION,
    Block,
    Heading,
    Note,
    Paragraph,
    Report,
    Sentences,
    Table,
    Terms,
)
from kgisim.report.fill.office import EditablePackage
from kgisim.report.formats.docx import WordReport
from kgisim.report.provenance import MINUTES

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def minutes_document(run: "Run", register: Register, meeting: Proceedings, language: str) -> bytes:
    """Write the minutes of a meeting; the same records give the same bytes.

    Parameters
    ----------
    run
        The run that the meeting was about.
    register
        Where what was said is kept.
    meeting
        The meeting.
    language
        Language of the document; what people wrote stays as they wrote it.
    """
    report = minutes_report(run, register, meeting, language)
    buffer = io.BytesIO()
    WordReport(report).document.save(buffer)
    return EditablePackage(buffer, "minutes.docx").packed()


def minutes_report(run: "Run", register: Register, meeting: Proceedings, language: str) -> Report:
    """Assemble the minutes of a meeting as blocks."""
    said, questions = records_of(register, meeting)
    pages = _Pages(run, meeting, said, questions, language)
    return Report(
        run=run,
        language=language,
        kind=MINUTES,
        title=pages.t("title"),
        subtitle=pages.t("subtitle", number=meeting.number),
        head=tuple(pages.head()),
        blocks=tuple(pages.blocks()),
        carries_inputs=False,
    )


@dataclass(frozen=True)
class _Pages:
    """What the minutes say, part by part."""

    run: "Run"
    meeting: Proceedings
    said: Minutes
    questions: tuple[Question, ...]
    language: str
    goals: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        known = self.run.catalog.indicators
        planned = [id for id, _ in self.meeting.agenda]
        spoken = [one.indicator for one in (*self.said.proposals, *self.said.statements)]
        seen = [one.indicator for one in self.meeting.turns]
        goals = dict.fromkeys(id for id in (*planned, *seen, *spoken) if id in known)
        object.__setattr__(self, "goals", tuple(goals))

    def t(self, key: str, **values: object) -> str:
        """Return a message of the minutes."""
        return text(f"official.{key}", self.language, **values)

    def head(self) -> Iterator[Block]:
        """Write when, about what, and how many entries."""
        opening, ended = self.meeting.opening, self.meeting.ended
        start = moment(self.run, opening.time, self.language)
        end = self.t("sitting") if ended is None else moment(self.run, ended, self.language)
        voters = {one.voter for one in self.meeting.votes}
        counts = {
            "ballots": sum(one.action == "ballot" for one in self.meeting.steps),
            "proposals": len(self.said.standing()),
            "dissents": len(self.said.dissents),
            "decisions": len(self.said.decisions),
        }
        facts = [
            (self.t("when"), text("meeting.sheet.span", self.language, start=start, end=end)),
            (self.t("chair"), opening.author or self.t("not_recorded")),
            (self.t("run"), self.run.id),
            (self.t("voters"), self.t("people", count=len(voters))),
            (self.t("recorded"), self.t("counts", **counts)),
        ]
        yield Terms(tuple(facts), "minutes/about", "about")
        yield Note((self.t("rests"),), "minutes/rests", "banner", self.t("rests_title"))

    def blocks(self) -> Iterator[Block]:
        """Write the agenda, then each goal, then what the numbers rest on."""
        yield Heading(self.t("agenda"), CHAPTER)
        titles = [wording(self.run, id, self.language).title for id in self.goals]
        items = [self.t("item", number=n, title=one) for n, one in enumerate(titles, start=1)]
        yield Sentences(tuple(items), "minutes/agenda", "prose")
        for item, id in zip(items, self.goals, strict=True):
            yield Heading(item, CHAPTER, kind="goal")
            yield from self._goal(wording(self.run, id, self.language))
        yield Heading(self.t("sources"), CHAPTER)
        yield from self._sources()

    def _goal(self, localized: LocalizedIndicator) -> Iterator[Block]:
        id = localized.indicator.id
        yield Paragraph(self._time(id), f"minutes/{id}/time", "note")
        if all(one.indicator != id for one in self.meeting.turns):
            return
        ballots = [
            one for one in self.meeting.steps if one.action == "ballot" and one.indicator == id
        ]
        if not ballots:
            yield Paragraph(self.t("no_ballot"), f"minutes/{id}/no-ballot")
        for number, step in enumerate(ballots, start=1):
            yield from self._ballot(localized, step, number if len(ballots) > 1 else 0)
        yield from self._lists(id)

    def _lists(self, id: str) -> Iterator[Block]:
        """Write what was said about a goal, kind by kind, and of which kinds there is nothing."""
        asked = (one for one in self.questions if one.indicator == id)
        lists = {
            "proposals": tuple(map(self._proposal, self.said.standing(id))),
            "decisions": tuple(self._answers(id, "decision")),
            "dissents": tuple(self._answers(id, "dissent")),
            "statements": tuple(map(self._spoken, self.said.stated(id))),
            "questions": tuple(map(self._spoken, asked)),
        }
        for what, said in lists.items():
            if said:
                yield Heading(self.t(what), SECTION)
                yield Sentences(said, f"minutes/{id}/{what}")
        silent = [self.t(what) for what, said in lists.items() if not said]
        if silent:
            named = text("list", self.language).join(silent)
            yield Paragraph(self.t("silent", what=named), f"minutes/{id}/silent", "note")

    def _time(self, id: str) -> str:
        """State how long the meeting was at a goal, and how long was planned."""
        turns = [one for one in self.meeting.turns if one.indicator == id]
        planned = dict(self.meeting.agenda).get(id, 0.0)
        if not turns:
            return self.t("not_reached")
        spent = self.t("spent", minutes=round(sum(map(self._seconds, turns)) / 60))
        limit = self.t("planned", minutes=round(planned)) if planned else ""
        start = moment(self.run, turns[0].start, self.language)
        return self.t("time", start=start, spent=spent, planned=limit)

    def _seconds(self, turn: Turn) -> float:
        last = self.meeting.last
        end = turn.end or (turn.start if last is None or last.time is None else last.time)
        return (end - turn.start).total_seconds()

    def _ballot(self, localized: LocalizedIndicator, step: Step, number: int) -> Iterator[Block]:
        """Write what was shown, how the votes fell, and the reasons that were given."""
        ballot, votes = Ballot.read(step), self.meeting.counted(step)
        key = f"minutes/{localized.indicator.id}/ballot{step.id}"
        yield Heading(self.t("ballot_number", number=number) if number else self.t("ballot"))
        when, scenario = localized.when(ballot.window), scenario_of(self.run, ballot, self.language)
        yield Paragraph(self.t("shown", when=when, scenario=scenario), f"{key}/shown")
        caption = self.t("votes", title=localized.title)
        table = votes_table(self.run, ballot, votes, self.language)
        yield Table(table, caption, f"{key}/votes")
        yield Paragraph(spread_text(localized, ballot, votes), f"{key}/spread")
        named = tuple(self._vote(localized, ballot, one) for one in votes if one.reason.strip())
        if named:
            yield Sentences((self.t("reasons"), *named), f"{key}/reasons")

    def _vote(self, localized: LocalizedIndicator, ballot: Ballot, vote: Vote) -> str:
        value = level_text(localized, ballot.window, vote.value)
        name = voter_name(vote, self.language)
        return self.t("vote", name=name, level=value, reason=vote.reason)

    def _proposal(self, one: Proposal) -> str:
        joined = text("list", self.language).join(chances(self.run, one, self.language))
        return self.t(
            "proposal",
            number=one.id,
            level=level(self.run, one, self.language),
            period=period(self.run, one, self.language),
            chances=joined,
            author=one.author,
            reason=one.reason,
        )

    def _answers(self, id: str, kind: str) -> Iterator[str]:
        """Write decisions or dissents about a goal, each with name and time."""
        for proposal in self.said.standing(id):
            found = self.said.against if kind == "dissent" else self.said.decided
            for one in found(proposal):
                named = {"number": one.id, "proposal": proposal.id}
                yield self.t(kind, **named, **self._named(one))

    def _spoken(self, one: Statement | Question) -> str:
        return self.t("spoken", **self._named(one))

    def _named(self, one: Entry) -> dict[str, str]:
        time = moment(self.run, one.time, self.language)
        return {"author": one.author, "time": time, "reason": one.reason}

    def _sources(self) -> Iterator[Block]:
        manifest = self.run.manifest
        yield Paragraph(
            self.t(
                "computed",
                run=self.run.id,
                draws=f"{manifest['draws']:,}",
                seed=manifest["seed"],
            ),
            "minutes/computed",
        )
        seen = {one.indicator for one in self.meeting.turns}
        shown = [wording(self.run, id, self.language) for id in self.goals if id in seen]
        rows = [(one.title, LINE.join(cited(one)) or text("blank", self.language)) for one in shown]
        heads = (text("column.goal", self.language), text("column.source", self.language))
        table = pd.DataFrame(rows, columns=[*heads])
        if not table.empty:
            yield Table(table, self.t("documents"), "minutes/documents")
        yield Paragraph(self.t("register", number=self.meeting.number), "minutes/register", "note")

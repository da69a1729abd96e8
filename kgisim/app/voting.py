"""Voting on one's own phone: a page of one question behind a link, and the votes as they come in.

It is plain HTML of a few kilobytes and no session of the dashboard: a whole council may open it at
once. Whoever may come in may vote; only the chair's session opens and closes ballots.
"""

import json
from dataclasses import dataclass, field
from importlib import resources
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment

from kgisim.app.icon import ICON
from kgisim.app.login import home
from kgisim.app.possible import check_level
from kgisim.app.shared_run import SharedRun
from kgisim.app.url import number
from kgisim.app.visitor import Site, Visitor, beside
from kgisim.app.vote_paper import LONGEST, Papers
from kgisim.audit.ballots import LETTERS, Ballot, cast, proceedings, sitting
from kgisim.audit.entries import LONGEST_AUTHOR, Dissent, Entry, Vote
from kgisim.audit.log import Register
from kgisim.audit.users import Person
from kgisim.errors import KgisimError, RequestError
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text, quantity_for
from kgisim.targets.question import TargetQuestion

FRESH_S = 0.5
"""Seconds for which what was read of the register is shown to all who ask."""
MOST_BYTES = 20_000
"""Bytes of a vote that are looked at."""
KEY = frozenset("0123456789abcdef")
"""Letters of the key of a voter's device."""


@dataclass
class Voting(Site):
    """What the pages of voters share: meetings as they were read a moment ago."""

    _known: dict[int | None, tuple[float, Papers | None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def papers(self, meeting: int | None, *, is_fresh: bool = False) -> Papers | None:
        """Return a meeting as it stands, or the last one that sits; None if there is none.

        Parameters
        ----------
        is_fresh
            Whether the register has to be read again, as after a vote.
        """
        with self._lock:
            read, found = self._known.get(meeting, (-FRESH_S, None))
            if is_fresh or monotonic() - read >= FRESH_S:
                found = self._read(meeting)
                self._known = {meeting: (monotonic(), found)}
            return found

    def _read(self, meeting: int | None) -> Papers | None:
        shared = self.shared()
        if shared is None or shared.register is None:
            return None
        run, register = shared.run, shared.register
        known = sitting(register, run.id) if meeting is None else proceedings(register, meeting)
        if known is None or known.opening.run != run.id:
            return None
        return Papers.of(run, register, known)

    def vote(self, said: dict[str, str], by: Person) -> Entry:
        """Keep a vote.

        Parameters
        ----------
        said
            ``ballot``, ``voter``, ``choice`` (a letter) or ``number`` (as it is written on the
            page), ``author``, ``reason`` and ``receipt``.

        Raises
        ------
        RequestError
            If the ballot is closed, or the level is none that the goal can have.
        """
        shared, register = self._open()
        papers = self.papers(_meeting(said), is_fresh=True)
        step = None if papers is None else papers.meeting.open_ballot
        if papers is None or step is None or str(step.id) != said.get("ballot"):
            raise RequestError("register.closed")
        value = _level(shared, papers, Ballot.read(step), said)
        assert step.id is not None  # it comes from a register
        entry = Vote(
            author=by.name or said.get("author", "").strip(),
            reason=said.get("reason", "").strip()[:LONGEST],
            ballot=step.id,
            voter=voter_of(said.get("voter", ""), by),
            value=value,
        )
        kept = cast(register, entry, by, _receipt(said))
        self.papers(_meeting(said), is_fresh=True)
        return kept

    def dissent(self, said: dict[str, str], by: Person) -> Entry:
        """Keep an objection to the proposal on the table, in the name of who objects.

        Raises
        ------
        RequestError
            If there is none any more, or name or reason is missing.
        """
        _, register = self._open()
        papers = self.papers(_meeting(said), is_fresh=True)
        proposal = None if papers is None else papers.proposal
        if proposal is None or proposal.id is None or str(proposal.id) != said.get("proposal"):
            raise RequestError("proposal.none_yet")
        author, reason = by.name or said.get("author", "").strip(), said.get("reason", "").strip()
        entry = Dissent(author=author, reason=reason, proposal=proposal.id)
        return register.keep(entry, by, _receipt(said))

    def _open(self) -> tuple[SharedRun, Register]:
        shared = self.shared()
        if shared is None or shared.register is None:
            raise RequestError("proposal.no_register")
        return shared, shared.register


def voter_of(key: str, by: Person) -> str:
    """Return who votes: the name that logged in, or else the key of the device.

    Raises
    ------
    RequestError
        If it is none that a page has made.
    """
    if by.name:
        return by.name
    if not 8 <= len(key) <= LONGEST_AUTHOR or not set(key) <= KEY:
        raise RequestError("register.voter")
    return key


def _meeting(said: dict[str, str]) -> int | None:
    written = said.get("meeting", "")
    return int(written) if written.isdecimal() and len(written) < 10 else None


def _receipt(said: dict[str, str]) -> str:
    return said.get("receipt", "")[:64]


def _level(shared: SharedRun, papers: Papers, ballot: Ballot, said: dict[str, str]) -> float:
    """Read the level for which somebody votes: a letter, or a number as the page writes it."""
    place = LETTERS.find(said.get("choice") or "-")
    if 0 <= place < len(ballot.choices):
        return ballot.choices[place].value
    written = said.get("number", "").strip().replace(",", "").rstrip("%％")
    found = number(written)
    if found is None:
        raise RequestError("register.no_level")
    localized = papers.localized(shared.plan.language)
    value = float(f"{found / quantity_for(localized, ballot.window, 0.5).factor:.12g}")
    check_level(shared, TargetQuestion(ballot.indicator, value, ballot.window, ballot.scenario))
    return value


def routes(voting: Voting) -> list[tuple[Any, ...]]:
    """Return the addresses of the pages of voters, for the server."""
    page = Environment(autoescape=True).from_string(
        (resources.files("kgisim.app") / "vote.html").read_text("utf-8")
    )
    given = {"site": voting}
    return [
        ("/vote", VotePage, given | {"page": page}),
        ("/vote/now", VotesNow, given),
        ("/vote/(cast|dissent)", VoteCast, given),
    ]


class Voter(Visitor):
    """A request of a voter."""

    def initialize(self, site: Voting, page: Any = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take over what all requests share."""
        super().initialize(site)
        self.page = page

    @property
    def meeting(self) -> int | None:
        """Number of the meeting that is asked about; None: the one that sits."""
        return _meeting({"meeting": self.get_argument("meeting", "")})


class VotePage(Voter):
    """The page of one question."""

    def get(self) -> None:
        """Show the page, or the login."""
        if self.person is None:
            wanted = quote(f"{home(self)}vote?{self.request.query}")
            self.redirect(f"{home(self)}login?next={wanted}")
            return
        words = {key: text(f"ballot.page.{key}", self.language) for key in WORDS}
        meeting = "" if self.meeting is None else str(self.meeting)
        facts = {"meeting": meeting, "language": self.language, "words": words}
        self.write(
            self.page.render(
                title=text("ballot.page.title", self.language),
                language=self.language,
                who=self.person.name,
                facts=facts,
                icon=ICON,
            )
        )


WORDS = ("kept", "again", "lost", "dissented", "choose")
"""Words that the page shows by itself."""


class VotesNow(Voter):
    """How the vote stands."""

    async def get(self) -> None:
        """Return it as JSON; parts of it are HTML."""
        if self.person is None:
            self.refuse(401, text("ballot.page.log_in", self.language))
            return
        meeting, language, person = self.meeting, self.language, self.person
        key = person.name or self.get_argument("voter", "")[:LONGEST_AUTHOR]
        try:
            papers = await beside(lambda: self.site.papers(meeting))
            self.write(_now(papers, language, person, key))
        except KgisimError as error:
            self.fail(error)


def _now(papers: Papers | None, language: str, person: Person, voter: str) -> dict[str, Any]:
    """Return how a vote stands for one voter."""
    if papers is None:
        return {"ballot": "", "state": text("ballot.state.none", language), "title": ""}
    step, mine = papers.meeting.open_ballot, papers.mine(voter)
    proposal = papers.proposal
    return {
        "ballot": "" if step is None else str(step.id),
        "title": papers.title(language),
        "state": papers.state(language),
        "paper": papers.paper(language, person),
        "spread": papers.spread(language),
        "voted": "" if mine is None else _voted(papers, mine, language),
        "proposal": "" if proposal is None else str(proposal.id),
        "dissent": papers.dissent(language, person),
    }


def _voted(papers: Papers, mine: Vote, language: str) -> str:
    assert papers.ballot is not None  # there is a vote on it
    window = Ballot.read(papers.ballot).window
    level = level_text(papers.localized(language), window, mine.value)
    return text("ballot.voted", language, level=level)


class VoteCast(Voter):
    """Takes a vote or an objection."""

    def check_xsrf_cookie(self) -> None:
        """Leave the check to `post`, which asks for a request of the page itself."""

    async def post(self, what: str) -> None:
        """Keep what somebody sends, once."""
        origin = self.request.headers.get("Origin")
        if self.person is None:
            self.refuse(401, text("ballot.page.log_in", self.language))
            return
        if origin is None or urlsplit(origin).netloc != self.request.host:
            self.refuse(403, text("ballot.page.elsewhere", self.language))
            return
        said, person = _said(self.request.body), self.person
        work = self.site.vote if what == "cast" else self.site.dissent
        try:
            kept = await beside(lambda: work(said, person))
        except KgisimError as error:
            self.fail(error)
        else:
            self.write({"number": kept.id})


def _said(body: bytes) -> dict[str, str]:
    """Read what was sent; what cannot be read says nothing."""
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {}
    return {name: one for name, one in found.items() if isinstance(one, str)}

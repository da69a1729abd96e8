"""会議: one goal at a time in large letters, three levers, a vote, and what is said is recorded."""

import io
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.agenda import AgendaBar, AgendaForm, items_of
from kgisim.app.background import OneAtATime, work_then
from kgisim.app.ballot_panel import BallotPanel, votes_address
from kgisim.app.chair import Chair
from kgisim.app.faults import explain
from kgisim.app.html import HTML, heading, joined, note, paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.levers import Lever
from kgisim.app.live import WHOLE, LiveSheet
from kgisim.app.meeting import (
    MOST_LEVERS,
    Meeting,
    in_use,
    meeting_of,
    offered,
    recorded,
    take_up,
)
from kgisim.app.meeting_levers import MeetingLevers
from kgisim.app.meeting_record import as_csv, as_json, minutes_file, summary
from kgisim.app.proposal_form import record_panel
from kgisim.app.target_answers import answers_of
from kgisim.app.target_panel import Aiming
from kgisim.audit.ballots import Proceedings, sitting
from kgisim.audit.entries import Opening
from kgisim.errors import KgisimError
from kgisim.evidence.base import Text
from kgisim.presentation.sentences.proposals import moment
from kgisim.projection.scenario import Measure

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="会議", en="Meeting")
ORDER = 45
LARGE = """
.sheet { font-size: 20px; }
h1 { font-size: 2rem; }
.answers { grid-template-columns: repeat(auto-fit, minmax(12.5em, 1fr)); }
.answer b { font-size: 1.9rem; }
.answer span { font-size: 17px; }
p.lead { font-size: 22px; max-width: none; }
p.lead ~ p { font-size: 16px; max-width: none; }
.asked { font-size: 20px; }
.asked input[type=number] { font-size: 22px; }
"""
"""Letters that are read from the back of a room."""


def build(state: "State") -> pn.viewable.Viewable:
    """Show the preparation of the meeting, the meeting, or what it leaves behind."""
    body = pn.Column(sizing_mode="stretch_width")

    def show(*_: object) -> None:
        body.objects = _parts(state, meeting_of(state), show)

    state.param.watch(show, "scenario")
    show()
    return body


def _parts(state: "State", meeting: Meeting, show: Callable[[], None]) -> list[Any]:
    if meeting.is_sitting:
        return _sitting(state, meeting, show)
    if meeting.ended is not None:
        return _ended(state, meeting, show)
    return _preparing(state, meeting, show)


def _preparing(state: "State", meeting: Meeting, show: Callable[[], None]) -> list[Any]:
    """Let an analyst choose the levers and begin."""
    t = state.t
    head = HtmlPane(
        joined(
            title(TITLE(state.language)),
            paragraphs([t("meeting.lead", run=state.shared.run.id)], "lead"),
        )
    )
    if not state.person.is_analyst:
        return [head, HtmlPane(note(t("meeting.member"))), *_following(state)]
    levers = sorted(offered(state).values(), key=lambda one: not one.is_policy)
    options = {_kind(state, one): one.key for one in levers}
    told = HtmlPane(joined(), live=True)
    choice = pmui.CheckBoxGroup(
        label=t("meeting.choose", most=MOST_LEVERS),
        options=options,
        value=[key for key in meeting.chosen if key in options.values()],
    )
    agenda = AgendaForm(state, meeting)
    begin = pmui.Button(label=t("meeting.begin"), color="primary")
    openings = OneAtATime(begin)

    def choose(event: Any) -> None:
        if not meeting.choose(event.new):
            choice.value = list(meeting.chosen)
            told.html = str(note(t("meeting.too_many", most=MOST_LEVERS), "warning"))

    def open_meeting(_: object) -> None:
        meeting.agenda = agenda.agenda
        if state.shared.register is None:
            opened(None)
        else:
            openings.work_then(Chair(state, meeting).open, opened)

    def opened(done: Future[Opening] | None) -> None:
        try:
            kept = None if done is None else done.result()
        except KgisimError as error:
            told.html = str(note(explain(state, error), "warning"))
            return
        if kept is not None:
            meeting.number, meeting.started = kept.id, kept.time
        _sit_down(state, meeting, items_of(state, meeting)[0], show)

    choice.param.watch(choose, "value")
    begin.on_click(open_meeting)
    return [head, *_joining(state, meeting, show), choice, agenda.view, told, begin]


def _sit_down(state: "State", meeting: Meeting, goal: str, show: Callable[[], None]) -> None:
    """Begin at a goal; another one than that on the screen brings a page of its own."""
    meeting.begin(state.person)
    is_elsewhere, state.goal = goal != state.goal, goal
    state.param.trigger("settled")
    if not is_elsewhere:
        show()


def _sitting_now(state: "State") -> Proceedings | None:
    """Return the meeting about the run that sits, whoever leads it."""
    register = state.shared.register
    try:
        return None if register is None else sitting(register, state.shared.run.id)
    except KgisimError as error:
        state.notify(explain(state, error))
        return None


def _joining(state: "State", meeting: Meeting, show: Callable[[], None]) -> list[Any]:
    """Offer to go on with a meeting that sits already."""
    known = _sitting_now(state)
    if known is None:
        return []
    started = moment(state.shared.run, known.opening.time, state.language)
    told = HtmlPane(note(state.t("meeting.sits", number=known.number, time=started)))
    join = pmui.Button(label=state.t("meeting.join"), variant="outlined")

    def go_on(_: object) -> None:
        take_up(meeting, known)
        goal = known.turns[-1].indicator if known.turns else items_of(state, meeting)[0]
        _sit_down(state, meeting, goal, show)

    join.on_click(go_on)
    return [told, join]


def _following(state: "State") -> list[Any]:
    """Show members where the meeting is, the votes, and the way to their own vote."""
    if state.shared.register is None:
        return []
    way = HTML('<p><a class="act" href="vote?language={}" target="_blank">{}</a></p>').format(
        state.language, state.t("ballot.go")
    )
    live = LiveSheet(address=votes_address(state.language, None), follows=True)
    return [live, HtmlPane(way)]


def _kind(state: "State", lever: Lever) -> str:
    kind = "policy" if lever.is_policy else "world"
    return state.t(f"meeting.{kind}", title=_title(state, lever))


def _title(state: "State", lever: Lever) -> str:
    if isinstance(lever.part, Measure):
        return lever.part.title(state.language)
    return state.shared.localized(lever.key.removeprefix("world:"), state.language).title


def _sitting(state: "State", meeting: Meeting, show: Callable[[], None]) -> list[Any]:
    """Show one goal: its level, the levers that move it, and the minutes."""
    t = state.t
    state.levers = dict(meeting.settings)
    finish = pmui.Button(label=t("meeting.finish"), variant="outlined", align="center")
    endings = OneAtATime(finish)

    def close(_: object) -> None:
        endings.work_then(lambda: chair.step("end"), closed)

    def closed(done: Future[Any]) -> None:
        try:
            ended = done.result()
        except KgisimError as error:
            state.notify(explain(state, error))
            return
        meeting.end(None if ended is None else ended.time)
        state.param.trigger("settled")
        show()

    def stands(done: Future[Proceedings | None]) -> None:
        try:
            known = done.result()
        except KgisimError as error:
            state.notify(explain(state, error))
            return
        if state.goal == goal:  # or the page was left meanwhile
            bar.follow(known)
            ballot.follow(known)

    finish.on_click(close)
    goal, chair, bar = state.goal, Chair(state, meeting), AgendaBar(state, meeting)
    ballot = BallotPanel(state, chair, _opened_at())
    work_then(chair.turn, stands)
    started = moment(state.shared.run, meeting.started, state.language)
    strip = HtmlPane(note(t("meeting.frozen", run=state.shared.run.id, time=started)))
    head = HtmlPane(title(TITLE(state.language), state.localized.title), stylesheets=[LARGE])
    return [
        pn.Row(strip, finish, sizing_mode="stretch_width"),
        bar.view,
        head,
        *_question(state, meeting),
        ballot.view,
        record_panel(state),
    ]


def _opened_at() -> str:
    """Return the address under which the session was opened."""
    location = pn.state.location
    return "" if location is None else str(location.href or "")


def _question(state: "State", meeting: Meeting) -> list[Any]:
    answers = answers_of(state)
    if answers is None:
        why = state.hidden or state.t("app.board.none")
        return [HtmlPane(note(why), stylesheets=[LARGE])]
    board = Aiming(state, answers)
    board.view.stylesheets = [LARGE]
    chart = pn.pane.Bokeh(board.fan.sheet, sizing_mode="stretch_width", min_width=300)
    left = pn.Column(*_levers(state, meeting, board), styles={"flex": "1 1 260px"}, min_width=250)
    right = pn.Column(chart, board.fan_legend, styles={"flex": "2 1 400px"}, min_width=300)
    flow = {"flex_wrap": "wrap", "gap": "20px", "sizing_mode": "stretch_width"}
    both = pn.FlexBox(left, right, stylesheets=[WHOLE], **flow)
    return [board.view, both]


def _levers(state: "State", meeting: Meeting, aiming: Aiming) -> list[Any]:
    """Return the board of the chosen levers, or say why there is nothing to move."""
    t, levers = state.t, in_use(state, meeting)
    if not levers:
        why = "meeting.lever_unmoved" if meeting.chosen else "meeting.no_levers"
        return [HtmlPane(joined(heading(t("meeting.levers")), note(t(why), "quiet")))]
    board = MeetingLevers(state, meeting, levers, aiming).board
    return [HtmlPane(heading(t("meeting.levers"))), board]


def _ended(state: "State", meeting: Meeting, show: Callable[[], None]) -> list[Any]:
    """Offer the record and the summary."""
    t, run = state.t, state.shared.run
    said = recorded(state, meeting)
    levers = {key: _title(state, one) for key, one in offered(state).items()}
    stem = f"meeting-{run.id}-{meeting.ended:%Y%m%d-%H%M}"
    files = minutes_file(state, meeting, stem) | {
        "summary": (
            f"{stem}-{state.language}.html",
            summary(run, meeting, said, levers, state.language),
        ),
        "csv": (f"{stem}.csv", as_csv(said)),
        "json": (f"{stem}.json", as_json(run, meeting, said, state.scenario)),
    }
    buttons = [
        pmui.FileDownload(
            file=io.BytesIO(content),
            filename=name,
            label=t(f"meeting.{kind}"),
            embed=True,
            color="primary",
            variant="contained" if kind == "minutes" else "outlined",
        )
        for kind, (name, content) in files.items()
    ]
    reopen = pmui.Button(label=t("meeting.reopen"), variant="text")

    def back(_: object) -> None:
        work_then(lambda: Chair(state, meeting).step("item", state.goal), reopened)

    def reopened(done: Future[Any]) -> None:
        try:
            done.result()
        except KgisimError as error:
            state.notify(explain(state, error))
            return
        meeting.begin(state.person)
        state.param.trigger("settled")
        show()

    reopen.on_click(back)
    told = t("meeting.ended", time=moment(state.shared.run, meeting.ended, state.language))
    head = joined(title(TITLE(state.language)), note(told))
    return [HtmlPane(head), pn.FlexBox(*buttons, gap="10px"), reopen]

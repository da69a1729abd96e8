"""The vote on the page of a meeting: opened and closed by the chair, seen by all as it comes in."""

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import panel as pn
import panel_material_ui as pmui
import segno

from kgisim.app.background import OneAtATime, work_then
from kgisim.app.chair import Chair, ballot_on_screen
from kgisim.app.faults import explain
from kgisim.app.html import HTML, heading, joined, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.app.live import WHOLE, LiveSheet
from kgisim.app.target_answers import answers_of
from kgisim.audit.ballots import Ballot, Proceedings, spread
from kgisim.audit.entries import Step
from kgisim.audit.users import AccessError
from kgisim.errors import KgisimError
from kgisim.presentation.sentences.ballots import middle_level

if TYPE_CHECKING:
    from kgisim.app.state import State

NEAR = ("127.0.0.1", "localhost", "::1")
"""Names that only this machine reaches."""
SIDE = 8
"""Pixels of a dot of the code that phones read."""


def qr_code(address: str) -> str:
    """Draw the code by which phones open an address, as SVG.

    Raises
    ------
    ValueError
        If the address is too long for a code.
    """
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=SIDE, border=3, dark="#12304a", light="#ffffff"
    )


def votes_address(language: str, meeting: int | None) -> str:
    """Return where a page finds the votes, beside itself."""
    number = {} if meeting is None else {"meeting": meeting}
    return f"vote/now?{urlencode({**number, 'language': language})}"


def page_address(opened: str, language: str, meeting: int) -> str:
    """Return where members vote, as they reach the page that was opened.

    Examples
    --------
    >>> page_address("https://kgi.example.go.jp/kgi/?page=meeting", "ja", 3)
    'https://kgi.example.go.jp/kgi/vote?meeting=3&language=ja'
    """
    base = opened.partition("?")[0].partition("#")[0]
    folder = base if base.endswith("/") else f"{base}/"
    return f"{folder}vote?{urlencode({'meeting': meeting, 'language': language})}"


class BallotPanel:
    """Buttons of the chair, the way to the phones' page, and the votes."""

    def __init__(self, state: "State", chair: Chair, opened: str):
        self.state, self.chair, t = state, chair, state.t
        self.open = pmui.Button(label=t("ballot.open"), color="primary")
        self.close = pmui.Button(label=t("ballot.close"), color="primary")
        self.middle = pmui.Button(label=t("ballot.take_middle"), variant="outlined")
        self.told = HtmlPane(joined(), live=True)
        self.address = pmui.TextInput(
            label=t("ballot.address"),
            value=page_address(opened, state.language, chair.meeting.number or 0),
            sizing_mode="stretch_width",
            max_width=620,
            visible=False,
        )
        self.way = HtmlPane(joined(), sizing_mode=None, width=320, visible=False)
        self.live = LiveSheet(address=votes_address(state.language, chair.meeting.number))
        self.open.on_click(self._open)
        self.close.on_click(self._close)
        self.steps = OneAtATime(self.open, self.close)
        self.middle.on_click(self._take_middle)
        self.address.param.watch(self._draw, "value")
        self.known: Proceedings | None = None

    @property
    def view(self) -> Any:
        """The panel; where nothing can be recorded, why there is no vote."""
        t = self.state.t
        head = HtmlPane(heading(t("ballot.title")))
        if self.chair.meeting.number is None:
            return pn.Column(head, HtmlPane(note(t("minutes.no_register"), "quiet")))
        if answers_of(self.state) is None:
            return pn.Column(head, HtmlPane(note(t("ballot.no_level"), "quiet")))
        buttons = pn.FlexBox(self.open, self.close, self.middle, gap="10px")
        flow = {"flex_wrap": "wrap", "gap": "24px", "sizing_mode": "stretch_width"}
        self.way.styles, self.live.styles = {"flex": "0 1 340px"}, {"flex": "2 1 420px"}
        both = pn.FlexBox(self.way, self.live, stylesheets=[WHOLE], **flow)
        parts = (head, buttons, self.told, self.address, both)
        return pn.Column(*parts, stylesheets=[WHOLE], sizing_mode="stretch_width")

    def follow(self, known: Proceedings | None) -> None:
        """Show what the register knows: whether a ballot is open, and what there is to take up."""
        self.known = known
        is_open = known is not None and known.open_ballot is not None
        self.open.visible, self.close.visible = not is_open, is_open
        held = None if known is None else known.ballot_of(self.state.goal)
        self.middle.visible = held is not None and not is_open
        self.way.visible = self.address.visible = is_open
        if is_open:
            self._draw()

    def _draw(self, _: object = None) -> None:
        """Draw the code of the address, and say if no phone can reach it."""
        address, t = self.address.value.strip(), self.state.t
        try:
            drawn: HTML | None = HTML('<div class="code">{}</div>').format(HTML(qr_code(address)))
        except ValueError:
            drawn = note(t("ballot.no_code"), "warning")
        is_near = urlsplit(address).hostname in NEAR
        self.way.html = str(
            joined(
                drawn,
                paragraphs([t("ballot.scan")], "quiet"),
                note(t("ballot.near"), "warning") if is_near else None,
            )
        )

    def _open(self, _: object) -> None:
        try:
            ballot = ballot_on_screen(self.state)
        except KgisimError as error:
            self._fail(error)
            return
        step = partial(self.chair.step, "ballot", ballot.indicator, ballot.written())
        self.steps.work_then(partial(self._kept, step), self._done)

    def _close(self, _: object) -> None:
        step = partial(self.chair.step, "close", self.state.goal)
        self.steps.work_then(partial(self._kept, step), self._done)

    def _kept(self, step: Any) -> Proceedings | None:
        """Record a step beside the page, and return how the meeting stands."""
        made: Step | None = step()
        return None if made is None else self.chair.known()

    def _done(self, done: Future[Proceedings | None]) -> None:
        try:
            known = done.result()
        except KgisimError as error:
            self._fail(error)
        else:
            self.told.html = ""
            self.follow(known)

    def _take_middle(self, _: object) -> None:
        """Ask about the median of the votes, so that it can be proposed."""
        work_then(self.chair.known, self._ask_middle)

    def _ask_middle(self, done: Future[Proceedings | None]) -> None:
        try:
            known = done.result()
            held = None if known is None else known.ballot_of(self.state.goal)
            if known is None or held is None:
                return
            found = spread([one.value for one in known.counted(held)])
            if found is None:
                self.told.html = str(note(self.state.t("ballot.none")))
                return
            level = middle_level(self.state.localized, Ballot.read(held), found)
            self.state.ask(level)
        except KgisimError as error:
            self._fail(error)

    def _fail(self, error: KgisimError) -> None:
        t = self.state.t
        is_denied = isinstance(error, AccessError)
        said = t("minutes.denied") if is_denied else explain(self.state, error)
        self.told.html = str(note(said, "warning"))

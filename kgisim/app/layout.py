"""The frame of the dashboard: title, menu, goal, scenario, language, notices and one page."""

from collections.abc import Mapping
from typing import Any

import panel as pn
import panel_material_ui as pmui
from panel.util.parameters import edit_readonly

from kgisim.app.browser import Browser
from kgisim.app.faults import explain
from kgisim.app.html import HTML, joined, link, note, paragraphs, title
from kgisim.app.html_pane import HtmlPane, file
from kgisim.app.icon import ICON
from kgisim.app.live import WHOLE
from kgisim.app.pages import Page
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.app.turns import in_turn
from kgisim.app.url import AddressBar
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import scenario_titles

FONTS = '"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif'
"""Fonts that the reader's machine has; none is fetched."""
THEME = {
    "palette": {"primary": {"main": "#12304a"}, "secondary": {"main": "#8a3b00"}},
    "typography": {
        "fontFamily": FONTS,
        "button": {"textTransform": "none"},
        "h3": {"fontSize": "clamp(0.85rem, 3vw, 1.5rem) !important", "lineHeight": 1.25},
    },
}
"""Colours and letters of the frame."""
PRINTED = file("print.css")
"""How a page is printed."""
SHOWN_NOTICES = 3
LONGEST_STEP = 2000
"""Characters of a step that a browser has kept; longer ones are none of ours."""


class SessionPage(pmui.Page):
    """The page without the flag and the bar of business.

    The flag of one session's work would be sent to all sessions, and what watches it for this page
    would keep the page alive after its session; the bar has no name that could be read aloud.
    """

    def __init__(self, **values: Any):
        others = _watchers_of_work()
        super().__init__(favicon=ICON, **values)
        for watcher in _watchers_of_work():
            if watcher not in others:
                pn.state.param.unwatch(watcher)
        with edit_readonly(self):
            self.busy = False

    def get_root(self, *args: Any, **values: Any) -> Any:
        """Return the model; that there is no bar is sent only as a change of it."""
        root: Any = super().get_root(*args, **values)
        root.data.busy_indicator = None
        return root


class SessionLayout:
    """One session: its state, and the screen that follows it.

    Parts are made once; their content is bound to the state. Of the pages only the visible one
    exists: what it has bound is let go when it is left, so that a hidden page computes nothing.
    """

    def __init__(self, shared: SharedRun, pages: Mapping[str, Page], **values: Any):
        first = next(iter(pages))
        self.state = State(shared, **{"page": first, "pages": list(pages), **values})
        self._pages = pages
        self._body = pn.Column(
            sizing_mode="stretch_width", margin=(8, 20, 40, 20), stylesheets=[PRINTED, WHOLE]
        )
        self.screen = self._make_screen()
        self._bar = AddressBar(self.state, self._browser)
        self.state.param.watch(self._show_notices, "notices")
        self.state.param.watch(self._rename, "language")
        self._bound = _copied(self.state.param.watchers)
        self._shown: tuple[Any, ...] = ()

    def follow(self, location: Any) -> None:
        """Keep the address bar and the state in step, and show the page that it asks for.

        Parameters
        ----------
        location
            Where the session was opened: ``search`` is the address after the path.
        """
        self._browser.search = location.search
        self._bar.read()
        self._browser.param.watch(self._go_back, "search")
        self._browser.param.watch(self._fold_menu, "narrow")
        self.state.param.watch(self._show, ["page", "language", "goal", "window", "settled"])
        self._browser.param.watch(self._take_tried, "kept")
        self.state.param.watch(self._keep_tried, "tried")
        self._keep_tried()
        self._bound = _copied(self.state.param.watchers)
        self._show()

    def _go_back(self, _: object) -> None:
        """Show what the history of the browser leads to, whatever was changed on the page."""
        if not self._bar.is_ahead:
            return
        before = self._body.objects[0]
        self.state.param.watchers = _copied(self._bound)  # the page that is left computes nothing
        with pn.io.hold():
            self._bar.read()
            if self._body.objects[0] is before:
                self._shown = ()
                self._show()

    def go(self, said: Mapping[str, str]) -> None:
        """Move to where a link leads, all at once."""
        with pn.io.hold():
            self.state.go(said)
            self._fold_menu()

    def _take_tried(self, _: object) -> None:
        """Take over what the same tab of the browser tried before the page was loaded again."""
        self.state.take_tried([one for one in self._browser.kept if len(one) <= LONGEST_STEP])

    def _keep_tried(self, _: object = None) -> None:
        self._browser.tried = self.state.tried

    def _fold_menu(self, _: object = None) -> None:
        """Close the menu where it covers the page."""
        if self._browser.narrow:
            self.screen.sidebar_open = False

    def _make_screen(self) -> SessionPage:
        state = self.state
        self._menu = HtmlPane(pn.bind(self._nav, state.param.page, state.param.language), self.go)
        self._languages = HtmlPane(
            pn.bind(self._switch, state.param.language),
            self.go,
            language=state.param.language,
            sizing_mode=None,
            width=190,
        )
        self._notices = HtmlPane(HTML(""), live=True, margin=(0, 20))
        self._browser = Browser(lost=pn.bind(lambda _: state.t("app.lost"), state.param.language))
        return SessionPage(
            title=state.t("app.title"),
            site_url="./",
            header=[pn.layout.HSpacer(), *self._visitor(), self._languages],
            sidebar=[self._menu, self._goal_choice(), self._scenario_choice(), self._run_line()],
            main=[self._browser, self._notices, self._body],
            stylesheets=[PRINTED],
            sidebar_width=250,
            sidebar_resizable=False,
            theme_toggle=False,
            theme_config=THEME,
            meta=pmui.template.base.Meta(title=state.t("app.title"), name="kgisim"),
        )

    def _visitor(self) -> list[HtmlPane]:
        """Show who is signed in, and the way out."""
        if not self.state.user:
            return []

        def shown(_: str) -> str:
            way_out = HTML('<a href="logout">{}</a>').format(self.state.t("app.log_out"))
            return str(HTML('<div class="bar">{} {}</div>').format(self.state.user, way_out))

        return [HtmlPane(pn.bind(shown, self.state.param.language), sizing_mode=None)]

    def _nav(self, current: str, language: str) -> str:
        links = [
            link({"page": page.name}, page.title(language), current=page.name == current)
            for page in self._pages.values()
        ]
        label = self.state.t("app.menu")
        return str(HTML('<nav aria-label="{}">{}</nav>').format(label, joined(*links)))

    def _switch(self, language: str) -> str:
        links = [
            HTML('<span lang="{}">{}</span>').format(
                one, link({"language": one}, text("language.name", one), current=one == language)
            )
            for one in self.state.shared.plan.languages
        ]
        return str(HTML('<div class="bar">{}</div>').format(joined(*links)))

    def _goal_choice(self) -> pmui.Select:
        state = self.state

        def options(language: str) -> dict[str, str]:
            return {
                state.shared.localized(one.id, language).title: one.id for one in state.shared.goals
            }

        return self._choice("app.goal", "goal", options)

    def _scenario_choice(self) -> pmui.Select:
        state = self.state

        def options(language: str) -> dict[str, str]:
            titles = scenario_titles(state.shared.run, language)
            return {titles[id]: id for id in state.shared.offered}

        return self._choice("app.scenario", "scenario", options)

    def _choice(self, label: str, name: str, options: Any) -> pmui.Select:
        """Make a menu of values of the state; both are renamed with the language."""
        state = self.state
        select = pmui.Select(
            label=state.t(label),
            options=options(state.language),
            value=getattr(state, name),
            size="small",
            sizing_mode="stretch_width",
            margin=(14, 12, 6, 12),
            sx={"& .MuiSelect-select": {"whiteSpace": "normal !important"}},
        )
        select.param.watch(lambda event: state.param.update(**{name: event.new}), "value")
        state.param.watch(lambda event: select.param.update(value=event.new), name)

        def rename(event: Any) -> None:
            held = getattr(state, name)
            select.param.update(label=state.t(label), options=options(event.new), value=held)

        state.param.watch(rename, "language")
        return select

    def _run_line(self) -> HtmlPane:
        def line(_: str) -> str:
            said = [self.state.t("report.run_note", run=self.state.shared.run.id)]
            return str(paragraphs(said, "quiet"))

        return HtmlPane(pn.bind(line, self.state.param.language), margin=(6, 14))

    def _rename(self, _: object) -> None:
        self.screen.title = self.state.t("app.title")

    def _show_notices(self, _: object) -> None:
        told = [note(one, "warning") for one in self.state.notices[-SHOWN_NOTICES:]]
        self._notices.html = str(joined(*told))

    def _show(self, *_: object) -> None:
        state, page = self.state, self._pages[self.state.page]
        if state.is_moving:
            return
        about = (state.goal, state.window) if page.about_goal else ()
        wanted = (page.name, state.language, *about)
        if wanted == self._shown:
            return
        self._shown = wanted
        state.param.watchers = _copied(self._bound)  # what the page that is left had bound
        self._body.objects = [self._built(page)]

    def _built(self, page: Page) -> Any:
        """Build a page; where that fails, why, and the way back."""
        try:
            return in_turn(page.build)(self.state)
        except Exception as error:  # pages are also written by others
            told = note(explain(self.state, error), "warning")
            t, first = self.state.t, next(iter(self._pages))
            back = link({"page": first}, t("app.fault.back"), current=False)
            return HtmlPane(joined(title(t("app.fault.page")), told, back), self.go, live=True)


def _watchers_of_work() -> list[Any]:
    """Return what the server tells when any of its sessions is at work."""
    return list(pn.state.param.watchers.get("busy", {}).get("value", []))


def _copied(watchers: dict) -> dict:
    return {
        name: {what: list(some) for what, some in kind.items()} for name, kind in watchers.items()
    }

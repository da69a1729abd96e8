"""Requests beside the sessions of the dashboard: who asks, in which language, and refusals."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tornado.web import RequestHandler

from kgisim.app.auth import Access
from kgisim.app.faults import LOG
from kgisim.app.shared_run import SharedRun
from kgisim.audit.log import RegisterError
from kgisim.audit.users import Person
from kgisim.errors import KgisimError
from kgisim.presentation.i18n.catalog import text


@dataclass
class Site:
    """What such requests share.

    Parameters
    ----------
    shared
        Returns the run that is shown; None before the first.
    access
        Who may come in.
    language
        Language of a page whose address names none.
    """

    shared: Callable[[], SharedRun | None]
    access: Access
    language: str


class Visitor(RequestHandler):
    """A request of somebody who may have to log in first."""

    site: Any
    person: Person | None

    def initialize(self, site: Site) -> None:
        """Take over what all requests share."""
        self.site = site

    async def prepare(self) -> None:
        """Find out who asks; nobody, where they have to log in first."""
        provider: Any = self.application.auth_provider  # type: ignore[attr-defined]
        name = None
        if provider.get_user_async is not None:
            name = await provider.get_user_async(self)
        elif provider.get_user is not None:
            name = provider.get_user(self)
        self.set_header("Cache-Control", "no-store")
        try:
            self.person = self.site.access.person_named(name or "")
        except KgisimError as error:
            LOG.warning("visitor: %s", " ".join(str(error).split()))
            self.person = None

    @property
    def language(self) -> str:
        """Language of the answer."""
        shared, asked = self.site.shared(), self.get_argument("language", "")
        known = () if shared is None else shared.plan.languages
        return asked if asked in known else self.site.language

    def refuse(self, status: int, said: str) -> None:
        """Answer with why not."""
        self.set_status(status)
        self.write({"error": said})

    def fail(self, error: KgisimError) -> None:
        """Answer with what was wrong, in the reader's language; leave one line in the log."""
        LOG.warning("visitor: %s", " ".join(str(error).split()))
        is_ours = isinstance(error, RegisterError)
        said = text("app.fault.register", self.language) if is_ours else error.text(self.language)
        self.refuse(503 if is_ours else 400, said)


async def beside[Result](work: Callable[[], Result]) -> Result:
    """Do work beside the server's loop."""
    return await asyncio.get_running_loop().run_in_executor(None, work)

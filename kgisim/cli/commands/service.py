"""The dashboard, what people did there, and who may come in."""

import sys
from pathlib import Path
from typing import Literal

from kgisim.audit.entries import EntryKind
from kgisim.cli.options import (
    DEFAULT_CONTENT,
    DEFAULT_EFFORT,
    DEFAULT_RUNS,
    DEFAULT_USERS,
    Content,
    Effort,
    Language,
    Port,
    Runs,
    named_run,
)

WRONG = 2
"""Exit code: something that kgisim needs is not there."""


def serve(
    run: str | None = None,
    *,
    port: Port = 5006,
    address: str = "127.0.0.1",
    origin: list[str] | None = None,
    prefix: str = "",
    proxy: bool = False,
    frame: list[str] | None = None,
    auth: Path | None = None,
    oauth: str | None = None,
    header: str | None = None,
    without_accounts: bool = False,
    database: str | None = None,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """Open the dashboard for browsers on this machine, or for others with --address and --auth.

    Example: kgisim serve --workspace my-plan --port 5006

    Parameters
    ----------
    run
        Id or folder of the run; without it, that of the workspace, which is made if there is none.
    port
        Port to listen on.
    address
        Address to listen on; this machine alone reaches 127.0.0.1.
    origin
        Further HOST:PORT under which browsers may ask; requests for other hosts are refused.
    prefix
        Path below which a proxy shows the dashboard, such as /kgi.
    proxy
        A proxy in front says who asks and by which protocol (X-Forwarded-For, X-Forwarded-Proto).
    frame
        Site that may show the dashboard in a frame of its pages, such as https://kgi.example.
    auth
        File of users who may come in (kgisim user makes it).
    oauth
        Provider that says who somebody is; roles are in the file of users.
    header
        Header in which a proxy on this machine names who it has let in, such as X-Remote-User;
        roles are in the file of users.
    without_accounts
        Let everybody who reaches the address in as an analyst, without --auth.
    database
        SQLAlchemy URL of the register; without it, records.sqlite in the workspace.
    runs
        Folder of runs.
    language
        Language of the first screen; without it, the first of the plan.
    """
    from kgisim.app.auth import Access
    from kgisim.cli import serve as serve_cli
    from kgisim.evidence.plan import read_plan

    workspace, access = content.open(), Access(auth, oauth, without_accounts, header)
    access.check_address(address)
    stage = serve_cli.stage_of(
        None if run is None else named_run(run, runs),
        workspace,
        runs=runs,
        is_own=content.workspace is not None,
        database=database,
        options={
            "seed": effort.seed,
            "draws": effort.draws,
            "as_of": content.as_of,
            "unverified": content.unverified,
        },
    )
    origins, frames = tuple(origin or ()), tuple(frame or ())
    place = serve_cli.Place(port, address, origins, prefix, proxy, frames)
    serve_cli.serve(
        stage, workspace, place, language=language or read_plan(workspace).language, access=access
    )


def proposals(
    kind: EntryKind = "proposal",
    *,
    out: Path | None = None,
    database: str | None = None,
    workspace: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
) -> None:
    """List what was proposed, objected to, decided, stated, or changed in the data.

    Example: kgisim proposals decision --out decisions.csv

    Parameters
    ----------
    kind
        What is listed.
    out
        Write all of it to a CSV file instead, also what was replaced later.
    database
        SQLAlchemy URL of the register; without it, records.sqlite in the workspace.
    workspace
        Folder whose register is read; without it, the one beside the runs of the bundled content.
    runs
        Folder of runs.
    """
    from kgisim.audit.log import register_folder
    from kgisim.cli.proposals import show_entries

    show_entries(register_folder(Content(workspace).open(), runs), database, kind, out)


def minutes(
    meeting: int,
    *,
    out: Path | None = None,
    database: str | None = None,
    workspace: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """Write the minutes of a meeting as a Word document, from the register and the run.

    Example: kgisim minutes 1 --workspace my-plan --out minutes.docx

    Parameters
    ----------
    meeting
        Number of the meeting, as `kgisim proposals meeting` lists it.
    out
        File to write; without it, meeting-NUMBER-LANGUAGE.docx here.
    database
        SQLAlchemy URL of the register; without it, records.sqlite in the workspace.
    workspace
        Folder whose register is read; without it, the one beside the runs of the bundled content.
    runs
        Folder of runs.
    language
        Language of the document; without it, the first of the plan.
    """
    from kgisim.audit.log import register_folder
    from kgisim.cli.proposals import write_minutes

    folder = register_folder(Content(workspace).open(), runs)
    write_minutes(folder, database, meeting, runs=runs, out=out, language=language or "")


def user(
    name: str,
    *,
    role: Literal["member", "analyst"] = "member",
    auth: Path = DEFAULT_USERS,
) -> None:
    """Let somebody log in, with a password that is asked for and kept as a hash.

    Example: kgisim user tanaka --role analyst --auth users.yaml

    Parameters
    ----------
    name
        Name to log in with; it is recorded beside what the user proposes.
    role
        Members propose and dissent; analysts also change data and scenarios.
    auth
        File of users, for `kgisim serve --auth`.
    """
    from kgisim.cli.proposals import set_user

    set_user(auth, name, role)


def doctor(
    *,
    port: Port = 5006,
    content: Content = DEFAULT_CONTENT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """Look whether this machine has what kgisim needs, and say what to do where it has not.

    Example: kgisim doctor --workspace my-plan

    Parameters
    ----------
    port
        Port on which the dashboard is to listen.
    runs
        Folder of runs.
    language
        Language of what is printed; without it, English.
    """
    from kgisim.cli.doctor import report
    from kgisim.messages import SPOKEN

    if not report(content.open(), runs, port, language or SPOKEN):
        sys.exit(WRONG)

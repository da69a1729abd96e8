"""The command line: one command for each step from the data to the report.

Neither this nor a module of commands imports anything heavy before a command runs, so that help and
mistyped options are answered at once.
"""

import sys

from cyclopts import App, Parameter
from cyclopts.config import Env

from kgisim.cli.commands import analysis, questions, reports, service, setup
from kgisim.cli.console import complain
from kgisim.errors import ContentError, KgisimError

WRONG, INTERRUPTED = 2, 130
"""Exit codes: something that the user can mend; Ctrl-C."""

COMMANDS = (
    analysis.check,
    analysis.fit,
    analysis.simulate,
    analysis.assess,
    analysis.run,
    reports.report,
    reports.verify,
    questions.show,
    questions.explain,
    questions.follow_up,
    questions.solve,
    questions.compare,
    reports.export,
    setup.init,
    setup.import_,
    setup.benchmark,
    service.serve,
    service.proposals,
    service.user,
)
"""Every command, in the order in which help lists them."""

app = App(
    name="kgisim",
    help="""How likely is a policy target, and what would have to be true for it.

    The main job, from the data to a report that can be shown:

        kgisim run --report

    Work on your own content: copy the bundled workspace, edit it, check it, run it:

        kgisim init my-plan
        kgisim check --workspace my-plan
        kgisim run --workspace my-plan --report

    Every option can also be set in the environment: KGISIM_WORKSPACE, KGISIM_LANGUAGE, …
    """,
    help_format="plaintext",
    config=Env("KGISIM_", command=False),
    default_parameter=Parameter(show_env_var=False),
    suppress_keyboard_interrupt=False,
)

for _place, _command in enumerate(COMMANDS):
    app.command(_command, sort_key=_place)


def main() -> None:
    """Run the command line; what the user can mend is told without a traceback."""
    try:
        app(sys.argv[1:])
    except ContentError as error:
        for problem in error.problems:
            complain(str(problem))
        count = len(error.problems)
        complain(f"{count} problem{'' if count == 1 else 's'} found; nothing was written")
        sys.exit(WRONG)
    except KgisimError as error:
        complain(str(error))
        sys.exit(WRONG)
    except KeyboardInterrupt:
        complain("interrupted; nothing was left half written")
        sys.exit(INTERRUPTED)

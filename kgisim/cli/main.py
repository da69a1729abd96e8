"""The command line: one command for each step from the data to the report.

Neither this nor a module of commands imports anything heavy before a command runs, so that help and
mistyped options are answered at once.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from cyclopts import App, Parameter
from cyclopts.config import Env

from kgisim.cli.commands import analysis, elicitation, questions, reports, service, setup
from kgisim.cli.console import print_error
from kgisim.cli.unneeded import without_dask
from kgisim.errors import ContentError, KgisimError
from kgisim.messages import SPOKEN, Message, languages

WRONG, INTERRUPTED = 2, 130
"""Exit codes: something that the user can mend; Ctrl-C."""

COMMANDS = (
    analysis.check,
    analysis.fit,
    analysis.simulate,
    analysis.assess,
    analysis.run,
    reports.report,
    reports.fill,
    reports.verify,
    reports.reproduce,
    questions.show,
    questions.explain,
    questions.follow_up,
    questions.solve,
    questions.compare,
    reports.export,
    setup.init,
    setup.import_,
    setup.benchmark,
    elicitation.elicit,
    service.serve,
    service.proposals,
    service.minutes,
    service.user,
    service.doctor,
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
    # a list that is given empty is the list that is not given
    default_parameter=Parameter(show_env_var=False, negative_iterable=()),
    suppress_keyboard_interrupt=False,
)

for _place, _command in enumerate(COMMANDS):
    app.command(_command, sort_key=_place)


def main() -> None:
    """Run the command line; what the user can mend is told without a traceback."""
    language = language_of(sys.argv[1:], os.environ)
    try:
        with without_dask(sys.argv[1:], os.environ):
            app(sys.argv[1:])
    except KgisimError as error:
        print_error(error.text(language))
        if isinstance(error, ContentError):
            count = len(error.problems)
            total = Message("cli.problem") if count == 1 else Message("cli.problems", count=count)
            print_error(total.text(language))
        sys.exit(WRONG)
    except KeyboardInterrupt:
        print_error(Message("cli.interrupted").text(language))
        sys.exit(INTERRUPTED)


def language_of(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language in which errors are printed: English unless another one was asked for.

    Examples
    --------
    >>> language_of(["assess", "--lang", "ja"], {}), language_of(["check"], {})
    ('ja', 'en')
    """
    asked = environment.get("KGISIM_LANGUAGE", SPOKEN)
    for position, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in ("--lang", "--language"):
            asked = value or "".join(words[position + 1 : position + 2])
    return asked if asked in languages() else SPOKEN

"""Why two runs differ, goal by goal, for a terminal."""

from kgisim.cli.console import say, show_table
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.run_difference import (
    accounts,
    difference_table,
    difference_text,
    remarks,
)
from kgisim.runs.compare import RunDifference, goals_of


def show_difference(found: RunDifference, language: str) -> None:
    """Print the change of every goal's example target, split over what was changed."""
    run = found.after
    for goal in goals_of(run):
        for account in accounts(found, wording(run, goal, language)):
            for sentence in difference_text(account):
                say(sentence)
            if account.moved("chance") or account.moved("median"):
                table = difference_table(account)
                columns = [str(name) for name in table.columns]
                show_table(columns, table.itertuples(index=False), right=columns[1:])
    first = wording(run, next(iter(run.catalog.indicators)), language)
    for sentence in remarks(found, first):
        say(sentence)

"""The scenarios and everything that they assume."""

from collections.abc import Iterator

import pandas as pd

from kgisim.presentation.sentences.scenario_split import split_text
from kgisim.presentation.tables import scenarios as scenarios_tables
from kgisim.report.blocks import CHAPTER, Block, Heading, Paragraph, Sentences, Table, Terms
from kgisim.report.scope import Scope


def scenarios(scope: Scope) -> Iterator[Block]:
    """Show the scenarios, the world apart from policy."""
    yield Heading(scope.t("report.scenarios"), CHAPTER, name="scenarios")
    yield Paragraph(scope.t("report.scenarios_lead", scenario=scope.baseline))
    yield from described(scope)
    yield from departures(scope)
    yield from splits(scope)
    changes = scenarios_tables.changes(scope.run, scope.language)
    yield Table(changes, scope.t("report.changes"), "all/changes", "assumptions")


def described(scope: Scope) -> Iterator[Block]:
    """Describe each scenario."""
    yield Heading(scope.t("report.scenario_list"))
    localized = scope.wording(next(iter(scope.run.catalog.indicators)))
    described = tuple(
        (localized.scenario(name), _description(scope, name)) for name in scope.run.scenarios
    )
    yield Terms(described, "all/scenarios")


def _description(scope: Scope, name: str) -> str:
    sentences = scope.run.scenarios[name].description(scope.language)
    placed = scenarios_tables.whole(scope.run, name, scope.language)
    return sentences + scope.t("join") + placed if placed else sentences


def departures(scope: Scope) -> Iterator[Block]:
    """Show all assumptions that depart from the baseline."""
    run, language = scope.run, scope.language
    yield Heading(scope.t("scenario.world"))
    paths, shocks = scenarios_tables.world(run, language), scenarios_tables.shocks(run, language)
    yield from _tables(scope, {"paths": paths, "shocks": shocks})
    yield Heading(scope.t("scenario.policy"))
    measures, responses = (
        scenarios_tables.policy(run, language),
        scenarios_tables.responses(run, language),
    )
    yield from _tables(scope, {"measures": measures, "responses": responses})


def splits(scope: Scope) -> Iterator[Block]:
    """Show translation and arithmetic apart from what is real, of goals in another currency."""
    said = tuple(split_text(scope.run, scope.language))
    if said:
        yield Heading(scope.t("split.heading"))
        yield Paragraph(scope.t("split.lead"))
        yield Sentences(said, "all/splits", "reading")


def _tables(scope: Scope, frames: dict[str, pd.DataFrame]) -> Iterator[Block]:
    if not any(len(frame) for frame in frames.values()):
        yield Paragraph(scope.t("report.no_assumption"))
    for name, frame in frames.items():
        yield Table(frame, scope.t(f"report.assumptions_{name}"), f"all/{name}", "assumptions")

"""Proposals with what was said of them: what stands, and who objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from kgisim.audit.entries import Decision, Dissent, Entry, Proposal, Statement, standing
from kgisim.audit.log import Register

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters with which a spreadsheet would take a text for a formula."""


@dataclass(frozen=True)
class Minutes:
    """All proposals, dissents, decisions and statements, oldest first, also what was replaced."""

    proposals: tuple[Proposal, ...]
    dissents: tuple[Dissent, ...]
    decisions: tuple[Decision, ...]
    statements: tuple[Statement, ...] = ()

    def standing(self, goal: str | None = None) -> tuple[Proposal, ...]:
        """Return the proposals that nobody replaced, of all goals or of one."""
        kept = standing(self.proposals)
        return tuple(one for one in kept if goal is None or one.indicator == goal)

    def stated(self, goal: str | None = None) -> tuple[Statement, ...]:
        """Return the statements that nobody replaced, about all goals or about one."""
        kept = standing(self.statements)
        return tuple(one for one in kept if goal is None or one.indicator == goal)

    def against(self, proposal: Proposal) -> tuple[Dissent, ...]:
        """Return the dissents against a proposal, or against what it corrects."""
        meant = self._versions(proposal)
        return tuple(one for one in standing(self.dissents) if one.proposal in meant)

    def decided(self, proposal: Proposal) -> tuple[Decision, ...]:
        """Return the decisions that choose a proposal."""
        return tuple(one for one in standing(self.decisions) if one.proposal == proposal.id)

    def during(self, run: str, start: datetime, end: datetime) -> "Minutes":
        """Return what was recorded about a run in a span of time, and all that it refers to."""

        def within(one: Entry) -> bool:
            return one.time is not None and start <= one.time <= end

        numbers = {proposal.id for proposal in self.proposals if proposal.run == run}
        dissents = tuple(
            dissent for dissent in self.dissents if within(dissent) and dissent.proposal in numbers
        )
        decisions = tuple(
            decision
            for decision in self.decisions
            if within(decision) and decision.proposal in numbers
        )
        meant = {one.proposal for one in (*dissents, *decisions)}
        proposals = (proposal for proposal in self.proposals if proposal.run == run)
        kept = tuple(proposal for proposal in proposals if within(proposal) or proposal.id in meant)
        stated = tuple(one for one in self.statements if within(one) and one.run == run)
        return Minutes(kept, dissents, decisions, stated)

    def _versions(self, proposal: Proposal) -> set[int | None]:
        return set(self._back(proposal))

    def _back(self, proposal: Proposal) -> Iterator[int | None]:
        earlier = {proposal.id: proposal for proposal in self.proposals}
        one: Proposal | None = proposal
        while one is not None:
            yield one.id
            one = None if one.replaces is None else earlier.get(one.replaces)


def minutes(register: Register) -> Minutes:
    """Read everything that was proposed, objected to, decided and stated."""
    return Minutes(
        register.entries(Proposal),
        register.entries(Dissent),
        register.entries(Decision),
        register.entries(Statement),
    )


def csv_of(table: pd.DataFrame) -> bytes:
    r"""Write a table as UTF-8 CSV; texts that look like formulas get an apostrophe before them.

    Examples
    --------
    >>> csv_of(pd.DataFrame({"reason": ["=1+1", "高い"]})).decode("utf-8-sig")
    "reason\n'=1+1\n高い\n"
    """
    return table.map(_inert).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _inert(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula else cell

"""The paper on which a member votes, and the votes as all see them; written for each language."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kgisim.app.html import HTML, joined, note, paragraphs
from kgisim.audit.ballots import Ballot, Choice, Proceedings, lettered, records_of
from kgisim.audit.entries import LONGEST_AUTHOR, Proposal, Step, Vote
from kgisim.audit.log import Register
from kgisim.audit.users import Person
from kgisim.presentation.figures.votes import votes_drawing
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import level_text, quantity_for
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.ballots import choice_chances, choice_name, spread_text
from kgisim.presentation.sentences.proposals import level

if TYPE_CHECKING:
    from kgisim.runs.run import Run

LONGEST = 400
"""Characters of a reason on a phone."""


@dataclass(frozen=True)
class Papers:
    """A meeting as its members see it at one moment.

    Parameters
    ----------
    run
        The run on the screen.
    meeting
        The meeting.
    proposal
        The last proposal about the goal that the meeting is at; None if there is none.
    """

    run: "Run"
    meeting: Proceedings
    proposal: Proposal | None

    @classmethod
    def of(cls, run: "Run", register: Register, meeting: Proceedings) -> "Papers":
        """Read what is on the table."""
        made, goal = records_of(register, meeting)[0].standing(), _goal(meeting)
        about = [one for one in made if one.indicator == goal]
        return cls(run, meeting, about[-1] if about else None)

    @property
    def goal(self) -> str:
        """Id of the goal that the meeting is at; blank before the first."""
        return _goal(self.meeting)

    @cached_property
    def ballot(self) -> Step | None:
        """The last ballot on the goal, open or closed."""
        return self.meeting.ballot_of(self.goal)

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.meeting.open_ballot is not None

    def localized(self, language: str) -> LocalizedIndicator:
        """Return the wording of the goal."""
        return wording(self.run, self.goal, language)

    def mine(self, voter: str) -> Vote | None:
        """Return the vote of a voter on the last ballot."""
        if self.ballot is None:
            return None
        counted = self.meeting.counted(self.ballot)
        return next((one for one in counted if one.voter == voter), None)

    def state(self, language: str) -> HTML:
        """State what goes on: voting, waiting for a ballot, or the end."""
        if self.meeting.ended is not None:
            key = "ended"
        elif self.is_open:
            key = "open"
        else:
            key = "waiting" if self.ballot is None else "closed"
        return note(text(f"ballot.state.{key}", language))

    def title(self, language: str) -> str:
        """Return the title of the goal; blank before the first."""
        return self.localized(language).title if self.goal else ""

    def spread(self, language: str) -> HTML:
        """Show the votes on the last ballot as dots and in a sentence; nothing before the first."""
        if self.ballot is None:
            return HTML("")
        votes, ballot = self.meeting.counted(self.ballot), Ballot.read(self.ballot)
        localized = self.localized(language)
        drawing = HTML('<div class="votes">{}</div>').format(
            HTML(votes_drawing(localized, ballot, votes))
        )
        named = (
            text(
                "ballot.lettered",
                language,
                letter=letter,
                level=level_text(localized, ballot.window, one.value),
                name=choice_name(one, language),
            )
            for letter, one in lettered(ballot)
        )
        said = spread_text(localized, ballot, votes)
        key = text("ballot.between", language).join(named)
        return joined(drawing, paragraphs([said], "counted"), paragraphs([key], "quiet"))

    def paper(self, language: str, by: Person) -> HTML:
        """Write the form of the open ballot; nothing while there is none."""
        step = self.meeting.open_ballot
        if step is None:
            return HTML("")
        ballot, localized = Ballot.read(step), self.localized(language)
        choices = joined(
            *(self._choice(ballot, one, letter, localized) for letter, one in lettered(ballot))
        )
        unit = quantity_for(localized, ballot.window, 0.5).unit
        labels = {
            key: text(f"ballot.{key}", language) for key in ("number", "name", "reason", "cast")
        }
        name = HTML("")
        if not by.name:
            name = HTML(
                '<label>{}<input name="author" maxlength="{}" autocomplete="name"></label>'
            ).format(labels["name"], LONGEST_AUTHOR)
        return HTML(
            "<form><fieldset><legend>{}</legend>{}"
            '<label class="choice own"><input type="radio" name="choice" value="">'
            '<span>{}<span class="own"><input name="number" inputmode="decimal" '
            'autocomplete="off" aria-label="{}"> {}</span></span></label></fieldset>{}'
            '<label>{}<textarea name="reason" rows="2" maxlength="{}"></textarea></label>'
            '<button type="submit">{}</button></form>'
        ).format(
            text("ballot.question", language, when=localized.when(ballot.window)),
            choices,
            labels["number"],
            labels["number"],
            unit,
            name,
            labels["reason"],
            LONGEST,
            labels["cast"],
        )

    def _choice(
        self, ballot: Ballot, one: Choice, letter: str, localized: LocalizedIndicator
    ) -> HTML:
        language = localized.language
        written = level_text(localized, ballot.window, one.value)
        chances = joined(
            *(
                HTML("<small>{}</small>").format(said)
                for said in choice_chances(self.run, ballot, one, language)
            )
        )
        return HTML(
            '<label class="choice"><input type="radio" name="choice" value="{}">'
            '<b class="letter">{}</b><span><b>{}</b>　{}{}</span></label>'
        ).format(letter, letter, written, choice_name(one, language), chances)

    def dissent(self, language: str, by: Person) -> HTML:
        """Write the form for an objection to the proposal on the table; nothing without one."""
        if self.proposal is None or self.meeting.ended is not None:
            return HTML("")
        name = HTML("")
        if not by.name:
            name = HTML('<label>{}<input name="author" maxlength="{}" required></label>').format(
                text("ballot.name_needed", language), LONGEST_AUTHOR
            )
        said = text(
            "ballot.on_table",
            language,
            number=self.proposal.id,
            level=level(self.run, self.proposal, language),
        )
        return HTML(
            "<details><summary>{}</summary><form><p>{}</p>{}"
            '<label>{}<textarea name="reason" rows="3" maxlength="{}" required></textarea>'
            '</label><button type="submit">{}</button></form></details>'
        ).format(
            text("ballot.dissent", language),
            said,
            name,
            text("ballot.dissent_reason", language),
            LONGEST,
            text("ballot.dissent_keep", language),
        )


def _goal(meeting: Proceedings) -> str:
    turns = meeting.turns
    return turns[-1].indicator if turns else ""

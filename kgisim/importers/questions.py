"""The three questions about a table: which column, which series, which unit; nothing is guessed."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kgisim.importers.refusal import ImportRefused
from kgisim.messages import Nearest

QuestionKind = Literal["column", "series", "unit"]
KINDS: tuple[QuestionKind, ...] = ("column", "series", "unit")
TOTAL = "total"
"""Label of the series whose break-downs are all blank."""


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Parameters
    ----------
    label
        What is answered.
    detail
        What it stands for: years, first and last value.
    parts
        Words that stand for it as well, as long as they fit no other choice.
    """

    label: str
    detail: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a file leaves open.

    Parameters
    ----------
    kind
        Also the name of the option with which it is answered.
    choices
        Possible answers; of a unit also others that can be converted.
    hints
        What the file, or metadata beside it, says that may help.
    """

    kind: QuestionKind
    choices: tuple[Choice, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """How a question was settled.

    Parameters
    ----------
    kind
        Which question.
    text
        The choice.
    is_given
        Whether somebody answered; otherwise the file leaves no choice.
    """

    kind: QuestionKind
    text: str
    is_given: bool


class QuestionOpen(ImportRefused):
    """A question without an answer, or whose answer fits none or several of the choices."""

    def __init__(self, question: Question, given: str = ""):
        self.question = question
        close = Nearest(given, [choice.label for choice in question.choices]).close or ""
        code = "import.answer_unfit" if given else "import.question_open"
        option = f"--{question.kind}"
        named = {"question": question.kind, "option": option}
        super().__init__(code, **named, given=given, nearest=close)


Ask = Callable[[Question], str]
"""Puts a question to somebody and returns what was answered."""


@dataclass(frozen=True)
class Interview:
    """Answers that were given with the command, and somebody who may be asked.

    Parameters
    ----------
    given
        Answers by kind.
    ask
        Asks for those that are missing; None if nobody can be asked.
    """

    given: Mapping[str, str]
    ask: Ask | None = None

    def settle(self, question: Question) -> str:
        """Return the answer to a question as it was given.

        Raises
        ------
        QuestionOpen
            If there is none, and nobody to ask.
        """
        given = self.given.get(question.kind, "").strip()
        if given:
            return given
        answer = self.ask(question).strip() if self.ask is not None else ""
        if not answer:
            raise QuestionOpen(question)
        return answer

    def choose(self, question: Question) -> int:
        """Return which of the choices was answered.

        Raises
        ------
        QuestionOpen
            If the answer matches no choice, or several.
        """
        answer = self.settle(question)
        found = matching(answer, question.choices)
        if len(found) != 1:
            raise QuestionOpen(question, answer)
        return found[0]


def matching(answer: str, choices: Sequence[Choice]) -> list[int]:
    """Return the choices that an answer fits: by label, or by all of the words it names.

    Examples
    --------
    >>> choices = [Choice("C=Nigeria", parts=("Nigeria",)), Choice("C=Niger", parts=("Niger",))]
    >>> matching("niger", choices)
    [1]
    """
    labels = [place for place, choice in enumerate(choices) if _fold(choice.label) == _fold(answer)]
    if labels:
        return labels
    for wanted in ([_fold(answer)], [_fold(part) for part in answer.replace("、", ",").split(",")]):
        found = [place for place, choice in enumerate(choices) if _holds(choice, wanted)]
        if found:
            return found
    return []


def _holds(choice: Choice, wanted: list[str]) -> bool:
    words = {_fold(part) for part in choice.parts}
    words |= {_fold(part) for part in choice.label.split(", ")}
    return all(word in words for word in wanted)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

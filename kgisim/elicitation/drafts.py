"""Drafts: an elicitation while its rounds are held, kept beside the workspace until it is whole.

A draft is in no run. It begins with the questions of the file that the workspace has, without its
experts, and takes the place of that file once every expert has answered everything.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from kgisim.elicitation.distributions import fit_estimate
from kgisim.elicitation.elicitation_files import elicitation_findings, load_elicitations
from kgisim.elicitation.pool import Pool
from kgisim.elicitation.records import Elicitation, Estimate, KnownAnswer, Quantity
from kgisim.errors import ContentError, NotFoundError, Problem, RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.yaml_records import make_record
from kgisim.io import read_yaml, write_whole
from kgisim.workspace import ELICITATIONS, Workspace

FOLDER = "elicitation_drafts"
"""Folder of drafts in a workspace."""
ANSWER = re.compile(r"^(\w+)=([^/]+)/([^/]+)/([^/@]+)(?:@(.+))?$")
"""An answer as it is typed: quantity=low/best/high, and @confidence in per cent where it is not
80."""


KNOWN = re.compile(r"^(\w+):(\d{4})=")
"""How an answer to a calibration question begins: indicator:year=."""


@dataclass(frozen=True)
class Closing:
    """What is said of an elicitation when its rounds are over.

    Parameters
    ----------
    owner
        Who stands for it.
    rationale
        How the experts were chosen, and what they were shown.
    date, review
        Day of the last round, and day from which it is used no more.
    illustrative
        Whether it is only an example.
    """

    owner: str
    rationale: str
    date: str
    review: str
    illustrative: bool = True


@dataclass(frozen=True)
class Draft:
    """An elicitation whose rounds are held.

    Parameters
    ----------
    workspace
        Where it is kept.
    indicator
        What it is about.
    content
        What its file holds.
    """

    workspace: Workspace
    indicator: str
    content: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Its file."""
        return self.workspace.root / FOLDER / f"{self.indicator}.yaml"

    @property
    def experts(self) -> tuple[Mapping[str, Any], ...]:
        """Experts with what they answered so far."""
        return tuple(self.content["experts"])

    def with_answers(
        self,
        expert: str,
        number: int,
        answers: Mapping[str, Estimate],
        *,
        background: Mapping[str, str] | None = None,
    ) -> "Draft":
        """Return the draft with what one expert answered in one round.

        Parameters
        ----------
        expert
            Pseudonym.
        number
            Round, 1 or 2; the second needs a first.
        answers
            By quantity; they replace earlier ones of the same round.
        background
            What makes them an expert, by language; needed once.

        Raises
        ------
        NotFoundError
            If a quantity was not asked for.
        RequestError
            If the round cannot follow, or a new expert has no background.
        """
        asked = self.content["quantities"]
        for name in answers:
            if name not in asked:
                raise NotFoundError("quantity", name, asked)
        experts = {one["id"]: dict(one) for one in self.content["experts"]}
        own = experts.get(expert, {"id": expert, "background": background, "rounds": []})
        if own["background"] is None:
            raise RequestError("elicitation.background", expert=expert)
        rounds = [dict(one) for one in own["rounds"]]
        if not 1 <= number <= min(len(rounds) + 1, 2):
            raise RequestError("elicitation.round", found=number, held=len(rounds), expert=expert)
        if number > len(rounds):
            rounds.append({})
        rounds[number - 1] |= {name: _plain(one) for name, one in answers.items()}
        experts[expert] = own | {"rounds": rounds}
        return self._with(experts=[*experts.values()])

    def with_known(self, expert: str, answers: Sequence[KnownAnswer]) -> "Draft":
        """Return the draft with an expert's answers to calibration questions.

        Raises
        ------
        NotFoundError
            If the expert has not answered anything else yet.
        """
        experts = {one["id"]: dict(one) for one in self.content["experts"]}
        if expert not in experts:
            raise NotFoundError("expert", expert, experts)
        kept = {(one["indicator"], one["year"]): one for one in experts[expert].get("known", [])}
        kept |= {(one.indicator, one.year): _plain(one) for one in answers}
        experts[expert] |= {"known": [*kept.values()]}
        return self._with(experts=[*experts.values()])

    def closed(self, catalog: Catalog, closing: "Closing") -> Elicitation:
        """Return the elicitation, whole.

        Parameters
        ----------
        catalog
            Indicators that it may name, and the languages of texts.
        closing
            Who stands for it.

        Raises
        ------
        ContentError
            If anything is missing or wrong; it holds every problem.
        """
        languages = catalog.plan.languages
        whole = self._with(
            illustrative=closing.illustrative,
            owner=dict.fromkeys(languages, closing.owner),
            rationale=dict.fromkeys(languages, closing.rationale),
            date=closing.date,
            review=closing.review,
        )
        name = f"{ELICITATIONS}/{self.indicator}.yaml"
        made = make_record(Elicitation, whole.content, name, context=catalog.plan.context)
        found = elicitation_findings(self.indicator, made, catalog)
        if found:
            raise ContentError(Problem(name, where, message) for where, message in found)
        return made

    def save(self) -> Path:
        """Write the draft; it appears whole or not at all."""
        self.path.parent.mkdir(exist_ok=True)
        write_whole(self.path, _written(self.content))
        return self.path

    def close(self, catalog: Catalog, closing: "Closing") -> Path:
        """Place the elicitation into the workspace and remove the draft.

        Parameters
        ----------
        catalog, closing
            As in `closed`.

        Returns
        -------
        Path
            The file, on which the next run depends.

        Raises
        ------
        ContentError
            If anything is missing or wrong; nothing is written then.
        """
        made = self.closed(catalog, closing)
        self.workspace.elicitations.mkdir(exist_ok=True)
        path = self.workspace.elicitations / f"{self.indicator}.yaml"
        write_whole(path, _written(made.model_dump(mode="json", exclude_none=True)))
        self.path.unlink(missing_ok=True)
        return path

    def _with(self, **changes: Any) -> "Draft":
        return Draft(self.workspace, self.indicator, {**self.content, **changes})


@dataclass(frozen=True)
class Answers:
    """What was asked and what has been answered so far, in a draft or in a file.

    Parameters
    ----------
    quantities
        Questions by name.
    rounds
        By expert, the answers of each round by quantity.
    """

    quantities: Mapping[str, Quantity]
    rounds: Mapping[str, Sequence[Mapping[str, Estimate]]]

    def pool(self, quantity: str, weights: Mapping[str, float] | None = None) -> Pool | None:
        """Pool the last answers to one question; None where nobody has answered it.

        Parameters
        ----------
        weights
            By pseudonym; None: equal ones.
        """
        scale = self.quantities[quantity].scale
        last = {name: rounds[-1] for name, rounds in self.rounds.items()}
        fitted = {
            name: fit_estimate(answers[quantity], scale)
            for name, answers in last.items()
            if quantity in answers
        }
        if not fitted:
            return None
        return Pool(fitted, weights or dict.fromkeys(fitted, 1.0 / len(fitted)))


def answers_of(workspace: Workspace, catalog: Catalog, indicator: str) -> Answers:
    """Return what was answered in the draft on an indicator; without one, in its file.

    Raises
    ------
    NotFoundError
        If nothing has been asked about this indicator.
    """
    draft = open_draft(workspace, indicator)
    if not draft.experts and not draft.path.exists():
        found = load_elicitations(workspace, catalog)[indicator]
        return Answers(found.quantities, {one.id: one.rounds for one in found.experts})
    name, context = workspace.name(draft.path), catalog.plan.context
    quantities = {
        key: make_record(Quantity, value, name, ("quantities", key), context=context)
        for key, value in draft.content["quantities"].items()
    }
    rounds = {
        one["id"]: [
            {
                key: make_record(Estimate, value, name, ("experts", key), context=context)
                for key, value in answers.items()
            }
            for answers in one["rounds"]
        ]
        for one in draft.experts
    }
    return Answers(quantities, rounds)


def open_draft(workspace: Workspace, indicator: str) -> Draft:
    """Open the draft on an indicator, or begin one from the questions that the workspace has.

    Raises
    ------
    NotFoundError
        If nothing has been asked about this indicator.
    """
    known = {path.stem for path in workspace.elicitations.glob("[a-z]*.yaml")}
    begun = workspace.root / FOLDER / f"{indicator}.yaml"
    if begun.name in {path.name for path in begun.parent.glob("[a-z]*.yaml")}:
        return Draft(workspace, indicator, _content(workspace, begun))
    if indicator not in known:
        raise NotFoundError("elicitation", indicator, known)
    content = _content(workspace, workspace.elicitations / f"{indicator}.yaml")
    return Draft(workspace, indicator, {**content, "experts": []})


def parse_answer(text: str, reason: Mapping[str, str] | None = None) -> tuple[str, Estimate]:
    """Read an answer as it is typed.

    Parameters
    ----------
    text
        quantity=low/best/high, and @confidence where it is not 80 %.
    reason
        Why, by language.

    Raises
    ------
    RequestError
        If it has another form.
    ContentError
        If its values are out of order.

    Examples
    --------
    >>> name, answer = parse_answer("share=10/22/40@90")
    >>> name, answer.low, answer.best, answer.high, answer.confidence
    ('share', 10.0, 22.0, 40.0, 90.0)
    """
    found = ANSWER.match(text.strip())
    try:
        if found is None:
            raise ValueError
        low, best, high, confidence = (float(one) for one in (*found.groups()[1:4], found[5] or 80))
    except ValueError:
        raise RequestError("elicitation.answer", found=text) from None
    values: dict[str, Any] = {"low": low, "best": best, "high": high, "confidence": confidence}
    if reason is not None:
        values["reason"] = dict(reason)
    return found[1], make_record(Estimate, values, found[1])


def parse_known(text: str) -> KnownAnswer:
    """Read an answer to a calibration question as it is typed.

    Parameters
    ----------
    text
        indicator:year=low/best/high, and @confidence where it is not 80 %.

    Raises
    ------
    RequestError
        If it has another form.
    ContentError
        If its values are out of order.

    Examples
    --------
    >>> parse_known("usd_jpy:2019=100/108/115").year
    2019
    """
    found = KNOWN.match(text.strip())
    if found is None:
        raise RequestError("elicitation.known", found=text)
    name, answer = parse_answer(KNOWN.sub(f"{found[1]}=", text.strip()))
    values = {**_plain(answer), "indicator": name, "year": int(found[2])}
    return make_record(KnownAnswer, values, name)


def _content(workspace: Workspace, path: Path) -> dict[str, Any]:
    content = read_yaml(path, workspace.name(path))
    return content if isinstance(content, dict) else {}


def _plain(answer: Estimate) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude_none=True)


def _written(content: Mapping[str, Any]) -> bytes:
    yaml, out = YAML(), io.StringIO()
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.dump(dict(content), out)
    return out.getvalue().encode()

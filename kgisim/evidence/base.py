"""What every record of a workspace is made of: names, numbers, texts, units and sources."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails

from kgisim.messages import SPOKEN, languages, marked

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(pattern=r"\S")]
Year = Annotated[int, Field(ge=1900, le=2100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Scale = Literal["share", "positive", "count", "real"]
Share = Annotated[float, Field(gt=0, le=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Record(BaseModel):
    """Closed and frozen: an unknown key is an error, a value never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Record):
    """One text in every language of the plan: a mapping of languages; none may be empty."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Words]  # pyright: ignore[reportIncompatibleVariableOverride]

    if TYPE_CHECKING:

        def __init__(self, **words: Any) -> None: ...

    def __call__(self, language: str) -> str:
        """Return the text in the language asked for.

        Without one it is returned in a language that it has, which is named before it.

        Examples
        --------
        >>> text = Text(en="deals", ja="件")
        >>> text("ja"), text("de")
        ('件', '[en] deals')
        """
        words = self.words
        if language in words:
            return words[language]
        other = SPOKEN if SPOKEN in words else next(iter(words))
        return marked(words[other], other)

    @property
    def words(self) -> Mapping[str, str]:
        """The text by language."""
        return self.__pydantic_extra__

    @model_validator(mode="wrap")
    @classmethod
    def _has_the_languages(
        cls, given: Any, handler: ModelWrapValidatorHandler["Text"], info: ValidationInfo
    ) -> "Text":
        """Add languages that are missing, and keys that are none, to whatever else is wrong."""
        wrong = list(_wrong_languages(cls, given, info)) if isinstance(given, dict) else []
        try:
            text = handler(given)
        except ValidationError as error:
            wrong += [_detail(detail) for detail in error.errors(include_url=False)]
            raise ValidationError.from_exception_data(cls.__name__, wrong) from None
        if wrong:
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        return text


def _wrong_languages(
    record: type[Text], given: Mapping[str, Any], info: ValidationInfo
) -> Iterator[InitErrorDetails]:
    context = info.context or {}
    needed = context.get("languages", ())
    keys = [key for key in given if key not in record.model_fields]
    for key in keys:
        if not (key in needed or key in languages()):
            yield {"type": "extra_forbidden", "loc": (key,), "input": given[key]}
    for language in needed or languages()[: not keys]:
        if language not in keys:
            yield {"type": "missing", "loc": (language,), "input": given}


def _detail(error: ErrorDetails) -> InitErrorDetails:
    return {
        "type": error["type"],
        "loc": error["loc"],
        "input": error["input"],
        "ctx": error.get("ctx", {}),
    }


class Money(Record):
    """A currency, and how much of it a unit counts; amounts are written in a language's steps."""

    name: Text
    """What is written beside a number."""
    size: Positive
    """How much of the currency one unit is."""


class Unit(Text):
    """How a unit is written, and the scales it may be used with."""

    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    """Scales of indicators in this unit."""
    money: Money | None = None
    """What it counts, if it is an amount of money."""
    written: Text | None = None
    """Number and unit, with ``{}`` for the number, where the unit does not follow the number."""


class Source(Record):
    """A document from which numbers were taken."""

    title: Words
    """Title as printed."""
    publisher: Words
    """Body that makes or prints the number."""
    address: str = ""
    """Address or shelf mark; blank if only the title is known."""

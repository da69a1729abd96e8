"""Reasons why a cell or a whole file is not imported, as codes with values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kgisim.errors import KgisimError

NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Reason:
    """Why something is not imported.

    Parameters
    ----------
    code
        Key under ``import.reason`` of the message catalogue.
    values
        What the message names: cells, texts as written, years.
    """

    code: str
    values: Mapping[str, str] = field(default=NO_VALUES, hash=False)


class ImportRefused(KgisimError, ValueError):
    """A file, or an answer about it, from which no rows can be made without guessing."""

    def __init__(self, code: str, /, **values: object):
        super().__init__(code, **{key: str(value) for key, value in values.items()})

"""Finds blocks again in a document that was saved by a program which removes their marks.

Such a program keeps the text and its order. The text is set beside that of the report as it is
made from the run; what agrees, or stands where something else should, is given to its block.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kgisim.report.parsed import ParsedBlock, ParsedReport, TextPassage, merged


def marked_again(expected: ParsedReport, found: ParsedReport) -> ParsedReport:
    """Return every piece of a file's text to the block in whose place it stands.

    Parameters
    ----------
    expected
        The report as it is made from the run.
    found
        A file without marks.
    """
    placed = _placed(expected.passages, found.passages)
    run = found.stamp.run
    blocks = merged(
        ParsedBlock(run, passage.key, said=(passage.said,), image=passage.image)
        for passage in placed
        if passage.key
    )
    loose = tuple(passage.said for passage in placed if not passage.key)
    return replace(found, blocks=blocks, loose=loose)


def _placed(wanted: Sequence[TextPassage], held: Sequence[TextPassage]) -> list[TextPassage]:
    said = [[passage.said for passage in passages] for passages in (wanted, held)]
    steps = SequenceMatcher(a=said[0], b=said[1], autojunk=False).get_opcodes()
    placed = []
    for _, start, end, first, last in steps:
        keys = [one.key for one in wanted[start:end]]
        # what is more than there should be belongs to the last block that has to do with it
        keys += keys[-1:] * (last - first - len(keys)) or [""] * (last - first)
        placed += [replace(one, key=key) for one, key in zip(held[first:last], keys, strict=False)]
    return placed

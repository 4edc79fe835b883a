"""Files whose lines, or items, are messages: all of them are one conversation."""

from collections.abc import Iterable, Iterator
from itertools import chain

from documents.json_values import Unstorable
from services.errors import InvalidArgument
from services.formats.recognition import is_one_message
from services.strict_json import parse_json
from services.transcripts.reading import MAX_CONVERSATION_BYTES, Record


def conversations(
    records: Iterable[Record], most_bytes: int = MAX_CONVERSATION_BYTES
) -> Iterator[Record]:
    """The conversations in the records of a file: as they are, or all of them together, where
    the first is a message by itself; then they have ``most_bytes`` at most."""
    following = iter(records)
    first = next(following, None)
    if first is None:
        return
    everything = chain([first], following)
    if first.fault is None and _is_message(first.text):
        yield _together(everything, most_bytes)
    else:
        yield from everything


def _is_message(text: bytes) -> bool:
    try:
        return is_one_message(parse_json(text.strip()))
    except (InvalidArgument, Unstorable):
        return False


def _together(records: Iterable[Record], most_bytes: int) -> Record:
    joined = bytearray(b"[")
    for record in records:
        if record.fault is not None:
            return record
        joined += (b"," if len(joined) > 1 else b"") + record.text.strip()
        if len(joined) > most_bytes:
            return Record(1, fault=f"longer than {most_bytes} bytes")
    return Record(1, bytes(joined + b"]"))

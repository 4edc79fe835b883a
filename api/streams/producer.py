"""The headers of a stream's writer, as the Durable Streams protocol has them.

https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md, section 5.2.1
"""

from typing import Annotated

from fastapi import Header

from api.problems import malformed
from documents.aggregates.streams.write import Producer, Written

MAX_NUMBER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""

_NUMBER = r"^(0|[1-9][0-9]{0,15})$"

ProducerId = Annotated[
    str,
    Header(
        alias="Producer-Id",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+( [\x21-\x7e]+)*$",
        description="the writer's own name, any text of ASCII",
        examples=["agent-1"],
    ),
]
ProducerEpoch = Annotated[
    str,
    Header(
        alias="Producer-Epoch",
        pattern=_NUMBER,
        description="what the opening gave; one more to take the stream over",
        examples=["0"],
    ),
]
ProducerSeq = Annotated[
    str,
    Header(
        alias="Producer-Seq",
        pattern=_NUMBER,
        description="the how manyeth request of the epoch this is, from 0",
        examples=["0"],
    ),
]
MaybeProducerId = Annotated[str | None, ProducerId.__metadata__[0]]
MaybeProducerEpoch = Annotated[str | None, ProducerEpoch.__metadata__[0]]
MaybeProducerSeq = Annotated[str | None, ProducerSeq.__metadata__[0]]


def producer_of(producer_id: str, epoch: str, seq: str) -> Producer:
    """Who sends the request. Raises ProblemError for a number that is too large."""
    return Producer(producer_id, _number("Producer-Epoch", epoch), _number("Producer-Seq", seq))


def maybe_producer_of(
    producer_id: str | None, epoch: str | None, seq: str | None
) -> Producer | None:
    """Who sends the request, where it says so. Raises ProblemError where it says half of it."""
    given = {"Producer-Id": producer_id, "Producer-Epoch": epoch, "Producer-Seq": seq}
    for name, value in given.items():
        if value is None and any(other is not None for other in given.values()):
            raise malformed("given with the others, or none of them is", parameter=name)
    if producer_id is None or epoch is None or seq is None:
        return None
    return producer_of(producer_id, epoch, seq)


def writer_of(producer_id: str | None, epoch: str | None) -> tuple[str, int] | None:
    """Whose lease it is, where the request says so. Raises ProblemError for half of it."""
    if (producer_id is None) != (epoch is None):
        missing = "Producer-Id" if producer_id is None else "Producer-Epoch"
        raise malformed("given with the other, or neither is", parameter=missing)
    if producer_id is None or epoch is None:
        return None
    return producer_id, _number("Producer-Epoch", epoch)


def _number(name: str, text: str) -> int:
    number = int(text)
    if number > MAX_NUMBER:
        raise malformed(f"{MAX_NUMBER} at most", parameter=name)
    return number


def taken(written: Written) -> dict[str, str]:
    """The headers of the answer to a request that was taken, now or before."""
    return {"Producer-Epoch": str(written.epoch), "Producer-Seq": str(written.seq)}

"""Reading as of a moment that an earlier read saw."""

from dataclasses import dataclass
from typing import Any

from bson import Timestamp
from bson.codec_options import CodecOptions
from pymongo.errors import OperationFailure

from documents.database.driver import Collection
from documents.database.failures import steadily

_AS_READ: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
_NOT_KEPT = {
    72: "InvalidOptions",  # a moment that this cluster has not reached
    239: "SnapshotTooOld",
    246: "SnapshotUnavailable",
}


@dataclass(frozen=True)
class Moment:
    """A point in the cluster's time: seconds since 1970, and a number within the second."""

    seconds: int
    number: int


class MomentGone(Exception):
    """The server no longer has the data as they were then.

    It keeps five minutes (``minSnapshotHistoryWindowInSeconds``:
    https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/).
    """


async def aggregate_at(
    collection: Collection, pipeline: list[dict[str, Any]], moment: Moment | None, *, most: int
) -> tuple[list[dict[str, Any]], Moment]:
    """What an aggregation answers as of a moment, or of now; and that moment.

    ``most`` is how many documents there can be, which come in one batch. Raises MomentGone.
    """
    concern: dict[str, Any] = {"level": "snapshot"}
    if moment is not None:
        concern["atClusterTime"] = Timestamp(moment.seconds, moment.number)
    command = {
        "aggregate": collection.name,
        "pipeline": pipeline,
        "cursor": {"batchSize": most + 1},
        "readConcern": concern,
    }
    try:
        # No driver's method takes a moment, and it repeats no bare command.
        answer: dict[str, Any] = await steadily(
            lambda: collection.database.command(command, codec_options=_AS_READ), attempts=2
        )
    except OperationFailure as error:
        if moment is not None and error.code in _NOT_KEPT:
            raise MomentGone from error
        raise
    cursor = answer["cursor"]
    at = cursor["atClusterTime"]
    return cursor["firstBatch"], Moment(at.time, at.inc)

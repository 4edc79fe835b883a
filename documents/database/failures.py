"""Which errors of the driver pass by themselves, and which are here to stay."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)

DatabaseError = PyMongoError

T = TypeVar("T")

_WRITE_CONFLICT = 112
PASSING_CODES = {
    # The network, and a server that starts or stops.
    6: "HostUnreachable",
    7: "HostNotFound",
    89: "NetworkTimeout",
    91: "ShutdownInProgress",
    94: "NotYetInitialized",
    145: "PooledConnectionsDropped",
    172: "TransportSessionClosed",
    202: "NetworkInterfaceExceededTimeLimit",
    279: "ClientDisconnect",
    9001: "SocketException",
    11600: "InterruptedAtShutdown",
    # No primary just now.
    133: "FailedToSatisfyReadPreference",
    134: "ReadConcernMajorityNotAvailableYet",
    189: "PrimarySteppedDown",
    216: "ElectionInProgress",
    10058: "LegacyNotPrimary",
    10107: "NotWritablePrimary",
    11602: "InterruptedDueToReplStateChange",
    13435: "NotPrimaryNoSecondaryOk",
    13436: "NotPrimaryOrSecondary",
    # Others were at the same documents, collections or indexes.
    24: "LockTimeout",
    46: "LockBusy",
    107: "LockFailed",
    _WRITE_CONFLICT: "WriteConflict",
    117: "ConflictingOperationInProgress",
    175: "QueryPlanKilled",
    208: "TooManyLocks",
    215: "DatabaseDropPending",
    267: "PreparedTransactionInProgress",
    314: "ObjectIsBusy",
    # What was begun was ended by the server: a cursor, a snapshot, a transaction.
    43: "CursorNotFound",
    136: "CappedPositionLost",
    143: "CursorInUse",
    225: "TransactionTooOld",
    237: "CursorKilled",
    239: "SnapshotTooOld",
    246: "SnapshotUnavailable",
    251: "NoSuchTransaction",
    290: "TransactionExceededLifetimeLimitSeconds",
    11601: "Interrupted",
    # It took too long, or the server has too much to do.
    50: "MaxTimeMSExpired",
    64: "WriteConcernFailed",
    261: "TooManyLogicalSessions",
    262: "ExceededTimeLimit",
    264: "TooManyFilesOpen",
    365: "TemporarilyUnavailable",
    388: "TransactionTooLargeForCache",
    # The balancer of a sharded cluster has moved what was asked for.
    63: "StaleShardVersion",
    150: "StaleEpoch",
    249: "StaleDbVersion",
    13388: "StaleConfig",
}
"""Codes with which a server says that the same command may soon succeed, by their names in
https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml.

A driver repeats some of them once, where they carry a label (specifications, "retryable
writes" and "retryable reads"); it hands all of them on as plain OperationFailures.
"""


_TOO_LARGE = {10334: "BSONObjectTooLarge", 17419: "an update in place", 17420: "another update"}
"""Codes with which a server refuses a document of more than 16 MB."""


class UnsuitableServer(Exception):
    """The server answers, but Threadkeep cannot run on it; the message says why."""


class NotInTime(AutoReconnect):
    """The operation had not ended at its deadline; it may be carried out yet."""


class KnownAway(AutoReconnect):
    """No server can take the operation just now, as is known without asking; nothing was sent."""


class TooManyWaiting(AutoReconnect):
    """So many operations wait that one more would only wait in vain; nothing was sent."""


def is_unavailable(error: BaseException) -> bool:
    """Whether this error means that the database is away for the moment.

    True for lost connections, no primary, time-outs and write conflicts that
    outlasted their retries: the same request may well succeed later.
    """
    if isinstance(error, DuplicateKeyError):
        return False
    if isinstance(error, (AutoReconnect, ConnectionFailure, ExecutionTimeout, WTimeoutError)):
        return True
    if isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError"):
        return True
    if isinstance(error, BulkWriteError):
        codes = list(_codes_of(error))
        return bool(codes) and all(code in PASSING_CODES for code in codes)
    return isinstance(error, OperationFailure) and error.code in PASSING_CODES


def error_name(error: BaseException) -> str:
    """A name for it that says nothing of what was asked for: by its code, else by its class.

    What the driver says in words may quote documents.
    """
    if isinstance(error, OperationFailure) and error.code is not None:
        named = (error.details or {}).get("codeName")
        return str(named or PASSING_CODES.get(error.code) or f"Code{error.code}")
    return type(error).__name__


def command_error_name(failure: Mapping[str, Any]) -> str:
    """The same of what a server or the driver says of a command that failed."""
    code = failure.get("code")
    named = failure.get("codeName") or PASSING_CODES.get(code or 0)
    return str(named or (f"Code{code}" if code else failure.get("errtype", "Failed")))


def error_told(error: BaseException) -> str:
    """An error in a line of the log: as it describes itself, unless that may quote documents."""
    if isinstance(error, PyMongoError):
        return error_name(error)
    if isinstance(error, ValidationError):
        places = (".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        return f"{type(error).__name__}({error.title}: {', '.join(places)})"
    return repr(error)


def _codes_of(error: BulkWriteError) -> Iterator[int | None]:
    for kind in ("writeErrors", "writeConcernErrors"):
        for each in (error.details or {}).get(kind, ()):
            yield each.get("code")


async def steadily(work: Callable[[], Awaitable[T]], attempts: int = 4) -> T:
    """Do what may be done twice, again after a connection was lost.

    For commands that the driver does not retry by itself, such as listIndexes. Raises
    the last DatabaseError when every attempt has failed.
    """
    for attempt in range(1, attempts):
        try:
            return await work()
        except PyMongoError as error:
            if not is_unavailable(error):
                raise
        await asyncio.sleep(0.05 * 4**attempt)
    return await work()


def duplicate_of(error: DuplicateKeyError) -> dict[str, object]:
    """The fields whose values another document has, with these values."""
    return dict((error.details or {}).get("keyValue", {}))


def is_too_large(error: BaseException) -> bool:
    """Whether a document would weigh more than the server stores, found by the driver or by
    the server."""
    return isinstance(error, DocumentTooLarge) or (
        isinstance(error, OperationFailure) and error.code in _TOO_LARGE
    )


def is_held(error: BaseException) -> bool:
    """Whether another transaction held a document until the retries were used up.

    One whose process was killed holds its documents for up to a minute.
    """
    return isinstance(error, OperationFailure) and error.code == _WRITE_CONFLICT

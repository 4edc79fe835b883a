"""The connection to MongoDB. The only package that names the driver.

Everything else asks this one for a collection, a transaction or the exceptions
to catch, so a change of driver is a change of these files. ``connection`` has the
database itself, ``collections`` what is read and written, ``values`` what is stored;
``failures`` says which errors pass by themselves. Every operation goes through the
``gate``, by the ``deadlines`` of the request that asks for it.
"""

from bson import DBRef, Decimal128, ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    DocumentTooLarge,
    DuplicateKeyError,
    OperationFailure,
)
from pymongo.monitoring import CommandListener

from documents.database.changes import ChangedDocument, ChangeWatch
from documents.database.collections import (
    MAX_LIST_BYTES,
    aggregate_in_turns,
    aggregate_raw,
    collection_of,
    committed_in,
    find_one_raw,
    find_raw,
    hastily_in,
    in_turns,
    list_within_bytes,
    name_of,
    read_snapshot,
    snapshot_of,
)
from documents.database.connection import (
    Database,
    check_connection_string,
    database_load,
    observe_operations,
)
from documents.database.deadlines import free_context
from documents.database.driver import Client, Collection, Cursor, Transaction
from documents.database.failures import (
    DatabaseError,
    KnownAway,
    NotInTime,
    TooManyWaiting,
    UnsuitableServer,
    command_error_name,
    duplicate_of,
    error_name,
    error_told,
    is_held,
    is_too_large,
    is_unavailable,
    steadily,
)
from documents.database.group_commit import GroupCommit, Unsure
from documents.database.moments import Moment, MomentGone, aggregate_at
from documents.database.trails import (
    CHANGES_AT_ONCE,
    Trail,
    TrailBatch,
    TrailLost,
    TrailPlace,
    moment_in,
    moment_of,
    no_earlier_than,
    place_at,
)
from documents.database.turns import Turns
from documents.database.values import (
    add_zone,
    bson_bytes,
    canonical_json,
    extended_json,
    from_bson,
    parse_extended_json,
    to_bson,
)

__all__ = [
    "CHANGES_AT_ONCE",
    "MAX_LIST_BYTES",
    "BulkWriteError",
    "ChangeWatch",
    "ChangedDocument",
    "Client",
    "Collection",
    "CommandListener",
    "ConfigurationError",
    "Cursor",
    "DBRef",
    "Database",
    "DatabaseError",
    "Decimal128",
    "DocumentTooLarge",
    "DuplicateKeyError",
    "GroupCommit",
    "KnownAway",
    "Moment",
    "MomentGone",
    "NotInTime",
    "ObjectId",
    "OperationFailure",
    "ReturnDocument",
    "TooManyWaiting",
    "Trail",
    "TrailBatch",
    "TrailLost",
    "TrailPlace",
    "Transaction",
    "Turns",
    "UnsuitableServer",
    "Unsure",
    "UpdateOne",
    "add_zone",
    "aggregate_at",
    "aggregate_in_turns",
    "aggregate_raw",
    "bson_bytes",
    "canonical_json",
    "check_connection_string",
    "collection_of",
    "command_error_name",
    "committed_in",
    "database_load",
    "duplicate_of",
    "error_name",
    "error_told",
    "extended_json",
    "find_one_raw",
    "find_raw",
    "free_context",
    "from_bson",
    "hastily_in",
    "in_turns",
    "is_held",
    "is_too_large",
    "is_unavailable",
    "list_within_bytes",
    "moment_in",
    "moment_of",
    "name_of",
    "no_earlier_than",
    "observe_operations",
    "parse_extended_json",
    "place_at",
    "read_snapshot",
    "snapshot_of",
    "steadily",
    "to_bson",
]

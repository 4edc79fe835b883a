"""The server's error codes that mean something to this command, and its words for the others.

https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
"""

from documents.database import OperationFailure

NOT_ALLOWED = 13
NAMESPACE_NOT_FOUND = 26
INDEX_NOT_FOUND = 27
NAMESPACE_EXISTS = 48
TOO_LATE = 50
NO_SUCH_COMMAND = 59
NO_REPLICATION = 76
INDEX_CONFLICTS = frozenset({85, 86})
"""Another index has the name, or the key with other options."""
NOT_ON_VIEW = 166
BUILD_ABORTED = frozenset({276, 11601})
CANNOT_CONVERT = 359
"""Documents share a key: the index cannot become unique."""
BUILD_IN_PROGRESS = 12587


def refusal(error: OperationFailure) -> str:
    """What the server says, without the definition that it repeats and the reply around it."""
    text = str((error.details or {}).get("errmsg", error))
    return f"the server refuses it: {text.rpartition(' :: caused by :: ')[2].rstrip('.')}"

"""What every stored document has in common."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from beanie import Document, PydanticObjectId

__all__ = [
    "MAX_KEY_CHARACTERS",
    "UNTALLIED",
    "Clock",
    "Keyed",
    "Owned",
    "PydanticObjectId",
    "Stored",
    "deletion_mark",
    "owned",
    "owned_or_deleted",
    "untallied",
    "utc_now",
]

MAX_KEY_CHARACTERS = 255
"""How long a caller's own key of a session or a chat is at most."""

UNTALLIED = {"untallied": {"$type": "objectId"}}
"""The condition of what the figures of the analytics do not have as it is."""

Clock = Callable[[], datetime]
Owned = Callable[[str, PydanticObjectId], dict[str, Any]]
"""Which documents a query of a user's may see: ``owned`` or ``owned_or_deleted``."""


def utc_now() -> datetime:
    """The time now, in UTC, cut to the millisecond that MongoDB stores."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Stored(Document):
    """A document of one user.

    ``revision`` counts the changes and is what the ETag shows. ``deleted_at`` is
    set on what is deleted and waits to be removed: no query of a user sees it.
    """

    user_id: str
    revision: int = 1
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class Keyed(Document):
    """A document whose ``_id`` is no ObjectId but what it is about."""

    id: Any


def owned(user_id: str, document_id: PydanticObjectId | None = None) -> dict[str, Any]:
    """The filter that every query of a user begins with: his, and not deleted."""
    mine: dict[str, Any] = {"user_id": user_id, "deleted_at": None}
    return mine if document_id is None else {"_id": document_id, **mine}


def owned_or_deleted(user_id: str, document_id: PydanticObjectId) -> dict[str, Any]:
    """The filter for a document of a user's whether it is deleted or not: for what must reach
    one that may be restored, too."""
    return {"_id": document_id, "user_id": user_id}


def deletion_mark(now: datetime) -> dict[str, Any]:
    """The update that deletes a document for every reader."""
    return {"$set": {"deleted_at": now}, "$max": {"updated_at": now}, "$inc": {"revision": 1}}


def untallied() -> dict[str, Any]:
    """What each write sets that changes a figure of the analytics. Always another value: so the
    write meets a count's that takes the mark off."""
    return {"untallied": PydanticObjectId()}

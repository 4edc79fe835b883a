"""Making an index unique in place."""

from collections.abc import Awaitable, Callable
from typing import Any

from documents.database import OperationFailure
from indexes.errors import DuplicatesFound

# What the server says when it knows of more than it lists.
_CUT_SHORT = "Too many conflicting documents"


CANNOT_CONVERT = 359


CollMod = Callable[[str, dict[str, Any]], Awaitable[None]]


async def make_unique(
    label: str, collection: str, name: str, modify: CollMod, *, dry_run: bool = True
) -> None:
    """Turn a plain index unique: no new duplicates, look for old ones, then unique.

    Raises DuplicatesFound with the index still refusing new duplicates: the caller
    decides what becomes of it.
    """
    await modify(collection, {"index": {"name": name, "prepareUnique": True}})
    try:
        if dry_run:
            await modify(collection, {"index": {"name": name, "unique": True}, "dryRun": True})
        await modify(collection, {"index": {"name": name, "unique": True}})
    except OperationFailure as error:
        if error.code != CANNOT_CONVERT:
            raise
        details = error.details or {}
        groups = [violation["ids"] for violation in details.get("violations", [])]
        at_least = _CUT_SHORT in details.get("errmsg", "")
        raise DuplicatesFound(label, groups, len(groups), at_least=at_least) from error

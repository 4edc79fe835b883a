"""Uploading content as a file, and making it the asset's."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from documents.aggregates.assets import files
from documents.aggregates.assets.change import update_asset
from documents.aggregates.assets.content import of_file
from documents.aggregates.assets.find import find_asset
from documents.aggregates.workflow.state import Actor
from documents.database import Database, DatabaseError
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import UploadGone, WorkflowError


async def upload_file(
    database: Database,
    actor: Actor,
    asset_id: PydanticObjectId,
    stream: AsyncIterator[bytes],
    *,
    media_type: str,
    max_bytes: int,
    fits_schema: dict[str, Any] | None,
    revisions: list[int] | None,
) -> Asset:
    """Store a stream as an asset's content, in the place of what it had.

    Readers see the old content until all of the new one is there. ``fits_schema``
    is one that the caller has found it to fit; any other takes it only as one of files.
    What fails leaves nothing.

    Raises Missing, Changed, Locked, ContentRefused, TooHeavy, UploadGone.
    """
    try:
        facts = await files.write_file(
            stream,
            user_id=actor.user_id,
            asset_id=asset_id,
            media_type=media_type,
            max_bytes=max_bytes,
            now=actor.now,
        )
    except UploadGone:
        # Erased with its asset and its user, or too slow: then the asset is still there.
        await find_asset(actor.user_id, asset_id)
        raise
    assert facts.file_id is not None, "it was written as a file"
    try:
        content = of_file(facts, fits_schema=fits_schema)
        return await update_asset(database, actor, asset_id, {}, content, revisions)
    except WorkflowError:
        # Any other failure may hide a commit whose answer was lost: those are left to
        # expire, which of the two it was is known then.
        with suppress(DatabaseError):
            await files.remove_file(facts.file_id)
        raise

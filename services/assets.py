"""What can be done with assets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from documents.aggregates.assets import change, content, files, find, upload
from documents.aggregates.assets.content import JSON, NewContent
from documents.aggregates.assets.schema import check_content
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.lineage import AssetLineage, find_lineage
from documents.aggregates.workflow.state import Actor
from documents.aggregates.workflow.store import expect
from documents.database import Database
from documents.shapes.assets import Asset, AssetRole, AssetScope
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.state_tables import AssetStatus
from documents.upkeep import removal
from documents.upkeep.expired_files import remove_expired_files
from services.background import Background
from services.errors import OverLimit
from services.limits import Limits
from services.pagination import Cursors, Page
from services.strict_json import (
    LARGE_TEXT_BYTES,
    MANY_VALUES,
    ValueCount,
    parse_json,
    parse_json_beside,
)

_OBJECTS = ("schema_definition", "asset_metadata", "db_entity_metadata")


@dataclass(frozen=True)
class AssetFilter:
    """Which assets a caller wants; None and empty mean any."""

    scope_type: AssetScope | None = None
    scope_id: PydanticObjectId | None = None
    role: AssetRole | None = None
    statuses: tuple[AssetStatus, ...] = ()


@dataclass(frozen=True)
class GivenContent:
    """Content given as any JSON; null is content too."""

    value: Any


@dataclass(frozen=True)
class AssetService:
    """The caller's assets. Another user's asset is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    background: Background

    def _actor(self, user_id: str, reason: str | None = None) -> Actor:
        return Actor(user_id, self.clock(), reason)

    async def create_asset(
        self,
        user_id: str,
        scope_type: AssetScope,
        scope_id: PydanticObjectId,
        fields: dict[str, Any],
        given: GivenContent | None,
        once: Once | None = None,
    ) -> Asset:
        """Propose an asset of a mission or hop, with its content where it is given.

        ``fields`` are those of Asset that a user sets: its name and description,
        ``schema_definition``, ``subtype``, ``role``, ``asset_metadata`` and
        ``db_entity_metadata``.

        Raises Missing, NameTaken, Locked, Full, ContentRefused, TooHeavy, OverLimit,
        InvalidArgument.
        """
        self._check(fields)
        return await change.insert_asset(
            self.database,
            self._actor(user_id),
            scope_type,
            scope_id,
            fields,
            await self._inline(given),
            once,
        )

    async def get_asset(self, user_id: str, asset_id: PydanticObjectId) -> Asset:
        """One asset without its content. Raises Missing."""
        return await find.find_asset(user_id, asset_id)

    async def list_assets(
        self, user_id: str, wanted: AssetFilter, *, cursor: str | None, limit: int
    ) -> Page[Asset]:
        """One page of assets, newest first. Raises InvalidArgument for a bad cursor."""
        statuses = sorted(set(wanted.statuses))
        listing = f"assets {wanted.scope_type} {wanted.scope_id} {wanted.role} {','.join(statuses)}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found, more = await find.list_assets(
            user_id,
            scope_type=wanted.scope_type,
            scope_id=wanted.scope_id,
            statuses=statuses,
            role=wanted.role,
            after=after,
            limit=limit,
        )
        return self.cursors.page(
            found,
            limit,
            lambda asset: [str(asset.id)],
            user_id=user_id,
            listing=listing,
            more=more,
        )

    async def update_asset(
        self,
        user_id: str,
        asset_id: PydanticObjectId,
        fields: dict[str, Any],
        given: GivenContent | None,
        revisions: list[int] | None,
    ) -> Asset:
        """Set these fields of an asset, as ``create_asset`` names them, and its content.

        Raises Missing, Changed, NameTaken, Locked, ContentRefused, TooHeavy, OverLimit,
        InvalidArgument.
        """
        self._check(fields)
        asset = await change.update_asset(
            self.database,
            self._actor(user_id),
            asset_id,
            fields,
            await self._inline(given),
            revisions,
        )
        self._sweep_files()
        return asset

    def _check(self, fields: dict[str, Any]) -> None:
        for name in _OBJECTS:
            self.limits.check_object(fields.get(name), f"/{name}")

    async def _inline(self, given: GivenContent | None) -> NewContent | None:
        if given is None:
            return None
        # Seconds for millions of small values: not on the event loop.
        new = await asyncio.to_thread(content.inline, given.value, "/content")
        self.limits.check_asset_content(new.facts.bytes)
        return new

    async def change_status(
        self,
        user_id: str,
        asset_id: PydanticObjectId,
        to: AssetStatus,
        *,
        reason: str | None,
        revisions: list[int] | None,
    ) -> Asset:
        """Change an asset's status. Raises Missing, Changed, Refused, Blocked."""
        return await change.change_asset_status(
            self.database, self._actor(user_id, reason), asset_id, to, revisions
        )

    async def delete_asset(
        self, user_id: str, asset_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete an asset with its content. Raises Missing, Changed, Locked."""
        await change.delete_asset(self.database, self._actor(user_id), asset_id, revisions)
        self.background.start(("remove", asset_id), lambda: removal.remove_asset(asset_id))

    async def get_content(self, user_id: str, asset_id: PydanticObjectId) -> Asset:
        """One asset with its inline content. Raises Missing, also when it has none."""
        return await find.find_content(user_id, asset_id)

    def read_file(self, file_id: PydanticObjectId, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes of a content's file from ``first`` to ``last``, both included."""
        return self.database.each_part_within_timeout(files.STORE.read(file_id, first, last))

    async def put_content(
        self,
        user_id: str,
        asset_id: PydanticObjectId,
        stream: AsyncIterator[bytes],
        media_type: str,
        revisions: list[int] | None,
    ) -> Asset:
        """Replace an asset's content by a stream of bytes.

        JSON of up to ``asset_content_bytes`` and ``body_values`` is checked against the
        schema and stored as JSON; everything else is stored as a file.

        Raises Missing, Changed, Locked, ContentRefused, OverLimit, InvalidArgument,
        Unstorable, UploadGone.
        """
        asset = await find.find_asset(user_id, asset_id)
        expect(asset.revision, revisions)
        fits_schema = None
        if media_type != JSON:
            # Before anybody sends a gigabyte for nothing.
            change.check_file_type(asset.schema_definition)
        else:
            head, count = bytearray(), ValueCount()
            async for part in stream:
                head += part
                count.add(part)
                if self._is_for_a_file(len(head), count.values):
                    break
            else:
                new = await _parsed(bytes(head), count.values)
                if await asyncio.to_thread(content.fits_inline, new.value):
                    return await change.update_asset(
                        self.database, self._actor(user_id), asset_id, {}, new, revisions
                    )
                fits_schema = asset.schema_definition
                await asyncio.to_thread(check_content, new.value, fits_schema)
            stream = _joined(bytes(head), stream)
            if fits_schema is None and not change.takes_files(asset.schema_definition):
                raise OverLimit(
                    "content with a schema is checked as a whole and has "
                    f"{self.limits.asset_content_bytes} bytes and {self.limits.body_values} "
                    "values at most (THREADKEEP_MAX_ASSET_CONTENT_BYTES and "
                    "THREADKEEP_MAX_BODY_VALUES)"
                )
        stored = await upload.upload_file(
            self.database,
            self._actor(user_id),
            asset_id,
            stream,
            media_type=media_type,
            max_bytes=self.limits.asset_upload_bytes,
            fits_schema=fits_schema,
            revisions=revisions,
        )
        self._sweep_files()
        return stored

    def _is_for_a_file(self, size: int, values: int) -> bool:
        return size > self.limits.asset_content_bytes or values > self.limits.body_values

    def _sweep_files(self) -> None:
        now = self.clock()
        self.background.start("asset files", lambda: remove_expired_files(now))

    async def get_lineage(self, user_id: str, asset_id: PydanticObjectId) -> AssetLineage:
        """What made an asset and what used it. Raises Missing."""
        return await find_lineage(user_id, await find.find_asset(user_id, asset_id))


async def _parsed(text: bytes, values: int) -> NewContent:
    if len(text) <= LARGE_TEXT_BYTES and values <= MANY_VALUES:
        return content.inline(parse_json(text), "")
    value = await parse_json_beside(text, values)
    return await asyncio.to_thread(content.inline, value, "")


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for part in rest:
        yield part

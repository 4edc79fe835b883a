"""Making, changing and deleting assets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from documents.aggregates.assets import files
from documents.aggregates.assets.content import NewContent, fits_inline
from documents.aggregates.assets.find import find_asset
from documents.aggregates.assets.schema import FILE_TYPES, check_content
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.requests import move_asset
from documents.aggregates.workflow.state import Actor, AssetState, Workflow
from documents.aggregates.workflow.steps import has_its_outputs, settle
from documents.aggregates.workflow.store import Asked, expect, in_workflow, mission_of, save
from documents.database import Database, Transaction, collection_of
from documents.json_values import plain
from documents.shapes.assets import MAX_ASSETS, Asset, AssetScope
from documents.shapes.base import PydanticObjectId, deletion_mark
from documents.shapes.errors.workflow import (
    ContentRefused,
    Full,
    Locked,
    Missing,
    NameTaken,
    NotInline,
)
from documents.shapes.hops import Hop
from documents.shapes.state_tables import ASSET, AssetStatus, StepStatus


async def check_fits(content: NewContent, schema: dict[str, Any] | None) -> None:
    """Raise ContentRefused or NotInline unless the content can be stored with the schema."""
    if content.facts.file_id is not None:
        if schema != content.fits_schema:
            check_file_type(schema)
        return
    # Seconds for millions of small values: not on the event loop.
    await asyncio.to_thread(check_content, content.value, schema, content.pointer)
    if not await asyncio.to_thread(fits_inline, content.value):
        raise NotInline("the content does not fit into one document")


def check_file_type(schema: dict[str, Any] | None) -> None:
    """Raise ContentRefused unless an uploaded file fits the schema."""
    if schema is not None and not takes_files(schema):
        raise ContentRefused("", f"must be JSON of type {schema['type']}, not a file")


def takes_files(schema: dict[str, Any] | None) -> bool:
    """Whether an uploaded file of any kind fits a schema."""
    return schema is None or (schema["type"] in FILE_TYPES and not schema.get("is_array"))


async def insert_asset(
    database: Database,
    actor: Actor,
    scope_type: AssetScope,
    scope_id: PydanticObjectId,
    fields: dict[str, Any],
    content: NewContent | None,
    once: Once | None = None,
) -> Asset:
    """Make a proposed asset. Raises Missing for the scope, NameTaken, Full, ContentRefused.

    A hop's asset takes the place of its mission's of the same name for the hop's steps:
    a step that was ready with the other goes back to be configured; Locked while one
    is executing that makes the other.
    """
    if content is not None:
        await check_fits(content, fields.get("schema_definition"))
    asset_id = PydanticObjectId()
    now = actor.now
    stored = {} if content is None else content.fields

    async def work(flow: Workflow, transaction: Transaction) -> Asset:
        if scope_type == AssetScope.HOP:
            flow.hop(scope_id).touched = True
        if len(flow.assets) >= MAX_ASSETS:
            raise Full(f"a mission and its hops have {MAX_ASSETS} assets at most")
        asset = Asset(
            id=asset_id,
            user_id=actor.user_id,
            scope_type=scope_type,
            scope_id=scope_id,
            mission_id=flow.mission.id,
            status_changed_at=now,
            created_at=now,
            updated_at=now,
            **fields,
        )
        flow.add(AssetState(asset_id, asset.status, asset.revision, actor, asset.name, scope_id))
        raw = asset.model_dump(exclude={"id", "revision_id"}) | stored
        # Not through the model: it would copy every value of a large content.
        await collection_of(Asset).insert_one({"_id": asset_id, **raw}, session=transaction)
        _settle(flow)
        await save(flow, transaction)
        return await find_asset(actor.user_id, asset_id, transaction)

    mission_id = scope_id
    if scope_type == AssetScope.HOP:
        mission_id = await mission_of(Hop, actor.user_id, scope_id)
    async with _naming_the_holder(actor.user_id):
        return await in_workflow(database, actor, mission_id, work, once)


@asynccontextmanager
async def _naming_the_holder(user_id: str) -> AsyncIterator[None]:
    """Raise NameTaken with the asset that has the name, if it is still there."""
    try:
        yield
    except NameTaken as error:
        if error.holder_id is not None:
            with suppress(Missing):
                error.holder = await find_asset(user_id, error.holder_id)
        raise


def _settle(flow: Workflow) -> None:
    if not has_its_outputs(flow):
        raise Locked(
            "tool step",
            StepStatus.EXECUTING,
            "a tool step is executing that makes the asset of this name",
        )
    settle(flow)


async def update_asset(
    database: Database,
    actor: Actor,
    asset_id: PydanticObjectId,
    fields: dict[str, Any],
    content: NewContent | None,
    revisions: list[int] | None,
) -> Asset:
    """Set fields of an asset, and its content, which replaces what it had.

    Content and schema always fit each other. An uploaded file becomes the asset's
    in the same step. An expired asset takes no content.

    Raises Missing, Changed, NameTaken, Locked, ContentRefused, NotInline, UploadGone.
    """

    async def work(flow: Workflow, transaction: Transaction) -> Asset:
        asset = flow.asset(asset_id)
        expect(asset.revision, revisions)
        asset.values |= fields
        if content is not None or "schema_definition" in fields:
            await _change_content(asset, content, transaction)
        if "name" in fields and fields["name"] != asset.name:
            flow.rename(asset, fields["name"])
            _settle(flow)
        await save(flow, transaction)
        return await find_asset(actor.user_id, asset_id, transaction)

    mission_id = await mission_of(Asset, actor.user_id, asset_id)
    async with _naming_the_holder(actor.user_id):
        return await in_workflow(database, actor, mission_id, work)


async def _change_content(
    asset: AssetState, content: NewContent | None, transaction: Transaction
) -> None:
    needed = ["schema_definition", "content_facts", *(["content"] if content is None else [])]
    raw = await collection_of(Asset).find_one({"_id": asset.id}, needed, session=transaction)
    assert raw is not None, "it is in the workflow"
    stored = await asyncio.to_thread(plain, raw)
    schema = asset.values.get("schema_definition", stored["schema_definition"])
    facts = stored["content_facts"]
    if content is None:
        try:
            if facts is not None and facts["file_id"] is not None:
                check_file_type(schema)
            elif facts is not None:
                await asyncio.to_thread(check_content, stored["content"], schema)
        except ContentRefused as error:
            # The content is not in the request: the pointer is to what is.
            where = f"its content at {error.pointer}" if error.pointer else "its content"
            raise ContentRefused("/schema_definition", f"{where} {error.reason}") from None
        return
    if asset.status == AssetStatus.EXPIRED:
        raise Locked("asset", asset.status, "the asset is expired; make it pending first")
    await check_fits(content, schema)
    asset.values |= content.fields
    if content.facts.file_id is not None:
        await files.adopt(content.facts.file_id, transaction)
    if facts is not None and facts["file_id"] is not None:
        await files.abandon(facts["file_id"], asset.actor.now, transaction)


async def change_asset_status(
    database: Database,
    actor: Actor,
    asset_id: PydanticObjectId,
    to: AssetStatus,
    revisions: list[int] | None,
) -> Asset:
    """Change an asset's status, with all that follows for the steps that read it.

    Raises Missing, Changed, Refused, Blocked.
    """

    async def work(flow: Workflow, transaction: Transaction) -> Asset:
        asset = flow.asset(asset_id)
        expect(asset.revision, revisions)
        move_asset(flow, asset, to)
        await save(flow, transaction)
        return await find_asset(actor.user_id, asset_id, transaction)

    mission_id = await mission_of(Asset, actor.user_id, asset_id)
    asked = Asked(ASSET, asset_id, to, revisions)
    return await in_workflow(database, actor, mission_id, work, asked=asked)


async def delete_asset(
    database: Database, actor: Actor, asset_id: PydanticObjectId, revisions: list[int] | None
) -> None:
    """Delete an asset that is proposed, expired or in error. Raises Missing, Changed, Locked."""

    async def work(flow: Workflow, transaction: Transaction) -> None:
        asset = flow.asset(asset_id)
        expect(asset.revision, revisions)
        if asset.status not in ASSET.deletable:
            raise Locked(
                "asset",
                asset.status,
                f"the asset is {asset.status}; it can be deleted while it is "
                "proposed, error or expired",
            )
        for hop in flow.hops:
            hop.touched = hop.touched or hop.id == asset.scope_id
        flow.remove(asset)
        _settle(flow)
        await save(flow, transaction)
        await collection_of(Asset).update_one(
            {"_id": asset_id}, deletion_mark(actor.now), session=transaction
        )

    mission_id = await mission_of(Asset, actor.user_id, asset_id)
    await in_workflow(database, actor, mission_id, work)

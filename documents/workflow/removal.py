"""Deleting missions with all that belongs to them: marked in one step, removed in bounded ones."""

from datetime import datetime
from typing import Any

from documents.assets import files
from documents.assets.shapes import Asset
from documents.base import PydanticObjectId
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.hops.shapes import Hop
from documents.missions.shapes import Mission
from documents.sessions.shapes import UserSession
from documents.workflow.state import Actor, Workflow
from documents.workflow.store import expect, in_workflow

A_STEP = 100
"""How many documents one step removes."""

_MARKED = {"deleted_at": {"$type": "date"}}


def deletion_mark(now: datetime) -> dict[str, Any]:
    """The update that deletes a document for every reader."""
    return {"$set": {"deleted_at": now}, "$max": {"updated_at": now}, "$inc": {"revision": 1}}


async def mark_mission_deleted(
    database: Database, actor: Actor, mission_id: PydanticObjectId, revisions: list[int] | None
) -> None:
    """Delete a mission with its hops and assets, and take it off its session.

    Raises Missing, Changed.
    """

    async def work(flow: Workflow, transaction: Transaction) -> None:
        expect(flow.mission.revision, revisions)
        mark = deletion_mark(actor.now)
        await collection_of(Mission).update_one({"_id": mission_id}, mark, session=transaction)
        await mark_contents_deleted(mission_id, mark, transaction)
        if flow.mission.session_id is not None:
            await collection_of(UserSession).bulk_write(
                [
                    UpdateOne(
                        {"_id": flow.mission.session_id, "mission.$id": mission_id},
                        {
                            "$set": {"mission": None},
                            "$max": {"updated_at": actor.now},
                            "$inc": {"revision": 1},
                        },
                    )
                ],
                session=transaction,
            )

    await in_workflow(database, actor, mission_id, work)


async def mark_contents_deleted(
    mission_id: PydanticObjectId, mark: dict[str, Any], transaction: Transaction
) -> None:
    """Delete a mission's hops and assets; the mission is marked in the same transaction."""
    for model in (Hop, Asset):
        await collection_of(model).update_many(
            {"mission_id": mission_id, "deleted_at": None}, mark, session=transaction
        )


async def remove_mission(mission_id: PydanticObjectId) -> None:
    """Remove what a deleted mission left, in steps; the mission itself last."""
    missions = collection_of(Mission)
    here = {"_id": mission_id, **_MARKED}
    if await missions.find_one(here, {"_id": 1}) is None:
        return
    await _remove_assets({"mission_id": mission_id})
    await collection_of(Hop).delete_many({"mission_id": mission_id, **_MARKED})
    await missions.delete_one(here)


async def remove_hop(hop_id: PydanticObjectId) -> None:
    """Remove what a deleted hop left, in steps; the hop itself last."""
    await _remove_assets({"scope_id": hop_id})
    await collection_of(Hop).delete_one({"_id": hop_id, **_MARKED})


async def remove_asset(asset_id: PydanticObjectId) -> None:
    """Remove a deleted asset and its content."""
    await _remove_assets({"_id": asset_id})


async def _remove_assets(condition: dict[str, Any]) -> None:
    assets = collection_of(Asset)
    while True:
        found = assets.find({**condition, **_MARKED}, {"content_facts.file_id": 1}).limit(A_STEP)
        batch = [asset async for asset in found]
        if not batch:
            return
        for asset in batch:
            file_id = (asset.get("content_facts") or {}).get("file_id")
            if file_id is not None:
                await files.remove_file(file_id)
        await assets.delete_many({"_id": {"$in": [asset["_id"] for asset in batch]}, **_MARKED})


async def remove_leftovers(deleted_before: datetime) -> int:
    """Finish every removal of a mission, hop or asset that was deleted by then.

    Gives back how many there were.
    """
    count = 0
    due = {"deleted_at": {"$type": "date", "$lte": deleted_before}}
    for mission_id in await _ids(Mission, due):
        await remove_mission(mission_id)
        count += 1
    for hop_id in await _ids(Hop, due):
        await remove_hop(hop_id)
        count += 1
    for asset_id in await _ids(Asset, due):
        await remove_asset(asset_id)
        count += 1
    return count


async def _ids(
    model: type[Mission] | type[Hop] | type[Asset], condition: dict[str, Any]
) -> list[PydanticObjectId]:
    # All of them first: a cursor that waits for long removals is closed by the server.
    return [found["_id"] async for found in collection_of(model).find(condition, {"_id": 1})]

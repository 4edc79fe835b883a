"""Deleting missions with all that belongs to them: marked in one step, removed in bounded ones."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

from documents.aggregates.assets import files
from documents.aggregates.workflow.state import Actor, Workflow
from documents.aggregates.workflow.store import expect, in_workflow
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.parts import BEING_DELETED, Part, Removed, remove_parts
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession

_MARKED = {"deleted_at": BEING_DELETED}

_Deletable = type[Mission] | type[Hop] | type[Asset]


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


async def remove_mission(mission_id: PydanticObjectId) -> Removed:
    """Remove what a deleted mission left, in steps; the mission itself last."""
    here = {"_id": mission_id, **_MARKED}
    if await collection_of(Mission).find_one(here, {"_id": 1}) is None:
        return Removed()
    return await remove_parts(await parts_of_mission(mission_id, _MARKED))


async def remove_hop(hop_id: PydanticObjectId) -> Removed:
    """Remove what a deleted hop left, in steps; the hop itself last."""
    return await remove_parts(await _parts_of_hop(hop_id))


async def remove_asset(asset_id: PydanticObjectId) -> Removed:
    """Remove a deleted asset and its content."""
    return await remove_parts(await _parts_of_asset(asset_id))


async def parts_of_mission(mission_id: PydanticObjectId, marked: dict[str, Any]) -> list[Part]:
    """All that a mission consists of and that is ``marked``, in the order of its removal."""
    owned_by_it = {"mission_id": mission_id, **marked}
    return [
        *await _parts_of_assets(owned_by_it),
        (collection_of(Hop), owned_by_it),
        (collection_of(Mission), {"_id": mission_id, **marked}),
    ]


async def _parts_of_hop(hop_id: PydanticObjectId) -> list[Part]:
    return [
        *await _parts_of_assets({"scope_id": hop_id, **_MARKED}),
        (collection_of(Hop), {"_id": hop_id, **_MARKED}),
    ]


async def _parts_of_asset(asset_id: PydanticObjectId) -> list[Part]:
    return await _parts_of_assets({"_id": asset_id, **_MARKED})


async def _parts_of_assets(condition: dict[str, Any]) -> list[Part]:
    assets = collection_of(Asset)
    file_ids = await assets.distinct("content_facts.file_id", condition)
    return [
        *files.parts_of_files([file_id for file_id in file_ids if file_id is not None]),
        (assets, condition),
    ]


async def remove_leftovers(deleted_before: datetime) -> tuple[int, Removed]:
    """Finish every removal of a mission, hop or asset that was deleted by then.

    Gives back how many this one finished, and what it took away.
    """
    count, removed = 0, Removed()
    for model, remove in ((Mission, remove_mission), (Hop, remove_hop), (Asset, remove_asset)):
        for found in await _deleted(model, deleted_before):
            taken = await remove(found["_id"])
            count += taken.documents[collection_of(model).name]
            removed.add(taken)
    return count, removed


async def leftovers(
    deleted_before: datetime, *, beside: Collection[PydanticObjectId]
) -> AsyncIterator[list[Part]]:
    """The parts of each thing that ``remove_leftovers`` would remove, once.

    ``beside`` are missions that go before, with their sessions.
    """
    gone = set(beside)
    for mission in await _deleted(Mission, deleted_before):
        if mission["_id"] not in gone:
            gone.add(mission["_id"])
            yield await parts_of_mission(mission["_id"], _MARKED)
    for hop in await _deleted(Hop, deleted_before):
        if hop["mission_id"] not in gone:
            gone.add(hop["_id"])
            yield await _parts_of_hop(hop["_id"])
    for asset in await _deleted(Asset, deleted_before):
        if gone.isdisjoint((asset["mission_id"], asset["scope_id"])):
            yield await _parts_of_asset(asset["_id"])


async def _deleted(model: _Deletable, deleted_before: datetime) -> list[dict[str, Any]]:
    # All of them first: a cursor that waits for long removals is closed by the server.
    due = {"deleted_at": {"$type": "date", "$lte": deleted_before}}
    fields = {"mission_id": 1, "scope_id": 1}
    return [found async for found in collection_of(model).find(due, fields)]

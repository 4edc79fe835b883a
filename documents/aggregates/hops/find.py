"""Finding hops and tool steps."""

from dataclasses import dataclass
from typing import Any

from documents.database import Transaction, bson_bytes, collection_of, in_turns, snapshot_of
from documents.shapes.assets import HEAD_FIELDS, Asset, AssetHead, read_head
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.workflow import Missing, TooHeavy
from documents.shapes.hops import (
    MAX_HOP_BYTES,
    ONE_BATCH,
    WITHOUT_LOGS,
    WITHOUT_STEPS,
    Hop,
    ToolStep,
    read_hop,
    read_step,
)
from documents.shapes.missions import Mission
from documents.shapes.state_tables import HopStatus, StepStatus


@dataclass(frozen=True)
class HopWithState:
    """A hop with its tool steps, and its own assets by name."""

    hop: Hop
    state: dict[str, AssetHead]


async def find_hop(user_id: str, hop_id: PydanticObjectId) -> HopWithState:
    """One hop with its steps and its assets, as of one point in time. Raises Missing."""
    answer = snapshot_of(Hop).aggregate(
        [
            {"$match": owned(user_id, hop_id)},
            {"$project": WITHOUT_LOGS},
            {
                "$unionWith": {
                    "coll": collection_of(Asset).name,
                    "pipeline": [
                        {"$match": {**owned(user_id), "scope_id": hop_id}},
                        {"$sort": {"name": 1}},
                        {"$project": HEAD_FIELDS},
                    ],
                }
            },
        ],
        batchSize=ONE_BATCH,
    )
    found = [raw async for raw in answer]
    if not found or "mission_id" not in found[0]:
        raise Missing("hop")
    return _with_state(found[0], found[1:])


async def read_weighed(
    user_id: str, hop_id: PydanticObjectId, transaction: Transaction
) -> HopWithState:
    """A hop that the transaction has changed, with its steps and its assets.

    Raises TooHeavy when it has outgrown MAX_HOP_BYTES.
    """
    hop = await collection_of(Hop).find_one(
        owned(user_id, hop_id), WITHOUT_LOGS, session=transaction
    )
    assert hop is not None, "its mission is locked"
    if (weight := bson_bytes(hop)) > MAX_HOP_BYTES:
        raise TooHeavy(
            f"the hop with its tool steps weighs {weight} bytes, {MAX_HOP_BYTES} at most; "
            "large values belong into assets"
        )
    heads = collection_of(Asset).find(
        {**owned(user_id), "scope_id": hop_id}, HEAD_FIELDS, session=transaction
    )
    return _with_state(hop, [raw async for raw in heads.sort("name", 1)])


def _with_state(hop: dict[str, Any], assets: list[dict[str, Any]]) -> HopWithState:
    heads = [read_head(raw) for raw in assets]
    return HopWithState(read_hop(hop), {head.name: head for head in heads})


async def list_hops(
    user_id: str,
    mission_id: PydanticObjectId,
    *,
    statuses: list[HopStatus],
    seen: list[PydanticObjectId],
    limit: int,
) -> list[Hop]:
    """A mission's hops of some statuses (of any, when none is given), in order.

    Without their tool steps, and without those that were ``seen``.

    Raises Missing when there is no such mission.
    """
    condition: dict[str, Any] = {**owned(user_id), "mission_id": mission_id}
    if seen:
        condition["_id"] = {"$nin": seen}
    if statuses:
        condition["status"] = {"$in": statuses}
    found = in_turns(
        collection_of(Hop), condition, WITHOUT_STEPS, sort=[("sequence_order", 1)], limit=limit
    )
    hops = [read_hop(raw) async for raw, _ in found]
    if not hops:
        mission = await collection_of(Mission).find_one(owned(user_id, mission_id), {"_id": 1})
        if mission is None:
            raise Missing("mission")
    return hops


async def list_steps(
    user_id: str,
    hop_id: PydanticObjectId,
    *,
    statuses: list[StepStatus],
    seen: list[PydanticObjectId],
    limit: int,
) -> list[ToolStep]:
    """A hop's tool steps of some statuses (of any, when none is given), in order, without
    those that were ``seen``.

    One command: with ``limit`` 1 and the statuses that wait, the next pending step.
    Raises Missing.
    """
    conditions: list[dict[str, Any]] = [{"$not": {"$in": ["$$this.id", seen]}}]
    if statuses:
        conditions.append({"$in": ["$$this.status", list(statuses)]})
    wanted = {"$filter": {"input": "$tool_steps", "cond": {"$and": conditions}}}
    raw = await collection_of(Hop).find_one(
        owned(user_id, hop_id), {"tool_steps": {"$slice": [wanted, limit]}}
    )
    if raw is None:
        raise Missing("hop")
    return [read_step(step) for step in raw["tool_steps"]]


async def find_step(
    user_id: str, step_id: PydanticObjectId, transaction: Transaction | None = None
) -> tuple[ToolStep, PydanticObjectId]:
    """One tool step, and the id of its hop. Raises Missing."""
    raw = await collection_of(Hop).find_one(
        {"tool_steps.id": step_id, **owned(user_id)},
        {"tool_steps": {"$elemMatch": {"id": step_id}}},
        session=transaction,
    )
    if raw is None:
        raise Missing("tool step")
    return read_step(raw["tool_steps"][0]), raw["_id"]

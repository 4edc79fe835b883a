"""Making, changing and deleting hops."""

from typing import Any

from documents.aggregates.hops.find import HopWithState, read_weighed
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.requests import move_hop
from documents.aggregates.workflow.state import Actor, HopState, Workflow
from documents.aggregates.workflow.store import Asked, expect, in_workflow, mission_of, save
from documents.database import Database, Transaction, collection_of
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, deletion_mark, owned
from documents.shapes.errors.workflow import Full, Locked
from documents.shapes.hops import MAX_HOPS, Hop
from documents.shapes.state_tables import HOP, HopStatus

DESIGN_STATUSES = frozenset({HopStatus.PROPOSED, HopStatus.READY_TO_RESOLVE})
"""While a hop stands there, its fields and its list of steps can be changed."""

EDITABLE_ALWAYS = frozenset({"hop_metadata"})


async def insert_hop(
    database: Database,
    actor: Actor,
    mission_id: PydanticObjectId,
    fields: dict[str, Any],
    once: Once | None = None,
) -> HopWithState:
    """Make a proposed hop, the last of an unfinished mission.

    Raises Missing, Locked, Full, TooHeavy.
    """
    hop_id = PydanticObjectId()
    now = actor.now

    async def work(flow: Workflow, transaction: Transaction) -> HopWithState:
        mission = flow.mission
        if mission.finished:
            raise Locked("mission", mission.status, f"the mission is {mission.status}")
        if len(flow.hops) >= MAX_HOPS:
            raise Full(f"a mission has {MAX_HOPS} hops at most")
        hop = Hop(
            id=hop_id,
            user_id=actor.user_id,
            mission_id=mission_id,
            sequence_order=len(flow.hops) + 1,
            status_changed_at=now,
            created_at=now,
            updated_at=now,
            **fields,
        )
        await hop.insert(session=transaction)
        return await read_weighed(actor.user_id, hop_id, transaction)

    return await in_workflow(database, actor, mission_id, work, once)


async def update_hop(
    database: Database,
    actor: Actor,
    hop_id: PydanticObjectId,
    fields: dict[str, Any],
    revisions: list[int] | None,
) -> HopWithState:
    """Set fields of a hop that is being designed; of any other its metadata alone.

    Raises Missing, Changed, Locked, TooHeavy.
    """

    async def work(flow: Workflow, transaction: Transaction) -> HopWithState:
        hop = flow.hop(hop_id)
        expect(hop.revision, revisions)
        if hop.status not in DESIGN_STATUSES and not fields.keys() <= EDITABLE_ALWAYS:
            raise Locked(
                "hop", hop.status, f"the hop is {hop.status}: only its metadata can be changed"
            )
        hop.values |= fields
        await save(flow, transaction)
        return await read_weighed(actor.user_id, hop_id, transaction)

    mission_id = await mission_of(Hop, actor.user_id, hop_id)
    return await in_workflow(database, actor, mission_id, work)


async def change_hop_status(
    database: Database,
    actor: Actor,
    hop_id: PydanticObjectId,
    to: HopStatus,
    *,
    error_message: str | None,
    revisions: list[int] | None,
) -> HopWithState:
    """Change a hop's status, with all that follows for its mission, steps and assets.

    ``error_message`` is kept when it fails. Raises Missing, Changed, Refused,
    Blocked.
    """

    async def work(flow: Workflow, transaction: Transaction) -> HopWithState:
        hop = flow.hop(hop_id)
        expect(hop.revision, revisions)
        move_hop(flow, hop, to)
        if to == HopStatus.FAILED:
            hop.values["error_message"] = error_message
        await save(flow, transaction)
        return await read_weighed(actor.user_id, hop_id, transaction)

    mission_id = await mission_of(Hop, actor.user_id, hop_id)
    asked = Asked(HOP, hop_id, to, revisions)
    return await in_workflow(database, actor, mission_id, work, asked=asked)


async def delete_hop(
    database: Database, actor: Actor, hop_id: PydanticObjectId, revisions: list[int] | None
) -> None:
    """Delete a hop with its assets; the ones after it move up.

    Raises Missing, Changed, and Locked unless it is a proposal or cancelled and not
    the hop that its mission is at.
    """

    async def work(flow: Workflow, transaction: Transaction) -> None:
        hop = flow.hop(hop_id)
        expect(hop.revision, revisions)
        _check_deletable(flow, hop)
        if flow.mission.current_hop_id == hop.id:
            flow.mission.refer_to(None)
        await save(flow, transaction)
        mark = deletion_mark(actor.now)
        await collection_of(Hop).update_one(owned(actor.user_id, hop_id), mark, session=transaction)
        await collection_of(Asset).update_many(
            {**owned(actor.user_id), "scope_id": hop_id}, mark, session=transaction
        )
        await collection_of(Hop).update_many(
            {
                **owned(actor.user_id),
                "mission_id": flow.mission.id,
                "sequence_order": {"$gt": hop.sequence_order},
            },
            {"$inc": {"sequence_order": -1, "revision": 1}, "$max": {"updated_at": actor.now}},
            session=transaction,
        )

    mission_id = await mission_of(Hop, actor.user_id, hop_id)
    await in_workflow(database, actor, mission_id, work)


def _check_deletable(flow: Workflow, hop: HopState) -> None:
    if hop.status not in HOP.deletable:
        raise Locked("hop", hop.status, f"the hop is {hop.status}; cancel it first")
    if flow.mission.current_hop_id == hop.id and not flow.mission.finished:
        raise Locked("hop", hop.status, "the mission is at this hop; cancel it first")

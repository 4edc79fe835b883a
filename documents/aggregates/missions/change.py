"""Making, changing and deleting missions."""

from typing import Any

from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.missions.find import MissionTree, read_tree
from documents.aggregates.sessions.namesake import namesake
from documents.aggregates.workflow.requests import move_mission
from documents.aggregates.workflow.state import Actor, Workflow
from documents.aggregates.workflow.store import Asked, expect, in_workflow, save
from documents.database import Database, DuplicateKeyError, Transaction, collection_of
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, deletion_mark, owned
from documents.shapes.errors.workflow import Locked, NameTaken
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission, MissionStatus
from documents.shapes.sessions import UserSession
from documents.shapes.state_tables import MISSION

EDITABLE_WHEN_FINISHED = frozenset({"mission_metadata"})


async def insert_mission(actor: Actor, fields: dict[str, Any]) -> Mission:
    """Make a proposed mission. Raises NameTaken."""
    mission = _proposed(actor, fields)
    try:
        await mission.insert()
    except DuplicateKeyError as error:
        raise NameTaken(await namesake(mission.user_id, error)) from error
    return mission


async def insert_mission_once(
    database: Database, actor: Actor, fields: dict[str, Any], once: Once
) -> MissionTree:
    """Make a proposed mission once. Raises NameTaken, DoneBefore, IdempotencyKeyReused."""
    mission = _proposed(actor, fields)

    async def work(transaction: Transaction) -> MissionTree:
        await mission.insert(session=transaction)
        return MissionTree(mission, [], [])

    try:
        return await in_transaction_once(database, once, work)
    except DuplicateKeyError as error:
        raise NameTaken(await namesake(mission.user_id, error)) from error


def _proposed(actor: Actor, fields: dict[str, Any]) -> Mission:
    now = actor.now
    return Mission(
        id=PydanticObjectId(),
        user_id=actor.user_id,
        status_changed_at=now,
        created_at=now,
        updated_at=now,
        untallied=PydanticObjectId(),
        **fields,
    )


async def update_mission(
    database: Database,
    actor: Actor,
    mission_id: PydanticObjectId,
    fields: dict[str, Any],
    revisions: list[int] | None,
) -> MissionTree:
    """Set fields of a mission; of a finished one its metadata alone.

    Raises Missing, Changed, Locked, NameTaken.
    """

    async def work(flow: Workflow, transaction: Transaction) -> MissionTree:
        mission = flow.mission
        expect(mission.revision, revisions)
        if mission.finished and not fields.keys() <= EDITABLE_WHEN_FINISHED:
            raise Locked(
                "mission",
                mission.status,
                f"the mission is {mission.status}: only its metadata can be changed",
            )
        mission.values |= fields
        await save(flow, transaction)
        return await read_tree(actor.user_id, mission_id, transaction)

    return await in_workflow(database, actor, mission_id, work)


async def change_mission_status(
    database: Database,
    actor: Actor,
    mission_id: PydanticObjectId,
    to: MissionStatus,
    *,
    hop_id: PydanticObjectId | None,
    revisions: list[int] | None,
) -> MissionTree:
    """Change a mission's status, with all that follows for hops, steps, assets and session.

    ``hop_id`` is the proposal to accept with building_hop (without it the first one), or the
    current hop to design again.

    Raises Missing, Changed, Refused, Blocked, NameTaken.
    """

    async def work(flow: Workflow, transaction: Transaction) -> MissionTree:
        expect(flow.mission.revision, revisions)
        move_mission(flow, to, hop_id)
        await save(flow, transaction)
        return await read_tree(actor.user_id, mission_id, transaction)

    asked = Asked(MISSION, mission_id, to, revisions)
    return await in_workflow(database, actor, mission_id, work, asked=asked)


async def delete_mission(
    database: Database, actor: Actor, mission_id: PydanticObjectId, revisions: list[int] | None
) -> None:
    """Delete a mission with its hops and assets, and take it off its session.

    Raises Missing, Changed.
    """

    async def work(flow: Workflow, transaction: Transaction) -> None:
        expect(flow.mission.revision, revisions)
        mark = deletion_mark(actor.now)
        await collection_of(Mission).update_one(
            owned(actor.user_id, mission_id), mark, session=transaction
        )
        for model in (Hop, Asset):
            await collection_of(model).update_many(
                {**owned(actor.user_id), "mission_id": mission_id}, mark, session=transaction
            )
        if flow.mission.session_id is not None:
            await collection_of(UserSession).update_one(
                {
                    "_id": flow.mission.session_id,
                    "user_id": actor.user_id,
                    "mission.$id": mission_id,
                },
                {
                    "$set": {"mission": None},
                    "$max": {"updated_at": actor.now},
                    "$inc": {"revision": 1},
                },
                session=transaction,
            )

    await in_workflow(database, actor, mission_id, work)

"""Reading a mission's workflow under its lock, and writing what the rules made of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from beanie import Document

from documents.aggregates.idempotency.once import Once, in_transaction_once
from documents.aggregates.sessions.change import complete_with_mission
from documents.aggregates.sessions.namesake import namesake
from documents.aggregates.workflow.state import (
    Actor,
    AssetState,
    HopState,
    MissionState,
    StepState,
    Tracked,
    Workflow,
)
from documents.database import (
    Database,
    DuplicateKeyError,
    ReturnDocument,
    Transaction,
    UpdateOne,
    collection_of,
    committed_in,
)
from documents.json_values import plain
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, owned, untallied
from documents.shapes.errors.workflow import Changed, Missing, NameTaken, Refused
from documents.shapes.hops import Hop, mapped_names
from documents.shapes.missions import Mission
from documents.shapes.state_tables import ASSET, HOP, MISSION, STEP, StateTable
from documents.shapes.transitions import pushed

T = TypeVar("T")

_HOP_FIELDS = {
    "status": 1,
    "revision": 1,
    "sequence_order": 1,
    "is_final": 1,
    **{
        f"tool_steps.{name}": 1
        for name in (
            "id",
            "status",
            "revision",
            "sequence_order",
            "parameter_mapping",
            "result_mapping",
        )
    },
}
_MODELS: dict[str, type[Document]] = {
    MISSION.entity: Mission,
    HOP.entity: Hop,
    ASSET.entity: Asset,
}
_ASSET_FIELDS = {"status": 1, "revision": 1, "name": 1, "scope_id": 1}


@dataclass(frozen=True)
class Asked:
    """The move that a request asks for: of what, to which status, and at which revisions."""

    table: StateTable
    id: PydanticObjectId
    to: str
    revisions: list[int] | None

    async def check(self, user_id: str) -> None:
        """Raise Changed or Refused where ``work`` would, by what is committed of this thing alone.

        What is allowed by that may yet be refused, and what is not there is left to ``work``.
        """
        found = await self._find(user_id)
        if found is None:
            return
        expect(found["revision"], self.revisions)
        if not self.table.allows(found["status"], self.to):
            status = found["status"]
            raise Refused(self.table.entity, status, self.table.allowed(status))

    async def _find(self, user_id: str) -> dict[str, Any] | None:
        fields = {"status": 1, "revision": 1}
        if self.table is not STEP:
            return await committed_in(_MODELS[self.table.entity]).find_one(
                owned(user_id, self.id), fields
            )
        hop = await committed_in(Hop).find_one(
            {"tool_steps.id": self.id, **owned(user_id)},
            {f"tool_steps.{name}": 1 for name in ("id", *fields)},
        )
        steps = [] if hop is None else hop["tool_steps"]
        return next((step for step in steps if step["id"] == self.id), None)


async def in_workflow(
    database: Database,
    actor: Actor,
    mission_id: PydanticObjectId,
    work: Callable[[Workflow, Transaction], Awaitable[T]],
    once: Once | None = None,
    asked: Asked | None = None,
) -> T:
    """Run ``work`` on one mission's workflow, all or nothing; ``once``, where that is given.

    The mission is locked first, by a write: of two transactions on one mission
    the second begins again after the first, and sees what it did. Those of one process
    wait for each other, in order of arrival; only another process's are met as
    conflicts. ``work`` changes the state it is given and saves it with ``save``. A move
    that is ``asked`` for, and that those before have made impossible, is refused without
    a transaction.

    Raises Missing, NameTaken, and what ``work`` raises.
    """

    async def attempt(transaction: Transaction) -> T:
        return await work(await _locked(actor, mission_id, transaction), transaction)

    try:
        async with database.turns.turn(("mission", mission_id)) as waited:
            if asked is not None and waited:
                await asked.check(actor.user_id)
            return await in_transaction_once(database, once, attempt)
    except DuplicateKeyError as error:
        raise NameTaken(await namesake(actor.user_id, error)) from error


async def mission_of(
    model: type[Hop] | type[Asset], user_id: str, document_id: PydanticObjectId
) -> PydanticObjectId:
    """The mission that a hop or an asset belongs to, which never changes. Raises Missing."""
    raw = await collection_of(model).find_one(owned(user_id, document_id), {"mission_id": 1})
    if raw is None:
        raise Missing(model.__name__.lower())
    return PydanticObjectId(raw["mission_id"])


async def mission_of_step(user_id: str, step_id: PydanticObjectId) -> PydanticObjectId:
    """The mission that a tool step belongs to. Raises Missing."""
    raw = await collection_of(Hop).find_one(
        {"tool_steps.id": step_id, **owned(user_id)}, {"mission_id": 1}
    )
    if raw is None:
        raise Missing("tool step")
    return PydanticObjectId(raw["mission_id"])


def expect(revision: int, revisions: list[int] | None) -> None:
    """Raise Changed unless a thing is at one of the revisions; None accepts any."""
    if revisions is not None and revision not in revisions:
        raise Changed


async def _locked(actor: Actor, mission_id: PydanticObjectId, transaction: Transaction) -> Workflow:
    mission = await collection_of(Mission).find_one_and_update(
        owned(actor.user_id, mission_id),
        {
            "$inc": {"revision": 1},
            "$max": {"updated_at": actor.now},
            "$set": untallied(),
        },
        projection={
            "status": 1,
            "revision": 1,
            "current_hop_id": 1,
            "session_id": 1,
            "updated_at": 1,
        },
        # As it was: its revision is the one that a caller's If-Match knows.
        return_document=ReturnDocument.BEFORE,
        session=transaction,
    )
    if mission is None:
        raise Missing("mission")
    # Whoever waited for the lock asked before what is logged by now: no log runs backwards.
    actor = replace(actor, now=max(actor.now, mission["updated_at"]))
    live = {**owned(actor.user_id), "mission_id": mission_id}
    hops = collection_of(Hop).find(live, _HOP_FIELDS, session=transaction)
    assets = collection_of(Asset).find(live, _ASSET_FIELDS, session=transaction)
    return Workflow(
        MissionState(
            mission["_id"],
            mission["status"],
            mission["revision"],
            actor,
            mission["current_hop_id"],
            mission["session_id"],
        ),
        [_hop(raw, actor) async for raw in hops.sort("sequence_order", 1)],
        [_asset(raw, actor) async for raw in assets.sort("name", 1)],
    )


def _hop(raw: dict[str, Any], actor: Actor) -> HopState:
    steps = [
        StepState(
            step["id"],
            step["status"],
            step["revision"],
            actor,
            step["sequence_order"],
            mapped_names(plain(step["parameter_mapping"])),
            mapped_names(plain(step["result_mapping"])),
        )
        for step in raw.get("tool_steps", [])
    ]
    return HopState(
        raw["_id"],
        raw["status"],
        raw["revision"],
        actor,
        raw["sequence_order"],
        raw["is_final"],
        steps,
    )


def _asset(raw: dict[str, Any], actor: Actor) -> AssetState:
    return AssetState(
        raw["_id"], raw["status"], raw["revision"], actor, raw["name"], raw["scope_id"]
    )


async def save(flow: Workflow, transaction: Transaction) -> None:
    """Write every change of the workflow, and complete the session where that follows."""
    mission, actor = flow.mission, flow.mission.actor
    if mission.changed:
        await collection_of(Mission).update_one(
            _here(actor, mission.id), _update(mission, ""), session=transaction
        )
    changed_assets = [asset for asset in flow.assets if asset.changed]
    hops = [
        _hop_update(actor, hop)
        for hop in flow.hops
        if hop.changed
        or hop.touched
        or any(step.changed for step in hop.steps)
        or any(asset.scope_id == hop.id for asset in changed_assets)
    ]
    if hops:
        await collection_of(Hop).bulk_write(hops, session=transaction)
    if changed_assets:
        assets = [
            UpdateOne(_here(actor, a.id), _stamped(_update(a, ""), a)) for a in changed_assets
        ]
        await collection_of(Asset).bulk_write(assets, session=transaction)
    if flow.completes_session and mission.session_id is not None:
        await complete_with_mission(
            mission.session_id, by=actor.user_id, now=actor.now, transaction=transaction
        )


def _update(item: Tracked, prefix: str) -> dict[str, Any]:
    """The update of one thing, or of an embedded one at ``prefix``."""
    values = {f"{prefix}{name}": value for name, value in item.values.items()}
    update: dict[str, Any] = {}
    if item.log:
        values |= {
            f"{prefix}status": item.status,
            f"{prefix}status_changed_at": item.actor.now,
        }
        update["$push"] = {f"{prefix}transitions": pushed(item.log)}
    if values:
        update["$set"] = values
    return update


def _stamped(update: dict[str, Any], item: Tracked, prefix: str = "") -> dict[str, Any]:
    return {
        **update,
        "$inc": {f"{prefix}revision": 1},
        "$max": {f"{prefix}updated_at": item.actor.now},
    }


def _here(actor: Actor, document_id: PydanticObjectId) -> dict[str, Any]:
    """The filter of something that is locked with its mission: whose it is says on which shard."""
    return {"_id": document_id, "user_id": actor.user_id}


def _hop_update(actor: Actor, hop: HopState) -> UpdateOne:
    update = _stamped(_update(hop, ""), hop)
    filters: list[Mapping[str, Any]] = []
    for number, step in enumerate(step for step in hop.steps if step.changed):
        place = f"tool_steps.$[s{number}]."
        for operator, fields in _stamped(_update(step, place), step, place).items():
            update[operator] = {**update.get(operator, {}), **fields}
        filters.append({f"s{number}.id": step.id})
    return UpdateOne(_here(actor, hop.id), update, array_filters=filters or None)

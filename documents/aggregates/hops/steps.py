"""Making, changing, reordering and deleting the tool steps of a hop."""

from typing import Any

from documents.aggregates.hops.change import DESIGN_STATUSES
from documents.aggregates.hops.find import find_step, read_weighed
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.requests import move_step
from documents.aggregates.workflow.state import Actor, HopState, Workflow
from documents.aggregates.workflow.store import (
    Asked,
    expect,
    in_workflow,
    mission_of,
    mission_of_step,
    save,
)
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.workflow import Full, Locked, OrderMismatch
from documents.shapes.hops import MAX_STEPS, Hop, ToolStep
from documents.shapes.state_tables import STEP, StepStatus

StepOfHop = tuple[ToolStep, PydanticObjectId]

CONFIGURABLE = frozenset({StepStatus.PROPOSED, StepStatus.READY_TO_CONFIGURE, StepStatus.FAILED})
"""While a step stands there, everything about it can be changed."""

RESULT_FIELDS = frozenset({"execution_result", "error_message"})
"""What can be changed while it executes, too."""


def _check_design(flow: Workflow, hop: HopState) -> None:
    if flow.mission.finished:
        raise Locked("mission", flow.mission.status, f"the mission is {flow.mission.status}")
    if hop.status not in DESIGN_STATUSES:
        raise Locked(
            "hop",
            hop.status,
            f"the hop is {hop.status}; its list of steps can be changed while it is "
            "proposed or ready_to_resolve",
        )


async def insert_step(
    database: Database,
    actor: Actor,
    hop_id: PydanticObjectId,
    fields: dict[str, Any],
    once: Once | None = None,
) -> StepOfHop:
    """Make a proposed tool step, the last of its hop. Raises Missing, Locked, Full, TooHeavy."""
    step_id = PydanticObjectId()
    now = actor.now

    async def work(flow: Workflow, transaction: Transaction) -> StepOfHop:
        hop = flow.hop(hop_id)
        _check_design(flow, hop)
        if len(hop.steps) >= MAX_STEPS:
            raise Full(f"a hop has {MAX_STEPS} tool steps at most")
        step = ToolStep(
            id=step_id,
            sequence_order=len(hop.steps) + 1,
            status_changed_at=now,
            created_at=now,
            updated_at=now,
            **fields,
        )
        await _write(hop_id, actor, transaction, {"$push": {"tool_steps": step.model_dump()}})
        await read_weighed(actor.user_id, hop_id, transaction)
        return step, hop_id

    mission_id = await mission_of(Hop, actor.user_id, hop_id)
    return await in_workflow(database, actor, mission_id, work, once)


async def update_step(
    database: Database,
    actor: Actor,
    step_id: PydanticObjectId,
    fields: dict[str, Any],
    revisions: list[int] | None,
) -> StepOfHop:
    """Set fields of a tool step. Raises Missing, Changed, Locked, TooHeavy."""

    async def work(flow: Workflow, transaction: Transaction) -> StepOfHop:
        hop, step = flow.step(step_id)
        expect(step.revision, revisions)
        if step.status not in CONFIGURABLE and not (
            step.status == StepStatus.EXECUTING and fields.keys() <= RESULT_FIELDS
        ):
            raise Locked(
                "tool step",
                step.status,
                f"the tool step is {step.status}; it can be changed while it is "
                "proposed, ready_to_configure or failed, and its result while it executes",
            )
        step.values |= fields
        await save(flow, transaction)
        await read_weighed(actor.user_id, hop.id, transaction)
        return await find_step(actor.user_id, step_id, transaction)

    mission_id = await mission_of_step(actor.user_id, step_id)
    return await in_workflow(database, actor, mission_id, work)


async def change_step_status(
    database: Database,
    actor: Actor,
    step_id: PydanticObjectId,
    to: StepStatus,
    *,
    result: dict[str, Any],
    revisions: list[int] | None,
) -> StepOfHop:
    """Change a tool step's status, with all that follows for its assets, hop and mission.

    ``result`` are the RESULT_FIELDS to set with it. Raises Missing, Changed,
    Refused, Blocked, TooHeavy.
    """

    async def work(flow: Workflow, transaction: Transaction) -> StepOfHop:
        hop, step = flow.step(step_id)
        expect(step.revision, revisions)
        move_step(flow, hop, step, to)
        step.values |= result
        await save(flow, transaction)
        await read_weighed(actor.user_id, hop.id, transaction)
        return await find_step(actor.user_id, step_id, transaction)

    mission_id = await mission_of_step(actor.user_id, step_id)
    asked = Asked(STEP, step_id, to, revisions)
    return await in_workflow(database, actor, mission_id, work, asked=asked)


async def reorder_steps(
    database: Database,
    actor: Actor,
    hop_id: PydanticObjectId,
    step_ids: list[PydanticObjectId],
    revisions: list[int] | None,
) -> list[ToolStep]:
    """Put a hop's tool steps into the order of ``step_ids``, which must be all of them.

    ``revisions`` are the hop's. Raises Missing, Changed, Locked, OrderMismatch.
    """

    async def work(flow: Workflow, transaction: Transaction) -> list[ToolStep]:
        hop = flow.hop(hop_id)
        expect(hop.revision, revisions)
        _check_design(flow, hop)
        if sorted(step_ids) != sorted(step.id for step in hop.steps):
            raise OrderMismatch([str(step.id) for step in hop.steps])
        for step in hop.steps:
            place = step_ids.index(step.id) + 1
            if place != step.sequence_order:
                step.values["sequence_order"] = place
        await save(flow, transaction)
        in_order = {"$push": {"tool_steps": {"$each": [], "$sort": {"sequence_order": 1}}}}
        await collection_of(Hop).update_one(
            owned(actor.user_id, hop_id), in_order, session=transaction
        )
        found = await read_weighed(actor.user_id, hop_id, transaction)
        return found.hop.tool_steps

    mission_id = await mission_of(Hop, actor.user_id, hop_id)
    return await in_workflow(database, actor, mission_id, work)


async def delete_step(
    database: Database, actor: Actor, step_id: PydanticObjectId, revisions: list[int] | None
) -> None:
    """Delete a tool step that is not ready, running or done; the ones after it move up.

    Raises Missing, Changed, Locked.
    """

    async def work(flow: Workflow, transaction: Transaction) -> None:
        hop, step = flow.step(step_id)
        expect(step.revision, revisions)
        if step.status not in STEP.deletable:
            raise Locked("tool step", step.status, f"the tool step is {step.status}")
        for later in hop.steps:
            if later.sequence_order > step.sequence_order:
                later.values["sequence_order"] = later.sequence_order - 1
        await save(flow, transaction)
        await _write(hop.id, actor, transaction, {"$pull": {"tool_steps": {"id": step_id}}})

    mission_id = await mission_of_step(actor.user_id, step_id)
    await in_workflow(database, actor, mission_id, work)


async def _write(
    hop_id: PydanticObjectId, actor: Actor, transaction: Transaction, update: dict[str, Any]
) -> None:
    stamps = {"$inc": {"revision": 1}, "$max": {"updated_at": actor.now}}
    await collection_of(Hop).bulk_write(
        [UpdateOne(owned(actor.user_id, hop_id), {**update, **stamps})], session=transaction
    )

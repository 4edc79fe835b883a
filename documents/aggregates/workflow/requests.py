"""The transitions that a user may ask for, each with all that the rules make of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from documents.aggregates.workflow import hops, steps
from documents.aggregates.workflow.state import AssetState, HopState, StepState, Tracked, Workflow
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import Blocked, Refused
from documents.shapes.state_tables import AssetStatus, HopStatus, MissionStatus, StepStatus


@contextmanager
def _asked_of(item: Tracked, to: str) -> Iterator[None]:
    """A refusal answers for the thing that was asked, whatever stood in the way."""
    item.check(to)
    entity, status, allowed = item.table.entity, item.status, item.table.allowed(item.status)
    try:
        yield
    except Refused as error:
        if (error.entity, error.status) == (entity, status):
            raise
        raise Blocked(entity, status, allowed, str(error)) from None


def move_mission(flow: Workflow, to: MissionStatus, hop_id: PydanticObjectId | None = None) -> None:
    """Change a mission's status.

    ``hop_id`` is the proposal that building_hop accepts, or the current hop that it reopens.
    Raises Refused, Blocked, and Missing for a hop that is not the mission's.
    """
    mission = flow.mission
    with _asked_of(mission, to):
        if to == MissionStatus.CANCELLED:
            hops.cancel_mission(flow)
        elif to == MissionStatus.FAILED:
            hops.fail_mission(flow)
        elif to == MissionStatus.PROPOSED:
            mission.move(to)
            mission.refer_to(None)
        elif mission.status == MissionStatus.PROPOSED:
            mission.move(to)
            hops.accept_assets(flow, mission.id, "the mission was accepted")
        elif mission.status == MissionStatus.READY_FOR_NEXT_HOP:
            hops.accept_hop(flow, _proposal(flow, hop_id))
        else:
            if hop_id not in (None, mission.current_hop_id):
                raise mission.blocked("it is at another hop")
            _move_current(flow, to)


def _proposal(flow: Workflow, hop_id: PydanticObjectId | None) -> HopState:
    if hop_id is not None:
        return flow.hop(hop_id)
    for hop in flow.hops:
        if hop.status == HopStatus.PROPOSED:
            return hop
    raise flow.mission.blocked("it has no proposed hop to accept")


def _move_current(flow: Workflow, to: MissionStatus) -> None:
    """What the mission does from building_hop on, its current hop does with it."""
    mission, hop = flow.mission, flow.current_hop
    assert hop is not None, "a mission that is at a hop has one"
    if to == MissionStatus.HOP_READY_TO_EXECUTE:
        hop.check(HopStatus.READY_TO_EXECUTE)
        hops.resolve_hop(flow, hop)
    elif to == MissionStatus.BUILDING_HOP:
        hops.reopen_hop(flow, hop)
    elif to == MissionStatus.EXECUTING_HOP:
        hops.start_hop(flow, hop)
    elif hop.is_final != (to == MissionStatus.COMPLETED):
        final = "the final one" if hop.is_final else "not the final one"
        raise mission.blocked(f"its current hop is {final}")
    else:
        hops.complete_hop(flow, hop)


def move_hop(flow: Workflow, hop: HopState, to: HopStatus) -> None:
    """Change a hop's status, and the mission's with it. Raises Refused, Blocked."""
    mission = flow.mission
    is_current = hop.id == mission.current_hop_id
    with _asked_of(hop, to):
        if to == HopStatus.CANCELLED:
            if is_current and not mission.finished:
                hops.cancel_mission(flow, asked=hop)
            else:
                hops.cancel_hop(flow, hop)
        elif mission.finished:
            raise hop.blocked(f"the mission is {mission.status}; reset it first")
        elif to == HopStatus.FAILED:
            hops.fail_mission(flow, asked=hop)
        elif to == HopStatus.PROPOSED:
            if hop.status == HopStatus.CANCELLED:
                hops.reset_hop(hop)
            else:
                hop.move(to)
        elif to == HopStatus.READY_TO_RESOLVE:
            _to_resolve(flow, hop, is_current=is_current)
        elif to == HopStatus.READY_TO_EXECUTE:
            hops.resolve_hop(flow, hop)
        elif to == HopStatus.EXECUTING:
            hops.start_hop(flow, hop)
        else:
            hops.complete_hop(flow, hop)


def _to_resolve(flow: Workflow, hop: HopState, *, is_current: bool) -> None:
    if hop.status == HopStatus.READY_TO_EXECUTE:
        hops.reopen_hop(flow, hop)
    elif is_current:
        hop.move(HopStatus.READY_TO_RESOLVE)
    else:
        hops.accept_hop(flow, hop)


def move_step(flow: Workflow, hop: HopState, step: StepState, to: StepStatus) -> None:
    """Change a tool step's status, its assets' and its hop's with it. Raises Refused, Blocked."""
    with _asked_of(step, to):
        for above in (flow.mission, hop):
            if above.finished:
                raise step.blocked(f"the {above.table.entity} is {above.status}")
        if to == StepStatus.READY_TO_EXECUTE:
            steps.ready_step(flow, hop, step)
        elif to == StepStatus.EXECUTING:
            steps.start_step(flow, hop, step)
        elif to == StepStatus.COMPLETED:
            steps.complete_step(flow, hop, step)
            if all(other.status == StepStatus.COMPLETED for other in hop.steps):
                hops.complete_hop(flow, hop, "its last tool step completed")
        elif to == StepStatus.FAILED:
            steps.fail_step(flow, hop, step)
        else:
            was_ready = step.status == StepStatus.READY_TO_EXECUTE
            if to == StepStatus.CANCELLED:
                steps.cancel_step(flow, hop, step)
            else:
                step.move(to)
            if was_ready:
                steps.unready_hop(flow, hop, f"tool step {step.sequence_order} is {to}")


def move_asset(flow: Workflow, asset: AssetState, to: AssetStatus) -> None:
    """Change an asset's status; steps that wait for it to be ready follow.

    Raises Refused, Blocked.
    """
    with _asked_of(asset, to):
        maker = steps.maker_of(flow, asset)
        if maker is not None:
            raise asset.blocked(f"tool step {maker.sequence_order} is executing and makes it")
        asset.move(to)
        steps.settle(flow)

"""Rules 1 to 5: hops, the mission they are of, and what one does to the other."""

from documents.aggregates.workflow.state import HopState, Workflow
from documents.aggregates.workflow.steps import cancel_step, fail_step
from documents.shapes.state_tables import AssetStatus, HopStatus, MissionStatus, StepStatus


def accept_assets(flow: Workflow, scope_id: object, why: str) -> None:
    """The proposed assets of what is accepted become pending."""
    for asset in flow.assets:
        if asset.scope_id == scope_id and asset.status == AssetStatus.PROPOSED:
            asset.move(AssetStatus.PENDING, why)


def accept_hop(flow: Workflow, hop: HopState) -> None:
    """A proposal (or a failed hop, tried again) becomes the current hop; the mission builds it."""
    mission = flow.mission
    if mission.status != MissionStatus.READY_FOR_NEXT_HOP:
        raise hop.blocked(f"the mission is {mission.status}; it must be ready_for_next_hop")
    hop.move(HopStatus.READY_TO_RESOLVE)
    hop.values |= {"error_message": None, "is_resolved": False}
    mission.refer_to(hop.id)
    mission.move(MissionStatus.BUILDING_HOP)
    accept_assets(flow, hop.id, "the hop was accepted")


def resolve_hop(flow: Workflow, hop: HopState) -> None:
    """A hop is ready_to_execute only when all its steps are, but for those that an earlier
    try has completed: they stay so."""
    done = (StepStatus.READY_TO_EXECUTE, StepStatus.COMPLETED)
    waiting = [step for step in hop.steps if step.status not in done]
    if waiting:
        raise hop.blocked(
            f"tool step {waiting[0].sequence_order} is {waiting[0].status}; "
            "every step must be ready_to_execute or completed"
        )
    hop.move(HopStatus.READY_TO_EXECUTE)
    hop.values["is_resolved"] = True
    flow.mission.move(MissionStatus.HOP_READY_TO_EXECUTE)


def reopen_hop(flow: Workflow, hop: HopState) -> None:
    """A resolved hop goes back for another design."""
    hop.move(HopStatus.READY_TO_RESOLVE)
    hop.values["is_resolved"] = False
    flow.mission.move(MissionStatus.BUILDING_HOP)


def start_hop(flow: Workflow, hop: HopState) -> None:
    """The user starts the hop, and with it the mission executes it."""
    hop.move(HopStatus.EXECUTING)
    flow.mission.move(MissionStatus.EXECUTING_HOP)


def complete_hop(flow: Workflow, hop: HopState, why: str | None = None) -> None:
    """A hop completes when all its steps have; the final one completes mission and session."""
    waiting = [step for step in hop.steps if step.status != StepStatus.COMPLETED]
    if waiting:
        raise hop.blocked(
            f"tool step {waiting[0].sequence_order} is {waiting[0].status}; "
            "every step must be completed"
        )
    mission = flow.mission
    hop.move(HopStatus.COMPLETED, why)
    if hop.is_final:
        mission.move(MissionStatus.COMPLETED, why)
        flow.completes_session = True
    else:
        mission.move(MissionStatus.READY_FOR_NEXT_HOP, why)
        mission.refer_to(None)


def fail_mission(flow: Workflow, *, asked: HopState | None = None) -> None:
    """The mission fails, and with it its current hop and the steps that run.

    ``asked`` is the current hop where it was the one to fail: the caller's reason is
    then logged on it.
    """
    flow.mission.move(MissionStatus.FAILED, None if asked is None else "its hop failed")
    hop = flow.current_hop
    if hop is None or hop.finished:
        return
    why = None if asked is hop else "the mission failed"
    if hop.status == HopStatus.PROPOSED:
        # The table has no proposed → failed; it was accepted, so it goes by there.
        hop.move(HopStatus.READY_TO_RESOLVE, why)
    hop.move(HopStatus.FAILED, why)
    for step in hop.steps_in(StepStatus.EXECUTING):
        fail_step(flow, hop, step, "the hop failed")


def cancel_mission(flow: Workflow, *, asked: HopState | None = None) -> None:
    """The mission is cancelled, and with it every hop and step that is not finished.

    ``asked`` is the current hop where it was the one to cancel: no status of a
    mission that is at a hop goes without that hop, so the mission goes with it.
    """
    flow.mission.move(MissionStatus.CANCELLED, None if asked is None else "its hop was cancelled")
    for hop in flow.hops:
        if not hop.finished:
            cancel_hop(flow, hop, None if hop is asked else "the mission was cancelled")
        elif hop.status == HopStatus.FAILED:
            # Nothing of a cancelled mission may look as if it were still to be done.
            _cancel_steps(flow, hop, "the mission was cancelled")


def cancel_hop(flow: Workflow, hop: HopState, why: str | None = None) -> None:
    """The hop is cancelled, and with it every step of it that is not finished."""
    hop.move(HopStatus.CANCELLED, why)
    _cancel_steps(flow, hop, "the hop was cancelled")


def _cancel_steps(flow: Workflow, hop: HopState, why: str) -> None:
    for step in hop.steps:
        if not step.finished:
            cancel_step(flow, hop, step, why)


def reset_hop(hop: HopState) -> None:
    """A cancelled hop is a proposal again, and so are its cancelled steps."""
    hop.move(HopStatus.PROPOSED)
    hop.values |= {"error_message": None, "is_resolved": False}
    for step in hop.steps_in(StepStatus.CANCELLED):
        step.move(StepStatus.PROPOSED, "the hop was reset")

"""Rules 3 and 6: tool steps, their assets, and the hop they are of."""

from documents.aggregates.workflow.state import AssetState, HopState, StepState, Workflow
from documents.shapes.state_tables import AssetStatus, HopStatus, MissionStatus, StepStatus


def ready_step(flow: Workflow, hop: HopState, step: StepState) -> None:
    """A step becomes ready_to_execute only when every asset it reads is ready."""
    absent = sorted(n for n in step.inputs | step.outputs if flow.resolve(hop, n) is None)
    if absent:
        raise step.blocked(f"there is no asset named {', '.join(absent)}")
    unready = unready_inputs(flow, hop, step)
    if unready:
        raise step.blocked(f"its input is not ready: {', '.join(unready)}")
    step.move(StepStatus.READY_TO_EXECUTE)


def unready_inputs(flow: Workflow, hop: HopState, step: StepState) -> list[str]:
    """The names that a step reads and that mean no ready asset."""
    found = {name: flow.resolve(hop, name) for name in step.inputs}
    return sorted(
        name for name, asset in found.items() if asset is None or asset.status != AssetStatus.READY
    )


def start_step(flow: Workflow, hop: HopState, step: StepState) -> None:
    """A step that executes makes its outputs in_progress."""
    if hop.status != HopStatus.EXECUTING:
        raise step.blocked(f"its hop is {hop.status}; it must be executing")
    outputs = flow.outputs(hop, step)
    if len(outputs) < len(step.outputs):
        raise step.blocked("an asset that it makes is not there")
    for asset in outputs:
        if maker_of(flow, asset) is not None:
            raise step.blocked(f"another step is making the asset {asset.name}")
    step.move(StepStatus.EXECUTING)
    # What an earlier try left is not this one's.
    step.values |= {
        "started_at": step.actor.now,
        "completed_at": None,
        "execution_result": None,
        "error_message": None,
    }
    why = f"tool step {step.sequence_order} executes"
    for asset in outputs:
        if asset.status in (AssetStatus.PROPOSED, AssetStatus.EXPIRED):
            asset.move(AssetStatus.PENDING, why)
        if asset.status != AssetStatus.IN_PROGRESS:
            asset.move(AssetStatus.IN_PROGRESS, why)
    settle(flow)


def complete_step(flow: Workflow, hop: HopState, step: StepState) -> None:
    """A step that completes makes its outputs ready."""
    step.move(StepStatus.COMPLETED)
    step.values |= {"completed_at": step.actor.now, "error_message": None}
    for asset in flow.outputs(hop, step):
        asset.move(AssetStatus.READY, f"tool step {step.sequence_order} completed")


def fail_step(flow: Workflow, hop: HopState, step: StepState, why: str | None = None) -> None:
    """A running step that fails makes its outputs error."""
    ran = step.status == StepStatus.EXECUTING
    step.move(StepStatus.FAILED, why)
    if ran:
        for asset in flow.outputs(hop, step):
            asset.move(AssetStatus.ERROR, f"tool step {step.sequence_order} failed")


def cancel_step(flow: Workflow, hop: HopState, step: StepState, why: str | None = None) -> None:
    """A running step that is cancelled leaves its outputs pending."""
    ran = step.status == StepStatus.EXECUTING
    step.move(StepStatus.CANCELLED, why)
    if ran:
        for asset in flow.outputs(hop, step):
            asset.move(AssetStatus.PENDING, f"tool step {step.sequence_order} was cancelled")


def unready_hop(flow: Workflow, hop: HopState, why: str) -> None:
    """A hop with a step that is no longer ready goes back to be resolved, if it was ready."""
    if hop.status == HopStatus.READY_TO_EXECUTE:
        hop.move(HopStatus.READY_TO_RESOLVE, why)
        hop.values["is_resolved"] = False
        flow.mission.move(MissionStatus.BUILDING_HOP, why)


def settle(flow: Workflow) -> None:
    """Take back every step that is ready_to_execute while an input of it is not ready."""
    for hop in flow.hops:
        for step in hop.steps_in(StepStatus.READY_TO_EXECUTE):
            unready = unready_inputs(flow, hop, step)
            if unready:
                why = f"its input is not ready: {', '.join(unready)}"
                step.move(StepStatus.READY_TO_CONFIGURE, why)
                unready_hop(flow, hop, f"tool step {step.sequence_order} is not ready")


def maker_of(flow: Workflow, asset: AssetState) -> StepState | None:
    """The executing step that makes an asset."""
    for hop in flow.hops:
        for step in hop.steps_in(StepStatus.EXECUTING):
            if any(made is asset for made in flow.outputs(hop, step)):
                return step
    return None


def has_its_outputs(flow: Workflow) -> bool:
    """Whether every executing step's outputs are still there and in_progress."""
    for hop in flow.hops:
        for step in hop.steps_in(StepStatus.EXECUTING):
            outputs = flow.outputs(hop, step)
            in_progress = [a for a in outputs if a.status == AssetStatus.IN_PROGRESS]
            if len(in_progress) < len(step.outputs):
                return False
    return True

"""The routes of tool steps."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import CurrentUser, CursorParameter, PageLimit, ToolSteps
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import HopId, StepId
from api.guarded_route import GuardedRoute
from api.idempotency import IdempotencyOf
from api.missions.step_schemas import (
    StepOrder,
    StepStatusChange,
    ToolStepCreate,
    ToolStepDetail,
    ToolStepList,
    ToolStepOut,
    ToolStepPage,
    ToolStepUpdate,
)
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    LIMIT_REACHED,
    MALFORMED,
    NOT_FOUND,
    ORDER_MISMATCH,
    PRECONDITION_FAILED,
    TOO_LARGE,
    TRANSITION_BLOCKED,
    TRANSITION_REFUSED,
    WRONG_STATUS,
    answers,
)
from documents.aggregates.hops.steps import RESULT_FIELDS, StepOfHop
from documents.shapes.state_tables import StepStatus

router = APIRouter(tags=["tool steps"], route_class=GuardedRoute)


def _tagged(response: Response, found: StepOfHop) -> ToolStepDetail:
    response.headers["ETag"] = revision_etag(found[0].revision)
    return ToolStepDetail.of(found)


def _made(response: Response, found: StepOfHop) -> ToolStepDetail:
    response.headers["Location"] = f"/tool-steps/{found[0].id}"
    return _tagged(response, found)


@router.post(
    "/hops/{hop_id:objectid}/tool-steps",
    status_code=201,
    responses=answers(
        MALFORMED, IDEMPOTENCY_KEY_REUSED, NOT_FOUND, WRONG_STATUS, LIMIT_REACHED, TOO_LARGE
    ),
)
async def create_tool_step(
    hop_id: HopId,
    body: ToolStepCreate,
    user: CurrentUser,
    tool_steps: ToolSteps,
    response: Response,
    idempotency: IdempotencyOf,
) -> ToolStepDetail:
    """Propose a tool step, the last of a hop that is `proposed` or `ready_to_resolve`."""
    found = await tool_steps.create_step(
        user.user_id, hop_id, body.model_dump(exclude_unset=True), idempotency.once(_made)
    )
    return _made(response, found)


@router.get("/hops/{hop_id:objectid}/tool-steps", responses=answers(MALFORMED, NOT_FOUND))
async def list_tool_steps(
    hop_id: HopId,
    user: CurrentUser,
    tool_steps: ToolSteps,
    status: Annotated[
        list[StepStatus] | None, Query(description="only these; may be given several times")
    ] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> ToolStepPage:
    """A hop's tool steps in order.

    The failed ones: `?status=failed`. The next pending one:
    `?status=proposed&status=ready_to_configure&status=ready_to_execute&limit=1`.
    """
    page = await tool_steps.list_steps(
        user.user_id, hop_id, statuses=status or [], cursor=cursor, limit=limit
    )
    return ToolStepPage.model_validate(page)


@router.post(
    "/hops/{hop_id:objectid}/tool-steps/reorder",
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, ORDER_MISMATCH, PRECONDITION_FAILED),
)
async def reorder_tool_steps(
    hop_id: HopId,
    body: StepOrder,
    user: CurrentUser,
    tool_steps: ToolSteps,
    if_match: IfMatch = None,
) -> ToolStepList:
    """Put a hop's tool steps in order: all their ids, or 409.

    While the hop is `proposed` or `ready_to_resolve`. If-Match is the hop's.
    """
    ordered = await tool_steps.reorder_steps(
        user.user_id, hop_id, body.step_ids, revisions_in(if_match)
    )
    return ToolStepList(items=[ToolStepOut.model_validate(step) for step in ordered])


@router.get("/tool-steps/{step_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_tool_step(
    step_id: StepId, user: CurrentUser, tool_steps: ToolSteps, response: Response
) -> ToolStepDetail:
    """One tool step."""
    return _tagged(response, await tool_steps.get_step(user.user_id, step_id))


@router.put(
    "/tool-steps/{step_id:objectid}",
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED, TOO_LARGE),
)
async def update_tool_step(
    step_id: StepId,
    body: ToolStepUpdate,
    user: CurrentUser,
    tool_steps: ToolSteps,
    response: Response,
    if_match: IfMatch = None,
) -> ToolStepDetail:
    """Change a tool step while it is `proposed`, `ready_to_configure` or `failed`.

    While it is `executing`, its execution_result and error_message.
    """
    found = await tool_steps.update_step(
        user.user_id, step_id, body.model_dump(exclude_unset=True), revisions_in(if_match)
    )
    return _tagged(response, found)


@router.patch(
    "/tool-steps/{step_id:objectid}/status",
    responses=answers(
        MALFORMED, NOT_FOUND, TRANSITION_REFUSED, TRANSITION_BLOCKED, PRECONDITION_FAILED, TOO_LARGE
    ),
)
async def change_tool_step_status(
    step_id: StepId,
    body: StepStatusChange,
    user: CurrentUser,
    tool_steps: ToolSteps,
    response: Response,
    if_match: IfMatch = None,
) -> ToolStepDetail:
    """Change a tool step's status, with all that follows for its assets, hop and mission.

    It is `ready_to_execute` only while the assets it reads are ready; `executing` makes
    the ones it makes `in_progress`, `completed` ready, `failed` error. The completion
    of a hop's last step completes the hop.
    """
    found = await tool_steps.change_status(
        user.user_id,
        step_id,
        body.status,
        result=body.model_dump(include=set(RESULT_FIELDS), exclude_none=True),
        reason=body.reason,
        revisions=revisions_in(if_match),
    )
    return _tagged(response, found)


@router.delete(
    "/tool-steps/{step_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED),
)
async def delete_tool_step(
    step_id: StepId, user: CurrentUser, tool_steps: ToolSteps, if_match: IfMatch = None
) -> None:
    """Delete a tool step unless it is ready, executing or completed; later ones move up."""
    await tool_steps.delete_step(user.user_id, step_id, revisions_in(if_match))

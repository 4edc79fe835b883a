"""The routes of hops."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import CurrentUser, CursorParameter, Hops, PageLimit
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import HopId, MissionId
from api.guarded_route import GuardedRoute
from api.idempotency import IdempotencyOf
from api.missions.schemas import HopCreate, HopDetail, HopPage, HopStatusChange, HopUpdate
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    LIMIT_REACHED,
    MALFORMED,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    TRANSITION_BLOCKED,
    TRANSITION_REFUSED,
    WRONG_STATUS,
    answers,
)
from documents.aggregates.hops.find import HopWithState
from documents.shapes.state_tables import HopStatus

router = APIRouter(tags=["hops"], route_class=GuardedRoute)


def _tagged(response: Response, found: HopWithState) -> HopDetail:
    response.headers["ETag"] = revision_etag(found.hop.revision)
    return HopDetail.of(found)


def _made(response: Response, found: HopWithState) -> HopDetail:
    response.headers["Location"] = f"/hops/{found.hop.id}"
    return _tagged(response, found)


@router.post(
    "/missions/{mission_id:objectid}/hops",
    status_code=201,
    responses=answers(
        MALFORMED, IDEMPOTENCY_KEY_REUSED, NOT_FOUND, WRONG_STATUS, LIMIT_REACHED, TOO_LARGE
    ),
)
async def create_hop(
    mission_id: MissionId,
    body: HopCreate,
    user: CurrentUser,
    hops: Hops,
    response: Response,
    idempotency: IdempotencyOf,
) -> HopDetail:
    """Propose a hop, as the last of a mission that is not finished."""
    found = await hops.create_hop(
        user.user_id, mission_id, body.model_dump(), idempotency.once(_made)
    )
    return _made(response, found)


@router.get("/missions/{mission_id:objectid}/hops", responses=answers(MALFORMED, NOT_FOUND))
async def list_hops(
    mission_id: MissionId,
    user: CurrentUser,
    hops: Hops,
    status: Annotated[
        list[HopStatus] | None, Query(description="only these; may be given several times")
    ] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> HopPage:
    """A mission's hops in order, without their tool steps."""
    page = await hops.list_hops(
        user.user_id, mission_id, statuses=status or [], cursor=cursor, limit=limit
    )
    return HopPage.model_validate(page)


@router.get("/hops/{hop_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_hop(hop_id: HopId, user: CurrentUser, hops: Hops, response: Response) -> HopDetail:
    """One hop with its tool steps in order and its own assets by name.

    Its ETag moves with every change of its steps and assets too.
    """
    return _tagged(response, await hops.get_hop(user.user_id, hop_id))


@router.put(
    "/hops/{hop_id:objectid}",
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED, TOO_LARGE),
)
async def update_hop(
    hop_id: HopId,
    body: HopUpdate,
    user: CurrentUser,
    hops: Hops,
    response: Response,
    if_match: IfMatch = None,
) -> HopDetail:
    """Change a hop's fields while it is `proposed` or `ready_to_resolve`, later its metadata."""
    found = await hops.update_hop(
        user.user_id, hop_id, body.model_dump(exclude_unset=True), revisions_in(if_match)
    )
    return _tagged(response, found)


@router.patch(
    "/hops/{hop_id:objectid}/status",
    responses=answers(
        MALFORMED, NOT_FOUND, TRANSITION_REFUSED, TRANSITION_BLOCKED, PRECONDITION_FAILED
    ),
)
async def change_hop_status(
    hop_id: HopId,
    body: HopStatusChange,
    user: CurrentUser,
    hops: Hops,
    response: Response,
    if_match: IfMatch = None,
) -> HopDetail:
    """Change a hop's status, with all that follows for its mission, steps, assets and session.

    `ready_to_resolve` from `proposed` accepts the proposal: it becomes its mission's
    current hop. Cancelling the current hop cancels the mission. `proposed` resets a
    cancelled hop, and its cancelled steps with it.
    """
    found = await hops.change_status(
        user.user_id,
        hop_id,
        body.status,
        error_message=body.error_message,
        reason=body.reason,
        revisions=revisions_in(if_match),
    )
    return _tagged(response, found)


@router.delete(
    "/hops/{hop_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED),
)
async def delete_hop(
    hop_id: HopId, user: CurrentUser, hops: Hops, if_match: IfMatch = None
) -> None:
    """Delete a `proposed` or `cancelled` hop with its steps and assets; later ones move up."""
    await hops.delete_hop(user.user_id, hop_id, revisions_in(if_match))

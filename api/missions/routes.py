"""The routes of missions."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import CurrentUser, CursorParameter, Missions, PageLimit
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import MissionId
from api.guarded_route import GuardedRoute
from api.idempotency import IdempotencyOf
from api.missions.schemas import (
    MissionCreate,
    MissionDetail,
    MissionFull,
    MissionPage,
    MissionStatusChange,
    MissionUpdate,
)
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    MALFORMED,
    NAME_TAKEN,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    TRANSITION_BLOCKED,
    TRANSITION_REFUSED,
    WRONG_STATUS,
    answers,
)
from documents.aggregates.missions.find import MissionTree
from documents.shapes.state_tables import MissionStatus

router = APIRouter(prefix="/missions", tags=["missions"], route_class=GuardedRoute)


def _tagged(response: Response, tree: MissionTree) -> MissionDetail:
    response.headers["ETag"] = revision_etag(tree.mission.revision)
    return MissionDetail.of(tree)


def _made(response: Response, tree: MissionTree) -> MissionDetail:
    response.headers["Location"] = f"/missions/{tree.mission.id}"
    return _tagged(response, tree)


@router.post(
    "", status_code=201, responses=answers(MALFORMED, IDEMPOTENCY_KEY_REUSED, NAME_TAKEN, TOO_LARGE)
)
async def create_mission(
    body: MissionCreate,
    user: CurrentUser,
    missions: Missions,
    response: Response,
    idempotency: IdempotencyOf,
) -> MissionDetail:
    """Propose a mission. A session is given it by `mission_id` of the session."""
    tree = await missions.create_mission(user.user_id, body.model_dump(), idempotency.once(_made))
    return _made(response, tree)


@router.get("", responses=answers(MALFORMED))
async def list_missions(
    user: CurrentUser,
    missions: Missions,
    status: Annotated[
        list[MissionStatus] | None, Query(description="only these; may be given several times")
    ] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> MissionPage:
    """Your missions, newest first, a page at a time."""
    page = await missions.list_missions(
        user.user_id, statuses=status or [], cursor=cursor, limit=limit
    )
    return MissionPage.model_validate(page)


@router.get("/{mission_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_mission(
    mission_id: MissionId, user: CurrentUser, missions: Missions, response: Response
) -> MissionDetail:
    """One mission with its hops in order and its own assets by name.

    Its ETag moves with every change of its hops, tool steps and assets too.
    """
    return _tagged(response, await missions.get_mission(user.user_id, mission_id))


@router.get("/{mission_id:objectid}/full", responses=answers(MALFORMED, NOT_FOUND))
async def get_full_mission(
    mission_id: MissionId, user: CurrentUser, missions: Missions, response: Response
) -> MissionFull:
    """One mission with its hops, their tool steps, and all assets by name.

    All of it as of one moment. Assets are shown without their content.
    """
    tree = await missions.get_full_mission(user.user_id, mission_id)
    response.headers["ETag"] = revision_etag(tree.mission.revision)
    return await MissionFull.of(tree)


@router.put(
    "/{mission_id:objectid}",
    responses=answers(
        MALFORMED, NOT_FOUND, NAME_TAKEN, WRONG_STATUS, PRECONDITION_FAILED, TOO_LARGE
    ),
)
async def update_mission(
    mission_id: MissionId,
    body: MissionUpdate,
    user: CurrentUser,
    missions: Missions,
    response: Response,
    if_match: IfMatch = None,
) -> MissionDetail:
    """Change a mission's fields. Of a finished mission only its metadata can be changed."""
    tree = await missions.update_mission(
        user.user_id, mission_id, body.model_dump(exclude_unset=True), revisions_in(if_match)
    )
    return _tagged(response, tree)


@router.patch(
    "/{mission_id:objectid}/status",
    responses=answers(
        MALFORMED,
        NOT_FOUND,
        TRANSITION_REFUSED,
        TRANSITION_BLOCKED,
        NAME_TAKEN,
        PRECONDITION_FAILED,
    ),
)
async def change_mission_status(
    mission_id: MissionId,
    body: MissionStatusChange,
    user: CurrentUser,
    missions: Missions,
    response: Response,
    if_match: IfMatch = None,
) -> MissionDetail:
    """Change a mission's status, with all that follows for its hops, steps, assets and session.

    `ready_for_next_hop` from `proposed` accepts the mission. `building_hop` accepts a
    hop proposal. From there on the current hop changes with the mission, and the
    other way round. `proposed` resets a finished mission: its hops stay as they are.
    """
    tree = await missions.change_status(
        user.user_id,
        mission_id,
        body.status,
        hop_id=body.hop_id,
        reason=body.reason,
        revisions=revisions_in(if_match),
    )
    return _tagged(response, tree)


@router.delete(
    "/{mission_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, PRECONDITION_FAILED),
)
async def delete_mission(
    mission_id: MissionId, user: CurrentUser, missions: Missions, if_match: IfMatch = None
) -> None:
    """Delete a mission with its hops and assets. Its session stays, without a mission."""
    await missions.delete_mission(user.user_id, mission_id, revisions_in(if_match))

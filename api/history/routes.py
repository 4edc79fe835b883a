"""The routes of logs: each change of status of a mission with its parts, and of a session."""

from fastapi import APIRouter

from api.deps import CurrentUser, CursorParameter, History, PageLimit
from api.fields import MissionId, SessionId
from api.guarded_route import GuardedRoute
from api.history.schemas import TransitionPage
from api.problems import MALFORMED, NOT_FOUND, answers

router = APIRouter(route_class=GuardedRoute)


@router.get(
    "/missions/{mission_id:objectid}/transitions",
    tags=["missions"],
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_mission_transitions(
    mission_id: MissionId,
    user: CurrentUser,
    history: History,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> TransitionPage:
    """The changes of status of a mission, its hops, tool steps and assets, newest first.

    Who made each, from what to what, when and why. Of each the newest hundred are kept; of what
    is deleted none are told.
    """
    page = await history.list_mission_transitions(
        user.user_id, mission_id, cursor=cursor, limit=limit
    )
    return TransitionPage.of(page)


@router.get(
    "/sessions/{session_id:objectid}/transitions",
    tags=["sessions"],
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_session_transitions(
    session_id: SessionId,
    user: CurrentUser,
    history: History,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> TransitionPage:
    """The changes of status of a session, newest first.

    Who made each, from what to what, when and why: the newest hundred are kept. What time
    has done is by `threadkeep`.
    """
    page = await history.list_session_transitions(
        user.user_id, session_id, cursor=cursor, limit=limit
    )
    return TransitionPage.of(page)

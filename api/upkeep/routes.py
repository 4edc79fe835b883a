"""The routes of upkeep: they look, and change nothing."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AdminOnly, CurrentUser, CursorParameter, Foresight, PageLimit
from api.guarded_route import GuardedRoute
from api.problems import FORBIDDEN, MALFORMED, answers
from api.upkeep.schemas import DueSessionPage, IndexesOut, SweepPreview
from documents.upkeep.due import SweepStep

router = APIRouter(
    prefix="/upkeep", tags=["upkeep"], route_class=GuardedRoute, dependencies=[AdminOnly]
)


@router.get("/sweep", responses=answers(FORBIDDEN, MALFORMED))
async def get_sweep_preview(foresight: Foresight) -> SweepPreview:
    """To how many sessions a sweep would do what now, and when the last one ended. Wants the
    scope `admin`.

    Of each step up to a thousand are counted. What a sweep removes beside sessions, and how many
    bytes that frees, is told by `threadkeep sweep --dry-run`, which reads all of it.
    """
    return SweepPreview.of(await foresight.sweep())


@router.get("/sweep/sessions", responses=answers(FORBIDDEN, MALFORMED))
async def list_due_sessions(
    user: CurrentUser,
    foresight: Foresight,
    step: Annotated[SweepStep, Query(description="what a sweep would do to them")],
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> DueSessionPage:
    """The sessions of all users that a sweep would do a step to now, and why. Wants the scope
    `admin`.

    Those that wait the longest come first. A page may hold fewer than `limit`, or none, where
    chats have moved and their sessions are yet to learn it: go on by `next`.
    """
    page = await foresight.due_sessions(user.user_id, step, cursor=cursor, limit=limit)
    return DueSessionPage.of(page)


@router.get("/indexes", responses=answers(FORBIDDEN, MALFORMED))
async def get_index_status(foresight: Foresight) -> IndexesOut:
    """How each index stands, and what `threadkeep indexes sync` would change. Wants the scope
    `admin`.

    The same as `threadkeep indexes status` and `plan` tell. Uses are those of the member of the
    replica set that answers, since it started.
    """
    return IndexesOut.of(await foresight.indexes())

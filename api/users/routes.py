"""The routes of users: all of one's own, and, for administrators, all of anybody's."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.deps import AdminOnly, CurrentUser, Users
from api.guarded_route import StreamedRoute
from api.problems import FORBIDDEN, MALFORMED, STILL_WRITING, answers
from api.users.schemas import Erase, ReceiptOut, UserId

router = APIRouter(prefix="/users", tags=["users"], route_class=StreamedRoute)

_LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/jsonl": {}}, "description": "JSON lines, streamed"}
}


@router.get(
    "/me/export", response_class=StreamingResponse, responses={**_LINES, **answers(MALFORMED)}
)
async def export_own_data(user: CurrentUser, users: Users) -> StreamingResponse:
    """Everything that is stored of you, as JSON lines.

    The lines are those of an administrator's export of you; `threadkeep users import` stores
    them again.
    """
    return StreamingResponse(users.export_user(user.user_id), media_type="application/jsonl")


@router.get(
    "/export",
    dependencies=[AdminOnly],
    response_class=StreamingResponse,
    responses={**_LINES, **answers(FORBIDDEN, MALFORMED)},
)
async def export_user(users: Users, user_id: Annotated[UserId, Query()]) -> StreamingResponse:
    """Everything that is stored of one user, as JSON lines. Wants the scope `admin`.

    Each line is an object with a `type`: first `user`, then `session`, `mission`,
    `hop`, `asset`, `chat` and, after their chat, `message`, `file` and `file_chunk`
    (base64). Deleted sessions that can still be restored are among them.
    """
    return StreamingResponse(users.export_user(user_id), media_type="application/jsonl")


@router.post(
    "/erase", dependencies=[AdminOnly], responses=answers(FORBIDDEN, MALFORMED, STILL_WRITING)
)
async def erase_user(body: Erase, users: Users) -> ReceiptOut:
    """Erase everything of one user, for good, and get a receipt. Wants the scope `admin`.

    It is invisible at once. Ask again when an answer was lost: an erasure that was
    stopped goes on, and one of a user of whom nothing is left counts nothing. Take
    the user's tokens away first: what is written afterwards is new. 409 when the
    user writes faster than it is erased.
    """
    return ReceiptOut.model_validate(await users.erase_user(body.user_id))

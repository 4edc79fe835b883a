"""The routes of users: all of one's own, and, for administrators, all of anybody's."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.deps import AdminOnly, CurrentUser, Jobs, Users
from api.guarded_route import StreamedRoute
from api.json_answer import JsonAnswer
from api.problems import FORBIDDEN, MALFORMED, STILL_WRITING, answers
from api.users.job_routes import BEGUN
from api.users.job_schemas import JobOut, path_of
from api.users.schemas import ReceiptOut, UserId, UserNamed
from services.jobs import Job

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
    "/erase",
    dependencies=[AdminOnly],
    response_model=ReceiptOut,
    responses={
        202: {"description": "It is much, and being erased", "model": JobOut, **BEGUN},
        **answers(FORBIDDEN, MALFORMED, STILL_WRITING),
    },
)
async def erase_user(body: UserNamed, jobs: Jobs) -> ReceiptOut | Response:
    """Erase everything of one user, for good, and get a receipt. Wants the scope `admin`.

    Of up to 1,000 documents it is answered at once, and the user's data are invisible from
    then on. More are erased by a job: 202, and `Location` says where to ask how far it is and for
    the receipt, which is kept for a week; while it runs, the same is answered again. Ask again
    when an answer was lost: an erasure that was stopped goes on, and one of a user of
    whom nothing is left counts nothing. Take the user's tokens away first: what is written
    afterwards is new. 409, and a job that has failed, when the user writes faster than it is
    erased.
    """
    erased = await jobs.erase_user(body.user_id)
    if isinstance(erased, Job):
        text = JobOut.of(erased).model_dump_json().encode()
        return JsonAnswer(text, 202, [(b"location", path_of(erased).encode())])
    return ReceiptOut.model_validate(erased)

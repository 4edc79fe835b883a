"""The routes of whoever has a link, without an account."""

from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Path, Query, Response
from starlette.responses import HTMLResponse

from api.call_plan import RouteRequest
from api.deps import Shares
from api.json_answer import JsonAnswer
from api.problems import MALFORMED, NOT_FOUND, QUOTA_EXCEEDED, answers
from api.shares.page import HEADERS, gone_page, shared_page
from api.shares.schemas import MAX_THROUGH, SharedChat
from api.state import runtime_of
from api.strict_route import RouteHandler, StrictRoute
from documents.shapes.errors.chats import ShareMissing

_PAGE_MESSAGES = 100


class SharedHandler(RouteHandler):
    """Handles requests that nobody's token came with: within the database's time, as any."""

    async def handle(self, request: RouteRequest) -> Response:
        """The answer to a request. Raises what is to be answered as a problem."""
        services = runtime_of(request).services
        if services is None:
            return await self.answer(request)
        # All of them have the part of one user of the threads for the database.
        with services.database.within_timeout(user="/shared"):
            return await self.answer(request)


class SharedRoute(StrictRoute):
    """A route for everybody."""

    handler_class: ClassVar[type[RouteHandler]] = SharedHandler


router = APIRouter(prefix="/shared", tags=["shares"], route_class=SharedRoute)

Token = Annotated[str, Path(description="the token of a share")]
After = Annotated[int, Query(ge=0, le=MAX_THROUGH, description="a message's number, not included")]
_HTML: dict[str, Any] = {"text/html": {"schema": {"type": "string"}}}


@router.get(
    "/{token}",
    response_class=HTMLResponse,
    responses={
        200: {"content": _HTML, "description": "A page without scripts"},
        404: {"content": _HTML, "description": "The link reads nothing, or nothing any more"},
        **answers(MALFORMED, QUOTA_EXCEEDED),
    },
)
async def get_shared_page(token: Token, shares: Shares, after: After = 0) -> HTMLResponse:
    """A shared chat as a page to read, a hundred messages at a time. Without a token of a user.

    It has no scripts and loads nothing; all that users wrote is text on it.
    """
    try:
        shared = await shares.read(token, after=after, limit=_PAGE_MESSAGES)
    except ShareMissing:
        return HTMLResponse(gone_page(), status_code=404, headers=HEADERS)
    return HTMLResponse(shared_page(shared), headers=HEADERS)


@router.get(
    "/{token}/messages",
    response_model=SharedChat,
    responses=answers(MALFORMED, NOT_FOUND, QUOTA_EXCEEDED),
)
async def list_shared_messages(
    token: Token,
    shares: Shares,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="how many at most")] = 50,
) -> Response:
    """The messages of a shared chat, from the first on. Without a token of a user.

    A page may hold fewer than `limit`: go on `after` its `next` until that is null.
    """
    shared = await shares.read(token, after=after, limit=limit)
    lines = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    return JsonAnswer(SharedChat.of(shared).model_dump_json().encode(), more=lines)

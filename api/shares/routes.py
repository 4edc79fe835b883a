"""The routes of shares, for the owner of the chat."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Response

from api.deps import CurrentUser, CursorParameter, PageLimit, Shares
from api.fields import ChatId, Id
from api.guarded_route import GuardedRoute
from api.problems import MALFORMED, NOT_FOUND, answers
from api.shares.schemas import ShareCreate, ShareMade, SharePage

router = APIRouter(prefix="/chats", tags=["shares"], route_class=GuardedRoute)

ShareId = Annotated[Id, Path(description="the share's id")]


@router.post("/{chat_id:objectid}/shares", status_code=201, responses=answers(MALFORMED, NOT_FOUND))
async def create_share(
    chat_id: ChatId,
    user: CurrentUser,
    shares: Shares,
    response: Response,
    body: Annotated[ShareCreate | None, Body()] = None,
) -> ShareMade:
    """Share a chat by a link that reads it without an account.

    The link reads the messages up to `through`, as they are at the time of reading, and
    nothing else: an edit or a redaction shows at once, and with the chat it is gone. The
    `token` is told only in this answer. `path` is a page for people, and with `/messages`
    after it JSON.
    """
    wanted = body or ShareCreate()
    share, token = await shares.create_share(
        user.user_id, chat_id, through=wanted.through, expires_at=wanted.expires_at
    )
    response.headers["Location"] = f"/chats/{chat_id}/shares/{share['_id']}"
    response.headers["Cache-Control"] = "no-store"
    return ShareMade.made(share, token)


@router.get("/{chat_id:objectid}/shares", responses=answers(MALFORMED, NOT_FOUND))
async def list_shares(
    chat_id: ChatId,
    user: CurrentUser,
    shares: Shares,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> SharePage:
    """A chat's shares without their tokens, the newest first, a page at a time.

    One that has expired is listed until the database removes it, within minutes.
    """
    page = await shares.list_shares(user.user_id, chat_id, cursor=cursor, limit=limit)
    return SharePage.of(page)


@router.delete(
    "/{chat_id:objectid}/shares/{share_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND),
)
async def delete_share(
    chat_id: ChatId, share_id: ShareId, user: CurrentUser, shares: Shares
) -> None:
    """Revoke a share: from now on its link reads nothing."""
    await shares.delete_share(user.user_id, chat_id, share_id)

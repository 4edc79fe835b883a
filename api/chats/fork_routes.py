"""The routes of forks."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.chats.schemas import ForkCreate
from api.deps import CurrentUser, CursorParameter, Forks, PageLimit
from api.entities import ChatList, ChatOut
from api.etags import chat_etag
from api.fields import ChatId
from api.guarded_route import GuardedRoute, StreamedRoute
from api.idempotency import IdempotencyOf
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    KEY_TAKEN,
    LIMIT_REACHED,
    MALFORMED,
    NOT_FOUND,
    answers,
)
from documents.shapes.chats import ChatHead

router = APIRouter(prefix="/chats", tags=["chats"], route_class=GuardedRoute)
making = APIRouter(prefix="/chats", tags=["chats"], route_class=StreamedRoute)


def _made(response: Response, head: ChatHead) -> ChatOut:
    response.headers["Location"] = f"/chats/{head.id}"
    response.headers["ETag"] = chat_etag(head.revision, head.last_sequence)
    return ChatOut.of(head)


@making.post(
    "/{chat_id:objectid}/fork",
    status_code=201,
    responses={
        200: {"description": "A fork of the chat had the key: that one", "model": ChatOut},
        **answers(MALFORMED, NOT_FOUND, KEY_TAKEN, LIMIT_REACHED, IDEMPOTENCY_KEY_REUSED),
    },
)
async def fork_chat(
    chat_id: ChatId,
    user: CurrentUser,
    forks: Forks,
    response: Response,
    idempotency: IdempotencyOf,
    body: Annotated[ForkCreate | None, Body()] = None,
) -> ChatOut:
    """Fork a chat: make another that begins with copies of its messages, up to `through`.

    They have the same numbers and ids and say what they said at that moment; from then on
    the two chats live by themselves. A message that was being written is copied as far as it
    was, and ended. With `session` the fork gets a session of its own, named like the
    source's (`session_id` of the answer). With a `key` that a fork of this chat has, nothing
    is made, and the answer is that one (200).
    """
    new = body or ForkCreate()
    head, made = await forks.fork_chat(
        user.user_id,
        chat_id,
        through=new.through,
        with_session=new.session,
        key=new.key,
        once=idempotency.once(_made),
    )
    shown = _made(response, head)
    if not made:
        response.status_code = 200
    return shown


@router.get("/{chat_id:objectid}/forks", responses=answers(MALFORMED, NOT_FOUND))
async def list_forks(
    chat_id: ChatId,
    user: CurrentUser,
    forks: Forks,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> ChatList:
    """The chats that were forked from this one, the newest first, a page at a time.

    A fork of a fork is among the forks of that one.
    """
    page = await forks.get_forks(user.user_id, chat_id, cursor=cursor, limit=limit)
    return ChatList.of(page)

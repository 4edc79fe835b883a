"""The routes of a message's versions."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from api.chats.version_schemas import VersionChoice, VersionCreate, VersionPage
from api.deps import CurrentUser, CursorParameter, PageLimit, Versions
from api.entities import MessageOut
from api.etags import IfMatch, message_etag, revisions_in
from api.fields import ChatId
from api.guarded_route import GuardedRoute
from api.idempotency import AppendKey
from api.idempotency import message_id as id_of_key
from api.json_answer import JsonAnswer
from api.problems import (
    LIMIT_REACHED,
    MALFORMED,
    MESSAGE_ID_TAKEN,
    MESSAGE_REDACTED,
    MESSAGE_STREAMING,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    answers,
)
from api.stored_messages import message_json

router = APIRouter(prefix="/chats", tags=["chats"], route_class=GuardedRoute)

MessageIdPath = Annotated[str, Path(description="the message's id", min_length=1, max_length=64)]


@router.post(
    "/{chat_id:objectid}/messages/{message_id:path}/versions",
    status_code=201,
    response_model=MessageOut,
    responses={
        200: {"description": "Added before: the message as it is now", "model": MessageOut},
        **answers(
            *(MALFORMED, NOT_FOUND, MESSAGE_REDACTED, MESSAGE_STREAMING, MESSAGE_ID_TAKEN),
            *(LIMIT_REACHED, PRECONDITION_FAILED, TOO_LARGE),
        ),
    },
)
async def add_version(
    chat_id: ChatId,
    message_id: MessageIdPath,
    body: VersionCreate,
    user: CurrentUser,
    versions: Versions,
    if_match: IfMatch = None,
    key: AppendKey = None,
) -> Response:
    """Add a version of a message, and select it: an answer tried again, a prompt rewritten.

    The message says from now on what this version says, wherever it is read; its id, number,
    role and time stay, and so does what it said before, as a version of its own. With an `id`
    of your own, or an `Idempotency-Key`, a retry adds nothing: 200 with the message as it is
    now, whichever version is selected by then. The same id with another body: 409.
    """
    made_id = None if key is None else id_of_key(key, 0)
    message, is_new = await versions.add_version(
        user.user_id,
        chat_id,
        message_id,
        version_id=body.id or made_id,
        fields=body.fields(),
        revisions=revisions_in(if_match),
    )
    location = f"/chats/{chat_id}/messages/{quote(message['id'], safe='')}/versions"
    more = [(b"etag", message_etag(message).encode()), (b"location", location.encode())]
    return JsonAnswer(message_json(message), 201 if is_new else 200, more)


@router.get(
    "/{chat_id:objectid}/messages/{message_id:path}/versions",
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_versions(
    chat_id: ChatId,
    message_id: MessageIdPath,
    user: CurrentUser,
    versions: Versions,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> VersionPage:
    """The versions of a message in the order they were added, a page at a time.

    A message that never got another has one: itself.
    """
    page = await versions.get_versions(
        user.user_id, chat_id, message_id, cursor=cursor, limit=limit
    )
    return VersionPage.of(page)


@router.put(
    "/{chat_id:objectid}/messages/{message_id:path}/versions/selected",
    response_model=MessageOut,
    responses=answers(
        MALFORMED, NOT_FOUND, MESSAGE_REDACTED, MESSAGE_STREAMING, PRECONDITION_FAILED
    ),
)
async def put_selected_version(
    chat_id: ChatId,
    message_id: MessageIdPath,
    body: VersionChoice,
    user: CurrentUser,
    versions: Versions,
    if_match: IfMatch = None,
) -> Response:
    """Select a version of a message, for every reader. The answer is the message as it is now."""
    message = await versions.select_version(
        user.user_id, chat_id, message_id, body.id, revisions=revisions_in(if_match)
    )
    etag = message_etag(message).encode()
    return JsonAnswer(message_json(message), more=[(b"etag", etag)])

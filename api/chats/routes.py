"""The routes of chats and messages."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Path, Query, Response

from api.chats.schemas import (
    MAX_SEQUENCE,
    ChatCreate,
    ChatUpdate,
    MessageList,
    MessageUpdate,
    OneOrMany,
    new_messages,
)
from api.deps import Chats, CurrentUser, CursorParameter, Forks, Messages, PageLimit
from api.entities import ChatList, ChatOut, MessageOut, MessagePage
from api.etags import IfMatch, chat_etag, chat_versions_in, message_etag, revisions_in, with_streams
from api.fields import CallerKey, ChatId, Id
from api.guarded_route import GuardedRoute
from api.idempotency import AppendKey, IdempotencyOf
from api.json_answer import JsonAnswer
from api.listing import (
    ActiveAfter,
    ActiveBefore,
    ConditionsOnPaths,
    Contained,
    CreatedAfter,
    CreatedBefore,
    Sort,
)
from api.problems import (
    CHAT_CLOSED,
    CHAT_OWNED,
    IDEMPOTENCY_KEY_REUSED,
    MALFORMED,
    MESSAGE_ID_TAKEN,
    MESSAGE_REDACTED,
    MESSAGE_STREAMING,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    answers,
)
from api.stored_messages import list_json, message_json, page_json
from documents.shapes.chats import ChatHead, StoredMessage
from services.chat_answers import MessagesWanted
from services.chats import ChatFilters, ChatStatus
from services.listing import ListOrder, ListQuery, Times
from services.pagination import Page

router = APIRouter(prefix="/chats", tags=["chats"], route_class=GuardedRoute)

MessageIdPath = Annotated[str, Path(description="the message's id", min_length=1, max_length=64)]
Sequence = Annotated[int | None, Query(ge=0, le=MAX_SEQUENCE)]


def _tagged(
    response: Response, head: ChatHead, messages: Page[StoredMessage] | None = None
) -> ChatOut:
    etag = chat_etag(head.revision, head.last_sequence)
    response.headers["ETag"] = with_streams(etag, messages)
    return ChatOut.of(head, messages)


def _tagged_message(message: StoredMessage) -> Response:
    etag = message_etag(message).encode()
    return JsonAnswer(message_json(message), more=[(b"etag", etag)])


def _made(response: Response, head: ChatHead) -> ChatOut:
    response.headers["Location"] = f"/chats/{head.id}"
    return _tagged(response, head)


@router.post(
    "",
    status_code=201,
    responses={
        200: {"description": "A chat had the key: that one", "model": ChatOut},
        **answers(MALFORMED, IDEMPOTENCY_KEY_REUSED, TOO_LARGE),
    },
)
async def create_chat(
    user: CurrentUser,
    chats: Chats,
    response: Response,
    idempotency: IdempotencyOf,
    body: Annotated[ChatCreate | None, Body()] = None,
) -> ChatOut:
    """Create a chat. A session can be given it later; sessions make their own else.

    With a `key` that a chat of yours has, nothing is made, and the answer is that chat (200).
    """
    new = body or ChatCreate()
    head, made = await chats.obtain_chat(
        user.user_id,
        title=new.title,
        context_data=new.context_data,
        key=new.key,
        once=idempotency.once(_made),
    )
    if made:
        return _made(response, head)
    response.status_code = 200
    return _tagged(response, head)


@router.get("", responses=answers(MALFORMED))
async def list_chats(
    user: CurrentUser,
    chats: Chats,
    sort: Sort = None,
    status: Annotated[ChatStatus | None, Query(description="only these")] = None,
    key: Annotated[CallerKey | None, Query(description="only the one with this key")] = None,
    title: Contained | None = None,
    mission_id: Annotated[
        Id | None, Query(description="only that of the session of this mission")
    ] = None,
    context_data: ConditionsOnPaths = None,
    active_after: ActiveAfter = None,
    active_before: ActiveBefore = None,
    created_after: CreatedAfter = None,
    created_before: CreatedBefore = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> ChatList:
    """Your chats without their messages, the newest first, a page at a time.

    By the time they were made, where `sort` says nothing; activity is any change, a message
    too. Nothing is skipped and nothing comes twice while some become active between two
    pages: for five minutes all pages show the order of the first. `title` looks at those
    that were given; `GET /search` finds the others too. A page may hold fewer than `limit`,
    or none, where few meet the conditions: go on by `next`.
    """
    page = await chats.get_user_chats(
        user.user_id,
        ChatFilters(status, key, title, mission_id),
        ListQuery(
            sort or ListOrder.CREATED,
            limit,
            cursor,
            Times(active_after, active_before, created_after, created_before),
            tuple(context_data or ()),
        ),
    )
    return ChatList.of(page)


@router.get("/{chat_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_chat(
    chat_id: ChatId,
    user: CurrentUser,
    chats: Chats,
    response: Response,
    include: Annotated[
        str | None, Query(pattern="^messages$", description="`messages`: the newest page of them")
    ] = None,
) -> ChatOut:
    """One chat; with `include=messages`, its newest messages too."""
    if include is None:
        return _tagged(response, await chats.get_chat(user.user_id, chat_id))
    chat = await chats.get_chat_with_messages(user.user_id, chat_id)
    return _tagged(response, chat.head, chat.messages)


@router.put(
    "/{chat_id:objectid}", responses=answers(MALFORMED, NOT_FOUND, PRECONDITION_FAILED, TOO_LARGE)
)
async def update_chat(
    chat_id: ChatId,
    body: ChatUpdate,
    user: CurrentUser,
    chats: Chats,
    response: Response,
    if_match: IfMatch = None,
) -> ChatOut:
    """Change a chat's title, its context_data, or both.

    A chat's ETag moves with each message: with If-Match, an append in between
    answers 412.
    """
    changes = body.model_dump(include=body.model_fields_set)
    head = await chats.update_chat_context(
        user.user_id, chat_id, changes, chat_versions_in(if_match)
    )
    return _tagged(response, head)


@router.delete(
    "/{chat_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, CHAT_OWNED, PRECONDITION_FAILED),
)
async def delete_chat(
    chat_id: ChatId, user: CurrentUser, chats: Chats, if_match: IfMatch = None
) -> None:
    """Delete a chat with its messages. A session's chat goes only with the session."""
    await chats.delete_chat(user.user_id, chat_id, chat_versions_in(if_match))


@router.get(
    "/{chat_id:objectid}/messages",
    response_model=MessagePage,
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_messages(
    chat_id: ChatId,
    user: CurrentUser,
    messages: Messages,
    after: Sequence = None,
    before: Sequence = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> Response:
    """A page of messages in ascending order: the newest, when nothing else is asked for.

    `after` and `before` are sequence numbers, not included: after one, before one, or
    between two. `cursor` is `next` or `previous` of another page and goes alone. A
    page of large messages may hold fewer than `limit`, and one whose messages were lost
    from the database names their numbers in `lost` and may hold none: go on by `next`.
    """
    page = await messages.get_chat_messages(
        user.user_id,
        chat_id,
        MessagesWanted(cursor=cursor, after=after, before=before, limit=limit),
    )
    return JsonAnswer(page_json(page))


@router.post(
    "/{chat_id:objectid}/messages",
    status_code=201,
    response_model=MessageOut | MessageList,
    responses={
        200: {"description": "Stored before: the first answer", "model": MessageOut | MessageList},
        **answers(MALFORMED, NOT_FOUND, CHAT_CLOSED, MESSAGE_ID_TAKEN, TOO_LARGE),
    },
)
async def append_messages(
    chat_id: ChatId,
    body: OneOrMany,
    user: CurrentUser,
    messages: Messages,
    key: AppendKey = None,
) -> Response:
    """Append one message, or a list of which all are stored or none.

    Messages get the next sequence numbers, without gaps, whoever else writes.
    Give each an `id` of your own, or the request an `Idempotency-Key`, and a retry stores
    nothing twice: 200 with the first answer instead of 201, however long ago it was. The
    same id or key with another body, or a list of which only a part was stored before: 409.
    A key stands for the places in the list: the beginning of a list alone is answered as it
    was stored, and messages with an `id` go by that.
    """
    new = new_messages(body, key)
    appended = await messages.add_message(user.user_id, chat_id, new)
    status = 201 if appended.created else 200
    if isinstance(body, list):
        return JsonAnswer(list_json(appended.messages), status)
    (stored,) = appended.messages
    location = f"/chats/{chat_id}/messages/{quote(stored['id'], safe='')}".encode()
    return JsonAnswer(message_json(stored), status, [(b"location", location)])


@router.get(
    "/{chat_id:objectid}/messages/{message_id:path}",
    response_model=MessageOut,
    responses=answers(MALFORMED, NOT_FOUND),
)
async def get_message(
    chat_id: ChatId,
    message_id: MessageIdPath,
    user: CurrentUser,
    messages: Messages,
) -> Response:
    """One message."""
    return _tagged_message(await messages.get_message(user.user_id, chat_id, message_id))


@router.patch(
    "/{chat_id:objectid}/messages/{message_id:path}",
    response_model=MessageOut,
    responses=answers(
        *(MALFORMED, NOT_FOUND, MESSAGE_REDACTED, MESSAGE_STREAMING),
        *(PRECONDITION_FAILED, TOO_LARGE),
    ),
)
async def edit_message(
    chat_id: ChatId,
    message_id: MessageIdPath,
    body: MessageUpdate,
    user: CurrentUser,
    messages: Messages,
    if_match: IfMatch = None,
) -> Response:
    """Change what a message says, or its metadata. The edit is marked (`edited_at`).

    `content` replaces a text or all parts; `text` only the words, and keeps the images and
    files beside them. A message that already is what it shall become stays as it is.
    """
    message = await messages.edit_message(
        user.user_id,
        chat_id,
        message_id,
        changes=body.changes(),
        revisions=revisions_in(if_match),
    )
    return _tagged_message(message)


@router.delete(
    "/{chat_id:objectid}/messages/{message_id:path}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, PRECONDITION_FAILED),
)
async def redact_message(
    chat_id: ChatId,
    message_id: MessageIdPath,
    user: CurrentUser,
    chats: Forks,
    if_match: IfMatch = None,
    forks: Annotated[
        bool, Query(description="redact its copies too, in forks, their forks, and so on")
    ] = False,
) -> None:
    """Redact a message: what it says goes for good, its number stays taken.

    Of a tool call its id, type and function name stay, and of an answer its `tool_call_id`:
    what pairs the two. The message's id stays taken too: the same body is answered as
    stored, another is refused. Chats that were forked from this one keep their copies, but
    with `forks=true`.
    """
    await chats.redact_message(
        user.user_id, chat_id, message_id, revisions=revisions_in(if_match), in_forks=forks
    )

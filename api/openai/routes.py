"""OpenAI's Conversations routes: chats and messages for clients that speak of items.

https://platform.openai.com/docs/api-reference/conversations
"""

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Query, Response
from fastapi import Body as BodyParameter

from api.deps import Conversations, CurrentUser
from api.fields import ConversationId
from api.guarded_route import GuardedRoute
from api.idempotency import AppendKey, IdempotencyOf, message_id
from api.json_answer import JsonAnswer
from api.openai.schemas import (
    ConversationCreate,
    ConversationDeleted,
    ConversationOut,
    ConversationUpdate,
    ItemList,
    ItemOut,
    ItemsCreate,
    item_list,
)
from api.problems import (
    CHAT_CLOSED,
    CHAT_OWNED,
    IDEMPOTENCY_KEY_REUSED,
    MALFORMED,
    MESSAGE_STREAMING,
    NOT_FOUND,
    TOO_LARGE,
    answers,
)
from documents.shapes.chats import ChatHead
from services.conversations import ItemPage

router = APIRouter(prefix="/v1/conversations", tags=["conversations"], route_class=GuardedRoute)

ItemIdPath = Annotated[str, Path(description="the item's id", min_length=1, max_length=80)]
_INCLUDED = "taken as OpenAI's clients send it, and without effect: items come whole"
Include = Annotated[list[str] | None, Query(description=_INCLUDED)]
IncludeInBrackets = Annotated[
    # Makers of clients would take it for the same.
    list[str] | None,
    Query(alias="include[]", description=_INCLUDED, include_in_schema=False),
]


def _made(_: Response, head: ChatHead) -> ConversationOut:
    return ConversationOut.of(head)


def _listed(page: ItemPage) -> Response:
    return JsonAnswer(orjson.dumps(item_list(page)))


@router.post("", responses=answers(MALFORMED, IDEMPOTENCY_KEY_REUSED, TOO_LARGE))
async def create_conversation(
    user: CurrentUser,
    conversations: Conversations,
    idempotency: IdempotencyOf,
    body: Annotated[ConversationCreate | None, BodyParameter()] = None,
) -> ConversationOut:
    """Create a conversation, with up to 20 items. It is a chat, and has the chat's id."""
    new = body or ConversationCreate()
    head = await conversations.create_conversation(
        user.user_id,
        metadata=new.metadata or {},
        items=new.items or [],
        once=idempotency.once(_made, status=200),
    )
    return ConversationOut.of(head)


@router.get("/{conversation_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_conversation(
    conversation_id: ConversationId, user: CurrentUser, conversations: Conversations
) -> ConversationOut:
    """One conversation. Any chat of yours is one."""
    return ConversationOut.of(await conversations.get_conversation(user.user_id, conversation_id))


@router.post("/{conversation_id:objectid}", responses=answers(MALFORMED, NOT_FOUND, TOO_LARGE))
async def update_conversation(
    conversation_id: ConversationId,
    body: ConversationUpdate,
    user: CurrentUser,
    conversations: Conversations,
) -> ConversationOut:
    """Give a conversation other metadata. What else the chat's `context_data` has, stays."""
    head = await conversations.replace_metadata(user.user_id, conversation_id, body.metadata or {})
    return ConversationOut.of(head)


@router.delete("/{conversation_id:objectid}", responses=answers(MALFORMED, NOT_FOUND, CHAT_OWNED))
async def delete_conversation(
    conversation_id: ConversationId, user: CurrentUser, conversations: Conversations
) -> ConversationDeleted:
    """Delete a conversation with its items. A session's goes only with the session."""
    await conversations.delete_conversation(user.user_id, conversation_id)
    return ConversationDeleted(id=str(conversation_id))


@router.get(
    "/{conversation_id:objectid}/items",
    response_model=ItemList,
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_conversation_items(
    conversation_id: ConversationId,
    user: CurrentUser,
    conversations: Conversations,
    after: Annotated[
        str | None, Query(min_length=1, max_length=80, description="go on after this item")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="how many at most")] = 20,
    order: Annotated[
        Literal["asc", "desc"], Query(description="the newest first, or the oldest")
    ] = "desc",
    include: Include = None,  # noqa: ARG001 - without effect
    include_in_brackets: IncludeInBrackets = None,  # noqa: ARG001 - without effect
) -> Response:
    """The items of a conversation, the newest first, a page at a time.

    A message of the chat routes is an item, too; one with several tool calls, or with a text
    and calls, is several, whose ids are its own and that with `~1`, `~2` at its end. A page
    of large items may hold fewer than `limit`: go on while `has_more`.
    """
    page = await conversations.list_items(
        user.user_id, conversation_id, ascending=order == "asc", after=after, limit=limit
    )
    return _listed(page)


@router.post(
    "/{conversation_id:objectid}/items",
    response_model=ItemList,
    responses=answers(MALFORMED, NOT_FOUND, CHAT_CLOSED, IDEMPOTENCY_KEY_REUSED, TOO_LARGE),
)
async def create_conversation_items(
    conversation_id: ConversationId,
    body: ItemsCreate,
    user: CurrentUser,
    conversations: Conversations,
    key: AppendKey = None,
    include: Include = None,  # noqa: ARG001 - without effect
    include_in_brackets: IncludeInBrackets = None,  # noqa: ARG001 - without effect
) -> Response:
    """Add up to 20 items, of which all are stored or none.

    They come back equal, with their ids: an item's own, where no other of the conversation
    has that, else a new one. With an `Idempotency-Key` all ids are made from that, so that
    the same request again stores nothing, and is answered as the first was.
    """

    def made_id(place: int) -> str:
        assert key is not None, "it is asked for where there is one"
        return message_id(key, place)

    items = await conversations.add_items(
        user.user_id,
        conversation_id,
        body.items,
        made_id=None if key is None else made_id,
    )
    return _listed(ItemPage(items, has_more=False))


@router.get(
    "/{conversation_id:objectid}/items/{item_id:path}",
    response_model=ItemOut,
    responses=answers(MALFORMED, NOT_FOUND),
)
async def get_conversation_item(
    conversation_id: ConversationId,
    item_id: ItemIdPath,
    user: CurrentUser,
    conversations: Conversations,
    include: Include = None,  # noqa: ARG001 - without effect
    include_in_brackets: IncludeInBrackets = None,  # noqa: ARG001 - without effect
) -> Response:
    """One item."""
    item: Any = await conversations.get_item(user.user_id, conversation_id, item_id)
    return JsonAnswer(orjson.dumps(item))


@router.delete(
    "/{conversation_id:objectid}/items/{item_id:path}",
    responses=answers(MALFORMED, NOT_FOUND, MESSAGE_STREAMING),
)
async def delete_conversation_item(
    conversation_id: ConversationId,
    item_id: ItemIdPath,
    user: CurrentUser,
    conversations: Conversations,
) -> ConversationOut:
    """Delete an item: the message that it is, is redacted, and with it its other items.

    Of any number who delete one at once, one does; the others are told that there is none.
    """
    head = await conversations.delete_item(user.user_id, conversation_id, item_id)
    return ConversationOut.of(head)

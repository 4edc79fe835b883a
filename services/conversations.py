"""What can be done with conversations: chats, by OpenAI's items instead of messages."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from documents.aggregates.chats import conversations
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.item_parts import is_output
from documents.aggregates.chats.items import (
    ITEM_ID_PREFIXES,
    ITEM_ROLES,
    item_type,
    read_item,
    write_items,
)
from documents.aggregates.chats.limits import MAX_PAGE_BYTES
from documents.aggregates.chats.passing_redacted import next_not_redacted
from documents.aggregates.idempotency.once import Once
from documents.database import Database, bson_bytes
from documents.json_values import JsonObject, json_bytes, more_values_than
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.chats import MessageChanged, MessageIdTaken, MessageMissing
from documents.shapes.errors.idempotency import IdempotencyKeyReused
from documents.text_thread import in_text_thread
from services.chat_answers import MessageConflict
from services.chat_pages import ChatPages
from services.chats import ChatService
from services.errors import InvalidArgument
from services.limits import Limits
from services.messages import MessageService
from services.stored_quota import Room
from services.strict_json import MANY_VALUES

MAX_ITEMS = 20
"""How many items one request may add."""

_PAGE = 500
_MESSAGE_ID = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,64}")
_PLACE = re.compile(r"(.+)~(0|[1-9][0-9]{0,8})", re.DOTALL)


@dataclass(frozen=True)
class ItemPage:
    """Items in the order asked for; whether there are more after them."""

    items: Sequence[JsonObject]
    has_more: bool


@dataclass(frozen=True)
class ConversationService:
    """The caller's chats as conversations. Another user's is one that does not exist."""

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    limits: Limits
    chats: ChatService
    messages: MessageService
    chat_pages: ChatPages

    async def create_conversation(
        self,
        user_id: str,
        *,
        metadata: dict[str, str],
        items: Sequence[JsonObject],
        once: Once | None = None,
    ) -> ChatHead:
        """Make a chat with its first items, all or nothing.

        Raises OverQuota, OverLimit, InvalidArgument, AppendTooLarge, and with ``once`` DoneBefore
        and IdempotencyKeyReused.
        """
        self.limits.check_object(metadata, "/metadata")
        messages = await _beside(self._read_first, items)
        quota = self.messages.stored_quota
        sizes = [] if quota is None else [bson_bytes(each.body()) for each in messages]
        async with nullcontext(Room()) if quota is None else quota.room(user_id, sizes) as room:
            head = await conversations.insert_with_messages(
                self.database,
                user_id,
                context_data=dict(metadata),
                messages=messages,
                now=self.clock(),
                new_id=self.new_id,
                once=once,
                quota=self.chats.quota,
            )
            room.is_used = True
        return head

    async def get_conversation(self, user_id: str, chat_id: PydanticObjectId) -> ChatHead:
        """A conversation without its items. Raises ChatMissing."""
        return await self.chats.get_chat(user_id, chat_id)

    async def replace_metadata(
        self, user_id: str, chat_id: PydanticObjectId, metadata: dict[str, str]
    ) -> ChatHead:
        """Give a conversation other metadata. Raises ChatMissing, OverLimit, InvalidArgument."""
        self.limits.check_object(metadata, "/metadata")
        now = self.clock()
        head = await conversations.replace_metadata(user_id, chat_id, metadata, now=now)
        self.chats.activity.note(head.session_id, now, user_id)
        return head

    async def delete_conversation(self, user_id: str, chat_id: PydanticObjectId) -> None:
        """Delete a conversation that no session owns. Raises ChatMissing, ChatConflict."""
        await self.chats.delete_chat(user_id, chat_id, None)

    async def add_items(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        items: Sequence[JsonObject],
        *,
        made_id: Callable[[int], str] | None = None,
    ) -> list[JsonObject]:
        """Append items, all or none; gives them back with their ids.

        An item keeps its own id where no other of the conversation has that. With
        ``made_id``, which makes one of an item's place, every item has such an id, and what
        is stored by those is answered as it was stored.

        Raises ChatMissing, ChatConflict, AppendTooLarge, ChatBusy, OverLimit,
        InvalidArgument, and IdempotencyKeyReused where other items have the made ids.
        """
        messages = await _beside(self._read, items)
        reserved: list[str] = []
        if made_id is not None:
            messages = [
                replace(message, id=message.id_prefix + made_id(place))
                for place, message in enumerate(messages)
            ]
            reserved = _of_other_requests(messages, made_id)
        while True:
            taken = {message.id for message in messages}
            try:
                stored = await self.messages.add_message(
                    user_id, chat_id, messages, within="/items", reserved=reserved
                )
                if stored.created or made_id is not None:
                    return [item async for item in _items_in_turns(stored.messages)]
            except MessageIdTaken as error:
                if made_id is not None:
                    raise IdempotencyKeyReused from None
                taken = set(error.ids)
            # Nothing says that it is the same request again, so equal items are two.
            messages = [replace(m, id=None) if m.id in taken else m for m in messages]

    async def list_items(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        ascending: bool,
        after: str | None,
        limit: int,
    ) -> ItemPage:
        """The items from the beginning, or from the end, or after one of them.

        A page of large ones may have fewer than ``limit``. Raises ChatMissing, MessageMissing
        where there never was an item ``after``.
        """
        found: list[JsonObject] = []
        place: int | None = 0 if ascending else None
        if after is not None:
            message = await self.messages.get_message(user_id, chat_id, _message_of(after))
            place = message["sequence_order"]
            beside = _in_order(message, ascending=ascending)
            ids = [item["id"] for item in beside]
            if after in ids:
                found = beside[ids.index(after) + 1 :]
            elif message.get("revision", 1) == 1:
                raise MessageMissing
        wanted = limit + 1 - len(found)
        while wanted > 0:
            way: dict[str, Any] = {"after": place} if ascending else {"before": place}
            page = await self.chat_pages.read(user_id, chat_id, **way, limit=wanted)
            messages = page.messages if ascending else page.messages[::-1]
            async for item in _items_in_turns(messages, ascending=ascending):
                found.append(item)
            more, place = (
                (page.has_after, page.last) if ascending else (page.has_before, page.first)
            )
            if len(found) > limit or not more:
                break
            is_cut = len(page.messages) < wanted
            if found and (is_cut or json_bytes(found) > MAX_PAGE_BYTES):
                return ItemPage(found, has_more=True)
            # Many may be deleted: what is looked through is not what is answered.
            wanted = min(4 * wanted, _PAGE)
            if messages and messages[-1].get("redacted_at"):
                beyond = await next_not_redacted(user_id, chat_id, place, ascending=ascending)
                if beyond is None:
                    break
                place = beyond - 1 if ascending else beyond + 1
        return ItemPage(found[:limit], has_more=len(found) > limit)

    async def get_item(self, user_id: str, chat_id: PydanticObjectId, item_id: str) -> JsonObject:
        """One item. Raises ChatMissing, MessageMissing."""
        return (await self._find(user_id, chat_id, item_id))[1]

    async def delete_item(self, user_id: str, chat_id: PydanticObjectId, item_id: str) -> ChatHead:
        """Empty the message that an item is, for good; gives back the conversation.

        Of any number who delete it at once, one does, and the others find none. Raises
        ChatMissing, MessageMissing, MessageConflict.
        """
        while True:
            message, _ = await self._find(user_id, chat_id, item_id)
            try:
                await self.messages.redact_message(
                    user_id, chat_id, message["id"], revisions=[message.get("revision", 1)]
                )
            except MessageConflict as error:
                if not isinstance(error.refusal, MessageChanged):
                    raise
                continue
            return await self.chats.get_chat(user_id, chat_id)

    async def _find(
        self, user_id: str, chat_id: PydanticObjectId, item_id: str
    ) -> tuple[StoredMessage, JsonObject]:
        message = await self.messages.get_message(user_id, chat_id, _message_of(item_id))
        for item in items_of(message):
            if item["id"] == item_id:
                return message, item
        raise MessageMissing

    def _read_first(self, items: Sequence[JsonObject]) -> list[NewMessage]:
        """The messages that the items of a new conversation are."""
        messages = self._read(items)
        pointers = [f"/items/{place}" for place in range(len(messages))]
        self.limits.check_messages(messages, pointers)
        self.messages.attachments.refuse_named(messages, pointers)
        return messages

    def _read(self, items: Sequence[JsonObject]) -> list[NewMessage]:
        """The messages that items are, with those of their own ids that they can keep."""
        messages: list[NewMessage] = []
        ids: set[str] = set()
        for place, item in enumerate(items):
            pointer = f"/items/{place}"
            self.limits.check_levels(item, pointer)
            _check_item(item, pointer)
            message = read_item(item, _kept_id(item.get("id"), ids))
            if message.id is not None:
                ids.add(message.id)
            messages.append(message)
        return messages


def items_of(message: StoredMessage) -> list[JsonObject]:
    """The items that a message is, with their ids: that of the message, and of further ones
    with their places, ``id~1``, ``id~2``. So a message whose own id ends like that is
    ``id~1~0``."""
    items = write_items(message)
    message_id: str = message["id"]
    first = message_id if _PLACE.fullmatch(message_id) is None else f"{message_id}~0"
    return [
        {"id": first if place == 0 else f"{message_id}~{place}", **item}
        for place, item in enumerate(items)
    ]


async def _items_in_turns(
    messages: Sequence[StoredMessage], *, ascending: bool = True
) -> AsyncIterator[JsonObject]:
    """The items of messages; after one of many parts others have their turn."""
    for message in messages:
        for item in _in_order(message, ascending=ascending):
            yield item
        content = message.get("content")
        if isinstance(content, list) and len(content) > MANY_VALUES:
            await asyncio.sleep(0)


async def _beside(
    read: Callable[[Sequence[JsonObject]], list[NewMessage]], items: Sequence[JsonObject]
) -> list[NewMessage]:
    """What items are, read beside the event loop where they have many parts."""
    if more_values_than(items, MANY_VALUES):
        return await in_text_thread(read, items)
    return read(items)


def _in_order(message: StoredMessage, *, ascending: bool) -> list[JsonObject]:
    items = items_of(message)
    return items if ascending else items[::-1]


def _message_of(item_id: str) -> str:
    """The id of the message that an item is of."""
    found = _PLACE.fullmatch(item_id)
    return item_id if found is None else found[1]


def _kept_id(item_id: object, taken: Collection[str]) -> str | None:
    """An item's own id, where a message can have it, and as long as none has it."""
    if not isinstance(item_id, str) or item_id in (".", "..") or item_id in taken:
        return None
    if _MESSAGE_ID.fullmatch(item_id) is None or _PLACE.fullmatch(item_id) is not None:
        return None
    return item_id


def _of_other_requests(messages: Sequence[NewMessage], made_id: Callable[[int], str]) -> list[str]:
    """Ids that no item has where the same request alone had the key that makes them: at the first
    place, of items of another type, and at the place after the last."""
    ids = {prefix + made_id(place) for prefix in ITEM_ID_PREFIXES for place in (0, len(messages))}
    return sorted(ids - {str(message.id) for message in messages})


def _check_item(item: JsonObject, pointer: str) -> None:
    """Raise InvalidArgument for what is no item; of types other than messages any is one."""
    if item.get("type") is not None and not (isinstance(item["type"], str) and item["type"]):
        raise InvalidArgument("the type of an item is a text", pointer=f"{pointer}/type")
    if "type" not in item and "role" not in item and "id" not in item:
        raise InvalidArgument("an item has a `type`", pointer=pointer)
    if item_type(item) != "message":
        return
    if not isinstance(item.get("role"), str) or item["role"] not in ITEM_ROLES:
        told = ", ".join(ITEM_ROLES)
        raise InvalidArgument(f"the role of a message is one of {told}", pointer=f"{pointer}/role")
    if not is_output(item.get("content")):
        raise InvalidArgument(
            "the content of a message is a text, or a list of objects with a `type`",
            pointer=f"{pointer}/content",
        )

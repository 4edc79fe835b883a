"""What a list shows of chats: the title of one that has none, and the newest message.

Neither is stored: an edit or a redaction of the message shows at once. The messages lie
in the Chat, of which the server gives only the beginnings of two texts, or in buckets,
of which all chats of a list are asked for at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, ChatHead, Role, StoredMessage
from documents.shapes.messages import BETWEEN_TEXTS, text_of
from documents.shapes.overviews import (
    PREVIEW_CHARACTERS,
    TITLE_CHARACTERS,
    TITLE_FROM,
    shortened,
)

_READ_CHARACTERS = 4 * PREVIEW_CHARACTERS
_PARTS_READ = 20


@dataclass(frozen=True)
class ListedChat:
    """A chat as a list shows it, with the beginning of its newest message."""

    head: ChatHead
    newest: StoredMessage | None


def beginning_of_text(message: str, characters: int, parts: int) -> dict[str, Any]:
    """The expression of the beginning of a message's plain text, as ``text_of`` has it.

    So many characters of each of its first parts.
    """

    def beginning(text: str) -> dict[str, Any]:
        return {"$substrCP": [{"$ltrim": {"input": text}}, 0, characters]}

    content = f"{message}.content"
    texts = {
        "$filter": {
            "input": {"$slice": [content, parts]},
            "as": "part",
            "cond": {
                "$and": [
                    {"$eq": ["$$part.type", "text"]},
                    {"$eq": [{"$type": "$$part.text"}, "string"]},
                ]
            },
        }
    }
    joined = {
        "$reduce": {
            "input": texts,
            "initialValue": "",
            "in": {
                "$concat": [
                    "$$value",
                    {"$cond": [{"$eq": ["$$value", ""]}, "", BETWEEN_TEXTS]},
                    beginning("$$this.text"),
                ]
            },
        }
    }
    return {
        "$switch": {
            "branches": [
                {"case": {"$eq": [{"$type": content}, "string"]}, "then": beginning(content)},
                {"case": {"$isArray": content}, "then": joined},
            ],
            "default": "",
        }
    }


def _text_of(message: str) -> dict[str, Any]:
    return beginning_of_text(message, _READ_CHARACTERS, _PARTS_READ)


def opening() -> dict[str, Any]:
    """The expression of the text that gives an untitled Chat its title; null without one.

    Among the messages that the Chat itself has: ``read_openings`` looks at the others.
    """
    by_the_user = {
        "$filter": {
            "input": {"$slice": ["$messages", TITLE_FROM]},
            "as": "message",
            "cond": {
                "$and": [
                    {"$eq": ["$$message.role", Role.USER.value]},
                    {"$lte": ["$$message.sequence_order", TITLE_FROM]},
                ]
            },
        }
    }
    texts = {"$map": {"input": by_the_user, "as": "message", "in": _text_of("$$message")}}
    first = {"$first": {"$filter": {"input": texts, "cond": {"$gt": ["$$this", ""]}}}}
    untitled = {"$eq": [{"$ifNull": ["$title", None]}, None]}
    return {"$cond": [untitled, {"$ifNull": [first, None]}, None]}


def opening_among(messages: Iterable[StoredMessage]) -> str | None:
    """What ``opening`` gives of a Chat that has these messages and no title."""
    for message in messages:
        text = text_of(message)[:_READ_CHARACTERS].lstrip()
        if message["sequence_order"] > TITLE_FROM:
            return None
        if message["role"] == Role.USER and text:
            return text
    return None


def newest() -> dict[str, Any]:
    """The expression of a Chat's newest message that ``read_newest_messages`` wants."""
    fields = ("id", "sequence_order", "role", "created_at", "stream_id")
    message = {name: f"$$message.{name}" for name in fields}
    return {
        "$let": {
            "vars": {"message": {"$last": "$messages"}},
            "in": {
                "$cond": [
                    {"$eq": [{"$type": "$$message"}, "object"]},
                    {**message, "content": _text_of("$$message")},
                    None,
                ]
            },
        }
    }


async def read_openings(heads: Iterable[ChatHead], *, also_own: bool = False) -> None:
    """Give each chat without a title the text that makes it one, where there is such a text.

    The chats were read with ``opening``; with ``also_own`` they were not.
    """
    untitled = [head for head in heads if head.title is None and head.last_sequence > 0]
    if also_own and untitled:
        found = collection_of(Chat).find(
            {"_id": {"$in": [head.id for head in untitled]}}, {"opening": opening()}
        )
        texts = {chat["_id"]: chat["opening"] async for chat in found}
        for head in untitled:
            head.opening = texts.get(head.id)
    sealed = {head.id: head for head in untitled if head.sealed_sequence > 0}
    if not sealed:
        return
    buckets = collection_of(ChatBucket).find(
        {"chat_id": {"$in": list(sealed)}, "first_sequence": {"$lte": TITLE_FROM}},
        {
            "chat_id": 1,
            "messages": {
                "$map": {
                    "input": {"$slice": ["$messages", TITLE_FROM]},
                    "as": "message",
                    "in": {
                        "role": "$$message.role",
                        "sequence_order": "$$message.sequence_order",
                        "content": {
                            "$cond": [
                                {"$eq": ["$$message.role", Role.USER.value]},
                                _text_of("$$message"),
                                "",
                            ]
                        },
                    },
                }
            },
        },
    )
    first: dict[PydanticObjectId, tuple[int, str]] = {}
    async for bucket in buckets:
        head = sealed[bucket["chat_id"]]
        for message in bucket["messages"]:
            place, text = message["sequence_order"], message["content"]
            if (
                message["role"] == Role.USER
                and text
                and place <= min(TITLE_FROM, head.sealed_sequence)
                and (head.id not in first or place < first[head.id][0])
            ):
                first[head.id] = place, text
    for chat_id, (_, text) in first.items():
        sealed[chat_id].opening = text


def shown_title(head: ChatHead) -> tuple[str | None, bool]:
    """The title that a chat is shown with, and whether it is from its first user's text."""
    if head.title is None and head.opening is not None:
        derived = shortened(head.opening, TITLE_CHARACTERS)
        return (derived, True) if derived else (None, False)
    return head.title, False


async def read_newest_messages(
    found: Sequence[tuple[ChatHead, StoredMessage | None]],
) -> list[ListedChat]:
    """Chats as a list shows them, each read with what ``newest`` gave of it."""
    # An append that left no room in the Chat has sealed all that was there.
    away = {
        head.id: head.last_sequence
        for head, message in found
        if message is None and head.last_sequence > 0
    }
    sealed: dict[PydanticObjectId, StoredMessage] = {}
    if away:
        places = [{"chat_id": key, "last_sequence": {"$gte": last}} for key, last in away.items()]
        async for bucket in collection_of(ChatBucket).find({"$or": places}, {"messages": 1}):
            for message in bucket["messages"]:
                if message["sequence_order"] == away[bucket["chat_id"]]:
                    sealed[bucket["chat_id"]] = message
    return [ListedChat(head, message or sealed.get(head.id)) for head, message in found]

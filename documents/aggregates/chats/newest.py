"""The newest messages of a chat, read as a part of another collection's aggregation.

What is read is bounded, however long the chat: the Chat's own messages, and the
newest few buckets where the Chat holds few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.overview import opening
from documents.aggregates.chats.pages import ChatPage
from documents.aggregates.chats.reader import leading_to, newest_buckets
from documents.database import bson_bytes, collection_of
from documents.json_values import plain
from documents.shapes.base import owned
from documents.shapes.chats import HEAD_FIELDS, Chat, ChatBucket, StoredMessage
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.messages import plain_message

MAX_RECOVERY_BYTES = 512 * 1024
"""What the messages of a recovery weigh at most, but for a single one that weighs more."""

_BUCKETS = 3
_TELLING = ("tool_calls", "tool_call_id")


@dataclass(frozen=True)
class NewestMessages:
    """The newest page of a chat, and what its newest messages tell of tool calls.

    ``examined`` are all the messages from number ``examined_from`` on, in order, that
    may make or answer a tool call, or are being written; the Chat's own have no content.
    """

    page: ChatPage
    examined: list[StoredMessage]
    examined_from: int


def newest_stages(user_id: str, limit: int) -> list[dict[str, Any]]:
    """The stages that add the newest messages of ``chat.$id`` to a document, for
    ``read_newest`` to take out again."""
    mine = {"$match": owned(user_id)}
    head_only: dict[str, Any] = {**HEAD_FIELDS, "tail": _window(limit), "calls": _calls(limit)}
    head_only |= {"opening": opening(), "changed_count": 1}
    head_only |= {"light": _light(), "tail_bytes": 1}
    return [
        lookup_stage(
            collection_of(Chat).name, "chat.$id", "_id", [mine, {"$project": head_only}], "c"
        ),
        {"$set": {"c": {"$first": "$c"}}},
        # Null where the Chat itself holds a page: then no bucket is looked for.
        {"$set": {"sealed_chat": {"$cond": [_few(limit), "$c._id", None]}}},
        lookup_stage(
            collection_of(ChatBucket).name,
            "sealed_chat",
            "chat_id",
            newest_buckets(_BUCKETS, max_bytes=MAX_RECOVERY_BYTES),
            "buckets",
        ),
    ]


def read_newest(raw: dict[str, Any], limit: int) -> NewestMessages:
    """What ``newest_stages`` added to a document, taken out of it. Raises ChatBusy."""
    chat = raw.pop("c", None)
    if chat is None:
        # Only in the midst of a removal, which a snapshot does not show.
        raise ChatBusy
    tail: list[StoredMessage] = chat.pop("tail")
    calls: list[StoredMessage] = chat.pop("calls")
    tail_bytes: int = chat.pop("tail_bytes")
    oldest = chat["sealed_sequence"] + 1
    if not chat.pop("light"):
        oldest = max(oldest, chat["last_sequence"] - limit + 1)
    sealed = _sealed(raw.pop("buckets"), chat["sealed_sequence"], tail, chat["last_sequence"])
    run = [*sealed, *tail]
    messages = _newest(run, limit)
    for message in [*run, *calls]:
        plain_message(message)
    chat["context_data"] = plain(chat["context_data"])
    if sealed:
        oldest = sealed[0]["sequence_order"]
    page = ChatPage(messages, chat, tail_bytes, place=chat["last_sequence"])
    return NewestMessages(page, [*sealed, *calls], oldest)


def lookup_stage(
    collection: str, local: str, foreign: str, pipeline: list[dict[str, Any]], name: str
) -> dict[str, Any]:
    """The stage that joins what ``pipeline`` makes of another collection's documents."""
    return {
        "$lookup": {
            "from": collection,
            "localField": local,
            "foreignField": foreign,
            "pipeline": pipeline,
            "as": name,
        }
    }


def _few(limit: int) -> dict[str, Any]:
    return {
        "$and": [
            {"$gt": ["$c.sealed_sequence", 0]},
            {"$lt": [{"$size": {"$ifNull": ["$c.tail", []]}}, limit]},
        ]
    }


def _light() -> dict[str, Any]:
    return {"$lte": ["$tail_bytes", MAX_RECOVERY_BYTES]}


def _window(limit: int) -> dict[str, Any]:
    """The newest ``limit`` of the Chat's own messages, within MAX_RECOVERY_BYTES."""
    newest = {"$slice": ["$messages", -limit]}
    bytes_then = {"$add": ["$$value.bytes", {"$bsonSize": "$$this"}]}
    fits = {
        "$or": [{"$lte": ["$$bytes", MAX_RECOVERY_BYTES]}, {"$eq": ["$$value.kept", []]}],
    }
    within = {
        "$reduce": {
            "input": {"$reverseArray": newest},
            "initialValue": {"kept": [], "bytes": 0},
            "in": {
                "$let": {
                    "vars": {"bytes": bytes_then},
                    "in": {
                        "kept": {
                            "$cond": [
                                fits,
                                {"$concatArrays": [["$$this"], "$$value.kept"]},
                                "$$value.kept",
                            ]
                        },
                        # Past the limit it stays past it: no older message is taken.
                        "bytes": "$$bytes",
                    },
                }
            },
        }
    }
    cut = {"$let": {"vars": {"within": within}, "in": "$$within.kept"}}
    return {"$cond": [_light(), newest, cut]}


def _calls(limit: int) -> dict[str, Any]:
    """What the Chat's own messages tell of tool calls, without their content."""
    metadata = "$$this.message_metadata"
    # Erased, it may have been either.
    telling = [
        *(f"{place}.{name}" for place in ("$$this", metadata) for name in _TELLING),
        "$$this.redacted_at",
        # Being written, its stream tells.
        "$$this.stream_id",
    ]
    tells = {"$or": [{"$ne": [{"$type": field}, "missing"]} for field in telling]}
    source = {"$cond": [_light(), "$messages", {"$slice": ["$messages", -limit]}]}
    return {
        "$map": {
            "input": {"$filter": {"input": source, "cond": tells}},
            "in": {
                "id": "$$this.id",
                "sequence_order": "$$this.sequence_order",
                "role": "$$this.role",
                "redacted_at": "$$this.redacted_at",
                "redacted_digest": "$$this.redacted_digest",
                "stream_id": "$$this.stream_id",
                **{name: f"$$this.{name}" for name in _TELLING},
                "message_metadata": {name: f"{metadata}.{name}" for name in _TELLING},
            },
        }
    }


def _sealed(
    buckets: Sequence[dict[str, Any]], sealed_sequence: int, tail: list[StoredMessage], last: int
) -> list[StoredMessage]:
    """The buckets' messages that lead without a gap up to the tail."""
    before = (tail[0]["sequence_order"] if tail else last + 1) - 1
    # Where the tail was cut, older messages of it are in between.
    return [] if before > sealed_sequence else leading_to(before, buckets)


def _newest(run: list[StoredMessage], limit: int) -> list[StoredMessage]:
    kept = 0
    weight = 0
    for message in reversed(run[-limit:]):
        weight += bson_bytes(message)
        if kept and weight > MAX_RECOVERY_BYTES:
            break
        kept += 1
    return run[len(run) - kept :]

"""All that a client needs to go on with a session, in one command.

The command reads at one point in time (read concern ``snapshot``), so the parts
agree with one another. What it reads is bounded, however long the history: the
Chat's own messages, and the newest few buckets where the Chat holds few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.pages import ChatPage
from documents.database import bson_bytes, collection_of, read_snapshot
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import HEAD_FIELDS, Chat, ChatBucket, ChatHead, StoredMessage
from documents.shapes.errors.chats import ChatBusy
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.missions import Mission
from documents.shapes.sessions import SessionStatus, UserSession, read_session

MAX_RECOVERY_BYTES = 512 * 1024
"""What the messages of a recovery weigh at most, but for a single one that weighs more."""

_BUCKETS = 3
_HOPS = "hops"
_HOP_FIELDS = dict.fromkeys(
    ("sequence_order", "name", "status", "is_final", "error_message", "tool_steps.status"), 1
)


@dataclass(frozen=True)
class OpenToolCall:
    """A tool call that no later message answers, and the message that made it."""

    id: str
    message_id: str
    sequence_order: int
    tool_call: dict[str, Any]


@dataclass(frozen=True)
class Recovery:
    """A session, its chat with the newest messages, what is unanswered, its mission.

    ``examined_from`` is the number of the oldest message that was searched for
    tool calls; an answer always follows its call, so every call from there on that
    is not in ``open_tool_calls`` has its answer. ``hops`` counts the mission's
    hops by status.
    """

    session: UserSession
    chat: ChatHead
    page: ChatPage
    open_tool_calls: list[OpenToolCall]
    examined_from: int
    mission: Mission | None
    current_hop: dict[str, Any] | None
    hops: dict[str, int]


async def recover_session(
    user_id: str, session_id: PydanticObjectId | None, *, limit: int
) -> Recovery:
    """One session with what is needed to go on; without an id the active one to resume.

    One command, whatever the history. Raises SessionMissing.
    """
    found: list[dict[str, Any]] = [{"$match": owned(user_id, session_id)}]
    if session_id is None:
        found = [
            {"$match": {**owned(user_id), "status": SessionStatus.ACTIVE}},
            {"$sort": {"last_activity_at": -1, "_id": -1}},
            {"$limit": 1},
        ]
    raw = await read_snapshot(collection_of(UserSession), [*found, *_parts(user_id, limit)])
    if not raw:
        raise SessionMissing
    return _recovery(raw[0], limit)


def _parts(user_id: str, limit: int) -> list[dict[str, Any]]:
    mine = {"$match": owned(user_id)}
    head_only: dict[str, Any] = {**HEAD_FIELDS, "tail": _window(limit), "calls": _calls(limit)}
    head_only |= {"light": _light(), "tail_bytes": 1}
    return [
        _lookup(collection_of(Chat).name, "chat.$id", "_id", [mine, {"$project": head_only}], "c"),
        {"$set": {"c": {"$first": "$c"}}},
        # Null where the Chat itself holds a page: then no bucket is looked for.
        {"$set": {"sealed_chat": {"$cond": [_few(limit), "$c._id", None]}}},
        _lookup(
            collection_of(ChatBucket).name,
            "sealed_chat",
            "chat_id",
            [
                {"$sort": {"first_sequence": -1}},
                {"$limit": _BUCKETS},
                {"$match": {"bytes": {"$lte": MAX_RECOVERY_BYTES}}},
                {"$project": {"messages": 1}},
            ],
            "buckets",
        ),
        _lookup(
            collection_of(Mission).name,
            "mission.$id",
            "_id",
            [mine, {"$project": {"transitions": 0}}],
            "m",
        ),
        {"$set": {"m": {"$first": "$m"}}},
        _lookup(_HOPS, "m.current_hop_id", "_id", [mine, {"$project": _HOP_FIELDS}], "hop"),
        _lookup(
            _HOPS,
            "m._id",
            "mission_id",
            [mine, {"$group": {"_id": "$status", "hops": {"$sum": 1}}}],
            "hop_counts",
        ),
        {"$project": {"transitions": 0, "sealed_chat": 0}},
    ]


def _lookup(
    collection: str, local: str, foreign: str, pipeline: list[dict[str, Any]], name: str
) -> dict[str, Any]:
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
    """The tool calls and answers in the Chat's own messages, without their content."""
    metadata = "$$this.message_metadata"
    has_either = {
        "$or": [
            {"$ne": [{"$type": f"{metadata}.tool_calls"}, "missing"]},
            {"$ne": [{"$type": f"{metadata}.tool_call_id"}, "missing"]},
        ]
    }
    source = {"$cond": [_light(), "$messages", {"$slice": ["$messages", -limit]}]}
    return {
        "$map": {
            "input": {"$filter": {"input": source, "cond": has_either}},
            "in": {
                "id": "$$this.id",
                "sequence_order": "$$this.sequence_order",
                "message_metadata": {
                    "tool_calls": f"{metadata}.tool_calls",
                    "tool_call_id": f"{metadata}.tool_call_id",
                },
            },
        }
    }


def _recovery(raw: dict[str, Any], limit: int) -> Recovery:
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
    mission, hops, counts = raw.pop("m", None), raw.pop("hop"), raw.pop("hop_counts")
    sealed = _sealed(raw.pop("buckets"), chat["sealed_sequence"], tail, chat["last_sequence"])
    run = [*sealed, *tail]
    messages = _newest(run, limit)
    for message in messages:
        message["message_metadata"] = plain(message["message_metadata"])
    chat["context_data"] = plain(chat["context_data"])
    if sealed:
        oldest = sealed[0]["sequence_order"]
    return Recovery(
        session=read_session({**raw, "transitions": []}),
        chat=ChatHead.model_validate(chat),
        page=ChatPage(messages, chat, tail_bytes),
        open_tool_calls=open_tool_calls([*sealed, *calls]),
        examined_from=oldest,
        mission=None if mission is None else _mission(mission),
        current_hop=plain(hops[0]) if hops else None,
        hops={count["_id"]: count["hops"] for count in counts},
    )


def _mission(raw: dict[str, Any]) -> Mission:
    raw["mission_metadata"] = plain(raw["mission_metadata"])
    mission: Mission = Mission.model_validate(raw)
    return mission


def _sealed(
    buckets: Sequence[dict[str, Any]], sealed_sequence: int, tail: list[StoredMessage], last: int
) -> list[StoredMessage]:
    """The buckets' messages that lead without a gap up to the tail."""
    expected = (tail[0]["sequence_order"] if tail else last + 1) - 1
    run: list[StoredMessage] = []
    if expected > sealed_sequence:
        # The tail was cut: older messages of it are in between.
        return run
    for bucket in buckets:
        for message in reversed(bucket["messages"]):
            if message["sequence_order"] == expected:
                run.insert(0, message)
                expected -= 1
    return run


def _newest(run: list[StoredMessage], limit: int) -> list[StoredMessage]:
    kept = 0
    weight = 0
    for message in reversed(run[-limit:]):
        weight += bson_bytes(message)
        if kept and weight > MAX_RECOVERY_BYTES:
            break
        kept += 1
    return run[len(run) - kept :]


def open_tool_calls(messages: Sequence[StoredMessage]) -> list[OpenToolCall]:
    """The tool calls in ``messages`` that none of the later ones answers.

    Calls and answers have the form of OpenAI's chat messages
    (https://platform.openai.com/docs/guides/function-calling), in the metadata:
    ``tool_calls[].id``, answered by ``tool_call_id``. What has another form is
    passed over: metadata is the user's own.
    """
    waiting: dict[str, OpenToolCall] = {}
    for message in messages:
        metadata = message.get("message_metadata") or {}
        answered = metadata.get("tool_call_id")
        if isinstance(answered, str):
            waiting.pop(answered, None)
        calls = metadata.get("tool_calls")
        for call in calls if isinstance(calls, list) else []:
            call_id = call.get("id") if isinstance(call, dict) else None
            if isinstance(call_id, str):
                waiting[call_id] = OpenToolCall(
                    call_id, message["id"], message["sequence_order"], plain(call)
                )
    return list(waiting.values())

"""All that a client needs to go on with a session, in one command.

The command reads at one point in time (read concern ``snapshot``), so the parts
agree with one another. What it reads is bounded, however long the history: the
Chat's own messages, and the newest few buckets where the Chat holds few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.newest import (
    NewestMessages,
    lookup_stage,
    newest_stages,
    read_newest,
)
from documents.aggregates.chats.overview import read_openings
from documents.aggregates.chats.pages import ChatPage
from documents.aggregates.chats.tool_calls import ToolCalls, calls_in
from documents.aggregates.sessions.find import NEWEST_ACTIVITY, to_resume
from documents.aggregates.streams.read import lay_over
from documents.database import collection_of, committed_in, read_snapshot
from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.missions import Mission, read_mission
from documents.shapes.sessions import UserSession, read_session

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
class RecoveredSession:
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
) -> RecoveredSession:
    """One session with what is needed to go on; without an id the active one to resume.

    One command, whatever the history; one more where the only active sessions are imported
    ones that nobody has used, where a long chat has no title, and where a message is being
    written, which comes with its text and its tool calls so far. Raises SessionMissing.
    """
    if session_id is not None:
        ways: list[list[dict[str, Any]]] = [[{"$match": owned(user_id, session_id)}]]
    else:
        first: list[dict[str, Any]] = [{"$sort": dict(NEWEST_ACTIVITY)}, {"$limit": 1}]
        ways = [[{"$match": condition}, *first] for condition in to_resume(user_id)]
    for found in ways:
        raw = await read_snapshot(collection_of(UserSession), [*found, *_parts(user_id, limit)])
        if raw:
            newest = read_newest(raw[0], limit)
            examined = await _as_they_are_so_far(newest)
            recovered = _recovery(raw[0], newest, _open_tool_calls(examined))
            await read_openings([recovered.chat])
            return recovered
    raise SessionMissing


async def _as_they_are_so_far(newest: NewestMessages) -> list[StoredMessage]:
    """The examined messages, those and the page's that are being written with what they have."""
    shown = {message["sequence_order"]: message for message in newest.page.messages}
    examined = [shown.get(m["sequence_order"], m) for m in newest.examined]
    older = [message for message in examined if message["sequence_order"] not in shown]
    await lay_over([*older, *shown.values()])
    return examined


@dataclass(frozen=True)
class MissionStanding:
    """A mission with its current hop, and how many of its hops have each status."""

    mission: Mission
    current_hop: dict[str, Any] | None
    hops: dict[str, int]


async def read_mission_standing(
    user_id: str, mission_id: PydanticObjectId
) -> MissionStanding | None:
    """How far a mission has come, as of one point in time that the primary has; None where
    there is no such mission."""
    found = await read_snapshot(
        committed_in(Mission),
        [
            {"$match": owned(user_id, mission_id)},
            {"$project": {"_id": 0, "m": "$$ROOT"}},
            {"$unset": "m.transitions"},
            *_progress(user_id),
        ],
    )
    if not found:
        return None
    mission, hop, hops = _mission_parts(found[0])
    assert mission is not None
    return MissionStanding(mission, hop, hops)


def _parts(user_id: str, limit: int) -> list[dict[str, Any]]:
    mine = {"$match": owned(user_id)}
    return [
        *newest_stages(user_id, limit),
        lookup_stage(
            collection_of(Mission).name,
            "mission.$id",
            "_id",
            [mine, {"$project": {"transitions": 0}}],
            "m",
        ),
        {"$set": {"m": {"$first": "$m"}}},
        *_progress(user_id),
        {"$project": {"transitions": 0, "sealed_chat": 0}},
    ]


def _progress(user_id: str) -> list[dict[str, Any]]:
    """The stages that add to a mission ``m`` how far it has come, for ``_mission_parts``."""
    mine = {"$match": owned(user_id)}
    return [
        lookup_stage(_HOPS, "m.current_hop_id", "_id", [mine, {"$project": _HOP_FIELDS}], "hop"),
        lookup_stage(
            _HOPS,
            "m._id",
            "mission_id",
            [mine, {"$group": {"_id": "$status", "hops": {"$sum": 1}}}],
            "hop_counts",
        ),
    ]


def _mission_parts(
    raw: dict[str, Any],
) -> tuple[Mission | None, dict[str, Any] | None, dict[str, int]]:
    """The mission, its current hop, and its hops by status, taken out of a raw document."""
    mission, hops, counts = raw.pop("m", None), raw.pop("hop"), raw.pop("hop_counts")
    return (
        None if mission is None else read_mission(mission),
        plain(hops[0]) if hops else None,
        {count["_id"]: count["hops"] for count in counts},
    )


def _recovery(
    raw: dict[str, Any], newest: NewestMessages, open_tool_calls: list[OpenToolCall]
) -> RecoveredSession:
    mission, current_hop, hops = _mission_parts(raw)
    return RecoveredSession(
        session=read_session({**raw, "transitions": []}),
        chat=ChatHead.model_validate(newest.page.head),
        page=newest.page,
        open_tool_calls=open_tool_calls,
        examined_from=newest.examined_from,
        mission=mission,
        current_hop=current_hop,
        hops=hops,
    )


def _open_tool_calls(messages: Sequence[StoredMessage]) -> list[OpenToolCall]:
    calls = ToolCalls()
    made: dict[int, list[Any]] = {}
    for message in messages:
        calls.see(message)
        made[message["sequence_order"]] = calls_in(message)
    return [
        OpenToolCall(
            call.id, call.message_id, call.sequence_order, made[call.sequence_order][call.place]
        )
        for call in calls.open()
    ]

"""Where an asset comes from, and what it went into."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.reader import sealed_runs
from documents.database import collection_of, in_turns
from documents.json_values import plain
from documents.shapes.assets import Asset, AssetScope
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat
from documents.shapes.errors.workflow import Missing
from documents.shapes.hops import Hop, ToolStep, read_step
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession

PRODUCED_KEY = "produced_asset_ids"
USED_KEY = "used_asset_ids"
"""The lists of asset ids in a message's metadata that say what the message made and used."""

BUCKETS_SEARCHED = 20
"""How many sealed buckets are searched for messages: a thousand messages or so."""


@dataclass(frozen=True)
class UseByStep:
    """A step that reads the asset (``used``) or makes it, by the mapping of that name."""

    relation: str
    hop_id: PydanticObjectId
    step: ToolStep
    mapping: str


@dataclass(frozen=True)
class UseByMessage:
    """A message that names the asset in its metadata."""

    relation: str
    chat_id: PydanticObjectId
    message: dict[str, Any]


@dataclass(frozen=True)
class AssetLineage:
    """``messages_from`` is the oldest message that was looked at; None without a chat."""

    asset: Asset
    steps: list[UseByStep]
    messages: list[UseByMessage]
    messages_from: int | None


async def find_lineage(user_id: str, asset: Asset) -> AssetLineage:
    """The steps whose mappings name an asset, and the newest messages that do.

    Bounded: a mission's steps, and of its session's chat the Chat's own messages
    and BUCKETS_SEARCHED buckets.
    """
    steps = await _steps(asset)
    mission = await collection_of(Mission).find_one(
        owned(user_id, asset.mission_id), {"session_id": 1}
    )
    if mission is None:
        raise Missing("asset")
    if mission["session_id"] is None:
        return AssetLineage(asset, steps, [], None)
    messages, oldest = await _messages(user_id, str(asset.id), mission["session_id"])
    return AssetLineage(asset, steps, messages, oldest)


_MAPPINGS = dict.fromkeys(
    (
        "transitions",
        "hop_metadata",
        "tool_steps.transitions",
        "tool_steps.execution_result",
    ),
    0,
)


async def _steps(asset: Asset) -> list[UseByStep]:
    here: dict[str, Any] = {**owned(asset.user_id), "mission_id": asset.mission_id}
    shadowed: set[Any] = set()
    if asset.scope_type == AssetScope.HOP:
        here["_id"] = asset.scope_id
    else:
        # A hop with an asset of its own of that name means its own.
        namesakes = collection_of(Asset).find(
            {**here, "name": asset.name},
            {"scope_id": 1},
        )
        shadowed = {other["scope_id"] async for other in namesakes}
    found = in_turns(collection_of(Hop), here, _MAPPINGS, sort=[("sequence_order", 1)])
    return [
        use
        async for hop, _ in found
        if asset.scope_type == AssetScope.HOP or hop["_id"] not in shadowed
        for step in hop["tool_steps"]
        for use in _uses(hop["_id"], read_step(step), asset.name)
    ]


def _uses(hop_id: PydanticObjectId, step: ToolStep, name: str) -> list[UseByStep]:
    return [
        UseByStep(relation, hop_id, step, key)
        for relation, mapping in (
            ("produced", step.result_mapping),
            ("used", step.parameter_mapping),
        )
        for key, entry in mapping.items()
        if isinstance(entry, Mapping) and entry.get("state_asset") == name
    ]


async def _messages(
    user_id: str, asset_id: str, session_id: PydanticObjectId
) -> tuple[list[UseByMessage], int | None]:
    session = await collection_of(UserSession).find_one(owned(user_id, session_id), {"chat": 1})
    if session is None:
        return [], None
    chat_id = session["chat"].id
    naming = _naming(asset_id)
    chat = await collection_of(Chat).find_one(
        owned(user_id, chat_id), {"sealed_sequence": 1, "messages": naming}
    )
    if chat is None:
        return [], None
    oldest = chat["sealed_sequence"] + 1
    runs = sealed_runs(
        chat_id, 1, oldest - 1, ascending=False, shape=naming, limit=BUCKETS_SEARCHED
    )
    messages: list[dict[str, Any]] = chat["messages"]
    async for run in runs:
        oldest = run.first
        messages = run.messages + messages
    return [
        UseByMessage(relation, chat_id, message)
        for message in messages
        for relation, key in (("produced", PRODUCED_KEY), ("used", USED_KEY))
        if asset_id in _ids(plain(message["message_metadata"]), key)
    ], oldest


def _ids(metadata: Mapping[str, Any], key: str) -> list[Any]:
    # Metadata is the user's own: it may hold anything there.
    ids = metadata.get(key)
    return ids if isinstance(ids, list) else []


def _naming(asset_id: str) -> dict[str, Any]:
    """The messages that name the asset in one of the two lists, without their content."""

    def among(key: str) -> dict[str, Any]:
        path = f"$$this.message_metadata.{key}"
        return {"$and": [{"$isArray": [path]}, {"$in": [{"$literal": asset_id}, path]}]}

    return {
        "$map": {
            "input": {
                "$filter": {
                    "input": "$messages",
                    "cond": {"$or": [among(PRODUCED_KEY), among(USED_KEY)]},
                }
            },
            "in": {
                "id": "$$this.id",
                "sequence_order": "$$this.sequence_order",
                "role": "$$this.role",
                "created_at": "$$this.created_at",
                "message_metadata": {
                    key: f"$$this.message_metadata.{key}" for key in (PRODUCED_KEY, USED_KEY)
                },
            },
        }
    }

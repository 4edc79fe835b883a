"""What messages cost and what users think of them over a period: of all users, or of one.

What they cost is as exact as the tallies: call ``tallies.count_new`` first.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from documents.aggregates.analytics.figures import Counts, Figures
from documents.database import Database, collection_of, name_of
from documents.shapes.chats import Chat
from documents.shapes.feedback import MessageFeedback
from documents.shapes.sessions import UserSession
from documents.shapes.usage import SUMS, UsageTally, UsageTotal

MOST_LISTED = 100
"""How many models, and how many chats, are told one by one: models are whatever callers name."""


@dataclass(frozen=True)
class ChatUsage:
    """What the messages of a chat cost, with the session and the mission that it belongs to.

    Each of them has one chat at most: so it is what they cost, too.
    """

    chat_id: str
    session_id: str | None
    mission_id: str | None
    usage: UsageTotal


@dataclass(frozen=True)
class UsageFigures:
    """What messages of a period cost: by bucket and by model.

    Of models the MOST_LISTED that cost the most, those first; of the others their number. A model
    is None where it was not named.
    """

    by_bucket: dict[str, UsageTotal] = field(default_factory=dict)
    total: UsageTotal = field(default_factory=UsageTotal)
    by_model: list[tuple[str | None, UsageTotal]] = field(default_factory=list)
    other_models: int = 0


Weighed = tuple[str | None, Mapping[str, Any]]
"""A model, and the sums of what its messages cost."""


def most_of(models: Iterable[Weighed]) -> list[Weighed]:
    """The MOST_LISTED that cost the most, those first."""
    return heapq.nsmallest(
        MOST_LISTED,
        models,
        key=lambda model: (
            *(
                -model[1].get(name, 0)
                for name in ("cost_billionths", "output_tokens", "input_tokens")
            ),
            model[0] is not None,
            (model[0] or "").encode(),
        ),
    )


async def usage_figures(ask: Figures) -> UsageFigures:
    """What the messages of a period cost, counted from the tallies of it."""
    pipeline: list[dict[str, Any]] = [
        {"$match": _within(ask)},
        {
            "$facet": {
                "buckets": [
                    _grouped("$at", stored="sums."),
                    _grouped(ask.period.label("$_id")),
                ],
                "total": [_grouped(None, stored="sums.")],
                "models": [_grouped("$model", stored="sums."), _SOME, *_MOST],
            }
        },
    ]
    found: dict[str, Any] = {}
    tallies = collection_of(UsageTally, ask.database)
    async for each in tallies.aggregate(pipeline, allowDiskUse=True):
        found = each
    if not found["total"]:
        return UsageFigures()
    models = next(iter(found["models"]), _NONE)
    buckets = ((group.pop("_id"), group) for group in found["buckets"])
    return UsageFigures(
        by_bucket={name: UsageTotal.of(sums) for name, sums in buckets if any(sums.values())},
        total=UsageTotal.of(found["total"][0]),
        by_model=[(group["_id"], UsageTotal.of(group)) for group in models["most"]],
        other_models=models["n"] - len(models["most"]),
    )


async def usage_by_chat(ask: Figures) -> tuple[list[ChatUsage], int]:
    """Of the chats whose messages of a period cost something the MOST_LISTED that cost the most,
    those first; and how many more there are. It reads what all of them cost."""
    pipeline: list[dict[str, Any]] = [
        {"$match": _within(ask)},
        _grouped("$chat_id", stored="sums."),
        _SOME,
        *_MOST,
    ]
    tallies = collection_of(UsageTally, ask.database)
    async for chats in tallies.aggregate(pipeline, allowDiskUse=True):
        owners = await _owners(ask.database, [chat["_id"] for chat in chats["most"]])
        told = [_of_chat(chat, *owners.get(chat["_id"], (None, None))) for chat in chats["most"]]
        return told, chats["n"] - len(told)
    return [], 0


def _within(ask: Figures) -> dict[str, Any]:
    return {**ask.whose, "at": ask.period.within, "hidden": False}


def _of_chat(group: dict[str, Any], session_id: str | None, mission_id: str | None) -> ChatUsage:
    return ChatUsage(str(group["_id"]), session_id, mission_id, UsageTotal.of(group))


async def feedback_figures(ask: Figures) -> Counts:
    """Feedback that was first given in a period, by bucket and by its present rating."""
    period = ask.period
    pipeline: list[dict[str, Any]] = [
        {"$match": {**ask.by_user, "created_at": period.within, "hidden": False}},
        {
            "$group": {
                "_id": {"b": period.label("$created_at"), "rating": "$rating"},
                "n": {"$sum": 1},
            }
        },
    ]
    found: Counts = {}
    async for group in collection_of(MessageFeedback, ask.database).aggregate(pipeline):
        found.setdefault(group["_id"]["b"], {})[group["_id"]["rating"]] = group["n"]
    return found


def _grouped(by: Any, *, stored: str = "") -> dict[str, Any]:
    return {"$group": {"_id": by, **{name: {"$sum": f"${stored}{name}"} for name in SUMS}}}


_SOME = {"$match": {"messages": {"$gt": 0}}}
"""Not what corrections have taken all of off."""

_NONE: dict[str, Any] = {"n": 0, "most": []}

_MOST: list[dict[str, Any]] = [
    {
        "$group": {
            "_id": None,
            "n": {"$sum": 1},
            "most": {
                "$topN": {
                    "n": MOST_LISTED,
                    "sortBy": {
                        "cost_billionths": -1,
                        "output_tokens": -1,
                        "input_tokens": -1,
                        "_id": 1,
                    },
                    "output": "$$ROOT",
                }
            },
        }
    }
]


async def _owners(database: Database, chat_ids: list[Any]) -> dict[Any, tuple[str, str | None]]:
    """The session and the mission of each chat."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": chat_ids}, "session_id": {"$ne": None}}},
        {"$project": {"session_id": 1}},
        {
            "$lookup": {
                "from": name_of(UserSession),
                "localField": "session_id",
                "foreignField": "_id",
                "pipeline": [{"$project": {"mission": 1}}],
                "as": "session",
            }
        },
    ]
    owners: dict[Any, tuple[str, str | None]] = {}
    async for chat in collection_of(Chat, database).aggregate(pipeline):
        mission = next((s["mission"] for s in chat["session"] if s.get("mission")), None)
        owners[chat["_id"]] = (
            str(chat["session_id"]),
            None if mission is None else str(mission.id),
        )
    return owners

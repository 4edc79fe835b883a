"""Figures over a period: of all users, or of one.

Each is one aggregation on an index. What concerns messages is as exact as the
tallies: call ``tallies.count_new`` first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from documents.aggregates.analytics.periods import Period
from documents.database import Database, collection_of, name_of
from documents.shapes.chats import Chat, Role
from documents.shapes.erasures import Erasure
from documents.shapes.hops import Hop
from documents.shapes.message_tallies import MessageTally
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.state_tables import StepStatus

Counts = dict[str, dict[str, int]]
"""Numbers by bucket and by what is counted."""


@dataclass(frozen=True)
class Spread:
    """The middle and the tail of some values; both None where there are none.

    ``median`` is the mean of the two middle values where their number is even;
    ``p95`` the smallest value that 95 % of them do not exceed (nearest rank).
    """

    count: int = 0
    median: float | None = None
    p95: float | None = None


def spread(histogram: Iterable[tuple[float, int]]) -> Spread:
    """The spread of values, each given with how often it occurs."""
    values = sorted(histogram)
    count = sum(number for _, number in values)
    if count == 0:
        return Spread()

    def at(rank: int) -> float:
        for value, number in values:
            rank -= number
            if rank <= 0:
                return float(value)
        raise AssertionError("a rank beyond the count")

    median = (at((count + 1) // 2) + at(count // 2 + 1)) / 2
    return Spread(count, median, at(-(-count * 95 // 100)))


@dataclass(frozen=True)
class SessionFigures:
    """Sessions made in the period: by bucket and present status; length; messages."""

    by_status: Counts
    length_seconds: Spread
    messages: Spread


@dataclass(frozen=True)
class UserFigures:
    """Users of whose chats any got a message: by bucket, and in the whole period."""

    by_bucket: dict[str, int]
    total: int


@dataclass(frozen=True)
class MissionFigures:
    """Missions made in the period: by bucket and present status; how long completing took."""

    by_status: Counts
    seconds_to_complete: Spread


MOST_TOOLS = 100
"""How many tools are told one by one: their ids are whatever callers made up."""


@dataclass(frozen=True)
class ToolFigures:
    """Tool steps made in the period, by tool and status: of the MOST_TOOLS with the most steps,
    the most first. Of the other tools their number, and that of their steps.

    ``mean_seconds`` are what the completed steps of a tool took, where they say when they began.
    """

    by_tool: Counts = field(default_factory=dict)
    mean_seconds: dict[str, float] = field(default_factory=dict)
    other_tools: int = 0
    other_steps: int = 0

    def failure_rate(self, tool: str) -> float | None:
        """What part of the tool's finished steps failed; None where none finished."""
        steps = self.by_tool[tool]
        failed, completed = steps.get("failed", 0), steps.get("completed", 0)
        return failed / (failed + completed) if failed + completed else None


@dataclass(frozen=True)
class Figures:
    """Asks one database for figures, of all users or of one.

    Those of all leave out the users in ``without``. What is here is counted from sessions and
    tallies, at the cost of those there are: until daily figures have them (``kept``).
    """

    database: Database
    period: Period
    user_id: str | None = None
    without: tuple[str, ...] = ()

    @property
    def whose(self) -> dict[str, Any]:
        """The condition of the users whose figures they are."""
        if self.user_id is not None:
            return {"user_id": self.user_id}
        return {"user_id": {"$nin": [*self.without]}} if self.without else {}

    @property
    def by_user(self) -> dict[str, Any]:
        """The same, for indexes that begin with the user: one of the times alone would serve
        nothing else."""
        return {"user_id": {"$gt": ""}} if self.user_id is None and not self.without else self.whose

    async def messages(self) -> Counts:
        """Messages by bucket and role."""
        sums = {role.value: {"$sum": f"$counts.{role.value}"} for role in Role}
        again = {role.value: {"$sum": f"${role.value}"} for role in Role}
        pipeline: list[dict[str, Any]] = [
            {"$match": self._tallied()},
            # By slot first: naming the bucket of a time costs more than adding.
            {"$group": {"_id": "$at", **sums}},
            {"$group": {"_id": self.period.label("$_id"), **again}},
        ]
        found: Counts = {}
        async for group in collection_of(MessageTally, self.database).aggregate(pipeline):
            name = group.pop("_id")
            found[name] = {role: number for role, number in group.items() if number}
        return found

    async def users(self) -> UserFigures:
        """Users whose chats got messages."""
        pipeline: list[dict[str, Any]] = [
            {"$match": self._tallied()},
            {"$group": {"_id": {"at": "$at", "user": "$user_id"}}},
            {"$group": {"_id": {"b": self.period.label("$_id.at"), "user": "$_id.user"}}},
            {
                "$facet": {
                    "buckets": [{"$group": {"_id": "$_id.b", "users": {"$sum": 1}}}],
                    "all": [{"$group": {"_id": "$_id.user"}}, {"$count": "users"}],
                }
            },
        ]
        (found,) = [
            group async for group in collection_of(MessageTally, self.database).aggregate(pipeline)
        ]
        return UserFigures(
            by_bucket={group["_id"]: group["users"] for group in found["buckets"]},
            total=found["all"][0]["users"] if found["all"] else 0,
        )

    def _tallied(self) -> dict[str, Any]:
        return {**self.by_user, "at": self.period.within, "hidden": False}

    async def sessions(self) -> SessionFigures:
        """Sessions made, how long they lasted, and how many messages they have."""
        sessions = collection_of(UserSession, self.database)
        lengths = await self._histogram(
            UserSession, {}, _seconds("$created_at", "$last_activity_at")
        )
        pipeline: list[dict[str, Any]] = [
            {"$match": self._made},
            {"$project": {"_id": 1}},
            {
                "$lookup": {
                    "from": name_of(Chat),
                    "localField": "_id",
                    "foreignField": "session_id",
                    "pipeline": [{"$project": {"_id": 0, "counted_sequence": 1}}],
                    "as": "chat",
                }
            },
            {
                "$group": {
                    "_id": {"$ifNull": [{"$first": "$chat.counted_sequence"}, 0]},
                    "n": {"$sum": 1},
                }
            },
        ]
        counts = [(group["_id"], group["n"]) async for group in sessions.aggregate(pipeline)]
        return SessionFigures(await self._by_status(UserSession), spread(lengths), spread(counts))

    async def missions(self) -> MissionFigures:
        """Missions made, and how long the completed ones took."""
        took = await self._histogram(
            Mission, {"status": "completed"}, _seconds("$created_at", "$status_changed_at")
        )
        return MissionFigures(await self._by_status(Mission), spread(took))

    async def tools(self) -> ToolFigures:
        """Tool steps made."""
        made = {"created_at": self.period.within}
        pipeline: list[dict[str, Any]] = [
            {"$match": {**self.by_user, "tool_steps": {"$elemMatch": made}, "deleted_at": None}},
            {"$unwind": "$tool_steps"},
            {"$match": {"tool_steps.created_at": self.period.within}},
            {
                "$group": {
                    "_id": {"tool": "$tool_steps.tool_id", "status": "$tool_steps.status"},
                    "n": {"$sum": 1},
                    "timed": {"$sum": {"$cond": [_TIMED, 1, 0]}},
                    "took": {"$sum": {"$cond": [_TIMED, _TOOK, 0]}},
                }
            },
            {
                "$group": {
                    "_id": "$_id.tool",
                    "n": {"$sum": "$n"},
                    "timed": {"$sum": "$timed"},
                    "took": {"$sum": "$took"},
                    "by_status": {"$push": {"k": "$_id.status", "v": "$n"}},
                }
            },
            {
                "$group": {
                    "_id": None,
                    "tools": {"$sum": 1},
                    "steps": {"$sum": "$n"},
                    "most": {
                        "$topN": {
                            "n": MOST_TOOLS,
                            "sortBy": {"n": -1, "_id": 1},
                            "output": {
                                "tool": "$_id",
                                "n": "$n",
                                "by_status": "$by_status",
                                "timed": "$timed",
                                "took": "$took",
                            },
                        }
                    },
                }
            },
        ]
        async for found in collection_of(Hop, self.database).aggregate(pipeline):
            most = found["most"]
            return ToolFigures(
                {tool["tool"]: {e["k"]: e["v"] for e in tool["by_status"]} for tool in most},
                {t["tool"]: t["took"] / t["timed"] / 1000 for t in most if t["timed"]},
                other_tools=found["tools"] - len(most),
                other_steps=found["steps"] - sum(tool["n"] for tool in most),
            )
        return ToolFigures()

    @property
    def _made(self) -> dict[str, Any]:
        return {**self.by_user, "created_at": self.period.within, "deleted_at": None}

    async def _by_status(self, model: type[UserSession] | type[Mission]) -> Counts:
        pipeline: list[dict[str, Any]] = [
            {"$match": self._made},
            {
                "$group": {
                    "_id": {"b": self.period.label("$created_at"), "status": "$status"},
                    "n": {"$sum": 1},
                }
            },
        ]
        found: Counts = {}
        async for group in collection_of(model, self.database).aggregate(pipeline):
            found.setdefault(group["_id"]["b"], {})[group["_id"]["status"]] = group["n"]
        return found

    async def _histogram(
        self,
        model: type[UserSession] | type[Mission],
        condition: dict[str, Any],
        value: dict[str, Any],
    ) -> list[tuple[float, int]]:
        pipeline: list[dict[str, Any]] = [
            {"$match": {**self._made, **condition}},
            {"$group": {"_id": value, "n": {"$sum": 1}}},
        ]
        groups = collection_of(model, self.database).aggregate(pipeline)
        return [(group["_id"], group["n"]) async for group in groups]


_TOOK = {"$subtract": ["$tool_steps.completed_at", "$tool_steps.started_at"]}
_TIMED = {
    "$and": [
        {"$eq": ["$tool_steps.status", StepStatus.COMPLETED]},
        {"$ne": [{"$ifNull": [_TOOK, None]}, None]},
    ]
}


async def being_erased(database: Database) -> tuple[str, ...]:
    """The users who are being erased: no figure of all users has anything of them."""
    begun = collection_of(Erasure, database).find({}, {"_id": 1})
    return tuple([erasure["_id"] async for erasure in begun])


def _seconds(since: str, until: str) -> dict[str, Any]:
    return {"$divide": [{"$subtract": [until, since]}, 1000]}


def totals(counts: Counts) -> dict[str, int]:
    """The numbers of all buckets together."""
    total: Counter[str] = Counter()
    for bucket in counts.values():
        total.update(bucket)
    return dict(total)

"""The changes of status of a mission with all that belongs to it, or of a session, in pages.

Each document has its own log (``documents.shapes.transitions``). They are put in one order
by the server, which keeps no more of them in memory than a page.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from documents.database import collection_of, snapshot_of
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.errors.workflow import Missing
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.transitions import Transition


class LoggedKind(StrEnum):
    """What a status belongs to, in the order in which those of one moment are told."""

    ASSET = "asset"
    TOOL_STEP = "tool_step"
    HOP = "hop"
    MISSION = "mission"
    SESSION = "session"


_ORDER = {kind: place for place, kind in enumerate(LoggedKind)}


@dataclass(frozen=True)
class LogPlace:
    """Where an entry stands in the order: its time, and what tells it from others of that time."""

    at: datetime
    among: str


@dataclass(frozen=True)
class LogEntry:
    """One change of status, and whose it was."""

    kind: LoggedKind
    id: PydanticObjectId
    name: str
    transition: Transition
    place: LogPlace


async def read_mission_log(
    user_id: str, mission_id: PydanticObjectId, *, after: LogPlace | None, limit: int
) -> list[LogEntry]:
    """The newest ``limit`` changes of a mission, its hops, steps and assets before a place.

    Of what is deleted none are told. Raises Missing.
    """
    here = owned(user_id, mission_id)
    if await collection_of(Mission).find_one(here, {"_id": 1}) is None:
        raise Missing("mission")
    live = {**owned(user_id), "mission_id": mission_id}
    pipeline = [
        {"$match": here},
        _logs(LoggedKind.MISSION),
        _union(Hop, live, _logs(LoggedKind.HOP, steps=True)),
        _union(Asset, live, _logs(LoggedKind.ASSET)),
        *_page(after, limit),
    ]
    return await _read(Mission, pipeline)


async def read_session_log(
    user_id: str, session_id: PydanticObjectId, *, after: LogPlace | None, limit: int
) -> list[LogEntry]:
    """The newest ``limit`` changes of a session before a place. Raises SessionMissing."""
    here = owned(user_id, session_id)
    if await collection_of(UserSession).find_one(here, {"_id": 1}) is None:
        raise SessionMissing
    return await _read(
        UserSession, [{"$match": here}, _logs(LoggedKind.SESSION), *_page(after, limit)]
    )


def _log_of(kind: LoggedKind, owner: str) -> dict[str, Any]:
    """The entries of the log at ``owner``, each with whose it is and what it is ordered by."""
    log = f"{owner}.transitions"
    owner_id = f"{owner}.id" if kind is LoggedKind.TOOL_STEP else f"{owner}._id"
    # How many of its log and its time are newer: that stays when the oldest go.
    newest_first = {"$reverseArray": f"{log}.at"}
    newer = {"$subtract": ["$$n", {"$indexOfArray": [newest_first, "$$entry.at"]}]}
    return {
        "$map": {
            "input": {"$range": [0, {"$size": {"$ifNull": [log, []]}}]},
            "as": "n",
            "in": {
                "$let": {
                    "vars": {"entry": {"$arrayElemAt": [{"$reverseArray": log}, "$$n"]}},
                    "in": {
                        "kind": {"$literal": kind.value},
                        "id": owner_id,
                        "name": f"{owner}.name",
                        "transition": "$$entry",
                        "at": "$$entry.at",
                        "among": {
                            "$concat": [
                                f"{_ORDER[kind]} ",
                                {"$toString": owner_id},
                                " ",
                                {"$toString": {"$subtract": [9999, newer]}},
                            ]
                        },
                    },
                }
            },
        }
    }


def _logs(kind: LoggedKind, *, steps: bool = False) -> dict[str, Any]:
    """The stage that leaves of a document the entries of its log, and with ``steps`` of theirs."""
    entries = _log_of(kind, "$$CURRENT")
    if steps:
        each = {
            "$reduce": {
                "input": "$tool_steps",
                "initialValue": [],
                "in": {"$concatArrays": ["$$value", _log_of(LoggedKind.TOOL_STEP, "$$this")]},
            }
        }
        entries = {"$concatArrays": [entries, each]}
    return {"$project": {"_id": 0, "entries": entries}}


def _union(model: type[Hop] | type[Asset], condition: dict[str, Any], *stages: Any) -> Any:
    pipeline = [{"$match": condition}, *stages]
    return {"$unionWith": {"coll": collection_of(model).name, "pipeline": pipeline}}


def _page(after: LogPlace | None, limit: int) -> list[dict[str, Any]]:
    """The stages that give the newest entries, the newest first."""
    before: list[dict[str, Any]] = []
    if after is not None:
        earlier = [{"at": {"$lt": after.at}}, {"at": after.at, "among": {"$lt": after.among}}]
        before = [{"$match": {"$or": earlier}}]
    return [
        {"$unwind": "$entries"},
        {"$replaceRoot": {"newRoot": "$entries"}},
        *before,
        {
            "$group": {
                "_id": None,
                "entries": {
                    "$topN": {
                        "n": limit,
                        "sortBy": {"at": -1, "among": -1},
                        "output": "$$ROOT",
                    }
                },
            }
        },
    ]


async def _read(
    model: type[Mission] | type[UserSession], pipeline: list[dict[str, Any]]
) -> list[LogEntry]:
    found = [each async for each in snapshot_of(model).aggregate(pipeline)]
    return [
        LogEntry(
            LoggedKind(raw["kind"]),
            PydanticObjectId(raw["id"]),
            raw["name"],
            Transition.model_validate(raw["transition"]),
            LogPlace(raw["at"], raw["among"]),
        )
        for each in found
        for raw in each["entries"]
    ]

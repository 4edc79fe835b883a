"""What the figures have of each mission and its tool steps, kept up to date.

Every change of a mission, or of its hops and steps, writes to the mission, which is their lock,
and marks it ``untallied``. The next count looks at what they are, and what the figures have of
them, and adds the difference to the days in which they were made, as with sessions
(``session_tallies``).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from documents.aggregates.analytics.days import day_of
from documents.aggregates.analytics.kinds import KindChanges
from documents.aggregates.chats.usage_tallies import slot_of
from documents.database import Database, Transaction, UpdateOne, collection_of
from documents.shapes.base import UNTALLIED, PydanticObjectId, untallied
from documents.shapes.daily_figures import MissionTally
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.state_tables import MissionStatus, StepStatus

MISSIONS_A_STEP = 10
"""A mission has up to 2,500 steps, which are read as one."""

_FIELDS = dict.fromkeys(
    ("user_id", "created_at", "status", "status_changed_at", "deleted_at", "untallied"), 1
)
_STEP_FIELDS = {
    "mission_id": 1,
    **{
        f"tool_steps.{name}": 1
        for name in ("tool_id", "status", "created_at", "started_at", "completed_at")
    },
}


async def tally_missions(database: Database, *, user_id: str | None = None) -> int:
    """Let the figures have what changed of missions, of all users or of one; how many did."""
    whose: Any = {"$gt": ""} if user_id is None else user_id
    found = collection_of(Mission, database).find({"user_id": whose, **UNTALLIED}, {"_id": 1})
    ids = [mission["_id"] async for mission in found.sort("user_id", 1)]
    for start in range(0, len(ids), MISSIONS_A_STEP):
        some = ids[start : start + MISSIONS_A_STEP]
        await database.in_transaction(partial(tally_some_missions, database, some))
    return len(ids)


async def tally_some_missions(
    database: Database, ids: list[PydanticObjectId], transaction: Transaction
) -> None:
    """Let the figures have what these missions are, marked or not, and take off their marks."""
    missions = collection_of(Mission, database)
    tallies = collection_of(MissionTally, database)
    # A write to each, as it may be removed meanwhile: then one of both begins again.
    await missions.update_many(
        {"_id": {"$in": ids}, "untallied": None}, {"$set": untallied()}, session=transaction
    )
    right = await mission_tallies_of(database, {"_id": {"$in": ids}}, transaction)
    had = {
        tally["_id"]: tally
        async for tally in tallies.find({"_id": {"$in": ids}}, session=transaction)
    }
    changes = KindChanges()
    gone, writes = [], []
    for mission_id in ids:
        before, after = had.get(mission_id), right.get(mission_id)
        if before == after:
            continue
        if before is not None:
            changes.add_mission(before, times=-1)
        if after is None:
            gone.append(mission_id)
        else:
            changes.add_mission(after)
            set_or_not = (
                {"$set": after}
                if "took" in after
                else {
                    "$set": after,
                    "$unset": {"took": 1},
                }
            )
            writes.append(UpdateOne({"_id": mission_id}, set_or_not, upsert=True))
    await missions.update_many(
        {"_id": {"$in": ids}}, {"$unset": {"untallied": 1}}, session=transaction
    )
    if gone:
        await tallies.delete_many({"_id": {"$in": gone}}, session=transaction)
    if writes:
        await tallies.bulk_write(writes, ordered=False, session=transaction)
    await changes.store(database, transaction)


async def mission_tallies_of(
    database: Database, condition: dict[str, Any], transaction: Transaction
) -> dict[Any, dict[str, Any]]:
    """The MissionTally of each mission of a condition that is not deleted."""
    here = {**condition, "deleted_at": None}
    found = collection_of(Mission, database).find(here, _FIELDS, session=transaction)
    missions = {mission["_id"]: mission async for mission in found}
    steps: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    users = {mission["user_id"] for mission in missions.values()}
    theirs = {"user_id": {"$in": [*users]}, "mission_id": {"$in": [*missions]}, "deleted_at": None}
    hops = collection_of(Hop, database).find(theirs, _STEP_FIELDS, session=transaction)
    async for hop in hops:
        steps[hop["mission_id"]] += hop.get("tool_steps", [])
    return {
        mission_id: _tally_of(mission, steps[mission_id])
        for mission_id, mission in missions.items()
    }


def _tally_of(mission: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    made: datetime = mission["created_at"]
    numbers: dict[tuple[datetime, str], Counter[str]] = defaultdict(Counter)
    for step in steps:
        of_tool = numbers[slot_of(step["created_at"]), step["tool_id"]]
        of_tool[str(step["status"])] += 1
        began, ended = step.get("started_at"), step.get("completed_at")
        if step["status"] == StepStatus.COMPLETED and began is not None and ended is not None:
            of_tool["timed"] += 1
            of_tool["milliseconds"] += _milliseconds(began, ended)
    tally = {
        "_id": mission["_id"],
        "user_id": mission["user_id"],
        "day": day_of(made),
        "days": sorted({day_of(made), *(day_of(at) for at, _ in numbers)}),
        "at": made,
        "status": mission["status"],
        "steps": [
            {"at": at, "tool": tool, "numbers": dict(counts)}
            for (at, tool), counts in sorted(numbers.items())
        ],
    }
    if mission["status"] == MissionStatus.COMPLETED:
        tally["took"] = _milliseconds(made, mission["status_changed_at"])
    return tally


def _milliseconds(begin: datetime, end: datetime) -> int:
    took = end - begin
    return took.days * 86_400_000 + took.seconds * 1000 + took.microseconds // 1000

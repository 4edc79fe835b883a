"""The first run: what was stored before there were daily figures comes into them.

In steps, each a transaction, in the order of the ids; one that stops goes on where it was. What
is stored meanwhile is in the figures already. Until all is, whoever asks for figures has them
counted from what they are made of.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from beanie import Document

from documents.aggregates.analytics.days import DayChanges
from documents.aggregates.analytics.kind_sums import sum_up_kinds
from documents.aggregates.analytics.marked_tallies import tally_some_feedback, tally_some_usage
from documents.aggregates.analytics.mission_tallies import MISSIONS_A_STEP, tally_some_missions
from documents.aggregates.analytics.session_tallies import tally_some
from documents.aggregates.analytics.summing import sum_up
from documents.database import Database, Transaction, collection_of, name_of
from documents.pacing import paced
from documents.shapes.daily_figures import DailyFigures, KindFigures
from documents.shapes.feedback import MessageFeedback
from documents.shapes.message_tallies import MessageTally
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.shapes.usage import UsageTally

A_STEP = 200

_Include = Callable[[Database, list[Any], Transaction], Awaitable[None]]


async def is_filled(database: Database, figures: type[Document] = DailyFigures) -> bool:
    """Whether DailyFigures, or KindFigures, have all that there is."""
    return await _walk_of(database, figures) is not None


async def fill(database: Database, *, steps: int, share: float = 0.0) -> bool:
    """Go on with the first run for so many steps; whether it has ended.

    Each is followed by a pause of ``share`` times as long as it took.
    """
    for figures, walks, sum_up_all in _RUNS:
        if await is_filled(database, figures):
            continue
        for model, at_once, include in walks:
            while (walk := await _walk_of(database, model)) != "ended":
                if steps == 0:
                    return False
                steps -= 1
                async with paced(share):
                    await _step(database, model, at_once, include, walk)
        await sum_up_all(database)
        await _note(database, figures, None)
    return True


async def include_tallies(database: Database, ids: list[Any], transaction: Transaction) -> None:
    """Let the days of users have these MessageTallies, if they do not yet."""
    tallies = collection_of(MessageTally, database)
    new = {"_id": {"$in": ids}, "daily": {"$ne": True}}
    found = [tally async for tally in tallies.find(new, session=transaction)]
    if not found:
        return
    changes = DayChanges()
    changes.add_tallies(tally for tally in found if not tally.get("hidden"))
    await tallies.update_many(
        {"_id": {"$in": [tally["_id"] for tally in found]}},
        {"$set": {"daily": True}},
        session=transaction,
    )
    await changes.store(database, transaction)


_Walks = tuple[tuple[type[Document], int | None, _Include], ...]
"""What is walked through, how many at once where that is not A_STEP, and how it is let in."""

_RUNS: tuple[tuple[type[Document], _Walks, Callable[[Database], Awaitable[int]]], ...] = (
    (
        DailyFigures,
        ((UserSession, None, tally_some), (MessageTally, None, include_tallies)),
        sum_up,
    ),
    (
        KindFigures,
        (
            (Mission, MISSIONS_A_STEP, tally_some_missions),
            (UsageTally, None, tally_some_usage),
            (MessageFeedback, None, tally_some_feedback),
        ),
        sum_up_kinds,
    ),
)


def _name(model: type[Document]) -> str:
    return f"daily_figures of {name_of(model)}"


async def _walk_of(database: Database, model: type[Document]) -> Any:
    """Where the walk through documents is: None at its beginning, else "ended" or an id."""
    walk = await collection_of(UpkeepWalk, database).find_one({"_id": _name(model)})
    if walk is None:
        return None
    return "ended" if walk.get("finished_at") else walk.get("place")


async def _note(database: Database, model: type[Document], place: Any) -> None:
    # Of two that walk, the one behind takes nothing back.
    moved = {"$currentDate": {"finished_at": True}} if place is None else {"$max": {"place": place}}
    await collection_of(UpkeepWalk, database).update_one({"_id": _name(model)}, moved, upsert=True)


async def _step(
    database: Database, model: type[Document], at_once: int | None, include: _Include, place: Any
) -> None:
    most = at_once or A_STEP
    after = {} if place is None else {"_id": {"$gt": place}}
    found = collection_of(model, database).find(after, {"_id": 1}).sort("_id", 1).limit(most)
    ids = [each["_id"] async for each in found]
    if ids:
        await database.in_transaction(lambda transaction: include(database, ids, transaction))
    await _note(database, model, ids[-1] if len(ids) == most else None)

"""One change stream, which tells a lone change at once and many of a rush together."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId

from documents.database import ChangedDocument, ChangeWatch, Database, collection_of
from documents.database.changes import READINGS_AT_ONCE, Pace
from documents.shapes.streams import MessageStream


def test_changes_that_come_one_by_one_are_never_waited_with() -> None:
    pace = Pace(50, 5)
    assert [pace.pause(at * 0.02) for at in range(1000)] == pytest.approx([0.0] * 1000)


def test_some_at_once_are_not_waited_with_and_more_are() -> None:
    pace = Pace(50, 3)
    assert [pace.pause(7.0) for _ in range(5)] == pytest.approx([0, 0, 0, 0.02, 0.04])


def test_in_a_rush_the_server_is_asked_so_often_and_no_more() -> None:
    pace, now, asked = Pace(50, 5), 0.0, 0
    while now < 10:
        # It answers at once: there is always more.
        now += pace.pause(now) + 0.001
        asked += 1
    assert asked == pytest.approx(10 * 50 + 5, abs=2)


def test_after_a_rush_a_lone_change_is_told_at_once() -> None:
    pace = Pace(50, 5)
    now = 0.0
    for _ in range(200):
        now += pace.pause(now)
    assert pace.pause(now + 0.2) == 0


async def test_what_changes_while_it_waits_is_told_at_once(bound: Database) -> None:
    streams = collection_of(MessageStream)
    one = MessageStream(
        user_id="alice",
        chat_id=ObjectId(),
        message_id="m",
        lease_seconds=15,
        lease_until=None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    ).model_dump(exclude={"id", "revision_id"})
    ids = [ObjectId() for _ in range(40 + READINGS_AT_ONCE)]
    await streams.insert_many([{**one, "_id": each, "message_id": str(each)} for each in ids])
    told: list[list[Any]] = []
    begun, came, paused, goes_on = (
        asyncio.Event(),
        asyncio.Event(),
        asyncio.Event(),
        threading.Event(),
    )
    loop = asyncio.get_running_loop()

    def on_change(changes: Sequence[ChangedDocument]) -> None:
        told.append([name_and_id[1] for name_and_id in changes])
        came.set()

    def pause(_: float) -> None:
        loop.call_soon_threadsafe(paused.set)
        goes_on.wait(30)

    watch = ChangeWatch(
        bound,
        {MessageStream: ()},
        on_change=on_change,
        on_begin=begun.set,
        clock=lambda: 0.0,
        pause=pause,
    )
    try:
        async with asyncio.timeout(30):
            await begun.wait()
            for each in ids[: READINGS_AT_ONCE + 1]:
                await streams.update_one({"_id": each}, {"$set": {"next": 1}})
                await came.wait()
                came.clear()
            await paused.wait()
            assert len(told) == READINGS_AT_ONCE + 1
            for each in ids[READINGS_AT_ONCE + 1 :]:
                await streams.update_one({"_id": each}, {"$set": {"next": 1}})
            goes_on.set()
            await came.wait()
        assert told[-1] == ids[READINGS_AT_ONCE + 1 :]
    finally:
        goes_on.set()
        watch.stop()

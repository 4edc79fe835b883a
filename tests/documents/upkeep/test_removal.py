"""Removing what was left: by a removal that was cut short, or by nobody's hand."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.sessions.deletion import delete_session
from documents.database import Database
from documents.parts import Removed
from documents.shapes.base import PydanticObjectId
from documents.shapes.missions import Mission
from documents.shapes.sessions import reference
from documents.upkeep import removal
from documents.upkeep.preview import preview_sweep
from documents.upkeep.sweep import sweep
from tests.documents.upkeep.test_sweep import PERIODS, a_session, status_of
from tests.support import BEGINNING

OLD = PydanticObjectId("5f0000000000000000000000")


async def a_bucket_of_no_chat(database: Database, **fields: object) -> PydanticObjectId:
    chat_id = PydanticObjectId()
    await database["chat_buckets"].insert_one({"chat_id": chat_id, "first_sequence": 1, **fields})
    return chat_id


async def test_a_bucket_whose_chat_is_gone_is_removed_after_a_day(bound: Database) -> None:
    await a_bucket_of_no_chat(bound, _id=OLD)
    young = await a_bucket_of_no_chat(bound)

    report = await sweep(bound, PERIODS, now=BEGINNING)

    assert report.removed_documents == {"chat_buckets": 1}
    assert await bound["chat_buckets"].count_documents({"chat_id": young}) == 1


async def test_the_buckets_of_a_chat_that_was_lost_are_kept(bound: Database) -> None:
    lost = await a_bucket_of_no_chat(bound, _id=OLD)
    await bound["chat_buckets"].insert_one({"chat_id": lost, "first_sequence": 51})

    await sweep(bound, PERIODS, now=BEGINNING)

    assert await bound["chat_buckets"].count_documents({"chat_id": lost}) == 2


async def test_no_cursor_waits_while_what_it_found_is_removed(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("user_sessions", "chats", "missions", "hops", "assets"):
        await bound[name].insert_many([{"deleted_at": BEGINNING} for _ in range(110)])
    waiting: set[str] = set()
    removals = 0

    async def removing(*_: object, **__: object) -> Removed:
        nonlocal removals
        removals += 1
        idle: list[dict[str, Any]] = [
            {"$currentOp": {"idleCursors": True}},
            {"$match": {"type": "idleCursor"}},
        ]
        async for cursor in bound.client.admin.aggregate(idle):
            waiting.add(cursor["ns"])
        return Removed()

    for name in ("session", "chat", "mission", "hop", "asset"):
        monkeypatch.setattr(f"documents.upkeep.removal.remove_{name}", removing)
    await removal.remove_leftovers(bound, deleted_before=BEGINNING)
    assert removals == 5 * 110
    # A change stream of the test before, which no collection has, may be about to close.
    waiting.discard(f"{bound.name}.$cmd.aggregate")
    assert not {ns for ns in waiting if ns.startswith(f"{bound.name}.")}


async def test_every_file_that_has_expired_is_removed(bound: Database) -> None:
    await bound["asset_files.files"].insert_many(
        [{"metadata": {"user_id": "u", "expires_at": BEGINNING}} for _ in range(230)]
    )
    await sweep(bound, PERIODS, now=BEGINNING)
    assert await bound["asset_files.files"].count_documents({"metadata.user_id": "u"}) == 0


async def a_file(database: Database, **metadata: object) -> PydanticObjectId:
    file_id = PydanticObjectId()
    await database["asset_files.files"].insert_one({"_id": file_id, "metadata": metadata})
    await database["asset_files.chunks"].insert_one(
        {"files_id": file_id, "n": 0, "data": b"b" * 20_000}
    )
    return file_id


async def what_was_left(database: Database) -> None:
    """Everything that processes which were killed leave beside sessions and chats."""
    mission, hop, alone = PydanticObjectId(), PydanticObjectId(), PydanticObjectId()
    gone = {"user_id": "u", "deleted_at": BEGINNING}
    await database["missions"].insert_one({"_id": mission, **gone})
    await database["hops"].insert_many(
        [
            {"mission_id": mission, **gone},
            {"_id": hop, "mission_id": alone, **gone},
        ]
    )
    scopes = ((mission, mission), (alone, hop), (alone, alone))
    await database["assets"].insert_many(
        [
            {
                "mission_id": owner,
                "scope_id": scope,
                "name": "an asset",
                "content_facts": {"file_id": await a_file(database)},
                **gone,
            }
            for owner, scope in scopes
        ]
    )
    await a_file(database, expires_at=BEGINNING)
    await a_bucket_of_no_chat(database, _id=OLD)


async def test_a_dry_run_weighs_all_that_was_left(bound: Database) -> None:
    await what_was_left(bound)

    foretold = await preview_sweep(bound, PERIODS, now=BEGINNING)
    done = await sweep(bound, PERIODS, now=BEGINNING)

    assert done.removed == 3
    assert done.removed_documents == {
        "missions": 1,
        "hops": 2,
        "assets": 3,
        "asset_files.files": 4,
        "asset_files.chunks": 4,
        "chat_buckets": 1,
    }
    assert done.freed_bytes > 80_000
    # The mark of who removes an expired file weighs something, too.
    assert foretold.freed_bytes == pytest.approx(done.freed_bytes, abs=10)
    assert replace(foretold, dry_run=False, freed_bytes=done.freed_bytes) == done


async def test_a_dry_run_weighs_what_was_deleted_of_a_session_once(bound: Database) -> None:
    session = await a_session(bound)
    mission = PydanticObjectId()
    await bound["user_sessions"].update_one(
        {"_id": session.id}, {"$set": {"mission": reference(Mission, mission)}}
    )
    await bound["missions"].insert_one({"_id": mission, "user_id": "u", "deleted_at": None})
    await bound["hops"].insert_one({"user_id": "u", "mission_id": mission, "deleted_at": BEGINNING})
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)

    foretold = await preview_sweep(bound, PERIODS, now=BEGINNING)
    done = await sweep(bound, PERIODS, now=BEGINNING)

    assert foretold.removed == done.removed == 1
    assert foretold.removed_documents == done.removed_documents


async def test_two_removals_at_once_count_each_thing_once(bound: Database) -> None:
    await what_was_left(bound)
    for _ in range(5):
        session = await a_session(bound)
        assert session.id is not None
        await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)

    counts = await asyncio.gather(
        *(removal.remove_leftovers(bound, deleted_before=BEGINNING) for _ in range(3))
    )

    assert sum(count for count, _ in counts) == 5 + 3
    assert sum(removed.documents["user_sessions"] for _, removed in counts) == 5


async def test_a_removal_that_has_begun_is_finished_whatever_time_it_had(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    await bound["user_sessions"].update_one(
        {"_id": session.id}, {"$set": {"removing_at": BEGINNING}}
    )
    kept = replace(PERIODS, kept=timedelta(days=7))

    foretold = await preview_sweep(bound, kept, now=BEGINNING)
    done = await sweep(bound, kept, now=BEGINNING)

    assert foretold.removed == done.removed == 1
    assert await status_of(session) == "gone"

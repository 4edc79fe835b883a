"""What somebody does between the moment when upkeep finds a thing and that when it acts on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.sessions.change import SessionChanges, update_session
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal, resting
from documents.upkeep.expired_files import remove_expired_files
from documents.upkeep.sweep import sweep
from tests.documents.upkeep.test_sweep import DAY, PERIODS, a_session, status_of
from tests.queries import look
from tests.support import BEGINNING

KEPT = replace(PERIODS, kept=timedelta(days=7))
THEN = Callable[[], Awaitable[object]]


def interrupt(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, then: THEN) -> list[str]:
    """Do something once all that a listing gives was given, and before anything is done to it."""
    listing = getattr(module, name)
    done: list[str] = []

    async def interrupted(*arguments: Any, **options: Any) -> AsyncIterator[Any]:
        found = [each async for each in listing(*arguments, **options)]
        if found and not done:
            done.append(name)
            await then()
        for each in found:
            yield each

    monkeypatch.setattr(module, name, interrupted)
    return done


def id_of(session: UserSession) -> PydanticObjectId:
    assert session.id is not None
    return session.id


async def a_deleted_session(database: Database) -> UserSession:
    session = await a_session(database)
    await delete_session(database, "u", id_of(session), revisions=None, now=BEGINNING)
    return session


@pytest.mark.parametrize("again", [False, True], ids=["restored", "restored and deleted again"])
async def test_a_session_that_is_restored_while_it_is_to_be_removed_is_kept_whole(
    bound: Database, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    session = await a_deleted_session(bound)
    now = BEGINNING + 8 * DAY

    async def restored() -> None:
        await restore_session(bound, "u", id_of(session), now=now)
        if again:
            await delete_session(bound, "u", id_of(session), revisions=None, now=now)

    done = interrupt(monkeypatch, removal, "deleted_sessions", restored)
    report = await sweep(bound, KEPT, now=now)
    assert done
    assert report.removed == 0
    assert await status_of(session) == ("deleted" if again else "active")
    assert await look(bound["chats"]).count_documents({"_id": session.chat_id}) == 1
    back = await restore_session(bound, "u", id_of(session), now=now)
    assert back.status == SessionStatus.ACTIVE


@pytest.mark.parametrize("kind", ["missions", "hops", "assets"])
async def test_what_is_deleted_anew_while_it_is_to_be_removed_is_kept_for_its_time(
    bound: Database, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """It has come back with its session, and has gone with it again."""
    mine = PydanticObjectId()
    now = BEGINNING + 8 * DAY
    things = bound[kind]
    of_mission = {} if kind == "missions" else {"mission_id": mine}
    await things.insert_one({"_id": mine, **of_mission, "name": "n", "deleted_at": BEGINNING})
    listing = removal._deleted

    async def listed(*arguments: Any) -> list[dict[str, Any]]:
        if not (found := await listing(*arguments)):
            return found
        await things.update_one({"_id": mine}, {"$set": {"deleted_at": now}})
        return found

    monkeypatch.setattr(removal, "_deleted", listed)
    await removal.remove_leftovers(bound, deleted_before=BEGINNING + DAY)
    assert await look(things).count_documents({"_id": mine}) == 1


@pytest.mark.parametrize(
    ("status", "days"),
    [(SessionStatus.ACTIVE, 1), (SessionStatus.ABANDONED, 8), (SessionStatus.ARCHIVED, 98)],
)
async def test_a_session_that_is_used_while_time_is_to_move_it_stays(
    bound: Database, monkeypatch: pytest.MonkeyPatch, status: SessionStatus, days: int
) -> None:
    session = await a_session(bound)
    for past in (1, 8):
        if past < days:
            await sweep(bound, KEPT, now=BEGINNING + past * DAY)
    assert await status_of(session) == status
    now = BEGINNING + days * DAY

    async def used() -> None:
        await restore_session(bound, "u", id_of(session), now=now)
        renamed = SessionChanges(name="still in use")
        await update_session(bound, "u", id_of(session), renamed, now)

    listing = "resting_batches"
    order = "last_activity_at" if status is SessionStatus.ACTIVE else "status_changed_at"
    batches = resting.resting_batches
    done: list[str] = []

    async def interrupted(
        condition: dict[str, Any], by: str, batch: int, fields: list[dict[str, Any]]
    ) -> AsyncIterator[list[dict[str, Any]]]:
        async for found in batches(condition, by, batch, fields):
            # Not where it is only mended.
            if by == order and condition.get("kept_status", 1) is None and not done:
                done.append(listing)
                await used()
            yield found

    monkeypatch.setattr(resting, listing, interrupted)
    await sweep(bound, KEPT, now=now)
    assert done
    assert await status_of(session) == "active"


async def test_a_file_that_an_asset_has_taken_while_it_is_to_be_removed_is_kept(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bound["asset_files.files"]
    await files.insert_one({"_id": 1, "metadata": {"user_id": "u", "expires_at": BEGINNING}})

    class Interrupted:
        def __getattr__(self, name: str) -> Any:
            return getattr(files, name)

        async def update_one(self, *arguments: Any) -> Any:
            await files.update_one({"_id": 1}, {"$unset": {"metadata.expires_at": ""}})
            return await files.update_one(*arguments)

    monkeypatch.setattr("documents.upkeep.expired_files.collection_of", lambda _: Interrupted())
    assert (await remove_expired_files(BEGINNING)).documents == {}
    assert await look(files).count_documents({"_id": 1}) == 1

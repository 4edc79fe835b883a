"""Undoing a deletion, and what meets it at that moment."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from documents.aggregates.chats import sealing
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.pages import read_page
from documents.aggregates.sessions.change import SessionChanges, update_session
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.aggregates.sessions.find import find_session
from documents.database import Database, collection_of
from documents.shapes.errors.chats import ChatMissing
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal
from documents.upkeep.sweep import Periods, sweep
from tests.documents.upkeep.test_sweep import DAY, PERIODS, SECOND, a_session, say, status_of
from tests.support import BEGINNING


async def test_a_deleted_session_can_be_restored_while_it_is_kept(bound: Database) -> None:
    session = await a_session(bound)
    await say(session, BEGINNING)
    assert session.id is not None
    kept = Periods(PERIODS.abandoned_after, PERIODS.archived_after, PERIODS.deleted_after, 3 * DAY)
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    await sweep(bound, kept, now=BEGINNING + 3 * DAY - SECOND)
    with pytest.raises(SessionMissing):
        await find_session("u", session.id)
    await restore_session(bound, "u", session.id, now=BEGINNING)
    await say(session, BEGINNING)
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    await sweep(bound, kept, now=BEGINNING + 3 * DAY)
    assert await status_of(session) == "gone"
    with pytest.raises(SessionMissing):
        await restore_session(bound, "u", session.id, now=BEGINNING)


async def test_a_restored_session_counts_as_used_then(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    restored = await restore_session(bound, "u", session.id, now=BEGINNING + DAY)
    times = (restored.last_activity_at, restored.updated_at, restored.status_changed_at)
    assert times == (BEGINNING + DAY,) * 3


async def test_a_session_whose_removal_has_begun_is_not_restored(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    await collection_of(UserSession).update_one(
        {"_id": session.id}, {"$set": {"removing_at": BEGINNING}}
    )
    with pytest.raises(SessionMissing):
        await restore_session(bound, "u", session.id, now=BEGINNING)
    assert await status_of(session) == "deleted"


async def test_what_a_sweep_deleted_can_be_restored_for_good(bound: Database) -> None:
    kept = replace(PERIODS, kept=3 * DAY)
    session = await a_session(bound)
    assert session.id is not None
    archived = SessionChanges(status=SessionStatus.ARCHIVED)
    await update_session(bound, "u", session.id, archived, BEGINNING)
    now = BEGINNING + 90 * DAY
    await sweep(bound, kept, now=now)
    assert await status_of(session) == "deleted"
    await restore_session(bound, "u", session.id, now=now + DAY)
    await sweep(bound, kept, now=now + 90 * DAY)
    assert await status_of(session) == "archived"
    await sweep(bound, kept, now=now + 91 * DAY)
    assert await status_of(session) == "deleted"


async def test_an_abandoned_session_that_was_restored_is_still_abandoned(bound: Database) -> None:
    kept = replace(PERIODS, kept=3 * DAY)
    session = await a_session(bound)
    assert session.id is not None
    await sweep(bound, kept, now=BEGINNING + DAY)
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING + 2 * DAY)
    await restore_session(bound, "u", session.id, now=BEGINNING + 3 * DAY)
    await sweep(bound, kept, now=BEGINNING + 3 * DAY)
    assert await status_of(session) == "abandoned"


async def test_only_its_owner_restores_a_session(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    with pytest.raises(SessionMissing):
        await restore_session(bound, "somebody else", session.id, now=BEGINNING)


async def test_a_restore_beside_a_removal_is_whole_or_nothing(bound: Database) -> None:
    outcomes = set()
    for turn in range(20):
        session = await a_session(bound)
        await say(session, BEGINNING)
        assert session.id is not None
        await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
        both = [
            restore_session(bound, "u", session.id, now=BEGINNING),
            removal.remove_session(bound, session.id),
        ]
        results = await asyncio.gather(*(both if turn % 2 else both[::-1]), return_exceptions=True)
        restored = any(isinstance(result, UserSession) for result in results)
        outcomes.add(restored)
        if restored:
            await say(session, BEGINNING)
        else:
            assert await status_of(session) == "gone"
            with pytest.raises(ChatMissing):
                await say(session, BEGINNING)
    assert False in outcomes


async def test_a_sealing_that_a_deletion_meets_costs_a_restored_chat_nothing(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await a_session(bound)
    assert session.id is not None
    session_id = session.id
    for _ in range(30):
        await say(session, BEGINNING)
    commit = sealing._commit

    async def committed_then_deleted(*arguments: Any) -> bool:
        done = await commit(*arguments)
        await delete_session(bound, "u", session_id, revisions=None, now=BEGINNING)
        return done

    limits = SealingLimits(piece_messages=5)
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_commit", committed_then_deleted)
        assert await sealing.seal(session.chat_id, now=BEGINNING, limits=limits) == 5
    await restore_session(bound, "u", session_id, now=BEGINNING)
    page = await read_page("u", session.chat_id, limit=100, limits=limits)
    assert [message["sequence_order"] for message in page.messages] == list(range(1, 31))


async def test_restoring_again_changes_nothing_and_is_no_error(bound: Database) -> None:
    session = await a_session(bound)
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGINNING)
    once = await restore_session(bound, "u", session.id, now=BEGINNING + SECOND)
    again = await restore_session(bound, "u", session.id, now=BEGINNING + DAY)
    assert (again.revision, again.updated_at) == (once.revision, once.updated_at)

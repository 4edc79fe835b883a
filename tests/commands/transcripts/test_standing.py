"""How imported sessions stand beside those that their user works in, and how they age."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.append import NewMessage
from documents.database import Database, OperationFailure, collection_of
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep.preview import preview_sweep
from documents.upkeep.sweep import Periods, count_due, sweep
from services.lifecycle import COMMAND, services_on
from services.listing import ListOrder, ListQuery
from services.sessions import NewSession, SessionFilters
from services.wiring import Wiring
from tests.commands.transcripts.support import Transcripts, canonical, conversation, outcomes, said
from tests.commands.transcripts.test_importing import failing
from tests.queries import look
from tests.support import BEGINNING, CURSOR_KEY, SetClock, settings_for

ARCHIVED, COMPLETED, ACTIVE = (
    SessionStatus.ARCHIVED,
    SessionStatus.COMPLETED,
    SessionStatus.ACTIVE,
)
DAY = timedelta(days=1)
PERIODS = Periods(DAY, 7 * DAY, 30 * DAY, kept=timedelta(0))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def alice(
    mongod: EmbeddedServer, bound: Database, clock: SetClock
) -> AsyncIterator[Transcripts]:
    settings = settings_for(mongod.uri, bound.name, max_append_messages=10)
    async with services_on(bound, Wiring(settings, CURSOR_KEY, clock), COMMAND) as running:
        yield Transcripts(running)


async def all_sessions(alice: Transcripts) -> list[UserSession]:
    page = await alice.services.sessions.get_user_sessions(
        alice.user_id, SessionFilters(), ListQuery(ListOrder.ACTIVITY, 500)
    )
    return [listed.session for listed in page.items]


async def statuses(alice: Transcripts) -> set[str]:
    return {session.status.value for session in await all_sessions(alice)}


async def swept(alice: Transcripts, clock: SetClock, days: int) -> None:
    """Let days pass, with a sweep at the end of each."""
    for _ in range(days):
        clock.advance(days=1)
        await sweep(alice.services.database, PERIODS, now=clock())


async def test_an_import_does_not_take_the_place_of_the_session_at_work(
    alice: Transcripts, clock: SetClock
) -> None:
    services, user = alice.services, alice.user_id
    live = await services.sessions.create_session(user, NewSession("live"))
    clock.advance(hours=1)
    await alice.import_(*(conversation(12) for _ in range(150)))
    await services.activity.flush()
    await services.upkeep.sweep()
    assert (await services.sessions.get_active_session(user)).id == live.id
    assert (await services.sessions.recover_session(user)).found.session.id == live.id
    resumed, made = await services.sessions.resume_session(user, name=None, session_metadata={})
    assert (resumed.id, made) == (live.id, False)


async def test_imported_sessions_are_there_to_resume_where_no_other_is(
    alice: Transcripts, clock: SetClock
) -> None:
    services, user = alice.services, alice.user_id
    await alice.import_(conversation(), conversation())
    first = await services.sessions.get_active_session(user)
    assert (await services.sessions.recover_session(user)).found.session.id == first.id
    resumed, made = await services.sessions.resume_session(user, name=None, session_metadata={})
    assert (resumed.id, made) == (first.id, False)
    # It is at work from now on: a later import does not go before it.
    clock.advance(hours=1)
    await alice.import_(conversation())
    assert (await services.sessions.get_active_session(user)).id == first.id


async def test_a_message_of_its_user_makes_an_imported_session_one_at_work(
    alice: Transcripts, clock: SetClock
) -> None:
    services, user = alice.services, alice.user_id
    await services.sessions.create_session(user, NewSession("live"))
    await alice.import_(conversation(), keep=ACTIVE)
    imported = next(s for s in await all_sessions(alice) if s.name != "live")
    clock.advance(hours=1)
    await services.messages.add_message(user, imported.chat_id, NewMessage("user", "go on"))
    await services.activity.flush()
    assert (await services.sessions.get_active_session(user)).id == imported.id
    await swept(alice, clock, 2)
    assert await statuses(alice) == {"abandoned"}


async def test_an_import_ages_from_the_import_on(alice: Transcripts, clock: SetClock) -> None:
    old = {"created_at": "2019-01-01T00:00:00Z", "timestamp": 1546300800}
    given_ = {**conversation(), **old, "messages": [said(1, **old), said(2, **old)]}
    await alice.import_(given_)
    (session,) = await all_sessions(alice)
    assert session.last_activity_at == session.created_at == BEGINNING
    clock.advance(days=1, seconds=-1)
    await sweep(alice.services.database, PERIODS, now=clock())
    assert await statuses(alice) == {"active"}
    await swept(alice, clock, 1)
    assert await statuses(alice) == {"abandoned"}
    await swept(alice, clock, 7)
    assert await statuses(alice) == {"archived"}
    # More of the conversation: it counts from there again.
    grown = {**given_, "messages": [*given_["messages"], said(3)]}
    assert outcomes(await alice.import_(grown)) == ["continued"]
    assert await statuses(alice) == {"active"}
    assert (await all_sessions(alice))[0].last_activity_at == clock()


@pytest.mark.parametrize("status", [ACTIVE, COMPLETED, ARCHIVED])
async def test_imported_sessions_stay_as_they_were_told(
    alice: Transcripts, clock: SetClock, status: SessionStatus
) -> None:
    await alice.import_(*(conversation(25) for _ in range(3)), keep=status)
    assert await statuses(alice) == {status.value}
    await swept(alice, clock, 50)
    assert await statuses(alice) == {status.value}
    assert len(await all_sessions(alice)) == 3
    now = clock.advance(days=100)
    foretold = await preview_sweep(alice.services.database, PERIODS, now=now)
    assert (foretold.abandoned, foretold.archived, foretold.deleted) == (0, 0, 0)
    assert await count_due(PERIODS, now=now) == 0


async def test_a_session_that_was_told_to_stay_ages_once_it_is_used(
    alice: Transcripts, clock: SetClock
) -> None:
    await alice.import_(conversation(), keep=ARCHIVED)
    (session,) = await all_sessions(alice)
    assert session.id is not None
    await swept(alice, clock, 40)
    await alice.services.sessions.restore_session(alice.user_id, session.id)
    await alice.services.messages.add_message(
        alice.user_id, session.chat_id, NewMessage("user", "go on")
    )
    await swept(alice, clock, 2)
    assert await statuses(alice) == {"abandoned"}
    await swept(alice, clock, 38)
    assert await all_sessions(alice) == []


async def test_a_later_import_can_tell_them_to_stay_and_adds_to_what_is_closed(
    alice: Transcripts, clock: SetClock
) -> None:
    given_ = conversation(12)
    await alice.import_(given_)
    clock.advance(hours=1)
    assert outcomes(await alice.import_(given_, keep=ARCHIVED)) == ["unchanged"]
    assert await statuses(alice) == {"archived"}
    clock.advance(hours=1)
    given_ = {**given_, "messages": [*given_["messages"], said(13)]}
    assert outcomes(await alice.import_(given_)) == ["continued"]
    assert await statuses(alice) == {"archived"}
    assert await alice.exported() == [given_]
    await alice.import_(given_, keep=COMPLETED)
    assert await statuses(alice) == {"completed"}


async def test_an_import_leaves_the_status_of_a_session_that_was_used(
    alice: Transcripts, clock: SetClock
) -> None:
    given_ = conversation()
    await alice.import_(given_)
    (session,) = await all_sessions(alice)
    clock.advance(hours=1)
    assert session.id is not None
    await alice.services.sessions.update_session_activity(alice.user_id, session.id)
    assert outcomes(await alice.import_(given_, keep=ARCHIVED)) == ["unchanged"]
    assert await statuses(alice) == {"active"}


@pytest.mark.parametrize("command", ["findAndModify", "update", "insert", "commitTransaction"])
@pytest.mark.parametrize("after", range(0, 8, 2))
async def test_what_a_stopped_import_was_told_the_next_one_knows(
    alice: Transcripts, bound: Database, clock: SetClock, command: str, after: int
) -> None:
    given_ = [conversation(25), conversation(3)]
    async with failing(bound, command, after):
        try:
            await alice.import_(*given_, keep=COMPLETED)
        except OperationFailure:
            clock.advance(hours=1)
    # A commit that failed may still be done, until its process has ended it either way.
    await bound.settle(within_seconds=30)
    begun = [each.name for each in await all_sessions(alice)]
    await alice.import_(*given_)
    for session in await all_sessions(alice):
        assert session.status == ("completed" if session.name in begun else "active")
    assert sorted(map(canonical, await alice.exported())) == sorted(map(canonical, given_))


async def test_two_imports_at_once_leave_every_session_as_told(
    alice: Transcripts, mongod: EmbeddedServer, bound: Database
) -> None:
    given_ = [conversation(40) for _ in range(6)]
    other = settings_for(mongod.uri, bound.name, max_append_messages=7)
    async with services_on(bound, Wiring(other, CURSOR_KEY), COMMAND) as services:
        twin = Transcripts(services, alice.user_id)
        results = await asyncio.gather(
            alice.import_(*given_, keep=ARCHIVED), twin.import_(*given_, keep=ARCHIVED)
        )
    assert not [each.reason for result in results for each in result if each.reason]
    assert await statuses(alice) == {"archived"}
    assert sorted(map(canonical, await alice.exported())) == sorted(map(canonical, given_))


async def test_a_session_of_an_earlier_release_is_one_at_work(
    alice: Transcripts, clock: SetClock
) -> None:
    """Its document has neither of the marks."""
    live = await alice.services.sessions.create_session(alice.user_id, NewSession("live"))
    await look(collection_of(UserSession)).update_many(
        {}, {"$unset": {"imported_at": "", "kept_status": ""}}
    )
    clock.advance(hours=1)
    await alice.import_(conversation())
    assert (await alice.services.sessions.get_active_session(alice.user_id)).id == live.id
    await sweep(bound := alice.services.database, PERIODS, now=clock.advance(days=1))
    assert await statuses(alice) == {"abandoned"}
    await sweep(bound, replace(PERIODS, kept=DAY), now=clock.advance(days=7))
    assert await statuses(alice) == {"archived"}

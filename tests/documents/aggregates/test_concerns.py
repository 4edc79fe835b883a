"""What each command of the engine asks of the server: one member alone shows nothing of it.

Whoever acts on what he reads reads what a majority has, a view of several documents is of one
point in time, and what is acknowledged is with a majority.
"""

import re
from datetime import timedelta
from pathlib import Path

from commands.embedded import EmbeddedServer
from documents import leases
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.sealed_max import catch_up
from documents.aggregates.chats.versions import NewVersion, Versions, list_versions
from documents.aggregates.streams.end import finish
from documents.database import Database
from documents.shapes.lease_records import LeaseRecord
from documents.shapes.state_tables import HopStatus, MissionStatus
from documents.shapes.streams import StreamState
from documents.upkeep.check import check_chat
from documents.upkeep.erasure import erase_user
from documents.upkeep.word_filling import fill_words
from services.sessions import NewSession
from services.wiring import Wiring, make_services
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.concerns import Concerns, listening
from tests.documents.aggregates.forks.support import forked
from tests.documents.aggregates.streams.writing import a_writer, cancel, events_of, reaped
from tests.support import BEGINNING, CURSOR_KEY, SetClock, settings_for

TABLE = Path(__file__).with_name("concerns.txt")
LIMITS = SealingLimits(piece_messages=4)


def expected(part: str) -> dict[str, list[str]]:
    """The rows of a part of the table: what is done, and the commands that it sends."""
    text = TABLE.read_text().partition(f"# {part}\n")[2].partition("\n# ")[0]
    rows = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    parsed = [row.split("\n") for row in rows if row.strip()]
    return {name: [line.strip() for line in lines if line.strip()] for name, *lines in parsed}


class Rows:
    """What was seen, in the form of the table."""

    def __init__(self, concerns: Concerns) -> None:
        self._concerns = concerns
        self.seen: dict[str, list[str]] = {}
        concerns.taken()

    def note(self, done: str) -> None:
        """What was sent since the last time is what this sends."""
        self.seen[done] = self._concerns.taken()


async def test_chats_and_streams_ask_for_what_the_table_says(
    mongod: EmbeddedServer, bound: Database
) -> None:
    async with listening(mongod.uri, bound) as (database, concerns):
        rows = Rows(concerns)
        chat = await Engine.made(database, limits=LIMITS)
        rows.note("make a chat")
        await chat.append(*numbered(21))
        rows.note("append")
        for _ in range(3):
            await chat.append(said("at the end where it was left"))
        rows.note("append again")
        await Engine(database, chat.chat_id, limits=LIMITS).append(*numbered(1))
        rows.note("append what is in the tail")
        await chat.seal()
        rows.note("seal")
        again = Engine(database, chat.chat_id, limits=LIMITS)
        await again.append(*numbered(1))
        rows.note("append what is sealed")
        await again.append(said("an id of no order", "a"))
        rows.note("append an id of no order")
        await chat.edit("a", "edited")
        rows.note("edit in the tail")
        await chat.edit("id-2", "edited")
        rows.note("edit in a bucket")
        await chat.redact("a")
        rows.note("redact in the tail")
        await chat.redact("id-3")
        rows.note("redact in a bucket")
        await chat.upward(5)
        rows.note("read pages")
        await chat.find("id-1")
        rows.note("find a message")
        await chat.hints.learn(chat.chat_id)
        rows.note("learn the ids")
        await catch_up(chat.chat_id, afresh=True)
        rows.note("count the ids in")
        await _versions(chat, rows)
        await forked(chat)
        rows.note("fork")
        await _streams(chat, rows)
        async for _ in fill_words(now=BEGINNING + timedelta(hours=1)):
            pass
        rows.note("give words")
        await check_chat(chat.chat_id, now=BEGINNING + timedelta(hours=1))
        rows.note("check")
        await count_new(database, user_id=chat.user_id)
        rows.note("count")
        await erase_user(database, chat.user_id, now=BEGINNING)
        rows.note("erase")
        place = leases.Place(LeaseRecord, "a lease")
        async with leases.hold(database, place, wait_seconds=0) as lease:
            await lease.renew()
            await lease.note(finished_at=True)
        rows.note("hold a lease")
        assert rows.seen == expected("chats and streams")


async def _versions(chat: Engine, rows: Rows) -> None:
    for message_id in ("id-4", "id-21"):
        versions = Versions(
            chat.database, chat.user_id, chat.chat_id, message_id, None, BEGINNING, LIMITS
        )
        await versions.add(NewVersion(f"{message_id}-2", {"content": "another"}))
        rows.note(f"add a version of {message_id}")
        await versions.select(message_id)
        rows.note(f"select a version of {message_id}")
        await list_versions(chat.user_id, chat.chat_id, message_id, after=0, limit=5)
        rows.note(f"list the versions of {message_id}")


async def _streams(chat: Engine, rows: Rows) -> None:
    writer = await a_writer(chat, "m-1")
    rows.note("open a stream")
    await writer.say("a")
    rows.note("write events")
    await events_of(writer.stream_id)
    rows.note("read events")
    await writer.finish()
    rows.note("finish a stream")
    await finish(
        chat.user_id,
        writer.stream_id,
        StreamState.COMPLETE,
        error=None,
        message_metadata=None,
        producer=None,
        now=chat.now,
    )
    rows.note("finish it again without a number")
    writer = await a_writer(chat, "m-2")
    rows.note("open another stream")
    await cancel(chat, writer.stream_id)
    rows.note("cancel a stream")
    await a_writer(chat, "m-3")
    rows.note("open a third stream")
    chat.now = BEGINNING + timedelta(minutes=1)
    await reaped(chat)
    rows.note("end a stream whose writer is silent")


async def test_sessions_and_the_workflow_ask_for_what_the_table_says(
    mongod: EmbeddedServer, bound: Database
) -> None:
    async with listening(mongod.uri, bound) as (database, concerns):
        services = make_services(
            database, Wiring(settings_for(mongod.uri, bound.name), CURSOR_KEY, SetClock())
        )
        rows = Rows(concerns)
        mission = (await services.missions.create_mission("u", {"name": "m"})).mission
        assert mission.id is not None
        rows.note("make a mission")
        hop = (await services.hops.create_hop("u", mission.id, {"name": "h"})).hop
        assert hop.id is not None
        rows.note("make a hop")
        await services.missions.change_status(
            "u",
            mission.id,
            MissionStatus.READY_FOR_NEXT_HOP,
            hop_id=None,
            reason=None,
            revisions=None,
        )
        rows.note("move a mission")
        await services.hops.change_status(
            "u",
            hop.id,
            HopStatus.READY_TO_RESOLVE,
            error_message=None,
            reason=None,
            revisions=None,
        )
        rows.note("move a hop")
        await services.missions.get_full_mission("u", mission.id)
        rows.note("read a mission whole")
        await services.hops.get_hop("u", hop.id)
        rows.note("read a hop")
        session = await services.sessions.create_session("u", NewSession(mission_id=mission.id))
        assert session.id is not None
        rows.note("make a session")
        await services.sessions.recover_session("u", session.id)
        rows.note("recover a session")
        await services.sessions.archive_session("u", session.id, None, None)
        rows.note("archive a session")
        await services.sessions.restore_session("u", session.id)
        rows.note("make a session active again")
        await services.sessions.delete_session("u", session.id, None)
        rows.note("delete a session")
        await services.background.finish()
        rows.note("remove a session")
        assert rows.seen == expected("sessions and the workflow")

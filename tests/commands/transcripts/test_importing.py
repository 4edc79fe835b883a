"""What an import stores, of what it has stored already, and of what is broken."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.database import Database, OperationFailure
from documents.shapes.chats import Role
from services.lifecycle import COMMAND, services_on
from services.listing import ListOrder, ListQuery
from services.sessions import SessionFilters
from services.wiring import Wiring
from tests.commands.transcripts.support import (
    Transcripts,
    added,
    canonical,
    conversation,
    outcomes,
    said,
)
from tests.support import CURSOR_KEY, settings_for


@asynccontextmanager
async def failing(database: Database, command: str, after: int) -> AsyncIterator[None]:
    """The server fails this command from the one after the first ``after`` on."""
    admin = database.client.admin
    await admin.command(
        {
            "configureFailPoint": "failCommand",
            "mode": {"skip": after},
            "data": {"failCommands": [command], "errorCode": 1},
        }
    )
    try:
        yield
    finally:
        await admin.command({"configureFailPoint": "failCommand", "mode": "off"})


async def test_a_conversation_becomes_a_session_with_its_chat(alice: Transcripts) -> None:
    await alice.import_({"id": "trip 7", "reward": 1.0, "messages": [said(1)]})
    page = await alice.services.sessions.get_user_sessions(
        alice.user_id, SessionFilters(), ListQuery(ListOrder.ACTIVITY, 10)
    )
    session = page.items[0].session
    assert len(page.items) == 1
    assert session.name == "trip 7"
    assert session.session_metadata["id"] == "trip 7"
    assert session.session_metadata["reward"] == 1.0
    chat = await alice.services.chats.get_chat_with_messages(alice.user_id, session.chat_id)
    assert chat.head.session_id == session.id
    assert [m["content"] for m in chat.messages.items] == ["message 1"]


@pytest.mark.parametrize("blank", ["", " \t", "\u2003"])
async def test_a_session_has_a_name_to_read_where_the_id_has_nothing(
    blank: str, alice: Transcripts
) -> None:
    await alice.import_({"id": blank, "messages": []})
    page = await alice.services.sessions.get_user_sessions(
        alice.user_id, SessionFilters(), ListQuery(ListOrder.ACTIVITY, 10)
    )
    assert [listed.session.name for listed in page.items] == ["Transcript"]
    assert [each["id"] for each in await alice.exported()] == [blank]


async def test_an_array_and_gzip_are_read_as_lines_are(alice: Transcripts) -> None:
    given_ = [conversation(), conversation()]
    imported = await alice.import_bytes(gzip.compress(json.dumps(given_, indent=1).encode()))
    assert outcomes(imported) == ["new", "new"]
    assert await alice.exported() == given_


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"messages": [', "not JSON: Expecting value at column 15"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"3", "not an object"),
        (b'{"id": "x"}', "there is no list of messages under `messages`"),
        (b'{"messages": [{"role": "user"}, "x"]}', "/messages/1 is not an object"),
        (
            b'{"messages": [{"role": "user", "content": "\\ud800"}]}',
            "lone surrogate.* at /messages/0/content",
        ),
        (b'{"messages": [], "x": 9223372036854775808}', "an integer beyond 64 bits at /x"),
        (b'{"messages": [], "x": NaN}', "NaN is not JSON"),
        (b'{"messages": [], "x": 1e999}', "not finite at /x"),
        (b'{"messages": [], "a\\u0000b": 1}', "a key with a NUL character"),
        (
            b'{"messages": [{"role": "user", "x": ' + b"[" * 40 + b"]" * 40 + b"}]}",
            "nested deeper than 32 levels",
        ),
        (b"[" * 100_000, "nested deeper"),
        (
            b'{"messages": [{"role": "user", "content": "' + b"x" * (2**20 + 1) + b'"}]}',
            r"/messages/0/content has 1048577 bytes.*MAX_CONTENT_BYTES",
        ),
        (
            b'{"messages": [{"role": "user", "content": ["' + b"x" * 2**20 + b'", 3]}]}',
            r"/messages/0/content has \d+ bytes.*MAX_CONTENT_BYTES",
        ),
        (
            b'{"messages": [{"role": "user", "content": [1, ' + b"[" * 40 + b"]" * 40 + b"]}]}",
            "nested deeper than 32 levels",
        ),
        (
            b'{"messages": [{"role": "user"}, {"role": "user", "x": "' + b"x" * 2**16 + b'"}]}',
            r"/messages/1 has \d+ bytes; 65536 at most",
        ),
        (
            b'{"messages": [], "x": "' + b"x" * 2**16 + b'"}',
            r"^The object has \d+ bytes; 65536 at most",
        ),
    ],
)
async def test_a_broken_line_is_told_with_its_number_and_stores_nothing(
    alice: Transcripts, line: bytes, reason: str
) -> None:
    good = [conversation(), conversation()]
    imported = await alice.import_(good[0], b"", line, good[1])
    assert [(each.number, each.outcome.value) for each in imported] == [
        (1, "new"),
        (3, "broken"),
        (4, "new"),
    ]
    assert imported[1].reason is not None
    assert re.search(reason, imported[1].reason), imported[1].reason
    assert await alice.exported() == good


async def test_a_reason_shows_no_control_characters_of_the_file(alice: Transcripts) -> None:
    (imported,) = await alice.import_({"messages": [], "\x1b[2J\n": "\ud800"}, b"")
    assert imported.reason is not None
    assert imported.reason.endswith("at /\\x1b[2J\\n")
    assert imported.reason.isprintable()


async def test_users_have_their_own_copies(alice: Transcripts) -> None:
    bob = Transcripts(alice.services)
    given_ = conversation()
    await alice.import_(given_)
    assert outcomes(await bob.import_(given_)) == ["new"]
    assert await bob.exported() == await alice.exported() == [given_]


async def test_equal_conversations_without_an_id_stay_as_many_as_they_are(
    alice: Transcripts,
) -> None:
    same = {"messages": [said(1)]}
    assert outcomes(await alice.import_(same, same)) == ["new", "new"]
    assert outcomes(await alice.import_(same, same)) == ["unchanged", "unchanged"]
    assert await alice.exported() == [same, same]


async def test_messages_at_the_end_of_a_known_conversation_are_added(alice: Transcripts) -> None:
    grown = conversation(25)
    await alice.import_({**grown, "messages": grown["messages"][:13]})
    imported = await alice.import_(grown)
    assert outcomes(imported) == ["continued"]
    assert added(imported) == 12
    assert await alice.exported() == [grown]


async def test_an_older_state_of_a_known_conversation_adds_nothing(alice: Transcripts) -> None:
    whole = conversation(5)
    await alice.import_(whole)
    assert outcomes(await alice.import_({**whole, "messages": [said(1)]})) == ["unchanged"]
    assert await alice.exported() == [whole]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"messages": [said(1), said(3)]}, "/messages/1"),
        ({"reward": 1}, "/reward"),
        ({"new": None}, "/new"),
    ],
)
async def test_another_conversation_with_a_known_id_is_told_and_changes_nothing(
    alice: Transcripts, change: dict[str, Any], place: str
) -> None:
    known = conversation(2, reward=1.0)
    await alice.import_(known)
    (imported,) = await alice.import_({**known, **change})
    assert imported.reason == (
        f'the conversation "{known["id"]}" is stored already and differs from this one at {place}'
    )
    assert await alice.exported() == [known]


@pytest.mark.parametrize("command", ["findAndModify", "insert", "commitTransaction", "find"])
@pytest.mark.parametrize("after", range(0, 9, 2))
async def test_an_import_that_stopped_anywhere_is_completed_by_the_next(
    alice: Transcripts, bound: Database, command: str, after: int
) -> None:
    given_ = [conversation(35), {"messages": [said(n) for n in range(12)]}, conversation(25)]
    async with failing(bound, command, after):
        stopped = False
        try:
            await alice.import_(*given_)
        except OperationFailure:
            stopped = True
    await alice.import_(*given_)
    assert await alice.exported() == given_
    assert stopped or command not in ("findAndModify", "insert") or after > 3


async def test_two_imports_at_once_store_everything_once(
    alice: Transcripts, mongod: EmbeddedServer, bound: Database
) -> None:
    given_ = [conversation(40) for _ in range(6)] + [{"messages": [said(1)]}]
    other = settings_for(mongod.uri, bound.name, max_append_messages=7)
    async with services_on(bound, Wiring(other, CURSOR_KEY), COMMAND) as services:
        twin = Transcripts(services, alice.user_id)
        results = await asyncio.gather(alice.import_(*given_), twin.import_(*given_))
    assert sum(map(added, results)) == 241
    assert not [each.reason for result in results for each in result if each.reason]
    exported = await alice.exported()
    assert sorted(map(canonical, exported)) == sorted(map(canonical, given_))


async def test_importing_again_leaves_what_happened_since_alone(alice: Transcripts) -> None:
    given_ = conversation(3)
    await alice.import_(given_)
    services, user = alice.services, alice.user_id
    session = await services.sessions.get_active_session(user)
    chat = session.chat_id
    await services.messages.edit_message(
        user, chat, "t-0001", changes=MessageChanges({"content": "edited"}), revisions=None
    )
    await services.messages.redact_message(user, chat, "t-0002", revisions=None)
    await services.messages.add_message(user, chat, NewMessage(Role.USER.value, "more"))
    assert session.id is not None
    await services.sessions.complete_session(user, session.id, None, None)
    assert outcomes(await alice.import_(given_)) == ["unchanged"]
    (exported,) = await alice.exported()
    assert [m["content"] for m in exported["messages"]] == ["edited", "", "message 3", "more"]


async def test_a_conversation_that_went_on_here_does_not_grow_from_a_file(
    alice: Transcripts,
) -> None:
    grown = conversation(3)
    await alice.import_({**grown, "messages": grown["messages"][:2]})
    session = await alice.services.sessions.get_active_session(alice.user_id)
    await alice.services.messages.add_message(
        alice.user_id, session.chat_id, NewMessage(Role.USER.value, "other")
    )
    (imported,) = await alice.import_(grown)
    assert imported.reason is not None
    assert imported.reason.endswith("differs from this one at /messages/2")


async def test_what_is_missing_in_a_completed_session_is_told(alice: Transcripts) -> None:
    grown = conversation(3)
    await alice.import_({**grown, "messages": grown["messages"][:2]})
    session = await alice.services.sessions.get_active_session(alice.user_id)
    assert session.id is not None
    await alice.services.sessions.complete_session(alice.user_id, session.id, None, None)
    (imported,) = await alice.import_(grown)
    assert imported.reason == (
        "messages of it are missing, and its session is completed or archived"
    )


async def test_a_deleted_conversation_can_be_imported_anew(alice: Transcripts) -> None:
    given_ = conversation(30)
    await alice.import_(given_)
    session = await alice.services.sessions.get_active_session(alice.user_id)
    assert session.id is not None
    # Marked only, as after a crash: nothing of it is removed yet.
    await alice.services.database["user_sessions"].update_one(
        {"_id": session.id}, {"$set": {"deleted_at": session.created_at}}
    )
    await alice.services.database["chats"].update_one(
        {"_id": session.chat_id}, {"$set": {"deleted_at": session.created_at}}
    )
    assert outcomes(await alice.import_(given_)) == ["new"]
    assert await alice.exported() == [given_]


async def test_the_activity_of_a_session_is_its_import(
    mongod: EmbeddedServer, bound: Database
) -> None:
    settings = settings_for(mongod.uri, bound.name)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        transcripts = Transcripts(services, f"user-{uuid4().hex}")
        await transcripts.import_(conversation())
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        session = await services.sessions.get_active_session(transcripts.user_id)
    assert session.last_activity_at == session.created_at


async def test_parts_that_name_files_are_imported_though_the_files_do_not_come_with_them(
    alice: Transcripts,
) -> None:
    url = f"/chats/{'1' * 24}/attachments/{'2' * 24}/content"
    parts = [
        {"type": "file", "file": {"file_id": "3" * 24}},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    given = {"id": "with files", "messages": [{"role": "user", "content": parts}]}
    assert outcomes(await alice.import_(given)) == ["new"]
    assert outcomes(await alice.import_(given)) == ["unchanged"]
    page = await alice.services.sessions.get_user_sessions(
        alice.user_id, SessionFilters(), ListQuery(ListOrder.ACTIVITY, 10)
    )
    checked = await alice.services.upkeep.check_chat(page.items[0].session.chat_id)
    assert checked is not None
    assert checked.findings == []

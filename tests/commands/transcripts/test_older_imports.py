"""What imports of older releases stored: known again, edited without loss, and converted."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.analytics import tallies
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.buckets import halves
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.packed import FORMAT, pack
from documents.aggregates.sessions.create import MadeByImport, NewIds
from documents.database import Database, OperationFailure, collection_of
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import UserSession
from documents.upkeep import conversion
from documents.upkeep.conversion import Converted
from services.feed_reader import FeedReader
from services.lifecycle import COMMAND, services_on
from services.sessions import NewSession
from services.transcripts.mapping import Conversation, Identity
from services.wiring import Services, Wiring
from tests.commands.transcripts.support import REAL_FILE, Transcripts, outcomes
from tests.commands.transcripts.test_importing import failing
from tests.support import CURSOR_KEY, settings_for

CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
CONVERSATION: dict[str, Any] = {
    "id": "trip",
    "reward": 1,
    "transcript": {"format": "the conversation's own"},
    "messages": [
        {"role": "developer", "content": "be brief"},
        {"role": "user", "content": [{"type": "text", "text": "ab"}, IMAGE]},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "content": "3", "tool_call_id": "c1", "name": "find"},
        {"role": "function", "name": "find", "content": "3", "score": 1},
        {"role": "narrator", "content": 5},
        {"role": "user", "content": "thanks"},
    ],
}


@pytest.fixture
async def services(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Services]:
    """The services on a database of the test's own, sealing two messages at a time; what is
    deleted can be restored."""
    settings = settings_for(mongod.uri, bound.name, bucket_messages=2, deleted_kept_days=1)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as running:
        yield running


async def import_as_before(alice: Transcripts, given: dict[str, Any]) -> UserSession:
    """Store a conversation as an older release did."""
    conversation = Conversation.of(given)
    identity = Identity.of(alice.user_id, conversation)
    kept: dict[str, Any] = {"format": FORMAT}
    metadata = dict(conversation.keys)
    if "transcript" in metadata:
        kept["values"] = {"transcript": metadata["transcript"]}
    session = await alice.services.sessions.create_session(
        alice.user_id,
        NewSession(
            name=identity.name,
            session_metadata={**metadata, "transcript": kept},
            imported=MadeByImport(),
        ),
        NewIds(identity.session_id, identity.chat_id),
    )
    packed = [pack(message, n) for n, message in enumerate(conversation.messages, 1)]
    await alice.services.messages.add_message(alice.user_id, identity.chat_id, packed)
    await collection_of(UserSession).update_one(
        {"_id": identity.session_id}, {"$unset": {"from_transcript": 1}}
    )
    await alice.services.background.finish()
    return session


async def convert(services: Services, **options: Any) -> list[Converted]:
    return [each async for each in services.upkeep.convert_chats(**options)]


async def findings(services: Services) -> list[str]:
    return [f.text async for c in services.upkeep.check_chats() for f in c.findings]


async def stored(services: Services, user_id: str, session: UserSession) -> list[dict[str, Any]]:
    page = await services.messages.get_messages_after(user_id, session.chat_id, 0, limit=500)
    return page.messages


async def test_it_is_exported_and_known_again_as_it_was(alice: Transcripts) -> None:
    await import_as_before(alice, CONVERSATION)
    assert await alice.exported() == [CONVERSATION]
    assert outcomes(await alice.import_(CONVERSATION)) == ["unchanged"]
    assert await alice.exported() == [CONVERSATION]


async def test_the_conversion_makes_fields_of_what_was_packed(alice: Transcripts) -> None:
    session = await import_as_before(alice, CONVERSATION)
    (told,) = await convert(alice.services)
    assert (told.messages, told.left) == (6, 0)
    messages = await stored(alice.services, alice.user_id, session)
    roles = ["developer", "user", "assistant", "tool", "function", "status", "user"]
    assert [message["role"] for message in messages] == roles
    assert messages[1]["content"] == CONVERSATION["messages"][1]["content"]
    assert (messages[2]["content"], messages[2]["tool_calls"]) == (None, [CALL])
    assert (messages[3]["tool_call_id"], messages[3]["name"]) == ("c1", "find")
    assert [message["message_metadata"] for message in messages] == [
        *[{}] * 4,
        {"score": 1},
        *[{}] * 2,
    ]
    assert await findings(alice.services) == []


async def test_what_is_converted_is_exported_and_known_again_and_goes_on(
    alice: Transcripts,
) -> None:
    await import_as_before(alice, CONVERSATION)
    await convert(alice.services)
    assert await alice.exported() == [CONVERSATION]
    assert outcomes(await alice.import_(CONVERSATION)) == ["unchanged"]
    more = {**CONVERSATION, "messages": [*CONVERSATION["messages"], {"role": "developer"}]}
    assert outcomes(await alice.import_(more)) == ["continued"]
    assert await alice.exported() == [more]
    assert await convert(alice.services) == []


@pytest.mark.timeout(60)
async def test_who_follows_it_meanwhile_fetches_it_anew(alice: Transcripts) -> None:
    session = await import_as_before(alice, CONVERSATION)
    feeds, until = alice.services.feeds, datetime.max.replace(tzinfo=UTC)
    assert session.id is not None
    feed = await feeds.of_session(alice.user_id, session.id, after=None, until=until)
    told: list[str] = []
    async with aclosing(FeedReader(feeds, feed).events()) as events:
        async for event in events:
            told.append(type(event).__name__)
            if told[-1] == "ChatTold" and told.count("ChatTold") == 1:
                await convert(alice.services)
    assert told[-1] == "Reset"


async def test_a_dry_run_changes_nothing(alice: Transcripts) -> None:
    session = await import_as_before(alice, CONVERSATION)
    before = await stored(alice.services, alice.user_id, session)
    (told,) = await convert(alice.services, dry_run=True)
    assert told.messages == 6
    assert await stored(alice.services, alice.user_id, session) == before
    assert len(await convert(alice.services)) == 1


@pytest.mark.parametrize(
    "changes", [MessageChanges({"content": "see"}), MessageChanges(text="see")]
)
@pytest.mark.parametrize("first", [True, False])
async def test_an_edit_loses_no_image_whether_it_comes_first_or_the_conversion(
    alice: Transcripts, changes: MessageChanges, first: bool
) -> None:
    session = await import_as_before(alice, CONVERSATION)
    if not first:
        await convert(alice.services)
    edited = await alice.services.messages.edit_message(
        alice.user_id, session.chat_id, "t-0002", changes=changes, revisions=None
    )
    whole = "content" in changes.fields
    expected = "see" if whole else [{"type": "text", "text": "see"}, IMAGE]
    assert edited["content"] == expected
    assert edited["message_metadata"] == {}
    (exported,) = await alice.exported()
    assert exported["messages"][1] == {"role": "user", "content": expected}
    await convert(alice.services)
    assert await alice.exported() == [exported]
    assert outcomes(await alice.import_(CONVERSATION)) == ["unchanged"]
    assert await findings(alice.services) == []


@pytest.mark.parametrize("command", ["update", "find", "commitTransaction"])
@pytest.mark.parametrize("after", range(0, 8, 2))
async def test_a_conversion_that_stopped_anywhere_is_completed_by_the_next(
    alice: Transcripts, bound: Database, command: str, after: int
) -> None:
    given = [{**CONVERSATION, "id": name} for name in ("a", "b")]
    for each in given:
        await import_as_before(alice, each)
    async with failing(bound, command, after):
        with suppress(OperationFailure):
            await convert(alice.services)
    assert await alice.exported() == given
    await convert(alice.services)
    assert await convert(alice.services) == []
    assert await alice.exported() == given
    assert await findings(alice.services) == []


async def test_edits_and_appends_beside_the_conversion_are_not_lost(alice: Transcripts) -> None:
    session = await import_as_before(alice, CONVERSATION)
    writing, user, chat = alice.services.messages, alice.user_id, session.chat_id

    async def edit(number: int) -> None:
        changes = MessageChanges({"message_metadata": {"edited": number}})
        await writing.edit_message(user, chat, f"t-000{number}", changes=changes, revisions=None)

    async def say(number: int) -> None:
        await writing.add_message(user, chat, NewMessage("user", f"more {number}"))

    await asyncio.gather(
        convert(alice.services),
        *(edit(number) for number in range(1, 8)),
        *(say(number) for number in range(12)),
    )
    await convert(alice.services)
    messages = await stored(alice.services, user, session)
    assert [message["message_metadata"] for message in messages[:7]] == [
        {"edited": number} for number in range(1, 8)
    ]
    assert messages[1]["content"] == CONVERSATION["messages"][1]["content"]
    assert messages[2]["tool_calls"] == [CALL]
    assert {message["content"] for message in messages[7:]} == {f"more {n}" for n in range(12)}
    assert await findings(alice.services) == []


BY_ROLE = {"developer": 1, "user": 2, "assistant": 1, "tool": 1, "function": 1, "status": 1}


async def counts_of(session: UserSession) -> dict[str, int]:
    found = collection_of(MessageTally).find({"chat_id": session.chat_id})
    (tally,) = [each async for each in found]
    return dict(tally["counts"])


async def test_a_role_that_was_counted_as_another_is_counted_as_itself(
    alice: Transcripts, bound: Database
) -> None:
    session = await import_as_before(alice, CONVERSATION)
    await count_new(bound)
    await convert(alice.services)
    assert await count_new(bound) == 7
    assert await counts_of(session) == BY_ROLE


async def test_a_role_of_a_deleted_session_is_counted_as_itself_after_it_is_restored(
    alice: Transcripts, bound: Database
) -> None:
    session = await import_as_before(alice, CONVERSATION)
    assert session.id is not None
    await count_new(bound)
    await alice.services.sessions.delete_session(alice.user_id, session.id, None)
    await convert(alice.services)
    await alice.services.sessions.restore_session(alice.user_id, session.id)
    await count_new(bound)
    assert await counts_of(session) == BY_ROLE


async def test_a_count_that_read_before_the_conversion_does_not_count_what_it_read(
    alice: Transcripts, bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await import_as_before(alice, CONVERSATION)
    add = tallies._add
    told: list[Converted] = []

    async def convert_before(*given: Any, **named: Any) -> bool:
        told.extend(await convert(alice.services))
        return await add(*given, **named)

    monkeypatch.setattr(tallies, "_add", convert_before)
    await count_new(bound)
    assert len(told) == 1
    assert await counts_of(session) == BY_ROLE


async def test_both_halves_of_a_bucket_that_is_split_beside_the_conversion_are_converted(
    alice: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await import_as_before(alice, CONVERSATION)
    write = conversion._write_bucket

    async def split_before(found: Converted, bucket: dict[str, Any], *given: Any) -> bool:
        monkeypatch.setattr(conversion, "_write_bucket", write)
        as_stored = await collection_of(ChatBucket).find_one({"_id": bucket["_id"]})
        assert as_stored is not None
        for half in halves(as_stored, now=bucket["updated_at"]):
            await collection_of(ChatBucket).replace_one({"_id": half["_id"]}, half, upsert=True)
        return await write(found, bucket, *given)

    monkeypatch.setattr(conversion, "_write_bucket", split_before)
    (told,) = await convert(alice.services)
    assert told.messages == 6
    messages = await stored(alice.services, alice.user_id, session)
    assert messages[1]["content"] == CONVERSATION["messages"][1]["content"]
    assert await findings(alice.services) == []


async def test_a_clients_own_key_of_that_name_is_its_own(alice: Transcripts) -> None:
    session = await import_as_before(alice, CONVERSATION)
    lone = await alice.services.chats.create_chat(alice.user_id, title=None, context_data={})
    mine = NewMessage("user", "x", {"transcript": {"values": {"content": 1}}}, "t-0001")
    await alice.services.messages.add_message(alice.user_id, lone.id, mine)
    others = NewMessage("user", "x", {"transcript": {"values": {"content": 1}}}, "mine")
    await alice.services.messages.add_message(alice.user_id, session.chat_id, others)
    await convert(alice.services)
    first, second = await alice.exported()
    assert first["messages"][-1] == second["messages"][0]
    assert second["messages"] == [
        {"role": "user", "content": "x", "transcript": {"values": {"content": 1}}}
    ]
    raw = await collection_of(Chat).find_one({"_id": lone.id})
    assert raw is not None
    assert raw["messages"][0]["message_metadata"] == mine.message_metadata


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real transcripts are not here")
async def test_real_conversations_come_back_equal_before_the_conversion_and_after(
    alice: Transcripts,
) -> None:
    given = [json.loads(line) for line in REAL_FILE.read_bytes().splitlines()][:40]
    for each in given:
        await import_as_before(alice, each)
    assert await alice.exported() == given
    told = await convert(alice.services)
    assert (len(told), sum(each.left for each in told)) == (40, 0)
    assert await alice.exported() == given
    assert set(outcomes(await alice.import_(*given))) == {"unchanged"}
    assert await findings(alice.services) == []

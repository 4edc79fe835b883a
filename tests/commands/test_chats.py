"""`threadkeep chats` as its users run it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.packed import FORMAT, pack
from documents.aggregates.sessions.create import insert_session
from documents.database import Database, collection_of
from documents.shapes.attachments import AttachmentUsage
from documents.shapes.base import utc_now
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import CheckpointUsage
from documents.shapes.sessions import UserSession
from tests.commands.processes import WAIT_SECONDS, clean_environment
from tests.documents.aggregates.chats.engine import Engine, numbered
from tests.queries import look

Check = Callable[..., Awaitable[tuple[int, list[str], str]]]


@pytest.fixture
def chats(mongod: EmbeddedServer, bound: Database) -> Check:
    """Runs a command of the group: its exit status, lines of output, and standard error."""
    environment = clean_environment() | {
        "MONGODB_URI": mongod.uri,
        "THREADKEEP_DATABASE_NAME": bound.name,
    }

    def run(*arguments: str) -> tuple[int, list[str], str]:
        ended = subprocess.run(
            [sys.executable, "-m", "commands.main", "chats", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )
        return ended.returncode, ended.stdout.splitlines(), ended.stderr

    async def ran(*arguments: str) -> tuple[int, list[str], str]:
        return await asyncio.to_thread(run, *arguments)

    return ran


@pytest.fixture
def check(chats: Check) -> Check:
    """Runs the check."""
    return partial(chats, "check")


async def a_chat(database: Database) -> Engine:
    chat = await Engine.made(database, limits=SealingLimits(piece_messages=2))
    await chat.append(*numbered(9))
    await chat.seal()
    return chat


async def test_sound_chats_exit_0(bound: Database, check: Check) -> None:
    await a_chat(bound)
    assert await check() == (0, ["1 chats, 9 messages: 0 findings, 0 mended."], "")


async def test_what_an_older_release_sealed_is_counted_in_by_a_repair(
    bound: Database, check: Check
) -> None:
    chat = await a_chat(bound)
    await collection_of(Chat).update_one({"_id": chat.chat_id}, {"$unset": {"sealed_max": 1}})
    status, output, _ = await check()
    assert (status, len(output)) == (0, 1)
    assert "0 findings, 0 mended. In 1 chats, sealed by an older release," in output[0]
    status, output, _ = await check("--json", "--repair")
    assert (status, json.loads(output[0])["behind"]) == (0, 0)
    assert await check() == (0, ["1 chats, 9 messages: 0 findings, 0 mended."], "")


async def test_a_finding_is_named_and_exits_2_and_its_repair_0(
    bound: Database, check: Check
) -> None:
    chat = await a_chat(bound)
    size = (await chat.raw())["tail_bytes"]
    harm = {"$set": {"tail_bytes": 5}}
    await collection_of(Chat).update_one({"_id": chat.chat_id}, harm)
    told = f"{chat.chat_id} tail-bytes: the chat says 5 bytes of messages, which weigh {size}"
    status, output, _ = await check(str(chat.chat_id))
    assert (status, output) == (2, [told, "1 chats, 9 messages: 1 findings, 0 mended."])
    status, output, _ = await check("--json", "--repair")
    assert status == 0
    assert [json.loads(line) for line in output] == [
        {
            "chat": str(chat.chat_id),
            "kind": "tail-bytes",
            "text": told.partition(": ")[2],
            "place": None,
            "repaired": True,
        },
        {"chats": 1, "messages": 9, "findings": 1, "repaired": 1, "lost": 0, "behind": 0},
    ]
    assert (await check())[0] == 0


async def test_a_lost_bucket_is_recorded_and_the_chat_is_sound_but_for_it(
    bound: Database, check: Check
) -> None:
    chat = await a_chat(bound)
    await collection_of(ChatBucket).delete_one({"chat_id": chat.chat_id, "first_sequence": 3})
    told = f"{chat.chat_id} gap: 3 to 4 missing in the buckets"
    assert await check() == (2, [told, "1 chats, 7 messages: 1 findings, 0 mended."], "")
    status, output, _ = await check("--repair")
    assert (status, output[0]) == (0, f"{told} (mended)")
    assert await check() == (
        0,
        ["1 chats, 7 messages: 0 findings, 0 mended. 2 messages are lost, as recorded."],
        "",
    )


async def test_a_chat_that_is_none_is_told_in_a_sentence(check: Check) -> None:
    assert await check("0" * 24) == (1, [], f"There is no chat {'0' * 24}.\n")
    assert await check("x") == (1, [], "'x' is no chat's id: 24 hex digits.\n")


async def test_a_conversion_tells_what_it_did_and_a_second_one_does_nothing(
    bound: Database, chats: Check
) -> None:
    chat = await Engine.made(bound)
    packed = {"role": "assistant", "content": None, "name": "Ann"}
    await chat.append(pack(packed, 1))
    session = await insert_session(
        bound,
        chat.user_id,
        name="imported",
        session_metadata={"transcript": {"format": FORMAT}},
        chat_id=chat.chat_id,
        mission_id=None,
        now=chat.now,
    )
    first = "1 imported sessions: 1 messages to convert, 0 left."
    assert await chats("convert", "--dry-run") == (0, [first], "")
    told = {"sessions": 1, "messages": 1, "left": 0}
    assert await chats("convert", "--json") == (0, [json.dumps(told)], "")
    assert await chats("convert") == (0, ["0 imported sessions: 0 messages converted, 0 left."], "")
    (message,) = await chat.upward()
    assert (message["content"], message["name"]) == (None, "Ann")
    raw = await collection_of(UserSession).find_one({"_id": session.id})
    assert raw is not None
    assert raw["session_metadata"] == {}


async def test_what_has_no_words_gets_them_and_a_second_run_finds_nothing(
    bound: Database, chats: Check
) -> None:
    engines = [await a_chat(bound) for _ in range(2)]
    # Written to a moment ago: it gets its words when it rests.
    busy = await Engine.made(bound, user_id="bob", now=utc_now())
    await busy.append(*numbered(1))
    for name in ("chats", "chat_buckets"):
        await look(bound[name]).update_many({}, {"$unset": {"words": 1}})
    buckets = await look(bound["chat_buckets"]).count_documents({})
    first = f"2 chats and {buckets} buckets of sealed messages have no words."
    assert await chats("words", "--dry-run") == (0, [first], "")
    told = {"chats": 2, "buckets": buckets}
    assert await chats("words", "--json") == (0, [json.dumps(told)], "")
    nothing = "0 chats and 0 buckets of sealed messages got words."
    assert await chats("words") == (0, [nothing], "")
    assert (await engines[0].raw())["words"]
    assert "words" not in await busy.raw()
    assert (await chats("check"))[0] == 0


@pytest.mark.usefixtures("bound")
async def test_a_quota_that_is_wrong_is_told_and_counted_anew(check: Check) -> None:
    await collection_of(AttachmentUsage).insert_one({"_id": "alice", "bytes": 5})
    told = "user alice attachment-quota: 5 bytes are counted, and the files have 0"
    assert await check() == (2, [told, "0 chats, 0 messages: 1 findings, 0 mended."], "")
    status, output, _ = await check("--json", "--repair")
    finding = json.loads(output[0])
    assert (status, finding["chat"], finding["user"]) == (0, None, "alice")
    assert (finding["kind"], finding["repaired"]) == ("attachment-quota", True)
    assert (await check())[0] == 0


@pytest.mark.usefixtures("bound")
async def test_checkpoints_that_are_counted_wrongly_are_told_and_counted_anew(
    check: Check,
) -> None:
    await collection_of(CheckpointUsage).insert_one({"_id": "alice", "bytes": 5})
    told = "user alice checkpoints: 5 bytes are counted to the quota, and the threads have 0"
    assert await check() == (2, [told, "0 chats, 0 messages: 1 findings, 0 mended."], "")
    status, output, _ = await check("--json", "--repair")
    assert (status, json.loads(output[0])["kind"]) == (0, "checkpoints")
    assert (await check())[0] == 0

"""Erasing a user: all of it, nobody else, resumably, and beside writers."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from beanie import Document

from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.assets.files import write_file
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.edits import redact_message
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import fence, seal
from documents.aggregates.sessions.create import insert_session, next_session_number
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.database import Database, DatabaseError, collection_of
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.errors.chats import ChatMissing
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.errors.workflow import UploadGone
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.upkeep import erasure as erase
from documents.upkeep.erasure import StillWriting, erase_user
from documents.upkeep.personal import PERSONAL
from documents.upkeep.removal import remove_leftovers
from documents.upkeep.sweep import sweep_alone
from tests.documents.aggregates.chats.faults import NOT_DONE, failing
from tests.documents.upkeep.test_sweep import PERIODS
from tests.queries import collection_names, look
from tests.support import BEGINNING

LIMITS = SealingLimits(piece_messages=5)
HER, HIM = "her-x7f3a", "him-x7f3b"


async def say(user: str, chat_id: PydanticObjectId, number: int) -> None:
    await append(
        user,
        chat_id,
        [NewMessage("user", f"words of {user}") for _ in range(number)],
        now=BEGINNING,
        new_id=lambda: str(PydanticObjectId()),
        limits=LIMITS,
        hints=ChatHints(),
    )
    await seal(chat_id, now=BEGINNING, limits=LIMITS)


async def a_session(database: Database, user: str, mission: Mission | None = None) -> Any:
    number = await next_session_number(user)
    return await insert_session(
        database,
        user,
        name=f"Session {number}",
        session_metadata={},
        chat_id=None,
        mission_id=None if mission is None else mission.id,
        now=BEGINNING,
    )


async def settle(database: Database, user: str, sessions: int = 4) -> None:
    """Give the user something of everything."""
    stamps = {"user_id": user, "created_at": BEGINNING, "updated_at": BEGINNING}
    mission = Mission(name="m", status_changed_at=BEGINNING, **stamps)
    await mission.insert()
    kept = {**stamps, "mission_id": mission.id, "deleted_at": None, "revision": 1}
    await collection_of(Hop, database).insert_one(dict(kept))
    await collection_of(Asset, database).insert_one({**kept, "scope_id": mission.id})

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield f"a file of {user}".encode() * 10_000

    await upload(user, stream())
    for number in range(sessions):
        session = await a_session(database, user, mission if number == 0 else None)
        await say(user, session.chat_id, 23)
    await delete_session(database, user, session.id, revisions=None, now=BEGINNING)
    chat = await insert_chat(user, title=None, context_data={}, now=BEGINNING)
    await say(user, chat.id, 3)
    await count_new(database)


async def everything(database: Database) -> dict[str, list[Any]]:
    names = await collection_names(database)
    return {name: [d async for d in database[name].find().sort("_id", 1)] for name in names}


def traces(user: str, found: dict[str, list[Any]]) -> list[str]:
    """The collections in which the user's id, or the user's words, stand anywhere."""
    return [name for name, documents in found.items() if user in str(documents)]


async def test_nothing_is_left_of_an_erased_user_and_all_of_everybody_else(
    bound: Database,
) -> None:
    await settle(bound, HIM)
    before = await everything(bound)
    await settle(bound, HER)
    assert len(traces(HER, await everything(bound))) == 13
    await erase_user(bound, HER, now=BEGINNING)
    after = await everything(bound)
    assert traces(HER, after) == []
    assert {name: found for name, found in after.items() if found} == {
        name: found for name, found in before.items() if found
    }


async def test_the_receipt_counts_what_there_was(bound: Database) -> None:
    await settle(bound, HER)
    found = await everything(bound)
    # All users' figures are nobody's.
    found["daily_figures"] = [day for day in found["daily_figures"] if day["user_id"] is not None]
    found["kind_figures"] = [day for day in found["kind_figures"] if day["user_id"] is not None]
    del found["active_users"], found["upkeep_walks"]
    receipt = await erase_user(bound, HER, now=BEGINNING)
    assert receipt.documents == {
        name.replace(".", "_"): len(documents)
        for name, documents in found.items()
        if documents and not name.startswith("index_")
    }
    assert receipt.messages == 4 * 23 + 3
    again = await erase_user(bound, HER, now=BEGINNING)
    assert (again.documents, again.messages, again.bytes) == ({}, 0, 0)


class _Killed(Exception):
    pass


@pytest.mark.parametrize("seed", range(5))
async def test_an_erasure_killed_anywhere_goes_on_and_counts_everything_once(
    bound: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    await settle(bound, HIM, sessions=1)
    await settle(bound, HER)
    found = await everything(bound)
    monkeypatch.setattr(erase, "DOCUMENTS_A_STEP", 2)
    some = erase._erase_some

    async def killed(*arguments: Any) -> int:
        if chance.random() < 0.2:
            raise _Killed
        erased = await some(*arguments)
        if chance.random() < 0.2:
            raise _Killed
        return erased

    with monkeypatch.context() as patched:
        patched.setattr(erase, "_erase_some", killed)
        for _ in range(5):
            with pytest.raises(_Killed):
                await erase_user(bound, HER, now=BEGINNING)
    receipt = await erase_user(bound, HER, now=BEGINNING)
    assert receipt.documents == {
        name.replace(".", "_"): hers
        for name, documents in found.items()
        if (hers := sum(HER in str(document) for document in documents))
    }
    assert traces(HER, await everything(bound)) == []


async def test_an_erasure_that_was_stopped_is_finished_by_the_sweep(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(bound, HER)

    async def killed(*_: Any) -> int:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(erase, "_erase_some", killed)
        with pytest.raises(_Killed):
            await erase_user(bound, HER, now=BEGINNING)
    await insert_chat(HER, title="written since", context_data={}, now=BEGINNING)
    await sweep_alone(bound, PERIODS, clock=lambda: BEGINNING)
    assert traces(HER, await everything(bound)) == []


async def test_a_removal_beside_an_erasure_that_was_stopped_takes_nothing_off_its_receipt(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(bound, HER)
    found = await everything(bound)
    with monkeypatch.context() as patched:

        async def killed(*_: Any) -> int:
            raise _Killed

        patched.setattr(erase, "_erase_some", killed)
        with pytest.raises(_Killed):
            await erase_user(bound, HER, now=BEGINNING)
    await remove_leftovers(bound, deleted_before=BEGINNING)
    receipt = await erase_user(bound, HER, now=BEGINNING)
    for name in ("user_sessions", "chats", "missions", "hops"):
        assert receipt.documents[name] == len(found[name])


async def test_what_is_being_erased_cannot_be_restored(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = [await a_session(bound, HER) for _ in range(2)]
    await delete_session(bound, HER, sessions[0].id, revisions=None, now=BEGINNING)

    async def killed(*_: Any) -> int:
        raise _Killed

    monkeypatch.setattr(erase, "_erase_some", killed)
    with pytest.raises(_Killed):
        await erase_user(bound, HER, now=BEGINNING)
    for session in sessions:
        with pytest.raises(SessionMissing):
            await restore_session(bound, HER, session.id, now=BEGINNING)


async def test_a_writer_beside_an_erasure_leaves_nothing_from_before_it(bound: Database) -> None:
    await settle(bound, HER)
    session = await a_session(bound, HER)
    refused = 0

    async def writer() -> None:
        nonlocal refused
        for _ in range(40):
            try:
                await say(HER, session.chat_id, 7)
            except ChatMissing:
                refused += 1

    async def maker() -> None:
        for _ in range(3):
            await a_session(bound, HER)

    await asyncio.gather(writer(), writer(), maker(), erase_user(bound, HER, now=BEGINNING))
    assert refused
    # What the maker made after the end is new, and whole; all else is gone.
    left = await everything(bound)
    assert left["chat_buckets"] == []
    assert len(left["chats"]) == len(left["user_sessions"])
    await erase_user(bound, HER, now=BEGINNING)
    assert traces(HER, await everything(bound)) == []


async def test_a_redaction_beside_an_erasure_leaves_nothing(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await insert_chat(HER, title=None, context_data={}, now=BEGINNING)
    await say(HER, chat.id, 3)
    (message, *_) = (await everything(bound))["chats"][0]["messages"]

    async def late(*arguments: Any, **facts: Any) -> None:
        await erase_user(bound, HER, now=BEGINNING)
        await fence(*arguments, **facts)

    monkeypatch.setattr("documents.aggregates.chats.edits.fence", late)
    await redact_message(
        bound,
        HER,
        chat.id,
        message["id"],
        revisions=None,
        now=BEGINNING,
        limits=LIMITS,
        redaction_key=b"k",
    )
    assert traces(HER, await everything(bound)) == []


async def upload(user: str, stream: AsyncIterator[bytes]) -> None:
    await write_file(
        stream,
        user_id=user,
        asset_id=PydanticObjectId(),
        media_type="text/plain",
        max_bytes=10**7,
        now=BEGINNING,
    )


async def test_an_upload_beside_an_erasure_leaves_nothing(bound: Database) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield f"a file of {HER}".encode() * 20_000
        await erase_user(bound, HER, now=BEGINNING)
        for _ in range(3):
            yield f"a file of {HER}".encode() * 20_000

    with pytest.raises(UploadGone):
        await upload(HER, stream())
    assert traces(HER, await everything(bound)) == []


async def test_the_end_of_an_upload_in_the_midst_of_an_erasure_leaves_nothing(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield f"a file of {HER}".encode()

    await upload(HER, stream())
    (file,) = [file async for file in look(collection_of(AssetFile)).find()]
    late = [{"files_id": file["_id"], "n": 1, "data": HER.encode()}]
    original = erase._erase_where

    async def interrupted(database: Database, model: type[Document], *arguments: Any) -> int:
        if model is AssetFile and late:
            await collection_of(AssetFileChunk).insert_one(late.pop())
        return await original(database, model, *arguments)

    monkeypatch.setattr(erase, "_erase_where", interrupted)
    await erase_user(bound, HER, now=BEGINNING)
    assert traces(HER, await everything(bound)) == []


async def test_two_erasures_of_one_user_at_once_share_the_work(bound: Database) -> None:
    await settle(bound, HER)
    found = await everything(bound)
    receipts = await asyncio.gather(*(erase_user(bound, HER, now=BEGINNING) for _ in range(3)))
    sessions = sum(receipt.documents.get("user_sessions", 0) for receipt in receipts)
    assert sessions == len(found["user_sessions"])
    assert traces(HER, await everything(bound)) == []


async def test_a_user_who_never_stops_writing_is_told_of(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = erase._erase_some

    async def chased(*arguments: Any) -> int:
        erased = await original(*arguments)
        if erased:
            await insert_chat(HER, title=None, context_data={}, now=BEGINNING)
        return erased

    monkeypatch.setattr(erase, "_erase_some", chased)
    monkeypatch.setattr(erase, "PASSES", 3)
    await insert_chat(HER, title=None, context_data={}, now=BEGINNING)
    with pytest.raises(StillWriting):
        await erase_user(bound, HER, now=BEGINNING)


async def test_a_user_named_like_an_operator_is_erased_alone(bound: Database) -> None:
    for user in ("$user_id", "a.b", HIM):
        await settle(bound, user, sessions=1)
    await erase_user(bound, "$user_id", now=BEGINNING)
    await erase_user(bound, "a.b", now=BEGINNING)
    left = await everything(bound)
    assert traces("'$user_id'", left) == traces("a.b", left) == []
    assert len(traces(HIM, left)) == 12


@pytest.mark.parametrize(
    ("command", "collection", "after"),
    [
        ("commitTransaction", None, 0),
        ("commitTransaction", None, 2),
        ("delete", "chats", 1),
        # The first begins the erasure.
        ("update", "erasures", 1),
        ("update", "erasures", 3),
    ],
)
async def test_what_is_deleted_and_what_the_receipt_counts_fail_together(
    bound: Database,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    collection: str | None,
    after: int,
) -> None:
    monkeypatch.setattr(erase, "DOCUMENTS_A_STEP", 1)
    # Those of which there is nothing are transactions, too.
    monkeypatch.setattr(erase, "PERSONAL", [p for p in PERSONAL if p.model is Chat])
    for _ in range(3):
        await insert_chat(HER, title=None, context_data={}, now=BEGINNING)
    of_one = {} if collection is None else {"namespace": f"{bound.name}.{collection}"}
    fault = {**NOT_DONE, **of_one}
    async with failing(bound, after=after, fault=fault, commands=(command,)):
        with pytest.raises(DatabaseError):
            await erase_user(bound, HER, now=BEGINNING)
    receipt = await erase_user(bound, HER, now=BEGINNING)
    assert receipt.documents == {"chats": 3}
    assert traces(HER, await everything(bound)) == []


@pytest.mark.parametrize("skipped", range(3))
async def test_a_step_that_has_to_begin_again_counts_what_it_deletes_once(
    bound: Database, monkeypatch: pytest.MonkeyPatch, skipped: int
) -> None:
    monkeypatch.setattr(erase, "DOCUMENTS_A_STEP", 1)
    monkeypatch.setattr(erase, "PERSONAL", [p for p in PERSONAL if p.model is Chat])
    for _ in range(3):
        await insert_chat(HER, title=None, context_data={}, now=BEGINNING)
    some, begun = erase._erase_some, 0

    async def erase_some(*arguments: Any) -> int:
        nonlocal begun
        begun += 1
        if begun == skipped + 1:
            # As if another had written to the same document.
            gone = {"errorCode": 251, "errorLabels": ["TransientTransactionError"]}
            await bound.client.admin.command(
                {
                    "configureFailPoint": "failCommand",
                    "mode": {"times": 1},
                    "data": {"failCommands": ["commitTransaction"], **gone},
                }
            )
        return await some(*arguments)

    monkeypatch.setattr(erase, "_erase_some", erase_some)
    receipt = await erase_user(bound, HER, now=BEGINNING)
    assert receipt.documents == {"chats": 3}

"""Listings that are read in pages: all of it comes, whether the last page is full or not.

Each grows from nothing past two pages, and is read at every size.
"""

import io
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import orjson

from commands.transcripts.exporting import export_transcripts
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import stored_buckets
from documents.database import Database, collection_of
from documents.parts import remove_in_steps
from documents.shapes.attachments import Attachment
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.sessions import SessionStatus
from documents.upkeep.check import check_chats
from documents.upkeep.resting import LEFT_TO_TIME, resting_batches
from documents.upkeep.unnamed_attachments import remove_unnamed_attachments
from documents.upkeep.word_filling import fill_words
from services.transcripts.importing import import_transcripts
from services.transcripts.outcomes import Imported, ImportOptions, Outcome
from services.transcripts.reading import Source
from tests.commands.transcripts.support import conversation, lines
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.upkeep.test_sweep import a_session
from tests.queries import look
from tests.support import BEGINNING, Api

PAGE = 3
SIZES = range(2 * PAGE + 2)
LATER = BEGINNING + timedelta(hours=1)
BY_TWOS = SealingLimits(piece_messages=2)


async def test_every_chat_is_exported(api: Api) -> None:
    made: list[PydanticObjectId] = []
    for _ in SIZES:
        output = io.BytesIO()
        exported = export_transcripts(api.services, "exporter", output, chats_a_page=PAGE)
        assert [each.chat_id async for each in exported] == made
        # Of one moment, as an import makes them.
        head = await insert_chat("exporter", title=None, context_data={}, now=BEGINNING)
        made.append(head.id)


async def test_every_message_of_a_chat_is_exported_and_known_to_an_import(api: Api) -> None:
    """What an import finds stored it does not store again."""
    whole = conversation(len(SIZES) - 1)
    for size in SIZES:
        begun = {**whole, "messages": whole["messages"][:size]}
        outcome = [each async for each in _imported(api, begun)]
        assert outcome[0].messages_added == min(size, 1), outcome
        assert [each.outcome async for each in _imported(api, begun)] == [Outcome.UNCHANGED]
        output = io.BytesIO()
        async for _ in export_transcripts(api.services, "importer", output, messages_a_page=PAGE):
            pass
        assert len(orjson.loads(output.getvalue())["messages"]) == size


def _imported(api: Api, value: object) -> AsyncIterator[Imported]:
    records = Source(io.BytesIO(lines(value))).records()
    return import_transcripts(api.services, "importer", records, ImportOptions(page_size=PAGE))


async def test_every_chat_is_checked(bound: Database) -> None:
    made: list[PydanticObjectId] = []
    for _ in SIZES:
        checked = [each.chat_id async for each in check_chats(now=BEGINNING, page_size=PAGE)]
        assert checked == made
        made.append((await Engine.made(bound)).chat_id)


async def test_every_bucket_of_a_chat_is_read(bound: Database) -> None:
    chat = await Engine.made(bound, limits=BY_TWOS)
    for size in SIZES:
        found = stored_buckets(chat.chat_id, 2 * size, at_once=PAGE, read=collection_of)
        assert [bucket["first_sequence"] async for bucket in found] == _odd(size)
        await chat.append(said("a"), said("b"))
        await chat.seal(tail_bytes_at_most=0)


def _odd(number: int) -> Sequence[int]:
    return [2 * n + 1 for n in range(number)]


async def test_every_session_that_rests_is_found(bound: Database) -> None:
    made: list[PydanticObjectId | None] = []
    for size in SIZES:
        resting = {"status": SessionStatus.ACTIVE, **LEFT_TO_TIME}
        fields = [{"$project": {"last_activity_at": 1}}]
        batches = resting_batches(resting, "last_activity_at", PAGE, fields)
        assert [each["_id"] async for batch in batches for each in batch] == made
        # Some of one moment, on both sides of where a page ends.
        session = await a_session(bound, BEGINNING + timedelta(minutes=size // PAGE))
        made.append(session.id)


async def test_every_chat_and_bucket_without_words_gets_them(bound: Database) -> None:
    for size in SIZES:
        for _ in range(size):
            chat = await Engine.made(bound, limits=BY_TWOS)
            await chat.append(said("a"), said("b"))
            await chat.seal(tail_bytes_at_most=0)
        for model in (Chat, ChatBucket):
            await look(collection_of(model)).update_many({}, {"$unset": {"words": ""}})
        filled = [each async for each in fill_words(now=LATER, at_once=PAGE)][-1]
        for model in (Chat, ChatBucket):
            words = look(collection_of(model))
            assert await words.count_documents({"words": None}) == 0, (model, filled)
            await words.delete_many({})


async def test_every_attachment_that_is_due_is_removed(bound: Database) -> None:
    attachments = collection_of(Attachment)
    for size in SIZES:
        for _ in range(size):
            await attachments.insert_one(
                {
                    "user_id": "u",
                    "chat_id": PydanticObjectId(),
                    "attachment_id": PydanticObjectId(),
                    "file_id": PydanticObjectId(),
                    "named_by": [],
                    "revision": 1,
                    "is_complete": False,
                    "expires_at": BEGINNING,
                    "deleted_at": None,
                }
            )
        removed = await remove_unnamed_attachments(bound, LATER, at_once=PAGE)
        assert removed.documents["attachments"] == size
        assert await look(attachments).count_documents({}) == 0


async def test_all_that_goes_together_is_removed(bound: Database) -> None:
    chats = collection_of(Chat)
    for size in SIZES:
        for _ in range(size):
            await Engine.made(bound)
        removed = await remove_in_steps(chats, {"user_id": "alice"}, at_once=PAGE)
        assert removed.documents["chats"] == size
        assert await look(chats).count_documents({}) == 0

"""Pieces whose whole is gone: found once a day, in steps."""

from datetime import timedelta

import pytest

from documents.database import Database, ObjectId, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.message_versions import MessageVersion
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.upkeep import orphans
from documents.upkeep.orphans import VERSIONS, find_orphans, remove_orphans
from tests.queries import look
from tests.support import BEGINNING

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("bound")


async def old_versions(chats: int) -> list[PydanticObjectId]:
    """Three versions each of messages of chats that are gone."""
    gone = [PydanticObjectId() for _ in range(chats)]
    await collection_of(MessageVersion).insert_many(
        {
            "_id": ObjectId.from_datetime(BEGINNING + timedelta(seconds=place * 9 + number)),
            "chat_id": chat_id,
            "user_id": "u",
            "message_id": "m",
            "version_id": str(number),
            "sequence_order": 1,
            "number": number,
        }
        for place, chat_id in enumerate(gone)
        for number in range(3)
    )
    return gone


async def left() -> int:
    return int(await look(collection_of(MessageVersion)).count_documents({}))


@pytest.mark.parametrize("step", [1, 3, 4, 100])
async def test_all_of_them_are_removed_however_many_a_step_looks_at(
    bound: Database, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    await old_versions(5)
    monkeypatch.setattr(orphans, "_PIECES_A_STEP", step)
    assert len([part async for part in find_orphans(BEGINNING)]) == 5
    removed = await remove_orphans(bound, BEGINNING)
    assert (removed.documents["message_versions"], await left()) == (15, 0)


async def test_they_are_looked_for_once_a_day(bound: Database) -> None:
    await remove_orphans(bound, BEGINNING)
    await old_versions(1)
    almost = BEGINNING + DAY - timedelta(seconds=1)
    assert [part async for part in find_orphans(almost)] == []
    assert not (await remove_orphans(bound, almost)).documents
    assert (await remove_orphans(bound, BEGINNING + DAY)).documents["message_versions"] == 3


async def test_a_walk_that_was_stopped_goes_on_where_it_was(
    bound: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = await old_versions(4)
    monkeypatch.setattr(orphans, "_PIECES_A_STEP", 3)
    looked_at = []
    with monkeypatch.context() as patched:

        async def stopping(_pieces: orphans.Pieces, whole_id: PydanticObjectId) -> bool:
            looked_at.append(whole_id)
            if len(looked_at) == 3:
                raise ConnectionError
            return True

        patched.setattr(orphans.Pieces, "are_old", stopping)
        with pytest.raises(ConnectionError):
            await remove_orphans(bound, BEGINNING)
    walk = await collection_of(UpkeepWalk).find_one({"_id": "message_versions"})
    assert walk == {"_id": "message_versions", "place": gone[1]}
    assert (await VERSIONS.step(walk["place"]))[0] == [gone[2]]
    await remove_orphans(bound, BEGINNING)
    assert await left() == 0

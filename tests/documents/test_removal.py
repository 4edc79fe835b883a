"""Removing what was left: by a removal that was cut short, or by nobody's hand."""

from typing import Any

import pytest

from documents import removal
from documents.base import PydanticObjectId
from documents.database import Database
from documents.sessions.sweep import sweep
from tests.documents.sessions.test_sweep import PERIODS
from tests.support import BEGINNING

OLD = PydanticObjectId("5f0000000000000000000000")


async def a_bucket_of_no_chat(database: Database, **fields: object) -> PydanticObjectId:
    chat_id = PydanticObjectId()
    await database["chat_buckets"].insert_one({"chat_id": chat_id, "first_sequence": 1, **fields})
    return chat_id


async def test_a_bucket_whose_chat_is_gone_is_removed_after_a_day(bound: Database) -> None:
    await a_bucket_of_no_chat(bound, _id=OLD)
    young = await a_bucket_of_no_chat(bound)

    report = await sweep(bound, PERIODS, now=BEGINNING)

    assert report.removed_documents == {"chat_buckets": 1}
    assert await bound["chat_buckets"].count_documents({"chat_id": young}) == 1


async def test_the_buckets_of_a_chat_that_was_lost_are_kept(bound: Database) -> None:
    lost = await a_bucket_of_no_chat(bound, _id=OLD)
    await bound["chat_buckets"].insert_one({"chat_id": lost, "first_sequence": 51})

    await sweep(bound, PERIODS, now=BEGINNING)

    assert await bound["chat_buckets"].count_documents({"chat_id": lost}) == 2


async def test_no_cursor_waits_while_what_it_found_is_removed(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("user_sessions", "chats", "missions", "hops", "assets"):
        await bound[name].insert_many(
            [{"session_id": None, "deleted_at": BEGINNING, "n": n} for n in range(110)]
        )
    waiting: set[str] = set()

    async def removing(*_: object, **__: object) -> removal.Removed:
        idle: list[dict[str, Any]] = [
            {"$currentOp": {"idleCursors": True}},
            {"$match": {"type": "idleCursor"}},
        ]
        async for cursor in bound.client.admin.aggregate(idle):
            waiting.add(cursor["ns"])
        return removal.Removed()

    for module, names in (
        ("documents.removal", ("remove_session", "remove_chat")),
        ("documents.workflow.removal", ("remove_mission", "remove_hop", "remove_asset")),
    ):
        for name in names:
            monkeypatch.setattr(f"{module}.{name}", removing)
    count, _ = await removal.remove_leftovers(deleted_before=BEGINNING)
    assert count == 5 * 110
    assert not {ns for ns in waiting if ns.startswith(f"{bound.name}.")}


async def test_every_file_that_has_expired_is_removed(bound: Database) -> None:
    await bound["asset_files.files"].insert_many(
        [{"n": n, "metadata": {"user_id": "u", "expires_at": BEGINNING}} for n in range(230)]
    )
    await sweep(bound, PERIODS, now=BEGINNING)
    assert await bound["asset_files.files"].count_documents({"metadata.user_id": "u"}) == 0

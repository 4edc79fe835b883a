"""What a check says of attachments, what a repair mends, and what an export and an erasure have."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from documents.database import Database, ObjectId
from documents.shapes.base import PydanticObjectId
from documents.upkeep.erasure import erase_user
from documents.upkeep.quota_check import repair_quota
from tests.api.attachments.support import (
    content_of,
    files_of,
    naming,
    send,
    stored,
    uploaded,
    usage_of,
)
from tests.queries import look
from tests.support import Api, a_chat, message
from tests.workflow_support import Json

Damage = Callable[[Database, Json], Awaitable[Any]]


async def findings(api: Api, chat: Json, *, mend: bool = False) -> list[tuple[str, bool]]:
    checked = await api.services.upkeep.check_chat(PydanticObjectId(chat["id"]))
    assert checked is not None
    return [
        (finding.kind.value, mend and await api.services.upkeep.repair(finding))
        for finding in checked.findings
    ]


async def of(database: Database, attachment: Json, change: Json) -> None:
    here = {"attachment_id": ObjectId(attachment["id"])}
    await look(database["attachments"]).update_one(here, change)


DAMAGES: dict[str, tuple[Damage, str, bool]] = {
    "it is gone": (
        lambda database, attachment: look(database["attachments"]).delete_one(
            {"attachment_id": ObjectId(attachment["id"])}
        ),
        "attachment-missing",
        False,
    ),
    "it does not know of the message": (
        lambda database, attachment: of(database, attachment, {"$set": {"named_by": []}}),
        "attachment-unclaimed",
        True,
    ),
    "its file is gone": (
        lambda database, attachment: of(database, attachment, {"$set": {"file_id": ObjectId()}}),
        "attachment-file",
        False,
    ),
    "its file has another length": (
        lambda database, attachment: of(database, attachment, {"$set": {"bytes": 7}}),
        "attachment-file",
        False,
    ),
    "its chunks are gone": (
        lambda database, _: look(database["attachment_files.chunks"]).delete_many({}),
        "attachment-file",
        False,
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_damage_to_an_attachment_is_found(alone: Api, damage: str) -> None:
    user = await alone.user()
    chat = await a_chat(user)
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment))
    assert await findings(alone, chat) == []
    do, kind, is_mended = DAMAGES[damage]
    await do(alone.services.database, attachment)
    assert await findings(alone, chat, mend=True) == [(kind, is_mended)]
    assert await findings(alone, chat) == ([] if is_mended else [(kind, False)])


async def test_what_no_message_names_and_is_kept_is_found_and_goes(alone: Api) -> None:
    user = await alone.user()
    chat = await a_chat(user)
    attachment = await uploaded(user, chat)
    await of(alone.services.database, attachment, {"$set": {"expires_at": None}})
    assert await findings(alone, chat, mend=True) == [("attachment-unnamed", True)]
    await alone.services.upkeep.sweep(wait_seconds=60)
    assert await stored(alone, attachment) is None


async def of_quotas(api: Api, *, mend: bool = False) -> list[tuple[str, bool]]:
    upkeep = api.services.upkeep
    return [
        (found.user_id, mend and await upkeep.repair_quota(found))
        async for found in upkeep.check_quotas()
    ]


QUOTAS: dict[str, tuple[str, Json]] = {
    "too much is counted": ("attachment_usage", {"$inc": {"bytes": 1}}),
    "too little is counted": ("attachment_usage", {"$inc": {"bytes": -7}}),
    "nothing is counted": ("attachment_usage", {"$unset": {"bytes": 1}}),
    "a file counts what it has not": (
        "attachment_files.files",
        {"$inc": {"metadata.reserved": 5}},
    ),
}


@pytest.mark.parametrize("damage", QUOTAS)
async def test_a_quota_that_counts_other_than_the_files_have_is_found_and_mended(
    alone: Api, damage: str
) -> None:
    database = alone.services.database
    for name in ("alice", "bob", "carol"):
        user = await alone.user(name)
        chat = await a_chat(user)
        await uploaded(user, chat, b"bytes of " + name.encode())
        begun = {"Upload-Complete": "?0", "Upload-Length": "1000"}
        await user.post(f"/chats/{chat['id']}/attachments", content=b"some", headers=begun)
    right = await usage_of(alone, "bob")
    assert await of_quotas(alone) == []
    collection, change = QUOTAS[damage]
    here: Json = {"_id": "bob"}
    if collection != "attachment_usage":
        here = {"metadata.user_id": "bob", "metadata.sha256": {"$exists": True}}
    await look(database[collection]).update_one(here, change)
    assert await of_quotas(alone, mend=True) == [("bob", True)]
    assert await of_quotas(alone) == []
    assert await usage_of(alone, "bob") == right


async def test_a_quota_whose_count_is_gone_is_counted_anew(alone: Api) -> None:
    user = await alone.user("alice")
    attachment = await uploaded(user, await a_chat(user))
    await look(alone.services.database["attachment_usage"]).delete_one({"_id": "alice"})
    assert await of_quotas(alone, mend=True) == [("alice", True)]
    assert await usage_of(alone, "alice") == attachment["bytes"]


async def test_a_quota_is_right_in_the_midst_of_uploads_and_removals(alone: Api) -> None:
    user = await alone.user("alice")
    chat = await a_chat(user)

    async def come_and_go(number: int) -> None:
        for _ in range(3):
            attachment = await uploaded(user, chat, bytes([number % 3]) * 300_000)
            await user.delete(f"/chats/{chat['id']}/attachments/{attachment['id']}")

    async def look_again() -> None:
        for _ in range(10):
            assert await of_quotas(alone) == []
            assert await repair_quota(alone.services.database, "alice")

    await asyncio.gather(*(come_and_go(n) for n in range(6)), look_again())
    await alone.services.background.finish()
    assert await of_quotas(alone) == []
    assert await usage_of(alone, "alice") == 0


async def test_an_export_has_attachments_with_their_bytes_and_an_erasure_takes_them(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    attachment = await uploaded(user, chat, b"bytes")
    await send(user, chat, naming(attachment))
    admin = await api.user(admin=True)
    answer = await admin.get("/users/export", params={"user_id": user_id})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    (exported,) = [line for line in lines if line["type"] == "attachment"]
    assert exported["attachment_id"] == attachment["id"]
    (chunk,) = [line for line in lines if line["type"] == "file_chunk"]
    assert chunk["file_id"] == exported["file_id"]
    assert base64.b64decode(chunk["base64"]) == b"bytes"

    receipt = await erase_user(api.services.database, user_id, now=api.clock.now)
    assert receipt.documents["attachments"] == 1
    assert receipt.documents["attachment_files_chunks"] == 1
    assert await stored(api, attachment) is None
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0
    assert (await content_of(user, attachment)).status_code == 404


async def test_a_message_that_is_too_large_is_told_to_upload(
    user: httpx.AsyncClient, chat: Json
) -> None:
    for size in (2 * 1024 * 1024, 5 * 1024 * 1024):
        url = f"data:image/png;base64,{'A' * size}"
        answer = await send(user, chat, message([{"type": "image_url", "image_url": {"url": url}}]))
        assert answer.status_code == 413
        assert "POST /chats/{id}/attachments" in answer.json()["detail"]

"""Content uploaded as a file: whole or not at all, and nothing left behind."""

import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from documents.aggregates.assets import files
from documents.aggregates.files.store import CHUNK_BYTES
from documents.database import Database, ObjectId
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import UploadGone
from documents.upkeep.erasure import erase_user
from documents.upkeep.expired_files import remove_expired_files
from tests.api.assets.content_support import content_of, files_of, orphans, put
from tests.support import Api, running_api, settings_for
from tests.template import Template
from tests.workflow_support import Json, a_mission, an_asset, moved


async def in_parts(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def test_a_file_is_read_to_its_end_by_one_who_takes_his_time(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    """As slow as the server closes what waits for him meanwhile: cursors, after ten minutes."""
    content = bytes(CHUNK_BYTES) * 33 + b"end"
    assert (await put(user, asset, in_parts(content))).status_code == 200
    (file,) = await files_of(api, asset)
    admin = api.services.database.client.admin
    read = b""
    async for part in files.STORE.read(file["_id"], 0, len(content) - 1):
        read += part
        await admin.command("killAllSessionsByPattern", [])
    assert read == content


async def test_a_large_upload_is_a_file_that_reads_back_in_any_range(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    content = b"".join(number.to_bytes(4) for number in range(300_000))

    answer = await put(user, asset, in_parts(content))

    assert answer.status_code == 200, answer.text
    assert answer.json()["value_representation"] == (
        f"File ({len(content)} bytes, application/octet-stream)"
    )
    whole = await content_of(user, asset)
    assert whole.content == content
    assert answer.json()["content_info"]["sha256"] == hashlib.sha256(content).hexdigest()
    for first, last in (
        (0, 0),
        (CHUNK_BYTES - 1, CHUNK_BYTES),
        (CHUNK_BYTES, 2 * CHUNK_BYTES - 1),
        (CHUNK_BYTES // 2, 3 * CHUNK_BYTES + 5),
        (len(content) - 5, len(content) - 1),
    ):
        part = await content_of(user, asset, Range=f"bytes={first}-{last}")
        assert part.content == content[first : last + 1]
    (file,) = await files_of(api, asset)
    assert (file["length"], file["chunkSize"]) == (len(content), CHUNK_BYTES)
    assert "expires_at" not in file["metadata"]


async def test_an_empty_upload_is_empty_content(user: httpx.AsyncClient, asset: Json) -> None:
    await put(user, asset, b"")

    answer = await content_of(user, asset)

    assert (answer.status_code, answer.content) == (200, b"")
    assert (await content_of(user, asset, Range="bytes=0-")).status_code == 416


async def test_an_upload_that_breaks_leaves_the_old_content_and_nothing_else(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"old")

    await leave_in_the_midst(api, user, asset)

    assert (await content_of(user, asset)).content == b"old"
    assert len(await files_of(api, asset)) == 1
    assert await orphans(api) == 0


async def leave_in_the_midst(api: Api, client: httpx.AsyncClient, asset: Json) -> None:
    """Send two chunks of an upload, and hang up."""
    path = f"/assets/{asset['id']}/content"
    parts: list[Json] = [
        {"type": "http.request", "body": b"n" * (2 * CHUNK_BYTES), "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Json] = []

    async def receive() -> Json:
        return parts.pop(0)

    async def send(message: Json) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"authorization", client.headers["authorization"].encode())],
    }
    await api.handle(scope, receive, send)
    assert sent[0]["status"] < 500


async def test_a_refused_upload_leaves_nothing(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await moved(user, "assets", asset, "pending", "expired")

    answer = await put(user, asset, b"n" * (2 * CHUNK_BYTES))

    assert answer.status_code == 409
    assert answer.json()["current_status"] == "expired"
    assert await files_of(api, asset) == []
    assert await orphans(api) == 0


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Content-Range", "bytes 3-5/10", 422), ("Content-Encoding", "gzip", 415)],
)
async def test_a_part_of_the_content_or_an_encoded_one_is_not_taken_for_the_whole(
    user: httpx.AsyncClient, asset: Json, header: str, value: str, status: int
) -> None:
    await put(user, asset, b"0123456789")

    answer = await put(user, asset, b"345", **{header: value})

    assert answer.status_code == status
    assert (await content_of(user, asset)).content == b"0123456789"


async def test_an_upload_for_a_stale_version_is_412(user: httpx.AsyncClient, asset: Json) -> None:
    answer = await put(user, asset, b"new", **{"If-Match": '"99"'})

    assert answer.status_code == 412
    assert (await content_of(user, asset)).status_code == 404


async def test_a_replaced_file_goes_once_its_readers_have_had_time(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"old")
    (old,) = await files_of(api, asset)
    await user.put(f"/assets/{asset['id']}", json={"content": 1})

    assert not (await remove_expired_files(api.clock.now)).documents
    parts = [part async for part in files.STORE.read(old["_id"], 0, 2)]
    assert parts == [b"old"]
    await remove_expired_files(api.clock.now + files.REPLACED_KEPT_FOR)

    assert await files_of(api, asset) == []
    assert await orphans(api) == 0


async def test_what_a_killed_upload_left_is_found_and_removed(api: Api, asset: Json) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"n" * (2 * CHUNK_BYTES)
        raise Killed

    class Killed(BaseException):
        pass

    original = files.remove_file
    files.remove_file = nothing  # type: ignore[assignment]  # a killed process cleans nothing up
    try:
        with pytest.raises(Killed):
            await files.write_file(
                endless(),
                user_id="u",
                asset_id=ObjectId(asset["id"]),  # type: ignore[arg-type]  # an ObjectId is one
                media_type="text/plain",
                max_bytes=10**9,
                now=api.clock.now,
            )
    finally:
        files.remove_file = original
    assert len(await files_of(api, asset)) == 1

    await remove_expired_files(api.clock.now + files.UPLOAD_EXPIRES_AFTER)

    assert await files_of(api, asset) == []
    assert await orphans(api) == 0


async def test_a_file_that_was_removed_since_it_was_sent_becomes_no_assets(
    api: Api, asset: Json
) -> None:
    facts = await files.write_file(
        in_parts(b"late"),
        user_id="u",
        asset_id=PydanticObjectId(asset["id"]),
        media_type="text/plain",
        max_bytes=10,
        now=api.clock.now,
    )
    file_id = facts.file_id
    assert file_id is not None
    await remove_expired_files(api.clock.now + files.UPLOAD_EXPIRES_AFTER)

    with pytest.raises(UploadGone):
        await api.services.database.in_transaction(lambda within: files.adopt(file_id, within))


async def nothing(_file_id: object) -> None:
    pass


async def test_a_deleted_assets_file_goes_with_it(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"n" * (2 * CHUNK_BYTES))

    assert (await user.delete(f"/assets/{asset['id']}")).status_code == 204
    await api.services.background.finish()

    assert await files_of(api, asset) == []
    assert await orphans(api) == 0


async def test_limits_of_size_are_settings_and_say_the_way_out(
    mongod: Any, database: Database, template: Template
) -> None:
    await template.copy_to(database)
    limits = settings_for(
        mongod.uri,
        database.name,
        max_asset_content_bytes=1000,
        max_asset_upload_bytes=5000,
        max_body_bytes=1000,
    )
    async with running_api(limits) as api:
        user = await api.user()
        asset = await an_asset(user, await a_mission(user))
        path = f"/assets/{asset['id']}"

        inline = await user.put(path, json={"content": "x" * 1000})
        assert inline.status_code == 413
        assert "PUT /assets/{id}/content" in inline.json()["detail"]
        body = await user.put(path, json={"content": "x" * 6000})
        assert body.status_code == 413
        as_file = await put(
            user, asset, json.dumps("x" * 3000), **{"content-type": "application/json"}
        )
        assert as_file.status_code == 200
        assert (await content_of(user, asset)).json() == "x" * 3000
        over = await put(user, asset, in_parts(b"x" * 5001, 500))
        assert over.status_code == 413
        far_over = await put(user, asset, in_parts(b"x" * 20_000, 500))
        assert far_over.status_code == 413
        assert (await content_of(user, asset)).json() == "x" * 3000
        await api.services.background.finish()
        assert len(await files_of(api, asset)) == 1
        assert await orphans(api) == 0


async def test_json_of_too_many_values_for_a_body_is_stored_by_upload(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    value = [1] * 1_500_000

    refused = await user.put(f"/assets/{asset['id']}", json={"content": value})
    assert refused.status_code == 413
    assert "100000 JSON values" in refused.json()["detail"]
    assert refused.json()["detail"].endswith("with PUT /assets/{id}/content.")
    answer = await put(user, asset, json.dumps(value), **{"content-type": "application/json"})

    assert answer.status_code == 200, answer.text
    assert (await content_of(user, asset)).json() == value
    assert len(await files_of(api, asset)) == 1


async def test_an_upload_whose_user_was_erased_meanwhile_finds_no_asset(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"n" * (2 * CHUNK_BYTES)
        stored = await api.services.database["assets"].find_one({"_id": ObjectId(asset["id"])})
        assert stored is not None
        await erase_user(api.services.database, stored["user_id"], now=api.clock.now)
        yield b"n" * (2 * CHUNK_BYTES)

    answer = await user.put(
        f"/assets/{asset['id']}/content",
        content=stream(),
        headers={"Content-Type": "application/octet-stream"},
    )

    assert answer.status_code == 404
    assert await orphans(api) == 0

"""An upload in several requests: each goes on where the one before has ended, or broken."""

import hashlib
from typing import Any

import httpx
import pytest

from documents.aggregates.files.store import CHUNK_BYTES
from tests.api.attachments.support import (
    chunks_of,
    content_of,
    digest,
    files_of,
    in_parts,
    naming,
    post,
    send,
    usage_of,
)
from tests.api.attachments.test_upload import leave_in_the_midst
from tests.support import Api, got
from tests.workflow_support import Json

CONTENT = b"".join(number.to_bytes(4) for number in range(200_000))


async def begun(client: httpx.AsyncClient, chat: Json, content: Any = b"", **headers: str) -> str:
    """The path of an upload that has begun."""
    answer = await post(client, chat, content, upload_complete="?0", **headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Upload-Complete"] == "?0"
    assert not answer.json()["complete"]
    return answer.headers["Location"]


async def patch(
    client: httpx.AsyncClient, path: str, content: Any, offset: int, **headers: str
) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.patch(path, content=content, headers={"Upload-Offset": str(offset), **sent})


async def offset_of(client: httpx.AsyncClient, path: str) -> int:
    head = await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Cache-Control"] == "no-store"
    return int(head.headers["Upload-Offset"])


async def test_pieces_of_any_size_make_one_attachment(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    path = await begun(user, chat, CONTENT[:5], content_type="image/png")
    for first, last in ((5, 5), (5, CHUNK_BYTES - 1), (CHUNK_BYTES - 1, CHUNK_BYTES + 10)):
        assert await offset_of(user, path) == first
        answer = await patch(user, path, CONTENT[first:last], first)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(last))
    last_one = await patch(
        user,
        path,
        in_parts(CONTENT[CHUNK_BYTES + 10 :]),
        CHUNK_BYTES + 10,
        upload_complete="?1",
        repr_digest=digest(CONTENT),
    )
    assert last_one.status_code == 200, last_one.text
    assert last_one.headers["Upload-Complete"] == "?1"
    attachment = last_one.json()
    assert attachment["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (await content_of(user, attachment)).content == CONTENT
    assert await got(user, path) == attachment
    assert (await send(user, chat, naming(attachment))).status_code == 201
    files = await files_of(api, user_id)
    assert await chunks_of(api, files) == -(-len(CONTENT) // CHUNK_BYTES)
    assert await usage_of(api, user_id) == len(CONTENT)


async def test_reaching_the_length_that_was_said_completes_it(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = await begun(user, chat, upload_length="6")
    assert (await user.head(path)).headers["Upload-Length"] == "6"
    assert not (await patch(user, path, b"abc", 0)).json()["complete"]
    assert (await patch(user, path, b"def", 3)).json()["complete"]
    beyond = await begun(user, chat, upload_length="6")
    assert (await patch(user, beyond, b"abcdefg", 0)).status_code == 422
    short = await begun(user, chat, upload_length="6")
    assert (await patch(user, short, b"abc", 0, upload_complete="?1")).status_code == 422


async def test_at_another_offset_it_is_told_where_it_goes_on(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = await begun(user, chat, b"abc")
    for offset in (0, 2, 4):
        answer = await patch(user, path, b"x", offset)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("upload-offset-mismatch")
        assert answer.headers["Upload-Offset"] == "3"
    await patch(user, path, b"", 3, upload_complete="?1")
    finished = await patch(user, path, b"x", 3)
    assert finished.status_code == 409
    assert finished.json()["type"].endswith("upload-finished")


async def test_what_broke_goes_on_where_it_broke(
    api: Api, user: httpx.AsyncClient, chat: Json
) -> None:
    await leave_in_the_midst(
        api,
        user,
        chat,
        CONTENT[: CHUNK_BYTES + 7],
        **{"upload-complete": "?0", "idempotency-key": "k"},
    )
    again = await post(user, chat, b"", upload_complete="?0", idempotency_key="k")
    assert again.status_code == 200
    path, offset = again.headers["Location"], int(again.headers["Upload-Offset"])
    assert offset == CHUNK_BYTES + 7
    answer = await patch(user, path, CONTENT[offset:], offset, upload_complete="?1")
    assert (await content_of(user, answer.json())).content == CONTENT


async def test_a_piece_with_a_digest_counts_only_when_it_is_right(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = await begun(user, chat, b"abc")
    wrong = await patch(user, path, b"x" * CHUNK_BYTES, 3, content_digest=digest(b"def"))
    assert wrong.status_code == 422
    assert await offset_of(user, path) == 3
    right = await patch(user, path, b"def", 3, content_digest=digest(b"def"), upload_complete="?1")
    assert (await content_of(user, right.json())).content == b"abcdef"


async def test_a_whole_that_is_not_what_was_meant_is_thrown_away(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    path = await begun(user, chat, b"abc", repr_digest=digest(b"abcdef"))
    wrong = await patch(user, path, b"xyz", 3, upload_complete="?1")
    assert wrong.status_code == 422
    assert (await user.get(path)).status_code == 404
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0


async def test_of_two_that_go_on_at_once_the_later_one_wins(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = await begun(user, chat, b"abc")

    async def overtaken() -> Any:
        yield b"x" * (CHUNK_BYTES + 5)
        assert (await patch(user, path, b"def", 3)).status_code == 200
        yield b"x" * CHUNK_BYTES

    right = digest(b"x" * (2 * CHUNK_BYTES + 5))
    answer = await patch(user, path, overtaken(), 3, content_digest=right)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("upload-overtaken")
    assert await offset_of(user, path) == 6
    last = await patch(user, path, b"", 6, upload_complete="?1")
    assert (await content_of(user, last.json())).content == b"abcdef"


async def test_an_upload_is_neither_named_nor_read_before_it_is_complete(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = await begun(user, chat, b"abc")
    upload = await got(user, path)
    assert (await user.get(upload["url"])).status_code == 409
    assert (await send(user, chat, naming(upload))).status_code == 422
    assert (await user.delete(path)).status_code == 204
    assert (await user.get(path)).status_code == 404
    assert (await patch(user, path, b"def", 3)).status_code == 404


@pytest.mark.parametrize(
    ("header", "value"),
    [("Upload-Offset", "-1"), ("Upload-Complete", "yes"), ("Content-Range", "bytes 0-1/2")],
)
async def test_a_head_that_is_none_is_refused(
    user: httpx.AsyncClient, chat: Json, header: str, value: str
) -> None:
    path = await begun(user, chat)
    answer = await user.patch(path, content=b"x", headers={"Upload-Offset": "0", header: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == header

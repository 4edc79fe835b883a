"""An attachment is uploaded whole or not at all, and read back as it was."""

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
    post,
    stored,
    uploaded,
    usage_of,
)
from tests.support import Api, a_chat, got, running_api
from tests.workflow_support import Json


async def test_an_upload_reads_back_whole_and_in_any_range(
    user: httpx.AsyncClient, chat: Json
) -> None:
    content = b"".join(number.to_bytes(4) for number in range(200_000))
    answer = await post(
        user,
        chat,
        in_parts(content),
        content_type="image/png",
        content_disposition="attachment; filename*=UTF-8''Gep%C3%A4ck.png",
    )
    assert answer.status_code == 201, answer.text
    attachment = answer.json()
    assert attachment["name"] == "Gepäck.png"
    assert attachment["media_type"] == "image/png"
    assert attachment["bytes"] == len(content)
    assert attachment["sha256"] == hashlib.sha256(content).hexdigest()
    assert attachment["complete"]
    path = f"/chats/{chat['id']}/attachments/{attachment['id']}"
    assert answer.headers["Location"] == path
    assert attachment["url"] == f"{path}/content"
    assert await got(user, path) == attachment

    whole = await content_of(user, attachment)
    assert (whole.content, whole.headers["content-type"]) == (content, "image/png")
    assert whole.headers["Repr-Digest"] == digest(content)
    for first, last in ((0, 0), (CHUNK_BYTES - 1, CHUNK_BYTES), (5, 2 * CHUNK_BYTES + 5)):
        part = await content_of(user, attachment, Range=f"bytes={first}-{last}")
        assert part.status_code == 206
        assert part.content == content[first : last + 1]
    beyond = await content_of(user, attachment, Range=f"bytes={len(content)}-")
    assert beyond.status_code == 416
    known = await content_of(user, attachment, **{"If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304


async def test_no_browser_runs_what_was_uploaded(user: httpx.AsyncClient, chat: Json) -> None:
    attachment = await uploaded(user, chat, b"<script>alert(1)</script>", content_type="text/html")
    answer = await content_of(user, attachment)
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("header", "name", "shown"),
    [
        ('attachment; filename="a\\"b.txt"', 'a"b.txt', 'filename="a_b.txt"'),
        ('inline; filename="C:\\\\fakepath\\\\b.txt"', "b.txt", 'filename="b.txt"'),
        ("attachment; filename=../../etc/passwd", "passwd", 'filename="passwd"'),
        ("attachment", None, "attachment"),
    ],
)
async def test_a_name_comes_back_without_folders(
    user: httpx.AsyncClient, chat: Json, header: str, name: str | None, shown: str
) -> None:
    attachment = await uploaded(user, chat, content_disposition=header)
    assert attachment["name"] == name
    assert shown in (await content_of(user, attachment)).headers["Content-Disposition"]


async def test_a_name_cannot_write_headers(user: httpx.AsyncClient, chat: Json) -> None:
    header = "attachment; filename*=UTF-8''a%0d%0aSet-Cookie:%20b"
    answer = await post(user, chat, content_disposition=header)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Content-Disposition"


async def test_an_empty_file_is_one_too(user: httpx.AsyncClient, chat: Json) -> None:
    attachment = await uploaded(user, chat, b"")
    assert (await content_of(user, attachment)).content == b""


@pytest.mark.parametrize("header", ["Content-Digest", "Repr-Digest"])
async def test_what_came_is_held_against_the_digest_that_was_sent(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json, header: str
) -> None:
    assert (await post(user, chat, b"right", **{header: digest(b"right")})).status_code == 201
    wrong = await post(user, chat, b"wrong", **{header: f"sha-512=:AA==:, {digest(b'right')}"})
    assert wrong.status_code == 422
    assert wrong.json()["type"].endswith("digest-mismatch")
    assert wrong.json()["errors"][0]["parameter"] == header
    bad = await post(user, chat, b"bad", **{header: "sha-256=:AA==:"})
    assert bad.json()["errors"][0]["parameter"] == header
    await api.services.background.finish()
    assert [file["length"] for file in await files_of(api, user_id)] == [5]


async def test_an_upload_that_breaks_leaves_nothing(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    await leave_in_the_midst(api, user, chat, b"n" * (2 * CHUNK_BYTES))
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0
    assert (await got(user, f"/chats/{chat['id']}/attachments"))["items"] == []


async def leave_in_the_midst(
    api: Api, client: httpx.AsyncClient, chat: Json, content: bytes, **headers: str
) -> None:
    """Begin an upload, and hang up."""
    path = f"/chats/{chat['id']}/attachments"
    parts: list[Json] = [
        {"type": "http.request", "body": content, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Json:
        return parts.pop(0)

    async def sent(_: Json) -> None:
        pass

    lines = {"authorization": client.headers["authorization"], **headers}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in lines.items()],
    }
    await api.handle(scope, receive, sent)


async def test_equal_bytes_of_one_user_are_stored_once(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    content = b"e" * (CHUNK_BYTES + 1)
    other_chat = await a_chat(user)
    first = await uploaded(user, chat, content, content_disposition="attachment; filename=a")
    second = await uploaded(user, other_chat, content, content_disposition="attachment; filename=b")
    stranger = await api.user()
    await uploaded(stranger, await a_chat(stranger), content)
    await api.services.background.finish()
    files = await files_of(api, user_id)
    assert len(files) == 1
    assert await chunks_of(api, files) == 2
    assert await usage_of(api, user_id) == len(content)

    answer = await user.delete(f"/chats/{chat['id']}/attachments/{first['id']}")
    assert answer.status_code == 204
    await api.services.background.finish()
    assert (await content_of(user, first)).status_code == 404
    assert (await content_of(user, second)).content == content
    assert len(await files_of(api, user_id)) == 1

    await user.delete(f"/chats/{other_chat['id']}/attachments/{second['id']}")
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await chunks_of(api, files) == 0
    assert await usage_of(api, user_id) == 0


async def test_a_key_makes_an_upload_exactly_once(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    first = await uploaded(user, chat, b"once", idempotency_key="k")
    again = await post(user, chat, b"once", idempotency_key="k")
    assert (again.status_code, again.json()) == (200, first)
    other = await post(user, chat, b"twice", idempotency_key="k")
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert len(await files_of(api, user_id)) == 1
    assert (await post(user, await a_chat(user), b"twice", idempotency_key="k")).status_code == 201


async def test_the_retry_of_what_a_killed_process_left_goes_on(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any) -> None:
        """A killed process cleans nothing up."""

    with monkeypatch.context() as patched:
        patched.setattr("services.attachments.AttachmentService._discard", nothing)
        await leave_in_the_midst(
            api, user, chat, b"n" * (3 * CHUNK_BYTES), **{"idempotency-key": "k"}
        )
    assert len(await files_of(api, user_id)) == 1
    attachment = await uploaded(user, chat, b"m" * CHUNK_BYTES, idempotency_key="k")
    assert (await content_of(user, attachment)).content == b"m" * CHUNK_BYTES
    files = await files_of(api, user_id)
    assert len(files) == 1
    assert await chunks_of(api, files) == 1
    assert await usage_of(api, user_id) == CHUNK_BYTES


async def test_attachments_are_listed_newest_first_in_pages(
    user: httpx.AsyncClient, chat: Json
) -> None:
    made = [await uploaded(user, chat, f"{n}".encode()) for n in range(5)]
    await uploaded(user, await a_chat(user), b"elsewhere")
    await post(user, chat, b"only begun", upload_complete="?0")
    listed: list[Json] = []
    path = f"/chats/{chat['id']}/attachments"
    page = await got(user, path, limit=2)
    while True:
        listed += page["items"]
        if page["next"] is None:
            break
        page = await got(user, path, limit=2, cursor=page["next"])
    assert listed == made[::-1]


async def test_a_form_is_refused_for_it_would_be_stored_as_it_is(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/attachments"
    refused = await user.post(path, files={"file": ("bag.jpg", b"bytes", "image/jpeg")})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == "Content-Type"
    assert "body" in refused.json()["detail"]
    assert (await got(user, path))["items"] == []


async def test_limits_name_their_settings(api: Api) -> None:
    limits = {"max_attachment_bytes": 1000, "max_user_attachment_bytes": 1500}
    settings = api.settings.model_copy(update=limits)
    async with running_api(settings) as small:
        user = await small.user()
        chat = await a_chat(user)
        for content in (b"n" * 1001, in_parts(b"n" * 1001, 500)):
            too_large = await post(user, chat, content)
            assert too_large.status_code == 413
            assert "THREADKEEP_MAX_ATTACHMENT_BYTES" in too_large.json()["detail"]
        await small.services.background.finish()
        attachment = await uploaded(user, chat, b"n" * 1000)
        for content in (b"m" * 501, in_parts(b"m" * 501)):
            too_many = await post(user, chat, content)
            assert too_many.status_code == 429, too_many.text
            assert too_many.json()["quota"] == "attachment_bytes"
            assert "THREADKEEP_MAX_USER_ATTACHMENT_BYTES" in too_many.json()["detail"]
        await small.services.background.finish()
        await uploaded(user, chat, in_parts(b"m" * 500))
        await user.delete(f"/chats/{chat['id']}/attachments/{attachment['id']}")
        await small.services.background.finish()
        assert (await post(user, chat, b"p" * 1000)).status_code == 201


async def test_an_attachment_of_another_user_or_chat_is_not_there(
    api: Api, user: httpx.AsyncClient, chat: Json
) -> None:
    attachment = await uploaded(user, chat)
    stranger = await api.user()
    path = f"/chats/{chat['id']}/attachments"
    one = f"{path}/{attachment['id']}"
    elsewhere = f"/chats/{(await a_chat(user))['id']}/attachments/{attachment['id']}"
    for client, asked in ((stranger, one), (user, elsewhere)):
        assert (await client.get(asked)).status_code == 404
        assert (await client.get(f"{asked}/content")).status_code == 404
        assert (await client.delete(asked)).status_code == 404
        patched = await client.patch(asked, content=b"x", headers={"Upload-Offset": "0"})
        assert patched.status_code == 404
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(path, content=b"x")).status_code == 404
    assert await stored(api, attachment) is not None


@pytest.mark.parametrize("length", [0, 2, 4])
async def test_an_upload_of_another_length_than_it_says_is_refused_and_leaves_nothing(
    user: httpx.AsyncClient, chat: Json, length: int
) -> None:
    answer = await post(user, chat, b"abc", upload_length=str(length))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Upload-Length"
    assert (await got(user, f"/chats/{chat['id']}/attachments"))["items"] == []

"""Conversations in the body of a request."""

import gzip
import io
import json
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from services import imports
from tests.commands.transcripts.support import conversation, lines
from tests.support import Api, got, running_api, settings_for


@pytest.fixture
async def bounded(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service that takes small imports alone."""
    settings = settings_for(mongod.uri, shared_name, max_import_bytes=2000, max_body_values=100)
    async with running_api(settings) as running:
        yield running


async def imported(client: httpx.AsyncClient, body: bytes, **asked: Any) -> dict[str, Any]:
    """What importing a body answers."""
    response = await client.post("/imports", content=body, params=asked)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def zipped(**files: bytes) -> bytes:
    """A zip archive of files, by their names without their ends."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return made.getvalue()


async def test_each_conversation_becomes_a_session_of_the_caller(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    answer = await imported(alice, lines(conversation(3, title="Lost bag"), conversation()))
    assert (answer["new"], answer["messages_added"], answer["is_whole"]) == (2, 5, True)
    first, second = answer["conversations"]
    assert (first["number"], first["outcome"], second["number"]) == (1, "new", 2)
    session = await got(alice, f"/sessions/{first['session_id']}")
    assert session["chat_id"] == first["chat_id"]
    page = await got(alice, f"/chats/{first['chat_id']}/messages")
    assert [each["content"] for each in page["items"]] == ["message 1", "message 2", "message 3"]
    assert (await bob.get(f"/chats/{first['chat_id']}")).status_code == 404


async def test_what_is_sent_again_adds_nothing_and_what_has_grown_its_end(api: Api) -> None:
    user = await api.user()
    told = conversation(2)
    await imported(user, lines(told))
    again = await imported(user, lines(told))
    assert (again["unchanged"], again["messages_added"]) == (1, 0)
    told["messages"].append({"role": "user", "content": "and another"})
    grown = await imported(user, lines(told))
    assert (grown["continued"], grown["messages_added"]) == (1, 1)
    assert grown["conversations"][0]["chat_id"] == again["conversations"][0]["chat_id"]


async def test_a_broken_one_is_told_and_the_rest_is_stored(api: Api) -> None:
    answer = await imported(await api.user(), lines(b"{not json", conversation(), b"[1]"))
    assert (answer["new"], answer["broken"]) == (1, 2)
    broken = [each for each in answer["conversations"] if each["outcome"] == "broken"]
    assert [each["number"] for each in broken] == [1, 3]
    assert broken[0]["reason"].startswith("not JSON")
    assert broken[0]["session_id"] is None


async def test_strictly_the_first_that_is_broken_ends_it(api: Api) -> None:
    body = lines(conversation(), b"{not json", conversation())
    answer = await imported(await api.user(), body, strict=True)
    assert (answer["new"], answer["broken"], answer["is_whole"]) == (1, 1, False)


async def test_a_dry_run_tells_what_would_be_done(api: Api) -> None:
    user = await api.user()
    answer = await imported(user, lines(conversation(2)), dry_run=True)
    assert (answer["new"], answer["messages_added"]) == (1, 2)
    (told,) = answer["conversations"]
    assert (await user.get(f"/sessions/{told['session_id']}")).status_code == 404
    assert (await imported(user, lines(conversation(2))))["new"] == 1


async def test_sessions_keep_the_status_that_is_told(api: Api) -> None:
    user = await api.user()
    answer = await imported(user, lines(conversation()), status="completed")
    session = await got(user, f"/sessions/{answer['conversations'][0]['session_id']}")
    assert session["status"] == "completed"


async def test_a_form_can_be_told(api: Api) -> None:
    user = await api.user()
    turns = [{"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Hi"}]
    answer = await imported(user, lines({"conversations": turns}), format="sharegpt")
    page = await got(user, f"/chats/{answer['conversations'][0]['chat_id']}/messages")
    assert [each["role"] for each in page["items"]] == ["user", "assistant"]
    refused = await user.post("/imports", content=b"{}", params={"format": "nothing"})
    assert refused.status_code == 422


async def test_gzip_and_an_array_are_read(api: Api) -> None:
    body = gzip.compress(json.dumps([conversation(), conversation()]).encode())
    assert (await imported(await api.user(), body))["new"] == 2


async def test_files_of_an_archive_become_attachments(api: Api) -> None:
    user = await api.user()
    image = {"type": "file", "mediaType": "image/png", "url": "file://photo.png"}
    told = {"id": "c-1", "messages": [{"id": "m", "role": "user", "parts": [image]}]}
    body = zipped(
        conversations__json=json.dumps([told]).encode(), photo__png=b"png", user__json=b"{}"
    )
    answer = await imported(user, body)
    (of_it,) = answer["conversations"]
    assert (of_it["file"], of_it["not_kept"]) == ("conversations.json", [])
    assert answer["left_out"] == ["user.json"]
    (message,) = (await got(user, f"/chats/{of_it['chat_id']}/messages"))["items"]
    url = message["content"][0]["image_url"]["url"]
    assert (await user.get(url)).content == b"png"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "nothing in the body"),
        (b"BZh91AY&SY", "compressed with bzip2: send what is in it"),
        (zipped(readme__txt=b"hello"), "no file of conversations"),
        (b"PK\x03\x04 and nothing more", "no zip archive"),
    ],
)
async def test_what_has_no_conversations_is_refused(api: Api, body: bytes, reason: str) -> None:
    response = await (await api.user()).post("/imports", content=body)
    assert response.status_code == 422
    assert reason in response.json()["detail"]


async def test_a_body_beyond_the_limit_is_refused(bounded: Api) -> None:
    user = await bounded.user()
    response = await user.post("/imports", content=b" " * 2001)
    assert response.status_code == 413
    assert "THREADKEEP_MAX_IMPORT_BYTES" in response.json()["detail"]


async def test_what_unpacks_to_too_much_is_not_read_on(bounded: Api) -> None:
    user = await bounded.user()
    many = lines(
        *({"id": n, "messages": [{"role": "user", "content": "x" * 500}]} for n in range(50))
    )
    packed = await imported(user, gzip.compress(many))
    assert packed["new"] < 35
    assert "unpacks to more than it may" in packed["conversations"][-1]["reason"]
    response = await user.post("/imports", content=zipped(conversations__json=many))
    assert response.status_code == 422
    assert "unpacks to more than 16000 bytes" in response.json()["detail"]


async def test_an_archive_of_countless_files_is_refused_unread(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.transcripts.archives._MAX_DIRECTORY_BYTES", 200)
    body = zipped(**{f"file{n}__json": b"{}" for n in range(5)})
    response = await (await api.user()).post("/imports", content=body)
    assert response.status_code == 422
    assert "too many files" in response.json()["detail"]


async def test_a_conversation_that_would_hold_up_others_is_broken(bounded: Api) -> None:
    many = {"id": "c", "numbers": list(range(200)), "messages": [{"role": "user", "content": "x"}]}
    long = {"id": "d", "messages": [{"role": "user", "content": "x" * 2500}]}
    user = await bounded.user()
    answer = await imported(user, gzip.compress(lines(many, long, conversation())))
    assert [each["outcome"] for each in answer["conversations"]] == ["broken", "broken", "new"]
    first, second, _ = answer["conversations"]
    assert "more than 100 JSON values" in first["reason"]
    assert second["reason"] == "longer than 2000 bytes"


@pytest.mark.parametrize(("number", "is_whole"), [(2, True), (3, False)])
async def test_so_many_conversations_are_imported_and_no_more(
    api: Api, monkeypatch: pytest.MonkeyPatch, number: int, is_whole: bool
) -> None:
    monkeypatch.setattr(imports, "MAX_CONVERSATIONS", 2)
    answer = await imported(await api.user(), lines(*(conversation() for _ in range(number))))
    assert (answer["new"], answer["is_whole"]) == (2, is_whole)

"""Conversations by OpenAI's routes: chats, with the ids and the metadata of these."""

import httpx
import pytest

from tests.api.openai.support import PATH, Json, a_conversation, items_of, posted, refusal, says
from tests.support import Api, a_chat, a_session, got, made, message


async def test_a_conversation_is_made_read_changed_and_deleted(
    api: Api, user: httpx.AsyncClient
) -> None:
    first = await posted(user, PATH, {"metadata": {"topic": "bag"}})
    assert first == {
        "id": first["id"],
        "object": "conversation",
        "created_at": int(api.clock().timestamp()),
        "metadata": {"topic": "bag"},
    }
    path = f"{PATH}/{first['id']}"
    assert await got(user, path) == first
    changed = await posted(user, path, {"metadata": {"a.b": "$c"}})
    assert changed == {**first, "metadata": {"a.b": "$c"}}
    assert (await posted(user, path, {"metadata": None}))["metadata"] == {}
    gone = await user.delete(path)
    deleted = {"id": first["id"], "object": "conversation.deleted", "deleted": True}
    assert (gone.status_code, gone.json()) == (200, deleted)
    assert refusal(await user.get(path), 404)["code"] == "not_found"
    assert refusal(await user.delete(path), 404)["message"] == "There is no such conversation."


async def test_nothing_has_to_be_said_of_a_new_one(user: httpx.AsyncClient) -> None:
    bodies: list[Json] = [{}, {"items": None, "metadata": None}, {"items": []}]
    for body in bodies:
        path = f"{PATH}/{(await posted(user, PATH, body))['id']}"
        assert await items_of(user, path) == []
    assert (await user.post(PATH)).status_code == 200


async def test_it_begins_with_its_items(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user, *(says(f"{n}") for n in range(20)))
    items = await items_of(user, path)
    assert [item["content"] for item in items] == [f"{n}" for n in range(20)]
    chat = await got(user, path.replace(PATH, "/chats"))
    assert (chat["title"], chat["message_count"]) == ("0", 20)


async def test_a_conversation_with_one_item_that_is_none_is_not_made(
    user: httpx.AsyncClient,
) -> None:
    body = {"items": [says("hello"), {"type": "message", "role": "nobody", "content": ""}]}
    assert refusal(await user.post(PATH, json=body), 400)["param"] == "items[1].role"
    assert (await got(user, "/chats"))["items"] == []


async def test_its_metadata_are_the_texts_of_the_chats_context(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user, context_data={"topic": "bag", "payload": [1], "n": 1, "x": "y"})
    path = f"{PATH}/{chat['id']}"
    assert (await got(user, path))["metadata"] == {"topic": "bag", "x": "y"}
    await posted(user, path, {"metadata": {"x": "z", "n": "one"}})
    context = (await got(user, f"/chats/{chat['id']}"))["context_data"]
    assert context == {"payload": [1], "n": "one", "x": "z"}


async def test_more_metadata_than_openai_takes_is_refused(user: httpx.AsyncClient) -> None:
    many = {f"{n}": "" for n in range(17)}
    for metadata in (many, {"k" * 65: ""}, {"k": "v" * 513}, {"k": 1}, "k"):
        error = refusal(await user.post(PATH, json={"metadata": metadata}), 400)
        assert error["type"] == "invalid_request_error"
        assert error["param"].startswith("metadata")
    path = await a_conversation(user)
    assert refusal(await user.post(path, json={}), 400)["param"] == "metadata"


async def test_the_chat_of_a_session_goes_only_with_that(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    answer = await user.delete(f"{PATH}/{session['chat_id']}")
    assert refusal(answer, 409)["code"] == "chat_owned"
    # Else OpenAI's clients would send it again, twice.
    assert answer.headers["x-should-retry"] == "false"


async def test_a_closed_chat_takes_no_items(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    path = f"{PATH}/{session['chat_id']}"
    await user.put(f"/sessions/{session['id']}", json={"status": "completed"})
    answer = await user.post(f"{path}/items", json={"items": [says("hello")]})
    assert refusal(answer, 409)["code"] == "chat_closed"


async def test_another_users_conversation_does_not_exist(api: Api) -> None:
    owner, other = await api.user(), await api.user()
    path = await a_conversation(owner, says("hello", id="m"))
    item = f"{path}/items/m"
    for method, where in (
        ("GET", path),
        ("DELETE", path),
        ("GET", f"{path}/items"),
        ("GET", item),
        ("DELETE", item),
    ):
        refusal(await other.request(method, where), 404)
    refusal(await other.post(path, json={"metadata": {}}), 404)
    refusal(await other.post(f"{path}/items", json={"items": [says("mine")]}), 404)
    assert [each["id"] for each in await items_of(owner, path)] == ["m"]


async def test_a_create_that_is_sent_again_with_its_key_makes_no_second(
    user: httpx.AsyncClient,
) -> None:
    body = {"items": [says("hello")], "metadata": {"a": "b"}}
    key = {"Idempotency-Key": "k"}
    first = await posted(user, PATH, body, **key)
    assert await posted(user, PATH, body, **key) == first
    assert len((await got(user, "/chats"))["items"]) == 1
    other = await user.post(PATH, json={"items": [says("another")]}, headers=key)
    assert refusal(other, 400)["code"] == "idempotency_key_reused"


async def test_errors_before_a_route_have_openais_form_too(
    api: Api, user: httpx.AsyncClient
) -> None:
    stranger = await api.anonymous()
    answer = await stranger.get(f"{PATH}/{'0' * 24}")
    assert refusal(answer, 401)["code"] == "invalid_api_key"
    assert answer.headers["WWW-Authenticate"]
    refusal(await user.get(f"{PATH}/conv_1"), 404)
    refusal(await user.get("/v1/responses"), 404)
    refusal(await user.put(PATH, json={}), 405)
    refusal(await user.post(PATH, content="x", headers={"Content-Type": "text/plain"}), 415)
    refusal(await user.post(PATH, content="{", headers={"Content-Type": "application/json"}), 400)
    assert refusal(await user.post(PATH, json={"model": "m"}), 400)["param"] == "model"
    chat = await a_chat(user)
    missing = await user.get(f"/chats/{chat['id']}/messages/none")
    assert missing.headers["Content-Type"] == "application/problem+json"


async def test_what_is_too_large_is_told_by_its_place(user: httpx.AsyncClient) -> None:
    large = says("x" * (1024 * 1024 + 1))
    for path in (PATH, f"{await a_conversation(user)}/items"):
        answer = await user.post(path, json={"items": [says("small"), large]})
        error = refusal(answer, 413)
        assert error["code"] == "too_large"
        assert "/items/1/content" in error["message"]


@pytest.mark.parametrize("kind", ["input_file", "input_image"])
async def test_an_attachment_of_the_chat_is_named_in_an_item(
    user: httpx.AsyncClient, kind: str
) -> None:
    path = await a_conversation(user)
    files = f"{path.replace(PATH, '/chats')}/attachments"
    attachment = (await user.post(files, content=b"bytes")).json()
    part = {"type": kind, "file_id": attachment["id"]}
    item = {"type": "message", "role": "user", "content": [part]}
    added = await posted(user, f"{path}/items", {"items": [item]})
    assert added["data"][0]["content"] == [part]
    assert (await user.delete(f"{files}/{attachment['id']}")).status_code == 409
    elsewhere = await user.post(PATH, json={"items": [item]})
    assert refusal(elsewhere, 400)["param"].startswith("items[0]")


async def test_a_chat_of_any_origin_is_a_conversation(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    await made(user, f"/chats/{session['chat_id']}/messages", message("hello", id="m"))
    (item,) = await items_of(user, f"{PATH}/{session['chat_id']}")
    assert item == {
        "id": "m",
        "type": "message",
        "role": "user",
        "status": "completed",
        "content": [{"type": "input_text", "text": "hello"}],
    }

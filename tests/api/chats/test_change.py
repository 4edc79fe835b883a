"""Changing chats and their messages."""

import asyncio

import httpx

from documents.database import ObjectId
from tests.support import Api, a_chat, got, message


async def a_message(client: httpx.AsyncClient) -> str:
    """The path of a message in a new chat."""
    chat = await a_chat(client)
    body = message("wrong", id="m-1", message_metadata={"tokens": 3})
    await client.post(f"/chats/{chat['id']}/messages", json=body)
    return f"/chats/{chat['id']}/messages/m-1"


async def test_an_edit_changes_the_content_and_is_marked(api: Api, user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    now = api.clock.advance(minutes=1)
    edited = (await user.patch(path, json={"content": "right"})).json()
    assert edited["content"] == "right"
    assert edited["message_metadata"] == {"tokens": 3}
    assert edited["sequence_order"] == 1
    assert edited["edited_at"] == now.isoformat().replace("+00:00", "Z")
    assert await got(user, path) == edited


async def test_an_edit_of_the_metadata_replaces_it_whole(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    edited = (await user.patch(path, json={"message_metadata": {"$inc": 1}})).json()
    assert edited["message_metadata"] == {"$inc": 1}
    assert edited["content"] == "wrong"


async def test_an_edit_of_nothing_is_none(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    before = await got(user, path)

    answer = await user.patch(path, json={})

    assert answer.status_code == 200
    assert answer.json() == before
    assert await got(user, path) == before


async def test_a_retry_of_the_append_is_still_known_after_an_edit(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    await user.patch(path, json={"content": "right"})
    await user.patch(path, json={"content": "righter"})
    messages = path.removesuffix("/m-1")
    first = message("wrong", id="m-1", message_metadata={"tokens": 3})
    assert (await user.post(messages, json=first)).json()["content"] == "righter"
    other = message("righter", id="m-1", message_metadata={"tokens": 3})
    assert (await user.post(messages, json=other)).status_code == 409


async def test_a_redaction_empties_the_message_and_keeps_its_number(
    user: httpx.AsyncClient,
) -> None:
    path = await a_message(user)
    assert (await user.delete(path)).status_code == 204
    redacted = await got(user, path)
    assert redacted["content"] == ""
    assert redacted["message_metadata"] == {}
    assert redacted["redacted_at"] is not None
    added = await user.post(path.removesuffix("/m-1"), json=message("next"))
    assert added.json()["sequence_order"] == 2


async def test_a_redaction_leaves_no_trace_of_the_text(api: Api, user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    await user.patch(path, json={"content": "a secret"})
    await user.delete(path)
    chat = await api.services.database["chats"].find_one({"_id": ObjectId(path.split("/")[2])})
    assert chat is not None
    (stored,) = chat["messages"]
    assert "secret" not in str(stored)
    assert "original_digest" not in stored


async def test_a_redacted_message_cannot_be_edited(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    await user.delete(path)
    response = await user.patch(path, json={"content": "back again"})
    assert response.status_code == 409


async def test_redacting_twice_is_no_error(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    await user.delete(path)
    first = await got(user, path)
    assert (await user.delete(path)).status_code == 204
    assert await got(user, path) == first


async def test_of_two_edits_of_one_version_one_wins(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    etag = (await user.get(path)).headers["ETag"]
    answers = await asyncio.gather(
        *(user.patch(path, json={"content": str(n)}, headers={"If-Match": etag}) for n in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_edits_and_appends_at_once_lose_nothing(user: httpx.AsyncClient) -> None:
    path = await a_message(user)
    messages = path.removesuffix("/m-1")
    await asyncio.gather(
        *(user.patch(path, json={"message_metadata": {"turn": n}}) for n in range(10)),
        *(user.post(messages, json=message(str(n))) for n in range(150)),
    )
    page = await got(user, messages, limit=500, after=0)
    assert [item["sequence_order"] for item in page["items"]] == list(range(1, 152))
    assert page["items"][0]["message_metadata"]["turn"] in range(10)


async def test_a_message_that_is_not_there_is_not_found(user: httpx.AsyncClient) -> None:
    messages = (await a_message(user)).removesuffix("/m-1")
    for response in (
        await user.get(f"{messages}/none"),
        await user.patch(f"{messages}/none", json={"content": "x"}),
        await user.delete(f"{messages}/none"),
    ):
        assert response.status_code == 404


async def test_another_user_can_neither_read_nor_change_a_message(api: Api) -> None:
    path = await a_message(await api.user())
    bob = await api.user()
    assert (await bob.get(path)).status_code == 404
    assert (await bob.patch(path, json={"content": "x"})).status_code == 404
    assert (await bob.delete(path)).status_code == 404


async def test_put_changes_title_and_context_apart(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user, title='old', context_data={'a': 1}))['id']}"
    await user.put(path, json={"title": "new"})
    assert (await got(user, path))["context_data"] == {"a": 1}
    await user.put(path, json={"context_data": {"$set": {"title": "x"}}})
    changed = await got(user, path)
    assert (changed["title"], changed["context_data"]) == ("new", {"$set": {"title": "x"}})
    await user.put(path, json={"title": None})
    assert (await got(user, path))["title"] is None


async def test_a_chats_etag_moves_with_every_message(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user))['id']}"
    etag = (await user.get(path)).headers["ETag"]
    await user.post(f"{path}/messages", json=message())
    stale = await user.put(path, json={"title": "x"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    fresh = (await user.get(path)).headers["ETag"]
    assert (
        await user.put(path, json={"title": "x"}, headers={"If-Match": fresh})
    ).status_code == 200

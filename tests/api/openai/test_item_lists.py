"""Lists of items: their order, their pages, and what they pass."""

from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.pages import ChatPage, read_page
from tests.api.openai.support import (
    Json,
    a_conversation,
    add,
    items_of,
    posted,
    refusal,
    says,
)
from tests.openai_items import ITEMS
from tests.support import (
    got,
    running_api,
    settings_for,
)


async def test_a_list_goes_both_ways_and_on_after_an_item(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user, *(says(f"{n}", id=f"m{n}") for n in range(20)))
    await add(user, path, *(says(f"{n}", id=f"m{n}") for n in range(20, 25)))
    ids = [f"m{n}" for n in range(25)]
    newest = await got(user, f"{path}/items")
    assert [item["id"] for item in newest["data"]] == ids[:4:-1]
    assert newest["object"] == "list"
    assert (newest["first_id"], newest["last_id"], newest["has_more"]) == ("m24", "m5", True)
    for order, wanted in (("asc", ids), ("desc", ids[::-1])):
        found: list[str] = []
        after: Json = {}
        while True:
            page = await got(user, f"{path}/items", order=order, limit=6, **after)
            found += [item["id"] for item in page["data"]]
            if not page["has_more"]:
                break
            assert len(page["data"]) == 6
            after = {"after": page["last_id"]}
        assert found == wanted
    empty = await got(user, f"{path}/items", order="asc", after="m24")
    assert empty == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }
    answer = await user.get(f"{path}/items", params={"after": "nothing"})
    assert refusal(answer, 404)["message"] == "There is no such item."


@pytest.mark.parametrize(
    "parameters", [{"limit": 0}, {"limit": 101}, {"order": "up"}, {"before": "m"}]
)
async def test_a_list_refuses_what_openais_does(user: httpx.AsyncClient, parameters: Json) -> None:
    path = await a_conversation(user)
    answer = await user.get(f"{path}/items", params=parameters)
    assert refusal(answer, 400)["param"] == next(iter(parameters))


async def test_what_is_to_be_included_is_there_anyway(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    reasoning = ITEMS["reasoning"]
    for query in ("include[]=reasoning.encrypted_content", "include=a&include=b"):
        (added,) = (await posted(user, f"{path}/items?{query}", {"items": [reasoning]}))["data"]
        assert added["encrypted_content"] == "gAAA"
        assert await got(user, f"{path}/items/{added['id']}?{query}") == added
        assert (await got(user, f"{path}/items?{query}"))["data"][0] == added


async def test_pages_are_full_however_many_items_were_deleted(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    for start in range(0, 60, 20):
        await add(user, path, *(says("x", id=f"m{n}") for n in range(start, start + 20)))
    for number in range(3, 57):
        await user.delete(f"{path}/items/m{number}")
    page = await got(user, f"{path}/items", limit=5)
    assert [item["id"] for item in page["data"]] == ["m59", "m58", "m57", "m2", "m1"]
    assert page["has_more"]
    last = await got(user, f"{path}/items", limit=5, after="m1")
    assert ([item["id"] for item in last["data"]], last["has_more"]) == (["m0"], False)


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_a_list_passes_deleted_items_however_many(
    mongod: EmbeddedServer, shared_name: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    async def noted(*arguments: Any, **options: Any) -> ChatPage:
        page = await read_page(*arguments, **options)
        read.append(len(page.messages))
        return page

    settings = settings_for(mongod.uri, shared_name, bucket_messages=10)
    async with running_api(settings) as api:
        user = await api.user()
        path = await a_conversation(user)
        for _ in range(0, 100, 20):
            await add(user, path, *[says("x")] * 20)
        ids = [item["id"] for item in await items_of(user, path, order=order, limit=100)]
        for item_id in ids[1:98]:
            assert (await user.delete(f"{path}/items/{item_id}")).status_code == 200
        monkeypatch.setattr("services.chat_pages.pages.read_page", noted)
        page = await got(user, f"{path}/items", order=order, limit=1, after=ids[0])
        assert ([item["id"] for item in page["data"]], page["has_more"]) == ([ids[98]], True)
        # What is next, and what is behind the deleted.
        assert read == [2, 2]
        await user.delete(f"{path}/items/{ids[98]}")
        await user.delete(f"{path}/items/{ids[99]}")
        page = await got(user, f"{path}/items", order=order, after=ids[0])
        assert (page["data"], page["has_more"]) == ([], False)


async def test_large_items_make_a_short_page_that_says_so(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    for n in range(12):
        await add(user, path, says("x" * 1024 * 1020, id=f"m{n}"))
    found: list[str] = []
    after: Json = {}
    while True:
        page = await got(user, f"{path}/items", order="asc", limit=100, **after)
        found += [item["id"] for item in page["data"]]
        if not page["has_more"]:
            break
        after = {"after": page["last_id"]}
    assert len(page["data"]) < 12
    assert found == [f"m{n}" for n in range(12)]

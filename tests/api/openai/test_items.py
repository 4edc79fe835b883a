"""Items of a conversation: they come back equal, and are the messages of a chat."""

import asyncio
import threading
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from documents.aggregates.chats.items import read_item
from documents.aggregates.chats.new_messages import NewMessage
from services import conversations
from tests.api.openai.support import (
    PATH,
    Json,
    a_conversation,
    add,
    items_of,
    refusal,
    says,
)
from tests.openai_items import ITEMS
from tests.support import (
    Api,
    a_chat,
    a_session,
    got,
    made,
    message,
)


def batches(number: int = 20) -> Iterator[list[Json]]:
    items = list(ITEMS.values())
    for place in range(0, len(items), number):
        yield items[place : place + number]


def told(item: Json, stored: Json) -> Json:
    """An item as it is to come back: with its own id where it was free."""
    return {"type": "message", "id": stored["id"], **{k: v for k, v in item.items() if k != "id"}}


async def test_every_item_comes_back_equal_by_every_way(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    for given in batches():
        added = await add(user, path, *given)
        assert added == [told(*pair) for pair in zip(given, added, strict=True)]
        for item, stored in zip(given, added, strict=True):
            if "id" in item:
                assert stored["id"] == item["id"]
            assert await got(user, f"{path}/items/{stored['id']}") == stored
    listed = await items_of(user, path, limit=100)
    given = list(ITEMS.values())
    assert listed == [told(*pair) for pair in zip(given, listed, strict=True)]
    assert (await user.get(f"{path.replace(PATH, '/chats')}/messages")).status_code == 200


async def test_sealed_items_come_back_equal(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    everything = [item for given in batches() for item in given]
    expected: list[Json] = []
    for _ in range(6):
        for given in batches():
            expected += [
                told(*pair) for pair in zip(given, await add(user, path, *given), strict=True)
            ]
    chat = await got(user, path.replace(PATH, "/chats"))
    assert chat["message_count"] == 6 * len(everything) > 200
    found: list[Json] = []
    after: Json = {}
    while page := await items_of(user, path, limit=90, **after):
        found += page
        after = {"after": page[-1]["id"]}
    assert found == expected


async def test_one_to_twenty_items_are_added_at_once(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    for number in (0, 21):
        answer = await user.post(f"{path}/items", json={"items": [says("x")] * number})
        assert refusal(answer, 400)["param"] == "items"
    assert len(await add(user, path, *[says("x")] * 20)) == 20
    assert refusal(await user.post(PATH, json={"items": [says("x")] * 21}), 400)["param"] == "items"


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({}, "items[1]"),
        ({"type": 1}, "items[1].type"),
        ({"type": ""}, "items[1].type"),
        ({"type": "message"}, "items[1].role"),
        ({"role": "user"}, "items[1].content"),
        ({"role": "user", "content": [{"text": "x"}]}, "items[1].content"),
        ({"role": "nobody", "content": "x"}, "items[1].role"),
        ({"type": "x", "n": 2**64}, "items[1].n"),
        ("text", "items[1]"),
    ],
)
async def test_what_is_no_item_is_refused_with_all_others(
    user: httpx.AsyncClient, item: object, param: str
) -> None:
    path = await a_conversation(user)
    answer = await user.post(f"{path}/items", json={"items": [says("x"), item]})
    assert refusal(answer, 400)["param"] == param
    assert await items_of(user, path) == []


@pytest.mark.parametrize("item", [says("x"), {"type": "x"}, {"type": "x_call", "call_id": "c"}])
async def test_an_item_is_as_deep_as_json_may_be(api: Api, item: Json) -> None:
    user = await api.user()
    levels = api.settings.max_metadata_levels
    deep: Json = {**item, "a": []}
    for _ in range(levels - 2):
        deep["a"] = [deep["a"]]
    path = await a_conversation(user)
    (added,) = await add(user, path, deep)
    assert await items_of(user, path) == [{**deep, "id": added["id"]}]
    answer = await user.post(f"{path}/items", json={"items": [{**deep, "a": [deep["a"]]}]})
    assert refusal(answer, 400)["param"] == "items[0].a" + "[0]" * (levels - 1)


async def test_an_item_keeps_its_id_where_that_is_free(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    first, second, odd = await add(
        user, path, says("a", id="m"), says("a", id="m"), says("b", id="a~1")
    )
    (third,) = await add(user, path, says("a", id="m"))
    long, nothing = await add(user, path, says("a", id="x" * 65), says("a", id=None))
    ids = [each["id"] for each in (first, second, third, odd, long, nothing)]
    assert ids[0] == "m"
    assert len(set(ids)) == 6
    # As OpenAI's are, which tell what they are of by their beginning.
    assert all(each.startswith("msg_") for each in ids[1:])
    (call,) = await add(user, path, {**ITEMS["a function call"], "id": None})
    assert call["id"].startswith("fc_")
    assert len(await items_of(user, path)) == 7


async def test_items_that_are_sent_again_with_their_key_are_stored_once(
    user: httpx.AsyncClient,
) -> None:
    path = await a_conversation(user)
    key = {"Idempotency-Key": "k"}
    items = [says("a", id="m"), ITEMS["reasoning"], ITEMS["a function call"]]
    first = await add(user, path, *items, **key)
    assert [each["type"] for each in first] == ["message", "reasoning", "function_call"]
    again = await asyncio.gather(*(add(user, path, *items, **key) for _ in range(3)))
    assert again == [first] * 3
    assert await items_of(user, path) == first


@pytest.mark.parametrize("after", [0, 11])
@pytest.mark.parametrize(
    "other",
    [
        [says("b")],
        [says("b"), says("b")],
        [says("a")],
        [says("a"), says("b"), says("c")],
        [says("a"), ITEMS["reasoning"]],
        [ITEMS["reasoning"]],
        [ITEMS["one of no type that is known"], says("b")],
    ],
)
async def test_another_request_with_the_key_of_one_is_refused(
    user: httpx.AsyncClient, other: list[Json], after: int
) -> None:
    path = await a_conversation(user)
    key = {"Idempotency-Key": "k"}
    first = await add(user, path, says("a"), says("b"), **key)
    for _ in range(after):
        await add(user, path, *[says("x")] * 20)
    answer = await user.post(f"{path}/items", json={"items": other}, headers=key)
    assert refusal(answer, 400)["code"] == "idempotency_key_reused"
    assert await add(user, path, says("a"), says("b"), **key) == first
    chat = await got(user, path.replace(PATH, "/chats"))
    assert chat["message_count"] == 2 + 20 * after


async def test_a_deleted_item_is_gone(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user, *(says(f"{n}", id=f"m{n}") for n in range(5)))
    answer = await user.delete(f"{path}/items/m2")
    assert (answer.status_code, answer.json()) == (200, await got(user, path))
    assert [item["id"] for item in await items_of(user, path)] == ["m0", "m1", "m3", "m4"]
    for method in ("GET", "DELETE"):
        error = refusal(await user.request(method, f"{path}/items/m2"), 404)
        assert error["message"] == "There is no such item."
    # Who was there goes on.
    assert [each["id"] for each in await items_of(user, path, after="m2")] == ["m3", "m4"]
    message = await got(user, f"{path.replace(PATH, '/chats')}/messages/m2")
    assert (message["content"], message["redacted_at"] is None) == ("", False)


async def test_of_two_who_delete_an_item_at_once_one_does(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user, says("x", id="m"))
    answers = await asyncio.gather(*(user.delete(f"{path}/items/m") for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 404, 404, 404]


async def test_items_are_messages_by_the_chat_routes(user: httpx.AsyncClient) -> None:
    path = await a_conversation(
        user,
        says("Where is my bag?"),
        ITEMS["a function call"],
        ITEMS["a function's output"],
        ITEMS["an output message"],
    )
    chat = path.replace(PATH, "/chats")
    asked, called, answered, said = (await got(user, f"{chat}/messages"))["items"]
    assert (asked["role"], asked["content"]) == ("user", "Where is my bag?")
    assert called["tool_calls"][0]["function"]["name"] == "find_bag"
    assert (answered["role"], answered["tool_call_id"]) == ("tool", "c1")
    assert said["content"][0]["text"] == "In Lisbon."
    assert said["id"] == "msg_1"
    assert "item" not in said
    found = await got(user, "/search", q="Lisbon")
    assert {each["message_id"] for each in found["items"]} >= {"msg_1"}


async def test_messages_with_several_items_are_read_and_deleted_whole(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    calls = [
        {"id": f"c{n}", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        for n in range(3)
    ]
    path = f"{PATH}/{chat['id']}"
    messages = f"/chats/{chat['id']}/messages"
    await made(user, messages, message("a", id="m"))
    await made(user, messages, message("b", role="assistant", id="a/b", tool_calls=calls))
    await made(user, messages, message("c", id="x~1"))
    ids = ["m", "a/b", "a/b~1", "a/b~2", "a/b~3", "x~1~0"]
    for order, wanted in (("asc", ids), ("desc", ids[::-1])):
        for limit in (1, 2, 3, 4):
            found: list[str] = []
            while len(
                page := await items_of(
                    user, path, order=order, limit=limit, **({"after": found[-1]} if found else {})
                )
            ):
                assert len(page) <= limit
                found += [item["id"] for item in page]
            assert found == wanted
    for item_id, kind in (("a%2Fb", "message"), ("a%2Fb~2", "function_call"), ("x~1~0", "message")):
        item = await got(user, f"{path}/items/{item_id}")
        assert item["type"] == kind
    assert (await got(user, f"{path}/items/a%2Fb~2"))["call_id"] == "c1"
    for item_id in ("a/b~4", "a/b~0", "x", "x~2", "m~0", "m~1"):
        refusal(await user.get(f"{path}/items/{quote(item_id, safe='')}"), 404)
        refusal(await user.get(f"{path}/items", params={"after": item_id}), 404)
    assert (await user.delete(f"{path}/items/a%2Fb~3")).status_code == 200
    assert [item["id"] for item in await items_of(user, path)] == ["m", "x~1~0"]


async def test_an_item_that_was_edited_by_the_chat_routes_says_so(
    user: httpx.AsyncClient,
) -> None:
    path = await a_conversation(user, ITEMS["an output message"])
    message_path = f"{path.replace(PATH, '/chats')}/messages/msg_1"
    await user.patch(message_path, json={"text": "In Porto."})
    (item,) = await items_of(user, path)
    assert item["content"][0]["text"] == "In Porto."
    assert item["content"][0]["annotations"]
    version = await user.post(f"{message_path}/versions", json={"content": "In Faro."})
    assert version.status_code == 201
    (item,) = await items_of(user, path)
    assert item["content"][0]["text"] == "In Faro."


async def test_an_item_is_itself_again_when_its_version_is_selected(
    user: httpx.AsyncClient,
) -> None:
    path = await a_conversation(user, ITEMS["reasoning"])
    (before,) = await items_of(user, path)
    message_path = f"{path.replace(PATH, '/chats')}/messages/rs_1"
    await made(user, f"{message_path}/versions", {"content": "Something else."})
    await user.put(f"{message_path}/versions/selected", json={"id": "rs_1"})
    assert await items_of(user, path) == [before]


async def test_an_item_is_in_a_fork_too(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user, ITEMS["reasoning"], ITEMS["a web search"])
    fork = await made(user, f"{path.replace(PATH, '/chats')}/fork")
    assert await items_of(user, f"{PATH}/{fork['id']}") == await items_of(user, path)


async def test_writers_at_once_lose_nothing(user: httpx.AsyncClient) -> None:
    path = await a_conversation(user)
    await asyncio.gather(*(add(user, path, says(f"{n}", id="1"), says(f"{n}")) for n in range(16)))
    items = await items_of(user, path, limit=100)
    assert len({item["id"] for item in items}) == 32
    pairs = [(a["content"], b["content"]) for a, b in zip(items[::2], items[1::2], strict=True)]
    assert sorted(pairs) == sorted((f"{n}", f"{n}") for n in range(16))


async def test_the_calls_of_items_are_answered_by_the_outputs_of_items(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    path = f"{PATH}/{session['chat_id']}"
    calls = [item for item in ITEMS.values() if "call_id" in item]
    kinds = ("computer_call", "local_shell_call", "shell_call", "program")
    await add(user, path, *(item for item in calls if item["type"] in kinds))
    recovery = f"/sessions/{session['id']}/recovery"
    opened = (await got(user, recovery))["recovery"]["open_tool_calls"]
    assert [call["id"] for call in opened] == ["c3", "c4", "c5", "c7"]
    outputs = {f"{kind}_output" for kind in kinds}
    await add(user, path, *(item for item in ITEMS.values() if item.get("type") in outputs))
    assert (await got(user, recovery))["recovery"]["open_tool_calls"] == []


@pytest.mark.parametrize(("parts", "is_beside"), [(10, False), (5_000, True)])
async def test_items_of_many_parts_are_read_beside_the_event_loop(
    user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, parts: int, is_beside: bool
) -> None:
    threads: set[int] = set()

    def read(item: Json, message_id: str | None = None) -> NewMessage:
        threads.add(threading.get_ident())
        return read_item(item, message_id)

    monkeypatch.setattr(conversations, "read_item", read)
    content = [{"type": "input_text", "text": "a"}] * parts
    path = await a_conversation(user, says("", content=content))
    await add(user, path, says("", content=content))
    assert (threads == {threading.get_ident()}) is not is_beside
    assert [len(item["content"]) for item in await items_of(user, path)] == [parts, parts]

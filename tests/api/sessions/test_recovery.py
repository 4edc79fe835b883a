import random
from datetime import timedelta
from typing import Any

from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from tests.support import Api, a_session, got, message, messages


def call(*ids: str) -> dict[str, Any]:
    """The metadata of an assistant's message that calls tools."""
    function = {"name": "look_up", "arguments": "{}"}
    return {"tool_calls": [{"id": i, "type": "function", "function": function} for i in ids]}


async def recovered(client: Any, session_id: str) -> dict[str, Any]:
    recovery: dict[str, Any] = (await got(client, f"/sessions/{session_id}/recovery"))["recovery"]
    return recovery


async def test_recovery_shows_the_newest_messages_and_leads_to_the_older_ones(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    path = f"/chats/{session['chat_id']}/messages"
    await alice.post(path, json=messages(70))
    recovery = await recovered(alice, session["id"])
    page = recovery["chat"]["messages"]
    assert [m["sequence_order"] for m in page["items"]] == list(range(21, 71))
    assert recovery["listen_from"]["after"] == 70
    older = await got(alice, path, cursor=page["previous"])
    assert [m["sequence_order"] for m in older["items"]] == list(range(1, 21))


async def test_recovery_of_a_chat_that_has_lost_its_newest_buckets_leads_to_what_is_lost(
    api: Api,
) -> None:
    alice = await api.user()
    session = await a_session(alice)
    path = f"/chats/{session['chat_id']}/messages"
    for _ in range(4):
        await alice.post(path, json=messages(50))
    # What is sealed in the background has its buckets from now on.
    await api.services.background.finish()
    chat_id = PydanticObjectId(session["chat_id"])
    await collection_of(ChatBucket).delete_many({"chat_id": chat_id})
    page = (await recovered(alice, session["id"]))["chat"]["messages"]
    seen: list[int] = []
    lost: list[int] = []
    while True:
        seen += [m["sequence_order"] for m in page["items"]]
        lost += [n for each in page["lost"] for n in range(each["first"], each["last"] + 1)]
        if page["previous"] is None:
            break
        page = await got(alice, path, cursor=page["previous"])
    assert sorted(seen + lost) == list(range(1, 201))
    assert 1 in lost


async def test_recovery_is_that_of_the_chat_itself(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    await alice.post(f"/chats/{session['chat_id']}/messages", json=messages(3))
    recovery = await recovered(alice, session["id"])
    response = await alice.get(f"/chats/{session['chat_id']}", params={"include": "messages"})
    assert recovery["chat"] == response.json()
    assert recovery["listen_from"]["chat_etag"] == response.headers["ETag"]


async def test_recovery_of_an_empty_session(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    recovery = await recovered(alice, session["id"])
    assert recovery["chat"]["messages"] == {
        "items": [],
        "lost": [],
        "previous": None,
        "next": None,
    }
    assert recovery["open_tool_calls"] == []
    assert recovery["mission"] is recovery["current_hop"] is recovery["progress"] is None


async def test_tool_calls_without_an_answer_are_named(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    conversation = [
        message("find my bag", id="q"),
        message("", role="assistant", id="c1", message_metadata=call("one", "two")),
        message("here", role="tool", message_metadata={"tool_call_id": "one"}),
        message("", role="assistant", id="c2", message_metadata=call("three")),
    ]
    await alice.post(f"/chats/{session['chat_id']}/messages", json=conversation)
    calls = (await recovered(alice, session["id"]))["open_tool_calls"]
    assert [(c["id"], c["message_id"], c["sequence_order"]) for c in calls] == [
        ("two", "c1", 2),
        ("three", "c2", 4),
    ]
    assert calls[1]["tool_call"] == call("three")["tool_calls"][0]


async def test_a_redacted_answer_still_answers_its_call(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    path = f"/chats/{session['chat_id']}/messages"
    conversation = [
        message("", role="assistant", message_metadata=call("one", "two")),
        message("secret", role="tool", id="a1", message_metadata={"tool_call_id": "one"}),
    ]
    await alice.post(path, json=conversation)

    assert (await alice.delete(f"{path}/a1")).status_code == 204

    calls = (await recovered(alice, session["id"]))["open_tool_calls"]
    assert [c["id"] for c in calls] == ["two"]


async def test_only_assistants_call_and_only_tools_answer(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    conversation = [
        message("", role="user", message_metadata=call("one")),
        message("", role="assistant", message_metadata=call("two")),
        message("", role="user", message_metadata={"tool_call_id": "two"}),
    ]
    await alice.post(f"/chats/{session['chat_id']}/messages", json=conversation)
    calls = (await recovered(alice, session["id"]))["open_tool_calls"]
    assert [c["id"] for c in calls] == ["two"]


async def test_metadata_of_another_form_is_no_tool_call(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    odd: list[dict[str, Any]] = [
        {"tool_calls": "none"},
        {"tool_calls": [1, {"id": 2}, None, {"$id": "x"}]},
        {"tool_calls": {"id": "x"}, "tool_call_id": 7},
        {"$tool_calls": [{"id": "y"}]},
    ]
    await alice.post(
        f"/chats/{session['chat_id']}/messages",
        json=[message(message_metadata=metadata) for metadata in odd],
    )
    assert (await recovered(alice, session["id"]))["open_tool_calls"] == []


async def test_an_open_call_is_found_before_large_answers_that_were_sealed_apart(
    api: Api,
) -> None:
    alice = await api.user()
    session = await a_session(alice)
    path = f"/chats/{session['chat_id']}/messages"
    await alice.post(path, json=message("", role="assistant", message_metadata=call("a", "b")))
    for _ in range(3):
        answer = message("x" * 150_000, role="tool", message_metadata={"tool_call_id": "a"})
        assert (await alice.post(path, json=answer)).status_code == 201
        await api.services.background.finish()
    recovery = await recovered(alice, session["id"])
    assert [c["id"] for c in recovery["open_tool_calls"]] == ["b"]
    assert recovery["tool_calls_examined_from"] == 1
    numbers = [m["sequence_order"] for m in recovery["chat"]["messages"]["items"]]
    assert numbers[-1] == 4
    assert numbers == list(range(numbers[0], 5))


async def test_recovery_is_bounded_in_bytes_and_never_skips_a_message(api: Api) -> None:
    chance = random.Random(3)
    alice = await api.user()
    session = await a_session(alice)
    path = f"/chats/{session['chat_id']}/messages"
    for size in [900_000, 10, 300_000, 400_000, 200_000, *chance.choices([9, 99_000], k=30)]:
        await alice.post(path, json=message("x" * size))
        response = await alice.get(f"/sessions/{session['id']}/recovery")
        page = response.json()["recovery"]["chat"]["messages"]
        numbers = [m["sequence_order"] for m in page["items"]]
        last = response.json()["recovery"]["listen_from"]["after"]
        assert numbers == list(range(last - len(numbers) + 1, last + 1)) != []
        assert len(response.content) < 560_000 or len(numbers) == 1
        assert (page["previous"] is None) == (numbers[0] == 1)


async def test_recovery_of_the_active_session(api: Api) -> None:
    alice = await api.user()
    assert (await alice.get("/sessions/active?include=recovery")).status_code == 404
    await a_session(alice)
    api.clock.now += timedelta(seconds=1)
    session = await a_session(alice)
    answer = await got(alice, "/sessions/active", include="recovery")
    assert answer["id"] == session["id"]
    assert answer == await got(alice, f"/sessions/{session['id']}/recovery")


async def test_another_users_session_is_not_recovered(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    session = await a_session(alice)
    assert (await bob.get(f"/sessions/{session['id']}/recovery")).status_code == 404


async def test_a_deleted_session_is_not_recovered(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    await alice.delete(f"/sessions/{session['id']}")
    assert (await alice.get(f"/sessions/{session['id']}/recovery")).status_code == 404


async def test_recovery_is_one_read_of_the_chat_however_it_was_sealed(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    await alice.post(f"/chats/{session['chat_id']}/messages", json=messages(120))
    await api.services.background.finish()
    stored = await collection_of(Chat).find_one(
        {"last_sequence": 120, "user_id": session["user_id"]}
    )
    assert stored is not None
    assert stored["sealed_sequence"] > 0
    items = (await recovered(alice, session["id"]))["chat"]["messages"]["items"]
    assert [m["sequence_order"] for m in items] == list(range(71, 121))

"""Lists of sessions and chats: filters, orders, and what they show of each chat."""

from typing import Any

import httpx
import pytest

from documents.aggregates import listing
from documents.database import MomentGone, aggregate_at
from tests.support import Api, a_chat, a_session, got, made, message, messages

Json = dict[str, Any]


async def listed(client: httpx.AsyncClient, path: str, **parameters: Any) -> list[str]:
    """The ids on all pages of a list."""
    found: list[str] = []
    cursor: Json = {}
    while True:
        page = await got(client, path, **parameters, **cursor)
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def chats_in_order(api: Api, client: httpx.AsyncClient, number: int) -> list[str]:
    """Ids of new chats of one message each, the newest first."""
    ids = []
    for n in range(number):
        api.clock.advance(seconds=1)
        chat = await a_chat(client)
        await made(client, f"/chats/{chat['id']}/messages", message(f"about {n}"))
        ids.append(chat["id"])
    return ids[::-1]


async def refusal(client: httpx.AsyncClient, path: str, **parameters: Any) -> str:
    """The parameter that a list was refused for."""
    answer = await client.get(path, params=parameters)
    assert answer.status_code == 422, answer.text
    return str(answer.json()["errors"][0]["parameter"])


async def test_chats_can_come_newest_activity_first(api: Api, user: httpx.AsyncClient) -> None:
    ids = await chats_in_order(api, user, 4)
    api.clock.advance(seconds=1)
    await made(user, f"/chats/{ids[2]}/messages", message("again"))
    moved = [ids[2], ids[0], ids[1], ids[3]]
    assert await listed(user, "/chats", sort="activity", limit=3) == moved
    assert await listed(user, "/chats", limit=3) == ids


@pytest.mark.parametrize("path", ["/chats", "/sessions"])
async def test_what_becomes_active_between_two_pages_comes_once(
    path: str, api: Api, user: httpx.AsyncClient
) -> None:
    made_ids = []
    for _ in range(9):
        api.clock.advance(seconds=1)
        made_ids.append((await made(user, path))["id"])
    expected = made_ids[::-1]
    found: list[str] = []
    cursor: Json = {}
    while True:
        page = await got(user, path, sort="activity", limit=2, **cursor)
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
        api.clock.advance(seconds=1)
        # One that was shown, one that was not, and one that is new.
        for moved in (expected[0], expected[-1]):
            body = {"name": "n"} if path == "/sessions" else {"title": "n"}
            assert (await user.put(f"{path}/{moved}", json=body)).status_code == 200
        await made(user, path)
    assert found == expected


async def test_a_list_goes_on_when_the_server_no_longer_has_its_moment(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await chats_in_order(api, user, 3)
    first = await got(user, "/chats", sort="activity", limit=1)
    assert first["items"][0]["id"] == ids[0]

    at_moment = aggregate_at

    async def not_at_moment(*arguments: Any, **named: Any) -> Any:
        if arguments[2] is not None:
            raise MomentGone
        return await at_moment(*arguments, **named)

    monkeypatch.setattr(listing, "aggregate_at", not_at_moment)
    rest = await got(user, "/chats", sort="activity", cursor=first["next"])
    assert [each["id"] for each in rest["items"]] == ids[1:]


async def test_sessions_can_come_the_newest_made_first(api: Api, user: httpx.AsyncClient) -> None:
    ids = []
    for _ in range(3):
        api.clock.advance(seconds=1)
        ids.append((await a_session(user))["id"])
    api.clock.advance(seconds=1)
    await user.put(f"/sessions/{ids[0]}", json={"name": "touched"})
    assert await listed(user, "/sessions", limit=2) == [ids[0], ids[2], ids[1]]
    assert await listed(user, "/sessions", limit=2, sort="created") == ids[::-1]


async def test_a_list_shows_how_many_messages_a_chat_has_and_the_newest(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}/messages"
    await made(user, path, messages(3))
    await made(user, path, {"role": "assistant", "content": f"Here\n it is: {'word ' * 50}"})
    (chat,) = (await got(user, "/chats"))["items"]
    assert chat["message_count"] == 4
    assert chat["preview"]["sequence_order"] == 4
    assert chat["preview"]["role"] == "assistant"
    assert chat["preview"]["text"].startswith("Here it is: word word")
    assert chat["preview"]["text"].endswith("word")
    assert len(chat["preview"]["text"]) <= 160
    (of_session,) = (await got(user, "/sessions"))["items"]
    for name in ("message_count", "preview", "title", "title_derived"):
        assert of_session[name] == chat[name]


async def test_an_empty_chat_has_no_preview_and_no_title(user: httpx.AsyncClient) -> None:
    await a_session(user)
    (session,) = (await got(user, "/sessions"))["items"]
    assert (session["message_count"], session["preview"], session["title"]) == (0, None, None)


async def test_the_preview_of_parts_is_their_text_and_of_a_redacted_message_nothing(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    parts = [
        {"type": "image_url", "image_url": {"url": "data:,x"}},
        {"type": "text", "text": "What is"},
        {"type": "text", "text": "this?"},
    ]
    sent = await made(user, path, message(parts))
    (shown,) = (await got(user, "/chats"))["items"]
    assert shown["preview"]["text"] == shown["title"] == "What is this?"
    await user.delete(f"{path}/{sent['id']}")
    (shown,) = (await got(user, "/chats"))["items"]
    assert (shown["preview"]["text"], shown["title"], shown["title_derived"]) == ("", None, False)


async def test_sessions_are_found_by_name_mission_and_status(user: httpx.AsyncClient) -> None:
    mission = await made(user, "/missions", {"name": "to Oslo"})
    bag = await a_session(user, name="Lost BAG (100%)", mission_id=mission["id"])
    fare = await a_session(user, name="A fare")
    await user.post(f"/sessions/{fare['id']}/complete")
    for conditions, found in (
        ({"name": "bag (100%"}, [bag]),
        ({"name": "."}, []),
        ({"mission_id": mission["id"]}, [bag]),
        ({"mission_id": mission["id"], "name": "fare"}, []),
        ({"mission_id": "0" * 24}, []),
        ({"status": "completed", "name": "FARE"}, [fare]),
        ({"status": "completed", "sort": "created"}, [fare]),
    ):
        assert await listed(user, "/sessions", **conditions) == [s["id"] for s in found], conditions


async def test_chats_are_found_by_title_mission_status_and_key(user: httpx.AsyncClient) -> None:
    mission = await made(user, "/missions", {"name": "to Oslo"})
    session = await a_session(user, mission_id=mission["id"])
    of_session = session["chat_id"]
    keyed = (await a_chat(user, title="Lost bag", key="ticket-1"))["id"]
    await user.post(f"/sessions/{session['id']}/complete")
    for conditions, found in (
        ({"title": "BAG"}, [keyed]),
        ({"mission_id": mission["id"]}, [of_session]),
        ({"mission_id": "0" * 24}, []),
        ({"status": "closed"}, [of_session]),
        ({"status": "open"}, [keyed]),
        ({"key": "ticket-1", "title": "bag"}, [keyed]),
        ({"key": "ticket-1", "title": "fare"}, []),
        ({"key": "ticket-1", "status": "closed", "sort": "activity"}, []),
    ):
        assert await listed(user, "/chats", **conditions) == found, conditions


METADATA = {"plan": "pro", "seats": 42, "code": "42", "on": True, "tags": ["red", "blue"]}


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ("plan:pro", True),
        ("plan:free", False),
        ("seats:42", True),
        ('seats:"42"', False),
        ("code:42", True),
        ('code:"42"', True),
        ("on:true", True),
        ("tags:red", True),
        ("of.a.b:x:y", True),
        ("of.a:x:y", False),
        ("seats:99999999999999999999", False),
        ("plan:", False),
        ('plan:{"$ne": 1}', False),
    ],
)
async def test_a_list_is_narrowed_to_a_value_at_a_path(
    condition: str, is_met: bool, user: httpx.AsyncClient
) -> None:
    metadata = {**METADATA, "of": {"a": {"b": "x:y"}}}
    session = await a_session(user, session_metadata=metadata)
    chat = await a_chat(user, context_data=metadata)
    found = await listed(user, "/sessions", metadata=[condition, "on:true"])
    assert found == ([session["id"]] if is_met else [])
    found = await listed(user, "/chats", context_data=condition)
    assert found == ([chat["id"]] if is_met else [])


@pytest.mark.parametrize(
    "hostile",
    [
        "plan",
        ":pro",
        "$where:1",
        "a.$ne:1",
        "a..b:1",
        ".a:1",
        "a\x00b:1",
        "a:\x00",
        f"{'a.' * 9}b:1",
    ],
)
async def test_a_path_that_is_none_is_refused(hostile: str, user: httpx.AsyncClient) -> None:
    assert await refusal(user, "/sessions", metadata=hostile) == "metadata"
    assert await refusal(user, "/chats", context_data=hostile) == "context_data"


async def test_conditions_on_metadata_are_bounded(user: httpx.AsyncClient) -> None:
    assert await refusal(user, "/sessions", metadata=["a:1"] * 9) == "metadata"
    assert await refusal(user, "/sessions", metadata="a:" + "x" * 3000) == "metadata.0"


async def test_lists_are_bounded_by_times(api: Api, user: httpx.AsyncClient) -> None:
    ids = await chats_in_order(api, user, 3)
    times = {each["id"]: each["created_at"] for each in (await got(user, "/chats"))["items"]}
    middle = times[ids[1]]
    assert await listed(user, "/chats", created_after=middle) == ids[:2]
    assert await listed(user, "/chats", created_before=middle) == ids[2:]
    between = {"active_after": times[ids[2]], "active_before": middle}
    assert await listed(user, "/chats", **between) == ids[2:]
    assert await listed(user, "/chats", sort="activity", **between) == ids[2:]
    assert await refusal(user, "/chats", created_after="yesterday") == "created_after"


async def test_a_page_looks_at_a_bounded_number_and_leads_on(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "EXAMINED_A_PAGE", 2)
    ids = []
    for n in range(7):
        api.clock.advance(seconds=1)
        ids.append((await a_chat(user, context_data={"n": n % 3}))["id"])
    first = await got(user, "/chats", context_data="n:1", limit=2)
    assert first["items"] == []
    assert first["next"] is not None
    for order in ("created", "activity"):
        found = await listed(user, "/chats", context_data="n:1", sort=order, limit=2)
        assert found == [ids[4], ids[1]]


async def test_a_list_ends_early_where_the_chats_are_large_and_leads_on(
    api: Api, user: httpx.AsyncClient
) -> None:
    ids = []
    for _ in range(75):
        api.clock.advance(seconds=1)
        ids.append((await a_chat(user, context_data={"large": "x" * 65_000}))["id"])
    first = await got(user, "/chats", sort="activity", limit=500)
    assert 0 < len(first["items"]) < 75
    assert await listed(user, "/chats", sort="activity", limit=500) == ids[::-1]

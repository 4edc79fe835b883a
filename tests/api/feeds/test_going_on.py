"""Whoever breaks off a feed and comes back misses nothing and is told nothing twice."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from documents.aggregates.chats.changed import CHANGES_KEPT
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.streams import MessageStream
from services.feed_reader import BEHIND_AT_MOST
from tests.api.feeds.support import Session, a_session, following, next_of, say, start_of
from tests.api.streams.support import an_agent, delta
from tests.support import Api, FailPoint, a_chat, got, messages, running_api

FEED = "urn:threadkeep:problem:"


@pytest.fixture
async def session(user: httpx.AsyncClient) -> Session:
    return await a_session(user)


@pytest.fixture
async def other(api: Api, session: Session) -> AsyncIterator[Api]:
    """Another process's service on the same database. Transactions are its own from now on."""
    assert session
    async with running_api(api.settings, api.clock) as running:
        yield running


async def test_what_happened_between_the_recovery_and_the_feed_is_told(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    (first,) = await say(user, session, "one")
    start = await start_of(user, session)
    stored = await say(user, session, "two")
    path = f"/chats/{session['chat_id']}/messages/{first['id']}"
    edited = (await user.patch(path, json={"content": "another"})).json()
    async with following(api, user, session, start) as reader:
        frames = [await next_of(reader), await next_of(reader)]
    assert [(frame.event, frame.data["items"]) for frame in frames] == [
        ("message.changed", [edited]),
        ("message", stored),
    ]


async def test_who_comes_back_in_another_process_is_told_only_what_he_missed(
    user: httpx.AsyncClient, api: Api, other: Api, session: Session
) -> None:
    place = await start_of(user, session)
    for number in range(4):
        here = (api, other)[number % 2]
        async with following(here, user, session, place) as reader:
            await say(user, session, f"{number}")
            frame = await next_of(reader)
            assert [item["sequence_order"] for item in frame.data["items"]] == [number + 1]
            place = frame.id


async def test_a_stream_is_gone_on_with_where_its_reader_was(
    user: httpx.AsyncClient, api: Api, other: Api, session: Session
) -> None:
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    place = await start_of(user, session)
    await agent.say("upon ")
    async with following(api, user, session, place) as reader:
        frame = await next_of(reader)
        assert (frame.event, frame.data["from"]) == ("delta", 1)
        assert frame.data["events"] == [delta("upon ")]
    await agent.say("a time")
    shown = await agent.finish()
    async with following(other, user, session, frame.id) as reader:
        frames = [await next_of(reader), await next_of(reader)]
    assert frames[0].data == {"id": agent.stream["id"], "from": 2, "events": [delta("a time")]}
    assert frames[1].data == {"id": agent.stream["id"], "state": "complete", "message": shown}


async def test_who_breaks_off_between_any_two_events_is_told_the_rest(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    (first,) = await say(user, session, "one")
    start = await start_of(user, session)
    path = f"/chats/{session['chat_id']}/messages/{first['id']}"
    await user.patch(path, json={"content": "another"})
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    await user.put(f"/chats/{session['chat_id']}", json={"title": "a title"})
    await user.put(f"/sessions/{session['id']}", json={"name": "another"})
    async with following(api, user, session, start) as reader:
        frames = [await next_of(reader) for _ in range(5)]
    told = ["session", "message.changed", "message", "stream", "chat"]
    assert [frame.event for frame in frames] == told
    await agent.say("upon")
    rests = [
        ["message.changed", "message", "stream", "chat"],
        ["message", "stream", "chat"],
        ["chat", "stream", "delta"],
        ["chat", "delta"],
        ["delta"],
    ]
    for frame, rest in zip(frames, rests, strict=True):
        async with following(api, user, session, frame.id) as reader:
            assert [(await next_of(reader)).event for _ in rest] == rest


@pytest.mark.parametrize("state", ["complete", "cancelled"])
async def test_who_breaks_off_before_a_stream_that_then_ends_is_told_its_end(
    state: str, user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    start = await start_of(user, session)
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    async with following(api, user, session, start) as reader:
        frame = await next_of(reader)
        assert frame.event == "message"
    await agent.say("upon")
    if state == "complete":
        shown = await agent.finish()
    else:
        shown = (await user.post(f"/streams/{agent.stream['id']}/cancel")).json()
    async with following(api, user, session, frame.id) as reader:
        frames = [await next_of(reader) for _ in range(3)]
        stored = await say(user, session, "thanks")
        assert (await next_of(reader)).data["items"] == stored
    assert [(frame.event, frame.data.get("state")) for frame in frames] == [
        ("stream", "streaming"),
        ("delta", None),
        ("end", state),
    ]
    assert frames[1].data["events"] == [delta("upon")]
    assert frames[2].data["message"] == shown


async def test_a_stream_that_is_not_known_any_more_ends_with_its_message(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    place = await start_of(user, session)
    shown = await agent.finish()
    await collection_of(MessageStream).delete_one({"_id": PydanticObjectId(agent.stream["id"])})
    async with following(api, user, session, place) as reader:
        frame = await next_of(reader)
    assert (frame.event, frame.data["state"], frame.data["message"]) == ("end", None, shown)


async def test_a_message_that_a_stream_wrote_meanwhile_comes_whole(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    place = await start_of(user, session)
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once")
    shown = await agent.finish()
    async with following(api, user, session, place) as reader:
        frame = await next_of(reader)
        assert (frame.event, frame.data["items"]) == ("message", [shown])
        stored = await say(user, session, "thanks")
        assert (await next_of(reader)).data["items"] == stored


async def test_a_message_of_an_older_page_that_streams_is_told_with_its_text_so_far(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(60))
    async with following(api, user, session) as reader:
        frame = await next_of(reader)
        assert frame.event == "message.changed"
        assert [item["content"] for item in frame.data["items"]] == ["Once "]
        assert (await next_of(reader)).data["next"] == 1
        await agent.say("upon")
        assert (await next_of(reader)).data["events"] == [delta("upon")]


async def test_who_is_some_pages_behind_is_told_them_in_order(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    start = await start_of(user, session)
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(BEHIND_AT_MOST))
    numbers: list[int] = []
    async with following(api, user, session, start) as reader:
        while len(numbers) < BEHIND_AT_MOST:
            frame = await next_of(reader)
            numbers += [item["sequence_order"] for item in frame.data["items"]]
    assert numbers == list(range(1, BEHIND_AT_MOST + 1))


async def test_who_is_too_far_behind_has_to_fetch_the_recovery(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    start = await start_of(user, session)
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(BEHIND_AT_MOST + 1))
    async with following(api, user, session, start) as reader:
        frame = await next_of(reader)
        assert (frame.event, frame.data) == ("reset", {})
        assert await reader.next() is None
    # Who has not understood goes on from there.
    async with following(api, user, session, frame.id) as reader:
        assert (await next_of(reader)).event == "session"


async def test_more_changes_than_are_kept_are_a_reset(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    (stored,) = await say(user, session, "one")
    path = f"/chats/{session['chat_id']}/messages/{stored['id']}"
    start = await start_of(user, session)
    for number in range(CHANGES_KEPT):
        await user.patch(path, json={"content": f"edit {number}"})
    async with following(api, user, session, start) as reader:
        frame = await next_of(reader)
        assert frame.event == "message.changed"
        assert [item["content"] for item in frame.data["items"]] == [f"edit {CHANGES_KEPT - 1}"]
    await user.patch(path, json={"content": "one more"})
    async with following(api, user, session, start) as reader:
        assert (await next_of(reader)).event == "reset"


async def test_a_place_beyond_what_is_stored_is_a_reset(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    await say(user, session, "one", "two")
    start = await start_of(user, session)
    # As after a backup was restored.
    await collection_of(Chat).update_one(
        {"_id": PydanticObjectId(session["chat_id"])},
        {"$set": {"last_sequence": 1}, "$pop": {"messages": 1}},
    )
    async with following(api, user, session, start) as reader:
        assert (await next_of(reader)).event == "reset"


async def test_a_place_of_another_release_is_a_reset(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    user_id = session["user_id"]
    places = api.services.feeds.places
    later = places._cursors.make(
        [2, "whatever"], user_id=user_id, listing=f"feed of {session['id']}"
    )
    async with following(api, user, session, later) as reader:
        assert (await next_of(reader)).event == "reset"


async def test_a_place_that_is_none_of_this_feed_s_is_refused(user: httpx.AsyncClient) -> None:
    session, another = await a_session(user), await a_session(user)
    start = await start_of(user, session)
    strange = [
        start[:-1] + ("A" if start[-1] != "A" else "B"),
        await start_of(user, another),
        "x",
        "é",
        "1",
    ]
    path = f"/sessions/{session['id']}/events"
    for place in strange:
        response = await user.get(path, params={"after": place})
        assert (response.status_code, response.json()["type"]) == (400, f"{FEED}unknown-event-id")
        response = await user.get(path, headers={b"Last-Event-ID": place.encode()})
        assert response.status_code == 400
    chat = await a_chat(user)
    response = await user.get(f"/chats/{chat['id']}/events", params={"after": start})
    assert response.status_code == 400


async def test_a_feed_of_another_user_s_is_not_found(user: httpx.AsyncClient, api: Api) -> None:
    session, stranger = await a_session(user), await api.user()
    for path in (f"/sessions/{session['id']}/events", f"/chats/{session['chat_id']}/events"):
        assert (await stranger.get(path)).status_code == 404
        assert (await user.head(path)).status_code == 200
    assert api.services.feeds.open_feeds.number == 0


async def test_after_the_change_stream_was_lost_everybody_is_compared(
    user: httpx.AsyncClient, api: Api, fail_point: FailPoint
) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        await say(user, session, "one")
        assert (await next_of(reader)).event == "message"
        # ChangeStreamHistoryLost
        async with fail_point("failCommand", failCommands=["getMore", "aggregate"], errorCode=286):
            watch = api.services.changes._watch
            assert watch is not None
            async with asyncio.timeout(30):
                while not watch._is_away:  # noqa: ASYNC110 - a thread sets it
                    await asyncio.sleep(0)
            stored = await say(user, session, "two")
        told_next = await next_of(reader)
        assert (told_next.event, told_next.data["items"]) == ("message", stored)


async def test_nothing_is_told_of_what_does_not_change_what_is_shown(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        api.clock.advance(seconds=5)
        await user.post(f"/sessions/{session['id']}/activity")
        for _ in range(2):
            await user.post(f"/chats/{session['chat_id']}/messages", json=messages(50))
            frame = await next_of(reader)
            assert frame.event == "message"
            assert len(frame.data["items"]) == 50
        await api.services.background.finish(None)
        renamed = await user.put(f"/sessions/{session['id']}", json={"name": "another"})
        assert (await next_of(reader)).data == renamed.json()
    assert (await got(user, f"/chats/{session['chat_id']}"))["last_sequence"] == 100

"""What the reader of a feed is told, whatever happens in the session."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from documents.shapes.base import PydanticObjectId
from services.feeds import FeedService
from tests.api.feeds.support import a_session, following, next_of, say, start_of
from tests.api.streams.support import an_agent, delta, reading
from tests.support import Api, a_chat, got, made, message


async def test_new_messages_are_told_as_they_are_stored(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        stored = await say(user, session, "one")
        told = await next_of(reader)
        assert (told.event, told.data) == ("message", {"items": stored})
        more = await say(user, session, "two", "three")
        assert (await next_of(reader)).data == {"items": more}


async def test_an_edit_and_a_redaction_are_told_with_the_message_as_it_is(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    first, second = await say(user, session, "one", "two")
    path = f"/chats/{session['chat_id']}/messages"
    async with following(api, user, session) as reader:
        edited = await user.patch(f"{path}/{first['id']}", json={"content": "another"})
        told = await next_of(reader)
        assert (told.event, told.data) == ("message.changed", {"items": [edited.json()]})
        await user.delete(f"{path}/{second['id']}")
        told = await next_of(reader)
        assert told.event == "message.changed"
        assert told.data["items"] == [await got(user, f"{path}/{second['id']}")]
        assert told.data["items"][0]["redacted_at"]


async def test_what_is_said_later_of_a_cost_is_told(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    (first,) = await say(user, session, "one")
    path = f"/chats/{session['chat_id']}/messages/{first['id']}"
    async with following(api, user, session) as reader:
        said = await user.patch(path, json={"usage": {"output_tokens": 7}})
        told = await next_of(reader)
        assert (told.event, told.data) == ("message.changed", {"items": [said.json()]})


async def test_another_version_of_a_message_is_told(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    (first,) = await say(user, session, "one")
    path = f"/chats/{session['chat_id']}/messages/{first['id']}"
    await made(user, f"{path}/versions", {"id": "v-2", "content": "another"})
    async with following(api, user, session) as reader:
        for version, content in ((first["id"], "one"), ("v-2", "another")):
            chosen = await user.put(f"{path}/versions/selected", json={"id": version})
            told = await next_of(reader)
            assert (told.event, told.data) == ("message.changed", {"items": [chosen.json()]})
            assert chosen.json()["content"] == content


async def test_an_edit_of_a_sealed_message_is_told(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    for _ in range(3):
        await say(user, session, *(f"message {n}" for n in range(50)))
    await api.services.background.finish(None)
    page = await got(user, f"/chats/{session['chat_id']}/messages", after=0, limit=1)
    path = f"/chats/{session['chat_id']}/messages/{page['items'][0]['id']}"
    async with following(api, user, session) as reader:
        edited = await user.patch(path, json={"content": "another"})
        told = await next_of(reader)
        assert (told.event, told.data) == ("message.changed", {"items": [edited.json()]})


async def test_changes_of_the_session_its_chat_and_its_mission_are_told(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    mission = await made(user, "/missions", {"name": "find it"})
    async with following(api, user, session) as reader:
        changed = await user.put(path, json={"name": "another"})
        told = await next_of(reader)
        assert (told.event, told.data) == ("session", changed.json())
        await user.put(f"/chats/{session['chat_id']}", json={"title": "a title"})
        told = await next_of(reader)
        assert (told.event, told.data["title"]) == ("chat", "a title")
        await user.put(path, json={"mission_id": mission["id"]})
        told = await next_of(reader)
        assert (told.event, told.data["mission_id"]) == ("session", mission["id"])
        told = await next_of(reader)
        assert (told.event, told.data["mission"]["name"]) == ("mission", "find it")
        await made(user, f"/missions/{mission['id']}/hops", {"name": "look"})
        told = await next_of(reader)
        assert (told.event, told.data["progress"]["hops"]) == ("mission", {"proposed": 1})
        await user.post(f"{path}/archive")
        told = await next_of(reader)
        assert (told.event, told.data["status"]) == ("session", "archived")


async def test_what_streams_is_told_event_by_event(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        agent = await an_agent(user, session["chat_id"])
        stream_id, message_id = agent.stream["id"], agent.stream["message_id"]
        told = await next_of(reader)
        assert told.event == "message"
        (item,) = told.data["items"]
        assert (item["id"], item["streaming"], item["content"]) == (message_id, True, "")
        told = await next_of(reader)
        assert told.event == "stream"
        assert told.data == {
            "id": stream_id,
            "message_id": message_id,
            "sequence_order": 1,
            "state": "streaming",
            "next": 0,
        }
        await agent.say("Once ")
        told = await next_of(reader)
        expected = {"id": stream_id, "from": 0, "events": [delta("Once ")]}
        assert (told.event, told.data) == ("delta", expected)
        await agent.say("upon ", "a time")
        told = await next_of(reader)
        assert told.data["from"] == 1
        shown = await agent.finish()
        told = await next_of(reader)
        assert told.event == "end"
        assert told.data == {"id": stream_id, "state": "complete", "message": shown}
        # Writing the text into its message is no change of it.
        stored = await say(user, session, "thanks")
        assert (await next_of(reader)).data == {"items": stored}


async def test_a_stream_that_was_interrupted_and_is_gone_on_with_is_told(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    agent = await an_agent(user, session["chat_id"])
    async with following(api, user, session) as reader:
        await agent.say("a")
        assert (await next_of(reader)).event == "delta"
        api.clock.advance(seconds=16)
        await api.services.streams.reap()
        told = await next_of(reader)
        assert (told.event, told.data["state"]) == ("stream", "interrupted")
        agent.epoch, agent.seq = 1, 0
        await agent.say("b")
        frames = [await next_of(reader), await next_of(reader)]
        assert [frame.event for frame in frames] == ["delta", "stream"]
        assert frames[1].data["state"] == "streaming"
        await agent.finish()
        told = await next_of(reader)
        assert (told.event, told.data["message"]["content"]) == ("end", "ab")


async def test_who_begins_without_a_start_is_told_what_there_is(
    user: httpx.AsyncClient, api: Api
) -> None:
    mission = await made(user, "/missions", {"name": "find it"})
    session = await a_session(user, mission_id=mission["id"])
    await say(user, session, "one")
    agent = await an_agent(user, session["chat_id"])
    await agent.say("Once ")
    async with reading(api, user, f"/sessions/{session['id']}/events") as reader:
        frames = [await next_of(reader) for _ in range(5)]
        assert [frame.event for frame in frames] == [
            "session",
            "mission",
            "chat",
            "message.changed",
            "stream",
        ]
        assert frames[0].data == await got(user, f"/sessions/{session['id']}")
        assert frames[2].data["last_sequence"] == 2
        assert frames[3].data["items"][0]["content"] == "Once "
        assert frames[4].data["next"] == 1
        await agent.say("upon")
        assert (await next_of(reader)).data["events"] == [delta("upon")]


async def test_a_chat_without_a_session_has_a_feed(user: httpx.AsyncClient, api: Api) -> None:
    chat = await a_chat(user, title="alone")
    async with reading(api, user, f"/chats/{chat['id']}/events") as reader:
        told = await next_of(reader)
        assert (told.event, told.data["title"]) == ("chat", "alone")
        await user.post(f"/chats/{chat['id']}/messages", json=message("one"))
        told = await next_of(reader)
        assert [item["content"] for item in told.data["items"]] == ["one"]
        await user.delete(f"/chats/{chat['id']}")
        assert (await next_of(reader)).event == "gone"
        assert await reader.next() is None


async def test_a_deleted_session_is_gone(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        await user.delete(f"/sessions/{session['id']}")
        told = await next_of(reader)
        assert (told.event, told.data) == ("gone", {})
        assert await reader.next() is None
    response = await user.get(f"/sessions/{session['id']}/events")
    assert response.status_code == 404


async def test_many_readers_in_one_process_are_told_the_same(
    user: httpx.AsyncClient, api: Api
) -> None:
    session = await a_session(user)
    start = await start_of(user, session)
    async with AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(following(api, user, session, start)) for _ in range(5)
        ]
        await say(user, session, "one")
        told = await asyncio.gather(*map(next_of, readers))
        assert all(frame == told[0] for frame in told)


async def test_what_changes_while_the_reader_is_shown_something_is_told(
    user: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await a_session(user)
    key = ("chats", PydanticObjectId(session["chat_id"]))
    look = FeedService.look_at_chat
    texts = ["two", "three"]

    async def slowly(self: FeedService, *arguments: Any) -> Any:
        found = await look(self, *arguments)
        if texts and found is not None and found.told is not None:
            watched = self.changes._watched[key]
            version = watched.version
            await say(user, session, texts.pop(0))
            while watched.version == version:  # noqa: ASYNC110 - a thread sets it
                await asyncio.sleep(0)
        return found

    monkeypatch.setattr(FeedService, "look_at_chat", slowly)
    async with following(api, user, session) as reader:
        await say(user, session, "one")
        told = [await next_of(reader) for _ in range(3)]
    contents = [item["content"] for frame in told for item in frame.data["items"]]
    assert contents == ["one", "two", "three"]

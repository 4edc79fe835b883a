"""A stream whose stored events another hand has damaged ends as failed, and the rest goes on."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from documents.aggregates.streams import parts, write
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.streams import MessageStream, MessageStreamPart
from tests.api.streams.support import Agent, an_agent, delta, reading, told
from tests.support import Api, a_session, got, made, message

ERROR = "its stored events are damaged"
TEXTS = ["one ", "two ", "three "]


@dataclass
class Chat:
    """A chat with a question, an answer that is damaged, and another that is not."""

    session: dict[str, Any]
    agent: Agent
    other: Agent

    @property
    def id(self) -> PydanticObjectId:
        return PydanticObjectId(self.agent.stream["id"])

    async def set(self, **fields: Any) -> None:
        await collection_of(MessageStream).update_one({"_id": self.id}, {"$set": fields})

    async def update(self, change: Any) -> None:
        await collection_of(MessageStream).update_one({"_id": self.id}, change)


async def a_streaming_chat(user: httpx.AsyncClient) -> Chat:
    session = await a_session(user)
    await made(user, f"/chats/{session['chat_id']}/messages", message("a question"))
    agent = await an_agent(user, session["chat_id"], id="m-1")
    other = await an_agent(user, session["chat_id"], id="m-2")
    for text in TEXTS:
        await agent.say(text)
        await other.say(text)
    return Chat(session, agent, other)


async def check_export(api: Api, chat: Chat) -> None:
    admin = await api.user(admin=True)
    exported = await admin.get("/users/export", params={"user_id": chat.session["user_id"]})
    assert exported.status_code == 200
    lines = [orjson.loads(line) for line in exported.text.splitlines()]
    assert len([line for line in lines if "m-2" in str(line)]) > 0


async def check_the_rest(user: httpx.AsyncClient, api: Api, chat: Chat, readable: str) -> None:
    """The stream has ended as failed with what can be read; all else is as it was."""
    path = f"/chats/{chat.session['chat_id']}"
    stream = await got(user, chat.agent.path)
    assert (stream["state"], stream["error"]) == ("failed", ERROR)
    one = await got(user, f"{path}/messages/m-1")
    assert (one["content"], one.get("streaming", False)) == (readable, False)
    assert one["message_metadata"] == {"finish_reason": "failed", "error": ERROR}
    late = await chat.agent.send(delta("late"))
    assert (late.status_code, late.json()["state"]) == (409, "failed")
    anew = Agent(user, chat.agent.stream, epoch=1)
    assert (await anew.send(delta("late"))).status_code == 409
    places: list[dict[str, Any]] = [{}, {"after": 0}, {"after": len(TEXTS)}]
    for where in places:
        frames = await told(api, user, f"{chat.agent.path}/events", **where)
        assert (frames[-1].event, frames[-1].data) == ("end", {"state": "failed", "message": one})
    for words, last in (("ai-sdk", -2), ("ag-ui", -1)):
        frames = await told(api, user, f"{chat.agent.path}/events", format=words)
        assert frames[last].data["type"] in ("error", "RUN_ERROR")
    await chat.other.say("four")
    page = await got(user, f"{path}/messages")
    assert [m["content"] for m in page["items"]] == [
        "a question",
        readable,
        "".join(TEXTS) + "four",
    ]
    recovered = await got(user, f"/sessions/{chat.session['id']}/recovery")
    assert recovered["recovery"]["chat"]["messages"]["items"] == page["items"]
    await check_export(api, chat)
    assert (await chat.other.finish())["content"] == "".join(TEXTS) + "four"


SPOILED: list[tuple[Any, str]] = [
    (None, "one three "),
    (7, "one three "),
    ([], "one three "),
    ({}, "one three "),
    ({"type": 1}, "one three "),
    ({"type": "text-delta"}, "one three "),
    ({"type": "text-delta", "delta": 1}, "one three "),
    ({"type": "tool-input-available", "toolCallId": "c"}, "one three "),
    ({"type": "tool-output-error", "toolCallId": []}, "one three "),
]


@pytest.mark.parametrize(("event", "readable"), SPOILED)
async def test_an_event_that_was_changed_ends_its_stream(
    user: httpx.AsyncClient, api: Api, event: Any, readable: str
) -> None:
    chat = await a_streaming_chat(user)
    await chat.set(**{"events.1": event})
    page = await got(user, f"/chats/{chat.session['chat_id']}/messages")
    assert page["items"][1]["content"] == readable
    frames = await told(api, user, f"{chat.agent.path}/events")
    assert [frame.event for frame in frames] == ["snapshot", "end"]
    await check_the_rest(user, api, chat, readable)


@pytest.mark.parametrize("events", [None, "text", {}, 7])
async def test_events_that_are_no_list_end_their_stream(
    user: httpx.AsyncClient, api: Api, events: Any
) -> None:
    chat = await a_streaming_chat(user)
    await chat.set(events=events)
    late = await chat.agent.send(delta("late"))
    assert (late.status_code, late.json()["state"]) == (409, "failed")
    await check_the_rest(user, api, chat, "")


async def test_events_that_were_taken_away_end_their_stream(
    user: httpx.AsyncClient, api: Api
) -> None:
    for change, readable in (
        ({"$pop": {"events": 1}}, "one two "),
        ({"$set": {"events": []}}, ""),
    ):
        chat = await a_streaming_chat(user)
        await chat.update(change)
        await told(api, user, f"{chat.agent.path}/events", after=2)
        await check_the_rest(user, api, chat, readable)


@pytest.mark.parametrize("number", [0, 2, 4, 2**53 - 1])
async def test_another_number_of_events_ends_a_stream(
    user: httpx.AsyncClient, api: Api, number: int
) -> None:
    chat = await a_streaming_chat(user)
    await chat.set(next=number)
    await told(api, user, f"{chat.agent.path}/events")
    await check_the_rest(user, api, chat, "".join(TEXTS))


async def test_who_follows_hears_of_it_and_need_not_wait(user: httpx.AsyncClient, api: Api) -> None:
    chat = await a_streaming_chat(user)
    async with reading(api, user, f"{chat.agent.path}/events", after=3) as reader:
        following = asyncio.create_task(reader.rest())
        await chat.update({"$pop": {"events": 1}})
        await chat.agent.say("four")
        frames = await following
    assert [frame.event for frame in frames] == ["snapshot", "end"]
    assert frames[0].data["message"]["content"] == "one two four"
    await check_the_rest(user, api, chat, "one two four")


@pytest.mark.parametrize("how", ["finish", "cancel", "reap"])
async def test_whoever_ends_a_damaged_stream_is_told_so(
    user: httpx.AsyncClient, api: Api, how: str
) -> None:
    chat = await a_streaming_chat(user)
    await chat.set(**{"events.1": "spoiled"})
    if how == "finish":
        shown = await chat.agent.finish()
        chat.agent.seq += 1
    elif how == "cancel":
        shown = await chat.agent.cancel()
    else:
        for _ in range(4):
            await chat.other.say("")
            api.clock.advance(seconds=10)
        while await api.services.streams.reap():
            pass
        name = f"/chats/{chat.session['chat_id']}/messages/m-1"
        shown = await got(user, name)
    assert shown["content"] == "one three "
    assert shown["message_metadata"] == {"finish_reason": "failed", "error": ERROR}
    await check_the_rest(user, api, chat, "one three ")


@pytest.mark.parametrize("damage", ["gone", "spoiled", "no list"])
async def test_a_damaged_part_ends_its_stream(
    user: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    for module in (parts, write):
        monkeypatch.setattr(module, "MAX_HELD_BYTES", 1)
    chat = await a_streaming_chat(user)
    stored = collection_of(MessageStreamPart)
    which = {"stream_id": chat.id, "first": 1}
    if damage == "gone":
        await stored.delete_one(which)
    else:
        spoiled: Any = [None] if damage == "spoiled" else "text"
        await stored.update_one(which, {"$set": {"events": spoiled}})
    frames = await told(api, user, f"{chat.agent.path}/events", after=0)
    assert [frame.event for frame in frames] == ["delta", "snapshot", "end"]
    await check_the_rest(user, api, chat, "one three ")


NUMBERS: list[Any] = [None, "x", -7, 1.5, float("nan"), [], True, 2**60]
NO_STREAMS: list[dict[str, Any]] = [
    {"$set": {"state": "unheard of"}},
    {"$set": {"state": None}},
    {"$unset": {"state": 1, "next": 1}},
    {"$set": {"moved": "x", "epoch": None}},
    *({"$set": {name: value}} for name in ("next", "moved") for value in NUMBERS),
    *({"$set": {name: "x"}} for name in ("epoch", "seq", "bytes", "text_bytes", "events_bytes")),
    {"$set": {"epoch": 2**60}},
    {"$set": {"seq": -2}},
    {"$set": {"lease_seconds": "x"}},
    {"$set": {"lease_seconds": -1}},
    {"$set": {"message_metadata": 1}},
    {"$set": {"producer_id": 7}},
    {"$set": {"error": {}}},
    {"$set": {"final_metadata": "x"}},
    {"$set": {"final_usage": {"model": 7}}},
    {"$set": {"is_final": None, "is_written": "no"}},
    {"$set": {"sequence_order": "x"}},
    {"$set": {"lease_until": "x"}},
    {"$set": {"created_at": "x", "ended_at": 7, "expires_at": "x"}},
    {"$unset": dict.fromkeys(("epoch", "seq", "bytes", "is_final", "created_at", "error"), 1)},
]
ACTIONS = ["get", "write", "write anew", "lease", "finish", "cancel", "open", "read", "edit"]


async def done(api: Api, user: httpx.AsyncClient, chat: Chat, action: str) -> int:
    """The status that one action with the stream is answered with."""
    path = f"/chats/{chat.session['chat_id']}"
    match action:
        case "get":
            answer = await user.get(chat.agent.path)
        case "write":
            answer = await chat.agent.send(delta("late"))
        case "write anew":
            answer = await Agent(user, chat.agent.stream, epoch=1).send(delta("late"))
        case "open":
            answer = await user.post(f"{path}/streams", json={"id": "m-1"})
        case "read":
            await got(user, chat.agent.path)
            frames = await told(api, user, f"{chat.agent.path}/events")
            assert frames[-1].data["state"] == "failed"
            return 200
        case "edit":
            answer = await user.patch(f"{path}/messages/m-1", json={"content": "".join(TEXTS)})
        case _:
            answer = await user.post(f"{chat.agent.path}/{action}")
    return answer.status_code


@pytest.mark.parametrize("place", range(len(NO_STREAMS)))
async def test_a_stream_that_is_no_stream_ends_with_what_can_be_read(
    user: httpx.AsyncClient, api: Api, place: int
) -> None:
    chat = await a_streaming_chat(user)
    await chat.update(NO_STREAMS[place])
    path = f"/chats/{chat.session['chat_id']}"
    page = await got(user, f"{path}/messages")
    assert [m["content"] for m in page["items"]] == ["a question", "".join(TEXTS), "".join(TEXTS)]
    assert page["items"][1].get("streaming", False) is False
    assert (await user.get(f"/sessions/{chat.session['id']}/recovery")).status_code == 200
    await check_export(api, chat)
    async with reading(api, user, f"{path}/stream") as reader:
        assert await reader.next() is not None
    assert (await user.post(f"{path}/fork", json={})).status_code == 201
    await check_the_rest(user, api, chat, "".join(TEXTS))


ENDED = {"write": 409, "write anew": 409, "lease": 409}
"""What is refused to a stream that has ended for its damage; the rest is answered."""


@pytest.mark.parametrize("action", ACTIONS)
async def test_whatever_is_done_first_with_a_stream_that_is_no_stream_is_answered(
    user: httpx.AsyncClient, api: Api, action: str
) -> None:
    for change in ({"$set": {"next": "x"}}, {"$set": {"text_bytes": None, "state": 7}}):
        chat = await a_streaming_chat(user)
        await chat.update(change)
        told = await done(api, user, chat, action)
        assert told in (ENDED.get(action, 200), 409 if action in ("finish", "cancel") else 0)
        assert (await got(user, chat.agent.path))["state"] == "failed"
        path = f"/chats/{chat.session['chat_id']}/messages/m-1"
        assert (await got(user, path))["content"] == "".join(TEXTS)


async def test_who_follows_a_stream_that_becomes_none_hears_its_end(
    user: httpx.AsyncClient, api: Api
) -> None:
    for change in (NO_STREAMS[0], NO_STREAMS[3], {"$set": {"next": 7}}):
        chat = await a_streaming_chat(user)
        async with reading(api, user, f"{chat.agent.path}/events", after=3) as reader:
            following = asyncio.create_task(reader.rest())
            await chat.update(change)
            await got(user, chat.agent.path)
            frames = await following
        assert (frames[-1].event, frames[-1].data["state"]) == ("end", "failed")


async def test_the_reaper_sees_to_damaged_streams_and_is_done_then(
    user: httpx.AsyncClient, api: Api
) -> None:
    late: list[dict[str, Any]] = [
        {},
        {"$set": {"next": "x"}},
        {"$set": {"state": None}},
        {"$set": {"events": 7}},
        {"$set": {"is_written": True}},
        {"$set": {"is_written": True, "state": "complete", "is_final": True}},
        {"$set": {"is_written": 1}},
        {"$set": {"chat_id": uuid4().hex}},
        {"$set": {"message_id": 7}},
        {"$set": {"sequence_order": "x"}},
        {"$unset": {"is_final": 1, "ended_at": 1}},
    ]
    chats = []
    for change in late:
        chat = await a_streaming_chat(user)
        await chat.other.finish()
        if change:
            await chat.update(change)
        chats.append(chat)
    for seconds in (20, 20, 4000, 20):
        api.clock.advance(seconds=seconds)
        for _ in range(10):
            if not await api.services.streams.reap():
                break
        else:
            raise AssertionError("it never comes to its end")
    for chat in chats[1:3]:
        message = await got(user, f"/chats/{chat.session['chat_id']}/messages/m-1")
        assert (message["content"], message["message_metadata"]["error"]) == ("".join(TEXTS), ERROR)


async def test_a_stream_of_no_chat_is_none(user: httpx.AsyncClient) -> None:
    for change in ({"chat_id": uuid4().hex}, {"message_id": None}):
        chat = await a_streaming_chat(user)
        await chat.set(**change)
        assert (await user.get(chat.agent.path)).status_code == 404
        assert (await chat.agent.send(delta("late"))).status_code < 500
        assert (await user.get(f"{chat.agent.path}/events")).status_code == 404


async def test_what_was_written_stays_whatever_becomes_of_its_events(
    user: httpx.AsyncClient, api: Api
) -> None:
    chat = await a_streaming_chat(user)
    shown = await chat.agent.finish()
    await chat.set(**{"events.1": None})
    frames = await told(api, user, f"{chat.agent.path}/events", after=0)
    assert [frame.event for frame in frames] == ["snapshot", "end"]
    assert frames[-1].data == {"state": "complete", "message": shown}
    for words, last in (("ai-sdk", -2), ("ag-ui", -1)):
        frames = await told(api, user, f"{chat.agent.path}/events", format=words)
        assert frames[last].data["type"] in ("error", "RUN_ERROR")
    assert await got(user, f"/chats/{chat.session['chat_id']}/messages/m-1") == shown

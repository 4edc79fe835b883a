"""What readers of a stream may rely on, whenever they come and however often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx
import pytest

from api.metrics import REQUEST_SECONDS
from documents.aggregates.streams.parts import MAX_HELD_BYTES
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.streams import MessageStream
from tests.api.streams.support import Frame, an_agent, delta, reading, told
from tests.support import Api, a_chat, running_api


@pytest.fixture
async def other(api: Api) -> AsyncIterator[Api]:
    """Another process's service on the same database."""
    async with running_api(api.settings, api.clock) as running:
        yield running


def known(frames: list[Frame]) -> list[tuple[str, str]]:
    return [(frame.event, frame.id) for frame in frames]


def text_of(frames: list[Frame]) -> str:
    """What a reader has made of what it was told: the snapshot, and the deltas after it."""
    text = ""
    place = None
    for frame in frames:
        if frame.event == "snapshot":
            assert place is None
            text, place = frame.data["message"]["content"], frame.data["next"]
        if frame.event == "delta":
            assert place in (None, frame.data["from"])
            text += "".join(event["delta"] for event in frame.data["events"])
            place = frame.data["from"] + len(frame.data["events"])
            assert frame.id == str(place)
    return text


async def test_who_says_that_he_has_more_than_there_is_begins_with_the_message(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    for after in (2, 2**31, 2**53 - 1):
        async with reading(api, user, f"{agent.path}/events", after=after) as reader:
            frame = await reader.next()
        assert frame is not None
        assert (frame.event, frame.id, frame.data["message"]["content"]) == ("snapshot", "1", "a")


async def test_a_reader_gets_the_message_so_far_and_then_what_comes(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await an_agent(user)
    await agent.say("Once ")
    async with reading(api, user, f"{agent.path}/events") as reader:
        snapshot = await reader.next()
        assert snapshot is not None
        assert (snapshot.event, snapshot.id, snapshot.data["next"]) == ("snapshot", "1", 1)
        assert snapshot.data["message"]["content"] == "Once "
        assert snapshot.data["message"]["streaming"] is True
        await agent.say("upon ", "a ")
        more = await reader.next()
        assert more == Frame("delta", "3", {"from": 1, "events": [delta("upon "), delta("a ")]})
        await agent.say("time")
        assert (await reader.next()) is not None
        shown = await agent.finish()
        end = await reader.next()
        assert end == Frame("end", "4", {"state": "complete", "message": shown})
        assert await reader.next() is None


async def test_readers_in_another_process_get_the_same(
    user: httpx.AsyncClient, api: Api, other: Api
) -> None:
    agent = await an_agent(user)
    async with AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(reading(each, user, f"{agent.path}/events"))
            for each in (api, other, other, other)
        ]
        gathering = asyncio.gather(*(reader.rest() for reader in readers))
        for number in range(30):
            await agent.say(f"{number} ", "and ")
        shown = await agent.finish()
        for frames in await gathering:
            assert text_of(frames) == shown["content"]
            assert frames[-1].data == {"state": "complete", "message": shown}
            assert [frame.event for frame in frames].count("snapshot") == 1


async def test_who_comes_late_is_told_all_in_one(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    await agent.say("all ", "there")
    shown = await agent.finish()
    frames = await told(api, user, f"{agent.path}/events")
    assert known(frames) == [("snapshot", "2"), ("end", "2")]
    assert frames[0].data["message"] == frames[1].data["message"] == shown


@pytest.mark.parametrize("after", range(5))
async def test_who_comes_back_gets_what_it_has_missed(
    user: httpx.AsyncClient, api: Api, after: int
) -> None:
    agent = await an_agent(user)
    texts = ["a", "b", "c", "d"]
    for text in texts:
        await agent.say(text)
    await agent.finish()
    path = f"{agent.path}/events"
    for frames in (
        await told(api, user, path, str(after)),
        await told(api, user, path, after=after),
        await told(api, user, path, str(after), after=0),
    ):
        assert text_of(frames) == "".join(texts[after:])
        assert known(frames)[-1] == ("end", "4")
        assert "snapshot" not in [frame.event for frame in frames]


async def test_who_knows_more_than_there_is_begins_anew(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    await agent.finish()
    assert known(await told(api, user, f"{agent.path}/events", after=7)) == [
        ("snapshot", "1"),
        ("end", "1"),
    ]


async def test_moved_events_come_as_all_others_do(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    texts = [f"{n} " + "x" * (MAX_HELD_BYTES // 3) for n in range(12)]
    async with reading(api, user, f"{agent.path}/events") as reader:
        gathering = asyncio.create_task(reader.rest())
        for text in texts:
            await agent.say(text)
        await agent.finish()
        assert text_of(await gathering) == "".join(texts)
    assert text_of(await told(api, user, f"{agent.path}/events", after=0)) == "".join(texts)
    assert text_of(await told(api, user, f"{agent.path}/events", "7")) == "".join(texts[7:])


async def test_an_expired_stream_is_gone_and_says_where_its_message_is(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    await agent.finish()
    for _ in range(2):
        api.clock.advance(hours=1)
        response = await user.get(f"{agent.path}/events")
        assert response.status_code == 410
        problem = response.json()
        assert problem["type"] == "urn:threadkeep:problem:stream-expired"
        found = await user.get(f"/chats/{problem['chat_id']}/messages/{problem['message_id']}")
        assert found.json()["content"] == "a"
        await api.services.streams.reap()
    stored = await collection_of(MessageStream).find_one(
        {"_id": PydanticObjectId(agent.stream["id"])}
    )
    assert stored is not None
    assert stored["events"] == []


@pytest.mark.parametrize("index", ["-1", "x", "1.5", "9" * 17, "²"])
async def test_an_index_that_is_none_is_refused(user: httpx.AsyncClient, index: str) -> None:
    agent = await an_agent(user)
    path = f"{agent.path}/events"
    assert (await user.get(path, params={"after": index})).status_code == 422
    headers = {b"Last-Event-ID": index.encode()}
    assert (await user.get(path, headers=headers)).status_code == 422
    assert (await user.get(path, params={"format": "another"})).status_code == 422


async def test_the_connection_is_kept_alive_while_nothing_comes(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await an_agent(user)
    streams = replace(api.services.streams, heartbeat_seconds=0.01)
    api.runtime.services = replace(api.services, streams=streams)
    async with reading(api, user, f"{agent.path}/events") as reader:
        waiting = asyncio.create_task(reader.rest())
        while reader.comments < 3:  # noqa: ASYNC110 - the service sets no event
            await asyncio.sleep(0)
        await agent.say("a")
        await agent.finish()
        assert text_of(await waiting) == "a"


async def test_a_process_that_stops_ends_its_readers_first(
    user: httpx.AsyncClient, other: Api
) -> None:
    agent = await an_agent(user)
    async with reading(other, user, f"{agent.path}/events") as reader:
        assert (await reader.next()) is not None
        other.services.changes.stop()
        assert await reader.next() is None


async def test_a_reader_that_leaves_is_forgotten(user: httpx.AsyncClient, other: Api) -> None:
    agent = await an_agent(user)
    async with reading(other, user, f"{agent.path}/events") as reader:
        await reader.next()
        assert other.services.changes.followers == 1
    assert other.services.changes.followers == 0


async def test_a_redacted_message_s_readers_are_told_that_it_is_gone(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await an_agent(user)
    await agent.say("a secret")
    async with reading(api, user, f"{agent.path}/events", after=1) as reader:
        path = f"/chats/{agent.stream['chat_id']}/messages/{agent.stream['message_id']}"
        waiting = asyncio.create_task(reader.rest())
        assert (await user.delete(path)).status_code == 204
        frames = await waiting
    assert frames[-1].event in ("gone", "end")
    assert "a secret" not in str(frames[:-1])


async def test_following_is_no_latency(user: httpx.AsyncClient, api: Api) -> None:
    def observed(**labels: str) -> float:
        return sum(
            sample.value
            for metric in REQUEST_SECONDS.collect()
            for sample in metric.samples
            if sample.name.endswith("_count") and sample.labels.items() >= labels.items()
        )

    before = observed(method="GET", route="/streams/{stream_id}/events")
    agent = await an_agent(user)
    await agent.finish()
    await told(api, user, f"{agent.path}/events")
    assert observed(method="POST", route="/streams/{stream_id}/finish") > 0
    assert observed(method="GET", route="/streams/{stream_id}/events") == before


async def test_nothing_to_resume_is_no_content(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    assert (await user.get(f"/chats/{chat['id']}/stream")).status_code == 204
    agent = await an_agent(user, chat["id"])
    await agent.finish()
    assert (await user.get(f"/chats/{chat['id']}/stream")).status_code == 204

"""Streams held against programs of others as they are: npm packages, Chromium, nginx."""

import asyncio
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from httpx_sse import aconnect_sse

from tests.api.feeds.support import Session, say
from tests.api.streams.support import Agent, an_agent, delta
from tests.clients.conftest import Served
from tests.clients.durable_streams import durable_streams
from tests.clients.programs import NODE_FOLDER, nginx, node, path_of
from tests.support import a_chat, a_session

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

CALL = {"toolCallId": "c1", "toolName": "find_bag"}


async def test_eventsource_parser_reads_every_event_with_its_id(served: Served) -> None:
    agent = await an_agent(served.client)
    url = f"{served.serving[1].url}{agent.path}/events"
    async with node("follow.mjs", url, served.token) as reader:
        assert await reader.next() == {"retry": 1000}
        await reader.until("snapshot")
        for number in range(5):
            await agent.say(f"{number} ")
            told = await reader.until("delta")
            assert (told["id"], told["data"]["from"]) == (str(number + 1), number)
        shown = await agent.finish()
        end = await reader.until("end")
        assert end["data"] == {"state": "complete", "message": shown}
        assert await reader.next() is None
    async with node("follow.mjs", url, served.token, "3") as reader:
        _, *rest = await reader.rest()
        assert [each["event"] for each in rest] == ["delta", "end"]
        assert rest[0]["data"]["events"] == [delta("3 "), delta("4 ")]


EVENTS: list[dict[str, Any]] = [
    {"type": "start-step"},
    {"type": "reasoning-delta", "id": "r1", "delta": "Hm."},
    delta("Let me "),
    {"type": "tool-input-start", **CALL},
    {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": '{"tag":7}'},
    {"type": "tool-input-available", **CALL, "input": {"tag": 7}},
    {"type": "tool-output-available", "toolCallId": "c1", "output": "Lisbon"},
    {"type": "data-place", "id": "d", "data": {"at": 1}},
    {"type": "unheard-of", "by": "the SDK"},
    delta("see."),
]


@pytest.mark.parametrize("written", range(len(EVENTS) + 1))
async def test_the_ai_sdk_s_transport_resumes_at_every_point(served: Served, written: int) -> None:
    agent = await an_agent(served.client)
    chat = agent.stream["chat_id"]
    for event in EVENTS[:written]:
        await agent.write(event)
    async with node("resume.mjs", served.url, served.token, chat) as client:
        assert await client.next() == {"chunk": "start"}
        for event in EVENTS[written:]:
            await agent.write(event)
        shown = await agent.finish()
        message = (await client.rest())[-1]["message"]
    assert message["id"] == shown["id"]
    parts = message["parts"]
    assert "".join(p["text"] for p in parts if p["type"] == "text") == shown["content"]
    (call,) = [part for part in parts if part["type"] == "tool-find_bag"]
    assert (call["state"], call["input"], call["output"]) == (
        "output-available",
        {"tag": 7},
        "Lisbon",
    )
    async with node("resume.mjs", served.url, served.token, chat) as client:
        assert await client.rest() == [{"message": None}]


# A stream of the service has one writer at a time; the protocol's have any number.
SEVERAL_WRITERS = {
    "multiple producers should have independent state",
    "multiple producers should interleave correctly",
}


async def test_producers_of_durable_streams_find_what_their_protocol_says(
    served: Served, tmp_path: Path
) -> None:
    chat = (await a_chat(served.client))["id"]
    report = tmp_path / "report.json"
    async with durable_streams(served.client, chat) as url:
        process = await asyncio.create_subprocess_exec(
            *(path_of("node"), "node_modules/vitest/vitest.mjs", "run"),
            *("-t", "Idempotent Producer Operations"),
            *("--reporter=json", f"--outputFile={report}"),
            cwd=NODE_FOLDER,
            env={**os.environ, "CONFORMANCE_TEST_URL": url},
            stdout=asyncio.subprocess.DEVNULL,
        )
        await process.wait()
    results: dict[str, set[str]] = {}
    for file in orjson.loads(report.read_bytes())["testResults"]:
        for each in file["assertionResults"]:
            results.setdefault(each["status"], set()).add(each["title"])
    assert results["failed"] == SEVERAL_WRITERS
    assert len(results["passed"]) >= 20


async def test_nginx_hands_on_each_event_as_it_comes(served: Served, tmp_path: Path) -> None:
    """With its buffers as they are by default."""
    agent = await an_agent(served.client)
    ports = [each.port for each in served.serving]
    async with nginx(tmp_path, ports, served.token) as url:
        path = f"{url}{agent.path}/events"
        async with aconnect_sse(served.client, "GET", path) as source:
            events = source.aiter_sse()
            async with asyncio.timeout(60):
                assert (await anext(events)).event == "snapshot"
                for number in range(20):
                    await agent.say(f"{number} ")
                    # It waits for this one before it says more.
                    event = await anext(events)
                    assert (event.event, event.id) == ("delta", str(number + 1))
                await agent.finish()
                assert (await anext(events)).event == "end"


async def test_chromium_s_event_source_goes_on_when_a_service_ends(
    served: Served, tmp_path: Path
) -> None:
    """Through nginx, from a page of the same origin; it comes back by itself, with its last id."""
    agent = await an_agent(served.client, lease_seconds=120)
    ports = [each.port for each in served.serving]
    async with nginx(tmp_path, ports, served.token) as url:
        page = f"{url}/page.html#{agent.path}/events,end"
        chromium = path_of("chromium", "chromium-browser", "google-chrome")
        first, second = served.serving
        agent.client.base_url = second.url
        async with node("browse.mjs", chromium, page) as browser:
            await browser.until("snapshot")
            await agent.say("before ")
            await browser.until("delta")
            await asyncio.to_thread(first.stop, 30.0)
            try:
                await agent.say("meanwhile ")
                await browser.until("delta")
                await agent.say("after")
                shown = await agent.finish()
                await browser.until("end")
                told = await browser.rest()
            finally:
                first.start()
                await first.ready()
    assert [t["id"] for t in told if t["event"] == "delta"][:2] == ["1", "2"]
    assert [t["event"] for t in told].count("snapshot") == 1
    assert [t["event"] for t in told].count("open") == 2
    assert told[-1]["data"] == {"state": "complete", "message": shown}
    assert shown["content"] == "before meanwhile after"


async def some_answer(served: Served, session: Session) -> Agent:
    """A question, its edit, and an answer that is opened."""
    (asked,) = await say(served.client, session, "Where is it?")
    path = f"/chats/{session['chat_id']}/messages/{asked['id']}"
    edited = await served.client.patch(path, json={"content": "Where is my bag?"})
    assert edited.status_code == 200
    return await an_agent(served.client, session["chat_id"], lease_seconds=120)


async def test_eventsource_parser_follows_a_session(served: Served) -> None:
    session = await a_session(served.client)
    url = f"{served.serving[1].url}/sessions/{session['id']}/events"
    async with node("follow.mjs", url, served.token) as reader, asyncio.timeout(60):
        await reader.until("chat")
        agent = await some_answer(served, session)
        await reader.until("stream")
        await agent.say("Let me ")
        await reader.until("delta")
        await agent.say("see.")
        shown = await agent.finish()
        end = await reader.until("end")
    assert end["data"]["message"] == shown
    place = next(told["id"] for told in reader.told if told.get("event") == "delta")
    async with node("follow.mjs", url, served.token, place) as reader, asyncio.timeout(60):
        await reader.until("end")
        told = [each["event"] for each in reader.told if "event" in each]
        assert "message" not in told
        assert "message.changed" not in told


async def test_nginx_hands_on_each_event_of_a_feed_as_it_comes(
    served: Served, tmp_path: Path
) -> None:
    session = await a_session(served.client)
    ports = [each.port for each in served.serving]
    async with nginx(tmp_path, ports, served.token) as url:
        path = f"{url}/sessions/{session['id']}/events"
        async with aconnect_sse(served.client, "GET", path) as source, asyncio.timeout(60):
            events = source.aiter_sse()
            while (await anext(events)).event != "chat":
                pass
            for number in range(20):
                (said,) = await say(served.client, session, f"message {number}")
                # It waits for this one before it says more.
                event = await anext(events)
                assert (event.event, event.json()["items"]) == ("message", [said])


async def test_chromium_s_event_source_follows_a_session_when_a_service_ends(
    served: Served, tmp_path: Path
) -> None:
    session = await a_session(served.client)
    ports = [each.port for each in served.serving]
    async with nginx(tmp_path, ports, served.token) as url:
        page = f"{url}/page.html#/sessions/{session['id']}/events,end"
        chromium = path_of("chromium", "chromium-browser", "google-chrome")
        first, second = served.serving
        served.client.base_url = second.url
        async with node("browse.mjs", chromium, page) as browser:
            await browser.until("chat")
            agent = await some_answer(served, session)
            await browser.until("stream")
            await agent.say("Let me ")
            await browser.until("delta")
            await asyncio.to_thread(first.stop, 30.0)
            try:
                (meanwhile,) = await say(served.client, session, "meanwhile")
                await browser.until("message")
                await agent.say("see.")
                shown = await agent.finish()
                await browser.until("end")
                told = await browser.rest()
            finally:
                first.start()
                await first.ready()
    assert [t["event"] for t in told].count("open") == 2
    assert [t["data"]["reason"] for t in told if t["event"] == "bye"] == ["shutdown"]
    items = [item for t in told if t["event"] == "message" for item in t["data"]["items"]]
    assert [item["sequence_order"] for item in items] == [1, 2, 3]
    assert items[2] == meanwhile
    deltas = [event for t in told if t["event"] == "delta" for event in t["data"]["events"]]
    assert "".join(event["delta"] for event in deltas) == "Let me see."
    assert told[-1]["data"]["message"] == shown
    assert shown["content"] == "Let me see."

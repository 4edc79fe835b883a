"""What clients of other protocols are told, held against what those say of themselves."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from tests.api.streams.support import Agent, Event, Frame, an_agent, delta, reading, told
from tests.support import Api, got

RECORDED = Path(__file__).parent / "recorded"
CHUNK = jsonschema_rs.validator_for(json.loads((RECORDED / "ai_ui_message_chunk.json").read_text()))
AG_UI = jsonschema_rs.validator_for(json.loads((RECORDED / "ag_ui_event.json").read_text()))

CALL = {"toolCallId": "c1", "toolName": "search"}
EVENTS: list[Event] = [
    {"type": "start", "messageId": "theirs", "messageMetadata": {"model": "m"}},
    {"type": "start-step"},
    {"type": "reasoning-delta", "delta": "Let me "},
    {"type": "reasoning-start", "id": "r1"},
    {"type": "reasoning-delta", "id": "r1", "delta": "look."},
    {"type": "reasoning-end", "id": "r1"},
    {"type": "reasoning-end", "id": "never begun"},
    delta("Once "),
    {"type": "text-start", "id": "t1"},
    {"type": "text-delta", "delta": "no id", "providerMetadata": {"p": {"a": 1}}, "more": 1},
    {"type": "text-delta", "id": "t1", "delta": "", "providerMetadata": {"p": 1}},
    {"type": "tool-input-start", **CALL, "dynamic": True, "unheard": "of"},
    {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": '{"q":'},
    {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": "1}"},
    {"type": "tool-input-available", **CALL, "input": {"q": 1}, "title": 7},
    {"type": "tool-output-available", "toolCallId": "c1", "output": {"found": [2]}},
    {"type": "tool-input-available", "toolCallId": "c2", "toolName": "bare", "input": None},
    {"type": "tool-output-error", "toolCallId": "c2", "errorText": "it broke"},
    {"type": "tool-output-available", "toolCallId": "unknown", "output": 1},
    {"type": "tool-input-delta", "toolCallId": "unknown", "inputTextDelta": "x"},
    {"type": "tool-input-start", "toolCallId": "c3", "toolName": "left open"},
    {"type": "data-place", "id": "d1", "data": {"at": "Lisbon"}, "transient": False, "x": 1},
    {"type": "data-bare"},
    {"type": "source-url", "sourceId": "s", "url": "https://example.com"},
    {"type": "source-url", "sourceId": 1},
    {"type": "file", "url": "data:,", "mediaType": "text/plain"},
    {"type": "finish-step"},
    delta("upon a time"),
    {"type": "something-else", "any": {"thing": 1}},
    {"type": "error", "errorText": "not the last word"},
    {"type": "abort"},
    {"type": "finish", "finishReason": "stop", "messageMetadata": {"tokens": 2}},
]


async def written(client: httpx.AsyncClient, **fields: Any) -> Agent:
    agent = await an_agent(client, **fields)
    for event in EVENTS:
        await agent.write(event)
    return agent


class AiSdkClient:
    """As the SDK's own reader of a stream: it refuses what was not begun."""

    def __init__(self) -> None:
        self.open: set[tuple[str, str]] = set()
        self.calls: set[str] = set()
        self.text = ""
        self.types: list[str] = []

    def take(self, chunk: dict[str, Any]) -> None:
        assert CHUNK.is_valid(chunk), chunk
        kind = chunk["type"]
        self.types.append(kind)
        block, _, step = kind.partition("-")
        if block in ("text", "reasoning"):
            key = (block, chunk["id"])
            if step == "start":
                assert key not in self.open
                self.open.add(key)
            else:
                assert key in self.open, chunk
            if step == "end":
                self.open.remove(key)
            if kind == "text-delta":
                self.text += chunk["delta"]
        elif kind in ("tool-input-start", "tool-input-available"):
            self.calls.add(chunk["toolCallId"])
        elif block == "tool":
            assert chunk["toolCallId"] in self.calls, chunk
        elif kind == "finish-step":
            self.open.clear()


def taken(frames: list[Frame]) -> AiSdkClient:
    client = AiSdkClient()
    *chunks, done = frames
    assert done.data == "[DONE]"
    for frame in chunks:
        client.take(frame.data)
    assert client.types[0] == "start"
    assert not client.open
    return client


async def test_the_ai_sdk_is_told_what_its_own_server_would_tell(
    user: httpx.AsyncClient, api: Api
) -> None:
    agent = await written(user)
    shown = await agent.finish()
    frames = await told(api, user, f"{agent.path}/events", format="ai-sdk")
    client = taken(frames)
    assert frames[0].data == {"type": "start", "messageId": shown["id"]}
    assert client.text == shown["content"] == "Once no idupon a time"
    assert frames[-2].data == {"type": "finish", "finishReason": "stop"}
    assert {"type": "data-event", "data": EVENTS[-4]} in [frame.data for frame in frames]
    assert client.types.count("message-metadata") == 2


@pytest.mark.parametrize(
    ("how", "last"),
    [
        ("failed", {"type": "error", "errorText": "overloaded"}),
        ("cancelled", {"type": "abort", "reason": "cancelled"}),
        ("interrupted", {"type": "abort", "reason": "interrupted"}),
    ],
)
async def test_the_ai_sdk_hears_how_it_ended(
    user: httpx.AsyncClient, api: Api, how: str, last: dict[str, Any]
) -> None:
    agent = await an_agent(user)
    await agent.say("half")
    if how == "failed":
        await agent.finish(state="failed", error="overloaded")
    elif how == "cancelled":
        await agent.cancel()
    else:
        api.clock.advance(seconds=16)
        await api.services.streams.reap()
    frames = await told(api, user, f"{agent.path}/events", format="ai-sdk")
    assert taken(frames).text == "half"
    assert frames[-2].data == last


async def test_the_ai_sdk_comes_back_at_any_place(user: httpx.AsyncClient, api: Api) -> None:
    agent = await written(user)
    await agent.finish()
    path = f"{agent.path}/events"
    whole = taken(await told(api, user, path, format="ai-sdk")).text
    for place in range(len(EVENTS) + 1):
        client = taken(await told(api, user, path, str(place), format="ai-sdk"))
        assert whole.endswith(client.text)


async def test_use_chat_resumes_what_is_being_written(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    chat = agent.stream["chat_id"]
    await agent.say("so ", "far")
    async with reading(api, user, f"/chats/{chat}/stream") as reader:
        assert reader.headers["x-vercel-ai-ui-message-stream"] == "v1"
        waiting = asyncio.create_task(reader.rest())
        await agent.say(" and ", "on")
        await agent.finish()
        client = taken(await waiting)
    assert client.text == "so far and on"
    assert (await user.get(f"/chats/{chat}/stream")).status_code == 204
    assert (await got(user, f"/chats/{chat}/messages"))["items"][0]["content"] == client.text


class AgUiClient:
    """As AG-UI's own client: runs, messages and calls begin before they go on and end."""

    def __init__(self) -> None:
        self.text = ""
        self.open: dict[str, str] = {}
        self.arguments: dict[str, str] = {}
        self.results: dict[str, str] = {}

    def take(self, event: dict[str, Any]) -> None:
        assert AG_UI.is_valid(event), event
        kind = event["type"]
        thing, _, step = kind.rpartition("_")
        name = event.get("toolCallId") or event.get("messageId") or "run"
        if kind == "TOOL_CALL_RESULT":
            self.results[name] = event["content"]
        elif kind in ("RUN_FINISHED", "RUN_ERROR"):
            assert self.open == {"RUN/run": "RUN"}, self.open
            self.open.clear()
        elif step in ("START", "STARTED"):
            assert f"{thing}/{name}" not in self.open
            self.open[f"{thing}/{name}"] = thing
        elif kind != "CUSTOM":
            assert f"{thing}/{name}" in self.open, event
            if step == "END":
                del self.open[f"{thing}/{name}"]
        if kind == "TEXT_MESSAGE_CONTENT":
            self.text += event["delta"]
        if kind == "TOOL_CALL_ARGS":
            self.arguments[name] = self.arguments.get(name, "") + event["delta"]


def run_of(frames: list[Frame]) -> AgUiClient:
    client = AgUiClient()
    for frame in frames:
        client.take(frame.data)
    assert not client.open
    return client


async def test_ag_ui_is_told_of_one_run(user: httpx.AsyncClient, api: Api) -> None:
    agent = await written(user)
    shown = await agent.finish()
    frames = await told(api, user, f"{agent.path}/events", format="ag-ui")
    client = run_of(frames)
    run = {
        "threadId": agent.stream["chat_id"],
        "runId": agent.stream["id"],
    }
    assert frames[0].data == {"type": "RUN_STARTED", **run}
    assert frames[-1].data == {"type": "RUN_FINISHED", **run}
    assert client.text == shown["content"]
    assert client.arguments == {"c1": '{"q":1}', "c2": "null"}
    assert client.results == {"c1": '{"found":[2]}', "c2": '{"error":"it broke"}'}


@pytest.mark.parametrize("how", ["failed", "cancelled", "interrupted"])
async def test_ag_ui_hears_how_it_ended(user: httpx.AsyncClient, api: Api, how: str) -> None:
    agent = await an_agent(user)
    await agent.say("half")
    if how == "failed":
        await agent.finish(state="failed", error="overloaded")
    elif how == "cancelled":
        await agent.cancel()
    else:
        api.clock.advance(seconds=16)
        await api.services.streams.reap()
    frames = await told(api, user, f"{agent.path}/events", format="ag-ui")
    run_of(frames)
    last = frames[-1].data
    if how == "cancelled":
        assert (last["type"], last["outcome"]) == ("RUN_FINISHED", {"type": "cancelled"})
    else:
        assert (last["type"], last["code"]) == ("RUN_ERROR", how)


async def test_ag_ui_comes_back_at_any_place(user: httpx.AsyncClient, api: Api) -> None:
    agent = await written(user)
    await agent.finish()
    path = f"{agent.path}/events"
    whole = run_of(await told(api, user, path, format="ag-ui")).text
    for place in range(len(EVENTS) + 1):
        assert whole.endswith(run_of(await told(api, user, path, str(place), format="ag-ui")).text)

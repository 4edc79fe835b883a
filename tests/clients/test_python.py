"""Streams held against Python packages of others: httpx-sse, ag-ui-validate, pydantic-ai."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import orjson
from ag_ui_validate.pytest_plugin import assert_valid_agui
from httpx_sse import ServerSentEvent, aconnect_sse
from pydantic_ai import Agent as PydanticAgent
from pydantic_ai.messages import ModelMessage, ModelRequest
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_ai.ui.vercel_ai import VercelAIAdapter
from pydantic_ai.ui.vercel_ai.request_types import SubmitMessage, TextUIPart, UIMessage

from tests.api.streams.support import an_agent, delta
from tests.clients.conftest import Served
from tests.support import a_chat, got

CALL = {"toolCallId": "c1", "toolName": "find_bag"}


async def followed(
    client: httpx.AsyncClient, path: str, last_event_id: str | None = None
) -> AsyncIterator[ServerSentEvent]:
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    async with aconnect_sse(client, "GET", path, headers=headers) as source:
        async for event in source.aiter_sse():
            yield event


async def test_httpx_sse_follows_and_comes_back(served: Served) -> None:
    agent = await an_agent(served.client)
    path = f"{agent.path}/events"
    text, last, retry = "", None, None
    async for event in followed(served.client, path):
        assert event.event in ("snapshot", "delta", "end")
        retry = event.retry or retry
        data = event.json()
        if event.event == "delta":
            text += "".join(each["delta"] for each in data["events"])
        if event.id == "2":
            # It goes away in the midst of it.
            last = event.id
            break
        await agent.say(f"{event.id} ")
    assert (text, last, retry) == ("0 1 ", "2", 1000)
    await agent.say("2 ", "3 ")
    await agent.finish()
    rest = [event async for event in followed(served.client, path, last)]
    assert [(event.event, event.id) for event in rest] == [("delta", "4"), ("end", "4")]
    assert rest[-1].json()["message"]["content"] == "0 1 2 3 "


async def test_ag_ui_validate_finds_nothing_wrong(served: Served) -> None:
    for state in ("complete", "failed"):
        agent = await an_agent(served.client)
        for event in (
            {"type": "reasoning-delta", "id": "r1", "delta": "Hm."},
            delta("Let me "),
            {"type": "tool-input-start", **CALL},
            {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": "{}"},
            {"type": "tool-input-available", **CALL, "input": {}},
            {
                "type": "tool-output-available",
                "toolCallId": "c1",
                "output": "L",
                "preliminary": True,
            },
            {"type": "tool-output-available", "toolCallId": "c1", "output": "Lisbon"},
            {"type": "tool-output-available", "toolCallId": "c1", "output": "again"},
            {"type": "data-place", "id": "d", "data": {"at": 1}},
            delta("see."),
        ):
            await agent.write(event)
        await agent.finish(state=state)
        path = f"{agent.path}/events?format=ag-ui"
        for place in (None, *map(str, range(11))):
            events = [event.json() async for event in followed(served.client, path, place)]
            assert_valid_agui(events, max_warnings=0)


def find_bag(tag: int) -> str:
    """Where the bag with this tag is."""
    return f"bag {tag} is in Lisbon"


async def a_model(
    messages: list[ModelMessage], _: AgentInfo
) -> AsyncIterator[str | DeltaToolCalls]:
    if len([each for each in messages if isinstance(each, ModelRequest)]) == 1:
        yield {0: DeltaToolCall(name="find_bag", tool_call_id="c1")}
        yield {0: DeltaToolCall(json_args='{"tag":')}
        yield {0: DeltaToolCall(json_args=" 7}")}
    else:
        for word in ("It ", "is ", "in ", "Lisbon."):
            yield word
            await asyncio.sleep(0)


async def test_pydantic_ai_writes_by_piping_what_it_sends_its_own_front_ends(
    served: Served,
) -> None:
    agent = PydanticAgent(FunctionModel(stream_function=a_model), tools=[find_bag])
    asked = UIMessage(id="u-1", role="user", parts=[TextUIPart(text="Where is my bag?")])
    adapter = VercelAIAdapter(
        agent, SubmitMessage(trigger="submit-message", id="chat", messages=[asked])
    )
    chat = (await a_chat(served.client))["id"]

    async def body() -> AsyncIterator[bytes]:
        async for part in adapter.encode_stream(adapter.run_stream()):
            yield part.encode()

    response = await served.client.post(
        f"/chats/{chat}/streams",
        params={"id": "m-1"},
        content=body(),
        headers={"Content-Type": "text/event-stream"},
    )
    assert (response.status_code, response.json()["state"]) == (201, "complete"), response.text
    shown = await got(served.client, f"/chats/{chat}/messages/m-1")
    assert shown["content"] == "It is in Lisbon."
    (call,) = shown["tool_calls"]
    assert (call["id"], call["function"]["name"]) == ("c1", "find_bag")
    assert orjson.loads(call["function"]["arguments"]) == {"tag": 7}
    assert call["output"] == "bag 7 is in Lisbon"

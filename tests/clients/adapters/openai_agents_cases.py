"""The Agents SDK's sessions: what its own tests ask of one, and a Runner without a network."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from agents import (
    Agent,
    Model,
    ModelResponse,
    Runner,
    Session,
    SessionSettings,
    Usage,
    function_tool,
    set_tracing_disabled,
)
from cases import Given, run
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)
from threadkeep_client.openai_agents import ThreadkeepSession

ITEMS: list[Any] = [
    {"role": "user", "content": "Where is my bag?"},
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "I look."}]},
    {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "find", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "c1", "output": "In Lisbon."},
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "odd": {"a": [1, None]}},
    {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "In Lisbon.", "annotations": []}],
    },
]


def said(number: int) -> Any:
    return {"role": "user", "content": f"{number}"}


async def items_come_back_equal(given: Given) -> None:
    session = ThreadkeepSession(given.name, given.client)
    assert isinstance(session, Session)
    assert await session.get_items() == []
    await session.add_items([])
    await session.add_items(ITEMS)
    await session.add_items(ITEMS[-1:])  # many frameworks give all that they make one id
    assert await session.get_items() == [*ITEMS, ITEMS[-1]]
    assert await ThreadkeepSession(given.name, given.client).get_items() == [*ITEMS, ITEMS[-1]]


async def a_limit_gives_the_newest_in_order(given: Given) -> None:
    session = ThreadkeepSession(given.name, given.client)
    await session.add_items([said(n) for n in range(130)])
    assert await session.get_items() == [said(n) for n in range(130)]
    assert await session.get_items(limit=3) == [said(127), said(128), said(129)]
    assert await session.get_items(limit=0) == []
    assert len(await session.get_items(limit=500)) == 130
    few = ThreadkeepSession(given.name, given.client, SessionSettings(limit=2))
    assert await few.get_items() == [said(128), said(129)]
    assert len(await few.get_items(limit=120)) == 120


async def each_item_is_popped_once(given: Given) -> None:
    one, other = (ThreadkeepSession(given.name, given.client) for _ in range(2))
    assert await one.pop_item() is None
    await one.add_items([said(n) for n in range(30)])
    assert await one.pop_item() == said(29)
    popped = await asyncio.gather(*(each.pop_item() for each in [one, other] * 20))
    found = sorted(int(each["content"]) for each in popped if each is not None)
    assert found == list(range(29)), found
    assert await other.get_items() == []


async def sessions_are_apart_and_can_be_cleared(given: Given) -> None:
    one, same = (ThreadkeepSession(given.name, given.client) for _ in range(2))
    other = ThreadkeepSession(f"{given.name}-2", given.client)
    await one.add_items([said(1)])
    await other.add_items([said(2)])
    assert await same.get_items() == [said(1)]
    await one.clear_session()
    assert await same.get_items() == []
    await same.add_items([said(3)])
    assert await one.get_items() == [said(3)]
    assert await other.get_items() == [said(2)]


async def writers_at_the_same_time_lose_nothing(given: Given) -> None:
    sessions = [ThreadkeepSession(given.name, given.client) for _ in range(8)]
    await asyncio.gather(*(each.add_items([said(n)] * 3) for n, each in enumerate(sessions)))
    texts = [each["content"] for each in await sessions[0].get_items()]
    assert sorted(texts) == sorted(str(n) for n in range(8) for _ in range(3))


class Offline(Model):
    """Calls the tool, then answers by what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    async def get_response(self, system_instructions: Any, input: Any, *_: Any, **__: Any) -> Any:
        self.told.append(input)
        last = input[-1]
        output: Any
        if last.get("type") == "function_call_output":
            text = ResponseOutputText(type="output_text", text=last["output"], annotations=[])
            output = ResponseOutputMessage(
                id="__fake_id__",
                type="message",
                role="assistant",
                status="completed",
                content=[text],
            )
        else:
            name = f"call_{len(self.told)}"
            output = ResponseFunctionToolCall(
                id="__fake_id__",
                type="function_call",
                call_id=name,
                name="find_bag",
                arguments="{}",
            )
        return ModelResponse(output=[output], usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        raise NotImplementedError


@function_tool
def find_bag() -> str:
    """Where the bag is."""
    return "In Lisbon."


async def a_runner_goes_on_with_a_session(given: Given) -> None:
    set_tracing_disabled(True)
    model = Offline()
    agent = Agent(name="Bags", model=model, tools=[find_bag])
    first = await Runner.run(
        agent, "Where is my bag?", session=ThreadkeepSession(given.name, given.client)
    )
    second = await Runner.run(
        agent, "And now?", session=ThreadkeepSession(given.name, given.client)
    )
    assert (first.final_output, second.final_output) == ("In Lisbon.", "In Lisbon.")
    assert [each.get("role", each.get("type")) for each in model.told[2]] == [
        *("user", "function_call", "function_call_output", "assistant", "user"),
    ]
    chat = given.client.chat(await given.chat_id())
    assert [each.role for each in await chat.messages().all(4)] == [
        *("user", "assistant", "tool", "assistant"),
    ]


if __name__ == "__main__":
    run(
        items_come_back_equal,
        a_limit_gives_the_newest_in_order,
        each_item_is_popped_once,
        sessions_are_apart_and_can_be_cleared,
        writers_at_the_same_time_lose_nothing,
        a_runner_goes_on_with_a_session,
    )

"""Pydantic AI's message history: there and back, and an agent with a model of its own tests."""

from typing import Any

from cases import Given, run
from pydantic_ai import Agent, ImageUrl
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.test import TestModel
from pydantic_ai.usage import RequestUsage
from threadkeep_client.pydantic_ai import ThreadkeepHistory

MESSAGES: list[ModelMessage] = [
    ModelRequest(parts=[SystemPromptPart("Be brief."), UserPromptPart("Where is my bag?")]),
    ModelResponse(
        parts=[
            ThinkingPart("I look.", signature="s"),
            TextPart("A moment."),
            ToolCallPart("find", {"tag": "é"}, "c1"),
            ToolCallPart("find", '{"tag": 2}', "c2"),
        ],
        usage=RequestUsage(input_tokens=3, output_tokens=4),
        model_name="m",
    ),
    ModelRequest(
        parts=[
            ToolReturnPart("find", {"city": "Lisbon"}, "c1"),
            ToolReturnPart("find", "Again", "c2", outcome="retried"),
        ]
    ),
    ModelRequest(
        parts=[
            UserPromptPart(
                [
                    "Like this",
                    ImageUrl("https://example.com/bag.jpg"),
                    BinaryContent(b"\x00\x01", media_type="image/png"),
                ]
            )
        ]
    ),
    ModelResponse(parts=[TextPart("")]),
]


def as_json_has_them(messages: list[ModelMessage]) -> list[ModelMessage]:
    """Messages as the framework itself reads back what it wrote: with names it gives to files."""
    told = ModelMessagesTypeAdapter.dump_json(messages)
    return ModelMessagesTypeAdapter.validate_json(told)


async def messages_come_back_equal(given: Given) -> None:
    history = ThreadkeepHistory(given.name, given.client)
    assert await history.load() == []
    await history.append(MESSAGES[:2])
    await history.append(MESSAGES[2:])
    await history.append([])
    assert await history.load() == as_json_has_them(MESSAGES)
    await history.clear()
    assert await history.load() == []


async def an_agent_goes_on_with_its_history(given: Given) -> None:
    agent = Agent(TestModel(), system_prompt="Be brief.")

    @agent.tool_plain
    def find_bag() -> str:
        return "In Lisbon."

    history = ThreadkeepHistory(given.name, given.client)
    first = await agent.run("Where is my bag?", message_history=await history.load())
    await history.append(first.new_messages())
    second = await agent.run("And now?", message_history=await history.load())
    await history.append(second.new_messages())
    assert await history.load() == second.all_messages()
    stored = await given.client.list_messages(await given.chat_id()).all()
    assert [each.role for each in stored[:4]] == ["user", "assistant", "tool", "assistant"]


async def it_is_a_chat_that_others_read_and_write(given: Given) -> None:
    history = ThreadkeepHistory(given.name, given.client)
    await history.append(MESSAGES[:3])
    chat = given.client.chat(await given.chat_id())
    asked, called, one, other = await chat.messages().all()
    assert [each.id for each in called.tool_calls or []] == ["c1", "c2"]
    assert (one.tool_call_id, other.tool_call_id) == ("c1", "c2")
    await given.client.redact_message(chat.id, asked.id)
    await chat.append("user", "Hello")
    await chat.append("assistant", "Hi.")
    kept: list[Any] = await history.load()
    assert kept[:2] == MESSAGES[1:3]
    assert kept[2].parts[0].content == "Hello"
    assert kept[3].parts == [TextPart("Hi.")]


if __name__ == "__main__":
    run(
        messages_come_back_equal,
        an_agent_goes_on_with_its_history,
        it_is_a_chat_that_others_read_and_write,
    )

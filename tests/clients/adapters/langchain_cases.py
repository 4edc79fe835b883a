"""LangChain's chat history: every class of message, there and back."""

import asyncio
import warnings

from cases import Given, run
from langchain_core.messages import (
    AIMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from threadkeep_client.langchain import ThreadkeepChatMessageHistory

MESSAGES = [
    SystemMessage("Be brief.", id="s1"),
    HumanMessage("Where is my bag?", name="alice", additional_kwargs={"odd": [1, None]}),
    HumanMessage(
        [
            "In words",
            {"type": "text", "text": "It looks like this.", "cache": True},
            {"type": "image_url", "image_url": {"url": "https://example.com/bag.jpg"}},
            {"type": "image", "source_type": "base64", "data": "aGk=", "mime_type": "image/png"},
        ]
    ),
    AIMessage(
        "",
        tool_calls=[{"name": "find", "args": {"tag": "é"}, "id": "c1"}],
        invalid_tool_calls=[{"name": "x", "args": "{", "id": "c2", "error": "no"}],
        usage_metadata={"input_tokens": 3, "output_tokens": 4, "total_tokens": 7},
        response_metadata={"model": "m"},
    ),
    ToolMessage("In Lisbon.", tool_call_id="c1", artifact={"raw": 1}, status="error"),
    AIMessage([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "In Lisbon."}]),
    ChatMessage("Hello", role="pirate"),
    FunctionMessage("1", name="f"),
    HumanMessage(""),
    HumanMessage("a" * 300_000, additional_kwargs={"~text": 0, "more": {"~object": 1}}),
]


async def every_class_comes_back_equal(given: Given) -> None:
    history = ThreadkeepChatMessageHistory(given.name, given.in_threads, given.client)
    assert history.messages == []
    history.add_messages(MESSAGES[:4])
    history.add_message(MESSAGES[4])
    await history.aadd_messages(MESSAGES[5:])
    history.add_messages([])
    for kept in (history.messages, await history.aget_messages()):
        for one, other in zip(kept, MESSAGES, strict=True):
            assert one == other, (one, other)
            assert type(one) is type(other)


async def it_is_a_chat_that_others_read_and_write(given: Given) -> None:
    history = ThreadkeepChatMessageHistory(given.name, given.in_threads)
    history.add_messages(MESSAGES[1:5:3])
    history.add_messages([AIMessage("x", tool_calls=[{"name": "f", "args": {}, "id": "c9"}])])
    chat = given.client.chat(await given.chat_id())
    first, second, third = await chat.messages().all()
    assert (first.role, first.name, second.role, second.tool_call_id) == (
        "user",
        "alice",
        "tool",
        "c1",
    )
    assert [each.id for each in third.tool_calls or []] == ["c9"]
    await given.client.edit_message(chat.id, first.id, text="Where is it?")
    await given.client.redact_message(chat.id, second.id)
    await chat.append(
        "assistant",
        "It flies.",
        tool_calls=[
            {"id": "c3", "type": "function", "function": {"name": "fly", "arguments": '{"at": 9}'}}
        ],
    )
    await chat.append("tool", "Done.", tool_call_id="c3")
    kept = history.messages
    assert kept[0] == HumanMessage(
        "Where is it?", name="alice", additional_kwargs={"odd": [1, None]}
    )
    assert [type(each) for each in kept[1:]] == [AIMessage, AIMessage, ToolMessage]
    assert kept[2].tool_calls[0]["args"] == {"at": 9}


async def it_can_be_cleared_and_nothing_is_lost_by_many(given: Given) -> None:
    history = ThreadkeepChatMessageHistory(given.name, given.in_threads, given.client)
    await asyncio.gather(*(history.aadd_messages([HumanMessage(str(n))] * 2) for n in range(8)))
    assert len(await history.aget_messages()) == 16
    history.clear()
    assert history.messages == []
    history.add_user_message("Again")
    await history.aclear()
    assert await history.aget_messages() == []


async def it_goes_on_in_a_new_chat_where_another_has_cleared_it(given: Given) -> None:
    history = ThreadkeepChatMessageHistory(given.name, given.in_threads, given.client)
    other = ThreadkeepChatMessageHistory(given.name, given.in_threads, given.client)
    history.add_user_message("Before")
    other.clear()
    await history.aadd_messages([HumanMessage("After")])
    assert [each.content for each in other.messages] == ["After"]
    await other.aclear()
    assert history.messages == []


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    run(
        every_class_comes_back_equal,
        it_is_a_chat_that_others_read_and_write,
        it_can_be_cleared_and_nothing_is_lost_by_many,
        it_goes_on_in_a_new_chat_where_another_has_cleared_it,
    )

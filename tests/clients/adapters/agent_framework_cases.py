"""Agent Framework's history providers: there and back, and an agent without a network."""

from typing import Any

from agent_framework import Agent, BaseChatClient, ChatResponse, Content, Message
from cases import Given, run
from threadkeep_client.agent_framework import ThreadkeepHistoryProvider

MESSAGES = [
    Message("system", ["Be brief."]),
    Message(
        "user",
        ["Where is my bag?", Content.from_uri("https://example.com/b.png", media_type="image/png")],
    ),
    Message(
        "assistant",
        [
            Content.from_text("A moment."),
            Content.from_function_call("c1", "find", arguments={"tag": "é"}),
            Content.from_function_call("c2", "find", arguments='{"tag": 2}'),
        ],
        author_name="bags",
        additional_properties={"odd": 1},
    ),
    Message(
        "tool",
        [
            Content.from_function_result("c1", result="In Lisbon."),
            Content.from_function_result("c2", result="In Porto."),
        ],
    ),
    Message("assistant", ["In Lisbon."], message_id="m-9"),
]


def told(messages: list[Message]) -> list[dict[str, Any]]:
    return [each.to_dict() for each in messages]


async def messages_come_back_equal(given: Given) -> None:
    provider = ThreadkeepHistoryProvider(given.client)
    assert await provider.get_messages(given.name) == []
    await provider.save_messages(given.name, MESSAGES[:2])
    await provider.save_messages(given.name, MESSAGES[2:])
    await provider.save_messages(given.name, [])
    assert told(await provider.get_messages(given.name)) == told(MESSAGES)
    chat = given.client.chat(await given.chat_id())
    roles = [each.role for each in await chat.messages().all()]
    assert roles == ["system", "user", "assistant", "tool", "tool", "assistant"]
    await chat.append("user", "Hello")
    assert (await provider.get_messages(given.name))[-1].text == "Hello"
    await provider.clear(given.name)
    assert await provider.get_messages(given.name) == []


class Offline(BaseChatClient):
    """Says how much it was told."""

    def _inner_get_response(self, *, messages: Any, stream: bool, options: Any, **_: Any) -> Any:
        async def answer() -> ChatResponse:
            return ChatResponse(messages=[Message("assistant", [f"heard {len(messages)}"])])

        return answer()


async def an_agent_goes_on_with_its_session(given: Given) -> None:
    agent = Agent(client=Offline(), context_providers=[ThreadkeepHistoryProvider(given.client)])
    first = await agent.run("One", session=agent.create_session(session_id=given.name))
    second = await agent.run("Two", session=agent.create_session(session_id=given.name))
    assert (first.text, second.text) == ("heard 1", "heard 3")


if __name__ == "__main__":
    run(messages_come_back_equal, an_agent_goes_on_with_its_session)

"""Runs an agent of OpenAI's Agents SDK with a session of its own: URL TOKEN.

The model needs no network: it calls a tool, and then says what that gave. Tells, as one line of
JSON, what there is after each step.
"""

import asyncio
import json
import sys
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

from agents import (
    Agent,
    ModelResponse,
    OpenAIConversationsSession,
    Runner,
    Usage,
    function_tool,
    set_tracing_disabled,
)
from agents.models.interface import Model
from openai import AsyncOpenAI, NotFoundError
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
)
from openai.types.responses.response_reasoning_item import Summary


class Offline(Model):
    """A model that answers by what it is told, and keeps what that was."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    async def get_response(
        self,
        system_instructions: Any,  # noqa: ARG002 - the SDK gives it by its name
        input: Any,
        *_: Any,
        **__: Any,
    ) -> ModelResponse:
        """A thought and a call of the tool; an answer, once the tool has answered."""
        self.told.append(input)
        last = input[-1] if isinstance(input, list) else {}
        output: list[Any] = []
        if last.get("type") == "function_call_output":
            # Many frameworks give all that they make one id.
            text = ResponseOutputText(type="output_text", text=last["output"], annotations=[])
            output.append(
                ResponseOutputMessage(
                    id="__fake_id__",
                    type="message",
                    role="assistant",
                    status="completed",
                    content=[text],
                )
            )
        else:
            summary = [Summary(type="summary_text", text="I look.")]
            output.append(ResponseReasoningItem(id="rs_fake", type="reasoning", summary=summary))
            output.append(
                ResponseFunctionToolCall(
                    id="__fake_id__",
                    type="function_call",
                    call_id=f"call_{len(self.told)}",
                    name="find_bag",
                    arguments="{}",
                )
            )
        return ModelResponse(output=output, usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        """Not asked for."""
        raise NotImplementedError


@function_tool
def find_bag() -> str:
    """Where the bag is."""
    return "In Lisbon."


async def main(url: str, token: str) -> dict[str, Any]:
    """Two turns, a session that goes on with them, and what a session can do by itself."""
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key=token)
    model = Offline()
    agent = Agent(name="Bags", model=model, tools=[find_bag])
    session = OpenAIConversationsSession(openai_client=client)
    told: dict[str, Any] = {}
    first = await Runner.run(agent, "Where is my bag?", session=session)
    told["first"] = first.final_output
    told["items"] = await session.get_items()
    name = session.session_id
    later = OpenAIConversationsSession(conversation_id=name, openai_client=client)
    second = await Runner.run(agent, "And now?", session=later)
    told["second"] = second.final_output
    headers = {"Authorization": f"Bearer {token}"}
    chat = urllib.request.Request(f"{url}/chats/{name}/messages", headers=headers)
    with urllib.request.urlopen(chat) as answer:  # noqa: ASYNC210 - nothing else runs
        told["messages"] = json.load(answer)["items"][:5]
    told["input"] = model.told[-1]
    told["history"] = await later.get_items()
    told["newest"] = await later.get_items(limit=3)
    told["popped"] = [await session.pop_item(), await session.pop_item()]
    told["after pop"] = await later.get_items()
    await session.add_items([{"role": "user", "content": f"{n}"} for n in range(45)])
    told["added"] = [item.get("content") for item in await session.get_items(limit=45)]
    two = await asyncio.gather(session.pop_item(), later.pop_item(), return_exceptions=True)
    lost = [each for each in two if isinstance(each, BaseException)]
    assert all(isinstance(each, NotFoundError) for each in lost), lost
    told["popped by two"] = [each["id"] for each in two if isinstance(each, dict)]
    told["conversation"] = name
    await session.clear_session()
    told["cleared"] = await session.get_items()
    try:
        await later.get_items()
    except NotFoundError as error:
        told["gone"] = error.message
    await client.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(*sys.argv[1:]))) + "\n")

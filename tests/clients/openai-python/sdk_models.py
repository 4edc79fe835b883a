"""What the Agents SDK's own models send of a session's items: URL TOKEN.

The models' provider is none: each request is answered here. Tells, as one line of JSON, what came
with the last request of each model.
"""

import asyncio
import json
import sys
from typing import Any

import httpx2
from agents import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIConversationsSession,
    OpenAIResponsesModel,
    Runner,
    set_tracing_disabled,
)
from openai import AsyncOpenAI

TEXT = {"type": "output_text", "text": "In Lisbon.", "annotations": []}
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
ANSWERS = {
    "/v1/chat/completions": {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "In Lisbon."},
            }
        ],
    },
    "/v1/responses": {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "status": "completed",
        "output": [{**MESSAGE, "content": [TEXT]}],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    },
}


async def main(url: str, token: str) -> dict[str, Any]:
    """A conversation that was given as texts, gone on with by each model."""
    set_tracing_disabled(True)
    sent: list[Any] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(json.loads(request.content))
        return httpx2.Response(200, json=ANSWERS[request.url.path])

    provider = AsyncOpenAI(
        base_url="http://provider/v1",
        api_key="none",
        http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)),
    )
    told: dict[str, Any] = {}
    async with AsyncOpenAI(base_url=f"{url}/v1", api_key=token) as client:
        for kind, turns in ((OpenAIChatCompletionsModel, 1), (OpenAIResponsesModel, 2)):
            session = OpenAIConversationsSession(openai_client=client)
            await session.add_items(
                [
                    {"role": "user", "content": "Hello."},
                    {"role": "assistant", "content": "Good morning."},
                ]
            )
            agent = Agent(name="Bags", model=kind(model="m", openai_client=provider))
            for _ in range(turns):
                await Runner.run(agent, "Where is my bag?", session=session)
            told[kind.__name__] = sent[-1].get("messages") or sent[-1]["input"]
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(*sys.argv[1:]))) + "\n")

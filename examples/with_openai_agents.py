"""Two turns of an agent of OpenAI's Agents SDK; its model needs no network."""

import asyncio
import os
from typing import Any

from agents import Agent, Model, ModelResponse, Runner, Usage, set_tracing_disabled
from openai.types.responses import ResponseOutputMessage, ResponseOutputText
from threadkeep_client import AsyncThreadkeep
from threadkeep_client.openai_agents import ThreadkeepSession

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")


class Counting(Model):
    """Put a model of yours in its place."""

    async def get_response(self, system_instructions: Any, input: Any, *_: Any, **__: Any) -> Any:
        text = f"I was told {len(input)} items."
        part = ResponseOutputText(type="output_text", text=text, annotations=[])
        message = ResponseOutputMessage(
            id="m", type="message", role="assistant", status="completed", content=[part]
        )
        return ModelResponse(output=[message], usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError


async def main() -> None:
    set_tracing_disabled(True)
    agent = Agent(name="Bags", model=Counting())
    async with AsyncThreadkeep(URL, os.environ["TOKEN"]) as threadkeep:
        session = ThreadkeepSession("ticket-4711", threadkeep)
        await session.clear_session()
        for question in ("Where is my bag?", "And now?"):
            result = await Runner.run(agent, question, session=session)
            print(result.final_output)


asyncio.run(main())

"""Two turns of an agent of Pydantic AI; its model needs no network."""

import asyncio
import os

from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
from threadkeep_client import AsyncThreadkeep
from threadkeep_client.pydantic_ai import ThreadkeepHistory

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")


async def main() -> None:
    agent = Agent(TestModel(custom_output_text="It is in Lisbon."))
    async with AsyncThreadkeep(URL, os.environ["TOKEN"]) as threadkeep:
        history = ThreadkeepHistory("ticket-4713", threadkeep)
        await history.clear()
        for question in ("Where is my bag?", "And now?"):
            result = await agent.run(question, message_history=await history.load())
            await history.append(result.new_messages())
            print(len(result.all_messages()), result.output)


asyncio.run(main())

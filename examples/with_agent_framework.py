"""Two turns of an agent of Microsoft's Agent Framework; its model needs no network."""

import asyncio
import os
from typing import Any

from agent_framework import Agent, BaseChatClient, ChatResponse, Message
from threadkeep_client import AsyncThreadkeep
from threadkeep_client.agent_framework import ThreadkeepHistoryProvider

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")


class Counting(BaseChatClient):
    """Put a client of yours in its place."""

    def _inner_get_response(self, *, messages: Any, stream: bool, options: Any, **_: Any) -> Any:
        async def answer() -> ChatResponse:
            text = f"I was told {len(messages)} messages."
            return ChatResponse(messages=[Message("assistant", [text])])

        return answer()


async def main() -> None:
    async with AsyncThreadkeep(URL, os.environ["TOKEN"]) as threadkeep:
        provider = ThreadkeepHistoryProvider(threadkeep)
        await provider.clear("ticket-4714")
        agent = Agent(client=Counting(), context_providers=[provider])
        for question in ("Where is my bag?", "And now?"):
            session = agent.create_session(session_id="ticket-4714")
            print((await agent.run(question, session=session)).text)


asyncio.run(main())

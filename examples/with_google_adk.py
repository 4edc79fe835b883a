"""Two turns of an agent of Google's ADK; it needs no network."""

import asyncio
import os
from collections.abc import AsyncIterator

from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events.event import Event
from google.adk.runners import Runner
from google.genai.types import Content, Part
from threadkeep_client import AsyncThreadkeep
from threadkeep_client.google_adk import ThreadkeepSessionService

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")


class Counting(BaseAgent):
    """Put an agent of yours in its place."""

    async def _run_async_impl(self, ctx: InvocationContext) -> AsyncIterator[Event]:
        text = f"I see {len(ctx.session.events)} events."
        content = Content(role="model", parts=[Part(text=text)])
        yield Event(author=self.name, invocation_id=ctx.invocation_id, content=content)


async def main() -> None:
    async with AsyncThreadkeep(URL, os.environ["TOKEN"]) as threadkeep:
        sessions = ThreadkeepSessionService(threadkeep)
        runner = Runner(app_name="bags", agent=Counting(name="bags"), session_service=sessions)
        session = await sessions.create_session(app_name="bags", user_id="alice")
        for question in ("Where is my bag?", "And now?"):
            asked = Content(role="user", parts=[Part(text=question)])
            running = runner.run_async(user_id="alice", session_id=session.id, new_message=asked)
            async for event in running:
                print(event.content.parts[0].text if event.content else "")


asyncio.run(main())

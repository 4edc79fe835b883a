"""A session, an answer that is written while it is made, and a reader that follows it."""

import asyncio
import os

from threadkeep_client import AsyncThreadkeep, apply_events
from threadkeep_client.news import Delta, End, Snapshot

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")


async def follow(threadkeep: AsyncThreadkeep, stream_id: str) -> None:
    message = None
    async with threadkeep.follow_stream(stream_id) as news:
        async for told in news:
            if isinstance(told, Snapshot):
                message = told.message
            elif isinstance(told, Delta) and message is not None:
                message = apply_events(message, told.events)
            elif isinstance(told, End):
                print("the reader has:", told.message.content)


async def main() -> None:
    async with AsyncThreadkeep(URL, os.environ["TOKEN"]) as threadkeep:
        session = await threadkeep.create_session(name="Lost bag")
        chat = threadkeep.chat(session.chat_id)
        await chat.append("user", "Where is my bag?")
        async with chat.stream() as answer:
            reading = asyncio.create_task(follow(threadkeep, answer.stream.id))
            await answer.tool_call("c1", "find_bag", {"tag": "SK 4711"})
            await answer.tool_output("c1", "Lisbon")
            for word in ("It ", "is ", "in ", "Lisbon."):
                await answer.text(word)
        await reading
        async for message in chat.messages():
            print(message.sequence_order, message.role, message.content)


asyncio.run(main())

"""Runs the cases of a program, each with a client of its own chats, and tells which passed."""

import asyncio
import sys
import uuid
from collections.abc import Awaitable, Callable

from threadkeep_client import AsyncThreadkeep, Threadkeep

Case = Callable[["Given"], Awaitable[None]]


class Given:
    """What a case has: clients of both kinds, and a name that nobody had before."""

    def __init__(self, url: str, token: str) -> None:
        self.client = AsyncThreadkeep(url, token)
        self.in_threads = Threadkeep(url, token)
        self.name = f"case-{uuid.uuid4().hex}"

    async def chat_id(self) -> str:
        """The chat that has the name."""
        return (await self.client.create_chat(key=self.name)).id


def run(*cases: Case) -> None:
    """Run them all; the program fails where one does."""

    async def every() -> None:
        for case in cases:
            given = Given(*sys.argv[1:3])
            await case(given)
            await given.client.aclose()
            given.in_threads.close()
            sys.stdout.write(f"{case.__name__}\n")

    asyncio.run(every())

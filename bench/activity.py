"""Claim: that a session follows its chat's activity costs an append nothing to speak of.

Appends through the chat service to the chat of a session, whose ``last_activity_at``
is written every two seconds by the recorder, and to a chat that no session owns, in
turn; many sessions at once, so that each flush has something to write. Prints the
median and the 95th percentile of both, and their ratio.

    python -m bench.activity [--rounds 2000] [--sessions 50]
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import indexes
from bench.preload import CONTENT
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.sessions.create import insert_session
from documents.database import Database
from documents.shapes.base import utc_now
from documents.shapes.chats import Role
from services.lifecycle import COMMAND, services_on
from services.settings import Settings
from services.wiring import Wiring

USER = "bench"


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--sessions", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            await measure(database, arguments.rounds, arguments.sessions)
            await database.close()


async def measure(database: Database, rounds: int, sessions: int) -> None:
    """Append in turn, and tell."""
    chance = random.Random(7)
    owned, alone = [], []
    for number in range(sessions):
        session = await insert_session(
            database,
            USER,
            name=f"Session {number}",
            session_metadata={},
            chat_id=None,
            mission_id=None,
            now=utc_now(),
        )
        owned.append(session.chat_id)
        head = await insert_chat(USER, title=None, context_data={}, now=utc_now())
        alone.append(head.id)
    times: dict[str, list[float]] = {"of a session": [], "of none": []}
    message = NewMessage(Role.USER.value, CONTENT)
    async with services_on(database, Wiring(Settings(), b"bench"), COMMAND) as services:
        for number in range(rounds):
            place = number % sessions
            both = [("of a session", owned[place]), ("of none", alone[place])]
            chance.shuffle(both)
            for name, chat_id in both:
                began = time.perf_counter()
                await services.messages.add_message(USER, chat_id, message)
                times[name].append(time.perf_counter() - began)
    for name, seconds in times.items():
        ratio = median(seconds) / median(times["of none"])
        late = quantiles(seconds, n=20)[-1]
        print(
            f"append to the chat {name:13} {median(seconds) * 1000:.2f} ms "
            f"({late * 1000:.2f}) x{ratio:.3f}"
        )


if __name__ == "__main__":
    asyncio.run(main())

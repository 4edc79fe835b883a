"""Claim: reading, exporting and checking a chat take the same memory however long it is.

For each length a new process reads the chat page by page, exports it as a transcript and
with all of its user, and checks it, and tells how far its resident memory rose above what it
was before. Memory is read from /proc, so this runs on Linux.

    python -m bench.chat_memory [--lengths 10000 100000 1000000]
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import indexes
from bench.preload import preload
from commands.embedded import running_server
from commands.transcripts.exporting import export_transcripts
from documents import DOCUMENTS
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.pages import read_page
from documents.database import Database
from documents.shapes.base import PydanticObjectId, utc_now
from documents.upkeep.check import check_chat
from documents.upkeep.export import export_user
from services.lifecycle import COMMAND, services_on
from services.settings import Settings
from services.wiring import Wiring

USER = "bench-{}"
LIMITS = SealingLimits()


def resident_mib(field: str) -> float:
    """This process's memory: VmRSS, now, or VmHWM, the most it ever was."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


async def read_all(_database: Database, user_id: str, chat_id: PydanticObjectId) -> int:
    """Every message, in pages of 500."""
    last = 0
    while True:
        page = await read_page(user_id, chat_id, after=last, limit=500, limits=LIMITS)
        last = page.messages[-1]["sequence_order"]
        if not page.has_after:
            return int(last)


async def export_all(database: Database, user_id: str, _chat_id: PydanticObjectId) -> int:
    """The user's transcripts, into nothing."""
    with Path("/dev/null").open("wb") as output:  # noqa: ASYNC230 - it never blocks
        async with services_on(database, Wiring(Settings(), b"bench"), COMMAND) as services:
            exported = [e async for e in export_transcripts(services, user_id, output)]
    return sum(e.messages for e in exported)


async def export_user_all(database: Database, user_id: str, _chat_id: PydanticObjectId) -> int:
    """Everything of the user, into nothing."""
    messages = 0
    async for block in export_user(database, user_id, now=utc_now()):
        messages += block.count(b'{"type":"message"')
    return messages


async def check_all(_database: Database, _user_id: str, chat_id: PydanticObjectId) -> int:
    """The chat's check."""
    checked = await check_chat(chat_id, now=utc_now())
    assert checked is not None
    assert checked.findings == []
    return checked.messages


WORK: dict[str, Callable[[Database, str, PydanticObjectId], Awaitable[int]]] = {
    "read": read_all,
    "export": export_all,
    "user export": export_user_all,
    "check": check_all,
}


async def one(work: str, uri: str, user_id: str, chat_id: str) -> None:
    """Do one thing in this process, and tell what it took."""
    database = Database(uri, name="bench")
    await database.bind(DOCUMENTS)
    await read_page(user_id, PydanticObjectId(chat_id), limit=500, limits=LIMITS)
    before, began = resident_mib("VmRSS"), time.perf_counter()
    messages = await WORK[work](database, user_id, PydanticObjectId(chat_id))
    seconds, rise = time.perf_counter() - began, resident_mib("VmHWM") - before
    print(f"{work:11} {messages:9,} messages: {rise:6.1f} MiB more, {seconds:6.1f} s", flush=True)
    await database.close()


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--lengths", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        await one(*arguments.one)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench", cache_gigabytes=1) as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            for length in arguments.lengths:
                user_id = USER.format(length)
                chat_id = await preload(user_id, length, LIMITS.piece_messages)
                for work in WORK:
                    command = [sys.executable, "-m", "bench.chat_memory", "--one", work]
                    process = await asyncio.create_subprocess_exec(
                        *command, server.uri, user_id, str(chat_id), stderr=subprocess.STDOUT
                    )
                    assert await process.wait() == 0
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())

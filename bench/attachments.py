"""Claim: to name an attachment costs two small updates beside the append, however long the chat is.

Chats of several lengths; in a round each gets, in an order drawn anew, a message of parts that
names nothing, one that names an attachment, and a redaction of each; then an upload of
``--bytes`` and its reading. Prints the medians, and the medians of the rounds' ratios.

    python -m bench.attachments [--rounds 40] [--lengths 100 10000] [--bytes 20000000]
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from statistics import median
from typing import Any

import indexes
from bench.preload import preload
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.attachments.uploading import NewAttachment
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from services.attachments import UploadBody
from services.settings import Settings
from services.wiring import Services, Wiring, make_services

USER = "bench"
CHANCE = random.Random(7)


async def timed(work: Awaitable[Any]) -> tuple[float, Any]:
    """How many seconds it took, and what came of it."""
    began = time.perf_counter()
    result = await work
    return time.perf_counter() - began, result


async def in_parts(size: int) -> AsyncIterator[bytes]:
    """Random bytes, as they come from a socket."""
    part = CHANCE.randbytes(64 * 1024)
    for start in range(0, size, len(part)):
        yield part[: size - start]


async def upload(services: Services, chat_id: PydanticObjectId, size: int) -> Any:
    """Upload so many bytes."""
    new = NewAttachment("application/octet-stream")
    made, _ = await services.attachments.upload(
        USER, chat_id, new, UploadBody(in_parts(size), size)
    )
    return made


async def one_round(
    services: Services, chat_id: PydanticObjectId, seconds: dict[str, list[float]]
) -> None:
    """A plain append and one that names an attachment, and their redactions."""
    attachment = await upload(services, chat_id, 1000)
    file = {"type": "file", "file": {"file_id": str(attachment["attachment_id"])}}
    contents: dict[str, list[dict[str, Any]]] = {
        "plain": [{"type": "text", "text": "x" * 60}],
        "naming": [file],
    }
    ids = {}
    for kind in CHANCE.sample(list(contents), 2):
        message = NewMessage("user", contents[kind])
        took, appended = await timed(services.messages.add_message(USER, chat_id, message))
        seconds[f"append {kind}"].append(took)
        ids[kind] = appended.messages[0]["id"]
    await services.background.finish()
    for kind in CHANCE.sample(list(contents), 2):
        redact = services.messages.redact_message(USER, chat_id, ids[kind], revisions=None)
        seconds[f"redact {kind}"].append((await timed(redact))[0])
    await services.background.finish()


async def measure(services: Services, arguments: argparse.Namespace) -> None:
    """Measure it, and print it."""
    piece = SealingLimits().piece_messages
    chats = {length: await preload(USER, length, piece) for length in arguments.lengths}
    seconds: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(arguments.rounds + 3):
        for length in CHANCE.sample(list(chats), len(chats)):
            kept = seconds[length] if number >= 3 else defaultdict(list)
            await one_round(services, chats[length], kept)
    for length, kinds in seconds.items():
        told = [f"{kind} {median(each) * 1000:.2f} ms" for kind, each in sorted(kinds.items())]
        ratios = [a / b for a, b in zip(kinds["append naming"], kinds["append plain"], strict=True)]
        print(f"{length:>9,}: {', '.join(told)}; naming / plain {median(ratios):.2f}")
    chat_id = chats[arguments.lengths[0]]
    took, made = await timed(upload(services, chat_id, arguments.bytes))
    print(f"upload {arguments.bytes / took / 1e6:.0f} MB/s", end=", ")
    began = time.perf_counter()
    async for _ in services.attachments.read_file(made["file_id"], 0, made["bytes"] - 1):
        pass
    print(f"reading {arguments.bytes / (time.perf_counter() - began) / 1e6:.0f} MB/s")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--lengths", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--bytes", type=int, default=20_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.bind(DOCUMENTS)
            services = make_services(database, Wiring(Settings(), b"a key for the benchmark"))
            await measure(services, arguments)
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())

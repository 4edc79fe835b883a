"""Claim: a feed tells its readers within some ms, costs little while idle, and slows no append.

Services in processes of their own on one MongoDB; the readers are in another process of the
service than the writer. Shown, each by itself:

- ``latency``: from sending a message to its arrival at each reader;
- ``idle``: memory and processor time of a process with so many feeds in which nothing happens;
- ``appends``: appends in a second while 200 feeds are open, as a ratio to none; turns of both
  alternate, and the ratio is the median of the pairs.

python -m bench.feed latency [--readers 1,50,200] [--messages 100]
python -m bench.feed idle [--feeds 1000] [--seconds 20]
python -m bench.feed appends [--feeds 200] [--pairs 9] [--seconds 3] [--followed]
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import orjson

from bench.processes import processor_seconds
from commands.embedded import running_server
from documents.database import Database
from documents.shapes.base import utc_now
from indexes import sync
from services.tokens import make_token
from tests.api.streams.serving import Serving, services
from tests.support import settings_for

FEEDS_OF_A_USER = 20
ENVIRONMENT = {"THREADKEEP_MAX_USER_FEEDS": "10000"}


@dataclass
class Bench:
    """Services on one MongoDB, and the headers of any user."""

    uri: str
    serving: list[Serving]
    token: Callable[[str], dict[str, str]]


@asynccontextmanager
async def served(number: int) -> AsyncIterator[Bench]:
    """So many services on a database of their own."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = await stack.enter_async_context(running_server(folder, "bench"))
        database = Database(server.uri, name="feeds")
        await sync(database)
        await database.close()
        serving = stack.enter_context(services(number, server.uri, "feeds", **ENVIRONMENT))
        await asyncio.gather(*(each.ready() for each in serving))
        settings = settings_for(server.uri, "feeds")

        def headers(user: str) -> dict[str, str]:
            hours = timedelta(hours=1)
            token = make_token(user, settings=settings, clock=utc_now, expires=hours)
            return {"Authorization": f"Bearer {token}"}

        yield Bench(server.uri, serving, headers)


@dataclass
class RawReader:
    """Reads a feed on a bare socket: an HTTP client would take longer than the service."""

    port: int
    path: str
    headers: dict[str, str]
    arrived: dict[int, float] = field(default_factory=dict)
    _writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Come, and wait until all that happens is told."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        self._writer.write(f"GET {self.path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head, head
        # The chat as it is: from now on all is told.
        await reader.readuntil(b"event: chat\n")
        self._reading = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b'data: {"items":'):
                at = time.perf_counter()
                for item in orjson.loads(line[6:])["items"]:
                    self.arrived[item["sequence_order"]] = at

    def close(self) -> None:
        """Leave."""
        self._reading.cancel()
        assert self._writer is not None
        self._writer.close()


async def a_session(client: httpx.AsyncClient, url: str, headers: dict[str, str]) -> dict[str, str]:
    """A new session."""
    made: dict[str, str] = (await client.post(f"{url}/sessions", json={}, headers=headers)).json()
    return made


async def latency(readers: Sequence[int], messages: int) -> None:
    """Print a line for each number of readers."""
    async with served(2) as bench, httpx.AsyncClient(timeout=30) as client:
        writer, reading = bench.serving
        headers = bench.token("alice")
        for number in readers:
            session = await a_session(client, writer.url, headers)
            path = f"/sessions/{session['id']}/events"
            following = [RawReader(reading.port, path, headers) for _ in range(number)]
            await asyncio.gather(*(each.open() for each in following))
            sent, acknowledged = [], []
            assert reading.process is not None
            used = processor_seconds(reading.process.pid)
            for n in range(messages):
                sent.append(time.perf_counter())
                response = await client.post(
                    f"{writer.url}/chats/{session['chat_id']}/messages",
                    json={"role": "user", "content": f"message {n}"},
                    headers=headers,
                )
                assert response.status_code == 201, response.text
                acknowledged.append(time.perf_counter() - sent[-1])
                await asyncio.sleep(0.05)
            while any(len(each.arrived) < messages for each in following):  # noqa: ASYNC110 - they set no event
                await asyncio.sleep(0.05)
            used = (processor_seconds(reading.process.pid) - used) / messages / number
            late = [
                at - sent[place - 1] for each in following for place, at in each.arrived.items()
            ]
            print(
                f"{number:4} readers: sent to read p50 {_ms(late, 50)} p95 {_ms(late, 95)} ms; "
                f"sent to acknowledged p50 {_ms(acknowledged, 50)} p95 {_ms(acknowledged, 95)} ms; "
                f"{used * 1e6:.0f} us of the processor for a message and a reader",
                flush=True,
            )
            for each in following:
                each.close()


def _ms(seconds: Sequence[float], share: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[share - 1] * 1000:.1f}"


async def open_feeds(
    bench: Bench, client: httpx.AsyncClient, serving: Serving, number: int
) -> tuple[list[RawReader], list[tuple[dict[str, str], str]]]:
    """So many feeds, each of a session of its own; and the chats, with their users' headers."""
    following, chats = [], []
    for n in range(number):
        headers = bench.token(f"user-{n // FEEDS_OF_A_USER}")
        session = await a_session(client, serving.url, headers)
        chats.append((headers, session["chat_id"]))
        reader = RawReader(serving.port, f"/sessions/{session['id']}/events", headers)
        await reader.open()
        following.append(reader)
    return following, chats


async def idle(number: int, seconds: float) -> None:
    """Print what a process has without feeds, and with so many."""
    async with served(1) as bench, httpx.AsyncClient(timeout=30) as client:
        (serving,) = bench.serving
        assert serving.process is not None
        pid = serving.process.pid
        headers = bench.token("alice")
        for _ in range(200):
            await a_session(client, serving.url, headers)
        before = _resident_bytes(pid)
        cpu_before = await _cpu_share(pid, seconds)
        following, _ = await open_feeds(bench, client, serving, number)
        await asyncio.sleep(5)
        after = _resident_bytes(pid)
        cpu_after = await _cpu_share(pid, seconds)
        print(
            f"{number} idle feeds: {before / 2**20:.0f} MB before, {after / 2**20:.0f} MB with "
            f"them ({(after - before) / number / 1024:.0f} KB each); processor {cpu_before:.1%} "
            f"before, {cpu_after:.1%} of one with them"
        )
        for each in following:
            each.close()


def _resident_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    facts = dict(line.split(":", 1) for line in status.splitlines())
    return int(facts["VmRSS"].split()[0]) * 1024


async def _cpu_share(pid: int, seconds: float) -> float:
    before = processor_seconds(pid)
    await asyncio.sleep(seconds)
    return (processor_seconds(pid) - before) / seconds


async def appends(feeds: int, pairs: int, seconds: float, *, followed: bool) -> None:
    """Print the ratio of appends with so many feeds open to appends with none.

    The feeds are of other chats than those that are written to, unless they are ``followed``.
    Each turn is of a process of its own: a process follows the database from its first feed on.
    """
    async with served(0) as bench:
        turns: dict[bool, list[Turn]] = {False: [], True: []}
        for pair in range(pairs):
            for has_feeds in (False, True) if pair % 2 else (True, False):
                open_now = feeds if has_feeds else 0
                turns[has_feeds].append(await _turn(bench, open_now, seconds, followed=followed))
        pairs_of_turns = list(zip(turns[True], turns[False], strict=True))
        kind = "followed" if followed else "other"
        for what, unit, ratios in (
            ("appends", "a second", [a.rate / b.rate for a, b in pairs_of_turns]),
            ("processor", "us an append", [b.cost / a.cost for a, b in pairs_of_turns]),
        ):
            with_feeds, with_none = (
                statistics.median(
                    each.rate if what == "appends" else each.cost * 1e6 for each in turns[has]
                )
                for has in (True, False)
            )
            print(
                f"{kind} chats, {feeds} feeds: {what} {with_feeds:.0f} {unit}, with none "
                f"{with_none:.0f}; ratio {statistics.median(ratios):.3f} "
                f"({min(ratios):.2f} to {max(ratios):.2f})"
            )


@dataclass
class Turn:
    """Appends in a second, and the seconds of the processor that one took."""

    rate: float
    cost: float


def _used() -> float:
    """What the processes have used that this one has started."""
    return processor_seconds(os.getpid()) - time.process_time()


async def _turn(bench: Bench, feeds: int, seconds: float, *, followed: bool) -> Turn:
    with services(1, bench.uri, "feeds", **ENVIRONMENT) as (serving,):
        await serving.ready()
        async with httpx.AsyncClient(timeout=60) as client:
            following, chats = await open_feeds(bench, client, serving, feeds)
            if not (feeds and followed):
                headers = bench.token("writer")
                chats = [
                    (headers, (await a_session(client, serving.url, headers))["chat_id"])
                    for _ in range(200 if followed else 8)
                ]
            # What there is to do for the start is done.
            await asyncio.sleep(1)
            used = _used()
            rate = await _appended(client, serving.url, chats, seconds)
            cost = (_used() - used) / (rate * seconds)
            for each in following:
                each.close()
            return Turn(rate, cost)


async def _appended(
    client: httpx.AsyncClient,
    url: str,
    chats: Sequence[tuple[dict[str, str], str]],
    seconds: float,
) -> float:
    ends = time.perf_counter() + seconds
    done = 0

    async def write(place: int) -> None:
        nonlocal done
        while time.perf_counter() < ends:
            headers, chat_id = chats[place % len(chats)]
            response = await client.post(
                f"{url}/chats/{chat_id}/messages",
                json={"role": "user", "content": "a message of some words"},
                headers=headers,
            )
            assert response.status_code == 201, response.text
            done += 1
            place += 8

    await asyncio.gather(*(write(place) for place in range(8)))
    return done / seconds


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["latency", "idle", "appends"])
    parser.add_argument("--readers", default="1,50,200")
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--feeds", type=int)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--followed", action="store_true")
    arguments = parser.parse_args()
    if arguments.what == "latency":
        readers = [int(each) for each in arguments.readers.split(",")]
        asyncio.run(latency(readers, arguments.messages))
    elif arguments.what == "idle":
        asyncio.run(idle(arguments.feeds or 1000, arguments.seconds or 20))
    else:
        asyncio.run(
            appends(
                arguments.feeds or 200,
                arguments.pairs,
                arguments.seconds or 3,
                followed=arguments.followed,
            )
        )


if __name__ == "__main__":
    _main()

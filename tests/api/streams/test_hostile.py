"""Readers and writers of streams that mean no good, or are broken."""

import asyncio
import contextlib
import socket
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.base import utc_now
from services.stream_answers import MAX_EVENT_BYTES
from services.tokens import make_token
from tests.api.streams.serving import services
from tests.api.streams.support import Agent, an_agent, delta
from tests.support import got, settings_for

READERS = 60
REQUESTS = 60
MIB = 1024 * 1024


def resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
@pytest.mark.timeout(180)
async def test_readers_that_never_read_take_little_memory_and_hold_up_nobody(
    mongod: EmbeddedServer, bound: Database
) -> None:
    # Who takes nothing for so long is let go.
    limit = {"THREADKEEP_BODY_TIMEOUT_SECONDS": "3"}
    with services(1, mongod.uri, bound.name, **limit) as serving:
        (only,) = serving
        await only.ready()
        settings = settings_for(mongod.uri, bound.name)
        token = make_token("alice", settings=settings, clock=utc_now, expires=timedelta(hours=1))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(timeout=60, headers=headers, base_url=only.url) as client:
            agent = await an_agent(client, lease_seconds=600)
            request = (
                f"GET {agent.path}/events?after=0 HTTP/1.1\r\nHost: threadkeep\r\n"
                f"Authorization: Bearer {token}\r\n\r\n"
            )
            with contextlib.ExitStack() as stack:
                for _ in range(READERS):
                    reader = stack.enter_context(socket.socket())
                    # What the kernel takes for it is not the service's.
                    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                    reader.connect(("127.0.0.1", only.port))
                    reader.sendall(request.encode())
                assert only.process is not None
                pid = only.process.pid
                before = resident_bytes(pid)
                filler = "x" * (MAX_EVENT_BYTES - 1000)
                for number in range(REQUESTS):
                    await agent.write({"type": "data-x", "transient": True, "data": filler})
                    if number % 20 == 0:
                        await got(client, agent.path)
                grown = resident_bytes(pid) - before
                # All of it for each of them would be more than 200 MB.
                assert grown < READERS * MIB, f"{grown / MIB:.0f} MB"
                with_readers = open_files(pid)
                async with asyncio.timeout(60):
                    while open_files(pid) > with_readers - READERS // 2:  # noqa: ASYNC110 - /proc sets no event
                        await asyncio.sleep(0.1)
                await agent.finish()


async def test_a_forger_of_producer_headers_changes_nothing(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    forged = [
        # Another's name in the writer's own epoch, or an epoch that is over.
        ({"Producer-Id": "forger"}, 403),
        ({"Producer-Id": "forger", "Producer-Seq": "0"}, 403),
        ({"Producer-Id": "AGENT"}, 403),
        # An epoch to come that does not begin at its beginning.
        ({"Producer-Epoch": "7"}, 422),
        ({"Producer-Epoch": "9007199254740991", "Producer-Seq": "1"}, 422),
        ({"Producer-Seq": "9007199254740991"}, 409),
        ({"Producer-Seq": "+1"}, 422),
        ({"Producer-Seq": "1e0"}, 422),
        ({"Producer-Seq": "٣"}, 422),
        ({"Producer-Id": "a,b\t"}, 422),
    ]
    for changed, status in forged:
        headers = {
            name.encode(): value.encode() for name, value in {**agent.headers(), **changed}.items()
        }
        for action in ("events", "finish"):
            body = delta("forged") if action == "events" else {}
            response = await user.post(f"{agent.path}/{action}", json=body, headers=headers)
            assert response.status_code == status, (changed, action, response.text)
    assert (await got(user, agent.path))["next"] == 1
    await agent.say("b")
    assert (await agent.finish())["content"] == "ab"


@pytest.mark.parametrize("twice", ["Producer-Id", "Producer-Epoch", "Producer-Seq"])
async def test_a_producer_header_that_comes_twice_is_refused(
    user: httpx.AsyncClient, twice: str
) -> None:
    agent = await an_agent(user)
    refused = [{"parameter": twice, "detail": "given more than once"}]
    for other in ("7", agent.headers()[twice]):
        headers = [*agent.headers().items(), (twice, other)]
        for action, body in (("events", delta("a")), ("finish", {}), ("lease", {})):
            if (action, twice) == ("lease", "Producer-Seq"):
                continue
            response = await user.post(f"{agent.path}/{action}", json=body, headers=headers)
            assert (response.status_code, response.json().get("errors")) == (422, refused)
    assert (await got(user, agent.path))["next"] == 0
    assert (await agent.finish())["content"] == ""


async def test_a_last_event_id_that_comes_twice_is_refused(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    headers = [("Last-Event-ID", "0"), ("Last-Event-ID", "0")]
    for path in (f"{agent.path}/events", f"/chats/{agent.stream['chat_id']}/events"):
        response = await user.get(path, headers=headers)
        assert response.status_code == 422
        assert response.json()["errors"][0]["parameter"] == "Last-Event-ID"


async def test_a_zombie_s_every_request_is_refused(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    heir = Agent(user, agent.stream, id="heir", epoch=1)
    await heir.say("b")
    # What it had sent before the other took over, too.
    for seq in (0, 1, 2):
        assert (await agent.send(delta("zombie"), seq=seq)).status_code == 403
        finish = await user.post(f"{agent.path}/finish", headers=agent.headers(seq))
        assert finish.status_code == 403
    writer = {name: agent.headers()[name] for name in ("Producer-Id", "Producer-Epoch")}
    assert (await user.post(f"{agent.path}/lease", headers=writer)).status_code == 403
    assert (await heir.finish())["content"] == "ab"
    assert (await agent.send(delta("zombie"))).status_code == 403


async def test_an_event_of_64_kb_and_one_byte_is_refused_and_the_next_taken(
    user: httpx.AsyncClient,
) -> None:
    agent = await an_agent(user)
    bare = len('{"type":"text-delta","delta":""}')
    for body, status in (
        # Bytes count, not characters.
        ({"type": "text-delta", "delta": "é" * ((MAX_EVENT_BYTES - bare) // 2) + "xx"}, 413),
        ([delta("x" * (MAX_EVENT_BYTES // 2))] * 2, 413),
        ({"type": "text-delta", "delta": "é" * ((MAX_EVENT_BYTES - bare) // 2)}, 200),
    ):
        response = await agent.send(body)
        assert response.status_code == status
    async with asyncio.timeout(60):
        shown = await (Agent(user, agent.stream, seq=1)).finish()
    assert len(shown["content"]) == (MAX_EVENT_BYTES - bare) // 2

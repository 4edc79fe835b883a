"""What a stranger may take of the service: bytes, time and connections, on raw sockets."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from commands.serve.protocol import ConnectionLimits
from services.settings import Settings
from tests.commands.processes import WAIT_SECONDS, serve, until
from tests.commands.serve.raw_sockets import served

SOON = 0.2

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
NEVER = b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n"
MIDDLING = b"GET /middling HTTP/1.1\r\nHost: x\r\n\r\n"
UNREAD = b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


async def test_requests_within_the_bounds_are_served_one_after_another() -> None:
    async with served() as server:
        connection = await server.connect()
        for size in (0, 5, 300_000):
            await connection.send(POST + b"Content-Length: %d\r\n\r\n" % size + b"x" * size)
            assert (await connection.answer())[2] == str(size).encode()


async def test_a_request_that_comes_byte_by_byte_is_one() -> None:
    async with served() as server:
        connection = await server.connect()
        for byte in POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n":
            await connection.send(bytes([byte]))
        assert (await connection.answer())[2] == b"3"


async def test_requests_sent_at_once_are_answered_in_order() -> None:
    async with served() as server:
        connection = await server.connect()
        bodies = [POST + b"Content-Length: %d\r\n\r\n" % n + b"x" * n for n in range(2000)]
        await connection.send(b"".join(bodies))
        for n in range(2000):
            assert (await connection.answer())[2] == str(n).encode()


async def test_requests_behind_an_open_one_are_not_parsed_before_their_turn() -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(NEVER + GET * 5000)
        await until(lambda: any(each.pipeline for each in server.connections))
        (open_one,) = server.connections
        assert len(open_one.pipeline) < 500
        assert open_one.flow.read_paused


async def test_the_end_of_a_connection_is_told_to_the_request_before_one_that_waits() -> None:
    begun, ended = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def waiting(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        begun.set()
        ended.set_result((await receive())["type"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async with served(waiting) as server:
        connection = await server.connect()
        await connection.send(GET * 2)
        async with asyncio.timeout(WAIT_SECONDS):
            await begun.wait()
        connection.close()
        async with asyncio.timeout(WAIT_SECONDS):
            assert await ended == "http.disconnect"


@pytest.mark.parametrize(
    "head",
    [
        POST + b"x: " + b"y" * 100_000,
        POST + b"x: y\r\n" * 10_000,
        POST + b"x" * 100_000,
        b"GET /" + b"x" * 100_000,
        b"\r\n" * 50_000,
    ],
    ids=["a long value", "many headers", "a long name", "a long target", "blank lines"],
)
async def test_a_head_without_end_is_431(head: bytes) -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(head)
        await connection.is_refused(431)


async def test_a_head_without_end_is_431_on_a_connection_that_was_used_before() -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(GET)
        assert (await connection.answer())[0] == 200
        await connection.send(POST + b"x: " + b"y" * 100_000)
        await connection.is_refused(431)


async def test_trailers_without_end_are_431() -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(
            POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 9000
        )
        await connection.is_refused(431)


@pytest.mark.parametrize("part", [b"", b"G", POST, POST + b"x: "])
async def test_a_head_that_takes_too_long_is_408(part: bytes) -> None:
    async with served(head_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(part)
        await connection.is_refused(408)


async def test_the_second_head_of_a_connection_may_not_take_too_long_either() -> None:
    async with served(head_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(GET)
        assert (await connection.answer())[0] == 200
        await connection.send(POST)
        await connection.is_refused(408)


@pytest.mark.parametrize(
    "part",
    [
        POST + b"Content-Length: 1000\r\n\r\n",
        POST + b"Content-Length: 1000\r\n\r\n" + b"x" * 999,
        POST + b"Transfer-Encoding: chunked\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    ],
)
async def test_a_body_that_takes_too_long_is_408(part: bytes) -> None:
    async with served(body_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(part)
        await connection.is_refused(408)


async def test_a_body_that_is_a_stream_may_take_as_long_as_it_likes() -> None:
    async with served(body_seconds=SOON) as server:
        lasting = await server.connect()
        await lasting.send(
            b"POST /lasting HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
        )
        for _ in range(3):
            other = await server.connect()
            await other.send(POST + b"Content-Length: 10\r\n\r\nx")
            await other.is_refused(408)
        await lasting.send(b"1\r\nb\r\n0\r\n\r\n")
        assert (await lasting.answer())[::2] == (200, b"2")


async def test_a_body_that_nobody_wants_may_not_take_too_long_either() -> None:
    async with served(body_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(UNREAD)
        assert (await connection.answer())[0] == 200
        await connection.is_closed()


async def test_a_connection_is_closed_when_nothing_comes_after_a_body_that_nobody_wanted() -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(UNREAD)
        assert (await connection.answer())[0] == 200
        await connection.send(b"x" * 1000)
        await connection.is_closed()


async def test_an_answer_that_nobody_reads_does_not_stay() -> None:
    async with served(body_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await connection.head()
        await until(lambda: not server.connections)


@pytest.mark.parametrize("last", [b"", b"Connection: close\r\n"])
async def test_the_end_of_an_answer_that_nobody_reads_does_not_stay(last: bytes) -> None:
    async with served(body_seconds=SOON, keep_alive_seconds=SOON) as server:
        connection = await server.connect(holding=4096)
        await connection.send(MIDDLING[:-2] + last + b"\r\n")
        await until(lambda: bool(server.connections))
        await until(lambda: not server.connections)


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00",
        b"HELLO\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_a_problem_with_an_id(junk: bytes) -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(junk)
        await connection.is_refused(400)


async def test_junk_behind_a_request_does_not_take_its_answer() -> None:
    async with served() as server:
        connection = await server.connect()
        await connection.send(GET + b"\x00\x01\x02 junk\r\n\r\n")
        assert (await connection.answer())[0] == 200
        await connection.is_closed()


async def test_one_connection_too_many_is_503_until_another_goes() -> None:
    async with served(connections=2) as server:
        first, second = await server.connect(), await server.connect()
        for each in (first, second):
            await each.send(NEVER)
        third = await server.connect()
        await third.send(GET)
        status, headers, _ = await third.answer()
        assert (status, headers["retry-after"]) == (503, "1")
        await third.is_closed()
        first.close()
        await first.is_closed()
        await until(lambda: len(server.connections) < 2)
        fourth = await server.connect()
        await fourth.send(GET)
        assert (await fourth.answer())[0] == 200


async def test_the_connection_that_was_idle_longest_gives_way_to_a_new_one() -> None:
    async with served(connections=3, keep_alive_seconds=WAIT_SECONDS) as server:
        busy, first, second = [await server.connect() for _ in range(3)]
        await busy.send(NEVER)
        for each in (first, second):
            await each.send(GET)
            assert (await each.answer())[0] == 200
        new = await server.connect()
        await first.is_closed()
        for each in (new, second):
            await each.send(GET)
            assert (await each.answer())[0] == 200
        assert len(server.connections) == 3


async def test_a_connection_that_gives_way_does_not_wait_for_its_answer_to_be_read() -> None:
    async with served(connections=1, keep_alive_seconds=WAIT_SECONDS) as server:
        unread = await server.connect(holding=4096)
        await unread.send(MIDDLING)
        await until(lambda: bool(server.connections))
        (open_one,) = server.connections
        await until(lambda: open_one.timeout_keep_alive_task is not None)
        new = await server.connect()
        await new.send(GET)
        assert (await new.answer())[0] == 200
        await until(lambda: open_one.parser is None)


async def test_a_connection_without_a_request_is_closed_in_time() -> None:
    async with served(keep_alive_seconds=SOON) as server:
        connection = await server.connect()
        await connection.send(GET)
        assert (await connection.answer())[0] == 200
        await connection.is_closed()


def test_a_connection_is_kept_longer_than_clients_and_proxies_keep_theirs() -> None:
    # 60 s: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
    assert ConnectionLimits.of(Settings()).keep_alive_seconds > 60


OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 5\r\n\r\nabcde",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_request_that_offers_another_protocol_is_served_by_this_one(
    body: bytes, at_once: bool
) -> None:
    async with served() as server:
        connection = await server.connect()
        sent = POST + OFFER + body + GET[:-2] + OFFER + b"\r\n" + POST + body
        for part in [sent] if at_once else [bytes([byte]) for byte in sent]:
            await connection.send(part)
        for size in (b"5", b"0", b"5"):
            status, _, answer = await connection.answer()
            assert (status, answer) == (200, size)


def test_the_settings_bound_the_service(tmp_path: Path) -> None:
    env = {"THREADKEEP_MAX_HEAD_BYTES": "1024", "THREADKEEP_HEAD_TIMEOUT_SECONDS": "0.2"}
    with serve(tmp_path, env=env) as service:
        host, port = service.address().removeprefix("http://").split(":")
        for sent, status in ((b"GET /" + b"x" * 2000, b"431"), (b"GET /", b"408")):
            with socket.create_connection((host, int(port)), WAIT_SECONDS) as connection:
                connection.sendall(sent)
                assert connection.makefile("rb").readline().split()[1] == status


def test_the_process_may_open_as_many_files_as_there_may_be_connections() -> None:
    program = (
        "import resource as r\n"
        "from commands.serve.open_files import allow_open_files\n"
        "r.setrlimit(r.RLIMIT_NOFILE, (64, r.getrlimit(r.RLIMIT_NOFILE)[1]))\n"
        "allow_open_files(100)\n"
        "print(r.getrlimit(r.RLIMIT_NOFILE)[0])\n"
    )
    assert int(subprocess.check_output([sys.executable, "-c", program])) > 100

"""A webhook's receiver may be anybody's: what it answers harms nobody, and holds nobody up."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator

import pytest

from services.webhooks.sender import SendOutcome, WebhookSender
from tests.api.webhooks.receiver import Answer, receiving

HERE = (ipaddress.ip_network("127.0.0.0/8"),)
HEADERS = {"webhook-id": "1"}


@pytest.fixture
async def sender() -> AsyncIterator[WebhookSender]:
    made = WebhookSender(timeout_seconds=1.0, allowed=HERE)
    await made.open()
    yield made
    await made.close()


def saying(*parts: bytes, forever: bytes = b"", waits: bool = False) -> Answer:
    """An answer of these parts, and then one without end, or nothing for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        while forever:
            writer.write(forever)
            await writer.drain()
        if waits:
            await asyncio.Event().wait()

    return answer


async def test_an_answer_says_whether_it_has_arrived(sender: WebhookSender) -> None:
    async with receiving() as receiver:
        assert await sender.post(receiver.url, HEADERS, b"{}") == SendOutcome(204)
        assert await sender.post(receiver.url, HEADERS, b"{}") == SendOutcome(204)
        first, _ = receiver.received
    assert first.body == b"{}"
    assert first.headers["webhook-id"] == "1"
    assert first.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (saying(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), SendOutcome(500)),
        (saying(b"HTTP/1.1 204 No Content\r\n\r\n", waits=True), SendOutcome(204)),
        # Never answers, and answers half a head.
        (saying(waits=True), SendOutcome(None, "timeout")),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Le", waits=True), SendOutcome(None, "timeout")),
        # A body that ends never, and one that comes never.
        (
            saying(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                forever=b"1000\r\n" + b"a" * 4096 + b"\r\n",
            ),
            SendOutcome(200),
        ),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", waits=True), SendOutcome(200)),
        # A head of a megabyte, and one that never ends.
        (
            saying(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2**20 + b"\r\n\r\n", waits=True),
            SendOutcome(None, "bad-answer"),
        ),
        (saying(b"HTTP/1.1 200 OK\r\nX: ", forever=b"a" * 4096), SendOutcome(None, "bad-answer")),
        (saying(b"SSH-2.0-OpenSSH\r\n\r\n", waits=True), SendOutcome(None, "bad-answer")),
        (saying(), SendOutcome(None, "bad-answer")),
    ],
)
async def test_a_receiver_that_answers_badly_is_given_up(
    sender: WebhookSender, answer: Answer, outcome: SendOutcome
) -> None:
    async with receiving(answer) as receiver, asyncio.timeout(30):
        assert await sender.post(receiver.url, HEADERS, b"{}") == outcome


async def test_a_redirect_is_not_followed(sender: WebhookSender) -> None:
    async with receiving() as inner:
        location = b"HTTP/1.1 307 Go\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n"
        async with receiving(saying(location % inner.url.encode())) as outer:
            outcome = await sender.post(outer.url, HEADERS, b"{}")
        assert outcome == SendOutcome(307)
        assert not outcome.arrived
        assert inner.received == []


async def test_a_receiver_that_does_not_listen_is_a_failed_connection(
    sender: WebhookSender,
) -> None:
    async with receiving() as receiver:
        url = receiver.url
    assert await sender.post(url, HEADERS, b"{}") == SendOutcome(None, "connection-failed")


async def test_a_receiver_that_speaks_no_tls_is_told_apart(sender: WebhookSender) -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await sender.post(f"https://127.0.0.1:{port}/", HEADERS, b"{}")
    assert outcome == SendOutcome(None, "tls-failed")
    server.close()


async def test_a_name_is_asked_once_and_the_connection_goes_to_what_was_checked() -> None:
    asked: list[str] = []

    async def rebinding(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    sender = WebhookSender(timeout_seconds=5, allowed=HERE, resolve=rebinding)
    await sender.open()
    async with receiving() as receiver:
        url = f"http://hooks.internal:{receiver.port}/"
        assert await sender.post(url, HEADERS, b"{}") == SendOutcome(204)
        assert receiver.received[0].headers["host"] == f"hooks.internal:{receiver.port}"
    assert asked == ["hooks.internal"]
    await sender.close()


async def test_a_name_that_leads_to_this_machine_is_not_connected_to() -> None:
    async def resolve(_: str, __: int) -> list[str]:
        return ["8.8.8.8", "127.0.0.1"]

    sender = WebhookSender(timeout_seconds=5, allowed=(), resolve=resolve)
    await sender.open()
    async with receiving() as receiver:
        for host in ("hooks.example", "2130706433", "0x7f.1", "localhost."):
            url = f"https://{host}:{receiver.port}/"
            outcome = await sender.post(url, HEADERS, b"{}")
            assert outcome == SendOutcome(None, "address-refused")
        assert receiver.received == []
    await sender.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::1]", "0"])
async def test_this_machine_by_any_name_is_refused_by_the_system_s_own_answer(host: str) -> None:
    sender = WebhookSender(timeout_seconds=5, allowed=())
    await sender.open()
    outcome = await sender.post(f"https://{host}:1/", HEADERS, b"{}")
    assert outcome.error in ("address-refused", "connection-failed")
    if host != "0":
        assert outcome.error == "address-refused"
    await sender.close()


async def test_no_name_at_all_is_a_failed_connection() -> None:
    async def nothing(_: str, __: int) -> list[str]:
        raise OSError("no such name")

    lost = WebhookSender(timeout_seconds=5, allowed=HERE, resolve=nothing)
    await lost.open()
    outcome = await lost.post("http://hooks.internal/", HEADERS, b"{}")
    assert outcome == SendOutcome(None, "connection-failed")
    await lost.close()

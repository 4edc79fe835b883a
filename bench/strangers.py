"""Claim: what one client sends without end costs the service next to nothing.

One service on a MongoDB of its own. In turn: a header that never ends; 800 requests
that stop half way through their head; 40 bodies of 24 MB of one user of which the last byte
never comes. Prints for each what was answered, how many connections were still open in the
end, what the process grew by, and the processor time that it took.

    python -m bench.strangers
"""

import asyncio
import os
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import indexes
from bench.append_http import Http, start_service
from commands.embedded import running_server
from documents.database import Database

HEAD_SECONDS = 3
BODY_BYTES = 24_000_000


class Process:
    """What the service has taken so far."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        self._before = self._now()

    def _now(self) -> tuple[float, float]:
        pages = int((self._folder / "statm").read_text().split()[1])
        fields = (self._folder / "stat").read_text().rsplit(")", 1)[1].split()
        ticks = int(fields[11]) + int(fields[12])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, ticks / os.sysconf("SC_CLK_TCK")

    def taken(self) -> str:
        """Since it was made."""
        memory, seconds = (now - then for now, then in zip(self._now(), self._before, strict=True))
        return f"{memory:+.1f} MB, {seconds:.2f} s of CPU"


def status(connection: socket.socket) -> str:
    """The status that it was answered with, if it was."""
    try:
        return connection.recv(4096).split(b" ")[1].decode()
    except (OSError, IndexError):
        return "nothing"


def counted(answers: list[str]) -> str:
    """How many of each."""
    return ", ".join(f"{answers.count(each)} x {each}" for each in sorted(set(answers)))


def endless_header(address: tuple[str, int]) -> tuple[int, str]:
    """How many bytes of a header could be sent, and what the service answered."""
    sent = 0
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nx: " + b"y" * 2**16)
        answer = status(connection)
        with suppress(OSError):
            while sent < 2**30:
                sent += connection.send(b"y" * 65536)
    return sent, answer


def run(service: Http, address: tuple[str, int], token: str) -> None:
    """All of it, one after another."""
    pid = service.service.pid
    process = Process(pid)
    sent, answer = endless_header(address)
    print(
        f"an endless header: {answer}, {sent / 2**20:.1f} MB more could be sent; {process.taken()}"
    )

    process = Process(pid)
    half = [socket.create_connection(address, 60) for _ in range(800)]
    for each in half:
        each.sendall(b"GET / HTTP/1.1\r\nHost:")
    answers = [status(each) for each in half]
    print(f"800 half heads: {counted(answers)}; {process.taken()}")
    for each in half:
        each.close()

    process = Process(pid)
    head = f"POST /assets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {BODY_BYTES}\r\n\r\n"
    bodies = []
    for _ in range(40):
        bodies.append(socket.create_connection(address, 2))
        with suppress(OSError):
            bodies[-1].sendall(head.encode())
            bodies[-1].sendall(b" " * (BODY_BYTES - 1))
    time.sleep(1)
    answers = [status(each) for each in bodies]
    print(f"40 bodies without their last byte: {counted(answers)}; {process.taken()}")


async def measure() -> None:
    """Start the service, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THREADKEEP_HEAD_TIMEOUT_SECONDS"] = str(HEAD_SECONDS)
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            await database.close()
            service = start_service(server.uri, "bench", folder)
            try:
                host, port = service.address.split(":")
                await asyncio.to_thread(run, service, (host, int(port)), service.token)
            finally:
                service.service.terminate()
                service.service.wait()


if __name__ == "__main__":
    asyncio.run(measure())

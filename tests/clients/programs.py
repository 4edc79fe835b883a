"""Starts the programs of others that the tests run against the service: Node.js, nginx."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson

from tests.api.streams.serving import GOES_ON
from tests.ports import free_port

NODE_FOLDER = Path(__file__).parent / "node"
_NODE_BIN = Path(".venv/clients/bin").absolute()


def path_of(*names: str) -> str:
    """Where the first of these programs is; ``make stream-clients`` installs them."""
    path = f"{_NODE_BIN}{os.pathsep}{os.environ['PATH']}{os.pathsep}/usr/sbin"
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise AssertionError(f"{' or '.join(names)} is not installed: make stream-clients")


class Lines:
    """A script of Node.js, and what it tells: a line of JSON each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []

    async def next(self) -> dict[str, Any] | None:
        """The next that it tells; None once it has ended, which it does well."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            assert await self.process.wait() == 0
            return None
        told: dict[str, Any] = orjson.loads(line)
        self.told.append(told)
        return told

    async def until(self, event: str) -> dict[str, Any]:
        """The next that it tells of this event."""
        while (told := await self.next()) is not None:
            if told.get("event") == event:
                return told
        raise AssertionError(f"it ended without {event}: {self.told}")

    async def rest(self) -> list[dict[str, Any]]:
        """All that it tells, until it ends."""
        while await self.next() is not None:
            pass
        return self.told


@contextlib.asynccontextmanager
async def node(script: str, *arguments: str, **environment: str) -> AsyncIterator[Lines]:
    """A running script; killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(path_of("node"), script, *arguments),
        cwd=NODE_FOLDER,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        limit=2**22,
        start_new_session=True,
    )
    try:
        yield Lines(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            # The node of a wheel is a program that starts the real one.
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


_NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream threadkeep {{
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port};
        location = /page.html {{
            root {pages};
        }}
        location / {{
            proxy_pass http://threadkeep;
            proxy_set_header Authorization "Bearer {token}";
        }}
    }}
}}
"""


@contextlib.asynccontextmanager
async def nginx(folder: Path, upstream: list[int], token: str) -> AsyncIterator[str]:
    """The address of an nginx before the services at these ports, as it is by default.

    The first has all requests while it is there. It serves the page of ``node/`` at the same
    origin, and puts the token where a browser's EventSource cannot.
    """
    port = free_port()
    first, *others = upstream
    servers = f"server 127.0.0.1:{first}; "
    servers += " ".join(f"server 127.0.0.1:{each} backup;" for each in others)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _NGINX.format(folder=folder, servers=servers, port=port, pages=NODE_FOLDER, token=token)
    )
    # Root's nginx would serve as another user, who may not read the page.
    user = ["-g", "user root;"] if os.getuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        *(path_of("nginx"), "-p", str(folder), "-c", str(configuration), *user)
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(30), httpx.AsyncClient() as client:
            while True:
                with contextlib.suppress(*GOES_ON):
                    if (await client.get(f"{url}/page.html")).status_code == 200:
                        break
                await asyncio.sleep(0.05)
        yield url
    finally:
        process.terminate()
        await process.wait()

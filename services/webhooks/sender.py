"""Sends one request to a webhook, and says what came of it. Nothing that answers is trusted."""

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpcore

from documents.release import this_release
from services.webhooks.addresses import (
    AddressRefused,
    BadUrl,
    Network,
    Resolve,
    checked_addresses,
    checked_url,
    resolve_by_system,
)

ANSWER_BYTES = 16 * 1024
"""How much of an answer is read, so that its connection can be used again; nothing is kept."""

_HTTPS_PORT, _HTTP_PORT = 443, 80


@dataclass(frozen=True)
class SendOutcome:
    """What came of an attempt: the ``status`` of the answer, or the ``error`` in its place."""

    status: int | None
    error: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver says that it is there no more, for good."""
        return self.status == 410


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, and to no other."""

    def __init__(self, resolve: Resolve, allowed: Sequence[Network], *, secure: bool) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._secure = secure
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as the base has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that takes it."""
        addresses = await checked_addresses(
            self._resolve, host, port, self._allowed, secure=self._secure
        )
        failed: Exception = OSError("no address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class WebhookSender:
    """Sends requests, each within ``timeout_seconds`` in all.

    ``allowed`` are the networks that may be reached though they are not public; ``resolve``
    finds addresses. It follows no redirect, and asks no proxy.
    """

    def __init__(
        self,
        *,
        timeout_seconds: float,
        allowed: Sequence[Network],
        resolve: Resolve = resolve_by_system,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._allowed = allowed
        self._resolve = resolve
        self._tls = tls
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def open(self) -> None:
        """Read the certificates of this machine, which takes a moment."""
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpcore.default_ssl_context)

    async def close(self) -> None:
        """Close every connection."""
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            await pool.aclose()

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> SendOutcome:
        """Send a body to a URL. Never raises, but CancelledError."""
        status: int | None = None
        try:
            scheme = checked_url(url, self._allowed).scheme
            async with asyncio.timeout(self._timeout_seconds):
                async with self._pool(scheme).stream(
                    "POST", url, headers=[*_HEADERS, *headers.items()], content=body
                ) as response:
                    status = response.status
                    await _read_some(response)
        except (AddressRefused, BadUrl):
            return SendOutcome(None, "address-refused")
        except TimeoutError:
            if status is None:
                return SendOutcome(None, "timeout")
        except ssl.SSLError:
            return SendOutcome(None, "tls-failed")
        except (OSError, UnicodeError, httpcore.ConnectError) as error:
            failed = "tls-failed" if _is_tls(error) else "connection-failed"
            return SendOutcome(status, None if status is not None else failed)
        except httpcore.TimeoutException:
            return SendOutcome(None, "timeout")
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            if status is None:
                cut = isinstance(error, httpcore.NetworkError)
                return SendOutcome(None, "connection-failed" if cut else "bad-answer")
        return SendOutcome(status)

    def _pool(self, scheme: str) -> httpcore.AsyncConnectionPool:
        pool = self._pools.get(scheme)
        if pool is None:
            backend = _CheckedBackend(self._resolve, self._allowed, secure=scheme == "https")
            # Who sends bounds how many there are: here one who hangs would take another's.
            pool = self._pools[scheme] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                max_connections=None,
                max_keepalive_connections=32,
                keepalive_expiry=5.0,
                network_backend=backend,
            )
        return pool


_HEADERS = [
    ("Content-Type", "application/json"),
    ("User-Agent", f"Threadkeep/{this_release()}"),
    ("Accept", "*/*"),
]


def _is_tls(error: BaseException) -> bool:
    told: BaseException | None = error
    while told is not None:
        if isinstance(told, ssl.SSLError):
            return True
        told = told.__cause__ or told.__context__
    return False


async def _read_some(response: httpcore.Response) -> None:
    """Read an answer to its end, if that is near."""
    size = 0
    with suppress(httpcore.NetworkError, httpcore.ProtocolError):
        async for part in response.aiter_stream():
            size += len(part)
            if size > ANSWER_BYTES:
                return

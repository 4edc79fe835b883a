"""What loses requests and answers between a client and the service, as it is told to."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

# None lets a request pass; `before` loses it, `after` loses its answer; a status is its answer.
Fate = str | int | None


@dataclass
class Lossy(httpx.AsyncBaseTransport, httpx.BaseTransport):
    """Lets each request that is chosen meet the next fate, and all once there are none."""

    fates: deque[Fate] = field(default_factory=deque)
    chosen: Callable[[httpx.Request], bool] = lambda _: True
    seen: list[tuple[str, str, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._async = httpx.AsyncHTTPTransport()
        self._sync = httpx.HTTPTransport()
        self._lock = threading.Lock()

    def _fate(self, request: httpx.Request) -> Fate:
        with self._lock:
            return self.fates.popleft() if self.fates and self.chosen(request) else None

    def _told(self, request: httpx.Request, status: int | None) -> None:
        self.seen.append((request.method, request.url.path, status))

    def _before(self, request: httpx.Request, fate: Fate) -> httpx.Response | None:
        if fate == "before":
            self._told(request, None)
            raise httpx.ConnectError("the network is away", request=request)
        if isinstance(fate, int):
            self._told(request, fate)
            return httpx.Response(fate, headers={"Retry-After": "7"}, request=request)
        return None

    def _after(self, request: httpx.Request, fate: Fate, response: httpx.Response) -> None:
        self._told(request, response.status_code)
        if fate == "after":
            raise httpx.ReadError("the answer is lost", request=request)

    async def aclose(self) -> None:
        await self._async.aclose()

    def close(self) -> None:
        self._sync.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fate = self._fate(request)
        if made := self._before(request, fate):
            return made
        response = await self._async.handle_async_request(request)
        if fate == "after":
            await response.aread()
            await response.aclose()
        self._after(request, fate, response)
        return response

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        fate = self._fate(request)
        if made := self._before(request, fate):
            return made
        response = self._sync.handle_request(request)
        if fate == "after":
            response.read()
            response.close()
        self._after(request, fate, response)
        return response


@dataclass
class Clock:
    """Time that passes only where somebody sleeps, and chance that is always the same."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def date(self) -> float:
        return 1_700_000_000.0 + self.at

    def chance(self) -> float:
        return 1.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

"""The keys of an identity provider, which it publishes as a JSON Web Key Set (RFC 7517)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import structlog
from jwt import PyJWK, PyJWKClient, PyJWKSet

from api.problems import Unavailable
from documents.shapes.base import Clock

FETCH_SECONDS = 5.0
"""How long a request waits for the provider."""

KEPT_SECONDS = 300.0
"""How long keys are good for before they are asked for anew."""

ASK_AGAIN_SECONDS = 30.0
"""How long the provider is left alone after it was asked, whichever unknown keys tokens name."""

RETRY_SECONDS = 2.0
"""The same while there are no keys that are good: what `Retry-After` promises."""

log = structlog.get_logger()


class ProviderKeys:
    """The provider's signing keys by their ids.

    It is asked by one thread, which nothing else waits for, and once at a time: the
    requests that need its answer share it.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._client = PyJWKClient(url, cache_jwk_set=False, timeout=FETCH_SECONDS)
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="provider-keys")
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at = self._asked_at = float("-inf")
        self._asking: asyncio.Future[dict[str, PyJWK]] | None = None

    async def find(self, key_id: str) -> PyJWK | None:
        """The key with this id; None where the provider has none. Raises Unavailable."""
        if not self._good():
            await self._ask(RETRY_SECONDS)
            if not self._good():
                raise Unavailable("The identity provider's keys cannot be had.")
        if key_id not in self._keys:
            await self._ask(ASK_AGAIN_SECONDS)
        return self._keys.get(key_id)

    def is_still(self, key: PyJWK) -> bool:
        """Whether a key that ``find`` gave is the provider's, as far as is known.

        Where what is known is old the provider is asked, and not waited for: while it cannot
        be had, what its keys have checked stays checked.
        """
        if not self._good():
            self._start_asking(RETRY_SECONDS)
        return self._keys.get(key.key_id or "") is key

    def _good(self) -> bool:
        return self._since(self._fetched_at) < KEPT_SECONDS

    def _since(self, moment: float) -> float:
        # A clock that was set back must not keep it from asking.
        elapsed = self._clock().timestamp() - moment
        return elapsed if elapsed >= 0 else float("inf")

    async def _ask(self, pause_seconds: float) -> None:
        if self._asking is not None and self._since(self._asked_at) >= FETCH_SECONDS:
            return
        self._start_asking(pause_seconds)
        if self._asking is not None:
            await asyncio.wait([self._asking], timeout=FETCH_SECONDS)

    def _start_asking(self, pause_seconds: float) -> None:
        if self._asking is not None or self._since(self._asked_at) < pause_seconds:
            return
        self._asked_at = self._clock().timestamp()
        self._asking = asyncio.get_running_loop().run_in_executor(self._thread, self._fetch)
        self._asking.add_done_callback(self._take)

    def _fetch(self) -> dict[str, PyJWK]:
        keys = PyJWKSet.from_dict(self._client.fetch_data()).keys
        return {
            key.key_id: key for key in keys if key.key_id and key.public_key_use in ("sig", None)
        }

    def _take(self, asked: "asyncio.Future[dict[str, PyJWK]]") -> None:
        self._asking = None
        if asked.cancelled():
            return
        if error := asked.exception():
            log.warning("the identity provider's keys cannot be had", error=repr(error))
            return
        self._keys = asked.result()
        self._fetched_at = self._clock().timestamp()

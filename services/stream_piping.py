"""Writing a stream from events as they come: as many at a time as there are by then."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from documents.aggregates.streams.write import Producer, Written
from documents.database import DatabaseError, free_context, is_unavailable
from documents.json_values import json_bytes
from documents.shapes.base import PydanticObjectId
from documents.shapes.streams import StoredStream, StreamEvent, StreamState
from documents.shapes.usage import check_usage
from services.stream_answers import MAX_EVENT_BYTES, MAX_EVENTS
from services.streams import StreamService

PIPED = "piped"
"""The name of whoever writes in one request."""

_WAITING_BYTES = 4 * MAX_EVENT_BYTES
_RETRY_SECONDS = 0.2

_LAST = ("finish", "error", "abort")
"""The events that may say, in ``usage``, what the message has cost."""


class StreamPipe:
    """Writes what comes to a stream, and holds its lease for as long as more may come."""

    def __init__(self, streams: StreamService, user_id: str, stream: StoredStream) -> None:
        self._streams = streams
        self._user_id = user_id
        self._stream_id: PydanticObjectId = stream["_id"]
        self._lease_seconds: float = stream["lease_seconds"]
        # Whoever wrote before is told so.
        is_new = stream["producer_id"] is None and stream["state"] == StreamState.STREAMING
        self._epoch: int = stream["epoch"] + (not is_new)
        self._seq = 0
        self._waiting: list[StreamEvent] = []
        self._waiting_bytes = 0
        self._came = asyncio.Event()
        self._went = asyncio.Event()

    async def write(self, coming: AsyncIterator[Sequence[StreamEvent]]) -> None:
        """Write all that comes, and then end the stream as its last events say.

        What has come is written also where ``coming`` breaks off; then the stream stays open
        until its lease is over, so that another request can go on with it. Raises what
        ``coming`` raises, and what StreamService's methods do.
        """
        reading = asyncio.create_task(self._read(coming), context=free_context())
        reading.add_done_callback(lambda _: self._came.set())
        try:
            while self._waiting or not reading.done():
                await self._write_some()
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        await self._end()

    async def _read(self, coming: AsyncIterator[Sequence[StreamEvent]]) -> None:
        self._error: str | None = None
        self._aborted = False
        self._usage: dict[str, Any] | None = None
        async for events in coming:
            for event in events:
                self._streams.check_events([event])
                if event["type"] == "error":
                    self._error = str(event.get("errorText", "failed"))
                self._aborted |= event["type"] == "abort"
                if event["type"] in _LAST and "usage" in event:
                    # One of another form says something else, and stays in the event.
                    used = event["usage"]
                    self._usage = used if check_usage(used) is None else None
                self._waiting.append(event)
                self._waiting_bytes += json_bytes(event)
            self._came.set()
            while self._waiting_bytes > _WAITING_BYTES:
                self._went.clear()
                await self._went.wait()

    async def _write_some(self) -> None:
        if not self._waiting:
            self._came.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._lease_seconds / 3):
                    await self._came.wait()
                    return
            await self._streams.prolong_lease(
                self._user_id,
                self._stream_id,
                lease_seconds=None,
                writer=(PIPED, self._epoch),
            )
            return
        batch: list[StreamEvent] = []
        size = 0
        for event in self._waiting[:MAX_EVENTS]:
            weight = json_bytes(event)
            if batch and size + weight > MAX_EVENT_BYTES:
                break
            batch.append(event)
            size += weight
        await self._write(batch)
        del self._waiting[: len(batch)]
        self._waiting_bytes -= size
        self._went.set()

    async def _write(self, batch: Sequence[StreamEvent]) -> Written:
        """One request of the writer's, sent again for as long as its lease may hold."""
        loop = asyncio.get_running_loop()
        given_up_at = loop.time() + self._lease_seconds
        while True:
            try:
                written = await self._streams.append_events(
                    self._user_id, self._stream_id, batch, self._producer()
                )
            except DatabaseError as error:
                if not is_unavailable(error) or loop.time() >= given_up_at:
                    raise
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            self._seq += 1
            return written

    def _producer(self) -> Producer:
        return Producer(PIPED, self._epoch, self._seq)

    async def _end(self) -> None:
        if self._aborted:
            await self._streams.cancel_stream(self._user_id, self._stream_id, usage=self._usage)
            return
        state = StreamState.COMPLETE if self._error is None else StreamState.FAILED
        await self._streams.finish_stream(
            self._user_id,
            self._stream_id,
            state,
            error=self._error,
            message_metadata=None,
            usage=self._usage,
            producer=self._producer(),
        )

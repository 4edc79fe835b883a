"""Writes an answer while it is made."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import replace
from types import TracebackType
from typing import Any

import httpx

from threadkeep_client._async.runtime import CANCELLED, AsyncCondition, AsyncWorker
from threadkeep_client._async.transport import AsyncTransport
from threadkeep_client.base import Json
from threadkeep_client.calls import Call, answer_in, body_of, call
from threadkeep_client.event_buffer import EventBuffer
from threadkeep_client.models import MessageOut, StreamOut, StreamPlace, Usage
from threadkeep_client.news import StreamEvent
from threadkeep_client.problems import (
    ThreadkeepProblem,
    ThreadkeepUnreachable,
    is_problem,
    problem_named,
)
from threadkeep_client.retries import BackOff, RetryPolicy

ROOM_BYTES = 256_000
FOR_EVER = 2**53
_GIVING_UP = RetryPolicy(attempts=2, patience=5.0, timeout=5.0)


class AsyncStreamWriter:
    """Writes a stream: each event is stored once and in order, whatever the connection does.

    Events go together for ``flush_seconds``, at most 256 and 64 KB a request, and each request
    is sent until it is answered, for ``patience_seconds``. While it is open it holds the
    stream's lease. As a context manager it finishes the message at the end of the block; where
    the block raises, the message has failed, and where it is cancelled, so is the message.

    What it writes raises ThreadkeepProblem once nothing more can be written: ``stream-ended``
    when somebody stopped the stream, ``stale-epoch`` when another writer took it over.
    """

    def __init__(
        self,
        transport: AsyncTransport,
        opening: Call,
        *,
        producer: str,
        lease_seconds: float,
        flush_seconds: float,
        patience_seconds: float,
    ) -> None:
        self._transport, self._opening = transport, opening
        self._producer = producer
        self._lease, self._pace = lease_seconds, flush_seconds
        self._patience = RetryPolicy(
            attempts=FOR_EVER, patience=patience_seconds, back_off=BackOff(0.1, 5.0)
        )
        self._changed = AsyncCondition()
        self._buffer = EventBuffer()
        self._worker: AsyncWorker | None = None
        self._stream: StreamOut | None = None
        self._epoch = self._seq = 0
        self._urgent = self._sending = self._is_over = False
        self._stopped: BaseException | None = None
        self.next = 0
        """How many events are stored."""
        self.message: MessageOut | None = None
        """The message: as this writer found it, where it took it over; whole, once it ended."""

    @property
    def stream(self) -> StreamOut:
        """The stream, as it was when this writer began."""
        if self._stream is None:
            raise RuntimeError("the writer is not open: use it as a context manager")
        return self._stream

    @property
    def stopped(self) -> BaseException | None:
        """Why nothing more can be written; None while it can."""
        return self._stopped

    async def open(self) -> AsyncStreamWriter:
        """Open the stream, or take over the one that has this id and go on where it stands.

        Raises ThreadkeepProblem ``stream-ended`` where that has ended for good.
        """
        response = await self._transport.send(self._opening)
        self._stream = answer_in(response, StreamOut)
        self._epoch, self.next = self._stream.epoch, self._stream.next
        if response.status_code == 200:
            await self._take_over(self._stream)
        self._worker = AsyncWorker(self._work)
        return self

    async def text(self, delta: str, id: str = "text") -> None:
        """Write on the message's content. Returns as soon as there is room for more."""
        await self.event({"type": "text-delta", "id": id, "delta": delta})

    async def reasoning(self, delta: str, id: str = "reasoning") -> None:
        """Write on the message's reasoning."""
        await self.event({"type": "reasoning-delta", "id": id, "delta": delta})

    async def tool_call_start(self, tool_call_id: str, name: str) -> None:
        """Say that the model begins to write a tool call; readers are told, nothing is made."""
        await self.event({"type": "tool-input-start", "toolCallId": tool_call_id, "toolName": name})

    async def tool_call_delta(self, tool_call_id: str, delta: str) -> None:
        """Tell readers what the model writes of a call's arguments."""
        event = {"type": "tool-input-delta", "toolCallId": tool_call_id, "inputTextDelta": delta}
        await self.event(event)

    async def tool_call(self, tool_call_id: str, name: str, input: Any) -> None:
        """Write a whole tool call: an entry of the message's ``tool_calls``."""
        await self.event(
            {
                "type": "tool-input-available",
                "toolCallId": tool_call_id,
                "toolName": name,
                "input": input,
            }
        )

    async def tool_output(self, tool_call_id: str, output: Any) -> None:
        """Write what a tool answered, beside its call."""
        event = {"type": "tool-output-available", "toolCallId": tool_call_id, "output": output}
        await self.event(event)

    async def tool_error(self, tool_call_id: str, error: str) -> None:
        """Write that a tool failed, beside its call."""
        event = {"type": "tool-output-error", "toolCallId": tool_call_id, "errorText": error}
        await self.event(event)

    async def data(
        self, name: str, data: Any, id: str | None = None, transient: bool = False
    ) -> None:
        """Write data of your own, as ``data-NAME``; with an ``id``, in the place of the one before.

        ``transient`` data are told, and not kept.
        """
        event: StreamEvent = {"type": f"data-{name}", "data": data}
        if id is not None:
            event["id"] = id
        await self.event({**event, "transient": True} if transient else event)

    async def event(self, *events: StreamEvent) -> None:
        """Write events, by the names and shapes of the AI SDK's UI message stream."""
        async with self._changed:
            self._check()
            for event in events:
                self._buffer.add(event)
            self._changed.notify_all()
            while self._buffer.bytes > ROOM_BYTES:
                await self._changed.wait()
                self._check()

    async def flush(self) -> None:
        """Wait until all that was written is stored, by a majority and in the journal."""
        async with self._changed:
            while not (self._buffer.is_empty and not self._sending):
                self._check()
                self._urgent = True
                self._changed.notify_all()
                await self._changed.wait()
            self._urgent = False
            self._check()

    async def finish(
        self, *, usage: Usage | Json | None = None, message_metadata: Json | None = None
    ) -> MessageOut:
        """End the message, and give it whole."""
        await self.flush()
        return await self._end({"state": "complete"}, usage, message_metadata)

    async def fail(
        self,
        error: BaseException | str,
        *,
        usage: Usage | Json | None = None,
        message_metadata: Json | None = None,
    ) -> MessageOut:
        """End the message with what it has by now, and say what went wrong."""
        try:
            await self.flush()
        except ThreadkeepProblem as problem:
            # What was refused is no reason not to say that it failed.
            if not _is_refused(problem):
                raise
        text = str(error).encode(errors="replace").decode()[:10_000]
        return await self._end({"state": "failed", "error": text}, usage, message_metadata)

    async def cancel(self) -> MessageOut:
        """End the message with what is stored by now, as cancelled."""
        stop = call("POST", "/streams/{}/cancel", (self.stream.id,))
        response = await self._transport.send(stop, _GIVING_UP)
        await self.close()
        self.message = answer_in(response, MessageOut)
        return self.message

    async def pipe(self, pieces: AsyncIterable[StreamEvent | str]) -> None:
        """Write what comes: texts and events."""
        async for piece in pieces:
            await (self.text(piece) if isinstance(piece, str) else self.event(piece))

    async def close(self) -> None:
        """Write no more, and leave the stream to its lease, or to whoever takes it over."""
        async with self._changed:
            self._is_over = True
            self._buffer.clear()
            self._changed.notify_all()
        if self._worker is not None:
            await self._worker.join()

    async def __aenter__(self) -> AsyncStreamWriter:
        return await self.open() if self._stream is None else self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_over:
            return
        try:
            if error is None:
                await self.finish()
            elif self._stopped is not None and not _is_refused(self._stopped):
                return
            elif isinstance(error, Exception):
                await self.fail(error or type(error).__name__)
            else:
                await self.cancel()
        except (Exception, CANCELLED) as late:
            if error is None:
                raise
            error.add_note(f"The stream's message could not be ended: {late!r}")
        finally:
            await self.close()

    def _check(self) -> None:
        if self._stopped is not None:
            raise self._stopped
        if self._is_over or self._stream is None:
            raise RuntimeError("the writer is closed, or not open yet")

    async def _end(
        self, end: dict[str, Any], usage: Usage | Json | None, metadata: Json | None
    ) -> MessageOut:
        if usage is not None:
            end["usage"] = usage
        if metadata is not None:
            end["message_metadata"] = metadata
        response = await self._request("finish", end)
        await self.close()
        self.message = answer_in(response, MessageOut)
        return self.message

    async def _work(self) -> None:
        """Send what waits, and say that the writer is there."""
        try:
            while not self._is_over and self._stopped is None:
                events = await self._next_events()
                if events:
                    await self._send(events)
                elif not self._is_over:
                    await self._hold_lease()
        except Exception as error:
            async with self._changed:
                self._stopped = error
                self._sending = False
                self._buffer.clear()
                self._changed.notify_all()

    async def _next_events(self) -> list[StreamEvent]:
        """What is to be sent now; nothing when the lease is to be prolonged, or at the end."""
        now = self._transport.timing.now
        idle_until = now() + self._lease / 3
        due: float | None = None
        async with self._changed:
            while not self._is_over:
                if not self._buffer.is_empty:
                    due = now() + self._pace if due is None else due
                    if self._urgent or self._buffer.is_full or now() >= due:
                        self._sending = True
                        return self._buffer.take()
                elif now() >= idle_until:
                    break
                await self._changed.wait(max(0.0, (due or idle_until) - now()))
        return []

    async def _send(self, events: list[StreamEvent]) -> None:
        response = await self._request("events", events)
        async with self._changed:
            self._sending = False
            if response.status_code == 204:
                self.next += len(events)
            else:
                self.next = answer_in(response, StreamPlace).next
            self._changed.notify_all()

    async def _request(self, action: str, body: Any) -> httpx.Response:
        """The answer to the writer's next request, sent until it is answered.

        Where the stream was interrupted meanwhile, it goes on in the next epoch.
        """
        while True:
            headers = {**self._headers(), "Producer-Seq": str(self._seq)}
            path = f"/streams/{{}}/{action}"
            writing = call("POST", path, (self.stream.id,), headers=headers, body=body)
            try:
                response = await self._transport.send(
                    writing, self._patience, lambda: not self._is_over
                )
            except ThreadkeepProblem as problem:
                if not _is_interrupted(problem):
                    raise
                self._epoch += 1
                self._seq = 0
            else:
                self._seq += 1
                return response

    def _headers(self) -> dict[str, str]:
        return {"Producer-Id": self._producer, "Producer-Epoch": str(self._epoch)}

    async def _take_over(self, stream: StreamOut) -> None:
        """Fence off whoever wrote before, and then see where the message stands."""
        if stream.state not in ("streaming", "interrupted"):
            detail = f"The stream has ended: {stream.state}."
            raise problem_named("stream-ended", 409, detail, **body_of(state=stream.state))
        self._epoch = stream.epoch + 1
        response = await self._request("events", {"type": "start"})
        if response.status_code != 204:
            self.next = answer_in(response, StreamPlace).next
        reading = call("GET", "/chats/{}/messages/{}", (stream.chat_id, stream.message_id))
        self.message = await self._transport.answer(reading, MessageOut)

    async def _hold_lease(self) -> None:
        """Say that the writer is there, and hear when the stream was stopped."""
        lease = call("POST", "/streams/{}/lease", (self.stream.id,), headers=self._headers())
        try:
            await self._transport.send(lease, replace(self._transport.retries, attempts=1))
        except ThreadkeepProblem as problem:
            # What was interrupted goes on with the next event, and what passes is tried again.
            if problem.status < 429 and not _is_interrupted(problem):
                raise
        except ThreadkeepUnreachable:
            return


def _is_interrupted(problem: ThreadkeepProblem) -> bool:
    return is_problem(problem, "stream-ended") and problem.members.get("state") == "interrupted"


def _is_refused(error: BaseException) -> bool:
    """Whether only these events were refused, and others would not be."""
    return isinstance(error, ThreadkeepProblem) and error.status in (413, 422)

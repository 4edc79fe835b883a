"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): how a
stream is told in its own words, and what every such answer needs."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import orjson
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.metrics import OPEN_STREAM_READERS
from api.stored_messages import message_json
from documents.aggregates.streams.read import EventBatch
from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamEvent, StreamState
from services.stream_answers import Heartbeat, StreamEnd, StreamGone, StreamSnapshot
from services.streams import Told

EVENT_STREAM = "text/event-stream"
# It goes with the first event: some readers take it for one of its own.
BEGINNING = b"retry: 1000\n"
HEARTBEAT = b": still here\n\n"

# Nothing between us and the reader may hold it back, or pack it.
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


class _StreamAnswer(StreamingResponse):
    """A stream, whose reader counts for as long as it is sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI), until it ends or its reader goes."""
        with OPEN_STREAM_READERS.track_inprogress():
            await super().__call__(scope, receive, send)


def event_stream(
    parts: AsyncIterator[bytes], headers: dict[str, str] | None = None
) -> StreamingResponse:
    """An answer that goes on for as long as there are parts."""
    return _StreamAnswer(
        parts, media_type=EVENT_STREAM, headers={**STREAM_HEADERS, **(headers or {})}
    )


def frame(data: bytes, *, event: str | None = None, index: int | None = None) -> bytes:
    """One server-sent event; ``data`` is in one line, as JSON is."""
    name = b"" if event is None else b"event: %b\n" % event.encode()
    number = b"" if index is None else b"id: %d\n" % index
    return b"%b%bdata: %b\n\n" % (number, name, data)


async def in_own_words(told: AsyncIterator[Told]) -> AsyncIterator[bytes]:
    """A stream as it is told where no other protocol is asked for."""
    yield BEGINNING
    async for each in told:
        match each:
            case StreamSnapshot():
                data = b'{"message":%b,"next":%d}' % (message_json(each.message), each.next)
                yield frame(data, event="snapshot", index=each.next)
            case EventBatch():
                yield _delta(each)
            case StreamEnd():
                data = b'{"state":"%b","message":%b}' % (
                    each.state.encode(),
                    message_json(each.message),
                )
                yield frame(data, event="end", index=each.next)
            case StreamGone():
                yield frame(b"{}", event="gone")
            case Heartbeat():
                yield HEARTBEAT


_DELTAS: WeakKeyDictionary[EventBatch, bytes] = WeakKeyDictionary()


def _delta(batch: EventBatch) -> bytes:
    # All readers of a stream in this process are handed the same one.
    known = _DELTAS.get(batch)
    if known is None:
        data = dumps({"from": batch.first, "events": batch.events})
        known = _DELTAS[batch] = frame(data, event="delta", index=batch.next)
    return known


def dumps(value: Any) -> bytes:
    """JSON in one line."""
    return orjson.dumps(value)


class Wording(Protocol):
    """Another protocol: what of it each event makes."""

    def start(self) -> Iterator[dict[str, Any]]:
        """What comes first of all."""

    def reopen(self) -> Iterator[dict[str, Any]]:
        """What has been begun and is not ended, begun anew."""

    def take(self, event: StreamEvent) -> Iterator[dict[str, Any]]:
        """What the next event makes."""

    def end(self, state: StreamState, message: StoredMessage) -> Iterator[dict[str, Any]]:
        """What comes last of all."""


async def in_words_of(
    wording: Wording, told: AsyncIterator[Told], *, after: int, last: bytes = b""
) -> AsyncIterator[bytes]:
    """A stream, told from its first event on, in another protocol from index ``after`` on.

    ``last`` follows when the stream has ended. Each event's index stands with the last of
    what it makes: whoever has that has all of it.
    """
    yield BEGINNING
    yield _frames(wording.start())
    whole = True
    async for each in told:
        match each:
            case EventBatch():
                parts = []
                for index, event in enumerate(each.events, each.first + 1):
                    made = list(wording.take(event))
                    if index > after:
                        parts.append(_frames(made, index))
                    elif index == after:
                        parts.append(_frames(wording.reopen()))
                if parts:
                    yield b"".join(parts)
            case StreamSnapshot():
                # The events in between are damaged: they cannot be told.
                whole = False
            case StreamEnd():
                state = each.state if whole else StreamState.FAILED
                yield _frames(wording.end(state, each.message), each.next) + last
            case Heartbeat():
                yield HEARTBEAT
            case _:
                pass


def _frames(made: Iterable[dict[str, Any]], index: int | None = None) -> bytes:
    """The frames of what was made; the last of them with the index."""
    frames = [dumps(each) for each in made]
    return b"".join(
        frame(data, index=index if place == len(frames) else None)
        for place, data in enumerate(frames, 1)
    )

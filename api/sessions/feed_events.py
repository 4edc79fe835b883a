"""A feed as server-sent events, and how many there are."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from weakref import WeakKeyDictionary

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.entities import ChatOut
from api.metrics import FEED_ENDS, OPEN_FEEDS
from api.sessions.schemas import MissionEvent, SessionOut
from api.stored_messages import list_json, message_json
from api.streams.event_stream import BEGINNING, EVENT_STREAM, HEARTBEAT, STREAM_HEADERS, dumps
from services.feed_answers import (
    Bye,
    ChatTold,
    DeltaTold,
    EndTold,
    FeedEvent,
    FeedGone,
    MessagesChanged,
    MessagesTold,
    MissionTold,
    Reset,
    SessionTold,
    StreamTold,
)
from services.feed_reader import FeedReader
from services.feeds import Feed, FeedService
from services.stream_answers import Heartbeat


class FeedAnswer(StreamingResponse):
    """A feed, which counts for as long as it is sent."""

    def __init__(self, feeds: FeedService, feed: Feed) -> None:
        self._feeds = feeds
        self._feed = feed
        super().__init__(_frames(feeds, feed), media_type=EVENT_STREAM, headers=STREAM_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI), until it ends or its reader goes."""
        async with self._feeds.sending(self._feed):
            with OPEN_FEEDS.track_inprogress():
                await super().__call__(scope, receive, send)


async def _frames(feeds: FeedService, feed: Feed) -> AsyncIterator[bytes]:
    yield BEGINNING + HEARTBEAT
    reader = FeedReader(feeds, feed)
    ended = "left"
    try:
        async with aclosing(reader.events()) as events:
            async for event in events:
                if isinstance(event, Heartbeat):
                    yield HEARTBEAT
                else:
                    ended = _end_of(event) or ended
                    yield b"id: %b\n%b" % (reader.id().encode(), _frame(event))
    finally:
        FEED_ENDS.labels(ended).inc()


def _end_of(event: FeedEvent) -> str | None:
    """Why the feed ends with this event; None where it goes on."""
    match event:
        case Bye():
            return event.reason.value
        case Reset():
            return "reset"
        case FeedGone():
            return "gone"
        case _:
            return None


_FRAMES: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()


def _frame(event: FeedEvent) -> bytes:
    """An event without its id. All readers in this process are handed the same ones."""
    key = event.batch if isinstance(event, DeltaTold) else event
    if isinstance(event, (StreamTold, Bye, Reset, FeedGone)):
        return _made(event)
    known = _FRAMES.get(key)
    if known is None:
        known = _FRAMES[key] = _made(event)
    return known


def _made(event: FeedEvent) -> bytes:
    name, data = _named(event)
    return b"event: %b\ndata: %b\n\n" % (name, data)


def _named(event: FeedEvent) -> tuple[bytes, bytes]:
    match event:
        case SessionTold():
            return b"session", SessionOut.of(event.session).model_dump_json().encode()
        case ChatTold():
            return b"chat", ChatOut.of(event.head).model_dump_json().encode()
        case MissionTold():
            return b"mission", MissionEvent.of(event.state).model_dump_json().encode()
        case MessagesTold():
            return b"message", list_json(event.messages)
        case MessagesChanged():
            return b"message.changed", list_json(event.messages)
        case StreamTold():
            return b"stream", dumps(
                {
                    "id": str(event.stream_id),
                    "message_id": event.message_id,
                    "sequence_order": event.sequence_order,
                    "state": event.state,
                    "next": event.next,
                }
            )
        case DeltaTold():
            delta = {"id": str(event.stream_id), "from": event.batch.first}
            return b"delta", dumps({**delta, "events": event.batch.events})
        case EndTold():
            end = dumps({"id": str(event.stream_id), "state": event.state})
            return b"end", b'%b,"message":%b}' % (end[:-1], message_json(event.message))
        case Bye():
            return b"bye", dumps({"reason": event.reason})
        case Reset():
            return b"reset", b"{}"
        case FeedGone():
            return b"gone", b"{}"

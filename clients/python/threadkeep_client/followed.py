"""How what is followed is understood, without following it."""

import json
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from httpx_sse import ServerSentEvent

from threadkeep_client import news
from threadkeep_client.base import Json
from threadkeep_client.calls import Call, call
from threadkeep_client.models import (
    ChatOut,
    CurrentHop,
    MessageOut,
    MissionOut,
    MissionProgress,
    SessionOut,
)
from threadkeep_client.news import FeedNews, StreamNews
from threadkeep_client.problems import ThreadkeepProblem

News = TypeVar("News", covariant=True)


class BrokenEvent(Exception):
    """An event that is not what its name says: the connection is made anew."""


@dataclass(frozen=True)
class Verdict(Generic[News]):
    """What becomes of an event: it is told, perhaps as the last, or the connection is made anew.

    Made anew at once, or ``soon``, that is after a while.
    """

    news: News | None = None
    last: bool = False
    again: str | None = None


class Followed(Protocol[News]):
    """What is followed. ``last_event_id`` is where to go on from."""

    path: str
    last_event_id: str | None

    def take(self, event: ServerSentEvent) -> "Verdict[News]":
        """What becomes of this event. Raises BrokenEvent."""
        ...

    def refused(self, problem: ThreadkeepProblem, was_open: bool) -> "News | Call | None":
        """The last that is told after a refusal, or how to fetch the message that it is."""
        ...

    def ended_as(self, message: MessageOut) -> News:
        """The last that is told, where that is this message."""
        ...


class FollowedStream:
    """The events of one stream; ``after`` is the index after what is known already."""

    def __init__(self, stream_id: str, after: int | None = None) -> None:
        self.path = call("GET", "/streams/{}/events", (stream_id,)).path
        self.last_event_id = None if after is None else str(after)
        self._next = after

    def take(self, event: ServerSentEvent) -> Verdict[StreamNews]:
        """What becomes of this event."""
        told = _object(event)
        kept = event.id or self.last_event_id
        match event.event:
            case "snapshot":
                self._next = _of(told, "next", int)
                message = MessageOut.model_validate(told.get("message"))
                return Verdict(news.Snapshot(message=message, next=self._next, last_event_id=kept))
            case "delta":
                return self._take_delta(told, kept)
            case "end":
                message = MessageOut.model_validate(told.get("message"))
                return Verdict(
                    news.End(state=told.get("state"), message=message, last_event_id=kept), True
                )
            case "gone":
                return Verdict(news.Gone(last_event_id=kept), True)
        return Verdict()

    def _take_delta(self, told: Json, kept: str | None) -> Verdict[StreamNews]:
        start, events = _of(told, "from", int), _of(told, "events", list)
        if self._next is not None and start > self._next:
            # Something is missing: begin again with the whole message.
            self.last_event_id = self._next = None
            return Verdict(again="soon")
        known = 0 if self._next is None else self._next - start
        self._next = max(self._next or 0, start + len(events))
        if known >= len(events):
            return Verdict()
        delta = news.Delta(start=start + known, events=events[known:], last_event_id=kept)
        return Verdict(delta)

    def refused(self, problem: ThreadkeepProblem, was_open: bool) -> StreamNews | Call | None:
        """The end of a stream whose events are gone is the message, which is there to fetch."""
        chat, message = problem.members.get("chat_id"), problem.members.get("message_id")
        if problem.name == "stream-expired" and isinstance(chat, str) and isinstance(message, str):
            return call("GET", "/chats/{}/messages/{}", (chat, message))
        return news.Gone() if problem.status == 404 and was_open else None

    def ended_as(self, message: MessageOut) -> StreamNews:
        """The end of a stream whose events are gone."""
        return news.End(state=None, message=message)


class FollowedFeed:
    """The feed at this path, after the event with this id."""

    def __init__(self, path: str, after: str | None = None) -> None:
        self.path = path
        self.last_event_id = after

    def take(self, event: ServerSentEvent) -> Verdict[FeedNews]:
        """What becomes of this event."""
        told = _object(event)
        if event.event == "bye":
            # What waits for the service to start again does not come in one crowd.
            return Verdict(again="soon" if told.get("reason") == "shutdown" else "now")
        made = _feed_news(event.event, told)
        if made is None:
            return Verdict()
        made = replace(made, last_event_id=event.id or self.last_event_id)
        return Verdict(made, isinstance(made, news.Reset | news.Gone))

    def refused(self, problem: ThreadkeepProblem, was_open: bool) -> FeedNews | Call | None:
        """A place that is not known is as good as one that is too far behind."""
        if problem.name == "unknown-event-id":
            return news.Reset()
        return news.Gone() if problem.status == 404 and was_open else None

    def ended_as(self, message: MessageOut) -> FeedNews:
        """No feed ends so."""
        raise NotImplementedError(message)


def _feed_news(name: str, told: Json) -> FeedNews | None:
    """What an event of a feed tells; None of one that this release does not know."""
    match name:
        case "message":
            return news.NewMessages(items=_messages(told))
        case "message.changed":
            return news.ChangedMessages(items=_messages(told))
        case "stream":
            return news.StreamChanged(
                stream_id=_of(told, "id", str),
                message_id=_of(told, "message_id", str),
                sequence_order=_of(told, "sequence_order", int),
                state=_of(told, "state", str),
                next=_of(told, "next", int),
            )
        case "delta":
            return news.Delta(
                stream_id=_of(told, "id", str),
                start=_of(told, "from", int),
                events=_of(told, "events", list),
            )
        case "end":
            return news.End(
                stream_id=_of(told, "id", str),
                state=told.get("state"),
                message=MessageOut.model_validate(told.get("message")),
            )
        case "session":
            return news.SessionChanged(session=SessionOut.model_validate(told))
        case "chat":
            return news.ChatChanged(chat=ChatOut.model_validate(told))
        case "mission":
            return _mission(told)
        case "reset":
            return news.Reset()
        case "gone":
            return news.Gone()
    return None


def _mission(told: Json) -> news.MissionChanged:
    hop = told.get("current_hop")
    return news.MissionChanged(
        mission=MissionOut.model_validate(told.get("mission")),
        current_hop=None if hop is None else CurrentHop.model_validate(hop),
        progress=MissionProgress.model_validate(told.get("progress")),
    )


def _messages(told: Json) -> list[MessageOut]:
    return [MessageOut.model_validate(each) for each in _of(told, "items", list)]


def _object(event: ServerSentEvent) -> dict[str, Any]:
    try:
        told = json.loads(event.data or "{}")
    except (ValueError, RecursionError) as error:
        raise BrokenEvent(event.event) from error
    if not isinstance(told, dict):
        raise BrokenEvent(event.event)
    return told


def _of(told: Json, name: str, kind: type[Any]) -> Any:
    value = told.get(name)
    if not isinstance(value, kind):
        raise BrokenEvent(name)
    return value

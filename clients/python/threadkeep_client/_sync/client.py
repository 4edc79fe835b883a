"""The client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, overload

import httpx

from threadkeep_client._sync.chat import Chat
from threadkeep_client._sync.following import Following, OnConnection
from threadkeep_client._sync.operations import Operations
from threadkeep_client._sync.pages import Pages
from threadkeep_client._sync.runtime import PlatformTiming, Timing
from threadkeep_client._sync.transport import TokenSource, Transport
from threadkeep_client.base import Json, plain
from threadkeep_client.calls import answer_in, call, onward_by
from threadkeep_client.followed import FollowedFeed, FollowedStream
from threadkeep_client.ids import Uuid7Maker
from threadkeep_client.models import (
    JobOut,
    MessageCreate,
    MessageList,
    MessageOut,
    MessagePage,
    ReceiptOut,
)
from threadkeep_client.news import FeedNews, StreamNews
from threadkeep_client.retries import RetryPolicy


class Threadkeep(Operations):
    """A client of Threadkeep: a method for every route, and what stands on them.

    What it makes, it makes once, however often a request has to be sent. Its calls raise
    ThreadkeepProblem where the service refuses, and ThreadkeepUnreachable where it is away for
    too long. ``token`` is the bearer token, or a function that gives it for each request: it is
    told which one was refused, if one was, and then gives another one. ``user`` is whom a back
    end with the scope ``act`` acts for. ``http`` is a client of httpx to send with, which stays
    open; without it the client has its own, and closes it.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        token: TokenSource | None = None,
        *,
        user: str | None = None,
        retries: RetryPolicy | None = None,
        timing: Timing | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
        self._own = httpx.Client(limits=limits) if http is None else None
        super().__init__(
            Transport(
                base_url,
                token,
                user,
                retries or RetryPolicy(),
                timing or PlatformTiming(),
                http or self._own or httpx.Client(),
            ),
            Uuid7Maker(),
        )

    def new_id(self) -> str:
        """An id for a message or a stream: a UUID of version 7, greater than all before."""
        return self._ids.next()

    def chat(self, chat_id: str) -> Chat:
        """The chat of this id, to append to, read, follow and write to. Nothing is sent yet."""
        return Chat(self, chat_id)

    @overload
    def append_messages(self, chat_id: str, messages: MessageCreate | Json) -> MessageOut: ...
    @overload
    def append_messages(
        self, chat_id: str, messages: Sequence[MessageCreate | Json]
    ) -> list[MessageOut]: ...
    def append_messages(
        self, chat_id: str, messages: MessageCreate | Json | Sequence[MessageCreate | Json]
    ) -> MessageOut | list[MessageOut]:
        """Append one message, or a list of which all are stored or none.

        Those without an ``id`` get a UUID of version 7, so that however often the request is
        sent, each is stored once. To be safe across restarts of your own, make the id with
        ``new_id()`` and keep it with the message until this returns. Raises ThreadkeepProblem
        ``message-id-taken`` where an id has another body, and ``chat-closed``.
        """
        path = "/chats/{}/messages"
        if isinstance(messages, MessageCreate | Mapping):
            one = call("POST", path, (chat_id,), body=self._named(messages))
            return self._transport.answer(one, MessageOut)
        many = call("POST", path, (chat_id,), body=[self._named(each) for each in messages])
        return (self._transport.answer(many, MessageList)).items

    def list_messages(
        self,
        chat_id: str,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int | None = None,
    ) -> Pages[MessageOut, MessagePage]:
        """The messages of a chat in order, of which ``after`` and ``before`` are not included."""
        query = {"after": after, "before": before, "limit": limit}
        return Pages(
            self._transport,
            call("GET", "/chats/{}/messages", (chat_id,), query=query),
            MessagePage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
            within=lambda page: _between(page, after, before),
        )

    def newest_messages(
        self,
        chat_id: str,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int | None = None,
    ) -> Pages[MessageOut, MessagePage]:
        """Back from the newest message, or from ``before``.

        Each page is in ascending order and the one after it is older; item by item they come
        newest first.
        """
        # With `after`, the service would begin there.
        query = {"before": before, "limit": limit}
        return Pages(
            self._transport,
            call("GET", "/chats/{}/messages", (chat_id,), query=query),
            MessagePage,
            items_of=lambda page: page.items[::-1],
            next_of=lambda page: onward_by("cursor", page.previous),
            within=lambda page: _between(page, after, before),
        )

    def follow_stream(
        self,
        stream_id: str,
        *,
        after: int | None = None,
        on_connection: OnConnection | None = None,
    ) -> Following[StreamNews]:
        """What comes of a stream, from anywhere and by as many as like, until it ends.

        ``after`` is the index after what is known; without it a snapshot comes first.
        ``apply_events`` makes the message of a snapshot and deltas.
        """
        followed = FollowedStream(stream_id, after)
        return Following(self._transport, followed, on_connection)

    def follow_session(
        self,
        session_id: str,
        *,
        after: str | None = None,
        on_connection: OnConnection | None = None,
    ) -> Following[FeedNews]:
        """What happens in a session, its chat and its mission.

        ``after`` is ``listen_from.last_event_id`` of its recovery, or ``last_event_id`` of what
        was told before. After a Reset or a Gone nothing more comes.
        """
        path = call("GET", "/sessions/{}/events", (session_id,)).path
        return Following(self._transport, FollowedFeed(path, after), on_connection)

    def follow_chat(
        self,
        chat_id: str,
        *,
        after: str | None = None,
        on_connection: OnConnection | None = None,
    ) -> Following[FeedNews]:
        """What happens in a chat. For one of a session, follow the session."""
        path = call("GET", "/chats/{}/events", (chat_id,)).path
        return Following(self._transport, FollowedFeed(path, after), on_connection)

    def erase_user(self, *, user_id: str) -> ReceiptOut | JobOut:
        """Erase everything of one user, for good. Wants the scope ``admin``.

        The receipt, or where it is much the job that does it, for ``wait_for_job``. Take the
        user's tokens away first: what is written afterwards is new.
        """
        response = self._transport.send(call("POST", "/users/erase", body={"user_id": user_id}))
        if response.status_code == 202:
            return answer_in(response, JobOut)
        return answer_in(response, ReceiptOut)

    def wait_for_job(self, job_id: str, *, every_seconds: float = 2.0) -> JobOut:
        """A job once it has ended, asked for every so many seconds; look at its ``status``."""
        while True:
            job = self.get_job(job_id)
            if job.status != "running":
                return job
            self._transport.timing.sleep(every_seconds)

    def request(
        self, method: str, path: str, *, query: Json | None = None, **options: Any
    ) -> httpx.Response:
        """The answer to a request of your own: with ``headers``, and a ``body`` or ``content``.

        It is sent again as others are.
        """
        return self._transport.send(call(method, path, query=query, **options))

    def close(self) -> None:
        """Close the connections."""
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> Threadkeep:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _named(self, message: MessageCreate | Json) -> dict[str, Any]:
        told: dict[str, Any] = plain(message)
        return told if told.get("id") is not None else {**told, "id": self._ids.next()}


def _between(page: MessagePage, after: int, before: int | None) -> MessagePage:
    """A page without what lies beyond, where its cursors would lead on."""
    numbers = [each.sequence_order for each in page.items]
    is_last = before is not None and any(number >= before - 1 for number in numbers)
    is_first = any(number <= after + 1 for number in numbers)
    kept = [
        each
        for each in page.items
        if each.sequence_order > after and (before is None or each.sequence_order < before)
    ]
    cut: dict[str, Any] = {"items": kept}
    if is_first:
        cut["previous"] = None
    if is_last:
        cut["next"] = None
    return page.model_copy(update=cut)

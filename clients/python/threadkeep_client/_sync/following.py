"""Follows a stream or a feed, over as many connections as it takes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Generic, Literal, TypeVar

import httpx
from httpx_sse import EventSource, SSEError

from threadkeep_client._sync.transport import Transport
from threadkeep_client.calls import Call
from threadkeep_client.followed import BrokenEvent, Followed
from threadkeep_client.models import MessageOut
from threadkeep_client.problems import ThreadkeepProblem
from threadkeep_client.retries import BackOff, retry_after

News = TypeVar("News")

OnConnection = Callable[[Literal["connecting", "open", "waiting"], Exception | None], None]
"""Told of each change of a connection; with the reason, where it was lost."""

SILENCE = 45.0
"""The service sends a comment each 15 seconds."""
LIVED = 5.0
"""A connection that lived for so many seconds was a good one."""
BACK_OFF = BackOff(0.5, 30.0)
_LOST = (httpx.RequestError, SSEError, BrokenEvent)


class Following(Generic[News]):
    """What comes, each event once and in order, until it ends; whatever passes is waited out.

    ``for`` gives it. As a context manager it closes the connection at the end of the
    block. Raises ThreadkeepProblem where the service refuses.
    """

    def __init__(
        self,
        transport: Transport,
        followed: Followed[News],
        on_connection: OnConnection | None = None,
    ) -> None:
        self._transport, self._followed = transport, followed
        self._tell = on_connection or (lambda *_: None)
        self._news = self._connections()

    def __iter__(self) -> Following[News]:
        return self

    def __next__(self) -> News:
        return self._news.__next__()

    def __enter__(self) -> Following[News]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Follow no more. For who follows; from outside, end what follows."""
        self._news.close()

    def _connections(self) -> Generator[News, None]:
        timing, followed = self._transport.timing, self._followed
        failures, was_open = 0, False
        while True:
            self._tell("connecting", None)
            told, again, asked = False, "soon", 0.0
            opened: float | None = None
            reason: Exception | None = None
            try:
                with self._transport.stream(self._call(), SILENCE) as response:
                    opened, was_open = timing.now(), True
                    self._tell("open", None)
                    for event in EventSource(response).iter_sse():
                        if not event.data:
                            # No event by the specification, as how long to wait is none.
                            continue
                        verdict = followed.take(event)
                        if verdict.again is not None:
                            again = verdict.again
                            break
                        if event.id:
                            followed.last_event_id = event.id
                        if verdict.news is None:
                            continue
                        told = True
                        yield verdict.news
                        if verdict.last:
                            return
            except ThreadkeepProblem as problem:
                if not (problem.status >= 500 or problem.status in (408, 425, 429)):
                    last = followed.refused(problem, was_open)
                    if last is None:
                        raise
                    yield self._last(last)
                    return
                asked, reason = retry_after(problem.headers, timing.date()), problem
            except _LOST as error:
                reason = error
            good = told or (opened is not None and timing.now() - opened >= LIVED)
            if good:
                failures = 0
                if again == "now":
                    continue
            failures += 1
            self._tell("waiting", reason)
            timing.sleep(max(asked, BACK_OFF.after(failures, timing.chance())))

    def _call(self) -> Call:
        headers = {"Accept": "text/event-stream"}
        if self._followed.last_event_id is not None:
            headers["Last-Event-ID"] = self._followed.last_event_id
        return Call("GET", self._followed.path, headers=headers)

    def _last(self, last: News | Call) -> News:
        if not isinstance(last, Call):
            return last
        return self._followed.ended_as(self._transport.answer(last, MessageOut))

"""Sends requests until they are answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx

from threadkeep_client._async.runtime import AsyncCondition, AsyncTiming, content_of, resolved
from threadkeep_client.calls import Call, answer_in, query_of
from threadkeep_client.problems import ThreadkeepProblem, ThreadkeepUnreachable, problem_in
from threadkeep_client.retries import PASSING, RetryPolicy, retry_after

Answered = TypeVar("Answered")

AsyncTokenSource = str | Callable[[str | None], str | Awaitable[str]]
"""The bearer token, or what gives it: it is told which one was refused, None if none was."""


class AsyncTransport:
    """Sends requests with a token, as often as the policy allows."""

    def __init__(
        self,
        base_url: str,
        token: AsyncTokenSource | None,
        user: str | None,
        retries: RetryPolicy,
        timing: AsyncTiming,
        http: httpx.AsyncClient,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.timing = timing
        self.retries = retries
        self._token, self._user = token, user
        self._http = http
        self._renewing = AsyncCondition()
        self._renewed: str | None = None

    async def send(
        self,
        call: Call,
        retries: RetryPolicy | None = None,
        going_on: Callable[[], bool] = lambda: True,
    ) -> httpx.Response:
        """The answer, which is a success, with its body.

        Raises ThreadkeepProblem for any other answer, and ThreadkeepUnreachable where none came
        in time, or when ``going_on`` says no more.
        """
        policy = retries or self.retries
        began = self.timing.now()
        failures, lost = 0, False
        while True:
            failure: ThreadkeepProblem | ThreadkeepUnreachable
            asked = 0.0
            try:
                async with self._opened(call, call.silence or policy.timeout) as response:
                    await response.aread()
                if response.is_success:
                    return response
                problem = problem_in(response)
                problem.unsure = lost
                if problem.status not in ({429} if call.once else PASSING):
                    raise problem
                asked = retry_after(response.headers, self.timing.date())
                failure = problem
            except httpx.RequestError as error:
                failure = ThreadkeepUnreachable(
                    f"No answer to {call.method} {call.path}: {error!r}"
                )
                failure.__cause__ = error
                sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                lost = lost or sent
                if call.once and sent:
                    raise failure from error
            failures += 1
            wait = max(asked, policy.back_off.after(failures, self.timing.chance()))
            late = self.timing.now() + wait - began > policy.patience
            if failures >= policy.attempts or late or not going_on():
                raise failure
            await self.timing.sleep(wait)

    async def answer(self, call: Call, kind: type[Answered]) -> Answered:
        """What the answer says."""
        return answer_in(await self.send(call), kind)

    async def done(self, call: Call) -> None:
        """Have it done, of which nothing is to be told.

        What a DELETE finds gone after an attempt whose answer was lost, that attempt deleted.
        """
        try:
            await self.send(call)
        except ThreadkeepProblem as problem:
            if not (call.method == "DELETE" and problem.status == 404 and problem.unsure):
                raise

    @asynccontextmanager
    async def stream(
        self, call: Call, silence: float | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The answer while it comes, which is a success; ``silence`` seconds without a byte end it.

        Raises ThreadkeepProblem for any other answer, and httpx.RequestError where none comes or
        where it breaks.
        """
        async with self._opened(call, silence or self.retries.timeout) as response:
            if not response.is_success:
                await response.aread()
                raise problem_in(response)
            yield response

    @asynccontextmanager
    async def _opened(self, call: Call, silence: float) -> AsyncIterator[httpx.Response]:
        """The answer as soon as its head is there; with a token that the service takes."""
        token = await self._present(None)
        request = self._request(call, token, silence)
        response = await self._http.send(request, stream=True)
        try:
            if response.status_code == 401 and token is not None:
                other = await self._other(token)
                if other != token:
                    await response.aclose()
                    response = await self._http.send(
                        self._request(call, other, silence), stream=True
                    )
            yield response
        finally:
            await response.aclose()

    def _request(self, call: Call, token: str | None, silence: float) -> httpx.Request:
        headers = dict(call.headers)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if self._user is not None:
            # A header's bytes are the name's UTF-8.
            headers["X-Threadkeep-User"] = self._user.encode().decode("latin-1")
        return self._http.build_request(
            call.method,
            self.base_url + call.path,
            params=query_of(call.query) or None,
            content=content_of(call.content),
            headers={name.encode(): value.encode("latin-1") for name, value in headers.items()},
            timeout=httpx.Timeout(silence),
        )

    async def _present(self, refused: str | None) -> str | None:
        """A token; another one than was refused, where the source has one."""
        if self._token is None or isinstance(self._token, str):
            return self._token
        return await resolved(self._token(refused))

    async def _other(self, refused: str) -> str | None:
        """The token to use after this was refused: of many requests at once, one asks for it."""
        async with self._renewing:
            present = await self._present(None)
            return present if present != refused else await self._present(refused)

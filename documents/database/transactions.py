"""Transactions: tried until they are through, and never left open."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum
from typing import TypeVar

from pymongo.errors import ExecutionTimeout, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from documents.database.collections import PRIMARY
from documents.database.deadlines import (
    BoundedBy,
    Deadline,
    Lane,
    current,
    free_context,
    in_transaction,
)
from documents.database.driver import Client, Transaction

T = TypeVar("T")

_ATTEMPT_SECONDS = 2.0
_GIVEN_UP_AFTER_SECONDS = 90.0
"""The server has ended it by itself then (transactionLifetimeLimitSeconds, 60 by default)."""
_OPEN_AT_MOST = 1000
_NOT_OPEN = {225: "TransactionTooOld", 251: "NoSuchTransaction", 256: "TransactionCommitted"}


class Transactions:
    """The transactions of one client; ``seconds`` bounds the tries of each."""

    def __init__(self, client: Client, seconds: float) -> None:
        self._client = client
        self._seconds = seconds
        self._endings = _Endings(client)

    async def run(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run ``work`` in one transaction and commit it; give back what it returned.

        ``work`` runs again from its start when the server reports a passing
        conflict, so it must change nothing but the database. A commit whose
        outcome is unknown is repeated by itself, never the work: Motor's
        ``with_transaction`` repeats the work and may apply it twice.

        Raises what ``work`` raises, and the driver's error (``is_unavailable``)
        when the retries have used up the time. Whether the transaction is committed
        is unknown then; a task of this process goes on until it is ended either way,
        so that nobody has to wait for what it holds.
        """
        ends_at = time.monotonic() + self._seconds
        attempt = 0
        while True:
            try:
                with in_transaction():
                    return await self._attempt(work, ends_at)
            except PyMongoError as error:
                transient = error.has_error_label("TransientTransactionError")
                if not transient or time.monotonic() >= ends_at:
                    raise
            attempt += 1
            # Jitter keeps two writers that met once from meeting at every retry.
            await asyncio.sleep(random.uniform(0.001, 0.005 * 2 ** min(attempt, 5)))  # noqa: S311 - jitter, not a secret

    async def settle(self, within_seconds: float) -> None:
        """Wait until no transaction is left to be ended, for so long at most."""
        await self._endings.settle(within_seconds)

    async def _attempt(self, work: Callable[[Transaction], Awaitable[T]], ends_at: float) -> T:
        session = await self._client.start_session()
        session.start_transaction(
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern("majority"),
            # It can have no other; without one it would have that of MONGODB_URI.
            read_preference=PRIMARY,
        )
        unended: _Way | None = None
        sent = _Sent()
        try:
            try:
                result = await work(session)
            except BaseException as error:
                if sent.anything() and not await self._is_aborted(session, error):
                    unended = _Way.ABORT
                raise
            sent = _Sent()
            try:
                await self._commit(session, ends_at)
            except BaseException as error:
                if not sent.anything():
                    unended = _Way.ABORT
                elif not _is_ended(error):
                    unended = _Way.COMMIT
                raise
            return result
        finally:
            if unended is not None:
                self._endings.add(session, unended)
            else:
                with suppress(PyMongoError):
                    await session.end_session()

    async def _is_aborted(self, session: Transaction, error: BaseException) -> bool:
        """Whether nothing is left of a transaction whose work has failed.

        The server ends one by itself where it refuses a command of it. One that the
        work gave up is ended here, at once: what it has locked would make every other
        writer fail.
        """
        if isinstance(error, PyMongoError):
            return _is_answered(error)
        return isinstance(error, Exception) and await _abort(self._client, session)

    @staticmethod
    async def _commit(session: Transaction, ends_at: float) -> None:
        while True:
            try:
                await session.commit_transaction()
                return
            except PyMongoError as error:
                if _is_answered(error) or time.monotonic() >= ends_at:
                    raise
                if not error.has_error_label("UnknownTransactionCommitResult"):
                    raise
                await asyncio.sleep(random.uniform(0.001, 0.05))  # noqa: S311 - jitter, not a secret


class _Sent:
    """Whether anything was handed to the driver since this was made."""

    def __init__(self) -> None:
        self._deadline = current()
        self._before = self._deadline.started if self._deadline else 0

    def anything(self) -> bool:
        return self._deadline is None or self._deadline.started > self._before


def _is_answered(error: BaseException) -> bool:
    """Whether the server has said what became of the command."""
    # The driver's own time-outs are ExecutionTimeouts, too.
    return (
        isinstance(error, OperationFailure)
        and not isinstance(error, ExecutionTimeout)
        and not error.has_error_label("UnknownTransactionCommitResult")
    )


def _is_ended(error: BaseException) -> bool:
    """Whether nothing is open of a transaction whose commit has failed.

    Only what the server says of the transaction itself tells so: a refusal of another kind,
    or an answer in the server's place, leaves it open with all that it has locked.
    """
    if not isinstance(error, OperationFailure):
        return False
    return error.has_error_label("TransientTransactionError") or error.code in _NOT_OPEN


async def _abort(client: Client, session: Transaction) -> bool:
    """Abort a transaction; whether it is ended. The driver's own way hides that."""
    try:
        await client.admin.command("abortTransaction", session=session)
    except PyMongoError as error:
        return _is_answered(error)
    return True


async def _commit_again(session: Transaction) -> bool:
    """Ask for a commit once more, which does nothing twice; whether its outcome is known."""
    try:
        await session.commit_transaction()
    except PyMongoError as error:
        return _is_ended(error)
    return True


class _Way(Enum):
    COMMIT = "commit"
    ABORT = "abort"


class _Endings:
    """Transactions of which nobody knows whether they have ended: each is brought to its end.

    Only by the process that began it can one be ended: else it holds what it has locked
    until the server's own limit.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._open: deque[tuple[Transaction, _Way, float]] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, session: Transaction, way: _Way) -> None:
        if len(self._open) < _OPEN_AT_MOST:
            self._open.append((session, way, time.monotonic() + _GIVEN_UP_AFTER_SECONDS))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), context=free_context())

    async def settle(self, within_seconds: float) -> None:
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=within_seconds)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._open:
            # In turn: none keeps the others from being tried.
            session, way, given_up_at = self._open.popleft()
            with BoundedBy(Deadline(_ATTEMPT_SECONDS, each=True, lane=Lane.ASIDE)):
                if way is _Way.COMMIT:
                    ended = await _commit_again(session)
                else:
                    ended = await _abort(self._client, session)
                if ended or time.monotonic() >= given_up_at:
                    with suppress(PyMongoError):
                        await session.end_session()
                    continue
            self._open.append((session, way, given_up_at))
            await asyncio.sleep(random.uniform(0.05, 0.25))  # noqa: S311 - jitter, not a secret

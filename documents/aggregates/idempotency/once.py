"""Doing a request once, however often it is sent: what it makes and the record of its key are
written in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from documents.database import Database, Transaction, collection_of, committed_in, is_unavailable
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.idempotency import DoneBefore, IdempotencyKeyReused
from documents.shapes.idempotency_records import IdempotencyRecord

T = TypeVar("T")


@dataclass(frozen=True)
class Once:
    """One request, by the key that its client gave it.

    ``operation`` and ``digest`` are as in IdempotencyRecord; ``answer_of`` makes the
    answer of what the request has made.
    """

    user_id: str
    operation: str
    key: str
    digest: str
    answer_of: Callable[[Any], str]

    async def check(self) -> None:
        """Raise DoneBefore if the request was done, IdempotencyKeyReused if another was."""
        found = await committed_in(IdempotencyRecord).find_one(
            {"user_id": self.user_id, "operation": self.operation, "key": self.key},
            {"digest": 1, "answer": 1},
        )
        if found is None:
            return
        if found["digest"] != self.digest:
            raise IdempotencyKeyReused
        raise DoneBefore(found["answer"])

    async def note(self, made: Any, transaction: Transaction) -> None:
        """Record what was made. Raises DuplicateKeyError where that is done already."""
        await collection_of(IdempotencyRecord).update_one(
            {"_id": PydanticObjectId()},
            {
                "$setOnInsert": {
                    "user_id": self.user_id,
                    "operation": self.operation,
                    "key": self.key,
                    "digest": self.digest,
                    "answer": self.answer_of(made),
                },
                "$currentDate": {"done_at": True},
            },
            upsert=True,
            session=transaction,
        )


async def in_transaction_once(
    database: Database, once: Once | None, work: Callable[[Transaction], Awaitable[T]]
) -> T:
    """Run ``work`` in a transaction that records it as done; without ``once`` in any.

    Of two that are the same request at once one is done, and the other raises DoneBefore
    with its answer. Raises IdempotencyKeyReused, and what ``work`` raises.
    """
    if once is None:
        return await database.in_transaction(work)

    async def noted(transaction: Transaction) -> T:
        made = await work(transaction)
        await once.note(made, transaction)
        return made

    try:
        return await database.in_transaction(noted)
    except Exception as error:
        # What stood in the way may be what the same request has made just now.
        if not is_unavailable(error):
            await once.check()
        raise

"""Leases: locks in the database that run out by the server's clock.

Each time a lease changes hands its fencing token grows. Whatever is written under
it carries the token, or a condition of its own, and a write with an older token
than the last is refused: so a holder that was thought dead cannot do harm when it
wakes.
"""

import asyncio
import contextlib
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beanie import Document, PydanticObjectId

from documents.database import (
    Database,
    DatabaseError,
    ReturnDocument,
    collection_of,
    is_unavailable,
    steadily,
)

LEASE_SECONDS = 30.0
_RETRY_SECONDS = 0.5


class LeaseHeld(Exception):
    """Another run holds the lease; the message says who and until when."""


class NothingToHold(LeaseHeld):
    """The document is gone of which this would be the lease."""


class LeaseLost(Exception):
    """The lease ran out, or another run has taken it over: nothing more may be written."""


@dataclass(frozen=True)
class Place:
    """Which lease: the document ``key`` among those of ``record``.

    A ``standing`` one is more than a lease: nobody can hold it once it is gone.
    """

    record: type[Document]
    key: str | PydanticObjectId
    standing: bool = False


@dataclass(frozen=True)
class Holder:
    """Who holds a lease."""

    owner: str
    token: int
    since: datetime | None
    expires_at: datetime | None

    def __str__(self) -> str:
        until = f" until {self.expires_at:%H:%M:%S} UTC" if self.expires_at else ""
        return f"{self.owner}{until}"


class Lease:
    """A lease in our hands. ``token`` goes into every write made under it.

    It is ours at least until the loop's time ``valid_until``: counted from before it was asked
    for, as nobody knows when the server took it.
    """

    def __init__(
        self,
        database: Database,
        place: Place,
        owner_id: str,
        token: int,
        seconds: float,
        valid_until: float,
    ) -> None:
        self._collection = collection_of(place.record, database)
        self._place = place
        self._owner_id = owner_id
        self._seconds = seconds
        self.token = token
        self.valid_until = valid_until
        self.lost = False

    @property
    def _ours(self) -> dict[str, Any]:
        return {"_id": self._place.key, "owner_id": self._owner_id, "token": self.token}

    def loss(self) -> LeaseLost:
        """What is raised once it is lost."""
        return LeaseLost(
            "The lock was lost to another run, or ran out while the database was away; "
            "this run has stopped."
        )

    async def note(self, **facts: Any) -> None:
        """Write facts beside the lease while it is ours; True stands for the server's time."""
        values = {
            name: "$$NOW" if value is True else {"$literal": value} for name, value in facts.items()
        }
        result = await self._collection.update_one(self._ours, [{"$set": values}])
        if result.matched_count == 0:
            self.lost = True
            raise self.loss()

    async def renew(self) -> None:
        """Prolong the lease, or raise LeaseLost when it is not ours any more.

        One that has run out but that nobody took is still ours.
        """
        if not self.lost:
            asked_at = asyncio.get_running_loop().time()
            result = await self._collection.update_one(
                self._ours, [{"$set": {"expires_at": _from_now(self._seconds)}}]
            )
            self.lost = result.matched_count == 0
            self.valid_until = max(self.valid_until, asked_at + self._seconds)
        if self.lost:
            raise self.loss()

    async def release(self) -> None:
        """Let go, if it is still ours."""
        await self._collection.update_one(
            self._ours,
            [{"$set": {"expires_at": "$$NOW", "owner": None, "owner_id": None}}],
        )


@asynccontextmanager
async def hold(
    database: Database,
    place: Place,
    *,
    wait_seconds: float,
    lease_seconds: float = LEASE_SECONDS,
    on_wait: Callable[[Holder], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Lease]:
    """Hold the lease for the length of the block, renewing it every third of its lease.

    Waits for ``wait_seconds`` for another holder, calling ``on_wait`` once for
    each that is in the way, and then raises LeaseHeld. When the lease is lost, or
    may have run out because the database does not answer, the block is cancelled
    and LeaseLost raised. ``sleep`` lets so many seconds pass between renewals.
    """
    lease = await _acquire(database, place, wait_seconds, lease_seconds, on_wait)
    task = asyncio.current_task()
    assert task is not None
    renewer = asyncio.create_task(_keep(lease, lease_seconds, task, sleep))
    try:
        yield lease
    except asyncio.CancelledError:
        if lease.lost and task.uncancel() == 0:
            raise lease.loss() from None
        raise
    finally:
        renewer.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await renewer
        finally:
            # If the database is away, the lease runs out by itself.
            if not lease.lost:
                with contextlib.suppress(DatabaseError):
                    await lease.release()


async def read_holder(database: Database, place: Place) -> Holder | None:
    """Who holds the lease now, by the server's clock; None when it is free."""
    document = await collection_of(place.record, database).find_one(
        {"_id": place.key, "$expr": {"$gt": ["$expires_at", "$$NOW"]}}
    )
    if document is None:
        return None
    return Holder(
        str(document.get("owner")), document["token"], document.get("since"), document["expires_at"]
    )


async def _acquire(
    database: Database,
    place: Place,
    wait_seconds: float,
    lease_seconds: float,
    on_wait: Callable[[Holder], None] | None,
) -> Lease:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait_seconds
    owner_id = uuid.uuid4().hex
    seen: int | None = None
    while True:
        valid_until = loop.time() + lease_seconds
        token = await steadily(lambda: _try(database, place, owner_id, lease_seconds))
        if token is not None:
            return Lease(database, place, owner_id, token, lease_seconds, valid_until)
        holder = await steadily(lambda: read_holder(database, place))
        if holder is None:
            if place.standing and not await steadily(lambda: _exists(database, place)):
                raise NothingToHold("What the lock is of is gone.")
            continue
        if loop.time() >= deadline:
            raise LeaseHeld(f"The lock is held by {holder}.")
        if on_wait and holder.token != seen:
            seen = holder.token
            on_wait(holder)
        await asyncio.sleep(min(_RETRY_SECONDS, max(0.0, deadline - loop.time())))


async def _exists(database: Database, place: Place) -> bool:
    found = await collection_of(place.record, database).find_one({"_id": place.key}, {"_id": 1})
    return found is not None


async def _try(database: Database, place: Place, owner_id: str, seconds: float) -> int | None:
    """Take the lease if it is free: the new token, else None."""
    collection = collection_of(place.record, database)
    # An upsert may not hold $expr, so the document comes first. Both are atomic. Counted from
    # the time: whoever deletes it must not let the tokens begin below those in use.
    first = {"$cond": [{"$isNumber": "$token"}, "$token", {"$toLong": "$$NOW"}]}
    await collection.update_one(
        {"_id": place.key}, [{"$set": {"token": first}}], upsert=not place.standing
    )
    document = await collection.find_one_and_update(
        {
            "_id": place.key,
            "$or": [
                {"expires_at": {"$exists": False}},
                {"owner_id": owner_id},
                {"$expr": {"$lte": ["$expires_at", "$$NOW"]}},
            ],
        },
        [
            {
                "$set": {
                    "token": {"$add": ["$token", 1]},
                    "owner": {"$literal": f"{socket.gethostname()} (process {os.getpid()})"},
                    "owner_id": {"$literal": owner_id},
                    "since": "$$NOW",
                    "expires_at": _from_now(seconds),
                }
            }
        ],
        return_document=ReturnDocument.AFTER,
    )
    return None if document is None else int(document["token"])


async def _keep(
    lease: Lease,
    seconds: float,
    holder: "asyncio.Task[Any]",
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    while not lease.lost:
        try:
            async with asyncio.timeout_at(lease.valid_until) as limit:
                await sleep(seconds / 3)
                await _renew(lease)
        except TimeoutError:
            if not limit.expired():
                raise
            lease.lost = True
    holder.cancel()


async def _renew(lease: Lease) -> None:
    try:
        await lease.renew()
    except DatabaseError as error:
        # While the server is away the lease holds for as long as it was given.
        lease.lost = not is_unavailable(error)
    except LeaseLost:
        return


def _from_now(seconds: float) -> dict[str, Any]:
    return {"$add": ["$$NOW", int(seconds * 1000)]}

"""One lock for all who change indexes: a lease (``documents.leases``)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from documents import leases
from documents.database import Database
from documents.leases import LEASE_SECONDS, Holder, Lease
from documents.shapes.index_records import IndexLock
from indexes.errors import LeaseLost, LockHeld

__all__ = [
    "LEASE_SECONDS",
    "LOCK_ID",
    "Holder",
    "Lease",
    "hold",
    "read_holder",
]

LOCK_ID = "indexes"


_PLACE = leases.Place(IndexLock, LOCK_ID, held=LockHeld, lost=LeaseLost)


@asynccontextmanager
async def hold(
    database: Database,
    *,
    wait_seconds: float,
    lease_seconds: float = LEASE_SECONDS,
    on_wait: Callable[[Holder], None] | None = None,
) -> AsyncIterator[Lease]:
    """Hold the lock for the length of the block. Raises LockHeld and LeaseLost."""
    async with leases.hold(
        database,
        _PLACE,
        wait_seconds=wait_seconds,
        lease_seconds=lease_seconds,
        on_wait=on_wait,
    ) as lease:
        yield lease


async def read_holder(database: Database) -> Holder | None:
    """Who holds the lock now, by the server's clock; None when it is free."""
    return await leases.read_holder(database, _PLACE)

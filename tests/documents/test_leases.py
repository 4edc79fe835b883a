"""Leases: who holds one lets go of it, whatever happens."""

import asyncio

import pytest

from documents import leases
from documents.database import Database, collection_of
from documents.shapes.lease_records import LeaseRecord

PLACE = leases.Place(LeaseRecord, "a lease")


async def test_a_lease_is_released_when_its_renewal_fails_in_a_way_nobody_foresaw(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def fail(_: leases.Lease) -> None:
        failed.set()
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(leases.Lease, "renew", fail)
    with pytest.raises(RuntimeError, match="unforeseen"):
        async with leases.hold(bound, PLACE, wait_seconds=0, lease_seconds=0.03):
            await failed.wait()
    lease = await collection_of(PLACE.record, bound).find_one({"_id": PLACE.key})
    assert lease is not None
    assert lease["owner"] is None

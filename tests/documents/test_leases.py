"""Leases: who holds one lets go of it, whatever happens."""

import asyncio
from datetime import datetime
from urllib.parse import unquote

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS, leases
from documents.database import Database, collection_of
from documents.shapes.lease_records import LeaseRecord
from tests.proxies import proxied

PLACE = leases.Place(LeaseRecord, "a lease")


async def at_once(_: float) -> None:
    """Let no time pass."""


async def test_a_lease_is_released_when_its_renewal_fails_in_a_way_nobody_foresaw(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def fail(_: leases.Lease) -> None:
        failed.set()
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(leases.Lease, "renew", fail)
    with pytest.raises(RuntimeError, match="unforeseen"):
        async with leases.hold(bound, PLACE, wait_seconds=0, sleep=at_once):
            await failed.wait()
    lease = await collection_of(PLACE.record, bound).find_one({"_id": PLACE.key})
    assert lease is not None
    assert lease["owner"] is None


async def test_a_lease_is_renewed_well_before_it_has_run_out(bound: Database) -> None:
    renewed = asyncio.Semaphore(0)
    slept: list[float] = []
    ends: list[datetime] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        lease = await collection_of(PLACE.record, bound).find_one({"_id": PLACE.key})
        assert lease is not None
        ends.append(lease["expires_at"])
        renewed.release()
        if len(slept) == 3:
            await asyncio.Event().wait()

    async with leases.hold(bound, PLACE, wait_seconds=0, lease_seconds=60, sleep=sleep) as lease:
        until = lease.valid_until
        for _ in range(3):
            await renewed.acquire()
        assert lease.valid_until > until
    # One that fails can be tried again in time.
    assert max(slept) <= 60 / 2
    assert ends == sorted(ends)
    assert ends[0] != ends[-1]


@pytest.mark.parametrize("asked", [True, False], ids=["a renewal waits", "nobody has asked"])
async def test_who_cannot_renew_stops_when_the_lease_may_have_run_out(
    bound: Database, mongod: EmbeddedServer, asked: bool
) -> None:
    """The driver would wait for the answer for much longer."""

    async def sleep(_: float) -> None:
        if not asked:
            await asyncio.Event().wait()

    host = mongod.uri.split("/")[2]
    assert host.endswith(".sock")
    async with proxied(unquote(host)) as proxy:
        uri = mongod.uri.replace(host, f"127.0.0.1:{proxy.port}")
        away = Database(uri, name=bound.name, timeout_seconds=300)
        await away.bind(DOCUMENTS)

        async def work() -> None:
            async with leases.hold(away, PLACE, wait_seconds=0, lease_seconds=0.5, sleep=sleep):
                proxy.cut()
                await asyncio.Event().wait()

        try:
            with pytest.raises(leases.LeaseLost):
                await work()
        finally:
            await proxy.mend()
            await bound.bind(DOCUMENTS)
            away.close()

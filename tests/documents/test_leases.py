"""Leases: who holds one lets go of it, whatever happens."""

import asyncio
from datetime import datetime
from urllib.parse import unquote

import pytest

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS, leases
from documents.database import Database, OperationFailure, collection_of
from documents.shapes.lease_records import LeaseRecord
from tests.proxies import proxied

PLACE = leases.Place(LeaseRecord, "a lease")


async def at_once(_: float) -> None:
    """Let no time pass."""


async def turn(_: float) -> None:
    """Let no time pass, and others have their turn."""
    await asyncio.sleep(0)


@pytest.mark.parametrize("error", [RuntimeError, TimeoutError])
async def test_a_lease_is_released_when_its_renewal_fails_in_a_way_nobody_foresaw(
    bound: Database, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    failed = asyncio.Event()

    async def fail(_: leases.Lease) -> None:
        failed.set()
        raise error("unforeseen")

    monkeypatch.setattr(leases.Lease, "renew", fail)
    with pytest.raises(error, match="unforeseen"):
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
            await away.close()


async def test_leases_of_two_names_are_held_at_once(bound: Database) -> None:
    other = leases.Place(LeaseRecord, "another lease")
    async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
        async with leases.hold(bound, other, wait_seconds=0) as second:
            assert lease.token > 0
            await second.renew()
        assert await leases.read_holder(bound, other) is None
        assert await leases.read_holder(bound, PLACE) is not None
        await lease.renew()


async def test_who_waits_for_a_lease_need_not_be_told_by_whom_it_is_held(bound: Database) -> None:
    waits = asyncio.Event()
    order: list[str] = []

    async def second() -> None:
        async with leases.hold(bound, PLACE, wait_seconds=60):
            order.append("second")

    async def third() -> None:
        async with leases.hold(bound, PLACE, wait_seconds=60, on_wait=lambda _: waits.set()):
            order.append("third")

    async with leases.hold(bound, PLACE, wait_seconds=0):
        waiting = [asyncio.create_task(second()), asyncio.create_task(third())]
        await waits.wait()
        order.append("first")
    await asyncio.gather(*waiting)
    assert order[0] == "first"
    assert sorted(order) == ["first", "second", "third"]


async def test_who_is_cancelled_under_a_lease_has_not_lost_it(bound: Database) -> None:
    held = asyncio.Event()

    async def work() -> None:
        async with leases.hold(bound, PLACE, wait_seconds=0):
            held.set()
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    await held.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert await leases.read_holder(bound, PLACE) is None


@pytest.mark.parametrize("finds_out", ["renew", "note"])
async def test_a_lease_that_another_has_taken_over_stays_lost(
    bound: Database, finds_out: str
) -> None:
    record = collection_of(PLACE.record, bound)
    async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
        await record.update_one({"_id": PLACE.key}, {"$inc": {"token": 1}})
        with pytest.raises(leases.LeaseLost):
            await (lease.renew() if finds_out == "renew" else lease.note(finished_at=True))
        assert lease.lost
        # Were it given back by mistake, it would not be ours again.
        await record.update_one({"_id": PLACE.key}, {"$inc": {"token": -1}})
        with pytest.raises(leases.LeaseLost):
            await lease.renew()


async def test_a_lease_that_was_given_back_is_not_prolonged(bound: Database) -> None:
    async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
        pass
    with pytest.raises(leases.LeaseLost):
        await lease.renew()
    assert await leases.read_holder(bound, PLACE) is None


@pytest.mark.parametrize(("code", "lost"), [(91, False), (13, True)])
async def test_a_renewal_is_tried_again_where_the_server_is_only_away(
    bound: Database, monkeypatch: pytest.MonkeyPatch, code: int, lost: bool
) -> None:
    tried = asyncio.Semaphore(0)

    async def fail(_: leases.Lease) -> None:
        tried.release()
        raise OperationFailure("it starts, or it refuses", code)

    async def work() -> None:
        async with leases.hold(bound, PLACE, wait_seconds=0, sleep=turn):
            for _ in range(3):
                await tried.acquire()

    monkeypatch.setattr(leases.Lease, "renew", fail)
    if lost:
        with pytest.raises(leases.LeaseLost):
            await work()
    else:
        await work()
    assert await leases.read_holder(bound, PLACE) is None or lost


async def test_what_is_gone_cannot_be_held(bound: Database) -> None:
    place = leases.Place(LeaseRecord, "gone", standing=True)
    async with asyncio.timeout(10):
        with pytest.raises(leases.NothingToHold):
            async with leases.hold(bound, place, wait_seconds=0):
                pass
    assert await collection_of(LeaseRecord, bound).find_one({"_id": "gone"}) is None


async def test_a_lease_that_is_let_go_while_its_holder_is_asked_for_is_taken(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, refused = leases._try, [None]

    async def late(
        database: Database, place: leases.Place, owner_id: str, seconds: float
    ) -> int | None:
        return refused.pop() if refused else await take(database, place, owner_id, seconds)

    monkeypatch.setattr(leases, "_try", late)
    async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
        holder = await leases.read_holder(bound, PLACE)
        assert holder is not None
        assert holder.token == lease.token
    assert refused == []


async def test_who_is_cancelled_and_has_lost_its_lease_is_cancelled(bound: Database) -> None:
    at_work = asyncio.Event()

    async def work() -> None:
        async with leases.hold(bound, PLACE, wait_seconds=0) as lease:
            lease.lost = True
            at_work.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await at_work.wait()
    task.cancel()  # for the loss
    task.cancel()  # by another
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_of_a_holder_it_is_known_since_when_it_holds(bound: Database) -> None:
    held = []
    for _ in range(2):
        async with leases.hold(bound, PLACE, wait_seconds=0):
            held.append(await leases.read_holder(bound, PLACE))
    first, second = held
    assert first is not None
    assert second is not None
    assert first.since is not None
    assert second.since is not None
    assert first.since <= second.since

"""However the database goes away, and however many ask: each is told in time, nothing piles up."""

import asyncio
import gc
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

import indexes
from documents.database import Database, DatabaseError, KnownAway
from documents.database.driver import GATE
from tests.proxies import Proxy, proxied
from tests.queries import looking_from
from tests.servers import Member, ReplicaSet, replica_set
from tests.support import Api, Commands, a_chat, message, running_api, settings_for

AT_ONCE = 120
"""So many that a thread for each of them in turn would take many seconds."""


@dataclass
class Away:
    """A way for the database to go away, whether its connections break, and the address by which
    the service reaches it."""

    uri: str
    is_noticed: bool
    go: Callable[[], Awaitable[None]]


@pytest.fixture
async def lone(tmp_path: Path) -> AsyncIterator[Member]:
    async with replica_set(tmp_path, 1) as made:
        with looking_from(made.uri):
            yield made.members[0]


@pytest.fixture
async def proxy(lone: Member) -> AsyncIterator[Proxy]:
    async with proxied(lone.port) as made:
        yield made


@pytest.fixture(params=["killed", "stopped", "cut off"])
async def away(request: pytest.FixtureRequest, lone: Member, proxy: Proxy) -> Away:
    direct = f"mongodb://{lone.host}/?directConnection=true"

    async def freeze() -> None:
        lone.freeze()

    async def cut() -> None:
        proxy.cut()

    return {
        "killed": Away(direct, True, lone.kill),
        "stopped": Away(direct, False, freeze),
        "cut off": Away(f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true", False, cut),
    }[request.param]


async def served(stack: AsyncExitStack, uri: str, **changes: float) -> Api:
    """The service at an address, its indexes in step."""
    database = Database(uri, name="away")
    await indexes.sync(database)
    await database.close()
    api = await stack.enter_async_context(running_api(settings_for(uri, "away", **changes)))
    await api.services.background.finish()
    return api


def asked(user: httpx.AsyncClient, path: str) -> list[Awaitable[httpx.Response]]:
    """Many requests at once, reads and writes alike, of one command and of several."""
    kinds: list[Callable[[], Awaitable[httpx.Response]]] = [
        lambda: user.post(f"{path}/messages", json=message()),
        lambda: user.get(path),
        lambda: user.post("/sessions", json={}),
        lambda: user.get("/analytics/me"),
    ]
    return [kinds[number % len(kinds)]() for number in range(AT_ONCE)]


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


async def test_each_request_is_told_in_time_and_leaves_nothing_behind(away: Away) -> None:
    async with AsyncExitStack() as stack:
        api = await served(stack, away.uri, database_timeout_seconds=1)
        user = await api.user()
        path = f"/chats/{(await a_chat(user))['id']}"
        await away.go()
        threads, files = [], []
        for _ in range(2):
            async with asyncio.timeout(10):
                answers = await asyncio.gather(*asked(user, path))
            for answer in answers:
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) >= 1
            gc.collect()
            threads.append(threading.active_count())
            files.append(open_files())
        assert threads[-1] - threads[0] < GATE.places
        assert files[-1] - files[0] < GATE.places


async def test_readiness_is_told_before_the_requests_that_wait(away: Away) -> None:
    async with AsyncExitStack() as stack:
        api = await served(stack, away.uri, database_timeout_seconds=10)
        user = await api.user()
        path = f"/chats/{(await a_chat(user))['id']}"
        await away.go()
        waiting = [asyncio.ensure_future(each) for each in asked(user, path)]
        answer = await user.get("/readyz")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        if not away.is_noticed:
            assert not any(each.done() for each in waiting)
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_is_known_to_be_away_is_told_without_asking_it(lone: Member) -> None:
    commands = Commands()
    uri = f"mongodb://{lone.host}/?directConnection=true"
    database = Database(uri, timeout_seconds=0.1, listeners=[commands])
    async with asyncio.timeout(30):
        while not await answers_to(database):
            pass
    await lone.kill()
    async with asyncio.timeout(30):
        while not await known_away(database):
            pass
    commands.names.clear()
    assert all(await asyncio.gather(*(known_away(database) for _ in range(AT_ONCE))))
    assert "find" not in commands.names
    await database.settle(0)
    await database.close()


async def answers_to(database: Database) -> bool:
    with suppress(DatabaseError), database.within_timeout():
        await database["chats"].find_one({})
        return True
    return False


async def known_away(database: Database) -> bool:
    try:
        with database.within_timeout():
            await database["chats"].find_one({})
    except KnownAway:
        return True
    except DatabaseError:
        pass
    return False


async def found(user: httpx.AsyncClient, path: str) -> bool:
    return (await user.get(path)).status_code == 200


async def test_the_service_goes_on_where_a_cut_network_is_mended(proxy: Proxy) -> None:
    async with AsyncExitStack() as stack:
        uri = f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true"
        api = await served(stack, uri, database_timeout_seconds=0.5)
        user = await api.user()
        path = f"/chats/{(await a_chat(user))['id']}"
        proxy.cut()
        await asyncio.gather(*asked(user, path))
        await proxy.mend()
        async with asyncio.timeout(60):
            while not await found(user, path):
                pass
        assert (await user.post(f"{path}/messages", json=message())).status_code == 201


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_a_set_whose_every_member_is_stopped_is_told_in_time(tmp_path: Path) -> None:
    members: ReplicaSet
    async with replica_set(tmp_path, 3) as members, AsyncExitStack() as stack:
        with looking_from(members.uri):
            api = await served(stack, members.uri, database_timeout_seconds=0.5)
            user = await api.user()
            path = f"/chats/{(await a_chat(user))['id']}"
            for member in members.members:
                member.freeze()
            for answer in await asyncio.gather(*asked(user, path)):
                assert answer.status_code == 503
            assert (await user.get("/readyz")).status_code == 503

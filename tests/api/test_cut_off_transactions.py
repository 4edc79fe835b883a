"""A transaction that is cut off in its midst is ended by the process that began it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import indexes
from documents.database import Database, ObjectId
from tests.proxies import Proxy, proxied
from tests.queries import looking_from
from tests.servers import Member, replica_set
from tests.support import Api, Commands, a_session, got, message, running_api, settings_for

LIMIT_OF_THE_SERVER_SECONDS = 60
"""transactionLifetimeLimitSeconds as it is by default: what is over before, somebody has ended."""


class Cutting(Commands):
    """Cuts a network off when a command of this name is sent, so that it is lost."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self.proxy = proxy
        self.at: str | None = None

    def started(self, event: Any) -> None:
        super().started(event)
        if event.command_name == self.at:
            self.at = None
            self.proxy.cut()


@pytest.fixture
async def lone(tmp_path: Path) -> AsyncIterator[Member]:
    async with replica_set(tmp_path, 1) as made:
        with looking_from(made.uri):
            yield made.members[0]


class CutOff:
    """The service, and the network between it and its database."""

    def __init__(self, cutting: Cutting, api: Api, direct: str) -> None:
        self.cutting = cutting
        self.api = api
        self.direct = direct


@pytest.fixture
async def cut_off(lone: Member) -> AsyncIterator[CutOff]:
    direct = f"mongodb://{lone.host}/?directConnection=true"
    database = Database(direct, name="cut")
    await indexes.sync(database)
    await database.close()
    async with proxied(lone.port) as proxy:
        cutting = Cutting(proxy)
        through = f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true"
        settings = settings_for(through, "cut", database_timeout_seconds=0.5)
        async with running_api(settings, listeners=[cutting]) as api:
            await api.services.background.finish()
            yield CutOff(cutting, api, direct)


async def once_free(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The answer once nothing holds what is asked for."""
    async with asyncio.timeout(LIMIT_OF_THE_SERVER_SECONDS / 2):
        while True:
            answer = await ask()
            if answer.status_code != 503:
                return answer


async def appended(user: httpx.AsyncClient, chat_id: str) -> httpx.Response:
    """The answer to an append once nothing holds the chat."""
    return await once_free(lambda: user.post(f"/chats/{chat_id}/messages", json=message()))


@pytest.mark.parametrize("at", ["commitTransaction", "update"])
async def test_a_transaction_that_was_cut_off_is_ended_when_the_network_is_back(
    cut_off: CutOff, at: str
) -> None:
    user = await cut_off.api.user()
    session = await a_session(user)
    path = f"/sessions/{session['id']}"

    cut_off.cutting.at = at
    assert (await user.post(f"{path}/complete")).status_code == 503
    await cut_off.cutting.proxy.mend()

    expected = {"commitTransaction": ("completed", 409), "update": ("active", 201)}
    status, appends = expected[at]
    assert (await appended(user, session["chat_id"])).status_code == appends
    assert (await once_free(lambda: user.put(path, json={"name": "new"}))).status_code == 200
    assert (await got(user, path))["status"] == status


async def test_a_transaction_whose_commit_was_answered_in_the_server_s_place_is_ended(
    cut_off: CutOff,
) -> None:
    user = await cut_off.api.user()
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    direct = Database(cut_off.direct, name="cut")
    # So a proxy of a hosted MongoDB may answer: the server itself has heard nothing.
    fails = {"failCommands": ["commitTransaction"], "errorCode": 8000}
    await direct.client.admin.command(
        {"configureFailPoint": "failCommand", "mode": {"times": 1}, "data": fails}
    )
    await direct.close()

    assert (await user.post(f"{path}/complete")).status_code == 500

    assert (await appended(user, session["chat_id"])).status_code == 409
    assert (await got(user, path))["status"] == "completed"


async def test_who_meets_the_lock_of_an_open_transaction_is_told_in_time(
    cut_off: CutOff,
) -> None:
    user = await cut_off.api.user()
    session = await a_session(user)
    path = f"/sessions/{session['id']}"
    other = Database(cut_off.direct, name="cut")
    async with await other.client.start_session() as holder:
        holder.start_transaction()
        for name, thing in (("chats", session["chat_id"]), ("user_sessions", session["id"])):
            found = await other[name].update_one(
                {"_id": ObjectId(thing)}, {"$set": {"held": 1}}, session=holder
            )
            assert found.modified_count == 1
        async with asyncio.timeout(LIMIT_OF_THE_SERVER_SECONDS / 2):
            answers = await asyncio.gather(
                user.post(f"/chats/{session['chat_id']}/messages", json=message()),
                user.put(path, json={"name": "new"}),
                user.post(f"{path}/complete"),
            )
        assert [answer.status_code for answer in answers] == [503, 503, 503]
        await holder.abort_transaction()
    await other.close()
    assert (await appended(user, session["chat_id"])).status_code == 201


async def test_nothing_is_left_to_be_ended_of_what_was_never_sent(
    lone: Member, cut_off: CutOff
) -> None:
    user = await cut_off.api.user()
    await lone.kill()
    commands = cut_off.cutting.names
    answers = await asyncio.gather(*(user.post("/sessions", json={}) for _ in range(30)))
    assert {answer.status_code for answer in answers} == {503}
    assert "abortTransaction" not in commands

"""The quotas of bytes in flight: of a user and of all, whichever process has them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.quotas import places
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.quotas import ALL_USERS
from services import held_places
from services.body_quota import ASKED_FROM_BYTES, BodyQuota, BodyRoom
from services.held_places import PLACE_LASTS
from tests.api.half_sent import BODY, JSON, half_sent
from tests.api.quotas.support import refusals, refused, services_with
from tests.queries import look
from tests.support import Api, Commands, running_api, settings_for

MIB = 1024 * 1024
MOST = {"quota_user_bytes_in_flight": MIB, "quota_bytes_in_flight": 2 * MIB}


@pytest.fixture
async def pair(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[list[Api]]:
    """Two services that together hold 1 MiB of a user's bodies, and 2 MiB in all."""
    async with services_with(mongod.uri, shared_name, 2, **MOST) as apis:
        yield apis


async def post(client: httpx.AsyncClient, size: int) -> httpx.Response:
    return await client.post("/chats", content=BODY.ljust(size), headers=JSON)


def a_quota(api: Api) -> BodyQuota:
    """That of one more process."""
    return BodyQuota(api.services.database, api.clock, MIB, None)


async def has_room(quota: BodyQuota, user_id: str, size: int) -> bool:
    room = quota.room(user_id)
    try:
        await room.grow(size)
    except OverQuota:
        return False
    await room.end()
    return True


@pytest.mark.parametrize("declared", [True, False])
async def test_bodies_of_a_user_count_together_whichever_process_they_go_to(
    pair: list[Api], declared: bool
) -> None:
    user_id = f"bodies-{declared}"
    here, there = [await api.user(user_id) for api in pair]
    before = await refusals(pair[1], "bytes_in_flight")
    async with half_sent(here, 600_000, declared=declared):
        answer = await post(there, 600_000)
        assert refused(answer, "bytes_in_flight")
        assert answer.headers["Retry-After"] == "1"
        assert answer.headers["RateLimit"] == '"bytes_in_flight-user";r=0;t=1'
        assert "THREADKEEP_QUOTA_USER_BYTES_IN_FLIGHT" in answer.json()["detail"]
        assert (await post(await pair[1].user(), 600_000)).status_code == 201
    assert await refusals(pair[1], "bytes_in_flight") == before + 1
    assert (await post(there, 600_000)).status_code == 201


async def test_bodies_of_all_users_count_together(pair: list[Api]) -> None:
    one, other, third = [await pair[n % 2].user() for n in range(3)]
    before = await refusals(pair[0], "bytes_in_flight", "service")
    async with half_sent(one, 900_000), half_sent(other, 900_000):
        answer = await post(third, 900_000)
        assert refused(answer, "bytes_in_flight", "service")
        assert "THREADKEEP_QUOTA_BYTES_IN_FLIGHT" in answer.json()["detail"]
    assert await refusals(pair[0], "bytes_in_flight", "service") == before + 1
    assert (await post(third, 900_000)).status_code == 201


async def test_a_body_that_is_alone_may_be_larger_than_the_quota(pair: list[Api]) -> None:
    assert (await post(await pair[0].user(), 3 * MIB)).status_code == 201


async def test_small_bodies_ask_nobody_and_large_ones_leave_nothing(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    commands = Commands()
    settings = settings_for(mongod.uri, shared_name, **MOST)
    async with running_api(settings, listeners=[commands]) as api:
        client = await api.user("small-and-large")
        quotas = look(api.services.database["user_quotas"])
        assert (await post(client, ASKED_FROM_BYTES - 1)).status_code == 201
        assert await quotas.find_one({"_id": "small-and-large"}) is None
        assert (await post(client, ASKED_FROM_BYTES)).status_code == 201
        for subject in ("small-and-large", ALL_USERS):
            found = await quotas.find_one({"_id": subject})
            assert found is not None
            assert found["bodies"] == []


async def test_without_a_quota_the_largest_body_asks_nobody(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    async with services_with(mongod.uri, shared_name) as (api,):
        client = await api.user("asks-nobody")
        assert (await post(client, 3 * MIB)).status_code == 201
        quotas = look(api.services.database["user_quotas"])
        assert await quotas.find_one({"_id": "asks-nobody"}) is None


async def test_what_a_killed_process_held_is_free_a_minute_later(pair: list[Api]) -> None:
    killed, living = a_quota(pair[0]), a_quota(pair[1])
    await killed.room("killed-with-body").grow(MIB)
    # It keeps nothing any more.
    pair[0].clock.advance(seconds=PLACE_LASTS.total_seconds() - 1)
    assert not await has_room(living, "killed-with-body", MIB)
    pair[0].clock.advance(seconds=1)
    assert await has_room(living, "killed-with-body", MIB)


async def test_a_long_upload_holds_its_bytes_for_as_long_as_its_process_lives(
    pair: list[Api],
) -> None:
    here, there = a_quota(pair[0]), a_quota(pair[1])
    room = here.room("long-upload")
    await room.grow(MIB)
    for _ in range(3):
        pair[0].clock.advance(seconds=40)
        await here.places.keep()
        assert not await has_room(there, "long-upload", MIB)
    await room.end()
    assert await has_room(there, "long-upload", MIB)


async def test_what_ends_while_its_process_keeps_it_holds_nothing(
    pair: list[Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = a_quota(pair[0]), a_quota(pair[1])
    room, really = here.room("ends-while-kept"), places.keep_places

    async def ends_before(*args: Any, **options: Any) -> None:
        await room.end()
        await really(*args, **options)

    monkeypatch.setattr(held_places, "keep_places", ends_before)
    await room.grow(MIB)
    await here.places.keep()
    assert await has_room(there, "ends-while-kept", MIB)


async def test_of_two_processes_at_once_one_gets_the_last_bytes(pair: list[Api]) -> None:
    async def grown(room: BodyRoom) -> Any:
        return await asyncio.gather(room.grow(MIB), return_exceptions=True)

    rooms = [a_quota(api).room("bodies-at-once") for api in pair * 3]
    answers = [answer for (answer,) in await asyncio.gather(*map(grown, rooms))]
    assert sum(isinstance(each, OverQuota) for each in answers) == len(rooms) - 1
    for room in rooms:
        await room.end()
    assert await has_room(a_quota(pair[0]), "bodies-at-once", MIB)

"""How many bytes of bodies the service holds at once, of a user and in all."""

from collections.abc import AsyncIterator

import httpx
import pytest

from commands.embedded import EmbeddedServer
from tests.api.half_sent import BODY, JSON, half_sent
from tests.support import Api, running_api, settings_for
from tests.workflow_support import a_mission, an_asset


@pytest.fixture
async def narrow(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service that holds 1,000 bytes of a user and 1,500 in all."""
    settings = settings_for(
        mongod.uri, shared_name, max_user_bytes_in_flight=1000, max_bytes_in_flight=1500
    )
    async with running_api(settings) as running:
        yield running


async def post(client: httpx.AsyncClient, size: int) -> httpx.Response:
    return await client.post("/chats", content=BODY.ljust(size), headers=JSON)


@pytest.mark.parametrize("declared", [True, False])
async def test_bodies_of_one_user_beyond_the_bound_are_429_until_others_are_through(
    narrow: Api, declared: bool
) -> None:
    user = await narrow.user()
    async with half_sent(user, 600, declared=declared):
        refused = await post(user, 600)
        assert refused.status_code == 429
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["Retry-After"] == "1"
        assert (await post(user, 300)).status_code == 201
    assert (await post(user, 600)).status_code == 201


async def test_bodies_of_many_users_beyond_the_bound_are_503(narrow: Api) -> None:
    first, second, third = [await narrow.user() for _ in range(3)]
    async with half_sent(first, 700), half_sent(second, 700):
        refused = await post(third, 200)
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "1"
        assert (await third.get("/sessions")).status_code == 200
    assert (await post(third, 200)).status_code == 201


async def test_a_body_that_is_alone_may_be_as_large_as_its_route_takes(narrow: Api) -> None:
    assert (await post(await narrow.user(), 5000)).status_code == 201


async def test_a_body_is_refused_for_the_length_that_it_declares_before_any_of_it_came(
    narrow: Api,
) -> None:
    user = await narrow.user()

    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    async with half_sent(user, 600):
        headers = JSON | {"Content-Length": "600"}
        refused = await user.post("/chats", content=unread(), headers=headers)
    assert refused.status_code == 429


async def test_a_request_that_failed_holds_nothing_any_more(narrow: Api) -> None:
    user = await narrow.user()
    for _ in range(3):
        refused = await user.post("/chats", content=b"{" + b" " * 800, headers=JSON)
        assert refused.status_code == 422
    assert (await post(user, 900)).status_code == 201


async def test_an_upload_counts_with_what_is_held_of_it(narrow: Api) -> None:
    user = await narrow.user()
    asset = await an_asset(user, await a_mission(user))
    async with half_sent(user, 600, path=f"/assets/{asset['id']}/content"):
        assert (await post(user, 600)).status_code == 429


async def test_a_stranger_holds_nothing(narrow: Api) -> None:
    stranger, user = await narrow.anonymous(), await narrow.user()
    async with half_sent(user, 900):
        assert (await post(stranger, 900)).status_code == 401

"""The quota of feeds, over all processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.shapes.errors.quotas import OverQuota
from services.feed_quota import FeedQuota
from services.held_places import PLACE_LASTS
from tests.api.feeds.support import following
from tests.api.quotas.support import refused, services_with
from tests.support import Api, a_session


@pytest.fixture
async def small(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service that lets a user follow two feeds."""
    async with services_with(mongod.uri, shared_name, quota_user_feeds=2) as (api,):
        yield api


async def is_refused(client: httpx.AsyncClient, path: str) -> bool:
    return refused(await client.get(path), "feeds")


@asynccontextmanager
async def holding(quota: FeedQuota, user_id: str, number: int) -> AsyncIterator[None]:
    """So many feeds of a user that have begun."""
    async with AsyncExitStack() as stack:
        for _ in range(number):
            place = await quota.take(user_id)
            quota.places.hold(user_id, place)
            stack.push_async_callback(quota.places.let_go, user_id, place)
        yield


async def test_feeds_of_all_processes_count_together_until_they_end(small: Api) -> None:
    client = await small.user("feeds-of-all")
    session = await a_session(client)
    path = f"/sessions/{session['id']}/events"
    other = FeedQuota(small.services.database, small.clock, 2)
    async with following(small, client, session):
        async with holding(other, "feeds-of-all", 1):
            assert await is_refused(client, path)
            with pytest.raises(OverQuota):
                await other.take("feeds-of-all")
        async with following(small, client, session):
            with pytest.raises(OverQuota):
                await other.take("feeds-of-all")
    async with holding(other, "feeds-of-all", 2):
        assert await is_refused(client, path)


async def test_of_two_processes_at_once_one_gets_the_last_place(small: Api) -> None:
    quotas = [FeedQuota(small.services.database, small.clock, 2) for _ in range(2)] * 3
    taken = await asyncio.gather(
        *(each.take("feeds-at-once") for each in quotas), return_exceptions=True
    )
    assert sum(isinstance(each, OverQuota) for each in taken) == 4


async def test_the_places_of_a_process_that_was_killed_are_free_a_minute_later(
    small: Api,
) -> None:
    client, clock = await small.user("killed-with-feeds"), small.clock
    session = await a_session(client)
    path = f"/sessions/{session['id']}/events"
    killed = FeedQuota(small.services.database, clock, 2)
    async with holding(killed, "killed-with-feeds", 2):
        # It keeps nothing any more.
        clock.advance(seconds=PLACE_LASTS.total_seconds() - 1)
        assert await is_refused(client, path)
        clock.advance(seconds=1)
        async with following(small, client, session):
            pass


async def test_places_are_kept_for_as_long_as_their_process_lives(small: Api) -> None:
    client, clock = await small.user("lives-with-feeds"), small.clock
    session = await a_session(client)
    path = f"/sessions/{session['id']}/events"
    living = FeedQuota(small.services.database, clock, 2)
    async with holding(living, "lives-with-feeds", 2):
        for _ in range(3):
            clock.advance(seconds=40)
            await living.places.keep()
            assert await is_refused(client, path)
    async with following(small, client, session):
        pass


async def test_feeds_of_all_users_have_a_quota_of_their_own(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    async with services_with(mongod.uri, shared_name, quota_feeds=1) as (api,):
        # What others on this database had open has lapsed.
        api.clock.advance(minutes=2)
        client = await api.user()
        session = await a_session(client)
        other = FeedQuota(api.services.database, api.clock, None, 1)
        async with holding(other, "another-with-a-feed", 1):
            answer = await client.get(f"/sessions/{session['id']}/events")
            assert refused(answer, "feeds", "service")
            assert answer.headers["RateLimit"] == '"feeds-service";r=0;t=5'
            assert "THREADKEEP_QUOTA_FEEDS" in answer.json()["detail"]

        async with following(api, client, session):
            with pytest.raises(OverQuota):
                await other.take("another-with-a-feed")

"""How many feeds there may be, and how they end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.metrics import OPEN_FEEDS, REQUEST_SECONDS
from services.tokens import make_token
from tests.api.feeds.support import Session, a_session, following, next_of, say, start_of
from tests.support import Api, running_api

TYPE = "urn:threadkeep:problem:"


@pytest.fixture
async def session(user: httpx.AsyncClient) -> Session:
    return await a_session(user)


@pytest.fixture
async def other(api: Api, session: Session) -> AsyncIterator[Api]:
    """Another process's service on the same database. Transactions are its own from now on."""
    assert session
    async with running_api(api.settings, api.clock) as running:
        yield running


def limit(api: Api, **limits: Any) -> None:
    """Set the limits of its feeds."""
    feeds = api.services.feeds
    changed = replace(feeds, limits=replace(feeds.limits, **limits))
    api.runtime.services = replace(api.services, feeds=changed)


async def test_a_user_has_as_many_feeds_as_one_may_have(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    path = f"/sessions/{session['id']}/events"
    async with AsyncExitStack() as stack:
        for _ in range(api.settings.max_user_feeds):
            await stack.enter_async_context(following(api, user, session))
        for _ in range(3):
            response = await user.get(path)
            assert (response.status_code, response.json()["type"]) == (429, f"{TYPE}quota-exceeded")
        another = await api.user()
        theirs = await a_session(another)
        await stack.enter_async_context(following(api, another, theirs))
    assert api.services.feeds.open_feeds.number == 0
    assert not api.services.feeds.open_feeds.of_users
    assert api.services.changes.followers == 0


async def test_who_comes_at_once_with_too_many_is_refused_all_that_are_too_many(
    user: httpx.AsyncClient, api: Api
) -> None:
    limit(api, of_a_user=3)
    session = await a_session(user)
    start = await start_of(user, session)
    refused = 0
    async with AsyncExitStack() as stack:

        async def open_one() -> None:
            nonlocal refused
            try:
                await stack.enter_async_context(following(api, user, session, start))
            except AssertionError:
                refused += 1

        await asyncio.gather(*(open_one() for _ in range(30)))
        assert refused == 27
        assert api.services.feeds.open_feeds.number == 3


async def test_a_process_has_as_many_feeds_as_it_may_have(
    user: httpx.AsyncClient, api: Api
) -> None:
    limit(api, of_the_process=1)
    session = await a_session(user)
    async with following(api, user, session):
        response = await user.get(f"/sessions/{session['id']}/events")
        assert (response.status_code, response.json()["type"]) == (503, f"{TYPE}unavailable")
        assert response.headers["Retry-After"]


async def test_open_feeds_are_counted_and_are_no_latency(user: httpx.AsyncClient, api: Api) -> None:
    def value() -> float:
        return sum(s.value for metric in OPEN_FEEDS.collect() for s in metric.samples)

    def observed() -> float:
        route = "/sessions/{session_id}/events"
        return sum(
            sample.value
            for metric in REQUEST_SECONDS.collect()
            for sample in metric.samples
            if sample.name.endswith("_count") and sample.labels["route"] == route
        )

    before, seen = value(), observed()
    session = await a_session(user)
    async with following(api, user, session):
        assert value() == before + 1
    assert value() == before
    assert observed() == seen


def look_often(api: Api, **changes: Any) -> None:
    """Let its feeds look at the time by themselves. A message that wakes one may have been read
    by a look that began before the clock was moved."""
    feeds = replace(api.services.feeds, heartbeat_seconds=0.01, **changes)
    api.runtime.services = replace(api.services, feeds=feeds)


async def test_a_feed_ends_with_its_token(api: Api) -> None:
    look_often(api)
    token = make_token(
        "tokens", settings=api.settings, clock=api.clock, expires=timedelta(minutes=5)
    )
    user = await api.anonymous()
    user.headers["Authorization"] = f"Bearer {token}"
    session = await a_session(user)
    longer = await api.user("tokens")
    async with following(api, user, session) as reader:
        stored = await say(user, session, "one")
        assert (await next_of(reader)).data["items"] == stored
        api.clock.advance(minutes=5)
        told = await next_of(reader)
        assert (told.event, told.data) == ("bye", {"reason": "token"})
        assert await reader.next() is None
    await say(longer, session, "two")
    async with following(api, longer, session, told.id) as reader:
        assert (await next_of(reader)).data["items"][0]["content"] == "two"


@pytest.mark.parametrize(("chance", "minutes"), [(0.0, 15.0), (0.5, 13.5), (1.0, 12.0)])
async def test_a_feed_of_age_ends_and_not_all_at_once(
    user: httpx.AsyncClient, api: Api, chance: float, minutes: float
) -> None:
    look_often(api, chance=lambda: chance)
    session = await a_session(user)
    async with following(api, user, session) as reader:
        await say(user, session, "one")
        assert (await next_of(reader)).event == "message"
        api.clock.advance(minutes=minutes, seconds=-1)
        await say(user, session, "two")
        assert (await next_of(reader)).event == "message"
        api.clock.advance(seconds=1)
        told = await next_of(reader)
        assert (told.event, told.data) == ("bye", {"reason": "age"})
        assert await reader.next() is None


async def test_a_process_that_stops_says_so_and_its_readers_go_on_elsewhere(
    user: httpx.AsyncClient, api: Api, other: Api, session: Session
) -> None:
    async with following(other, user, session) as reader:
        stored = await say(user, session, "one")
        assert (await next_of(reader)).data["items"] == stored
        other.services.changes.stop()
        told = await next_of(reader)
        assert (told.event, told.data) == ("bye", {"reason": "shutdown"})
        assert await reader.next() is None
    stored = await say(user, session, "two")
    async with following(api, user, session, told.id) as reader:
        assert (await next_of(reader)).data["items"] == stored


async def test_the_connection_is_kept_alive_while_nothing_comes(
    user: httpx.AsyncClient, api: Api
) -> None:
    feeds = replace(api.services.feeds, heartbeat_seconds=0.01)
    api.runtime.services = replace(api.services, feeds=feeds)
    session = await a_session(user)
    async with following(api, user, session) as reader:
        waiting = asyncio.create_task(next_of(reader))
        while reader.comments < 3:  # noqa: ASYNC110 - the service sets no event
            await asyncio.sleep(0)
        await say(user, session, "one")
        assert (await waiting).event == "message"


async def test_a_reader_that_leaves_is_forgotten(
    user: httpx.AsyncClient, other: Api, session: Session
) -> None:
    async with following(other, user, session) as reader:
        await say(user, session, "one")
        await next_of(reader)
        assert other.services.changes.followers > 0
    assert other.services.changes.followers == 0
    assert other.services.feeds.open_feeds.number == 0


async def test_the_answer_is_not_held_back(user: httpx.AsyncClient, api: Api) -> None:
    session = await a_session(user)
    async with following(api, user, session) as reader:
        assert reader.headers["content-type"].startswith("text/event-stream")
        assert reader.headers["cache-control"] == "no-cache, no-transform"
        assert reader.headers["x-accel-buffering"] == "no"

"""The list of deleted sessions that can still be restored."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.support import Api, a_session, got, running_api, settings_for

Json = dict[str, Any]


@pytest.fixture
async def keeping(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Api]:
    settings = settings_for(mongod.uri, bound.name, deleted_kept_days=3)
    async with running_api(settings) as api:
        yield api


async def deleted(client: httpx.AsyncClient, **fields: Any) -> Json:
    """A session that was deleted just now."""
    session = await a_session(client, **fields)
    assert (await client.delete(f"/sessions/{session['id']}")).status_code == 204
    return session


async def test_a_deleted_session_is_listed_with_until_when_it_can_be_restored(
    keeping: Api,
) -> None:
    user = await keeping.user()
    session = await deleted(user, name="Lost bag", session_metadata={"a": 1})

    (item,) = (await got(user, "/sessions/deleted"))["items"]

    assert (item["id"], item["name"]) == (session["id"], "Lost bag")
    assert item["session_metadata"] == {"a": 1}
    assert item["deleted_at"] == "2026-01-01T12:00:00Z"
    assert item["restorable_until"] == "2026-01-04T12:00:00Z"


async def test_what_is_restored_is_listed_no_longer(keeping: Api) -> None:
    user = await keeping.user()
    session = await deleted(user)
    assert (await user.post(f"/sessions/{session['id']}/restore")).status_code == 200
    assert (await got(user, "/sessions/deleted"))["items"] == []


async def test_all_that_is_listed_can_be_restored_and_what_is_over_is_not(keeping: Api) -> None:
    user = await keeping.user()
    over = await deleted(user)
    keeping.clock.advance(days=1)
    still = await deleted(user)
    keeping.clock.advance(days=2)

    items = (await got(user, "/sessions/deleted"))["items"]

    assert [each["id"] for each in items] == [still["id"]]
    assert (await user.post(f"/sessions/{over['id']}/restore")).status_code == 404
    assert (await user.post(f"/sessions/{still['id']}/restore")).status_code == 200


async def test_one_whose_removal_has_begun_is_not_listed(keeping: Api) -> None:
    user = await keeping.user()
    session = await deleted(user)
    other = await deleted(user)
    await keeping.services.database.handle["user_sessions"].update_many(
        {"name": session["name"], "user_id": session["user_id"]},
        {"$set": {"removing_at": keeping.clock.now}},
    )
    items = (await got(user, "/sessions/deleted"))["items"]
    assert [each["id"] for each in items] == [other["id"]]


async def test_another_users_are_not_listed(keeping: Api) -> None:
    user, other = await keeping.user(), await keeping.user()
    await deleted(other)
    assert (await got(user, "/sessions/deleted"))["items"] == []


async def test_the_last_deleted_comes_first_and_each_once(keeping: Api) -> None:
    user = await keeping.user()
    at_once = [(await deleted(user))["id"] for _ in range(3)]
    keeping.clock.advance(minutes=1)
    later = (await deleted(user))["id"]
    expected = [later, *sorted(at_once, reverse=True)]
    for limit in (1, 2, 50):
        found: list[str] = []
        cursor: Json = {}
        while True:
            page = await got(user, "/sessions/deleted", limit=limit, **cursor)
            found += [each["id"] for each in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert found == expected


async def test_a_service_that_keeps_nothing_lists_nothing(api: Api) -> None:
    user = await api.user()
    await deleted(user)
    assert await got(user, "/sessions/deleted") == {"items": [], "next": None}

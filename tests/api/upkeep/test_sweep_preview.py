"""What a sweep would do now, told to administrators before it does it."""

from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.upkeep import due
from tests.support import Api, a_session, got, made, message, running_api, settings_for

Json = dict[str, Any]


async def counts(admin: httpx.AsyncClient) -> dict[str, int]:
    """To how many sessions each step would be done."""
    steps = (await got(admin, "/upkeep/sweep"))["steps"]
    return {each["step"]: each["sessions"] for each in steps}


async def due_for(admin: httpx.AsyncClient, step: str, limit: int = 50) -> list[Json]:
    """All sessions of a step, a page at a time."""
    found: list[Json] = []
    cursor: Json = {}
    while True:
        page = await got(admin, "/upkeep/sweep/sessions", step=step, limit=limit, **cursor)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize(
    "path", ["/upkeep/sweep", "/upkeep/sweep/sessions?step=abandon", "/upkeep/indexes"]
)
async def test_only_an_administrator_sees_what_is_due(path: str, api: Api) -> None:
    user = await api.user()
    assert (await user.get(path)).status_code == 403


async def test_a_session_that_rested_is_told_with_since_when_and_why(alone: Api) -> None:
    user, admin = await alone.user("ann"), await alone.user(admin=True)
    session = await a_session(user, name="Lost bag")
    alone.clock.advance(hours=25)
    await a_session(user)

    (told,) = await due_for(admin, "abandon")

    assert told == {
        "session_id": session["id"],
        "user_id": "ann",
        "name": "Lost bag",
        "status": "active",
        "step": "abandon",
        "reason": "without activity",
        "since": session["last_activity_at"],
        "last_activity_at": session["last_activity_at"],
    }
    assert await counts(admin) == {"abandon": 1, "archive": 0, "delete": 0, "remove": 0}


async def test_the_counts_are_what_the_sweep_then_does(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    for _ in range(3):
        await a_session(user)
    alone.clock.advance(days=2)
    for _ in range(2):
        await a_session(user)
    await alone.services.upkeep.sweep()
    alone.clock.advance(days=8)
    foretold = await counts(admin)

    report = await alone.services.upkeep.sweep()

    assert foretold == {"abandon": 2, "archive": 3, "delete": 0, "remove": 0}
    assert (report.abandoned, report.archived) == (2, 3)


async def test_a_session_whose_chat_has_moved_is_not_due(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    session = await a_session(user)
    other = await a_session(user)
    alone.clock.advance(hours=23)
    await made(user, f"/chats/{session['chat_id']}/messages", message())
    alone.clock.advance(hours=2)

    assert [each["session_id"] for each in await due_for(admin, "abandon")] == [other["id"]]


async def test_those_that_wait_the_longest_come_first_and_each_once(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    ids = []
    for _ in range(5):
        ids.append((await a_session(user))["id"])
        alone.clock.advance(minutes=1)
    same = [(await a_session(user))["id"] for _ in range(3)]
    alone.clock.advance(days=2)

    for limit in (1, 2, 50):
        told = [each["session_id"] for each in await due_for(admin, "abandon", limit)]
        assert told == [*ids, *sorted(same)]


async def test_what_was_deleted_is_due_once_its_time_is_over(
    mongod: EmbeddedServer, bound: Database
) -> None:
    settings = settings_for(mongod.uri, bound.name, deleted_kept_days=2)
    async with running_api(settings) as api:
        user, admin = await api.user(), await api.user(admin=True)
        session = await a_session(user)
        await user.delete(f"/sessions/{session['id']}")
        deleted = api.clock.now
        api.clock.advance(days=1)
        assert await due_for(admin, "remove") == []
        api.clock.advance(days=1)

        (told,) = await due_for(admin, "remove")

        assert told["session_id"] == session["id"]
        assert told["since"] == deleted.isoformat().replace("+00:00", "Z")
        assert told["reason"] == "deleted"


async def test_what_was_archived_for_long_is_due_to_be_deleted(
    mongod: EmbeddedServer, bound: Database
) -> None:
    settings = settings_for(mongod.uri, bound.name, session_deleted_after_days=30)
    async with running_api(settings) as api:
        user, admin = await api.user(), await api.user(admin=True)
        session = await a_session(user)
        await user.post(f"/sessions/{session['id']}/archive")
        api.clock.advance(days=31)

        (told,) = await due_for(admin, "delete")

        assert (told["session_id"], told["reason"]) == (session["id"], "archived")


async def test_a_step_that_never_comes_has_no_period_and_no_sessions(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    await user.post(f"/sessions/{(await a_session(user))['id']}/archive")
    alone.clock.advance(days=900)

    steps = {each["step"]: each for each in (await got(admin, "/upkeep/sweep"))["steps"]}

    assert steps["delete"] == {
        **{"step": "delete", "after_seconds": None, "sessions": 0, "at_least": False}
    }
    assert steps["abandon"]["after_seconds"] == 24 * 3600
    assert await due_for(admin, "delete") == []


async def test_no_more_are_counted_than_the_bound(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "COUNTED", 2)
    user, admin = await alone.user(), await alone.user(admin=True)
    for _ in range(3):
        await a_session(user)
    alone.clock.advance(days=2)

    abandon, *_ = (await got(admin, "/upkeep/sweep"))["steps"]

    assert (abandon["sessions"], abandon["at_least"]) == (2, True)


async def test_looking_changes_nothing(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    session = await a_session(user)
    alone.clock.advance(days=2)
    await counts(admin)
    await due_for(admin, "abandon")
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "active"


async def test_the_last_sweep_is_told_with_what_it_did(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    assert (await got(admin, "/upkeep/sweep"))["last"] is None
    await a_session(user)
    alone.clock.advance(days=2)
    await alone.services.upkeep.sweep()

    last = (await got(admin, "/upkeep/sweep"))["last"]

    assert last["sessions"]["abandoned"] == 1
    assert last["finished_at"] is not None


async def test_a_cursor_of_another_step_is_refused(alone: Api) -> None:
    user, admin = await alone.user(), await alone.user(admin=True)
    for _ in range(2):
        await a_session(user)
    alone.clock.advance(days=2)
    page = await got(admin, "/upkeep/sweep/sessions", step="abandon", limit=1)
    asked = {"step": "archive", "cursor": page["next"]}
    assert (await admin.get("/upkeep/sweep/sessions", params=asked)).status_code == 422

"""Deleting sessions and chats."""

from datetime import timedelta

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.sessions.deletion import delete_session
from documents.database import ObjectId
from documents.upkeep import removal
from tests.api.sessions.test_create import a_mission
from tests.queries import look
from tests.support import Api, a_chat, a_session, got, message, messages, running_api, settings_for


async def test_a_deleted_session_takes_all_it_owns_with_it(api: Api) -> None:
    alice = await api.user("alice-who-deletes")
    session = await a_session(alice, mission_id=await a_mission("alice-who-deletes"))
    await alice.post(f"/chats/{session['chat_id']}/messages", json=messages(250))
    assert (await alice.delete(f"/sessions/{session['id']}")).status_code == 204
    assert (await alice.get(f"/sessions/{session['id']}")).status_code == 404
    assert (await alice.get(f"/chats/{session['chat_id']}/messages")).status_code == 404
    await api.services.background.finish()
    for collection in ("user_sessions", "chats", "chat_buckets", "missions"):
        left = await api.services.database[collection].count_documents(
            {"user_id": "alice-who-deletes"}
        )
        assert left == 0, collection


async def test_a_removal_that_was_cut_short_is_finished_at_the_next_start(alone: Api) -> None:
    from documents.upkeep import removal

    user = await alone.user()
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(250))
    await alone.services.background.finish()
    database = alone.services.database
    session_id = ObjectId(session["id"])
    stored = await database["user_sessions"].find_one({"_id": session_id})
    assert stored is not None
    await delete_session(
        database, stored["user_id"], stored["_id"], revisions=None, now=alone.clock()
    )
    count, removed = await removal.remove_leftovers(database, deleted_before=alone.clock())
    assert count == 1
    assert removed.documents["chat_buckets"] > 0
    for collection in ("user_sessions", "chats", "chat_buckets"):
        assert await look(database[collection]).count_documents({}) == 0, collection


async def test_deleting_twice_finds_nothing_the_second_time(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    assert (await user.delete(f"/sessions/{session['id']}")).status_code == 204
    assert (await user.delete(f"/sessions/{session['id']}")).status_code == 404


async def test_a_chat_of_a_session_goes_only_with_the_session(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    response = await user.delete(f"/chats/{session['chat_id']}")
    assert response.status_code == 409
    assert response.json()["type"].endswith("chat-owned")


async def test_a_chat_of_no_session_can_be_deleted(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    assert (await user.delete(f"/chats/{chat['id']}")).status_code == 204
    assert (await user.get(f"/chats/{chat['id']}")).status_code == 404


async def test_what_another_user_owns_cannot_be_deleted(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    session, chat = await a_session(alice), await a_chat(alice)
    assert (await bob.delete(f"/sessions/{session['id']}")).status_code == 404
    assert (await bob.delete(f"/chats/{chat['id']}")).status_code == 404
    assert (await alice.get(f"/chats/{chat['id']}")).status_code == 200


async def test_a_deleted_session_is_restored_with_all_it_owns(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=7)
    async with running_api(settings) as api:
        alice, bob = await api.user("alice-who-restores"), await api.user()
        session = await a_session(alice, mission_id=await a_mission("alice-who-restores"))
        chat = f"/chats/{session['chat_id']}"
        await alice.post(f"{chat}/messages", json=messages(120))
        await api.services.background.finish()
        before = await got(alice, f"{chat}/messages", limit=200)
        whose = {"user_id": "alice-who-restores", "mission_id": ObjectId(session["mission_id"])}
        hops = api.services.database["hops"]
        await hops.insert_one({**whose, "deleted_at": None})
        earlier = api.clock.now - timedelta(days=1)
        await hops.insert_one({**whose, "deleted_at": earlier})
        await alice.delete(f"/sessions/{session['id']}")
        assert (await alice.get(chat)).status_code == 404
        assert await hops.count_documents({**whose, "deleted_at": None}) == 0
        restore = f"/sessions/{session['id']}/restore"
        assert (await bob.post(restore)).status_code == 404
        restored = await alice.post(restore)
        assert restored.status_code == 200
        assert restored.json()["status"] == "active"
        assert await hops.count_documents({**whose, "deleted_at": None}) == 1
        assert await hops.count_documents({**whose, "deleted_at": earlier}) == 1
        shown = await got(alice, f"/sessions/{session['id']}", include="mission")
        assert shown["mission"]["id"] == session["mission_id"]
        assert await got(alice, f"{chat}/messages", limit=200) == before
        assert (await alice.post(f"{chat}/messages", json=message())).status_code == 201
        assert (await alice.post(restore)).status_code == 200


async def test_without_a_time_to_keep_it_a_deleted_session_is_gone(api: Api) -> None:
    alice = await api.user()
    session = await a_session(alice)
    await alice.delete(f"/sessions/{session['id']}")
    await api.services.background.finish()
    assert (await alice.post(f"/sessions/{session['id']}/restore")).status_code == 404


@pytest.mark.parametrize("days", [0, 7])
async def test_a_deletion_is_not_undone_after_its_time_though_nobody_has_swept(
    mongod: EmbeddedServer, shared_name: str, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    async def nothing(*_: object) -> None:
        """What a process that ends right after the deletion removes."""

    monkeypatch.setattr(removal, "remove_session", nothing)
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=days)
    async with running_api(settings) as api:
        user = await api.user()
        session = await a_session(user)
        await user.delete(f"/sessions/{session['id']}")
        api.clock.advance(days=days)
        assert (await user.post(f"/sessions/{session['id']}/restore")).status_code == 404

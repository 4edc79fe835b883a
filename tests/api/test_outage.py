"""The database goes away and comes back."""

import asyncio
from pathlib import Path
from typing import Any

import indexes
from commands.embedded import EmbeddedServer, running_server
from documents.database import Database
from tests.support import Api, a_chat, got, message, running_api, settings_for


async def fail(api: Api, mode: object, **data: object) -> None:
    """Make the server fail commands of its clients."""
    given: dict[str, Any] = {"data": data} if data else {}
    await api.services.database.client.admin.command(
        "configureFailPoint", "failCommand", mode=mode, **given
    )


async def test_a_primary_that_is_lost_is_a_503_with_retry_after(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, database_timeout_seconds=0.3)
    async with running_api(settings) as api:
        user = await api.user()
        path = f"/chats/{(await a_chat(user))['id']}/messages"
        await fail(api, "alwaysOn", failCommands=["findAndModify"], errorCode=10107)
        response = await user.post(path, json=message(id="m-1"))
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 1
        await fail(api, "off")
        again = await user.post(path, json=message(id="m-1"))
        assert again.status_code == 201


async def test_a_primary_that_is_back_before_the_deadline_goes_unnoticed(alone: Api) -> None:
    user = await alone.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await fail(alone, {"times": 3}, failCommands=["findAndModify"], errorCode=189)
    assert (await user.post(path, json=message(id="m-1"))).status_code == 201


async def test_an_append_whose_connection_breaks_is_stored_once(alone: Api) -> None:
    user = await alone.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await fail(alone, {"times": 1}, failCommands=["findAndModify"], closeConnection=True)
    assert (await user.post(path, json=message(id="m-1"))).status_code == 201
    assert (await user.post(path, json=message(id="m-1"))).status_code == 200
    assert len((await got(user, path))["items"]) == 1


async def test_a_transaction_whose_commit_is_in_doubt_is_made_once(alone: Api) -> None:
    user = await alone.user()
    await fail(
        alone,
        {"times": 1},
        failCommands=["commitTransaction"],
        writeConcernError={"code": 64, "errmsg": "waiting for replication timed out"},
    )
    assert (await user.post("/sessions", json={})).status_code == 201
    assert len((await got(user, "/sessions"))["items"]) == 1


async def test_the_service_starts_without_a_database_and_heals(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "test") as server:
        name, uri = "healing", server.uri
        database = Database(uri, name=name)
        await indexes.sync(database)
        await database.close()
    settings = settings_for(uri, name, database_timeout_seconds=0.2)
    async with running_api(settings) as api:
        client, user = await api.anonymous(), await api.user()
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        response = await user.post("/sessions", json={})
        assert response.status_code == 503
        assert "Retry-After" in response.headers
        async with running_server(tmp_path / "data", "test") as again:
            assert again.uri == uri
            await asyncio.wait_for(api.runtime.ready(), 60)
            assert (await client.get("/readyz")).status_code == 200
            assert (await user.post("/sessions", json={})).status_code == 201

"""Whatever passes by itself is a 503 that says when to come again, or is overcome: never a 500."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import BulkWriteError, Database, OperationFailure, is_unavailable
from documents.database.failures import PASSING_CODES
from tests.documents.aggregates.chats.faults import failing
from tests.support import Api, a_chat, a_session, message, running_api, settings_for
from tests.workflow_support import a_hop, a_mission, a_step, an_asset, move

WRITE_CONFLICT = 112
COMMANDS = (
    *("find", "aggregate", "insert", "update", "delete", "findAndModify"),
    *("commitTransaction", "getMore"),
)

Json = dict[str, Any]
Request = Callable[[httpx.AsyncClient, Json], Awaitable[httpx.Response]]

EVERY_REQUEST: dict[str, Request] = {
    "create a session": lambda user, _: user.post("/sessions", json={}),
    "resume": lambda user, _: user.post("/sessions/resume"),
    "list sessions": lambda user, _: user.get("/sessions"),
    "the active session": lambda user, _: user.get("/sessions/active"),
    "a session": lambda user, made: user.get(f"/sessions/{made['session']}"),
    "a recovery": lambda user, made: user.get(f"/sessions/{made['session']}/recovery"),
    "change a session": lambda user, made: user.put(
        f"/sessions/{made['session']}", json={"name": "n"}
    ),
    "note activity": lambda user, made: user.post(f"/sessions/{made['session']}/activity"),
    "complete a session": lambda user, made: user.post(f"/sessions/{made['session']}/complete"),
    "delete a session": lambda user, made: user.delete(f"/sessions/{made['session']}"),
    "create a chat": lambda user, _: user.post("/chats", json={}),
    "a chat": lambda user, made: user.get(f"/chats/{made['chat']}?include=messages"),
    "change a chat": lambda user, made: user.put(f"/chats/{made['chat']}", json={"title": "t"}),
    "messages": lambda user, made: user.get(f"/chats/{made['chat']}/messages"),
    "append": lambda user, made: user.post(f"/chats/{made['chat']}/messages", json=message()),
    "append by id": lambda user, made: user.post(
        f"/chats/{made['chat']}/messages", json=message(id="new")
    ),
    "a message": lambda user, made: user.get(f"/chats/{made['chat']}/messages/m-1"),
    "edit a message": lambda user, made: user.patch(
        f"/chats/{made['chat']}/messages/m-1", json={"content": "edited"}
    ),
    "redact a message": lambda user, made: user.delete(f"/chats/{made['chat']}/messages/m-1"),
    "delete a chat": lambda user, made: user.delete(f"/chats/{made['chat']}"),
    "create a mission": lambda user, _: user.post("/missions", json={"name": "new"}),
    "list missions": lambda user, _: user.get("/missions"),
    "a mission": lambda user, made: user.get(f"/missions/{made['mission']}/full"),
    "change a mission": lambda user, made: user.put(
        f"/missions/{made['mission']}", json={"description": "d"}
    ),
    "move a mission": lambda user, made: move(
        user, "missions", {"id": made["mission"]}, "ready_for_next_hop"
    ),
    "propose a hop": lambda user, made: user.post(
        f"/missions/{made['mission']}/hops", json={"name": "another"}
    ),
    "list hops": lambda user, made: user.get(f"/missions/{made['mission']}/hops"),
    "a hop": lambda user, made: user.get(f"/hops/{made['hop']}"),
    "move a hop": lambda user, made: move(user, "hops", {"id": made["hop"]}, "cancelled"),
    "add a step": lambda user, made: user.post(
        f"/hops/{made['hop']}/tool-steps", json={"tool_id": "t", "name": "s"}
    ),
    "a step": lambda user, made: user.get(f"/tool-steps/{made['step']}"),
    "move a step": lambda user, made: move(
        user, "tool-steps", {"id": made["step"]}, "ready_to_configure"
    ),
    "create an asset": lambda user, made: user.post(
        "/assets",
        json={
            "scope_type": "mission",
            "scope_id": made["mission"],
            "role": "input",
            "name": "new",
            "content": "c",
        },
    ),
    "list assets": lambda user, _: user.get("/assets"),
    "an asset": lambda user, made: user.get(f"/assets/{made['asset']}"),
    "lineage": lambda user, made: user.get(f"/assets/{made['asset']}/lineage"),
    "upload": lambda user, made: user.put(
        f"/assets/{made['asset']}/content",
        content=b"a,b\n",
        headers={"Content-Type": "text/csv"},
    ),
    "delete an asset": lambda user, made: user.delete(f"/assets/{made['asset']}"),
    "delete a mission": lambda user, made: user.delete(f"/missions/{made['mission']}"),
    "analytics": lambda user, _: user.get("/analytics/me"),
    "archive a session": lambda user, made: user.post(f"/sessions/{made['session']}/archive"),
    "restore a session": lambda user, made: user.post(f"/sessions/{made['session']}/restore"),
    "list chats": lambda user, _: user.get("/chats"),
    "a key": lambda user, _: user.post("/sessions", json={"key": "k"}),
    "a mission without its hops": lambda user, made: user.get(f"/missions/{made['mission']}"),
    "change a hop": lambda user, made: user.put(f"/hops/{made['hop']}", json={"goal": "g"}),
    "delete a hop": lambda user, made: user.delete(f"/hops/{made['hop']}"),
    "list steps": lambda user, made: user.get(f"/hops/{made['hop']}/tool-steps"),
    "put steps in order": lambda user, made: user.post(
        f"/hops/{made['hop']}/tool-steps/reorder", json={"step_ids": [made["step"]]}
    ),
    "change a step": lambda user, made: user.put(
        f"/tool-steps/{made['step']}", json={"description": "d"}
    ),
    "delete a step": lambda user, made: user.delete(f"/tool-steps/{made['step']}"),
    "change an asset": lambda user, made: user.put(
        f"/assets/{made['asset']}", json={"description": "d"}
    ),
    "move an asset": lambda user, made: move(user, "assets", {"id": made["asset"]}, "pending"),
    "the content of an asset": lambda user, made: user.get(f"/assets/{made['asset']}/content"),
}

OF_EACH_KIND = ("a session", "a recovery", "append", "create a chat", "move a mission")


@pytest.fixture
async def hurried(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """The service, with little patience and no other work beside the requests."""
    settings = settings_for(
        mongod.uri, shared_name, database_timeout_seconds=0.4, activity_flush_seconds=4
    )
    async with running_api(settings) as running:
        await running.services.background.finish()
        yield running


async def things_of(user: httpx.AsyncClient) -> Json:
    """One of each thing that the requests are about."""
    chat = await a_chat(user)
    await user.post(f"/chats/{chat['id']}/messages", json=message(id="m-1"))
    session = await a_session(user)
    mission = await a_mission(user)
    hop = await a_hop(user, mission)
    return {
        "chat": chat["id"],
        "session": session["id"],
        "mission": mission["id"],
        "hop": hop["id"],
        "step": (await a_step(user, hop))["id"],
        "asset": (await an_asset(user, mission, content="c"))["id"],
    }


def assert_passing(answer: httpx.Response) -> None:
    assert answer.status_code != 500, answer.text
    if answer.status_code == 503:
        assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("name", EVERY_REQUEST)
async def test_a_write_conflict_at_any_command_of_any_request_passes(
    hurried: Api, database: Database, name: str
) -> None:
    user = await hurried.user()
    made = await things_of(user)
    for after in range(60):
        fault = {"errorCode": WRITE_CONFLICT}
        async with failing(database, after=after, fault=fault, commands=COMMANDS):
            answer = await EVERY_REQUEST[name](user, made)
        assert_passing(answer)
        if answer.status_code != 503:
            assert answer.status_code in (200, 201, 204), answer.text
            return
    pytest.fail("it never came to its end")


SHARDED = {63, 150, 249, 13388}
"""Codes of a sharded cluster, which no single server can be made to answer."""


@pytest.mark.parametrize("code", sorted(PASSING_CODES.keys() - SHARDED))
async def test_a_passing_code_of_the_server_passes(
    hurried: Api, database: Database, code: int
) -> None:
    user = await hurried.user()
    made = await things_of(user)
    for name in OF_EACH_KIND:
        async with failing(database, after=0, fault={"errorCode": code}, commands=COMMANDS):
            answer = await EVERY_REQUEST[name](user, made)
        assert answer.status_code == 503, (name, answer.text)
        assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("code", sorted(SHARDED))
def test_a_moved_chunk_passes(code: int) -> None:
    assert is_unavailable(OperationFailure("moved", code))


def test_of_a_bulk_every_fault_has_to_pass() -> None:
    conflict, duplicate = {"code": WRITE_CONFLICT}, {"code": 11000}
    stepped_down = {"code": 11602}
    assert is_unavailable(BulkWriteError({"writeErrors": [conflict]}))
    assert is_unavailable(BulkWriteError({"writeErrors": [], "writeConcernErrors": [stepped_down]}))
    assert not is_unavailable(BulkWriteError({"writeErrors": [conflict, duplicate]}))
    assert not is_unavailable(BulkWriteError({"writeErrors": []}))

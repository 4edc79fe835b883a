"""What is done to a session is done to its mission, hops, steps, assets and files."""

import base64
import json

import httpx

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.queries import collection_names, look
from tests.support import Api, a_session, got, message, running_api, settings_for
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_asset,
    makes,
    moved,
    reads,
    shown,
)

LARGE = b"a line of the file\n" * 50_000


async def a_working_session(user: httpx.AsyncClient) -> dict[str, str]:
    """A session whose mission executes its hop, with assets and a file."""
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    flights = await an_asset(user, mission, "flights", content=[1, 2, 3])
    await moved(user, "missions", mission, "ready_for_next_hop")
    await moved(user, "assets", flights, "ready")
    hop = await a_hop(user, mission, is_final=True)
    fares = await an_asset(user, hop, "fares", role="output")
    for _ in range(2):
        step = await a_step(
            user, hop, parameter_mapping=reads("flights"), result_mapping=makes("fares")
        )
        await moved(user, "hops", hop, *(["ready_to_resolve"] if _ == 0 else []))
        await moved(user, "tool-steps", step, "ready_to_configure", "ready_to_execute")
    await moved(user, "hops", hop, "ready_to_execute", "executing")
    await moved(user, "tool-steps", step, "executing")
    uploaded = await user.put(
        f"/assets/{flights['id']}/content", content=LARGE, headers={"Content-Type": "text/plain"}
    )
    assert uploaded.status_code in (200, 201), uploaded.text
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    return {
        "session": session["id"],
        "mission": mission["id"],
        "hop": hop["id"],
        "asset": fares["id"],
        "file": flights["id"],
    }


async def counts(database: Database) -> dict[str, int]:
    found = {
        name: await look(database[name]).count_documents({})
        for name in await collection_names(database)
        if not name.startswith("index_") and name not in ("session_counters", "leases")
    }
    return {name: number for name, number in found.items() if number}


async def test_recovery_shows_where_the_mission_stands(user: httpx.AsyncClient) -> None:
    made = await a_working_session(user)
    answer = await got(user, f"/sessions/{made['session']}/recovery")
    recovery = answer["recovery"]
    mission = await got(user, f"/missions/{made['mission']}")
    assert recovery["mission"] == {name: mission[name] for name in recovery["mission"]}
    assert recovery["current_hop"]["id"] == made["hop"]
    assert recovery["current_hop"]["status"] == "executing"
    assert recovery["progress"] == {
        "hops": {"executing": 1},
        "tool_steps": {"ready_to_execute": 1, "executing": 1},
    }
    tag = (await user.get(f"/missions/{made['mission']}")).headers["ETag"]
    assert recovery["listen_from"]["mission_etag"] == tag


async def test_a_deleted_session_leaves_nothing_of_all_it_owned(alone: Api) -> None:
    user = await alone.user()
    made = await a_working_session(user)
    database = alone.services.database
    before = await counts(database)
    assert before["asset_files.chunks"] > 1
    assert (await user.delete(f"/sessions/{made['session']}")).status_code == 204
    for path in ("missions", "hops"):
        assert (await user.get(f"/{path}/{made[path[:-1]]}")).status_code == 404
    assert (await user.get(f"/assets/{made['asset']}")).status_code == 404
    await alone.services.background.finish()
    assert await counts(database) == {}


async def test_a_restored_session_has_all_that_was_deleted_with_it(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, deleted_kept_days=7)
    async with running_api(settings) as api:
        user = await api.user()
        made = await a_working_session(user)
        alone_deleted = await an_asset(user, {"id": made["mission"]}, "unwanted")
        await user.delete(f"/assets/{alone_deleted['id']}")
        api.clock.advance(minutes=1)
        await user.delete(f"/sessions/{made['session']}")
        await api.services.background.finish()
        await api.services.sessions.remove_leftovers()
        assert (await user.post(f"/sessions/{made['session']}/restore")).status_code == 200
        assert (await shown(user, "missions", {"id": made["mission"]}))["status"] == "executing_hop"
        assert (await shown(user, "hops", {"id": made["hop"]}))["status"] == "executing"
        content = await user.get(f"/assets/{made['file']}/content")
        assert content.content == LARGE
        assert (await user.get(f"/assets/{alone_deleted['id']}")).status_code == 404


async def test_an_export_has_the_mission_and_the_files(api: Api) -> None:
    user, admin = await api.user("exported-whole"), await api.user(admin=True)
    made = await a_working_session(user)
    response = await admin.get("/users/export", params={"user_id": "exported-whole"})
    lines = [json.loads(line) for line in response.text.splitlines()]
    types = [line["type"] for line in lines]
    assert types.count("mission") == types.count("hop") == types.count("file") == 1
    assert types.count("asset") == 2
    assert {line["id"] for line in lines if line["type"] == "hop"} == {made["hop"]}
    chunks = sorted((x["n"], x["base64"]) for x in lines if x["type"] == "file_chunk")
    assert b"".join(base64.b64decode(data) for _, data in chunks) == LARGE


async def test_analytics_count_missions_and_tools(alone: Api) -> None:
    user = await alone.user()
    await a_working_session(user)
    found = await got(user, "/analytics/me", only="missions,tools")
    assert found["missions"]["total"] == {"executing_hop": 1}
    (tool,) = found["tools"]
    assert tool["by_status"] == {"ready_to_execute": 1, "executing": 1}
    assert tool["failure_rate"] is None

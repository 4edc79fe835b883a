"""What a user had before is there again, and goes on, after an export was imported."""

import json
from typing import Any

from documents.database import Database
from tests.documents.upkeep.test_restoration import emptied
from tests.support import Api, a_session, got, made, message

WRITER = {"Producer-Id": "agent", "Producer-Epoch": "0"}


async def exported(api: Api) -> list[dict[str, Any]]:
    blocks = [block async for block in api.services.users.export_user("alice")]
    return [json.loads(line) for line in b"".join(blocks).splitlines()]


async def imported_anew(api: Api, database: Database) -> None:
    """Export her, empty the database, and import that; it is the same again."""
    await api.services.activity.flush()
    await api.services.background.finish()
    before = await exported(api)
    await emptied(database)
    async for told in api.services.users.import_user(before):
        restored = told
    assert restored.there.total() == 0
    assert await exported(api) == before
    async for checked in api.services.upkeep.check_chats():
        assert checked.findings == [], checked


async def test_a_stream_goes_on_where_it_was(alone: Api) -> None:
    alice = await alone.user("alice")
    session = await a_session(alice)
    stream = await made(alice, f"/chats/{session['chat_id']}/streams", {"lease_seconds": 600})

    async def write(number: int, text: str) -> int:
        event = {"type": "text-delta", "id": "t1", "delta": text}
        headers = {**WRITER, "Producer-Seq": str(number)}
        path = f"/streams/{stream['id']}/events"
        return (await alice.post(path, json=event, headers=headers)).status_code

    assert await write(0, "Once ") < 300
    await imported_anew(alone, alone.services.database)
    assert await write(1, "upon a time") < 300
    finished = await alice.post(
        f"/streams/{stream['id']}/finish",
        json={"state": "complete"},
        headers={**WRITER, "Producer-Seq": "2"},
    )
    assert finished.status_code == 200, finished.text
    page = await got(alice, f"/chats/{session['chat_id']}/messages")
    assert [each["content"] for each in page["items"]] == ["Once upon a time"]


async def test_links_and_ratings_are_there(alone: Api) -> None:
    alice, stranger = await alone.user("alice"), await alone.anonymous()
    session = await a_session(alice)
    chat = f"/chats/{session['chat_id']}"
    await made(alice, f"{chat}/messages", message("Hello", id="m-1", role="assistant"))
    share = await made(alice, f"{chat}/shares", {})
    rated = await alice.put(f"{chat}/messages/m-1/feedback", json={"rating": "up"})
    assert rated.status_code in (200, 201), rated.text
    before = await got(alice, f"{chat}/feedback")
    await imported_anew(alone, alone.services.database)
    assert await got(alice, f"{chat}/feedback") == before
    assert len(before["items"]) == 1
    page = await got(stranger, f"{share['path']}/messages")
    assert [each["content"] for each in page["items"]] == ["Hello"]


async def test_a_mission_goes_on_where_it_was(alone: Api) -> None:
    alice = await alone.user("alice")

    async def to(path: str, status: str) -> None:
        response = await alice.patch(f"{path}/status", json={"status": status})
        assert response.status_code == 200, response.text

    async def new(path: str, told: dict[str, Any]) -> str:
        return f"/{path.rpartition('/')[2]}/{(await made(alice, path, told))['id']}"

    mission = await new("/missions", {"name": "Oslo", "goal": "A fare under 150"})
    await to(mission, "ready_for_next_hop")
    hop = (
        f"/hops/{(await made(alice, f'{mission}/hops', {'name': 'Fares', 'is_final': True}))['id']}"
    )
    told = {"tool_id": "fare-search", "name": "Search"}
    step = await new(f"{hop}/tool-steps", told)
    await to(hop, "ready_to_resolve")
    await to(step, "ready_to_configure")
    await to(step, "ready_to_execute")
    before = await got(alice, f"{mission}/full")
    await imported_anew(alone, alone.services.database)
    assert await got(alice, f"{mission}/full") == before
    await to(hop, "ready_to_execute")
    await to(hop, "executing")
    await to(step, "executing")
    await to(step, "completed")
    assert (await got(alice, mission))["status"] == "completed"

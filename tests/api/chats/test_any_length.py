"""A chat of one document and a chat of many buckets answer every request alike."""

import io
import json
from typing import Any

import httpx
import pytest

import indexes
from commands.embedded import EmbeddedServer
from commands.transcripts.exporting import export_transcripts
from documents.database import Database, collection_of
from documents.shapes.chats import ChatBucket
from tests.queries import look
from tests.support import Api, a_chat, message, messages, running_api, settings_for

LARGE = 200_000
ONE_DOCUMENT = {"bucket_messages": 10_000, "bucket_bytes": 8 * 1024 * 1024}
BUCKETS = [
    {"bucket_messages": 1},
    {"bucket_messages": 3},
    {"bucket_messages": 1000, "bucket_bytes": 1},
    {"bucket_messages": 1000, "bucket_bytes": 700},
]


class Walk:
    """One user's requests about one chat, and their answers without what differs by chance."""

    def __init__(self, api: Api, client: httpx.AsyncClient, chat_id: str) -> None:
        self.api = api
        self.client = client
        self.chat_id = chat_id
        self.answers: list[Any] = []

    async def ask(self, method: str, path: str = "", **options: Any) -> Any:
        """Send it, let all sealing end, and note the answer."""
        response = await self.client.request(method, f"/chats/{self.chat_id}{path}", **options)
        await self.api.services.background.finish()
        self.api.clock.advance(seconds=1)
        is_json = response.headers.get("Content-Type", "").endswith("json")
        body = response.json() if is_json and response.content else response.text
        self.answers.append(
            [method, path, response.status_code, response.headers.get("ETag"), self.plain(body)]
        )
        return body

    def plain(self, value: Any) -> Any:
        """Without ids of the chat and its user; of cursors, whether there is one."""
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        if isinstance(value, dict):
            return {
                key: bool(item) if key in ("next", "previous") else self.plain(item)
                for key, item in value.items()
                if key != "user_id"
            }
        return value.replace(self.chat_id, "CHAT") if isinstance(value, str) else value

    async def follow(self, limit: int, direction: str, **start: int) -> None:
        """Every page from one end to the other, by cursors."""
        page = await self.ask("GET", "/messages", params={"limit": limit, **start})
        while page[direction]:
            parameters = {"limit": limit, "cursor": page[direction]}
            page = await self.ask("GET", "/messages", params=parameters)


async def everything(api: Api) -> list[Any]:
    """Every kind of request, before and after others; gives back all answers."""
    client = await api.user("walker")
    chat = await a_chat(client, title="walk")
    walk = Walk(api, client, chat["id"])
    for body in messages(7):
        await walk.ask("POST", "/messages", json=body)
    many = [message(f"$content {n}", id=f"id/{n}", message_metadata={"n": n}) for n in range(20)]
    await walk.ask("POST", "/messages", json=many)
    large = [message("x" * LARGE, id=f"large-{n}") for n in range(12)]
    for n in range(4):
        await walk.ask("POST", "/messages", json=large[3 * n : 3 * n + 3])
    await walk.ask("POST", "/messages", json=messages(5))
    for limit in (1, 7, 500):
        await walk.follow(limit, "previous")
        await walk.follow(limit, "next", after=0)
    for place in (0, 1, 7, 8, 27, 43, 44, 45, 2**63 - 1):
        await walk.ask("GET", "/messages", params={"after": place, "limit": 5})
        await walk.ask("GET", "/messages", params={"before": place, "limit": 5})
    await walk.ask("GET")
    await walk.ask("GET", params={"include": "messages"})
    for message_id in ("made-2", "id/0", "id/19", "large-3", "made-12", "none"):
        path = f"/messages/{message_id}"
        await walk.ask("GET", path)
        await walk.ask("PATCH", path, json={"content": "edited"}, headers={"If-Match": '"7"'})
        await walk.ask("PATCH", path, json={"content": "edited"}, headers={"If-Match": '"1"'})
        await walk.ask("PATCH", path, json={"message_metadata": {"$ref": "a", "$id": 1}})
        await walk.ask("GET", path)
    for message_id in ("made-3", "id/4", "large-5", "made-9"):
        path = f"/messages/{message_id}"
        await walk.ask("DELETE", path)
        await walk.ask("DELETE", path)
        await walk.ask("GET", path)
        await walk.ask("PATCH", path, json={"content": "again"})
    await walk.ask("POST", "/messages", json=many)
    await walk.ask("POST", "/messages", json=many[:3])
    await walk.ask("POST", "/messages", json=[*many[:3], message("new", id="new")])
    await walk.ask("POST", "/messages", json=message("another body", id="id/1"))
    await walk.ask("POST", "/messages", json=[message("x" * 1_000_000)] * 5)
    await walk.ask("POST", "/messages", json=messages(501))
    await walk.ask("PUT", json={"title": "walked", "context_data": {"$a": "$b"}})
    await walk.follow(10, "previous")
    await walk.follow(500, "next", after=0)
    exported = io.BytesIO()
    conversations = [c async for c in export_transcripts(api.services, "walker", exported)]
    walk.answers.append([c.messages for c in conversations])
    walk.answers.append(walk.plain(json.loads(exported.getvalue())["messages"]))
    found = await look(collection_of(ChatBucket)).count_documents({})
    await walk.ask("DELETE")
    await walk.ask("GET")
    await walk.ask("GET", "/messages")
    await walk.ask("GET", "/messages/id%2F4")
    await walk.ask("POST", "/messages", json=message())
    assert await look(collection_of(ChatBucket)).count_documents({}) == 0
    assert (found > 10) == (api.settings.bucket_messages < 10_000)
    return walk.answers


@pytest.mark.parametrize("settings", BUCKETS, ids=str)
async def test_a_chat_of_any_shape_gives_the_same_answers(
    mongod: EmbeddedServer, bound: Database, settings: dict[str, int]
) -> None:
    answers = []
    for changes in (ONE_DOCUMENT, settings):
        await bound.handle.drop_collection("chats")
        await indexes.sync(bound)
        async with running_api(settings_for(mongod.uri, bound.name, **changes)) as api:
            answers.append(await everything(api))
    for one, many in zip(*answers, strict=True):
        assert many == one


async def test_a_list_that_is_too_large_is_refused_whole(
    mongod: EmbeddedServer, bound: Database
) -> None:
    settings = settings_for(mongod.uri, bound.name, max_body_bytes=64 * 1024 * 1024)
    async with running_api(settings) as api:
        client = await api.user()
        path = f"/chats/{(await a_chat(client))['id']}/messages"
        for number, status in ((5, 201), (20, 413), (20, 413), (5, 201)):
            response = await client.post(path, json=[message("x" * 1_000_000)] * number)
            assert response.status_code == status
        assert (await client.get(path, params={"limit": 1})).json()["items"][0][
            "sequence_order"
        ] == 10

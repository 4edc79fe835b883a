"""What tests of OpenAI's routes share."""

from typing import Any

import httpx

Json = dict[str, Any]
PATH = "/v1/conversations"


async def posted(client: httpx.AsyncClient, path: str, body: Any, **headers: str) -> Json:
    """What a POST that is taken answers."""
    response = await client.post(path, json=body, headers=headers)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


async def a_conversation(client: httpx.AsyncClient, *items: Any, **fields: Any) -> str:
    """The path of a new conversation."""
    made = await posted(client, PATH, {"items": list(items), **fields})
    return f"{PATH}/{made['id']}"


async def add(client: httpx.AsyncClient, path: str, *items: Any, **headers: str) -> list[Json]:
    """Items that were added to a conversation."""
    answer = await posted(client, f"{path}/items", {"items": items}, **headers)
    added: list[Json] = answer["data"]
    return added


async def items_of(client: httpx.AsyncClient, path: str, **parameters: Any) -> list[Json]:
    """A page of items, the oldest first where nothing else is said."""
    response = await client.get(f"{path}/items", params={"order": "asc", **parameters})
    assert response.status_code == 200, response.text
    items: list[Json] = response.json()["data"]
    return items


def says(text: str, **fields: Any) -> Json:
    """A user's message."""
    return {"type": "message", "role": "user", "content": text, **fields}


def refusal(response: httpx.Response, status: int) -> Json:
    """The error of an answer that has this status."""
    assert response.status_code == status, response.text
    answer = response.json()
    assert answer.keys() == {"error"}
    assert answer["error"].keys() == {"message", "type", "param", "code"}
    error: Json = answer["error"]
    return error

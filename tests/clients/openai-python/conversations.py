"""Asks for all that OpenAI's own client can ask of conversations: URL TOKEN, items on stdin.

Tells, as one line of JSON, what it got.
"""

import asyncio
import json
import sys
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI


def plain(answer: Any) -> Any:
    """What an answer has, as the client read it."""
    return answer.model_dump(mode="json", exclude_unset=True)


def refused(ask: Any, *arguments: Any, **options: Any) -> list[Any]:
    """The error that the client raises, and what it read of it."""
    try:
        ask(*arguments, **options)
    except openai.APIStatusError as error:
        return [type(error).__name__, error.status_code, error.code, error.param, error.type]
    raise AssertionError("it was taken")


def main(url: str, token: str) -> dict[str, Any]:
    """All of it, one after the other."""
    client = OpenAI(base_url=f"{url}/v1", api_key=token)
    items = client.conversations.items
    given = json.load(sys.stdin)
    told: dict[str, Any] = {}
    conversation = client.conversations.create(metadata={"topic": "bag"}, items=given[:20])
    name = conversation.id
    told["created"] = plain(conversation)
    told["updated"] = plain(client.conversations.update(name, metadata={"topic": "found"}))
    told["retrieved"] = plain(client.conversations.retrieve(name))
    added = [
        items.create(
            name, items=given[place : place + 20], include=["message.output_text.logprobs"]
        )
        for place in range(20, len(given), 20)
    ]
    told["added"] = [plain(item) for batch in added for item in batch.data]
    told["ascending"] = [plain(item) for item in items.list(name, order="asc", limit=7)]
    told["descending"] = [plain(item) for item in items.list(name)]
    told["kinds"] = [type(item).__name__ for item in items.list(name, order="asc", limit=100)]
    first = items.list(name, limit=2, include=["reasoning.encrypted_content"])
    told["page"] = [first.has_more, first.last_id, len(first.data)]
    told["after"] = [item.id for item in items.list(name, after=first.last_id, limit=3).data]
    told["one"] = plain(items.retrieve(first.data[0].id, conversation_id=name))
    told["without"] = plain(items.delete(first.data[0].id, conversation_id=name))
    key = {"Idempotency-Key": "turn 7"}
    told["twice"] = [
        plain(items.create(name, items=[{"role": "user", "content": "Hi."}], extra_headers=key))
        for _ in range(2)
    ]
    stranger = OpenAI(base_url=f"{url}/v1", api_key="none")
    told["refused"] = [
        refused(items.retrieve, first.data[0].id, conversation_id=name),
        refused(client.conversations.retrieve, "conv_123"),
        refused(items.create, name, items=[{"type": "message", "role": "user"}]),
        refused(items.create, name, items=given[:1] * 21),
        refused(items.list, name, limit=101),
        refused(stranger.conversations.create),
    ]
    told["asynchronous"] = asyncio.run(listed(url, token, name))
    told["deleted"] = plain(client.conversations.delete(name))
    told["refused"].append(refused(client.conversations.retrieve, name))
    return told


async def listed(url: str, token: str, name: str) -> list[str]:
    """The ids of all items, by the asynchronous client."""
    async with AsyncOpenAI(base_url=f"{url}/v1", api_key=token) as client:
        return [item.id async for item in client.conversations.items.list(name, order="asc")]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")

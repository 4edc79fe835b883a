"""Searching as a client does."""

from typing import Any

import httpx

from tests.support import a_chat, got, made, message

Json = dict[str, Any]


async def hits(client: httpx.AsyncClient, q: str, **parameters: Any) -> list[Json]:
    """The hits on all pages of a search."""
    found: list[Json] = []
    cursor: Json = {}
    while True:
        page = await got(client, "/search", q=q, **parameters, **cursor)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def texts(client: httpx.AsyncClient, q: str, **parameters: Any) -> list[str]:
    """The snippets of all hits as plain text."""
    return [plain(hit) for hit in await hits(client, q, **parameters)]


def plain(hit: Json) -> str:
    """A hit's snippet as plain text."""
    return "".join(piece["text"] for piece in hit["snippet"])


def marked(hit: Json) -> list[str]:
    """What is marked in a hit's snippet."""
    return [piece["text"] for piece in hit["snippet"] if piece["marked"]]


async def saying(client: httpx.AsyncClient, *contents: Any) -> str:
    """The id of a new chat with these messages of the user."""
    chat = await a_chat(client)
    if contents:
        await made(client, f"/chats/{chat['id']}/messages", [message(each) for each in contents])
    return str(chat["id"])

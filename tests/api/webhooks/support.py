"""Webhooks as administrators make them."""

from typing import Any

import httpx

from tests.support import Api, made

URL = "https://hooks.example/threadkeep"
KINDS = ["session.created", "message.created"]


async def an_admin(api: Api) -> httpx.AsyncClient:
    """A client of an administrator."""
    return await api.user(admin=True)


async def a_webhook(admin: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A new webhook."""
    return await made(admin, "/webhooks", {"url": URL, "kinds": KINDS, **fields})

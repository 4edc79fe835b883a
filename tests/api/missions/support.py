"""What tests of missions read."""

import httpx

from tests.support import got


async def names(client: httpx.AsyncClient, path: str, **parameters: object) -> list[str]:
    """The names in a list, in its order."""
    return [item["name"] for item in (await got(client, path, **parameters))["items"]]

"""A page of heavy things ends before its limit, and leads on to the rest."""

from typing import Any

import httpx
import pytest

from documents.database import collections
from tests.support import a_session, got, made
from tests.workflow_support import a_mission, an_asset

HEAVY = {"a": "x" * 1000}


async def walked(user: httpx.AsyncClient, path: str) -> list[list[str]]:
    """The names of each page's items."""
    pages, parameters = [], {"limit": 10}
    while True:
        page: dict[str, Any] = await got(user, path, **parameters)
        pages.append([item["name"] for item in page["items"]])
        if page["next"] is None:
            return pages
        parameters = {"limit": 10, "cursor": page["next"]}


@pytest.mark.parametrize("most", [100, 3000, 100_000])
async def test_it_names_each_once_in_pages_of_bounded_weight(
    user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    names = [f"heavy {n}" for n in range(5)]
    mission = await a_mission(user)
    for name in names:
        await a_session(user, name=name, session_metadata=HEAVY)
        await made(user, "/missions", {"name": name, "mission_metadata": HEAVY})
        await an_asset(user, mission, name=name, asset_metadata=HEAVY)
    monkeypatch.setattr(collections, "MAX_LIST_BYTES", most)
    for path in ("/sessions", "/missions", "/assets"):
        pages = await walked(user, path)
        found = [name for page in pages for name in page if name.startswith("heavy")]
        assert found == names[::-1], path
        assert (len(pages) > 1) == (most < 100_000), path
        assert all(pages), path

"""Pages of hops and of tool steps, while the lists change."""

import httpx
import pytest

from tests.support import got
from tests.workflow_support import Json, a_hop, a_mission, a_step


class Listed:
    """A list of six, hops or steps, and what is done to it."""

    def __init__(self, client: httpx.AsyncClient, path: str, kind: str, items: list[Json]) -> None:
        self.client, self.path, self.kind, self.items = client, path, kind, items

    async def page(self, cursor: str | None = None) -> tuple[list[str], str | None]:
        """The names on the next page of two, and the cursor to go on."""
        place = {} if cursor is None else {"cursor": cursor}
        page = await got(self.client, self.path, limit=2, **place)
        return [item["name"] for item in page["items"]], page["next"]

    async def rest(self, cursor: str | None) -> list[str]:
        names: list[str] = []
        while cursor is not None:
            more, cursor = await self.page(cursor)
            names += more
        return names

    async def delete(self, *numbers: int) -> None:
        for number in numbers:
            gone = await self.client.delete(f"/{self.kind}/{self.items[number - 1]['id']}")
            assert gone.status_code == 204


@pytest.fixture(params=["hops", "tool-steps"])
async def listed(user: httpx.AsyncClient, request: pytest.FixtureRequest) -> Listed:
    """Six of the kind, named after their places."""
    mission = await a_mission(user)
    if request.param == "hops":
        hops = [await a_hop(user, mission, name=str(n)) for n in range(1, 7)]
        return Listed(user, f"/missions/{mission['id']}/hops", "hops", hops)
    hop = await a_hop(user, mission)
    steps = [await a_step(user, hop, name=str(n)) for n in range(1, 7)]
    return Listed(user, f"/hops/{hop['id']}/tool-steps", "tool-steps", steps)


@pytest.mark.parametrize(
    ("gone", "rest"),
    [
        ([1], ["3", "4", "5", "6"]),
        ([2], ["3", "4", "5", "6"]),
        ([1, 2], ["3", "4", "5", "6"]),
        ([3], ["4", "5", "6"]),
        ([1, 3, 6], ["4", "5"]),
        ([1, 2, 3, 4, 5, 6], []),
        ([], ["3", "4", "5", "6"]),
    ],
)
async def test_what_is_deleted_meanwhile_makes_no_page_skip_or_repeat(
    listed: Listed, gone: list[int], rest: list[str]
) -> None:
    names, cursor = await listed.page()
    assert names == ["1", "2"]
    await listed.delete(*gone)
    assert await listed.rest(cursor) == rest


async def test_what_is_added_meanwhile_is_on_the_last_page(
    user: httpx.AsyncClient, listed: Listed
) -> None:
    _, cursor = await listed.page()
    await listed.delete(1)
    body = {"tool_id": "t"} if listed.kind == "tool-steps" else {}
    await user.post(listed.path, json={"name": "7", **body})
    assert await listed.rest(cursor) == ["3", "4", "5", "6", "7"]


async def test_steps_that_change_places_are_shown_once(user: httpx.AsyncClient) -> None:
    hop = await a_hop(user, await a_mission(user))
    steps = [await a_step(user, hop, name=str(n)) for n in range(1, 7)]
    listed = Listed(user, f"/hops/{hop['id']}/tool-steps", "tool-steps", steps)
    _, cursor = await listed.page()
    order = [step["id"] for step in reversed(steps)]
    assert (await user.post(f"{listed.path}/reorder", json={"step_ids": order})).is_success
    assert await listed.rest(cursor) == ["6", "5", "4", "3"]


async def test_the_longest_list_is_read_one_at_a_time(user: httpx.AsyncClient) -> None:
    hop = await a_hop(user, await a_mission(user))
    names = [(await a_step(user, hop, name=str(n)))["name"] for n in range(50)]
    found, cursor = [], ""
    while cursor is not None:
        place = {"cursor": cursor} if cursor else {}
        page = await got(user, f"/hops/{hop['id']}/tool-steps", limit=1, **place)
        found += [item["name"] for item in page["items"]]
        cursor = page["next"]
    assert found == names

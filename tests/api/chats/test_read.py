"""Reading chats and pages of messages."""

import httpx
import pytest

from documents.database import collection_of
from documents.shapes.base import PydanticObjectId, utc_now
from documents.shapes.chats import ChatBucket
from documents.upkeep.check import check_chat
from documents.upkeep.repair import repair
from tests.support import Api, a_chat, got, message, messages


@pytest.fixture
async def path(user: httpx.AsyncClient) -> str:
    """The messages of a chat of seven."""
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await user.post(path, json=messages(7))
    return path


def numbers(page: dict[str, list[dict[str, int]]]) -> list[int]:
    return [item["sequence_order"] for item in page["items"]]


async def test_the_newest_page_comes_by_default(user: httpx.AsyncClient, path: str) -> None:
    page = await got(user, path, limit=3)
    assert numbers(page) == [5, 6, 7]
    assert page["next"] is None


async def test_previous_leads_back_to_the_beginning(user: httpx.AsyncClient, path: str) -> None:
    found = []
    page = await got(user, path, limit=3)
    while True:
        found.append(numbers(page))
        if page["previous"] is None:
            break
        page = await got(user, path, limit=3, cursor=page["previous"])
    assert found == [[5, 6, 7], [2, 3, 4], [1]]


async def test_next_leads_on_to_the_end(user: httpx.AsyncClient, path: str) -> None:
    found = []
    page = await got(user, path, limit=3, after=0)
    while True:
        found.append(numbers(page))
        if page["next"] is None:
            break
        page = await got(user, path, limit=3, cursor=page["next"])
    assert found == [[1, 2, 3], [4, 5, 6], [7]]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"after": 2, "limit": 2}, [3, 4]),
        ({"before": 4, "limit": 2}, [2, 3]),
        ({"after": 1, "before": 5}, [2, 3, 4]),
        ({"after": 7}, []),
        ({"before": 1}, []),
        ({"before": 0}, []),
        ({"after": 5, "before": 3}, []),
        ({"after": 2**53 - 1}, []),
        ({"before": 2**53 - 1, "limit": 2}, [6, 7]),
    ],
)
async def test_pages_by_sequence_number(
    user: httpx.AsyncClient, path: str, place: dict[str, int], expected: list[int]
) -> None:
    assert numbers(await got(user, path, **place)) == expected


@pytest.mark.parametrize(
    ("place", "previous", "after"),
    [
        ({"after": 7}, [5, 6, 7], None),
        ({"after": 2**53 - 1}, [5, 6, 7], None),
        ({"before": 1}, None, [1, 2, 3]),
        ({"before": 0}, None, [1, 2, 3]),
        ({"after": 0, "before": 1}, None, [1, 2, 3]),
        ({"after": 7, "before": 8}, [5, 6, 7], None),
        ({"after": 4, "before": 5}, [2, 3, 4], [5, 6, 7]),
        ({"after": 5, "before": 3}, [3, 4, 5], [6, 7]),
    ],
)
async def test_an_empty_page_leads_to_the_messages_on_either_side_of_it(
    user: httpx.AsyncClient,
    path: str,
    place: dict[str, int],
    previous: list[int] | None,
    after: list[int] | None,
) -> None:
    page = await got(user, path, **place)
    assert page["items"] == []
    for cursor, expected in ((page["previous"], previous), (page["next"], after)):
        if expected is None:
            assert cursor is None
        else:
            assert numbers(await got(user, path, cursor=cursor, limit=3)) == expected


async def test_pages_lead_back_from_wherever_a_walk_ended(
    user: httpx.AsyncClient, path: str
) -> None:
    end = await got(user, path, cursor=(await got(user, path, after=0, limit=6))["next"], limit=1)
    assert (numbers(end), end["next"]) == ([7], None)
    start = await got(user, path, cursor=(await got(user, path, before=2, limit=1))["next"])
    assert numbers(start) == [2, 3, 4, 5, 6, 7]


async def test_a_cursor_goes_on_past_what_was_the_end(user: httpx.AsyncClient, path: str) -> None:
    await user.post(path, json=message("eight"))
    assert numbers(await got(user, path, after=7)) == [8]


@pytest.mark.parametrize(
    "bad", [{"limit": 0}, {"limit": 501}, {"after": -1}, {"after": 2**53}, {"cursor": "x"}]
)
async def test_a_page_that_makes_no_sense_is_refused(
    user: httpx.AsyncClient, path: str, bad: dict[str, int | str]
) -> None:
    response = await user.get(path, params=bad)
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == next(iter(bad))


async def test_a_cursor_of_another_chat_is_refused(user: httpx.AsyncClient, path: str) -> None:
    cursor = (await got(user, path, limit=1))["previous"]
    other = f"/chats/{(await a_chat(user))['id']}/messages"
    assert (await user.get(other, params={"cursor": cursor})).status_code == 422


async def test_an_empty_chat_has_an_empty_page(user: httpx.AsyncClient) -> None:
    page = await got(user, f"/chats/{(await a_chat(user))['id']}/messages")
    assert page == {"items": [], "lost": [], "previous": None, "next": None}


async def test_another_users_chat_cannot_be_read(api: Api, path: str) -> None:
    assert (await (await api.user()).get(path)).status_code == 404


async def test_a_chat_shows_its_newest_messages_where_asked_for(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user, title="bags", context_data={"$where": {"a.b": 1}})
    await user.post(f"/chats/{chat['id']}/messages", json=messages(60))
    plain = await got(user, f"/chats/{chat['id']}")
    full = await got(user, f"/chats/{chat['id']}", include="messages")
    assert plain["messages"] is None
    assert plain["last_sequence"] == 60
    assert numbers(full["messages"]) == list(range(11, 61))
    assert full["context_data"] == {"$where": {"a.b": 1}}


async def test_a_pages_items_equal_the_messages_read_one_by_one(
    user: httpx.AsyncClient, path: str
) -> None:
    items = (await got(user, path))["items"]
    assert items
    for item in items:
        assert await got(user, f"{path}/{item['id']}") == item


async def test_what_is_lost_is_named_and_the_rest_is_served(
    api: Api, user: httpx.AsyncClient
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    for number in range(6):
        await user.post(path, json=[message(id=f"m-{number}-{n}") for n in range(50)])
    await api.services.background.finish()
    chat_id = PydanticObjectId(chat["id"])
    place = {"chat_id": chat_id, "first_sequence": 51}
    assert (await collection_of(ChatBucket).delete_one(place)).deleted_count == 1
    page = await got(user, path, after=40, limit=20)
    assert numbers(page) == list(range(41, 51))
    assert page["lost"] == [{"first": 51, "last": 60}]
    page = await got(user, path, cursor=page["next"], limit=20)
    assert (page["items"], page["lost"]) == ([], [{"first": 61, "last": 80}])
    page = await got(user, path, cursor=page["next"], limit=30)
    assert numbers(page) == list(range(101, 111))
    assert page["lost"] == [{"first": 81, "last": 100}]
    assert (await user.post(path, json=message())).json()["sequence_order"] == 301
    # By the clock of the check a sealing that is going on has stopped long ago.
    await api.services.background.finish()
    checked = await check_chat(chat_id, now=utc_now())
    assert checked is not None
    (finding,) = checked.findings
    assert await repair(finding)
    answer = await user.get(f"{path}/m-1-7")
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "There is no such message. Of this chat the messages 51 to 100 are lost."
    )

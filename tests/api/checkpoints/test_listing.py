"""Lists of checkpoints."""

from typing import Any

import httpx
import pytest

from tests.api.checkpoints.support import a_thread_id, channel, ids, listed, number, saved


async def a_thread(user: httpx.AsyncClient, count: int = 4) -> str:
    thread = a_thread_id()
    for n in range(1, count + 1):
        source = "input" if n % 2 else "loop"
        metadata = {"source": source, "step": n, "parents": {"a": "1", "b": "2"}, "k.e$y": [1, n]}
        await saved(user, thread, n, channel("a", n, b"%d" % n), metadata=metadata)
    return thread


async def test_the_newest_comes_first_and_pages_skip_nothing(user: httpx.AsyncClient) -> None:
    thread = await a_thread(user, 7)
    expected = [number(n) for n in range(7, 0, -1)]
    for limit in (1, 2, 7, 100):
        assert await ids(user, thread_id=thread, limit=limit) == expected
        assert await ids(user, thread_id=thread, checkpoint_ns="", limit=limit) == expected


async def test_a_thread_is_listed_over_all_its_namespaces(user: httpx.AsyncClient) -> None:
    thread = await a_thread(user, 3)
    for ns in ("x", "y"):
        await saved(user, thread, 2, checkpoint_ns=ns)
    found = [
        (each["checkpoint_id"], each["checkpoint_ns"])
        for each in await listed(user, thread_id=thread, limit=1)
    ]
    assert [each[0] for each in found] == [number(n) for n in (3, 2, 2, 2, 1)]
    assert {each[1] for each in found[1:4]} == {"", "x", "y"}


async def test_all_threads_of_a_user_are_listed_together(user: httpx.AsyncClient) -> None:
    first, second = await a_thread(user, 2), await a_thread(user, 3)
    found = await listed(user, limit=2)
    assert sorted((each["checkpoint_id"], each["thread_id"]) for each in found) == sorted(
        [(number(n), first) for n in (1, 2)] + [(number(n), second) for n in (1, 2, 3)]
    )
    assert await ids(user, checkpoint_ns="", before=number(2)) == [number(1)] * 2


async def test_before_and_a_checkpoints_own_id_narrow_a_list(user: httpx.AsyncClient) -> None:
    thread = await a_thread(user)
    assert await ids(user, thread_id=thread, before=number(3)) == [number(2), number(1)]
    assert await ids(user, thread_id=thread, checkpoint_id=number(3)) == [number(3)]
    assert await ids(user, thread_id=thread, checkpoint_id="none") == []


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ('{"source": "input"}', [3, 1]),
        ('{"source": "input", "step": 3}', [3]),
        ('{"source": "input", "step": 2}', []),
        ('{"parents": {"b": "2", "a": "1"}}', [4, 3, 2, 1]),
        ('{"parents": {"a": "1"}}', []),
        ('{"parents": "a"}', []),
        ('{"k.e$y": [1, 2]}', [2]),
        ('{"none": null}', [4, 3, 2, 1]),
        ('{"step": "$step"}', []),
        ('{"step": {"$gt": 0}}', []),
        ("{}", [4, 3, 2, 1]),
    ],
)
async def test_a_list_is_filtered_by_equal_metadata(
    user: httpx.AsyncClient, metadata: str, expected: list[int]
) -> None:
    thread = await a_thread(user)
    assert await ids(user, thread_id=thread, metadata=metadata) == list(map(number, expected))


@pytest.mark.parametrize("metadata", ["", "[]", "{", '{"a": NaN}', '{"a": 1' + "0" * 40 + "}"])
async def test_metadata_that_are_no_object_are_refused(
    user: httpx.AsyncClient, metadata: str
) -> None:
    response = await user.get("/checkpoints", params={"metadata": metadata})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "metadata"


async def test_a_cursor_is_of_its_list(user: httpx.AsyncClient) -> None:
    thread = await a_thread(user)
    page: Any = (await user.get("/checkpoints", params={"thread_id": thread, "limit": 1})).json()
    other = await user.get("/checkpoints", params={"limit": 1, "cursor": page["next"]})
    assert other.status_code == 422

"""Saving checkpoints, and reading them."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.database import collection_of
from documents.shapes.checkpoints import Checkpoint, CheckpointValue
from tests.api.checkpoints.support import (
    a_thread_id,
    a_write,
    bytes_of,
    channel,
    ids,
    listed,
    number,
    put,
    saved,
    typed,
    uploaded,
    wrote,
)
from tests.queries import look
from tests.support import Api, got


async def test_a_checkpoint_reads_back_as_it_was_saved(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    metadata = {"source": "loop", "step": 3, "a.b": {"$ref": "x", "$id": 1}, "parents": {}}
    channels = [
        channel("messages", "0002.5", b"all of them"),
        channel("count", 7, b"\x00\xff"),
        channel("empty", 1.5),
    ]
    await saved(user, thread, 2, *channels, metadata=metadata, checkpoint_ns="child:1|x")
    (found,) = await listed(user, thread_id=thread)
    assert found["thread_id"] == thread
    assert found["checkpoint_ns"] == "child:1|x"
    assert found["checkpoint_id"] == number(2)
    assert found["parent_checkpoint_id"] == number(1)
    assert found["checkpoint"] == typed(b"checkpoint 2")
    assert found["metadata"] == metadata
    assert [(each["channel"], each["version"]) for each in found["channels"]] == [
        ("messages", "0002.5"),
        ("count", 7),
        ("empty", 1.5),
    ]
    assert found["values"] == {"messages": b"all of them", "count": b"\x00\xff"}
    assert (found["writes"], found["more_writes"]) == ([], False)


async def test_a_value_is_stored_once_for_all_checkpoints_of_its_version(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"one"), channel("b", 1, b"same"))
    await saved(user, thread, 2, channel("a", 2, b"two"), channel("b", 1))
    page = await got(user, "/checkpoints", thread_id=thread)
    assert len(page["values"]) == 3
    newest, first = await listed(user, thread_id=thread)
    assert newest["values"] == {"a": b"two", "b": b"same"}
    assert first["values"] == {"a": b"one", "b": b"same"}


async def test_a_version_that_is_stored_stays_as_it_is(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"first"))
    await saved(user, thread, 2, channel("a", 1, b"other"))
    assert [each["values"]["a"] for each in await listed(user, thread_id=thread)] == [
        b"first",
        b"first",
    ]


async def test_the_numbers_1_and_1_0_are_one_version_and_the_text_another(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"number"))
    await saved(user, thread, 2, channel("a", 1.0, b"again"))
    await saved(user, thread, 3, channel("a", "1", b"text"))
    found = await listed(user, thread_id=thread)
    assert [each["values"]["a"] for each in found] == [b"text", b"number", b"number"]


async def test_namespaces_have_values_of_their_own(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"root"))
    await saved(user, thread, 1, channel("a", 1, b"child"), checkpoint_ns="child")
    (root,) = await listed(user, thread_id=thread, checkpoint_ns="")
    (child,) = await listed(user, thread_id=thread, checkpoint_ns="child")
    assert (root["values"], child["values"]) == ({"a": b"root"}, {"a": b"child"})


async def test_a_checkpoint_takes_the_place_of_one_with_its_ids(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    await saved(user, thread, 1, channel("a", 1, b"one"))
    await saved(user, thread, 1, channel("a", 2, b"two"), checkpoint=typed(b"anew"))
    (found,) = await listed(user, thread_id=thread)
    assert found["checkpoint"] == typed(b"anew")
    assert found["values"] == {"a": b"two"}


async def test_sixteen_writers_of_one_thread_lose_nothing(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()

    async def write(writer: int) -> None:
        for n in range(5):
            version = writer * 100 + n
            await saved(user, thread, version + 1, channel("a", version, b"%d" % version))
            await wrote(user, thread, 1, a_write(n), task_id=f"task {writer}")

    await asyncio.gather(*(write(writer) for writer in range(16)))
    found = await listed(user, thread_id=thread, limit=100)
    assert len(found) == 80
    assert {int(each["values"]["a"]) for each in found} == {
        writer * 100 + n for writer in range(16) for n in range(5)
    }
    assert len(found[-1]["writes"]) == 80


async def test_two_first_checkpoints_of_a_thread_at_once_are_both_there(
    user: httpx.AsyncClient,
) -> None:
    for _ in range(5):
        thread = a_thread_id()
        await asyncio.gather(*(saved(user, thread, n, channel("a", n, b"x")) for n in (1, 2, 3)))
        assert await ids(user, thread_id=thread) == [number(3), number(2), number(1)]


async def test_writes_stay_as_they_were_first_but_those_below_nought(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    await saved(user, thread)
    await wrote(user, thread, 1, a_write(0, b"one"), a_write(-1, b"error"), task_path="path")
    await wrote(user, thread, 1, a_write(0, b"two"), a_write(-1, b"other"), a_write(1, b"more"))
    (found,) = await listed(user, thread_id=thread)
    assert [(w["index"], await bytes_of(user, w["value"])) for w in found["writes"]] == [
        (-1, b"other"),
        (0, b"one"),
        (1, b"more"),
    ]


async def test_writes_may_come_before_their_checkpoint(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    await wrote(user, thread, 1, a_write(0, b"early"))
    assert await listed(user, thread_id=thread) == []
    await saved(user, thread)
    (found,) = await listed(user, thread_id=thread)
    assert [await bytes_of(user, each["value"]) for each in found["writes"]] == [b"early"]


async def test_more_writes_than_an_answer_shows_are_read_a_page_at_a_time(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    await saved(user, thread)
    for task in range(3):
        await wrote(user, thread, 1, *map(a_write, range(400)), task_id=f"task {task}")
    (found,) = await listed(user, thread_id=thread)
    assert (found["writes"], found["more_writes"]) == ([], True)
    seen: list[tuple[str, int]] = []
    more: dict[str, Any] = {}
    while more is not None:
        page = await got(
            user,
            "/checkpoints/writes",
            thread_id=thread,
            checkpoint_id=number(1),
            limit=500,
            **more,
        )
        seen += [(each["task_id"], each["index"]) for each in page["items"]]
        more = {"cursor": page["next"]} if page["next"] else None  # type: ignore[assignment] # the end
    assert seen == [(f"task {task}", n) for task in range(3) for n in range(400)]


async def test_a_large_value_is_uploaded_and_read_by_its_id(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    large = bytes(range(256)) * 20_000
    value = {"type": "bytes", "upload_id": await uploaded(user, thread, large)}
    await saved(user, thread, 1, {"channel": "a", "version": 1, "value": value})
    write = {"type": "bytes", "upload_id": await uploaded(user, thread, large[::-1])}
    await wrote(user, thread, 1, {"index": 0, "channel": "b", "value": write})
    (found,) = await listed(user, thread_id=thread)
    assert found["values"] == {"a": large}
    assert await bytes_of(user, found["writes"][0]["value"]) == large[::-1]
    # The same once more, as after a lost answer.
    await saved(user, thread, 1, {"channel": "a", "version": 1, "value": value})
    await wrote(user, thread, 1, {"index": 0, "channel": "b", "value": write})
    assert (await listed(user, thread_id=thread))[0]["values"] == {"a": large}


async def test_an_upload_is_for_one_value_of_its_own_thread(user: httpx.AsyncClient) -> None:
    thread = a_thread_id()
    value = {"type": "bytes", "upload_id": await uploaded(user, thread, b"bytes")}
    other = await put(user, a_thread_id(), 1, {"channel": "a", "version": 1, "value": value})
    assert other.status_code == 409
    assert other.json()["type"].endswith(":checkpoint-upload-missing")
    await saved(user, thread, 1, {"channel": "a", "version": 1, "value": value})
    twice = await put(user, thread, 2, {"channel": "a", "version": 2, "value": value})
    assert twice.status_code == 409
    # Nothing of what was refused is there.
    assert await ids(user, thread_id=thread) == [number(1)]


async def test_values_beyond_what_an_answer_shows_are_read_by_their_ids(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    million = 1_000_000
    for n in range(1, 5):
        await saved(user, thread, n, channel("a", n, b"%d" % n * million))
    page = await got(user, "/checkpoints", thread_id=thread)
    assert [each["base64"] is None for each in page["values"]] == [False, False, True, True]
    found = await listed(user, thread_id=thread)
    assert [
        each["values"]["a"] == b"%d" % n * million
        for n, each in zip((4, 3, 2, 1), found, strict=True)
    ] == [True] * 4


@pytest.mark.parametrize(
    "body",
    [
        {"checkpoint": {"type": "t", "base64": "not base64"}},
        {"checkpoint": {"type": "t", "base64": 7}},
        {"channels": [{"channel": "a", "version": None}]},
        {"channels": [{"channel": "a", "version": True}]},
        {"channels": [{"channel": "a", "version": 1}, {"channel": "a", "version": 2}]},
        {"channels": [{"channel": "a", "version": 1, "value": {"type": "t"}}]},
        {"thread_id": ""},
        {"thread_id": "nul \x00"},
        {"checkpoint_id": ""},
        {"metadata": {"deep": {"deep": 2**70}}},
        {"other": 1},
    ],
)
async def test_what_is_malformed_is_refused(user: httpx.AsyncClient, body: dict[str, Any]) -> None:
    usual = {"thread_id": a_thread_id(), "checkpoint_id": number(1), "checkpoint": typed()}
    response = await user.put("/checkpoints", json=usual | body)
    assert response.status_code == 422, response.text


async def test_what_is_too_large_is_refused_and_told_where_it_goes(
    user: httpx.AsyncClient,
) -> None:
    thread = a_thread_id()
    value = await put(user, thread, 1, channel("a", 1, b"x" * (1024 * 1024 + 1)))
    assert value.status_code == 413
    assert "/checkpoints/values" in value.json()["detail"]
    whole = await put(user, thread, 1, checkpoint=typed(b"x" * (1024 * 1024)), metadata={"a": 1})
    assert whole.status_code == 413
    assert "THREADKEEP_MAX_CONTENT_BYTES" in whole.json()["detail"]
    metadata = await put(user, thread, 1, metadata={"a": "x" * 70_000})
    assert metadata.status_code == 413
    assert await ids(user, thread_id=thread) == []


async def test_no_document_grows_with_the_history(alone: Api) -> None:
    user = await alone.user()
    thread = a_thread_id()
    for n in range(1, 60):
        await saved(user, thread, n, channel("messages", n, b"m" * 100 * n), channel("b", 1, b"b"))
    sizes = [
        each["size"]
        async for each in look(collection_of(Checkpoint)).aggregate(
            [
                {"$sort": {"user_id": 1, "checkpoint_id": 1}},
                {"$project": {"size": {"$bsonSize": "$$ROOT"}}},
            ]
        )
    ]
    assert max(sizes) - min(sizes) < 20
    assert await look(collection_of(CheckpointValue)).count_documents({}) == 60


async def test_another_users_thread_of_the_same_id_is_another(api: Api) -> None:
    one, other = await api.user(), await api.user()
    thread = a_thread_id()
    await saved(one, thread, 1, channel("a", 1, b"one's"))
    await wrote(one, thread, 1, a_write())
    assert await listed(other, thread_id=thread) == []
    value_id = (await got(one, "/checkpoints", thread_id=thread))["values"][0]["value_id"]
    assert (await other.get(f"/checkpoints/values/{value_id}")).status_code == 404
    await saved(other, thread, 1, channel("a", 1, b"other's"))
    assert (await other.delete("/checkpoints", params={"thread_id": thread})).status_code == 204
    (found,) = await listed(one, thread_id=thread)
    assert found["values"] == {"a": b"one's"}
    writes = await got(other, "/checkpoints/writes", thread_id=thread, checkpoint_id=number(1))
    assert writes["items"] == []

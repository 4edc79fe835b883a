"""Content of assets: what is stored inline, its ranges and its representation."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from commands.openapi import document
from tests.api.assets.content_support import content_of, put
from tests.support import Api, got
from tests.workflow_support import Json, shown


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        "",
        [],
        {},
        {"$ref": "a", "$id": 1, "$db": "x"},
        [{"$ref": "a", "$id": {"$ref": "b", "$id": None}}],
        {"a.b": {"$set": {"": ["$name", "\x00"]}}},
        [2**63 - 1, -(2**63), 1.0, 1e300, -0.5],
        json.loads("[" * 70 + "]" * 70),
    ],
)
async def test_odd_and_deep_json_comes_back_equal(
    user: httpx.AsyncClient, asset: Json, value: Any
) -> None:
    for changed in (
        await user.put(f"/assets/{asset['id']}", json={"content": value}),
        await put(user, asset, json.dumps(value), **{"content-type": "application/json"}),
    ):
        assert changed.status_code == 200, changed.text
        assert changed.json()["value_representation"] == value
        answer = await content_of(user, asset)
        assert answer.json() == value
        info = changed.json()["content_info"]
        assert info["bytes"] == len(answer.content)
        assert info["sha256"] == hashlib.sha256(answer.content).hexdigest()


@pytest.mark.parametrize(
    "text", ["[18446744073709551616]", "NaN", "{", '"\\ud800"', '{"\\u0000":1}']
)
async def test_json_that_cannot_be_stored_unchanged_is_refused(
    user: httpx.AsyncClient, asset: Json, text: str
) -> None:
    answer = await put(user, asset, text, **{"content-type": "application/json"})

    assert answer.status_code == 422
    assert (await shown(user, "assets", asset))["content_info"] is None


async def test_content_is_left_out_of_details_and_lists(
    user: httpx.AsyncClient, asset: Json
) -> None:
    await user.put(f"/assets/{asset['id']}", json={"content": {"secret": "x" * 2000}})

    for answer in (
        await user.get(f"/assets/{asset['id']}"),
        await user.get("/assets"),
        await user.get(f"/missions/{asset['scope_id']}/full"),
    ):
        assert "xxxx" not in answer.text


async def test_an_asset_without_content_has_none_to_get(
    user: httpx.AsyncClient, asset: Json
) -> None:
    assert (await content_of(user, asset)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=7-99", b"789", "bytes 7-9/10"),
        ("bytes=-4", b"6789", "bytes 6-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("Bytes = 9 - 9", b"9", "bytes 9-9/10"),
        (f"bytes={'0' * 30}5-{'0' * 30}6", b"56", "bytes 5-6/10"),
    ],
)
@pytest.mark.parametrize("kind", ["application/octet-stream", "application/json"])
async def test_a_range_is_answered_with_just_that(
    user: httpx.AsyncClient,
    asset: Json,
    kind: str,
    asked: str,
    expected: bytes,
    content_range: str,
) -> None:
    text = b"0123456789"
    if kind == "application/json":
        text = b"1123456789"
        expected = expected.replace(b"0", b"1")
    await put(user, asset, text, **{"content-type": kind})

    answer = await content_of(user, asset, Range=asked)

    assert answer.status_code == 206
    assert answer.content == expected
    assert answer.headers["content-range"] == content_range
    assert answer.headers["content-length"] == str(len(expected))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=99999999999999999999999-"])
async def test_a_range_outside_of_the_content_is_416(
    user: httpx.AsyncClient, asset: Json, asked: str
) -> None:
    await put(user, asset, b"0123456789")

    answer = await content_of(user, asset, Range=asked)

    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */10"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "items=0-1", "bytes=5-2", "bytes=-", "x"])
async def test_what_is_no_single_range_is_answered_with_the_whole(
    user: httpx.AsyncClient, asset: Json, asked: str
) -> None:
    await put(user, asset, b"0123456789")

    answer = await content_of(user, asset, Range=asked)

    assert (answer.status_code, answer.content) == (200, b"0123456789")


async def test_conditional_requests_know_the_content_by_its_checksum(
    user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"0123456789")
    etag = (await content_of(user, asset)).headers["etag"]
    assert etag == f'"{hashlib.sha256(b"0123456789").hexdigest()}"'

    unchanged = await content_of(user, asset, **{"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    same = await content_of(user, asset, Range="bytes=0-1", **{"If-Range": etag})
    assert same.status_code == 206
    other = await content_of(user, asset, Range="bytes=0-1", **{"If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, b"0123456789")


async def test_no_browser_runs_content_as_a_page(user: httpx.AsyncClient, asset: Json) -> None:
    await put(user, asset, b"<script>", **{"content-type": "text/html"})

    headers = (await content_of(user, asset)).headers

    assert headers["content-type"] == "text/html"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == "attachment"


async def test_content_of_eight_megabytes_is_stored_inline(
    user: httpx.AsyncClient, asset: Json
) -> None:
    value = "é" * (4 * 1024 * 1024 - 1)

    answer = await user.put(f"/assets/{asset['id']}", json={"content": value})

    assert answer.status_code == 200, answer.text
    assert (await content_of(user, asset)).json() == value
    assert answer.json()["value_representation"] == (f"Text ({len(value)} chars): {value[:150]}…")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1}, {"a": 1}),
        ("short", "short"),
        (list(range(600)), "Array of 600 items, preview: [0,1,2]"),
        (
            {f"f{n}": "x" * 100 for n in range(12)},
            "Object with 12 fields: [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11]",
        ),
        ("t" * 2000, f"Text (2000 chars): {'t' * 150}…"),
    ],
)
async def test_content_is_represented_by_the_rules(
    user: httpx.AsyncClient, asset: Json, value: Any, expected: Any
) -> None:
    await user.put(f"/assets/{asset['id']}", json={"content": value})

    assert (await shown(user, "assets", asset))["value_representation"] == expected


async def test_a_representation_stays_small_whatever_the_content(
    user: httpx.AsyncClient, asset: Json
) -> None:
    for value in ([["x" * 5000]] * 3, {f"{n}" + "f" * 5000: 1 for n in range(100)}):
        await user.put(f"/assets/{asset['id']}", json={"content": value})
        shown_value = (await shown(user, "assets", asset))["value_representation"]
        assert len(shown_value) < 2000


async def test_another_users_content_is_not_there(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"mine")
    other = await api.user()

    assert (await content_of(other, asset)).status_code == 404
    assert (await put(other, asset, b"theirs")).status_code == 404
    assert (await content_of(user, asset)).content == b"mine"
    assert (await got(other, "/assets"))["items"] == []


def test_content_stored_as_json_is_documented_as_any_json() -> None:
    api = json.loads(document())
    answers = api["paths"]["/assets/{asset_id}/content"]["get"]["responses"]

    assert answers["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/JsonValue"
    }

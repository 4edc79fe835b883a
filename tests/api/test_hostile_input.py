"""Whatever comes in is stored and read back equal, or refused with 422; never a 500."""

import json
from typing import Any

import httpx
import pytest

from tests.support import a_chat, a_session, got, message


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


STORABLE: dict[str, Any] = {
    "a field path": "$user_id",
    "a variable": "$$ROOT",
    "an operator": {"$where": "1", "$set": {"user_id": "mallory"}},
    "an expression": {"$add": [1, 2]},
    "a literal": {"$literal": {"$literal": 1}},
    "a DBRef": {"$ref": "chats", "$id": "x", "$db": "other", "more": [1]},
    "half a DBRef": {"$ref": "#/definitions/flight"},
    "extended JSON": {"$oid": "66f0c0ffee0000000000abcd", "$date": "2026-01-01"},
    "keys with dots": {"a.b": {"": {".": 1}}, "$": 1},
    "odd keys": {"_id": {"$gt": ""}, "__proto__": {}, "0": 0, "constructor": None},
    "emoji": "👩‍👩‍👧‍👦 ﷽ \u202e\ufeff",
    "NUL in a text": "before\x00after",
    "the largest integers": [2**63 - 1, -(2**63), 2**31, 0],
    "numbers": [1, 1.0, -0.5, 1e308, 5e-324, True, False, None],
    "30 levels": nested(30),
}

REFUSED: dict[str, str] = {
    "a lone surrogate": r'{"x": "\ud800"}',
    "a lone surrogate in a key": r'{"\udfff": 1}',
    "an integer of 65 bits": '{"x": 18446744073709551616}',
    "an unsigned integer of 64 bits": '{"x": 9223372036854775808}',
    "an integer of 10,000 digits": '{"x": ' + "9" * 10_000 + "}",
    "a number that overflows": '{"x": 1e999}',
    "NaN": '{"x": NaN}',
    "Infinity": '{"x": -Infinity}',
    "NUL in a key": r'{"a\u0000b": 1}',
    "33 levels": json.dumps(nested(33)),
    "100 levels": json.dumps(nested(100)),
    "90,000 levels": '{"a":' * 90_000 + "1" + "}" * 90_000,
    "90,000 arrays": '{"a":' + "[" * 90_000 + "]" * 90_000 + "}",
    "an array": "[]",
    "a text": '"x"',
}


def post_raw(client: httpx.AsyncClient, path: str, body: bytes | str) -> Any:
    return client.post(path, content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("what", list(STORABLE))
async def test_odd_json_comes_back_equal(user: httpx.AsyncClient, what: str) -> None:
    value = {"value": STORABLE[what]}
    session = await a_session(user, session_metadata=value)
    path = f"/chats/{session['chat_id']}"
    await user.put(path, json={"context_data": value})
    await user.post(f"{path}/messages", json=message(id="m", message_metadata=value))

    def exactly(stored: object) -> None:
        # Text tells 1 from 1.0 and True, which == does not.
        assert json.dumps(stored, sort_keys=True) == json.dumps(value, sort_keys=True)

    exactly((await got(user, f"/sessions/{session['id']}"))["session_metadata"])
    exactly((await got(user, path))["context_data"])
    exactly((await got(user, f"{path}/messages"))["items"][0]["message_metadata"])
    again = await user.post(f"{path}/messages", json=message(id="m", message_metadata=value))
    assert again.status_code == 200
    await user.patch(f"{path}/messages/m", json={"message_metadata": {"n": value}})
    exactly((await got(user, f"{path}/messages/m"))["message_metadata"]["n"])


@pytest.mark.parametrize("what", list(REFUSED))
async def test_what_could_not_be_stored_unchanged_is_refused_everywhere(
    user: httpx.AsyncClient, what: str
) -> None:
    free = REFUSED[what]
    chat = f"/chats/{(await a_chat(user))['id']}"
    for response in (
        await post_raw(user, "/sessions", f'{{"session_metadata": {free}}}'),
        await post_raw(user, "/chats", f'{{"context_data": {free}}}'),
        await post_raw(user, f"{chat}/messages", f'{{"role": "user", "message_metadata": {free}}}'),
    ):
        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
    assert (await got(user, f"{chat}/messages"))["items"] == []


@pytest.mark.parametrize(
    "content", ["$user_id", "$$NOW", "", "\x00", "👋🏽", "a\r\n\tb", "{$where: 1}", "﷽" * 1000]
)
async def test_any_unicode_text_is_content(user: httpx.AsyncClient, content: str) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await user.post(path, json=[message(content), message(content, id="given")])
    assert [item["content"] for item in (await got(user, path))["items"]] == [content, content]


async def test_content_with_a_lone_surrogate_is_refused_with_its_place(
    user: httpx.AsyncClient,
) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    body = r'[{"role": "user", "content": "fine"}, {"role": "user", "content": "\udc00"}]'
    response = await post_raw(user, path, body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/1/content"


@pytest.mark.parametrize("body", [b" ", b"{", b"\xff", b"nul", b'{"a":1}{"a":2}', b"\x00"])
async def test_a_body_that_is_not_json_is_refused(user: httpx.AsyncClient, body: bytes) -> None:
    response = await post_raw(user, "/chats", body)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("odd", ["x", "A" * 24, "0" * 23, "0" * 25, "%00", "..%2f", "\u2603"])
async def test_what_is_no_id_is_not_found(user: httpx.AsyncClient, odd: str) -> None:
    assert (await user.get(f"/sessions/{odd}")).status_code == 404
    assert (await user.get(f"/chats/{odd}/messages")).status_code == 404
